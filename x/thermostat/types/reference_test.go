package types

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// This file reckons with real numbers, to 256 bits, what pid.go and sensor.go reckon with 18 decimals: written anew from the
// formulas, with another way of holding the integral at a limit.

const realPrec = 256

type precise = *big.Float

func realOf(n int64) precise { return new(big.Float).SetPrec(realPrec).SetInt64(n) }

func realDec(d math.LegacyDec) precise {
	f := new(big.Float).SetPrec(realPrec).SetInt(d.BigInt())
	return f.Quo(f, realOf(1e18))
}

func plus(a, b precise) precise  { return new(big.Float).SetPrec(realPrec).Add(a, b) }
func minus(a, b precise) precise { return new(big.Float).SetPrec(realPrec).Sub(a, b) }
func mul(a, b precise) precise   { return new(big.Float).SetPrec(realPrec).Mul(a, b) }
func over(a, b precise) precise  { return new(big.Float).SetPrec(realPrec).Quo(a, b) }

func inside(v, low, high precise) precise {
	if v.Cmp(low) < 0 {
		return low
	}
	if v.Cmp(high) > 0 {
		return high
	}
	return v
}

// realLog2 is log2 x = e + ln m / ln 2 for x = m · 2^e; ln as the series of 2 artanh.
func realLog2(x precise) precise {
	ln := func(m precise) precise {
		z := over(minus(m, realOf(1)), plus(m, realOf(1)))
		sum, power := realOf(0), z
		for k := int64(1); k < 170; k += 2 { // (1/3)^170 is below 2^-256
			sum, power = plus(sum, over(power, realOf(k))), mul(power, mul(z, z))
		}
		return mul(sum, realOf(2))
	}
	m := new(big.Float).SetPrec(realPrec)
	e := x.MantExp(m)
	return plus(realOf(int64(e-1)), over(ln(mul(m, realOf(2))), ln(realOf(2))))
}

// realExp2 multiplies the square roots of square roots of 2 that the binary digits of the fraction stand for.
func realExp2(m math.LegacyDec) precise {
	unit := big.NewInt(1e18)
	n, rest := new(big.Int).DivMod(m.BigInt(), unit, new(big.Int))
	result, root := realOf(1), realOf(2)
	for range realPrec - 16 {
		root = new(big.Float).SetPrec(realPrec).Sqrt(root)
		if rest.Lsh(rest, 1); rest.Cmp(unit) >= 0 {
			rest.Sub(rest, unit)
			result = mul(result, root)
		}
	}
	return result.SetMantExp(result, int(n.Int64()))
}

// reference is a loop in real numbers.
type reference struct {
	integral, derivative, output precise
	last                         []precise
	mode                         StepMode
	targets                      map[string]precise
}

func newReference(l Loop) *reference {
	return &reference{
		integral: realOf(0), derivative: realOf(0), output: realOf(int64(l.Neutral)), last: make([]precise, len(l.Inputs)),
		targets: map[string]precise{},
	}
}

// target is in the sensor's measure; the logarithm is slow, and always the same.
func (r *reference) target(in LoopInput) precise {
	if in.Sensor.IsShare() {
		return realDec(in.Target)
	}
	key := in.Target.String()
	if r.targets[key] == nil {
		r.targets[key] = realLog2(plus(realDec(in.Target), realOf(1)))
	}
	return r.targets[key]
}

// step is what the loop should do. anew: it has been changed.
func (r *reference) step(l Loop, in []Measurement, mode StepMode, override int64, anew *bool) {
	if *anew && mode != STEP_MODE_NO_DATA {
		r.mode = STEP_MODE_FROZEN
	}
	known, e, slope := r.mix(l, in, anew)
	if known {
		alpha := over(realOf(int64(l.DerivativeBps)), realOf(10_000))
		r.derivative = plus(mul(alpha, slope), mul(minus(realOf(1), alpha), r.derivative))
	}
	low, high := realOf(int64(l.OutMin)), realOf(int64(l.OutMax))
	switch mode {
	case STEP_MODE_RUNNING:
		r.run(l, e)
	case STEP_MODE_OVERRIDDEN:
		r.output = inside(realOf(override), low, high)
	default:
		r.output = inside(r.output, low, high)
	}
	held := r.mode == STEP_MODE_DISABLED || r.mode == STEP_MODE_FROZEN || r.mode == STEP_MODE_OVERRIDDEN
	if mode != STEP_MODE_NO_DATA || !held {
		r.mode = mode
	}
}

// mix returns the mean error and the mean difference by the weights of what is known.
func (r *reference) mix(l Loop, in []Measurement, anew *bool) (known bool, e, slope precise) {
	whole, highest := realOf(0), realOf(0)
	for i, input := range l.Inputs {
		if in[i].Known {
			known = true
			confidence := realDec(in[i].Confidence)
			whole = plus(whole, mul(realDec(input.Weight.Abs()), confidence))
			if confidence.Cmp(highest) > 0 {
				highest = confidence
			}
		}
	}
	if known && *anew {
		*anew = false
		r.last, r.derivative = make([]precise, len(l.Inputs)), realOf(0)
	}
	e, slope = realOf(0), realOf(0)
	for i, input := range l.Inputs {
		if !in[i].Known {
			continue
		}
		part := realOf(0)
		if whole.Sign() != 0 {
			part = mul(mul(over(realDec(input.Weight), whole), realDec(in[i].Confidence)), highest)
		}
		value, scale := realDec(in[i].Value), realDec(input.Scale)
		e = plus(e, mul(part, inside(over(minus(value, r.target(input)), scale), realOf(-1), realOf(1))))
		if r.last[i] != nil {
			slope = plus(slope, mul(part, inside(minus(over(value, scale), r.last[i]), realOf(-1), realOf(1))))
		}
		r.last[i] = over(value, scale)
	}
	return known, e, slope
}

// run moves the output. At a limit the integral goes that part of its way at which the output just reaches what it may be.
func (r *reference) run(l Loop, e precise) {
	band := realDec(l.Deadband)
	counts := minus(e, inside(e, new(big.Float).Neg(band), band))
	span := realOf(int64(l.OutMax) - int64(l.OutMin))
	neutral := realOf(int64(l.Neutral))
	rest := plus(mul(realDec(l.Kp), counts), mul(realDec(l.Kd), r.derivative))
	out := func(integral precise) precise { return plus(neutral, mul(span, plus(rest, integral))) }
	low, high := realDec(l.IntegralMin), realDec(l.IntegralMax)
	slew := realOf(int64(l.Slew))
	may := func(wanted precise) precise {
		v := inside(wanted, minus(r.output, slew), plus(r.output, slew))
		return inside(v, realOf(int64(l.OutMin)), realOf(int64(l.OutMax)))
	}
	taken := r.mode == STEP_MODE_DISABLED || r.mode == STEP_MODE_FROZEN || r.mode == STEP_MODE_OVERRIDDEN
	if taken && l.Ki.IsPositive() {
		r.integral = inside(minus(over(minus(r.output, neutral), span), rest), low, high)
		r.output = may(out(r.integral))
		return
	}
	from := r.integral
	if taken {
		from = inside(realOf(0), low, high)
	}
	push := mul(realDec(l.Ki), counts)
	if counts.Sign() == 0 {
		back := over(mul(realDec(l.Ki), band), realOf(4))
		push = inside(minus(realOf(0), from), minus(realOf(0), back), back)
	}
	to := inside(plus(from, push), low, high)
	r.output = may(out(to))
	r.integral = to
	blocked := minus(out(to), r.output)
	if way := minus(to, from); blocked.Sign() != 0 && way.Sign() == blocked.Sign() {
		part := inside(over(minus(r.output, out(from)), minus(out(to), out(from))), realOf(0), realOf(1))
		r.integral = plus(from, mul(part, way))
	}
}

// TestStepAgainstTheReference: random loops, 200 steps each of a market that wanders and of an owner who interferes; the error
// stays below the bound that Step states.
func TestStepAgainstTheReference(t *testing.T) {
	const steps = 200
	largest := realOf(0)
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(drawLoop(t))
		ref, anew := newReference(h.loop), false
		script := rapid.SliceOfN(rapid.IntRange(0, 99), steps, steps).Draw(t, "script")
		wander := drawWander(t, h.loop)
		for n, what := range script {
			switch what {
			case 0:
				h.loop = drawLoopLike(t, h.loop)
				anew = true
				h.state.Output = h.loop.within(h.state.Output)
				ref.output = inside(ref.output, realOf(int64(h.loop.OutMin)), realOf(int64(h.loop.OutMax)))
			case 1, 2:
				h.loop.Enabled, anew = !h.loop.Enabled, true
				h.loop.Revision++
			case 3, 4:
				h.at.Frozen = !h.at.Frozen
			case 5:
				h.state.Override = &Override{Value: h.loop.OutMax, UntilMs: h.at.NowMs + 3_000}
			}
			in := wander(n, h.loop)
			r := h.step(t, in)
			override := int64(0)
			if r.Mode == STEP_MODE_OVERRIDDEN {
				override = int64(h.state.Override.Value)
			}
			ref.step(h.loop, in, r.Mode, override, &anew)

			unit := over(realOf(1), realOf(1e18))
			remembers := min(int64(n+1), 10_000/int64(h.loop.DerivativeBps)+1)
			bound := mul(unit, realOf(int64(n+1)*(200+10*remembers)))
			span := realOf(h.loop.span())
			off := new(big.Float).Abs(over(minus(realDec(r.Output), ref.output), span))
			require.True(t, off.Cmp(bound) < 0, "step %d (%s): %s, not %s", n+1, r.Mode, r.Output, ref.output.Text('f', 20))
			offIntegral := new(big.Float).Abs(minus(realDec(r.Integral), ref.integral))
			require.True(t, offIntegral.Cmp(bound) < 0, "integral in step %d: %s, not %s", n+1, r.Integral, ref.integral.Text('f', 20))
			if off.Cmp(largest) > 0 {
				largest = off
			}
		}
	})
	t.Logf("largest error of an output: %s of the span", largest.Text('g', 3))
}

// drawLoopLike draws new rules for a loop with as many inputs, of the same filter: the bound depends on it.
func drawLoopLike(t *rapid.T, old Loop) Loop {
	l := drawLoop(t)
	l.Inputs, l.DerivativeBps = old.Inputs, old.DerivativeBps
	l.Enabled, l.Revision = old.Enabled, old.Revision+1
	return l
}

// drawWander draws a market: each value goes to and fro about its target, further than its scale, with pauses.
func drawWander(t *rapid.T, l Loop) func(n int, l Loop) []Measurement {
	type wave struct{ period, phase, gap int }
	waves := make([]wave, len(l.Inputs))
	for i := range waves {
		waves[i] = wave{
			period: rapid.IntRange(2, 90).Draw(t, "period"), phase: rapid.IntRange(0, 89).Draw(t, "phase"), gap: rapid.IntRange(2, 60).Draw(t, "gap"),
		}
	}
	targets := make([]math.LegacyDec, len(l.Inputs))
	for i, in := range l.Inputs {
		var err error
		targets[i], err = in.Sensor.Measure(in.Target)
		require.NoError(t, err)
	}
	third := one.QuoInt64(3)
	return func(n int, l Loop) []Measurement {
		in := make([]Measurement, len(l.Inputs))
		for i, w := range waves {
			at := (n + w.phase) % w.period
			// A saw, from -4/3 to 4/3 of the scale.
			swing := math.LegacyNewDec(int64(2 * at)).QuoInt64(int64(w.period)).Sub(one).Mul(one.Add(third))
			value := l.Inputs[i].Sensor.bounded(targets[i].Add(swing.Mul(l.Inputs[i].Scale)))
			confidence := one.Sub(third.QuoInt64(int64(1 + n%7)))
			in[i] = Measurement{Known: (n+w.phase)%w.gap != 0, Value: value, Confidence: confidence}
		}
		return in
	}
}

// requireUnder asserts 0 <= want - got < bound (with the reference's own rounding).
func requireUnder(t require.TestingT, want precise, got math.LegacyDec, bound precise) {
	slack := new(big.Float).SetMantExp(realOf(1), -110)
	off := minus(want, realDec(got))
	require.True(t, plus(off, slack).Sign() >= 0 && off.Cmp(bound) < 0, "%s is off by %s", got, off.Text('g', 5))
}

// drawNatural draws a number of 0 to 2^128, all magnitudes alike.
func drawNatural(t *rapid.T, label string) math.LegacyDec {
	power := math.NewIntFromBigInt(new(big.Int).Lsh(big.NewInt(1), uint(rapid.IntRange(0, maxOctaves).Draw(t, label+" power"))))
	return drawBetween(t, label, 0, 1).MulInt(power)
}

func TestMeasureAgainstTheReference(t *testing.T) {
	bound, _, err := big.ParseFloat("1.001e-18", 10, realPrec, big.ToNearestEven)
	require.NoError(t, err)
	check := func(t require.TestingT, x math.LegacyDec) {
		got, err := SENSOR_KIND_BACKLOG.Measure(x)
		require.NoError(t, err)
		requireUnder(t, realLog2(plus(realDec(x), realOf(1))), got, bound)
	}
	for n := range maxOctaves + 1 {
		power := math.LegacyNewDecFromBigInt(new(big.Int).Lsh(big.NewInt(1), uint(n)))
		check(t, power)
		check(t, power.Sub(one))
		check(t, power.Sub(math.LegacySmallestDec()))
	}
	rapid.Check(t, func(t *rapid.T) { check(t, drawNatural(t, "x")) })
}

func TestNaturalAgainstTheReference(t *testing.T) {
	unit, _, err := big.ParseFloat("1.001e-18", 10, realPrec, big.ToNearestEven)
	require.NoError(t, err)
	check := func(t require.TestingT, m math.LegacyDec) {
		got, err := SENSOR_KIND_BACKLOG.Natural(m)
		require.NoError(t, err)
		want, bound := realExp2(m), unit
		if m.GT(math.LegacyNewDec(64)) {
			bound = new(big.Float).SetMantExp(want, -122)
		}
		requireUnder(t, minus(want, realOf(1)), got, bound)
	}
	for n := range int64(maxOctaves) {
		check(t, math.LegacyNewDec(n))
		check(t, math.LegacyNewDec(n+1).Sub(math.LegacySmallestDec()))
		check(t, math.LegacyNewDec(n).Add(math.LegacySmallestDec()))
	}
	check(t, math.LegacyNewDec(maxOctaves))
	rapid.Check(t, func(t *rapid.T) { check(t, drawBetween(t, "m", 0, maxOctaves)) })
}

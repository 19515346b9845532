package types

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// bytesOf is a loop, a state or a record to the last digit.
func bytesOf(t require.TestingT, m interface{ Marshal() ([]byte, error) }) []byte {
	bz, err := m.Marshal()
	require.NoError(t, err)
	return bz
}

func copyOf(t require.TestingT, s LoopState) LoopState {
	var c LoopState
	require.NoError(t, c.Unmarshal(bytesOf(t, &s)))
	return c
}

// TestStepIsBoundedAndPure: whatever the market does and the owner asks for.
func TestStepIsBoundedAndPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(drawLoop(t))
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			h.drawEvent(t, drawLoop)
			in := drawMeasurements(t, h.loop)
			l, before, given := h.loop, h.state, slices.Clone(in)
			loopBytes, stateBytes := bytesOf(t, &l), bytesOf(t, &before)

			next, record, err := l.Step(before, in, h.at)
			require.NoError(t, err)

			require.Equal(t, loopBytes, bytesOf(t, &l), "loop")
			require.Equal(t, stateBytes, bytesOf(t, &before), "state")
			require.Equal(t, given, in, "measurements")
			again, recordAgain, err := l.Step(copyOf(t, before), in, h.at)
			require.NoError(t, err)
			require.Equal(t, bytesOf(t, &next), bytesOf(t, &again))
			require.Equal(t, bytesOf(t, &record), bytesOf(t, &recordAgain))

			requireBounds(t, h, next, record, in)
			h.state = next
			if record.Mode == STEP_MODE_RUNNING {
				h.takeOver = false
			}
		}
	})
}

func requireBounds(t require.TestingT, h *history, next LoopState, record Step, in []Measurement) {
	l, before := h.loop, h.state
	require.True(t, next.Output.GTE(decOf(l.OutMin)) && next.Output.LTE(decOf(l.OutMax)), "output %s", next.Output)
	require.Equal(t, before.Output, record.Before)
	require.Equal(t, next.Output, record.Output)
	require.Equal(t, next.Integral, record.Integral)
	require.Equal(t, before.Steps+1, next.Steps)
	require.True(t, next.Error.Abs().LTE(one) && next.Derivative.Abs().LTE(one))
	known := slices.ContainsFunc(in, func(m Measurement) bool { return m.Known })
	if !known {
		require.Equal(t, before.Error, next.Error)
		require.Equal(t, before.Derivative, next.Derivative)
		require.Equal(t, before.Previous, next.Previous)
		require.Equal(t, before.Revision, next.Revision)
	}
	switch record.Mode {
	case STEP_MODE_RUNNING:
		require.True(t, known && l.Enabled && !h.frozen)
		require.True(t, next.Integral.GTE(l.IntegralMin) && next.Integral.LTE(l.IntegralMax), "integral %s", next.Integral)
		require.True(t, next.Output.Sub(before.Output).Abs().LTE(decOf(l.Slew)), "from %s to %s", before.Output, next.Output)
		if h.takeOver && l.Ki.IsPositive() && next.Integral.GT(l.IntegralMin) && next.Integral.LT(l.IntegralMax) {
			require.Equal(t, before.Output.String(), next.Output.String(), "taken over")
		}
	case STEP_MODE_OVERRIDDEN:
		require.NotNil(t, next.Override)
		// The owner may have narrowed the bounds since.
		require.Equal(t, l.within(decOf(next.Override.Value)).String(), next.Output.String())
		require.Equal(t, before.Integral, next.Integral)
	default:
		require.Nil(t, next.Override)
		require.True(t, !known || !l.Enabled || h.frozen)
		require.Equal(t, before.Integral, next.Integral)
		require.Equal(t, before.Output, next.Output)
	}
}

// wide makes a loop that has an integral, which can hold any output that the other parts may leave to it.
func wide(l Loop) Loop {
	l.OutMin, l.OutMax, l.Neutral, l.Slew = 0, 10_000, 5_000, min(l.Slew, 10_000)
	l.IntegralMin, l.IntegralMax = minusOne, one
	limit := math.LegacyNewDecWithPrec(2, 1)
	l.Kp, l.Kd = math.LegacyMinDec(l.Kp, limit), math.LegacyMinDec(l.Kd, limit)
	l.Ki = math.LegacyMaxDec(l.Ki, math.LegacyNewDecWithPrec(1, 3))
	return l
}

// TestStepTakesOverWithoutAKick: enabled, thawed, let go by hand, and with other gains, inputs and targets, with or without data in
// between, the first step that runs leaves the output to the last digit where it is.
func TestStepTakesOverWithoutAKick(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(t *rapid.T) Loop { return wide(drawLoop(t)) }
		h := newHistory(draw(t))
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			h.drawEvent(t, draw)
			in := drawMeasurements(t, h.loop)
			next, record, err := h.loop.Step(h.state, in, h.at)
			require.NoError(t, err)
			if record.Mode == STEP_MODE_RUNNING && h.takeOver {
				require.Equal(t, h.state.Output.String(), next.Output.String())
				require.Equal(t, STEP_LIMIT_NONE, record.Limit)
				h.takeOver = false
			}
			h.state = next
		}
	})
}

// TestStepTargetIsNoDifference: a new target leaves the output where it is and gives the derivative nothing to see, then or later.
func TestStepTargetIsNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(wide(drawLoop(t)))
		for range rapid.IntRange(0, 5).Draw(t, "steps before") {
			h.step(t, drawKnown(t, h.loop))
		}
		other := newHistory(h.loop)
		other.state, other.at = copyOf(t, h.state), h.at
		other.loop.Inputs = slices.Clone(h.loop.Inputs)
		for i, in := range other.loop.Inputs {
			other.loop.Inputs[i].Target = drawBetween(t, "new target", 0, 1)
			if !in.Sensor.IsShare() {
				other.loop.Inputs[i].Target = drawBetween(t, "new target", 0, 1<<40)
			}
		}
		h.loop.Revision++
		other.loop.Revision++

		in := drawKnown(t, h.loop)
		before := other.state.Output
		record := other.step(t, in)
		h.step(t, in)
		require.Equal(t, before.String(), record.Output.String())
		require.True(t, record.Derivative.IsZero())
		for range 3 {
			in = drawKnown(t, h.loop)
			require.Equal(t, h.step(t, in).Derivative.String(), other.step(t, in).Derivative.String())
		}
	})
}

func (h *history) step(t require.TestingT, in []Measurement) Step {
	h.at.Epoch++
	h.at.NowMs += 1_000
	next, record, err := h.loop.Step(h.state, in, h.at)
	require.NoError(t, err)
	h.state = next
	return record
}

// simple is a loop on one sensor: the backlog, with 15 jobs as target and an error of 1 at 4 doublings more.
func simple() Loop {
	return Loop{
		Id: "simple", Actuator: ACTUATOR_REWARD, Revision: 1, Enabled: true,
		Inputs: []LoopInput{{Sensor: SENSOR_KIND_BACKLOG, Weight: fixed("1"), Target: fixed("15"), Scale: fixed("4")}},
		Kp:     fixed("0.5"), Ki: fixed("0.1"), Kd: fixed("0"), DerivativeBps: 5_000, IntegralMin: fixed("-1"), IntegralMax: fixed("1"),
		Neutral: 1_000, OutMin: 0, OutMax: 11_000, Slew: 1_000, Deadband: fixed("0.1"),
	}
}

// octaves measures a value with full confidence.
func octaves(s string) []Measurement {
	return []Measurement{{Known: true, Value: fixed(s), Confidence: fixed("1")}}
}

func TestStepByHand(t *testing.T) {
	h := newHistory(simple())
	h.loop.Kd = fixed("0.2")
	// log2(1 + 15) = 4; (5 - 4) / 4 = 0.25, less the deadband 0.15: 0.5 · 0.15 = 0.075, 0.1 · 0.15 = 0.015; span 11,000, over 1,000.
	r := h.step(t, octaves("5"))
	require.Equal(t, STEP_MODE_RUNNING, r.Mode)
	require.Equal(t, "0.250000000000000000", r.Error.String())
	require.Equal(t, "0.075000000000000000", r.Proportional.String())
	require.Equal(t, "0.015000000000000000", r.Integral.String())
	require.Equal(t, "0.000000000000000000", r.Derivative.String())
	require.Equal(t, "1990.000000000000000000", r.Output.String())
	require.Equal(t, STEP_LIMIT_NONE, r.Limit)
	// (5.4 - 5) / 4 = 0.1, half of it 0.05, by 0.2: 0.01. Error 0.35: 0.125 + 0.015 + 0.025 + 0.01 = 0.175: 2,925 of 11,000.
	r = h.step(t, octaves("5.4"))
	require.Equal(t, "0.010000000000000000", r.Derivative.String())
	require.Equal(t, "0.040000000000000000", r.Integral.String())
	require.Equal(t, "2925.000000000000000000", r.Output.String())
	// As far as the slew allows; the integral follows no further: 3,925 = 1,000 + 11,000 · (0.45 + I + D).
	r = h.step(t, octaves("128"))
	require.Equal(t, STEP_LIMIT_SLEW, r.Limit)
	require.Equal(t, "3925.000000000000000000", r.Output.String())
	require.Equal(t, "0.040000000000000000", r.Integral.String(), "the proportional part is at the limit by itself")
}

// A step of the integral that is larger than the slew still moves: held altogether, it would stay for ever.
func TestStepLargerThanTheSlewMoves(t *testing.T) {
	h := newHistory(simple())
	h.loop.Kp, h.loop.Ki, h.loop.Slew = fixed("0"), fixed("10"), 100
	for i := range 100 {
		r := h.step(t, octaves("100"))
		require.Equal(t, math.LegacyNewDec(int64(1_000+100*(i+1))), r.Output)
		require.True(t, r.Output.Sub(h.loop.output(r.Integral)).Abs().LT(fixed("0.0000000001")), "the integral is what the output shows")
	}
	require.Equal(t, decOf(11_000), h.state.Output)
}

// TestStepReachesItsEnd: with an error that stays, every loop goes as far as its bounds let it.
func TestStepReachesItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLoop(t)
		span := l.OutMax - l.OutMin
		l.Slew = max(l.Slew, (span+99)/100)
		l.Ki = math.LegacyMaxDec(l.Ki, fixed("0.1"))
		l.Deadband = l.Deadband.QuoInt64(2)
		in := make([]Measurement, len(l.Inputs))
		up := rapid.Bool().Draw(t, "up")
		for i, input := range l.Inputs {
			in[i] = Measurement{Known: true, Confidence: one, Value: math.LegacyZeroDec()}
			if input.Sensor.IsShare() {
				l.Inputs[i].Target, l.Inputs[i].Scale = fixed("0.5"), fixed("0.5")
			} else {
				l.Inputs[i].Target = fixed("1099511627775")
				l.Inputs[i].Scale = math.LegacyMinDec(input.Scale, fixed("40"))
			}
			if up == input.Weight.IsPositive() {
				in[i].Value = math.LegacyNewDec(maxOctaves)
			}
		}
		h := newHistory(l)
		for range 200 {
			h.step(t, in)
		}
		e := one.Sub(l.Deadband)
		end := l.within(l.output(l.Kp.Mul(e).Add(l.IntegralMax)))
		if !up {
			e = e.Neg()
			end = l.within(l.output(l.Kp.Mul(e).Add(l.IntegralMin)))
		}
		// The derivative fades only by its own filter.
		fade := l.Kd.Mul(h.state.Derivative.Abs()).MulInt64(l.span()).Add(fixed("0.000001"))
		require.True(t, h.state.Output.Sub(end).Abs().LTE(fade), "at %s, not %s", h.state.Output, end)
	})
}

// TestStepLeavesALimitAtOnce: after any time at a limit the first error to the other side shows in the output in full.
func TestStepLeavesALimitAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := simple()
		l.Kp, l.Ki, l.Deadband = fixed("0"), drawPart(t, "ki"), fixed("0")
		l.Neutral = rapid.Uint32Range(0, 11_000).Draw(t, "neutral")
		l.Slew = rapid.Uint32Range(200, 11_000).Draw(t, "slew")
		h := newHistory(l)
		for range rapid.IntRange(60, 200).Draw(t, "steps") {
			h.step(t, octaves("128"))
		}
		before := h.state.Output
		back := math.LegacyMinDec(l.Ki.MulInt64(l.span()), decOf(l.Slew))
		h.step(t, octaves("0"))
		want := l.within(before.Sub(back))
		require.True(t, h.state.Output.Sub(want).Abs().LT(fixed("0.000000001")), "%s from %s, not %s", h.state.Output, before, want)
	})
}

// A hand that is taken away, by time or after a pause in the data, leaves no jump either.
func TestStepAfterTheOwnersHand(t *testing.T) {
	nothing := []Measurement{{}}
	for name, hold := range map[string]func(h *history){
		"override that ended before any step": func(h *history) {
			h.state.Override, h.state.Output = &Override{Value: 9_000, UntilMs: h.at.NowMs + 500}, fixed("9000")
		},
		"override that a step saw": func(h *history) {
			h.state.Override = &Override{Value: 9_000, UntilMs: h.at.NowMs + 1_500}
			h.step(t, octaves("6"))
		},
		"disabled": func(h *history) {
			h.loop.Enabled = false
			h.loop.Revision++
			h.step(t, octaves("6"))
			h.loop.Enabled = true
			h.loop.Revision++
		},
		"frozen": func(h *history) {
			h.at.Frozen = true
			h.step(t, octaves("6"))
			h.at.Frozen = false
		},
		"changed": func(h *history) {
			h.loop.Inputs[0].Target = fixed("63")
			h.loop.Revision++
		},
	} {
		for gap := range 3 {
			h := newHistory(simple())
			for range 3 {
				h.step(t, octaves("5"))
			}
			hold(h)
			for range gap {
				require.Equal(t, STEP_MODE_NO_DATA, h.step(t, nothing).Mode, name)
			}
			before := h.state.Output
			r := h.step(t, octaves("7"))
			require.Equal(t, STEP_MODE_RUNNING, r.Mode, name)
			require.Equal(t, before, r.Output, "%s, %d steps without data", name, gap)
			require.NotEqual(t, before, h.step(t, octaves("9")).Output, "%s: it goes on", name)
		}
	}
}

// A pause in the data is no hand: the loop goes on with what it had.
func TestStepAfterAPauseInTheData(t *testing.T) {
	h, steady := newHistory(simple()), newHistory(simple())
	for range 5 {
		steady.step(t, octaves("5"))
		h.step(t, octaves("5"))
		r := h.step(t, []Measurement{{}})
		require.Equal(t, STEP_MODE_NO_DATA, r.Mode)
		require.Equal(t, r.Before, r.Output)
	}
	require.Equal(t, steady.state.Output, h.state.Output)
	require.Equal(t, steady.state.Integral, h.state.Integral)
}

func TestStepWeighsTheSmallestWeightsAsTheyAre(t *testing.T) {
	l := simple()
	l.Inputs = append(l.Inputs, l.Inputs[0])
	l.Inputs[0].Weight, l.Inputs[1].Weight = math.LegacySmallestDec(), math.LegacySmallestDec().MulInt64(3)
	h := newHistory(l)
	h.step(t, append(octaves("6"), octaves("4")...))
	require.Equal(t, "0.125000000000000000", h.state.Error.String())
}

func TestStepRefuses(t *testing.T) {
	l := simple()
	s := NewLoopState(l, "")
	none := simple()
	none.Inputs[0].Weight = fixed("0")
	noScale := simple()
	noScale.Inputs[0].Scale = fixed("0")
	noTarget := simple()
	noTarget.Inputs[0].Target = math.LegacyDec{}
	for name, tc := range map[string]struct {
		loop Loop
		in   []Measurement
	}{
		"no measurement":   {l, nil},
		"two measurements": {l, make([]Measurement, 2)},
		"without a value":  {l, []Measurement{{Known: true, Confidence: one}}},
		"no confidence":    {l, []Measurement{{Known: true, Value: one}}},
		"no weight":        {none, octaves("1")},
		"no scale":         {noScale, octaves("1")},
		"without a target": {noTarget, octaves("1")},
	} {
		next, _, err := tc.loop.Step(s, tc.in, Moment{})
		require.ErrorIs(t, err, ErrStep, name)
		require.Equal(t, s, next, name)
	}
}

// TestDecodingOverAStateChangesNoOther: numbers are pointers inside.
func TestDecodingOverAStateChangesNoOther(t *testing.T) {
	h := newHistory(simple())
	h.step(t, octaves("128"))
	other := newHistory(simple())
	other.loop.OutMax = 12_345
	other.step(t, octaves("0"))
	bz := bytesOf(t, &other.state)
	loopBytes := bytesOf(t, &h.loop)
	require.NoError(t, h.state.Unmarshal(bz))
	require.Equal(t, "1.000000000000000000", one.String())
	require.Equal(t, "-1.000000000000000000", minusOne.String())
	require.Equal(t, loopBytes, bytesOf(t, &h.loop))
}

// twoInputs is a loop of two inputs with a span of 10,000.
func twoInputs(kp, ki string) Loop {
	at := func(sensor SensorKind) LoopInput {
		return LoopInput{Sensor: sensor, Weight: one, Target: math.LegacyZeroDec(), Scale: math.LegacyNewDec(2)}
	}
	return Loop{
		Id: "plain", Actuator: ACTUATOR_REWARD, Inputs: []LoopInput{at(SENSOR_KIND_TIME_TO_ASSIGNMENT), at(SENSOR_KIND_BACKLOG_AGE)},
		Kp: math.LegacyMustNewDecFromStr(kp), Ki: math.LegacyMustNewDecFromStr(ki), Kd: math.LegacyZeroDec(), DerivativeBps: 10_000,
		IntegralMin: math.LegacyZeroDec(), IntegralMax: one, OutMax: 10_000, Slew: 500,
		Deadband: math.LegacyMustNewDecFromStr("0.1"), Enabled: true, Revision: 1,
	}
}

// says is an input with an error, at a confidence.
func says(e, confidence string) Measurement {
	value := math.LegacyMustNewDecFromStr(e).MulInt64(2)
	return Measurement{Known: true, Value: value, Confidence: math.LegacyMustNewDecFromStr(confidence)}
}

// TestAnInputOfFewSilencesNone: beside an input that all speak through, one that few stand behind weighs by its confidence.
func TestAnInputOfFewSilencesNone(t *testing.T) {
	l := twoInputs("1", "0")
	errorOf := func(in ...Measurement) string {
		_, record, err := l.Step(NewLoopState(l, "data"), in, Moment{Epoch: 1})
		require.NoError(t, err)
		return record.Error.String()
	}
	silent := Measurement{}
	require.Equal(t, "0.500000000000000000", errorOf(silent, says("0.5", "1")))
	require.Equal(t, "0.454545454545454545", errorOf(says("0", "0.1"), says("0.5", "1")))
	require.Equal(t, "0.300000000000000000", errorOf(says("0.1", "1"), says("0.5", "1")))
	require.Equal(t, "0.050000000000000000", errorOf(silent, says("0.5", "0.1")), "alone it counts as little as it stands for")
	require.Equal(t, "0.000000000000000000", errorOf(silent, says("0.5", "0")))
}

// TestNoOverrideIsForEver: what the owner set by hand is gone some time after it has ended, with an integral or without one, also in a
// market that calls for nothing.
func TestNoOverrideIsForEver(t *testing.T) {
	for _, ki := range []string{"0", "0.05"} {
		l := twoInputs("0.5", ki)
		s := NewLoopState(l, "data")
		s.Override = &Override{Value: 8_000, UntilMs: 2}
		calm := []Measurement{says("0.05", "1"), says("0.05", "1")}
		var moved []int64
		for n := range int64(800) {
			before := s.Output
			var err error
			s, _, err = l.Step(s, calm, Moment{Epoch: n, NowMs: n})
			require.NoError(t, err)
			if n > 0 {
				moved = append(moved, before.Sub(s.Output).TruncateInt64())
			}
		}
		require.True(t, s.Output.IsZero(), "ki %s: %s", ki, s.Output)
		require.LessOrEqual(t, slices.Max(moved), int64(l.Slew), "ki %s", ki)
	}
}

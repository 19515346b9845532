package types

import (
	"math/big"

	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// This file draws what the properties of the control law hold for: every valid loop, and everything that can happen to it.

func fixed(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

// drawBetween draws a decimal of whole bounds, often one of them.
func drawBetween(t *rapid.T, label string, low, high int64) math.LegacyDec {
	switch rapid.IntRange(0, 9).Draw(t, label+" edge") {
	case 0:
		return math.LegacyNewDec(low)
	case 1:
		return math.LegacyNewDec(high)
	}
	whole := math.LegacyNewDec(rapid.Int64Range(low, high-1).Draw(t, label))
	return whole.Add(math.LegacyNewDecWithPrec(rapid.Int64Range(0, 1e18).Draw(t, label+" decimals"), math.LegacyPrecision))
}

// drawPart draws a decimal of 0 to 1, of all magnitudes.
func drawPart(t *rapid.T, label string) math.LegacyDec {
	return drawBetween(t, label, 0, 1).QuoInt64(int64(1) << (4 * rapid.IntRange(0, 10).Draw(t, label+" magnitude")))
}

func drawSensor(t *rapid.T) SensorKind { return SensorKind(rapid.IntRange(1, 18).Draw(t, "sensor")) }

func drawInput(t *rapid.T) LoopInput {
	in := LoopInput{Sensor: drawSensor(t), Weight: math.LegacyMaxDec(drawPart(t, "weight"), math.LegacySmallestDec())}
	if rapid.Bool().Draw(t, "less") {
		in.Weight = in.Weight.Neg()
	}
	if in.Sensor.IsShare() {
		in.Target = drawBetween(t, "target", 0, 1)
		in.Scale = math.LegacyOneDec().Sub(drawBetween(t, "scale", 0, 1).QuoInt64(2))
		return in
	}
	power := new(big.Int).Lsh(big.NewInt(1), uint(rapid.IntRange(0, 100).Draw(t, "power")))
	in.Target = drawBetween(t, "target", 0, 1).MulInt(math.NewIntFromBigInt(power))
	in.Scale = drawBetween(t, "scale", 2, 64)
	return in
}

func drawGain(t *rapid.T, label string) math.LegacyDec {
	if rapid.Bool().Draw(t, label+" large") {
		return drawBetween(t, label, 0, 10)
	}
	return drawPart(t, label)
}

// drawLoop draws a valid loop.
func drawLoop(t *rapid.T) Loop {
	l := Loop{
		Id: "loop", Actuator: ACTUATOR_REWARD, Enabled: true, Revision: rapid.Uint64Range(1, 9).Draw(t, "revision"),
		Inputs: rapid.SliceOfN(rapid.Custom(drawInput), 1, 8).Draw(t, "inputs"),
		Kp:     drawGain(t, "kp"), Ki: drawGain(t, "ki"), Kd: drawGain(t, "kd"),
		DerivativeBps: rapid.Uint32Range(1, 10_000).Draw(t, "derivative"),
		IntegralMin:   drawPart(t, "integral min").Neg(), IntegralMax: drawPart(t, "integral max"),
		Deadband: drawPart(t, "deadband").MulInt64(9).QuoInt64(10),
	}
	l.OutMin = rapid.Uint32Range(0, 49_999).Draw(t, "out min")
	l.OutMax = rapid.Uint32Range(l.OutMin+1, 50_000).Draw(t, "out max")
	l.Neutral = rapid.Uint32Range(l.OutMin, l.OutMax).Draw(t, "neutral")
	l.Slew = rapid.Uint32Range(1, l.OutMax-l.OutMin).Draw(t, "slew")
	return l
}

// drawMeasurements draws what the inputs of a loop can measure: at times nothing.
func drawMeasurements(t *rapid.T, l Loop) []Measurement {
	list := make([]Measurement, len(l.Inputs))
	for i, in := range l.Inputs {
		m := Measurement{Known: rapid.IntRange(0, 3).Draw(t, "known") > 0, Confidence: drawBetween(t, "confidence", 0, 1)}
		if in.Sensor.IsShare() {
			m.Value = drawBetween(t, "share", 0, 1)
		} else {
			m.Value = drawBetween(t, "octaves", 0, maxOctaves)
		}
		list[i] = m
	}
	return list
}

// drawKnown draws measurements that are all known.
func drawKnown(t *rapid.T, l Loop) []Measurement {
	list := drawMeasurements(t, l)
	for i := range list {
		list[i].Known = true
	}
	return list
}

// history is a loop that lives: the owner changes, stops and overrides it as it goes.
type history struct {
	loop   Loop
	state  LoopState
	at     Moment
	frozen bool
	// takeOver: the next step that runs begins where the output is.
	takeOver bool
}

func newHistory(l Loop) *history {
	return &history{loop: l, state: NewLoopState(l, "translation"), at: Moment{Epoch: 1, NowMs: 1_000}}
}

// drawEvent lets the owner do something, or nothing.
func (h *history) drawEvent(t *rapid.T, next func(*rapid.T) Loop) {
	switch rapid.IntRange(0, 11).Draw(t, "event") {
	case 0:
		revision := h.loop.Revision
		enabled := h.loop.Enabled
		h.loop = next(t)
		h.loop.Revision, h.loop.Enabled, h.takeOver = revision+1, enabled, true
		// As the message that sets a loop does it.
		h.state.Output = h.loop.within(h.state.Output)
	case 1, 2:
		h.loop.Enabled = !h.loop.Enabled
		h.loop.Revision++
		h.takeOver = true
	case 3, 4:
		h.frozen = !h.frozen
	case 5:
		value := rapid.Uint32Range(h.loop.OutMin, h.loop.OutMax).Draw(t, "override")
		h.state.Override = &Override{Value: value, UntilMs: h.at.NowMs + rapid.Int64Range(1, 3_000).Draw(t, "until")}
		h.state.Output = decOf(value)
		h.takeOver = true
	default:
	}
	h.at.Epoch++
	h.at.NowMs += rapid.Int64Range(0, 2_000).Draw(t, "passes")
	h.at.Frozen = h.frozen
	// Frozen without a step in between moves nothing and is not to be noticed.
	if h.frozen {
		h.takeOver = true
	}
}

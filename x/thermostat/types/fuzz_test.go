package types

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

// fuzzed are loops at the edges of what is valid.
func fuzzed() []Loop {
	steep, flat, many := simple(), simple(), simple()
	steep.Kp, steep.Ki, steep.Kd, steep.DerivativeBps, steep.Deadband = fixed("10"), fixed("10"), fixed("10"), 10_000, fixed("0")
	steep.OutMax, steep.Slew, steep.Inputs[0].Scale = 50_000, 50_000, fixed("2")
	flat.OutMin, flat.Neutral, flat.OutMax, flat.Slew, flat.Ki = 0, 0, 1, 1, math.LegacySmallestDec()
	many.Inputs = nil
	for i := range 8 {
		in := LoopInput{Sensor: SensorKind(2*i + 1), Weight: fixed("-0.3"), Target: fixed("1267650600228229401496703205376"), Scale: fixed("64")}
		if in.Sensor.IsShare() {
			in.Target, in.Scale = fixed("1"), fixed("0.5")
		}
		many.Inputs = append(many.Inputs, in)
	}
	return []Loop{simple(), steep, flat, many}
}

// decoded is any number that state can hold, and some that it cannot; no bytes: none.
func decoded(raw []byte, negative bool) math.LegacyDec {
	if len(raw) == 0 {
		return math.LegacyDec{}
	}
	// 315 bits are the most that a decimal holds.
	n := new(big.Int).SetBytes(raw[:min(len(raw), 39)])
	if negative {
		n.Neg(n)
	}
	return math.LegacyNewDecFromBigIntWithPrec(n, math.LegacyPrecision)
}

// FuzzStep: no measurement whatsoever makes a step of a valid loop panic, or carries its output out of its bounds.
func FuzzStep(f *testing.F) {
	f.Add(uint8(0), []byte{13, 224, 182, 179, 167, 100, 0, 0}, []byte{13, 224, 182, 179, 167, 100, 0, 0}, false, uint8(3))
	f.Add(uint8(1), []byte{}, []byte{1}, true, uint8(1))
	f.Add(uint8(3), bytesOfOnes(39), bytesOfOnes(39), true, uint8(9))
	f.Fuzz(func(t *testing.T, which uint8, value, confidence []byte, negative bool, steps uint8) {
		loops := fuzzed()
		h := newHistory(loops[int(which)%len(loops)])
		m := Measurement{Known: true, Value: decoded(value, negative), Confidence: decoded(confidence, negative)}
		for n := range steps%16 + 1 {
			in := make([]Measurement, len(h.loop.Inputs))
			for i := range in {
				in[i] = m
				in[i].Known = (int(n)+i)%3 != 0
			}
			next, record, err := h.loop.Step(h.state, in, Moment{Epoch: int64(n)})
			if m.Value.IsNil() || m.Confidence.IsNil() {
				if anyKnown(in) {
					require.ErrorIs(t, err, ErrStep)
					continue
				}
			}
			require.NoError(t, err)
			requireBounds(t, h, next, record, in)
			require.NotEmpty(t, record.Explain(h.loop, Today{Params: DefaultParams()}))
			h.state = next
		}
	})
}

func anyKnown(in []Measurement) bool {
	for _, m := range in {
		if m.Known {
			return true
		}
	}
	return false
}

func bytesOfOnes(n int) []byte {
	raw := make([]byte, n)
	for i := range raw {
		raw[i] = 255
	}
	return raw
}

package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// This file closes the loop: two reference plants, one that follows its input with a delay, one that adds it up.

// plant makes a measure, in octaves, of an output; it is asked once a step.
type plant interface {
	next(output math.LegacyDec) math.LegacyDec
}

// lag is a measure that falls by gain octaves over the span of the output, and moves towards that by a part in each step.
type lag struct{ rest, gain, part, at math.LegacyDec }

func (p *lag) next(output math.LegacyDec) math.LegacyDec {
	to := p.rest.Sub(p.gain.Mul(output.QuoInt64(10_000)))
	p.at = p.at.Add(p.part.Mul(to.Sub(p.at)))
	return p.at
}

// store is a number of open jobs to which demand adds and from which the output, up to what is there and what can be worked off, takes.
type store struct{ demand, rate, open math.LegacyDec }

func (p *store) next(output math.LegacyDec) math.LegacyDec {
	served := math.LegacyMinDec(p.rate.Mul(output.QuoInt64(10_000)), p.open)
	p.open = math.LegacyMinDec(p.open.Add(p.demand).Sub(served), fixed("100000"))
	m, err := SENSOR_KIND_BACKLOG.Measure(p.open)
	if err != nil {
		panic(err)
	}
	return m
}

// tuned is a loop with the gains of a careful official: slower than the plants below.
func tuned() Loop {
	l := simple()
	l.Neutral, l.OutMin, l.OutMax, l.Slew = 0, 0, 10_000, 500
	l.Kp, l.Ki, l.Kd, l.IntegralMin = fixed("0.5"), fixed("0.05"), fixed("0.2"), fixed("0")
	return l
}

// settle runs a loop on a plant and returns the error of the last step.
func settle(t require.TestingT, h *history, p plant, steps int) math.LegacyDec {
	value := p.next(h.state.Output)
	for range steps {
		r := h.step(t, []Measurement{{Known: true, Value: value, Confidence: one}})
		value = p.next(r.Output)
	}
	return h.state.Error
}

// Integration ends at the deadband, and comes there slower and slower: a hundredth is left to it.
var deadbandAndMore = fixed("0.11")

// TestStepConvergesOnALag: wherever the plant rests and however slow it is, if its target can be reached at all. kp · gain / scale is at
// most 0.63: at 1 a plant that follows at once would go to and fro for ever, as with every controller that acts once an epoch.
func TestStepConvergesOnALag(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(tuned())
		gain := drawBetween(t, "gain", 2, 5)
		// The output of 0 is above the target of 4 octaves, that of the span below.
		rest := fixed("4").Add(gain.Mul(drawBetween(t, "rest", 0, 1)).Mul(fixed("0.95")))
		p := &lag{rest: rest, gain: gain, part: fixed("0.1").Add(drawBetween(t, "part", 0, 1).Mul(fixed("0.8"))), at: drawBetween(t, "start", 0, 20)}
		e := settle(t, h, p, 250)
		require.True(t, e.LTE(deadbandAndMore) && (e.Neg().LTE(deadbandAndMore) || h.state.Output.IsZero()), "error %s at %s", e, h.state.Output)
	})
}

// TestStepConvergesOnAStore: demand up to what the highest output can serve, from empty or from full.
func TestStepConvergesOnAStore(t *testing.T) {
	for _, demand := range []string{"0", "0.5", "3", "6", "9"} {
		for _, open := range []string{"0", "15", "500"} {
			h := newHistory(tuned())
			p := &store{demand: fixed(demand), rate: fixed("10"), open: fixed(open)}
			e := settle(t, h, p, 1_200)
			require.True(t, e.LTE(deadbandAndMore), "demand %s: error %s with %s open at %s", demand, e, p.open, h.state.Output)
			before := h.state.Output
			settle(t, h, p, 20)
			// Within the deadband the integral steps back until the error calls for it again: the output goes slowly to and fro.
			require.True(t, h.state.Output.Sub(before).Abs().LTE(fixed("100")), "demand %s: from %s to %s", demand, before, h.state.Output)
		}
	}
}

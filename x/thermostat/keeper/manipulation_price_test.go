package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// rewardLoop is the default loop of rewards, with targets of which the market without the crook is off by an error.
func rewardLoop(t *testing.T, without []gauge, off string) types.Loop {
	t.Helper()
	for _, l := range types.DefaultLoops() {
		if l.Id != "reward" {
			continue
		}
		for i, in := range l.Inputs {
			mean := math.LegacyZeroDec()
			for _, g := range without {
				mean = mean.Add(g[i])
			}
			target, err := in.Sensor.Natural(mean.QuoInt64(int64(len(without))).Sub(testutil.Dec(off).Mul(in.Scale)))
			require.NoError(t, err)
			l.Inputs[i].Target = target
		}
		require.Equal(t, waitSensor, l.Inputs[0].Sensor)
		require.Equal(t, types.SENSOR_KIND_BACKLOG_AGE, l.Inputs[1].Sensor)
		require.NoError(t, l.Validate())
		return l
	}
	require.Fail(t, "no default loop of rewards")
	return types.Loop{}
}

// rewards are the loop's outputs over what the sensors say, from the middle of its span on, where it may go up and down.
func rewards(t *testing.T, l types.Loop, gauges []gauge) []math.LegacyDec {
	t.Helper()
	state := types.NewLoopState(l, "general")
	state.Integral, state.Output = testutil.Dec("0.5"), math.LegacyNewDec(int64(l.OutMin+l.OutMax)/2)
	var list []math.LegacyDec
	for n, g := range gauges {
		in := make([]types.Measurement, len(l.Inputs))
		for i := range in {
			in[i] = types.Measurement{Known: true, Value: g[i], Confidence: math.LegacyOneDec()}
		}
		var record types.Step
		var err error
		state, record, err = l.Step(state, in, types.Moment{Epoch: int64(n) + 1})
		require.NoError(t, err)
		require.Equal(t, types.STEP_LIMIT_NONE, record.Limit, "a limit would hide what the crook does")
		list = append(list, record.Output)
	}
	return list
}

// mostMoved is how much an error of b for so many epochs moves the loop, in basis points, while nothing limits it: the proportional part,
// the integral that gathers, and, if it has one, the filtered difference, which weighs the newest error by derivative_bps and those before it by as much together.
func mostMoved(l types.Loop, b math.LegacyDec, over int64) math.LegacyDec {
	filter := math.LegacyNewDecWithPrec(2*int64(l.DerivativeBps), 4)
	return l.Kp.Add(l.Ki.MulInt64(over)).Add(l.Kd.Mul(filter)).Mul(b).MulInt64(int64(l.OutMax - l.OutMin))
}

// checkRewards lets the default loop steer by what the sensors say with and without the crook. Where the market is at target, the
// crook moves nothing at all: no default loop has a derivative, which knows no deadband. Where it is off by as much as the deadband or more, what it makes of the error moves the reward like any other error.
func checkRewards(t *testing.T, name string, without, with []gauge, bound math.LegacyDec) string {
	t.Helper()
	atTarget := rewardLoop(t, without, "0")
	require.Equal(t, rewards(t, atTarget, without), rewards(t, atTarget, with), "%s: the market is at target", name)
	cells := fmt.Sprintf("%-32s", name)
	for _, off := range []string{"0.13", "0.3", "-0.3"} {
		l := rewardLoop(t, without, off)
		// The slew only holds back: without it, more is seen.
		l.Slew = l.OutMax - l.OutMin
		most := math.LegacyZeroDec()
		honestly, crookedly := rewards(t, l, without), rewards(t, l, with)
		for i := range honestly {
			d := honestly[i].Sub(crookedly[i]).Abs()
			most = math.LegacyMaxDec(most, d)
			limit := mostMoved(l, bound.Quo(l.Inputs[0].Scale), int64(i)+1)
			require.True(t, d.LTE(limit), "%s, off by %s: %s basis points in epoch %d, more than %s", name, off, d, i, limit)
		}
		cells += fmt.Sprintf(" %8.0f", most.MustFloat64())
	}
	return cells
}

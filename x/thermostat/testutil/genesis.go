package testutil

import (
	"bytes"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// Genesis returns a valid state with something in every list: a loop of the validation fee, one of every category's rewards
// and one of the category maps, in the midst of a fold. Addresses have the prefix that the SDK has when it is called.
func Genesis() types.GenesisState {
	gs := *types.DefaultGenesis()
	maps := Loop("maps")
	maps.Category = "maps"
	gs.Loops = []types.Loop{MarketLoop("fee", types.ACTUATOR_VALIDATION_FEE), maps, Loop("reward")}
	for i := range gs.Loops {
		gs.Loops[i].Revision = 2
	}
	gs.States, gs.Steps = nil, nil
	for _, at := range []struct {
		loop     types.Loop
		category string
		first, n uint64
	}{{gs.Loops[0], "", 1, 3}, {gs.Loops[1], "maps", 7, 2}, {gs.Loops[2], "data", 1, 1}, {gs.Loops[2], "general", 0, 0}} {
		state := types.NewLoopState(at.loop, at.category)
		for n := range at.n {
			gs.Steps = append(gs.Steps, step(state, at.first+n))
			state.Steps = at.first + n
		}
		gs.States = append(gs.States, state)
	}
	gs.States[1] = maps.Override(gs.States[1], types.Override{Value: 1_500, UntilMs: 360_100_000})
	gs.Readings = []types.Reading{
		reading(types.SENSOR_KIND_VALIDATION_LAG, "", "12.5"), reading(types.SENSOR_KIND_ABSENCE_RATE, "", "0.04"),
		reading(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "data", "11.8"), reading(types.SENSOR_KIND_SLA, "data", "0.9"),
	}
	gs.Watches = []types.Watch{
		{JobId: 7, Category: "data", Bin: 3, OpenSinceMs: 1_000},
		{JobId: 8, Category: "data", Bin: 3, OpenSinceMs: 2_500},
		{JobId: 9, Category: "data", Bin: 4, Verdict: true},
	}
	market, data := types.NewBin("", 3), types.NewBin("data", 3)
	market.Seats, market.Absent, market.Judged, market.Disputed, market.Overturned = 9, 1, 3, 1, 1
	data.Open, data.SinceSum, data.Posted, data.PayoutSum = 2, math.NewInt(3_500), 2, Dec("44.4")
	gs.Bins = []types.Bin{market, data}
	flows := types.NewFlows("data")
	flows.Spend, flows.Agents = math.NewInt(77), 2
	gs.Flows = []types.Flows{types.NewFlows(""), flows}
	gs.Typicals = []types.Typical{{Category: "data", Payout: Dec("22.2")}}
	gs.Temperatures = []types.Temperature{
		{Kind: types.TEMPERATURE_KIND_CATEGORY, Category: "data", Value: Dec("1.2"), Epoch: 99},
		{Kind: types.TEMPERATURE_KIND_SYSTEM, Value: Dec("1.8"), Epoch: 99, Alarm: true},
	}
	gs.Monitor = types.Monitor{
		Dissipated: Dec("10.5"), Delivered: Dec("100"), Treasury: math.NewInt(1_000), Drain: Dec("2.5"), Emitted: math.ZeroInt(), Known: true,
	}
	gs.Fold = types.Fold{
		Epoch: 100, Running: true, Next: "general", BeganMs: 360_000_000, Heat: Dec("1.2"), Categories: 1, Frozen: true,
	}
	gs.Seen = []types.Seen{{Address: address(1), Epoch: 99}, {Address: address(2), Epoch: 100}}
	return gs
}

func address(n byte) string { return sdk.AccAddress(bytes.Repeat([]byte{n}, 20)).String() }

func reading(sensor types.SensorKind, category, value string) types.Reading {
	return types.Reading{
		Sensor: sensor, Category: category, Raw: Dec(value), Value: Dec(value), Confidence: Dec("1"), Samples: 5, Epoch: 99,
	}
}

// step is a step that moved nothing.
func step(s types.LoopState, sequence uint64) types.Step {
	zero := math.LegacyZeroDec()
	return types.Step{
		LoopId: s.LoopId, Category: s.Category, Sequence: sequence, Epoch: 90 + int64(sequence), AtMs: 1_000,
		Mode: types.STEP_MODE_RUNNING, Limit: types.STEP_LIMIT_NONE, Revision: s.Revision,
		Inputs: []types.StepInput{{
			Sensor: types.SENSOR_KIND_POOL_LEVEL, Known: true, Value: Dec("20"), Target: Dec("21"), Confidence: Dec("1"), Error: Dec("-0.5"),
		}},
		Error: zero, Proportional: zero, Integral: zero, Derivative: zero, Before: s.Output, Output: s.Output,
	}
}

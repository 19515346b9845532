package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestDefaultGenesis(t *testing.T) { require.NoError(t, types.DefaultGenesis().Validate()) }

func TestGenesisValidate(t *testing.T) {
	dec := testutil.Dec
	tooMuch := math.LegacyNewDec(1 << 62).MulInt64(1 << 62).MulInt64(16).Add(dec("1")) // 2^128 + 1
	swap := func(list []types.Loop) { list[0], list[1] = list[1], list[0] }
	for _, tc := range []struct {
		name   string
		change func(gs *types.GenesisState)
		err    string
	}{
		{"as it is", func(*types.GenesisState) {}, ""},

		{"loop", func(gs *types.GenesisState) { gs.Loops[0].Slew = 0 }, "loop 0: fee: slew is 0"},
		{"loop without a revision", func(gs *types.GenesisState) { gs.Loops[0].Revision = 0 }, "revision of fee is 0"},
		{"loops not sorted", func(gs *types.GenesisState) { swap(gs.Loops) }, "loop 1: its key is not above"},
		{"two of one actuator", func(gs *types.GenesisState) { gs.Loops[1].Category = "" }, "loops maps and reward turn the same"},
		{"too many loops", func(gs *types.GenesisState) { gs.Loops = make([]types.Loop, 65) }, "65 loops; at most 64"},

		{"state of no loop", func(gs *types.GenesisState) { gs.States[0].LoopId = "fees" }, `state 0: there is no loop "fees"`},
		{"state of the market in a category", func(gs *types.GenesisState) { gs.States[0].Category = "data" }, `loop fee does not steer category "data"`},
		{"state of many in none", func(gs *types.GenesisState) { gs.States[2].Category = "" }, `loop reward does not steer category ""`},
		{"state of its own category in none", func(gs *types.GenesisState) { gs.States[1].Category = "" }, `loop maps does not steer category ""`},
		{"state in no category", func(gs *types.GenesisState) { gs.States[2].Category = "D" }, `state 2: category "D"`},
		{"states not sorted", func(gs *types.GenesisState) { gs.States[2].Category, gs.States[3].Category = "general", "data" }, "state 3: its key"},
		{"output below the loop's", func(gs *types.GenesisState) { gs.States[0].Output = dec("4999") }, "output is 4999; use 5000 to 20000"},
		{"no output", func(gs *types.GenesisState) { gs.States[0].Output = math.LegacyDec{} }, "output is missing"},
		{"integral", func(gs *types.GenesisState) { gs.States[0].Integral = dec("2.1") }, "integral is 2.1"},
		{"derivative", func(gs *types.GenesisState) { gs.States[0].Derivative = dec("-1.1") }, "derivative is -1.1"},
		{"error", func(gs *types.GenesisState) { gs.States[0].Error = dec("1.1") }, "error is 1.1"},
		{"fewer previous values", func(gs *types.GenesisState) { gs.States[0].Previous = nil }, "0 previous values for 2 inputs"},
		{"of a former revision", func(gs *types.GenesisState) { gs.States[0].Previous, gs.States[0].Revision = nil, 1 }, ""},
		{"of a later revision", func(gs *types.GenesisState) { gs.States[0].Revision = 3 }, "revision 3 is above the loop's 2"},
		{"negative previous", func(gs *types.GenesisState) { gs.States[0].Previous[0].Value = dec("-1") }, "previous is -1"},
		{"mode", func(gs *types.GenesisState) { gs.States[0].Mode = 6 }, "mode 6 is unknown"},
		{"override beyond the loop", func(gs *types.GenesisState) { gs.States[1].Override.Value = 5_001 }, "override of 5001; use 0 to 5000"},
		{"override before time", func(gs *types.GenesisState) { gs.States[1].Override.UntilMs = -1 }, "until_ms is -1"},

		{"step missing at the end", func(gs *types.GenesisState) { gs.States[0].Steps = 4 }, "has made 4 steps; the last one given is 3"},
		{"step missing between", func(gs *types.GenesisState) { gs.Steps[1].Sequence, gs.Steps[2].Sequence, gs.States[0].Steps = 3, 4, 4 }, "step 3 of loop fee in category \"\" after step 1"},
		{"steps not sorted", func(gs *types.GenesisState) { gs.Steps[0].Sequence = 2 }, "step 1: its key"},
		{"step 0", func(gs *types.GenesisState) { gs.Steps[0].Sequence = 0 }, "sequence is 0"},
		{"step of no state", func(gs *types.GenesisState) { gs.Steps[5].Category = "zoo" }, "has made 1 steps; the last one given is 0"},
		{"steps of no state", func(gs *types.GenesisState) {
			s := gs.Steps[5]
			s.Category = "zoo"
			gs.Steps = append(gs.Steps, s)
		}, `step 1 of loop "reward" in category "zoo" without a state`},
		{"as many steps as are kept", func(gs *types.GenesisState) { manySteps(gs, 1_000) }, ""},
		{"more", func(gs *types.GenesisState) { manySteps(gs, 1_001) }, "1001 steps of loop fee"},
		{"step's epoch", func(gs *types.GenesisState) { gs.Steps[0].Epoch = -1 }, "step 0: epoch is -1"},
		{"step's time", func(gs *types.GenesisState) { gs.Steps[0].AtMs = -1 }, "step 0: at_ms is -1"},
		{"step's output", func(gs *types.GenesisState) { gs.Steps[0].Output = dec("50001") }, "output is 50001"},
		{"step's limit", func(gs *types.GenesisState) { gs.Steps[0].Limit = 5 }, "limit 5 is unknown"},
		{"step's input", func(gs *types.GenesisState) { gs.Steps[0].Inputs[0].Confidence = dec("1.1") }, "confidence is 1.1"},
		{"step's inputs", func(gs *types.GenesisState) { gs.Steps[0].Inputs = make([]types.StepInput, 9) }, "9 inputs"},

		{"reading of no sensor", func(gs *types.GenesisState) { gs.Readings[0].Sensor = 0 }, "reading 0: sensor is SENSOR_KIND_UNSPECIFIED"},
		{"reading of the market in a category", func(gs *types.GenesisState) { gs.Readings[0].Category = "data" }, "measures the whole market"},
		{"reading of a category without one", func(gs *types.GenesisState) { gs.Readings[2].Category = "" }, `reading 2: category ""`},
		{"readings not sorted", func(gs *types.GenesisState) { gs.Readings[1] = gs.Readings[0] }, "reading 1: its key"},
		{"share above 1", func(gs *types.GenesisState) { gs.Readings[1].Value = dec("1.1") }, "value is 1.1; use 0 to 1"},
		{"negative raw", func(gs *types.GenesisState) { gs.Readings[0].Raw = dec("-0.1") }, "raw is -0.1"},
		{"confidence", func(gs *types.GenesisState) { gs.Readings[0].Confidence = math.LegacyDec{} }, "confidence is missing"},
		{"reading's epoch", func(gs *types.GenesisState) { gs.Readings[0].Epoch = -1 }, "epoch is -1"},

		{"bin's number", func(gs *types.GenesisState) { gs.Bins[0].Number = 64 }, "bin 0: number is 64; use 0 to 63"},
		{"bins not sorted", func(gs *types.GenesisState) { gs.Bins[0], gs.Bins[1] = gs.Bins[1], gs.Bins[0] }, "bin 1: its key"},
		{"bin's category", func(gs *types.GenesisState) { gs.Bins[1].Category = "D" }, `bin 1: category "D"`},
		{"more absent than seats", func(gs *types.GenesisState) { gs.Bins[0].Absent = 10 }, "absent is 10 of 9 seats"},
		{"more disputed than judged", func(gs *types.GenesisState) { gs.Bins[0].Disputed = 4 }, "disputed is 4 of 3 judged"},
		{"sum of nothing", func(gs *types.GenesisState) { gs.Bins[1].WaitSum = dec("1") }, "wait_sum is 1, but nothing was counted"},
		{"negative sum", func(gs *types.GenesisState) { gs.Bins[1].PayoutSum = dec("-1") }, "payout_sum is -1"},
		{"sum as large as can be", func(gs *types.GenesisState) { gs.Bins[1].PayoutSum = tooMuch.Sub(dec("1")) }, ""},
		{"larger", func(gs *types.GenesisState) { gs.Bins[1].PayoutSum = tooMuch }, "payout_sum is 3402"},
		{"no sum", func(gs *types.GenesisState) { gs.Bins[1].SinceSum = math.Int{} }, "since_sum is <nil>"},
		{"bin with more open jobs", func(gs *types.GenesisState) { gs.Bins[1].Open = 3 }, `bin 3 of category "data" has 3 open jobs`},
		{"bin with another sum", func(gs *types.GenesisState) { gs.Bins[1].SinceSum = math.NewInt(3_501) }, "since 3501 together; its watches are 2 since 3500"},
		{"open job without a bin", func(gs *types.GenesisState) { gs.Watches[2].OpenSinceMs = 5 }, `job 9 is open, but there is no bin 4 of category "data"`},
		{"watch of no job", func(gs *types.GenesisState) { gs.Watches[0].JobId = 0 }, "watch 0: job_id is 0"},
		{"a cheap job", func(gs *types.GenesisState) { gs.Watches[2].Verdict, gs.Watches[2].Cheap = false, true }, ""},
		{"a cheap job in the backlog", func(gs *types.GenesisState) { gs.Watches[0].Cheap = true }, "watch 0: job 7 is cheap"},
		{"a cheap job that was taken", func(gs *types.GenesisState) {
			gs.Watches[2] = types.Watch{JobId: 9, Category: "data", Cheap: true, Taken: true}
		}, "watch 2: job 9 is cheap"},
		{"watches not sorted", func(gs *types.GenesisState) { gs.Watches[1].JobId = 7 }, "watch 1: its key"},
		{"watch of no category", func(gs *types.GenesisState) { gs.Watches[0].Category = "" }, `watch 0: category ""`},
		{"watch in no bin", func(gs *types.GenesisState) { gs.Watches[2].Bin = 64 }, "watch 2: bin is 64"},
		{"watch before time", func(gs *types.GenesisState) { gs.Watches[0].OpenSinceMs = -1 }, "open_since_ms is -1"},

		{"flows", func(gs *types.GenesisState) { gs.Flows[0].Fees = math.NewInt(-1) }, "flows 0: fees is -1"},
		{"flows as large as can be", func(gs *types.GenesisState) { gs.Flows[0].Fees = tooMuch.TruncateInt().SubRaw(1) }, ""},
		{"more", func(gs *types.GenesisState) { gs.Flows[0].Fees = tooMuch.TruncateInt() }, "flows 0: fees is 340282366920938463463374607431768211457"},
		{"flows not sorted", func(gs *types.GenesisState) { gs.Flows[1].Category = "" }, "flows 1: its key"},
		{"typical", func(gs *types.GenesisState) { gs.Typicals[0].Payout = dec("257") }, "typical 0: payout is 257"},
		{"typical of no category", func(gs *types.GenesisState) { gs.Typicals[0].Category = "" }, `typical 0: category ""`},
		{"temperature", func(gs *types.GenesisState) { gs.Temperatures[0].Value = dec("2.1") }, "temperature 0: value is 2.1"},
		{"temperature of no category", func(gs *types.GenesisState) { gs.Temperatures[0].Category = "" }, `temperature 0: category ""`},
		{"temperature of the market in one", func(gs *types.GenesisState) { gs.Temperatures[1].Category = "data" }, "TEMPERATURE_KIND_SYSTEM is of the whole market"},
		{"temperature of nothing", func(gs *types.GenesisState) { gs.Temperatures[0].Kind = 0 }, "kind is TEMPERATURE_KIND_UNSPECIFIED"},
		{"temperatures not sorted", func(gs *types.GenesisState) { gs.Temperatures[1] = gs.Temperatures[0] }, "temperature 1: its key"},
		{"monitor", func(gs *types.GenesisState) { gs.Monitor.Drain = dec("-1") }, "monitor: drain is -1"},
		{"monitor of too much dissipated", func(gs *types.GenesisState) { gs.Monitor.Dissipated = tooMuch }, "monitor: dissipated is 3402"},
		{"monitor of too much delivered", func(gs *types.GenesisState) { gs.Monitor.Delivered = tooMuch }, "monitor: delivered is 3402"},
		{"monitor of too much drain", func(gs *types.GenesisState) { gs.Monitor.Drain = tooMuch }, "monitor: drain is 3402"},
		{"no monitor", func(gs *types.GenesisState) { gs.Monitor = types.Monitor{} }, "monitor: treasury is <nil>"},

		{"fold's epoch", func(gs *types.GenesisState) { gs.Fold.Epoch = -1 }, "fold: epoch is -1"},
		{"fold's begin", func(gs *types.GenesisState) { gs.Fold.BeganMs = -1 }, "fold: began_ms is -1"},
		{"fold's next", func(gs *types.GenesisState) { gs.Fold.Next = "G" }, `fold: next "G"`},
		{"next of no fold", func(gs *types.GenesisState) { gs.Fold.Running = false }, `no fold is running, but category "general" is next`},
		{"heat of too few", func(gs *types.GenesisState) { gs.Fold.Heat = dec("2.1") }, "heat is 2.1; use 0 to 2"},
		{"seen's address", func(gs *types.GenesisState) { gs.Seen[0].Address = "x" }, "seen 0: "},
		{"seen not sorted", func(gs *types.GenesisState) { gs.Seen[1].Address = gs.Seen[0].Address }, "seen 1: its address is not above"},
		{"seen's epoch", func(gs *types.GenesisState) { gs.Seen[1].Epoch = -1 }, "seen 1: epoch is -1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gs := testutil.Genesis()
			tc.change(&gs)
			requireError(t, gs.Validate(), types.ErrInvalidGenesis, tc.err)
		})
	}
	gs := testutil.Genesis()
	gs.Params.Epoch = 0
	require.ErrorIs(t, gs.Validate(), types.ErrInvalidParams)
}

// manySteps gives the first loop n steps.
func manySteps(gs *types.GenesisState, n uint64) {
	first, rest := gs.Steps[0], gs.Steps[gs.States[0].Steps:]
	var steps []types.Step
	for i := range n {
		first.Sequence = i + 1
		steps = append(steps, first)
	}
	steps = append(steps, rest...)
	gs.States[0].Steps, gs.Steps = n, steps
}

package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

var marketActuators = []types.Actuator{
	types.ACTUATOR_VALIDATION_FEE, types.ACTUATOR_PROTOCOL_FEE, types.ACTUATOR_SEAT_LOCK, types.ACTUATOR_EMISSION,
}

func TestLoopValidate(t *testing.T) {
	dec := testutil.Dec
	for _, tc := range []struct {
		name   string
		change func(l *types.Loop)
		err    string
	}{
		{"as it is", func(*types.Loop) {}, ""},
		{"of a category", func(l *types.Loop) { l.Category = "data" }, ""},
		{"short id", func(l *types.Loop) { l.Id = "r" }, `id "r"`},
		{"long id", func(l *types.Loop) { l.Id = strings.Repeat("r", 33) }, "use 2 to 32"},
		{"id with a capital", func(l *types.Loop) { l.Id = "Reward" }, `id "Reward"`},
		{"no actuator", func(l *types.Loop) { l.Actuator = types.ACTUATOR_UNSPECIFIED }, "actuator is ACTUATOR_UNSPECIFIED"},
		{"unknown actuator", func(l *types.Loop) { l.Actuator = 6 }, "actuator is 6"},
		{"no slug", func(l *types.Loop) { l.Category = "Data" }, `category "Data"`},

		{"bounds of the actuator", func(l *types.Loop) { l.OutMax = 10_000 }, ""},
		{"beyond them", func(l *types.Loop) { l.OutMax = 10_001 }, "out_max 10001; use rising ones within 0 and 10000"},
		{"no span", func(l *types.Loop) { l.OutMin, l.Neutral = 5_000, 5_000 }, "out_min 5000 and out_max 5000"},
		{"neutral below", func(l *types.Loop) { l.OutMin, l.Neutral = 10, 9 }, "neutral is 9; use out_min 10 to out_max 5000"},
		{"neutral above", func(l *types.Loop) { l.Neutral = 5_001 }, "neutral is 5001"},
		{"no slew", func(l *types.Loop) { l.Slew = 0 }, "slew is 0; use 1 to 5000"},
		{"slew of the span", func(l *types.Loop) { l.Slew = 5_000 }, ""},
		{"beyond the span", func(l *types.Loop) { l.Slew = 5_001 }, "slew is 5001"},

		{"negative kp", func(l *types.Loop) { l.Kp = dec("-0.1") }, "kp is -0.1; use 0 to 10"},
		{"no kp", func(l *types.Loop) { l.Kp = math.LegacyDec{} }, "kp is missing"},
		{"large ki", func(l *types.Loop) { l.Ki = dec("10.01") }, "ki is 10.01"},
		{"large kd", func(l *types.Loop) { l.Kd = dec("11") }, "kd is 11"},
		{"integral alone", func(l *types.Loop) { l.Kp = dec("0") }, ""},
		{"neither", func(l *types.Loop) { l.Kp, l.Ki = dec("0"), dec("0") }, "kp and ki are both 0"},
		{"integral_min above 0", func(l *types.Loop) { l.IntegralMin = dec("0.1") }, "integral_min is 0.1; use -2 to 0"},
		{"integral_max below 0", func(l *types.Loop) { l.IntegralMax = dec("-0.1") }, "integral_max is -0.1; use 0 to 2"},
		{"integral_max above 2", func(l *types.Loop) { l.IntegralMax = dec("2.1") }, "integral_max is 2.1"},
		{"no derivative_bps", func(l *types.Loop) { l.DerivativeBps = 0 }, "derivative_bps is 0"},
		{"derivative_bps above the whole", func(l *types.Loop) { l.DerivativeBps = 10_001 }, "derivative_bps is 10001"},
		{"no deadband", func(l *types.Loop) { l.Deadband = dec("0") }, ""},
		{"deadband of 1", func(l *types.Loop) { l.Deadband = dec("1") }, "deadband is 1.0"},
		{"negative deadband", func(l *types.Loop) { l.Deadband = dec("-0.1") }, "deadband is -0.1"},

		{"no inputs", func(l *types.Loop) { l.Inputs = nil }, "0 inputs; use 1 to 8"},
		{"too many", func(l *types.Loop) { l.Inputs = append(l.Inputs, make([]types.LoopInput, 7)...) }, "9 inputs"},
		{"no sensor", func(l *types.Loop) { l.Inputs[1].Sensor = 0 }, "input 1: sensor is SENSOR_KIND_UNSPECIFIED"},
		{"unknown sensor", func(l *types.Loop) { l.Inputs[1].Sensor = 19 }, "input 1: sensor is 19"},
		{"the same twice", func(l *types.Loop) { l.Inputs[1].Sensor = types.SENSOR_KIND_TIME_TO_ASSIGNMENT }, "is an input already"},
		{"of two categories", func(l *types.Loop) {
			l.Inputs[1].Sensor, l.Inputs[1].Category = types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "maps"
		}, "a reward follows its own category"},
		{"its own category, named and not", func(l *types.Loop) {
			l.Category = "maps"
			l.Inputs[1].Sensor, l.Inputs[1].Category = types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "maps"
		}, "is an input already"},
		{"input's category no slug", func(l *types.Loop) { l.Inputs[1].Category = "M" }, "a reward follows its own category"},
		{"market sensor of a category", func(l *types.Loop) {
			l.Inputs[1].Sensor, l.Inputs[1].Category = types.SENSOR_KIND_POOL_LEVEL, "maps"
		}, "SENSOR_KIND_POOL_LEVEL measures the whole market"},
		{"weight of 0", func(l *types.Loop) { l.Inputs[0].Weight = dec("0") }, "weight is 0; leave the input out"},
		{"weight of -1", func(l *types.Loop) { l.Inputs[0].Weight = dec("-1") }, ""},
		{"weight above 1", func(l *types.Loop) { l.Inputs[0].Weight = dec("1.5") }, "weight is 1.5; use -1 to 1"},
		{"negative target", func(l *types.Loop) { l.Inputs[0].Target = dec("-1") }, "target is -1"},
		{"target beyond all money", func(l *types.Loop) { l.Inputs[0].Target = types.MaxTarget.Add(dec("1")) }, "target is 1000000000000000000000000000001"},
		{"scale of the reach", func(l *types.Loop) { l.Inputs[0].Scale = dec("2") }, ""},
		{"scale below it", func(l *types.Loop) { l.Inputs[0].Scale = dec("1.9") }, "scale is 1.9; use 2 to 64"},
		{"share", func(l *types.Loop) {
			l.Inputs[0] = types.LoopInput{Sensor: types.SENSOR_KIND_SLA, Weight: dec("-1"), Target: dec("0.9"), Scale: dec("0.5")}
		}, ""},
		{"share below its reach", func(l *types.Loop) {
			l.Inputs[0] = types.LoopInput{Sensor: types.SENSOR_KIND_SLA, Weight: dec("-1"), Target: dec("0.9"), Scale: dec("0.4")}
		}, "scale is 0.4; use 0.5 to 1"},
		{"share above 1", func(l *types.Loop) {
			l.Inputs[0] = types.LoopInput{Sensor: types.SENSOR_KIND_SLA, Weight: dec("-1"), Target: dec("1.1"), Scale: dec("0.5")}
		}, "target is 1.1; use 0 to 1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := testutil.Loop("reward")
			tc.change(&l)
			requireError(t, l.Validate(), types.ErrInvalidLoop, tc.err)
		})
	}
}

// Each actuator's bounds are what its output may be at most.
func TestBoundsOfActuators(t *testing.T) {
	for _, tc := range []struct {
		actuator  types.Actuator
		low, high uint32
	}{
		{types.ACTUATOR_VALIDATION_FEE, 5_000, 40_000},
		{types.ACTUATOR_PROTOCOL_FEE, 0, 40_000},
		{types.ACTUATOR_SEAT_LOCK, 10_000, 50_000},
		{types.ACTUATOR_EMISSION, 0, 10_000},
	} {
		l := testutil.MarketLoop("market", tc.actuator)
		require.NoError(t, l.Validate())

		l.OutMin, l.OutMax, l.Neutral = tc.low, tc.high, tc.low
		require.NoError(t, l.Validate())
		l.OutMax = tc.high + 1
		require.ErrorIs(t, l.Validate(), types.ErrInvalidLoop)
		l.OutMax, l.OutMin = tc.high, tc.low-1
		if tc.low > 0 {
			require.ErrorIs(t, l.Validate(), types.ErrInvalidLoop)
		}
	}
}

func TestMarketLoops(t *testing.T) {
	for _, actuator := range marketActuators {
		l := testutil.MarketLoop("market", actuator)
		l.Category = "data"
		requireError(t, l.Validate(), types.ErrInvalidLoop, "turns the whole market; leave category")

		l = testutil.MarketLoop("market", actuator)
		l.Inputs[0].Sensor = types.SENSOR_KIND_SLA
		l.Inputs[0].Target, l.Inputs[0].Scale = testutil.Dec("0.9"), testutil.Dec("0.5")
		requireError(t, l.Validate(), types.ErrInvalidLoop, "SENSOR_KIND_SLA measures a category; name it")
		l.Inputs[0].Category = "data"
		require.NoError(t, l.Validate())
		require.Equal(t, []string{"data"}, l.Categories())
	}
}

func TestSteered(t *testing.T) {
	own := testutil.Loop("own")
	own.Category = "data"
	for _, tc := range []struct {
		name           string
		loop           types.Loop
		category, want string
		err            string
	}{
		{"one of many", testutil.Loop("reward"), "data", "data", ""},
		{"its own", own, "data", "data", ""},
		{"its own, not named", own, "", "data", ""},
		{"another", own, "maps", "", "loop own and category maps"},
		{"the market", testutil.MarketLoop("fee", types.ACTUATOR_PROTOCOL_FEE), "", "", ""},
		{"a category of the market", testutil.MarketLoop("fee", types.ACTUATOR_PROTOCOL_FEE), "data", "", "loop fee and category data"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.loop.Steered(tc.category)
			requireError(t, err, types.ErrUnknownCategory, tc.err)
			require.Equal(t, tc.want, got)
		})
	}
	_, err := testutil.Loop("reward").Steered("")
	requireError(t, err, types.ErrCategoryNeeded, "loop reward steers several categories: say which with --category")
}

// A state that the owner has set by hand is put within new bounds, with what was set; nothing else of it changes.
func TestConfine(t *testing.T) {
	l := testutil.Loop("reward")
	s := l.Override(types.NewLoopState(l, "data"), types.Override{Value: 4_000, UntilMs: 9})
	require.Equal(t, testutil.Dec("4000"), s.Output)
	require.Equal(t, types.STEP_MODE_OVERRIDDEN, s.Mode)
	require.Equal(t, s, l.Confine(s))

	l.OutMax = 3_000
	after := l.Confine(s)

	require.Equal(t, uint32(4_000), s.Override.Value, "what was given stays")
	s.Output, s.Override = testutil.Dec("3000"), &types.Override{Value: 3_000, UntilMs: 9}
	require.Equal(t, s, after)
}

// The loop of a category goes on from the output of the one that steered it before, which begins anew.
func TestTakeOver(t *testing.T) {
	general, own := testutil.Loop("reward"), testutil.Loop("own")
	general.Revision, own.Revision, own.Category, own.OutMax = 3, 1, "data", 2_000
	before := types.NewLoopState(general, "data")
	before.Output, before.Integral, before.Steps = testutil.Dec("1500"), testutil.Dec("0.3"), 12

	state, rest := own.TakeOver(before, general)

	require.Equal(t, testutil.Dec("1500"), state.Output)
	require.Equal(t, "own", state.LoopId)
	require.Zero(t, state.Steps)
	fresh := types.NewLoopState(general, "data")
	fresh.Steps = 12
	require.Equal(t, fresh, rest)
	// Its first step goes on from there, whatever the error.
	known := make([]types.Measurement, len(own.Inputs))
	for i, in := range own.Inputs {
		target, err := in.Sensor.Measure(in.Target)
		require.NoError(t, err)
		known[i] = types.Measurement{Known: true, Value: target.Add(testutil.Dec("1")), Confidence: testutil.Dec("1")}
	}
	_, step, err := own.Step(state, known, types.Moment{Epoch: 1})
	require.NoError(t, err)
	require.Equal(t, types.STEP_MODE_RUNNING, step.Mode)
	require.Equal(t, "1500.000000000000000000", step.Output.String())

	// Its bounds come first.
	before.Output = testutil.Dec("4000")
	state, _ = own.TakeOver(before, general)
	require.Equal(t, testutil.Dec("2000"), state.Output)
}

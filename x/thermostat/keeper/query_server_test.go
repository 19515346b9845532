package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// asked is a fixture in which category data has made two steps, and the market's loop too.
func asked(t testing.TB) *fixture {
	t.Helper()
	f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	for range 2 {
		f.pass(time.Hour)
		f.slow("data")
		f.endBlock()
	}
	return f
}

func TestQueryParams(t *testing.T) {
	f := asked(t)
	res, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams(), res.Params)
}

func TestQueryLoops(t *testing.T) {
	f := asked(t)
	res, err := f.queries.Loops(f.ctx, &types.QueryLoopsRequest{Pagination: &query.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.Len(t, res.Loops, 1)
	require.Equal(t, "reward", res.Loops[0].Id)
	require.False(t, res.Frozen)
	f.freeze(true)
	res, err = f.queries.Loops(f.ctx, &types.QueryLoopsRequest{Pagination: &query.PageRequest{Key: res.Pagination.NextKey}})
	require.NoError(t, err)
	require.Len(t, res.Loops, 1)
	require.Equal(t, "validation", res.Loops[0].Id)
	require.True(t, res.Frozen)
}

func TestQueryLoop(t *testing.T) {
	f := asked(t)
	res, err := f.queries.Loop(f.ctx, &types.QueryLoopRequest{LoopId: "reward"})
	require.NoError(t, err)
	require.Equal(t, "reward", res.Loop.Id)
	require.Equal(t, []types.LoopState{f.state("reward", "data"), f.state("reward", "general"), f.state("reward", "maps")}, res.States)
	_, err = f.queries.Loop(f.ctx, &types.QueryLoopRequest{LoopId: "nobody"})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestQueryHistory(t *testing.T) {
	f := asked(t)
	sequences := func(req *types.QueryHistoryRequest) (list []uint64, next []byte) {
		t.Helper()
		res, err := f.queries.History(f.ctx, req)
		require.NoError(t, err)
		for _, s := range res.Steps {
			list = append(list, s.Sequence)
		}
		return list, res.Pagination.NextKey
	}
	list, _ := sequences(&types.QueryHistoryRequest{LoopId: "reward", Category: "data"})
	require.Equal(t, []uint64{2, 1}, list)
	list, _ = sequences(&types.QueryHistoryRequest{LoopId: "validation"})
	require.Equal(t, []uint64{2, 1}, list)
	list, _ = sequences(&types.QueryHistoryRequest{LoopId: "validation", Pagination: &query.PageRequest{Reverse: true}})
	require.Equal(t, []uint64{1, 2}, list)

	// Page by page.
	list, next := sequences(&types.QueryHistoryRequest{LoopId: "reward", Category: "data", Pagination: &query.PageRequest{Limit: 1}})
	require.Equal(t, []uint64{2}, list)
	list, next = sequences(&types.QueryHistoryRequest{LoopId: "reward", Category: "data", Pagination: &query.PageRequest{Limit: 1, Key: next}})
	require.Equal(t, []uint64{1}, list)
	require.Empty(t, next)

	for _, req := range []*types.QueryHistoryRequest{{LoopId: "nobody"}, {LoopId: "validation", Category: "data"}} {
		_, err := f.queries.History(f.ctx, req)
		require.Equal(t, codes.NotFound, status.Code(err), req)
	}
	_, err := f.queries.History(f.ctx, &types.QueryHistoryRequest{LoopId: "reward"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestQueryExplain(t *testing.T) {
	f := asked(t)
	for sequence, want := range []uint64{2, 1, 2} {
		res, err := f.queries.Explain(f.ctx, &types.QueryExplainRequest{LoopId: "reward", Category: "data", Sequence: uint64(sequence)})
		require.NoError(t, err)
		require.Equal(t, want, res.Step.Sequence)
		loop, err := f.k.Loops.Get(f.ctx, "reward")
		require.NoError(t, err)
		require.Equal(t, res.Step.Explain(loop, types.Today{Params: types.DefaultParams()}), res.Lines)
		require.NotEmpty(t, res.Lines)
	}
	for _, tc := range []struct {
		req  *types.QueryExplainRequest
		code codes.Code
		kind error
		text string
	}{
		{&types.QueryExplainRequest{LoopId: "reward", Category: "data", Sequence: 3}, codes.NotFound, types.ErrNoStep, "step 3 of loop reward in category data"},
		{&types.QueryExplainRequest{LoopId: "reward", Category: "zoo"}, codes.NotFound, types.ErrNoStep, "loop reward has made no step in category zoo yet"},
		{
			&types.QueryExplainRequest{LoopId: "reward"}, codes.InvalidArgument, types.ErrCategoryNeeded,
			"loop reward steers several categories: say which with --category",
		},
		{&types.QueryExplainRequest{LoopId: "nobody"}, codes.NotFound, types.ErrUnknownLoop, `"nobody"`},
	} {
		_, err := f.queries.Explain(f.ctx, tc.req)
		require.Equal(t, tc.code, status.Code(err))
		require.ErrorContains(t, err, tc.kind.Error())
		require.ErrorContains(t, err, tc.text)
	}
}

// What is said of emission is what is done now.
func TestQueryExplainEmission(t *testing.T) {
	f := began(t, testutil.MarketLoop("emission", types.ACTUATOR_EMISSION))
	explain := func() (string, error) {
		res, err := f.queries.Explain(f.ctx, &types.QueryExplainRequest{LoopId: "emission"})
		if err != nil {
			return "", err
		}
		return res.Lines[len(res.Lines)-1], nil
	}
	_, err := explain()
	require.ErrorContains(t, err, "loop emission makes no step while max_emission_per_epoch or max_supply is 0")

	f.caps(100, 10_000)
	_, err = explain()
	require.ErrorContains(t, err, "loop emission has made no step yet")
	f.ask("2500")
	f.emitted()
	line, err := explain()
	require.NoError(t, err)
	require.Equal(t, "So 25 % of max_emission_per_epoch is minted, as far as max_supply allows, unless the loops are frozen.", line)

	f.freeze(true)
	line, err = explain()
	require.NoError(t, err)
	require.Contains(t, line, "So nothing is minted: the loops are frozen. 25 % ")

	f.caps(0, 0)
	line, err = explain()
	require.NoError(t, err)
	require.Contains(t, line, "So nothing is minted: max_emission_per_epoch or max_supply is 0. 25 % ")
}

func TestQueryPolicy(t *testing.T) {
	f := asked(t)
	f.jobs.Categories[0].BonusBps = 300
	res, err := f.queries.Policy(f.ctx, &types.QueryPolicyRequest{Category: "data"})
	require.NoError(t, err)
	prices, err := f.k.Prices(f.ctx, f.jobs.Categories[0], f.jobs.Params)
	require.NoError(t, err)
	reward := uint32(f.state("reward", "data").Output.TruncateInt64())
	require.Positive(t, reward)
	require.Equal(t, &types.QueryPolicyResponse{
		BonusBps: 300 + reward, ValidationFeeBps: prices.ValidationFeeBps, ProtocolFeeBps: prices.ProtocolFeeBps, SeatLockBps: 10_000,
		Outputs: []types.Output{
			{Actuator: types.ACTUATOR_REWARD, LoopId: "reward", Value: reward, Mode: types.STEP_MODE_RUNNING},
			{Actuator: types.ACTUATOR_VALIDATION_FEE, LoopId: "validation", Value: 10_000, Mode: types.STEP_MODE_NO_DATA},
			{Actuator: types.ACTUATOR_PROTOCOL_FEE, Value: 10_000},
			{Actuator: types.ACTUATOR_SEAT_LOCK, Value: 10_000},
		},
		NextFoldMs: 103 * time.Hour.Milliseconds(),
	}, res)

	// A loop that has made no step turns nothing yet; the steps of a fold that runs are made from its beginning.
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 1 })
	f.jobs.Categories = append(f.jobs.Categories, testutil.NewJobs("zoo").Categories...)
	f.pass(time.Hour + time.Minute)
	beganMs := f.clock.Ms
	f.endBlock()
	f.pass(time.Minute)
	res, err = f.queries.Policy(f.ctx, &types.QueryPolicyRequest{Category: "zoo"})
	require.NoError(t, err)
	require.Equal(t, types.Output{Actuator: types.ACTUATOR_REWARD, LoopId: "reward"}, res.Outputs[0])
	require.Equal(t, beganMs, res.NextFoldMs)

	_, err = f.queries.Policy(f.ctx, &types.QueryPolicyRequest{Category: "nowhere"})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestQuerySensors(t *testing.T) {
	f := began(t)
	f.pass(time.Hour)
	f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "data", "7")
	f.sense(types.SENSOR_KIND_ABSENCE_RATE, "", "0.25")
	f.sense(types.SENSOR_KIND_VALIDATION_LAG, "", "63")
	size, err := types.SENSOR_KIND_SPEND.Measure(testutil.Dec("1000"))
	require.NoError(t, err)
	require.NoError(t, f.k.Typicals.Set(f.ctx, "data", types.Typical{Category: "data", Payout: size}))
	f.endBlock()
	f.pass(time.Hour)
	f.sense(types.SENSOR_KIND_ABSENCE_RATE, "", "0.25")
	f.endBlock()
	view := func(category string) (map[types.SensorKind]types.SensorView, math.Int) {
		t.Helper()
		res, err := f.queries.Sensors(f.ctx, &types.QuerySensorsRequest{Category: category})
		require.NoError(t, err)
		views := map[types.SensorKind]types.SensorView{}
		for _, v := range res.Sensors {
			require.Equal(t, category, v.Reading.Category)
			views[v.Reading.Sensor] = v
		}
		return views, res.TypicalPayout
	}

	data, typical := view("data")
	require.Equal(t, int64(1_000), typical.Int64())
	wait := data[types.SENSOR_KIND_TIME_TO_ASSIGNMENT]
	require.Equal(t, testutil.Dec("7"), wait.Natural)
	require.Equal(t, "seconds", wait.Unit)
	require.False(t, wait.Fresh, "it is of the epoch before")

	market, typical := view("")
	require.True(t, typical.IsZero())
	require.Equal(t, testutil.Dec("63"), market[types.SENSOR_KIND_VALIDATION_LAG].Natural)
	require.False(t, market[types.SENSOR_KIND_VALIDATION_LAG].Fresh)
	require.Equal(t, testutil.Dec("0.25"), market[types.SENSOR_KIND_ABSENCE_RATE].Natural)
	require.Equal(t, "share", market[types.SENSOR_KIND_ABSENCE_RATE].Unit)
	require.True(t, market[types.SENSOR_KIND_ABSENCE_RATE].Fresh)

	_, err = f.queries.Sensors(f.ctx, &types.QuerySensorsRequest{Category: "nowhere"})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestQueryTemperatures(t *testing.T) {
	f := asked(t)
	f.flow(30, 10)
	f.setParams(func(p *types.Params) { p.MonitorBps = 10_000 })
	f.pass(time.Hour)
	f.endBlock()
	res, err := f.queries.Temperatures(f.ctx, &types.QueryTemperaturesRequest{})
	require.NoError(t, err)
	require.Len(t, res.Temperatures, 3)
	require.Equal(t, types.TEMPERATURE_KIND_CATEGORY, res.Temperatures[0].Kind)
	require.Equal(t, "data", res.Temperatures[0].Category)
	require.Equal(t, testutil.Dec("2"), res.Temperatures[0].Value)
	require.Equal(t, f.monitor(), res.Monitor)
	require.Equal(t, testutil.Dec("20"), res.Hamiltonian)
	require.True(t, res.HamiltonianAlarm)
}

func TestEmptyRequests(t *testing.T) {
	f := began(t)
	q := f.queries
	for name, ask := range map[string]func() error{
		"params":       func() error { _, err := q.Params(f.ctx, nil); return err },
		"loops":        func() error { _, err := q.Loops(f.ctx, nil); return err },
		"loop":         func() error { _, err := q.Loop(f.ctx, nil); return err },
		"history":      func() error { _, err := q.History(f.ctx, nil); return err },
		"explain":      func() error { _, err := q.Explain(f.ctx, nil); return err },
		"policy":       func() error { _, err := q.Policy(f.ctx, nil); return err },
		"sensors":      func() error { _, err := q.Sensors(f.ctx, nil); return err },
		"temperatures": func() error { _, err := q.Temperatures(f.ctx, nil); return err },
	} {
		require.Equal(t, codes.InvalidArgument, status.Code(ask()), name)
	}
}

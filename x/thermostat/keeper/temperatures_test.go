package keeper_test

import (
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// wait writes how long jobs of a category wait, in seconds, and folds the epoch.
func (f *fixture) wait(seconds string, categories ...string) []proto.Message {
	f.t.Helper()
	f.pass(time.Hour)
	for _, c := range categories {
		f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, c, seconds)
	}
	return f.endBlock()
}

// temperatures are the values of events, by kind and category.
func temperatures(events []proto.Message) map[string]string {
	list := map[string]string{}
	for _, e := range of[*types.EventTemperature](events) {
		list[e.Temperature.Kind.String()[len("TEMPERATURE_KIND_"):]+e.Temperature.Category] = e.Temperature.Value.String()[:4]
	}
	return list
}

func TestTemperatures(t *testing.T) {
	f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	f.pass(time.Hour)
	f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "data", "7201") // twice the target: half of the scale
	f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "maps", "1799.5")
	f.sense(types.SENSOR_KIND_ABSENCE_RATE, "", "0.3")
	f.sense(types.SENSOR_KIND_SLA, "", "0.8") // half of the scale below the target

	events := f.endBlock()

	require.Equal(t, map[string]string{
		"VALIDATOR": "1.50", "EMPLOYER": "1.50", "CATEGORYdata": "1.50", "CATEGORYmaps": "0.50", "SYSTEM": "1.00", "AGENT": "1.00",
	}, temperatures(events), "none of a category without data, and it is in no mean")
	kept, err := f.k.Temperatures.Get(f.ctx, collections.Join(int32(types.TEMPERATURE_KIND_CATEGORY), "data"))
	require.NoError(t, err)
	require.Equal(t, int64(101), kept.Epoch)
	require.Empty(t, of[*types.EventAlarm](events))

	// Without data all stays as it was.
	f.pass(time.Hour)
	require.Empty(t, temperatures(f.endBlock()))
	again, err := f.k.Temperatures.Get(f.ctx, collections.Join(int32(types.TEMPERATURE_KIND_CATEGORY), "data"))
	require.NoError(t, err)
	require.Equal(t, kept, again)
}

// They are taken when the loops are held too.
func TestTemperaturesWhenFrozen(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.freeze(true)
	require.Equal(t, map[string]string{"CATEGORYdata": "1.50", "SYSTEM": "1.50", "AGENT": "1.50"}, temperatures(f.wait("7201", "data")))
}

// The mean is that of all categories of a fold, in however many blocks.
func TestMeanTemperatureOverBlocks(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 1 })
	f.pass(time.Hour)
	f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "data", "7201")
	f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "general", "14403")
	f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "maps", "14403")
	for range 3 {
		require.NotContains(t, temperatures(f.endBlock()), "SYSTEM")
	}
	require.Equal(t, map[string]string{"CATEGORYmaps": "2.00", "SYSTEM": "1.83", "AGENT": "1.83"}, temperatures(f.endBlock()))
}

func TestTemperatureAlarms(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.setParams(func(p *types.Params) { p.TemperatureLowBps = 2_500 })
	hot := func(category string, kind types.TemperatureKind, value string, active bool, epoch int64) *types.EventAlarm {
		return &types.EventAlarm{
			What: "temperature", Kind: kind, Category: category, Value: testutil.Dec(value), Low: testutil.Dec("0.25"), High: testutil.Dec("1.75"),
			Active: active, Epoch: epoch,
		}
	}

	// It leaves its band: once.
	require.Equal(t, []*types.EventAlarm{
		hot("data", types.TEMPERATURE_KIND_CATEGORY, "2", true, 101),
		hot("", types.TEMPERATURE_KIND_SYSTEM, "2", true, 101), hot("", types.TEMPERATURE_KIND_AGENT, "2", true, 101),
	}, of[*types.EventAlarm](f.wait("14403", "data")))
	require.Empty(t, of[*types.EventAlarm](f.wait("14403", "data")))
	// Nor does it come back without data, or below the band.
	require.Empty(t, of[*types.EventAlarm](f.wait("")))
	require.Empty(t, of[*types.EventAlarm](f.wait("0", "data")))

	// It comes back: once.
	require.Equal(t, []*types.EventAlarm{
		hot("data", types.TEMPERATURE_KIND_CATEGORY, "1", false, 105),
		hot("", types.TEMPERATURE_KIND_SYSTEM, "1", false, 105), hot("", types.TEMPERATURE_KIND_AGENT, "1", false, 105),
	}, of[*types.EventAlarm](f.wait("3600", "data")))
	require.Empty(t, of[*types.EventAlarm](f.wait("3600", "data")))
}

// A market that is far better than its targets is no alarm.
func TestNoAlarmOfACoolMarket(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	events := f.wait("0", "data")
	require.Equal(t, map[string]string{"CATEGORYdata": "0.00", "SYSTEM": "0.00", "AGENT": "0.00"}, temperatures(events))
	require.Empty(t, of[*types.EventAlarm](events))
}

func TestTheHamiltonian(t *testing.T) {
	f := began(t)
	f.setParams(func(p *types.Params) { p.MonitorBps, p.HamiltonianHighBps = 10_000, 2_000 })
	f.bank.Fund(f.ctx, money.TreasuryAddress(), 77)
	epoch := func(dissipated, delivered int64) ([]*types.EventAlarm, *types.EventHamiltonian) {
		t.Helper()
		f.flow(dissipated, delivered)
		f.pass(time.Hour)
		events := f.endBlock()
		require.Len(t, of[*types.EventHamiltonian](events), 1)
		return of[*types.EventAlarm](events), of[*types.EventHamiltonian](events)[0]
	}
	alarm := func(value string, active bool, epoch int64) []*types.EventAlarm {
		return []*types.EventAlarm{{
			What: "hamiltonian", Value: testutil.Dec(value), Low: testutil.Dec("-1"), High: testutil.Dec("0.2"), Active: active, Epoch: epoch,
		}}
	}

	alarms, h := epoch(100, 400)
	require.Empty(t, alarms)
	require.Equal(t, &types.EventHamiltonian{
		Epoch: 101, Dissipated: testutil.Dec("100"), Delivered: testutil.Dec("400"), Value: testutil.Dec("-300"),
	}, h)
	require.Equal(t, int64(77), f.monitor().Treasury.Int64())

	// Above its bound, once; and back, once.
	alarms, _ = epoch(400, 100)
	require.Equal(t, alarm("0.6", true, 102), alarms)
	require.True(t, f.fold().Alarm)
	alarms, _ = epoch(900, 100)
	require.Empty(t, alarms)
	alarms, _ = epoch(60, 40)
	require.Equal(t, alarm("0.2", false, 104), alarms)
	require.False(t, f.fold().Alarm)
	alarms, _ = epoch(60, 40)
	require.Empty(t, alarms)
}

package keeper_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// sense writes what a sensor has measured in the epoch that the next EndBlock folds, in its natural unit.
func (f *fixture) sense(sensor types.SensorKind, category, natural string) {
	f.t.Helper()
	p, err := f.k.Params.Get(f.ctx)
	require.NoError(f.t, err)
	value, err := sensor.Measure(testutil.Dec(natural))
	require.NoError(f.t, err)
	require.NoError(f.t, f.k.Readings.Set(f.ctx, collections.Join(category, int32(sensor)), types.Reading{
		Sensor: sensor, Category: category, Raw: value, Value: value, Confidence: math.LegacyOneDec(), Samples: 1,
		Epoch: p.EpochAt(f.clock.Ms),
	}))
}

// slow lets jobs of categories wait four times as long as they should: an error of 1 of the test's loop.
func (f *fixture) slow(categories ...string) {
	f.t.Helper()
	for _, c := range categories {
		f.sense(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, c, "14403")
	}
}

// began returns a fixture whose first block is over.
func began(t testing.TB, loops ...types.Loop) *fixture {
	t.Helper()
	f := setup(t, loops...)
	require.Empty(t, f.endBlock())
	return f
}

func (f *fixture) fold() types.Fold {
	f.t.Helper()
	fold, err := f.k.Fold.Get(f.ctx)
	require.NoError(f.t, err)
	return fold
}

// stepped names the categories of the steps among events, in their order; a loop of the whole market by its id.
func stepped(events []proto.Message) []string {
	names := []string{}
	for _, e := range of[*types.EventLoopStepped](events) {
		name := e.Step.Category
		if name == "" {
			name = e.Step.LoopId
		}
		names = append(names, name)
	}
	return names
}

// endRaw ends a block of a state that tests have broken.
func (f *fixture) endRaw() []proto.Message {
	f.t.Helper()
	return f.events(func(ctx sdk.Context) { require.NoError(f.t, f.module.EndBlock(ctx)) })
}

// corrupt puts bytes that are no reading in a reading's place.
func (f *fixture) corrupt(sensor types.SensorKind, category string) {
	f.t.Helper()
	key, err := collections.EncodeKeyWithPrefix(types.ReadingsPrefix.Bytes(), f.k.Readings.KeyCodec(), collections.Join(category, int32(sensor)))
	require.NoError(f.t, err)
	f.ctx.KVStore(f.key).Set(key, []byte("no reading"))
}

func TestOneStepInAnEpoch(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	require.Equal(t, int64(100), f.fold().Epoch)

	// An epoch is not over yet.
	f.pass(59 * time.Minute)
	require.Empty(t, f.endBlock())

	// It is: one step in each category.
	f.pass(time.Minute)
	f.slow("data", "maps")
	events := f.endBlock()
	require.Equal(t, []string{"data", "general", "maps"}, stepped(events))
	step := of[*types.EventLoopStepped](events)[0].Step
	require.Equal(t, uint64(1), step.Sequence)
	require.Equal(t, int64(101), step.Epoch)
	require.Equal(t, f.clock.Ms, step.AtMs)
	require.Equal(t, types.STEP_MODE_RUNNING, step.Mode)
	require.True(t, step.Inputs[0].Known)
	require.False(t, step.Inputs[1].Known, "the backlog was not measured")
	require.Equal(t, testutil.Dec("500"), step.Output, "as far as slew")
	require.Equal(t, types.STEP_MODE_NO_DATA, of[*types.EventLoopStepped](events)[1].Step.Mode, "nothing was measured in general")
	kept, err := f.k.Steps.Get(f.ctx, collections.Join3("reward", "data", uint64(1)))
	require.NoError(t, err)
	require.Equal(t, step, kept)
	require.Equal(t, step.Output, f.state("reward", "data").Output)

	// However many blocks it has.
	for range 5 {
		f.pass(time.Minute)
		require.Empty(t, f.endBlock())
	}

	// Several epochs have passed in one block: one step. What was measured is old.
	f.pass(7 * time.Hour)
	events = f.endBlock()
	require.Equal(t, []string{"data", "general", "maps"}, stepped(events))
	step = of[*types.EventLoopStepped](events)[0].Step
	require.Equal(t, uint64(2), step.Sequence)
	require.Equal(t, int64(108), step.Epoch)
	require.Equal(t, types.STEP_MODE_NO_DATA, step.Mode)
	require.Equal(t, testutil.Dec("500"), step.Output)
}

// Market time stands while the market is paused, and with it the epochs.
func TestNothingFoldsInAPause(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.slow("data")
	before := f.fold()
	for range 100 {
		require.Empty(t, f.endBlock())
	}
	require.Equal(t, before, f.fold())
}

func TestACategorysOwnLoop(t *testing.T) {
	own := testutil.Loop("own")
	own.Category = "general"
	f := began(t, own, testutil.Loop("reward"))
	f.pass(time.Hour)
	var ids []string
	for _, e := range of[*types.EventLoopStepped](f.endBlock()) {
		ids = append(ids, e.Step.LoopId+"/"+e.Step.Category)
	}
	require.Equal(t, []string{"reward/data", "own/general", "reward/maps"}, ids)
}

// An input may measure a category that its loop does not steer.
func TestAnInputOfAnotherCategory(t *testing.T) {
	loop := testutil.MarketLoop("protocol", types.ACTUATOR_PROTOCOL_FEE)
	loop.Inputs = []types.LoopInput{{
		Sensor: types.SENSOR_KIND_TIME_TO_ASSIGNMENT, Category: "maps", Weight: testutil.Dec("1"), Target: testutil.Dec("3600"), Scale: testutil.Dec("2"),
	}}
	f := began(t, loop)
	f.pass(time.Hour)
	f.slow("maps")
	steps := of[*types.EventLoopStepped](f.endBlock())
	require.Len(t, steps, 1)
	require.Equal(t, "maps", steps[0].Step.Inputs[0].Category)
	require.True(t, steps[0].Step.Inputs[0].Known)
	require.True(t, steps[0].Step.Output.GT(steps[0].Step.Before))
}

func TestFoldsPerBlock(t *testing.T) {
	// ARRANGE: 30 categories, 8 parts in a block; the market is one.
	f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 8 })
	var slugs []string
	for i := range 30 {
		slugs = append(slugs, fmt.Sprintf("c%02d", i))
	}
	f.jobs.Categories = testutil.NewJobs(slugs...).Categories
	f.pass(time.Hour)
	beganMs := f.clock.Ms
	f.slow(slugs...)

	// ACT: the next epoch begins while the fold is running.
	var blocks [][]string
	for f.fold().Running || len(blocks) == 0 {
		events := f.endBlock()
		for _, e := range of[*types.EventLoopStepped](events) {
			require.Equal(t, int64(101), e.Step.Epoch)
			require.Equal(t, beganMs, e.Step.AtMs, "all that a fold measures is measured when it begins")
			require.Equal(t, e.Step.Category != "", e.Step.Inputs[0].Known)
		}
		blocks = append(blocks, stepped(events))
		f.pass(40 * time.Minute)
	}

	// ASSERT: in order, none left out and none twice.
	require.Equal(t, [][]string{slugs[:7], slugs[7:15], slugs[15:23], append(slices.Clone(slugs[23:]), "validation")}, blocks)
	require.Equal(t, int64(101), f.fold().Epoch)
	require.Equal(t, slugs[:7], stepped(f.endBlock()), "the next fold begins in the next block")
	require.Equal(t, int64(103), f.fold().Epoch, "the one in between passed while the first was running")
}

func TestOnePartInABlock(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 1 })
	f.pass(time.Hour)
	var blocks [][]string
	for f.fold().Running || len(blocks) == 0 {
		blocks = append(blocks, stepped(f.endBlock()))
	}
	require.Equal(t, [][]string{{}, {"data"}, {"general"}, {"maps"}}, blocks)
}

func TestAMarketWithoutCategories(t *testing.T) {
	f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	f.jobs.Categories = nil
	f.pass(time.Hour)
	require.Equal(t, []string{"validation"}, stepped(f.endBlock()))
	require.False(t, f.fold().Running)
}

func TestCategoriesComeAndGo(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 2 })
	f.pass(time.Hour)
	require.Equal(t, []string{"data"}, stepped(f.endBlock()))
	require.Equal(t, "general", f.fold().Next)

	// The one that is next goes; one comes before it, and one after.
	f.jobs.Categories = testutil.NewJobs("art", "data", "maps", "zoo").Categories
	require.Equal(t, []string{"maps", "zoo"}, stepped(f.endBlock()))
	require.False(t, f.fold().Running)

	f.pass(time.Hour)
	require.Equal(t, []string{"art"}, stepped(f.endBlock()))
	require.Equal(t, []string{"data", "maps"}, stepped(f.endBlock()))
	require.Equal(t, []string{"zoo"}, stepped(f.endBlock()))
	require.False(t, f.fold().Running)
}

// A category whose fold fails is reported and stops nothing; its next fold finds what it had collected.
func TestAFailingCategory(t *testing.T) {
	f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	bin := types.NewBin("data", 3)
	bin.Submitted, bin.OnTime = 4, 1
	require.NoError(t, f.k.Bins.Set(f.ctx, collections.Join("data", uint32(3)), bin))
	f.pass(time.Hour)
	f.slow("general", "maps")
	f.corrupt(types.SENSOR_KIND_TIME_TO_ASSIGNMENT, "data")

	events := f.endRaw()

	require.Equal(t, []string{"general", "maps", "validation"}, stepped(events))
	failed := of[*types.EventFoldFailed](events)
	require.Len(t, failed, 1)
	require.Equal(t, int64(101), failed[0].Epoch)
	require.Equal(t, "data", failed[0].Category)
	require.NotEmpty(t, failed[0].Error)
	require.False(t, f.fold().Running)
	kept, err := f.k.Bins.Get(f.ctx, collections.Join("data", uint32(3)))
	require.NoError(t, err)
	require.Equal(t, bin, kept)
	has, err := f.k.States.Has(f.ctx, collections.Join("reward", "data"))
	require.NoError(t, err)
	require.False(t, has)

	// Once it can be read again, it is measured.
	f.pass(time.Hour)
	f.slow("data")
	events = f.endBlock()
	require.Empty(t, of[*types.EventFoldFailed](events))
	require.Equal(t, []string{"data", "general", "maps", "validation"}, stepped(events))
	require.Equal(t, uint64(1), f.state("reward", "data").Steps)
}

// The same of the whole market: what flowed counts in the next epoch.
func TestAFailingMarket(t *testing.T) {
	f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	f.flow(300, 100)
	f.pass(time.Hour)
	f.corrupt(types.SENSOR_KIND_VALIDATION_LAG, "")

	events := f.endRaw()

	require.Equal(t, []string{"data", "general", "maps"}, stepped(events))
	// Neither the sensors nor the loop that hears this one can read it.
	require.Len(t, of[*types.EventFoldFailed](events), 2)
	require.Empty(t, of[*types.EventFoldFailed](events)[0].Category)
	require.Contains(t, of[*types.EventFoldFailed](events)[1].Error, "loop validation")
	require.Empty(t, of[*types.EventHamiltonian](events))

	f.pass(time.Hour)
	f.sense(types.SENSOR_KIND_VALIDATION_LAG, "", "7200")
	events = f.endBlock()
	require.Equal(t, []string{"data", "general", "maps", "validation"}, stepped(events))
	watched := of[*types.EventHamiltonian](events)
	require.Len(t, watched, 1)
	require.Equal(t, testutil.Dec("200"), watched[0].Value)
}

// A loop that cannot make its step holds its output; the others go on.
func TestAFailingLoop(t *testing.T) {
	f := began(t, testutil.MarketLoop("protocol", types.ACTUATOR_PROTOCOL_FEE), testutil.Loop("reward"),
		testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
	key := collections.Join(int32(types.ACTUATOR_VALIDATION_FEE), "")
	require.NoError(t, f.k.Turns.Set(f.ctx, key, "ghost"))
	f.pass(time.Hour)

	events := f.endRaw()

	require.Equal(t, []string{"data", "general", "maps", "protocol"}, stepped(events))
	failed := of[*types.EventFoldFailed](events)
	require.Len(t, failed, 1)
	require.Equal(t, types.ErrUnknownLoop.Wrap(`"ghost"`).Error(), failed[0].Error)
	require.Len(t, of[*types.EventHamiltonian](events), 1)
}

// Should x/jobs not know its categories, the fold ends, and the next one begins anew.
func TestCategoriesCannotBeRead(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.pass(time.Hour)
	f.jobs.Err = errors.New("lost")
	events := f.endBlock()
	require.Equal(t, []*types.EventFoldFailed{{Epoch: 101, Error: "lost"}}, of[*types.EventFoldFailed](events))
	require.False(t, f.fold().Running)

	f.jobs.Err = nil
	require.Empty(t, f.endBlock())
	f.pass(time.Hour)
	require.Equal(t, []string{"data", "general", "maps"}, stepped(f.endBlock()))
}

// A longer epoch makes the number smaller: no fold, and what carries a number that is yet to come is old.
func TestALongerEpoch(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.pass(time.Hour)
	f.slow("data")
	require.Len(t, stepped(f.endBlock()), 3)
	require.Equal(t, int64(101), f.fold().Epoch)

	f.setParams(func(p *types.Params) { p.Epoch = 2 * time.Hour })
	require.Empty(t, f.endBlock())
	require.Equal(t, int64(50), f.fold().Epoch)
	f.pass(59 * time.Minute)
	require.Empty(t, f.endBlock())

	f.pass(time.Minute)
	require.Len(t, stepped(f.endBlock()), 3)
	require.Equal(t, int64(51), f.fold().Epoch)

	f.pass(100 * time.Hour)
	events := f.endBlock()
	require.Equal(t, int64(101), f.fold().Epoch)
	require.Equal(t, types.STEP_MODE_NO_DATA, of[*types.EventLoopStepped](events)[0].Step.Mode)
}

// A shorter epoch makes it larger: the one that runs is over.
func TestAShorterEpoch(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.setParams(func(p *types.Params) { p.Epoch = time.Minute })
	require.Len(t, stepped(f.endBlock()), 3)
	require.Equal(t, int64(6_000), f.fold().Epoch)
	require.Empty(t, f.endBlock())
}

// Prices stand still then; the block ends all the same.
func TestClockCannotBeRead(t *testing.T) {
	f := began(t)
	before := f.fold()
	f.clock.Err = errors.New("stopped")
	said := f.events(func(ctx sdk.Context) { require.NoError(t, f.module.EndBlock(ctx)) }) // invariants read the clock too
	require.Equal(t, []*types.EventFoldFailed{{Error: "stopped"}}, of[*types.EventFoldFailed](said))
	require.Equal(t, before, f.fold())
}

// What EndBlock reads does not depend on how many jobs there are.
func TestWhatAFoldReads(t *testing.T) {
	reads := func(jobs int) int {
		f := began(t, testutil.Loop("reward"), testutil.MarketLoop("validation", types.ACTUATOR_VALIDATION_FEE))
		f.crowd(jobs)
		f.pass(time.Hour)
		f.slow("data")
		n := f.reads(func(ctx sdk.Context) { require.NoError(t, f.module.EndBlock(ctx)) })
		require.Len(t, stepped(f.endRaw()), 4)
		return n
	}
	few, many := reads(100), reads(100_000)
	require.Positive(t, few)
	require.Equal(t, few, many)
}

// crowd writes open jobs into all bins of the category data, each bin once.
func (f *fixture) crowd(jobs int) {
	f.t.Helper()
	bins := make([]types.Bin, types.Bins)
	for i := range bins {
		bins[i] = types.NewBin("data", uint32(i))
	}
	for i := range jobs {
		w := types.Watch{JobId: uint64(i + 1), Category: "data", Bin: uint32(i % types.Bins), OpenSinceMs: f.clock.Ms}
		require.NoError(f.t, f.k.Watches.Set(f.ctx, w.JobId, w))
		bins[w.Bin].Enter(w.OpenSinceMs)
	}
	for i, b := range bins {
		require.NoError(f.t, f.k.Bins.Set(f.ctx, collections.Join("data", uint32(i)), b))
	}
}

// watch writes an open job that the sensors follow, and counts it in its bin.
func (f *fixture) watch(job uint64, category string, number uint32) {
	f.t.Helper()
	w := types.Watch{JobId: job, Category: category, Bin: number, OpenSinceMs: f.clock.Ms}
	require.NoError(f.t, f.k.Watches.Set(f.ctx, job, w))
	bin, err := f.k.Bins.Get(f.ctx, collections.Join(category, number))
	if errors.Is(err, collections.ErrNotFound) {
		bin, err = types.NewBin(category, number), nil
	}
	require.NoError(f.t, err)
	bin.Open++
	bin.SinceSum = bin.SinceSum.AddRaw(w.OpenSinceMs)
	require.NoError(f.t, f.k.Bins.Set(f.ctx, collections.Join(category, number), bin))
}

// A loop of the whole market hears a category: it steps when all of them have been measured.
func TestALoopOfTheMarketHearsACategory(t *testing.T) {
	loop := testutil.MarketLoop("protocol", types.ACTUATOR_PROTOCOL_FEE)
	loop.Inputs = []types.LoopInput{{
		Sensor: types.SENSOR_KIND_TIME_TO_ASSIGNMENT, Category: "maps", Weight: testutil.Dec("1"), Target: testutil.Dec("60"), Scale: testutil.Dec("2"),
	}}
	f := began(t, loop)
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 1 })
	f.pass(time.Hour)
	f.slow("maps")

	var events []proto.Message
	for range 6 {
		events = append(events, f.endBlock()...)
	}

	require.Equal(t, []string{"protocol"}, stepped(events))
	require.Equal(t, types.STEP_MODE_RUNNING, f.state("protocol", "").Mode)
}

// A new epoch's length begins at once, without a fold and without anything being minted for it.
func TestAShorterEpochFoldsNothingAtOnce(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.pass(time.Hour)
	f.slow("data")
	require.NotEmpty(t, stepped(f.endBlock()))
	f.pass(time.Minute)
	params, err := f.k.Params.Get(f.ctx)
	require.NoError(t, err)
	params.Epoch = 30 * time.Minute
	require.NoError(t, f.k.SetParams(f.ctx, params))

	require.Empty(t, stepped(f.endBlock()))
	f.pass(30 * time.Minute)
	f.slow("data")
	require.NotEmpty(t, stepped(f.endBlock()))
}

// flow writes what the market dissipated and delivered in the epoch that runs.
func (f *fixture) flow(dissipated, delivered int64) {
	f.t.Helper()
	flows := types.NewFlows("")
	flows.Dissipated, flows.Delivered = math.NewInt(dissipated), math.NewInt(delivered)
	require.NoError(f.t, f.k.Flows.Set(f.ctx, "", flows))
}

// A chain that begins with what another one exported in the middle of a fold goes on like that one.
func TestExportWhileAFoldRuns(t *testing.T) {
	loops := []types.Loop{testutil.MarketLoop("protocol", types.ACTUATOR_PROTOCOL_FEE), testutil.Loop("reward")}
	one := began(t, loops...)
	one.setParams(func(p *types.Params) { p.FoldsPerBlock = 2 })
	one.watch(9, "maps", 3)
	one.flow(30, 10)
	one.pass(time.Hour)
	one.slow("data", "general", "maps")
	require.Equal(t, []string{"data"}, stepped(one.endBlock()))
	require.True(t, one.fold().Running)

	gs, err := one.k.ExportGenesis(one.ctx)
	require.NoError(t, err)
	other := bare(t)
	other.clock.Ms = one.clock.Ms
	require.NoError(t, other.k.InitGenesis(other.ctx, *gs))

	for i := range 8 {
		one.pass(17 * time.Minute)
		other.pass(17 * time.Minute)
		events := one.endBlock()
		require.Equal(t, events, other.endBlock())
		if i == 0 {
			require.Equal(t, []string{"general", "maps", "protocol"}, stepped(events))
			require.Contains(t, temperatures(events), "SYSTEM")
		}
		require.Equal(t, one.dump(), other.dump())
	}
	require.Equal(t, int64(103), one.fold().Epoch)
}

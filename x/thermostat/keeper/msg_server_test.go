package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func (f *fixture) setLoop(l types.Loop) (uint64, []proto.Message, error) {
	var revision uint64
	var err error
	events := f.events(func(ctx sdk.Context) {
		var r *types.MsgSetLoopResponse
		if r, err = f.msgs.SetLoop(ctx, &types.MsgSetLoop{Authority: f.authority, Loop: l}); err == nil {
			revision = r.Revision
		}
	})
	return revision, events, err
}

func (f *fixture) override(loop, category string, value uint32, d time.Duration) (int64, []proto.Message, error) {
	var until int64
	var err error
	events := f.events(func(ctx sdk.Context) {
		var r *types.MsgOverrideResponse
		r, err = f.msgs.Override(ctx, &types.MsgOverride{
			Authority: f.authority, LoopId: loop, Category: category, Value: value, Duration: d,
		})
		if err == nil {
			until = r.UntilMs
		}
	})
	return until, events, err
}

func (f *fixture) state(loop, category string) types.LoopState {
	f.t.Helper()
	s, err := f.k.States.Get(f.ctx, collections.Join(loop, category))
	require.NoError(f.t, err)
	return s
}

// stand puts a loop's output somewhere, as if it had made a step.
func (f *fixture) stand(loop types.Loop, category, output string) types.LoopState {
	f.t.Helper()
	s := types.NewLoopState(loop, category)
	s.Output, s.Steps, s.Mode = testutil.Dec(output), 1, types.STEP_MODE_RUNNING
	require.NoError(f.t, f.k.SetState(f.ctx, s))
	step := types.Step{LoopId: loop.Id, Category: category, Sequence: 1}
	require.NoError(f.t, f.k.Steps.Set(f.ctx, collections.Join3(loop.Id, category, uint64(1)), step))
	return s
}

// exported is the state as text: what a refused message must leave as it was.
func (f *fixture) exported() string {
	f.t.Helper()
	return string(f.module.ExportGenesis(f.ctx, f.enc.Codec))
}

func ownLoop(id, category string) types.Loop {
	l := testutil.Loop(id)
	l.Category = category
	return l
}

func TestOnlyTheAuthority(t *testing.T) {
	f := setup(t, testutil.Loop("reward"))
	before := f.exported()
	stranger := sdk.AccAddress("stranger____________").String()
	for name, send := range map[string]func() error{
		"SetLoop": func() error {
			_, err := f.msgs.SetLoop(f.ctx, &types.MsgSetLoop{Authority: stranger, Loop: testutil.Loop("reward")})
			return err
		},
		"RemoveLoop": func() error {
			_, err := f.msgs.RemoveLoop(f.ctx, &types.MsgRemoveLoop{Authority: stranger, LoopId: "reward"})
			return err
		},
		"Override": func() error {
			_, err := f.msgs.Override(f.ctx, &types.MsgOverride{Authority: stranger, LoopId: "reward", Category: "data", Value: 1, Duration: time.Hour})
			return err
		},
		"Freeze": func() error {
			_, err := f.msgs.Freeze(f.ctx, &types.MsgFreeze{Authority: stranger, Frozen: true, Reason: "x"})
			return err
		},
		"UpdateParams": func() error {
			_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: stranger, Params: types.DefaultParams()})
			return err
		},
	} {
		require.ErrorIs(t, send(), types.ErrUnauthorized, name)
		require.ErrorContains(t, send(), "signer is "+stranger, name)
	}
	require.Equal(t, before, f.exported())
}

func TestSetLoopAdds(t *testing.T) {
	f := setup(t)
	l := ownLoop("data", "data")
	l.Revision = 77

	revision, events, err := f.setLoop(l)

	require.NoError(t, err)
	require.Equal(t, uint64(1), revision)
	l.Revision = 1
	require.Equal(t, []proto.Message{&types.EventLoopSet{Loop: l}}, events)
	got, err := f.k.Loop(f.ctx, "data")
	require.NoError(t, err)
	require.Equal(t, l, got)
	id, err := f.k.Turns.Get(f.ctx, collections.Join(int32(types.ACTUATOR_REWARD), "data"))
	require.NoError(t, err)
	require.Equal(t, "data", id)
	// It stands nowhere before its first step.
	has, err := f.k.States.Has(f.ctx, collections.Join("data", "data"))
	require.NoError(t, err)
	require.False(t, has)
}

func TestSetLoopReplaces(t *testing.T) {
	l := testutil.Loop("reward")
	f := setup(t, l)
	low, high := f.stand(l, "data", "900"), f.stand(l, "maps", "4000.5")
	high = l.Override(high, types.Override{Value: 4_200, UntilMs: start + 1})
	require.NoError(t, f.k.SetState(f.ctx, high))
	l.OutMax, l.Slew, l.Enabled = 2_000, 100, false

	revision, events, err := f.setLoop(l)

	require.NoError(t, err)
	require.Equal(t, uint64(2), revision)
	l.Revision = 2
	require.Equal(t, []proto.Message{&types.EventLoopSet{Loop: l}}, events)
	require.Equal(t, low, f.state("reward", "data"), "within the new bounds nothing moves")
	high.Output, high.Override.Value = testutil.Dec("2000"), 2_000
	require.Equal(t, high, f.state("reward", "maps"))
}

func TestSetLoopRefuses(t *testing.T) {
	for _, tc := range []struct {
		name string
		loop func() types.Loop
		kind error
		text string
	}{
		{"an invalid loop", func() types.Loop { l := testutil.Loop("reward"); l.Slew = 0; return l }, types.ErrInvalidLoop, "slew is 0"},
		{"an unknown category", func() types.Loop { return ownLoop("zoo", "zoo") }, types.ErrInvalidLoop, "zoo"},
		{"an input's unknown category", func() types.Loop {
			l := testutil.Loop("reward")
			l.Inputs[1].Category = "zoo"
			return l
		}, types.ErrInvalidLoop, "zoo"},
		{"another category", func() types.Loop { return ownLoop("reward", "data") }, types.ErrInvalidLoop, `reward turns ACTUATOR_REWARD of category ""`},
		{"another actuator", func() types.Loop { return testutil.MarketLoop("reward", types.ACTUATOR_PROTOCOL_FEE) }, types.ErrInvalidLoop, "for another actuator"},
		{"an actuator that is turned", func() types.Loop { return testutil.Loop("reward-2") }, types.ErrActuatorTaken, "loop reward"},
		{"a category that is turned", func() types.Loop { return ownLoop("maps-2", "maps") }, types.ErrActuatorTaken, "loop maps"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := setup(t, ownLoop("maps", "maps"), testutil.Loop("reward"))
			before := f.exported()

			_, events, err := f.setLoop(tc.loop())

			require.ErrorIs(t, err, tc.kind)
			require.ErrorContains(t, err, tc.text)
			require.Empty(t, events)
			require.Equal(t, before, f.exported())
		})
	}
}

func TestTooManyLoops(t *testing.T) {
	f := setup(t)
	for n := range types.MaxLoops {
		slug := fmt.Sprintf("c-%02d", n)
		f.jobs.Categories = append(f.jobs.Categories, testutil.NewJobs(slug).Categories...)
		_, _, err := f.setLoop(ownLoop(slug, slug))
		require.NoError(t, err)
	}

	_, _, err := f.setLoop(ownLoop("data", "data"))
	require.ErrorIs(t, err, types.ErrTooManyLoops)

	// To replace one is no more.
	_, _, err = f.setLoop(ownLoop("c-00", "c-00"))
	require.NoError(t, err)
}

// A category's own loop goes on from where the loop of all categories has brought it.
func TestSetLoopTakesOver(t *testing.T) {
	general := testutil.Loop("reward")
	f := setup(t, general)
	f.stand(general, "data", "1500")
	f.stand(general, "maps", "700")

	_, _, err := f.setLoop(ownLoop("data", "data"))

	require.NoError(t, err)
	require.Equal(t, uint32(1_500), f.prices("data").BonusBps)
	require.Equal(t, uint32(700), f.prices("maps").BonusBps)
	require.Equal(t, "0.000000000000000000", f.state("reward", "data").Output.String())
	require.Equal(t, uint64(1), f.state("reward", "data").Steps, "its steps are kept, and so is their number")
	// Without it the category is neutral until the next step.
	_, err = f.msgs.RemoveLoop(f.ctx, &types.MsgRemoveLoop{Authority: f.authority, LoopId: "data"})
	require.NoError(t, err)
	require.Zero(t, f.prices("data").BonusBps)
	f.check()
}

func TestRemoveLoop(t *testing.T) {
	l := testutil.Loop("reward")
	f := setup(t, ownLoop("maps", "maps"), l)
	f.stand(l, "data", "900")
	f.stand(l, "general", "800")
	f.stand(ownLoop("maps", "maps"), "maps", "700")

	events := f.events(func(ctx sdk.Context) {
		_, err := f.msgs.RemoveLoop(ctx, &types.MsgRemoveLoop{Authority: f.authority, LoopId: "reward"})
		require.NoError(t, err)
	})

	require.Equal(t, []proto.Message{&types.EventLoopRemoved{LoopId: "reward"}}, events)
	require.Zero(t, f.prices("data").BonusBps, "neutral at once")
	require.Equal(t, uint32(700), f.prices("maps").BonusBps)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Len(t, gs.Loops, 1)
	require.Len(t, gs.States, 1)
	require.Len(t, gs.Steps, 1, "steps of a removed loop are not exported")

	_, err = f.msgs.RemoveLoop(f.ctx, &types.MsgRemoveLoop{Authority: f.authority, LoopId: "reward"})
	require.ErrorIs(t, err, types.ErrUnknownLoop)
}

// The steps of a removed loop go some at a time; until they have, no loop of its id is added.
func TestForgetRemoved(t *testing.T) {
	l, maps := testutil.Loop("reward"), ownLoop("maps", "maps")
	f := setup(t, maps, l)
	f.stand(maps, "maps", "700")
	for n := range uint64(250) {
		for _, category := range []string{"data", "general"} {
			step := types.Step{LoopId: "reward", Category: category, Sequence: n + 1}
			require.NoError(t, f.k.Steps.Set(f.ctx, collections.Join3("reward", category, n+1), step))
		}
	}
	_, err := f.msgs.RemoveLoop(f.ctx, &types.MsgRemoveLoop{Authority: f.authority, LoopId: "reward"})
	require.NoError(t, err)

	for _, left := range []int{301, 101} {
		f.k.ForgetRemoved(f.ctx)
		require.Equal(t, left, f.steps())
		_, _, err = f.setLoop(l)
		require.ErrorIs(t, err, types.ErrInvalidLoop)
		require.ErrorContains(t, err, "are still being deleted")
	}
	require.NoError(t, f.module.EndBlock(f.ctx))

	require.Equal(t, 1, f.steps(), "those of the loop that is still there")
	_, _, err = f.setLoop(l)
	require.NoError(t, err)
	require.LessOrEqual(t, f.reads(f.k.ForgetRemoved), 2, "with nothing to do it reads next to nothing")
}

func (f *fixture) steps() int {
	f.t.Helper()
	n := 0
	require.NoError(f.t, f.k.Steps.Walk(f.ctx, nil, func(collections.Triple[string, string, uint64], types.Step) (bool, error) {
		n++
		return false, nil
	}))
	return n
}

func TestOverride(t *testing.T) {
	l := testutil.Loop("reward")
	f := setup(t, l)
	s := f.stand(l, "data", "900")

	until, events, err := f.override("reward", "data", 1_500, time.Hour)

	require.NoError(t, err)
	require.Equal(t, start+3_600_000, until)
	require.Equal(t, []proto.Message{&types.EventOverridden{
		LoopId: "reward", Category: "data", Before: testutil.Dec("900"), Value: 1_500, UntilMs: until,
	}}, events)
	require.Equal(t, l.Override(s, types.Override{Value: 1_500, UntilMs: until}), f.state("reward", "data"))
	require.Equal(t, uint32(1_500), f.prices("data").BonusBps, "at once")

	// Another replaces it.
	_, events, err = f.override("reward", "data", 400, time.Minute)
	require.NoError(t, err)
	require.Equal(t, testutil.Dec("1500"), of[*types.EventOverridden](events)[0].Before)
	require.Equal(t, &types.Override{Value: 400, UntilMs: start + 60_000}, f.state("reward", "data").Override)

	// The end leaves the output where it is.
	until, events, err = f.override("reward", "data", 0, 0)
	require.NoError(t, err)
	require.Zero(t, until)
	require.Equal(t, []proto.Message{&types.EventOverridden{
		LoopId: "reward", Category: "data", Before: testutil.Dec("400"), Value: 400,
	}}, events)
	require.Nil(t, f.state("reward", "data").Override)
	require.Equal(t, uint32(400), f.prices("data").BonusBps)
	require.Equal(t, types.STEP_MODE_OVERRIDDEN, f.state("reward", "data").Mode, "so that the next step goes on from there")
}

// Where a loop has made no step yet, an override makes its state.
func TestOverrideBeforeTheFirstStep(t *testing.T) {
	fee := testutil.MarketLoop("fee", types.ACTUATOR_VALIDATION_FEE)
	f := setup(t, fee, testutil.Loop("reward"))

	_, events, err := f.override("fee", "", 20_000, time.Hour)
	require.NoError(t, err)
	require.Equal(t, testutil.Dec("10000"), of[*types.EventOverridden](events)[0].Before)
	_, _, err = f.override("reward", "maps", 5_000, time.Hour)
	require.NoError(t, err)

	require.Equal(t, 2*f.jobs.Params.ValidationFeeBps, f.prices("maps").ValidationFeeBps)
	require.Equal(t, uint32(5_000), f.prices("maps").BonusBps)
	require.Zero(t, f.prices("data").BonusBps)
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, gs.Validate())
}

func TestOverrideRefuses(t *testing.T) {
	for _, tc := range []struct {
		name           string
		loop, category string
		value          uint32
		duration       time.Duration
		kind           error
		text           string
	}{
		{"an unknown loop", "rewards", "data", 1, time.Hour, types.ErrUnknownLoop, `"rewards"`},
		{"no category of many", "reward", "", 1, time.Hour, types.ErrCategoryNeeded, "loop reward steers several categories"},
		{"an unknown category", "reward", "zoo", 1, time.Hour, types.ErrUnknownCategory, "zoo"},
		{"a category with its own loop", "reward", "maps", 1, time.Hour, types.ErrUnknownCategory, "maps has a loop of its own: maps-own"},
		{"another's category", "maps-own", "data", 1, time.Hour, types.ErrUnknownCategory, "loop maps-own and category data"},
		{"a category of the market", "fee", "data", 10_000, time.Hour, types.ErrUnknownCategory, "loop fee and category data"},
		{"below the loop's bounds", "fee", "", 4_999, time.Hour, types.ErrInvalidOverride, "takes 5000 to 20000"},
		{"above them", "reward", "data", 5_001, time.Hour, types.ErrInvalidOverride, "takes 0 to 5000"},
		{"the end of none, without a state", "reward", "general", 0, 0, types.ErrNotOverridden, "general"},
		{"the end of none", "reward", "data", 0, 0, types.ErrNotOverridden, "data"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			reward := testutil.Loop("reward")
			f := setup(t, testutil.MarketLoop("fee", types.ACTUATOR_VALIDATION_FEE), ownLoop("maps-own", "maps"), reward)
			f.stand(reward, "data", "900")
			before := f.state("reward", "data")

			_, events, err := f.override(tc.loop, tc.category, tc.value, tc.duration)

			require.ErrorIs(t, err, tc.kind)
			require.ErrorContains(t, err, tc.text)
			require.Empty(t, events)
			require.Equal(t, before, f.state("reward", "data"))
		})
	}
}

// One whose time has passed is over, though no step has seen that yet.
func TestOverrideThatHasPassed(t *testing.T) {
	l := testutil.Loop("reward")
	f := setup(t, l)
	_, _, err := f.override("reward", "data", 900, time.Hour)
	require.NoError(t, err)

	f.pass(time.Hour)
	_, _, err = f.override("reward", "data", 0, 0)
	require.ErrorIs(t, err, types.ErrNotOverridden)
	require.Equal(t, uint32(900), f.prices("data").BonusBps)
}

func TestFreeze(t *testing.T) {
	f := setup(t)
	freeze := func(frozen bool) (events []proto.Message, err error) {
		events = f.events(func(ctx sdk.Context) {
			_, err = f.msgs.Freeze(ctx, &types.MsgFreeze{Authority: f.authority, Frozen: frozen, Reason: "under review"})
		})
		return events, err
	}
	_, err := freeze(false)
	require.ErrorIs(t, err, types.ErrFrozen)
	for _, frozen := range []bool{true, false} {
		events, err := freeze(frozen)
		require.NoError(t, err)
		require.Equal(t, []proto.Message{&types.EventFrozen{Frozen: frozen, Reason: "under review"}}, events)
		fold, err := f.k.Fold.Get(f.ctx)
		require.NoError(t, err)
		require.Equal(t, frozen, fold.Frozen)

		_, err = freeze(frozen)
		require.ErrorIs(t, err, types.ErrFrozen)
		require.ErrorContains(t, err, fmt.Sprintf("frozen is %t", frozen))
	}
}

func TestUpdateParams(t *testing.T) {
	f := setup(t)
	params := types.DefaultParams()
	params.Epoch, params.HamiltonianHighBps = 2*time.Hour, -300

	events := f.events(func(ctx sdk.Context) {
		_, err := f.msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: f.authority, Params: params})
		require.NoError(t, err)
	})

	require.Equal(t, []proto.Message{&types.EventParamsUpdated{Params: params}}, events)
	got, err := f.k.Params.Get(f.ctx)
	require.NoError(t, err)
	require.Equal(t, params, got)

	params.SlaScaleBps = 0
	_, err = f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: f.authority, Params: params})
	require.ErrorIs(t, err, types.ErrInvalidParams)
}

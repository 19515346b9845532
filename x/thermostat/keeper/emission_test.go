package keeper_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// somebody holds what of the supply is not the module's business.
var somebody = sdk.AccAddress("somebody____________")

// minting returns a fixture with a supply of 1,000 and caps of 100 in an epoch and 10,000 in all, whose loop asks for a part of it.
func minting(t testing.TB, output string) *fixture {
	t.Helper()
	f := began(t, testutil.MarketLoop("emission", types.ACTUATOR_EMISSION))
	f.caps(100, 10_000)
	f.bank.Fund(f.ctx, somebody, 1_000)
	f.ask(output)
	return f
}

func (f *fixture) caps(epoch, supply int64) {
	f.t.Helper()
	p := f.setParams(func(p *types.Params) { p.MaxEmissionPerEpoch, p.MaxSupply = math.NewInt(epoch), math.NewInt(supply) })
	require.NoError(f.t, p.Validate())
}

// ask puts the emission loop at an output. Without data it stays there.
func (f *fixture) ask(output string) {
	f.t.Helper()
	loop, err := f.k.Loops.Get(f.ctx, "emission")
	require.NoError(f.t, err)
	s, err := f.k.States.Get(f.ctx, collections.Join("emission", ""))
	if errors.Is(err, collections.ErrNotFound) {
		s, err = types.NewLoopState(loop, ""), nil
	}
	require.NoError(f.t, err)
	s.Output = testutil.Dec(output)
	require.NoError(f.t, f.k.SetState(f.ctx, s))
}

// emitted folds the next epoch and returns what it minted.
func (f *fixture) emitted() []*types.EventEmitted {
	f.t.Helper()
	f.pass(time.Hour)
	return of[*types.EventEmitted](f.endBlock())
}

func (f *fixture) pool() int64 { return f.bank.Balance(f.ctx, money.IncentivesAddress()).Int64() }

func (f *fixture) monitor() types.Monitor {
	f.t.Helper()
	m, err := f.k.Monitor.Get(f.ctx)
	require.NoError(f.t, err)
	return m
}

func TestEmit(t *testing.T) {
	f := minting(t, "2550")
	// The pool and the treasury are empty: what is minted depends on neither.
	require.Equal(t, []*types.EventEmitted{{Epoch: 101, Amount: math.NewInt(25), Asked: math.NewInt(25), Supply: math.NewInt(1_025)}}, f.emitted())
	require.Equal(t, int64(25), f.pool())
	require.Equal(t, math.NewInt(1_025), f.bank.Supply(f.ctx))
	require.Equal(t, math.NewInt(25), f.bank.Minted(f.ctx), "booked")
	require.Equal(t, math.NewInt(25), f.monitor().Emitted)
	flows, err := f.k.Flows.Get(f.ctx, "")
	require.NoError(t, err)
	require.Equal(t, math.NewInt(25), flows.Emitted, "the next epoch's sensor counts it")

	// Once in an epoch.
	for range 3 {
		f.pass(time.Minute)
		require.Empty(t, f.endBlock())
	}
	require.Len(t, f.emitted(), 1)
	require.Equal(t, int64(50), f.pool())
	require.Equal(t, math.NewInt(50), f.monitor().Emitted)
}

func TestEmitUpToTheSupply(t *testing.T) {
	f := minting(t, "10000")
	f.caps(100, 1_130)
	require.Equal(t, math.NewInt(100), f.emitted()[0].Amount)
	last := f.emitted()[0]
	require.Equal(t, math.NewInt(30), last.Amount)
	require.Equal(t, math.NewInt(100), last.Asked)
	require.Empty(t, f.emitted())

	// The owner has lowered the cap below what there is.
	f.caps(100, 500)
	require.Empty(t, f.emitted())
	require.Equal(t, math.NewInt(1_130), f.bank.Supply(f.ctx))
}

func TestNothingIsEmitted(t *testing.T) {
	for name, without := range map[string]func(f *fixture){
		"without a cap of an epoch":   func(f *fixture) { f.caps(0, 10_000) },
		"without a cap of the supply": func(f *fixture) { f.caps(0, 0) },
		"frozen":                      func(f *fixture) { f.freeze(true) },
		"by an output of 0":           func(f *fixture) { f.ask("0") },
		"without a loop": func(f *fixture) {
			_, err := f.msgs.RemoveLoop(f.ctx, &types.MsgRemoveLoop{Authority: f.authority, LoopId: "emission"})
			require.NoError(f.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := minting(t, "10000")
			without(f)
			f.pass(time.Hour)
			events := f.endBlock()
			require.Empty(t, of[*types.EventEmitted](events))
			require.Empty(t, of[*types.EventFoldFailed](events))
			require.Equal(t, math.NewInt(1_000), f.bank.Supply(f.ctx))
		})
	}
}

// Who manages to send the module money stops nothing: it goes to the pool with what is minted, and is no emission.
func TestStrayMoneyGoesToThePool(t *testing.T) {
	f := minting(t, "10000")
	f.bank.Fund(f.ctx, authtypes.NewModuleAddress(types.ModuleName), 3)

	require.Equal(t, []*types.EventEmitted{
		{Epoch: 101, Amount: math.NewInt(100), Asked: math.NewInt(100), Supply: math.NewInt(1_103)},
	}, f.emitted())

	require.Equal(t, int64(103), f.pool())
	require.Equal(t, math.NewInt(100), f.monitor().Emitted)
	require.Equal(t, math.NewInt(100), f.bank.Minted(f.ctx), "booked")
	require.Len(t, f.emitted(), 1)
}

// While nothing may be minted the loop makes no step, however empty the pool: what it asks for is not gathered until the owner sets
// the caps.
func TestCapsThatAreSetLater(t *testing.T) {
	var emission types.Loop
	for _, l := range types.DefaultLoops() {
		if l.Actuator == types.ACTUATOR_EMISSION {
			emission = l
		}
	}
	f := began(t, emission)
	f.bank.Fund(f.ctx, somebody, 1_000)
	for range 100 {
		f.pass(time.Hour)
		events := f.endBlock()
		require.Empty(t, stepped(events))
		require.Empty(t, of[*types.EventEmitted](events))
	}

	f.caps(10_000, 1_000_000)
	f.pass(time.Hour)
	events := f.endBlock()
	require.Equal(t, []string{"emission"}, stepped(events))
	minted := of[*types.EventEmitted](events)
	require.Len(t, minted, 1)
	require.Equal(t, math.NewInt(10_000*int64(emission.Slew)/10_000), minted[0].Amount)

	// Taken back, it stands where it is.
	f.caps(0, 0)
	before := f.state("emission", "")
	require.Empty(t, f.emitted())
	require.Equal(t, before, f.state("emission", ""))
}

// Money that cannot be minted or moved is not there; all else of the fold is.
func TestFailingEmission(t *testing.T) {
	for name, tc := range map[string]struct {
		fail func(f *fixture)
		want string
	}{
		"mint": {func(f *fixture) { f.bank.MintErr = func(math.Int) error { return errors.New("no mint") } }, "no mint"},
		"send": {func(f *fixture) {
			f.bank.SendErr = func(sdk.AccAddress, math.Int) error { return errors.New("no road") }
		}, "no road"},
	} {
		t.Run(name, func(t *testing.T) {
			f := minting(t, "10000")
			tc.fail(f)
			f.pass(time.Hour)
			held := f.bank.Supply(f.ctx)

			events := f.endRaw()

			require.Equal(t, []*types.EventFoldFailed{{Epoch: 101, Error: tc.want}}, of[*types.EventFoldFailed](events))
			require.Equal(t, []string{"emission"}, stepped(events))
			require.Len(t, of[*types.EventHamiltonian](events), 1)
			require.Equal(t, held, f.bank.Supply(f.ctx))
			require.Zero(t, f.pool())
			require.True(t, f.monitor().Emitted.IsZero())
			require.True(t, f.bank.Minted(f.ctx).IsZero())
		})
	}
}

// Through any epochs, with any parameters and outputs that are allowed: no epoch mints more than its cap, the supply ends at its
// own, and what was minted is in the pool, in the books and nowhere else.
func TestEmissionOverEpochs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := minting(t, "0")
		for range rapid.IntRange(1, 6).Draw(rt, "epochs") {
			most := rapid.Int64Range(0, 3_000).Draw(rt, "max_supply")
			once := rapid.Int64Range(0, most).Draw(rt, "max_emission_per_epoch")
			f.caps(once, most)
			f.ask(math.LegacyNewDec(rapid.Int64Range(0, 10_000).Draw(rt, "output")).String())
			before := f.bank.Supply(f.ctx)

			events := f.emitted()

			after := f.bank.Supply(f.ctx)
			minted := after.Sub(before)
			if minted.IsNegative() || minted.GT(math.NewInt(once)) || minted.IsPositive() && after.GT(math.NewInt(most)) {
				rt.Fatalf("minted %s to a supply of %s; at most %d to %d", minted, after, once, most)
			}
			if minted.IsPositive() != (len(events) == 1) {
				rt.Fatalf("minted %s with %d events", minted, len(events))
			}
			if !f.monitor().Emitted.Equal(math.NewInt(f.pool())) || !f.bank.Minted(f.ctx).Equal(math.NewInt(f.pool())) {
				rt.Fatalf("the pool has %d, emitted were %s, booked %s", f.pool(), f.monitor().Emitted, f.bank.Minted(f.ctx))
			}
		}
	})
}

// What the owner has set by hand is minted whether the loop may move by itself or not.
func TestADisabledLoopMintsByHandOnly(t *testing.T) {
	f := minting(t, "2550")
	loop, err := f.k.Loops.Get(f.ctx, "emission")
	require.NoError(t, err)
	loop.Enabled = false
	require.NoError(t, f.k.Loops.Set(f.ctx, "emission", loop))
	require.Empty(t, f.emitted())

	s, err := f.k.States.Get(f.ctx, collections.Join("emission", ""))
	require.NoError(t, err)
	s.Override = &types.Override{Value: 1_000, UntilMs: f.clock.Ms + time.Hour.Milliseconds()*24}
	require.NoError(t, f.k.SetState(f.ctx, s))
	minted := f.emitted()
	require.Len(t, minted, 1)
	require.Equal(t, int64(10), minted[0].Amount.Int64())
}

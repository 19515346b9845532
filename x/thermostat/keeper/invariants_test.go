package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// Each invariant holds, and finds what it is there for.
func TestInvariants(t *testing.T) {
	for name, tc := range map[string]struct {
		invariant string
		destroy   func(f *fixture) error
		also      string
	}{
		"a watch that no bin counts": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			return f.k.Watches.Set(f.ctx, 3, types.Watch{JobId: 3, Category: "data", Bin: 7, OpenSinceMs: 5})
		}},
		"a bin that counts what is not open": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			return f.k.Watches.Set(f.ctx, 1, types.Watch{JobId: 1, Category: "data", Bin: 7})
		}},
		"a bin with a wrong sum": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			return f.k.Watches.Set(f.ctx, 1, types.Watch{JobId: 1, Category: "data", Bin: 7, OpenSinceMs: 4})
		}},
		"an output out of bounds": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			s := f.state("reward", "data")
			s.Output = testutil.Dec("5000.1")
			return f.k.SetState(f.ctx, s)
		}},
		"a state without a loop": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			return f.k.SetState(f.ctx, types.NewLoopState(testutil.Loop("ghost"), ""))
		}},
		"a step that is gone": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			return f.k.Steps.Remove(f.ctx, collections.Join3("reward", "data", uint64(2)))
		}},
		"something turned by nobody": {invariant: "thermostat/turns-of-loops", destroy: func(f *fixture) error {
			return f.k.Turns.Set(f.ctx, collections.Join(int32(types.ACTUATOR_EMISSION), ""), "reward")
		}},
		"a loop that turns nothing": {invariant: "thermostat/turns-of-loops", also: "thermostat/turned-as-loops-stand", destroy: func(f *fixture) error {
			return f.k.Turns.Remove(f.ctx, collections.Join(int32(types.ACTUATOR_REWARD), ""))
		}},
		"a loop that turns another's": {invariant: "thermostat/turns-of-loops", also: "thermostat/turned-as-loops-stand", destroy: func(f *fixture) error {
			return f.k.Turns.Set(f.ctx, collections.Join(int32(types.ACTUATOR_REWARD), ""), "ghost")
		}},
		"an output that makes no price": {invariant: "thermostat/turned-as-loops-stand", destroy: func(f *fixture) error { return f.k.Turned.Remove(f.ctx, "data") }},
		"another output than the loop's": {invariant: "thermostat/turned-as-loops-stand", destroy: func(f *fixture) error {
			other := testutil.Dec("1")
			return f.k.Turned.Set(f.ctx, "data", types.Turned{Reward: &other})
		}},
		"an output of a category without a loop": {invariant: "thermostat/turned-as-loops-stand", destroy: func(f *fixture) error {
			other := testutil.Dec("1")
			return f.k.Turned.Set(f.ctx, "zoo", types.Turned{Reward: &other})
		}},
		"a fold that began tomorrow": {invariant: "thermostat/fold-sane", destroy: func(f *fixture) error {
			fold := f.fold()
			fold.BeganMs = f.clock.Ms + 1
			return f.k.Fold.Set(f.ctx, fold)
		}},
		"heat of no fold": {invariant: "thermostat/fold-sane", destroy: func(f *fixture) error {
			fold := f.fold()
			fold.Heat, fold.Categories = math.LegacyOneDec(), 1
			return f.k.Fold.Set(f.ctx, fold)
		}},
		"more heat than there can be": {invariant: "thermostat/state-valid", destroy: func(f *fixture) error {
			fold := f.fold()
			fold.Running, fold.Heat, fold.Categories = true, testutil.Dec("2.1"), 1
			return f.k.Fold.Set(f.ctx, fold)
		}},
		"money in the purse": {invariant: "thermostat/holds-nothing", destroy: func(f *fixture) error {
			f.bank.Fund(f.ctx, authtypes.NewModuleAddress(types.ModuleName), 1)
			return nil
		}},
		"emission that nobody booked": {invariant: "thermostat/emitted-is-booked", destroy: func(f *fixture) error {
			m := f.monitor()
			m.Emitted = m.Emitted.AddRaw(1)
			return f.k.Monitor.Set(f.ctx, m)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := began(t, testutil.Loop("reward"))
			f.watch(1, "data", 7)
			for range 3 {
				f.pass(time.Hour)
				f.slow("data")
				f.endBlock()
			}

			require.NoError(t, tc.destroy(f))

			want := []string{tc.invariant}
			if tc.also != "" {
				want = append(want, tc.also)
			}
			require.Equal(t, want, broken(f.ctx, f.k.Invariants()))
		})
	}
}

// broken names the invariants that do not hold.
func broken(ctx sdk.Context, list []invariant.Invariant) (names []string) {
	for _, inv := range list {
		if inv.Check(ctx) != nil {
			names = append(names, inv.Name)
		}
	}
	return names
}

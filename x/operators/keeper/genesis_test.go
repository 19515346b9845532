package keeper

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// emptied forgets this module's state and keeps that of the others, as when all of them start from an exported genesis.
func (f *fixture) emptied() {
	f.t.Helper()
	require.NoError(f.t, f.k.params.Remove(f.ctx))
	require.NoError(f.t, f.k.operators.Clear(f.ctx, nil))
	require.NoError(f.t, f.k.removals.Clear(f.ctx, nil))
	require.NoError(f.t, f.k.queue.Clear(f.ctx, nil))
}

func (f *fixture) exported() (types.GenesisState, []byte) {
	f.t.Helper()
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	require.NoError(f.t, gs.Validate())
	bz, err := f.cdc.MarshalJSON(gs)
	require.NoError(f.t, err)
	return *gs, bz
}

func TestGenesisRoundTrip(t *testing.T) {
	f := setup(t)
	f.join(7)
	require.NoError(t, f.k.SetParams(f.ctx, types.Params{MinOperators: 3, BurnsPerBlock: 9}))
	require.NoError(t, f.remove(actor(4)))
	f.block()
	require.NoError(t, f.remove(actor(2)))
	_, want := f.exported()

	f.emptied()
	var gs types.GenesisState
	require.NoError(t, f.cdc.UnmarshalJSON(want, &gs))
	require.Len(t, gs.Operators, 7)
	require.Len(t, gs.Removals, 2)
	require.NoError(t, f.k.InitGenesis(f.ctx, gs))
	_, got := f.exported()
	require.Equal(t, string(want), string(got))
	f.healthy()

	// The queue is rebuilt: each removal ends at its time.
	f.blockAt(f.removal(actor(4)).MaturesAt)
	require.Equal(t, []*types.EventSeatsBurned{{Operator: actor(4).String(), Amount: power(10)}}, emitted[*types.EventSeatsBurned](f))
	f.blockAt(f.removal(actor(2)).MaturesAt)
	require.Equal(t, power(50), f.supply())
}

// Whoever holds seats anywhere is registered, and nobody without the role.
func TestGenesisRegistersHolders(t *testing.T) {
	f := setup(t)
	f.join(3)
	f.undelegate(actor(2), power(10))
	f.admit(actor(5))
	require.NoError(t, f.k.Grant(f.ctx, actor(5), math.OneInt()))
	f.emptied()
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	gs, _ := f.exported()
	var got []string
	for _, o := range gs.Operators {
		require.Equal(t, f.ctx.BlockTime(), o.Since)
		got = append(got, o.Address)
	}
	require.Equal(t, []string{actor(1).String(), actor(2).String(), actor(3).String(), actor(5).String()}, got)

	f.emptied()
	delete(f.people, actor(2).String())
	err := f.k.InitGenesis(f.ctx, *types.DefaultGenesis())
	require.ErrorIs(t, err, types.ErrInvalidGenesis)
	require.ErrorContains(t, err, "seats without the role: "+actor(2).String())
}

func TestGenesisRefused(t *testing.T) {
	f := setup(t)
	now := f.ctx.BlockTime()
	op := types.Operator{Address: actor(1).String(), Since: now}
	removal := types.Removal{Operator: actor(1).String(), Reason: "why", RemovedAt: now, MaturesAt: now.Add(time.Hour), Unbonding: math.ZeroInt()}
	for name, tc := range map[string]struct {
		gs   types.GenesisState
		err  error
		text string
	}{
		"no parameters": {types.GenesisState{}, types.ErrInvalidParams, "min_operators is 0"},
		"operator twice": {
			types.GenesisState{Params: types.DefaultParams(), Operators: []types.Operator{op, op}},
			types.ErrInvalidGenesis, "operator " + op.Address + " is listed twice or out of order",
		},
		"removal twice": {
			types.GenesisState{Params: types.DefaultParams(), Operators: []types.Operator{op}, Removals: []types.Removal{removal, removal}},
			types.ErrInvalidGenesis, "removal " + op.Address + " is listed twice or out of order",
		},
		"orphan": {
			types.GenesisState{Params: types.DefaultParams(), Removals: []types.Removal{removal}},
			types.ErrInvalidGenesis, "removal of " + op.Address + ", who is no operator",
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, _ := f.ctx.CacheContext()
			for _, err := range []error{tc.gs.Validate(), f.k.InitGenesis(ctx, tc.gs)} {
				require.ErrorIs(t, err, tc.err)
				require.ErrorContains(t, err, tc.text)
			}
		})
	}
}

func TestSortedKeepsEachOnce(t *testing.T) {
	got := sorted([]sdk.AccAddress{actor(3), actor(1), actor(3), actor(2), actor(1)})
	require.Equal(t, []sdk.AccAddress{actor(1), actor(2), actor(3)}, got)
}

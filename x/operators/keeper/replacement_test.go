package keeper

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Replace takes all power at once, whatever min_operators says and however full the set is, and leaves out who is gone already.
func TestReplaceTakesAllPower(t *testing.T) {
	// ARRANGE: three operators, no place for a fourth, one is being removed.
	f := setup(t)
	f.join(3)
	require.NoError(t, f.k.SetParams(f.ctx, types.Params{MinOperators: 2, BurnsPerBlock: 9}))
	require.NoError(t, f.remove(actor(2)))
	params, err := f.staking.GetParams(f.ctx)
	require.NoError(t, err)
	params.MaxValidators = 3
	require.NoError(t, f.staking.SetParams(f.ctx, params))
	f.block()
	f.admit(actor(9))
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())

	// ACT
	removed, err := f.k.Replace(f.ctx, actor(9), power(10), "rehearsal")
	require.NoError(t, err)
	granted := emitted[*types.EventSeatsGranted](f)
	gone := emitted[*types.EventOperatorRemoved](f)
	f.create(actor(9), 10)
	f.block()

	// ASSERT
	require.Equal(t, []sdk.AccAddress{actor(1), actor(3)}, removed)
	require.Equal(t, []*types.EventSeatsGranted{{Operator: actor(9).String(), Amount: power(10), Supply: power(40)}}, granted)
	require.Len(t, gone, 2)
	for i, old := range []byte{1, 3} {
		require.Equal(t, actor(old).String(), gone[i].Removal.Operator)
		require.Equal(t, "rehearsal", gone[i].Removal.Reason)
		require.Equal(t, int64(10), gone[i].Power)
		require.Zero(t, f.powerOf(actor(old)))
		require.True(t, f.validator(actor(old)).Jailed)
	}
	require.Equal(t, int64(10), f.powerOf(actor(9)))
	f.healthy()

	// What they held is burnt when it has unbonded.
	f.blockAt(f.removal(actor(3)).MaturesAt)
	require.Equal(t, power(10), f.supply())
	f.healthy()
}

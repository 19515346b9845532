package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

func (f *fixture) requireCredentials(credentials ...string) {
	f.t.Helper()
	pool := types.DefaultPool()
	pool.RequiredCredentials = credentials
	_, err := f.msgs.SetPool(f.ctx, &types.MsgSetPool{Authority: authority(), Pool: pool})
	require.NoError(f.t, err)
}

func TestJoinNeedsTheCredentials(t *testing.T) {
	f := setup(t)
	f.requireCredentials("bias-audit", "clearance/secret")
	f.fund(actor(0))
	require.NoError(t, f.bond(actor(0), 100*agi))

	err := f.join(actor(0), types.GeneralPool)
	require.ErrorIs(t, err, types.ErrMissingCredential)
	require.ErrorContains(t, err, "pool general, credential bias-audit")
	f.identity.credentials = map[string][]string{actor(0).String(): {"bias-audit"}}
	require.ErrorContains(t, f.join(actor(0), types.GeneralPool), "credential clearance/secret")
	f.identity.credentials[actor(0).String()] = []string{"bias-audit", "clearance/secret"}
	require.NoError(t, f.join(actor(0), types.GeneralPool))
}

// Who has lost a credential since it joined, or joined before it was asked for, is passed over.
func TestDrawsAskForTheCredentials(t *testing.T) {
	f := setup(t)
	f.members(4)
	f.identity.credentials = map[string][]string{}
	for i := range 4 {
		f.identity.credentials[actor(i).String()] = []string{"bias-audit"}
	}
	f.requireCredentials("bias-audit")
	delete(f.identity.credentials, actor(2).String())
	for n := range uint64(5) {
		_, seats := f.drawn(job+n, 3)
		require.Len(t, seats, 3)
		for _, s := range seats {
			require.NotEqual(t, actor(2).String(), s.Validator)
		}
		f.settle(job+n, types.FinalNone, true)
	}
	require.True(t, f.validator(actor(2)).InPool(types.GeneralPool), "it stays a member")

	// With one more gone nobody can fill the third seat.
	delete(f.identity.credentials, actor(0).String())
	f.open(job+9, 3)
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, f.hooks.closed[0].Result)
}

// The moderators' pool of the default genesis: moderators bond, join and are drawn; others do not get in.
func TestModerators(t *testing.T) {
	f := setup(t)
	f.identity.authorize = func(addr sdk.AccAddress, role identitytypes.Role) error {
		moderator := !addr.Equals(actor(9))
		return map[bool]error{true: errTest}[moderator != (role == identitytypes.ROLE_MODERATOR)]
	}
	for i := range 5 {
		f.fund(actor(i))
		require.NoError(t, f.bond(actor(i), 20*agi))
		require.NoError(t, f.join(actor(i), types.ModeratorsPool))
		require.ErrorIs(t, f.join(actor(i), types.GeneralPool), errTest)
	}
	f.fund(actor(9))
	require.NoError(t, f.bond(actor(9), 20*agi))
	require.ErrorIs(t, f.join(actor(9), types.ModeratorsPool), errTest)
	f.blocks(types.DrawDelay + 1)
	f.open(job, 5, panel, func(o *types.OpenRound) { o.Pool = types.ModeratorsPool })
	f.blocks(types.DrawDelay + 1)
	_, seats := f.round(job)
	require.Len(t, seats, 5)
}

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestAdjust(t *testing.T) {
	for _, tc := range []struct {
		name  string
		start string
		by    int64
		want  string
	}{
		{"up", "1000.5", 500, "1500.5"},
		{"down", "1000.5", -500, "500.5"},
		{"by a tenth of the cap", "0", 10_000, "10000"},
		{"down by a tenth of the cap", "90000", -10_000, "80000"},
		{"not above the cap", "99999", 2, "100000"},
		{"not below zero", "1", -2, "0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := setup(t)
			f.set(t, account(1), asAgent, tc.start)
			got := f.events(t, func(ctx sdk.Context) {
				_, err := keeper.NewMsgServer(f.k).Adjust(ctx, &types.MsgAdjust{
					Authority: f.authority, Address: account(1).String(), Role: asAgent, Change: math.NewInt(tc.by), Reason: "case 17",
				})
				require.NoError(t, err)
			})
			sameEvents(t, changed(0, change{account(1), asAgent, tc.start, tc.want, "adjusted: case 17", ""}), got)
			score := f.stored(t, account(1), asAgent)
			require.Zero(t, score.Gains+score.Losses, "a correction is no job")
			f.invariants(t)
		})
	}
}

func TestRefusedMessages(t *testing.T) {
	f := setup(t)
	f.set(t, account(1), asAgent, "1000")
	before := f.export(t)
	server := keeper.NewMsgServer(f.k)
	adjust := func(change func(m *types.MsgAdjust)) error {
		msg := &types.MsgAdjust{
			Authority: f.authority, Address: account(1).String(), Role: asAgent, Change: math.NewInt(5), Reason: "case 17",
		}
		change(msg)
		_, err := server.Adjust(f.ctx, msg)
		return err
	}
	stranger := account(9).String()

	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{
			"adjust by a stranger", adjust(func(m *types.MsgAdjust) { m.Authority = stranger }),
			"signer is " + stranger + ", the authority is " + f.authority + ": only the authority may do this; submit it as a council proposal",
		},
		{
			"adjust by more than a tenth of the cap", adjust(func(m *types.MsgAdjust) { m.Change = math.NewInt(10_001) }),
			"change is 10001; with cap 100000 use at most 10000, or several corrections: invalid change",
		},
		{
			"adjust down by more than a tenth of the cap", adjust(func(m *types.MsgAdjust) { m.Change = math.NewInt(-10_001) }),
			"change is -10001; with cap 100000 use at most 10000, or several corrections: invalid change",
		},
		{
			"adjust by nothing", adjust(func(m *types.MsgAdjust) { m.Change = math.ZeroInt() }),
			"change is zero; give the points to add or, negative, to take off: invalid change",
		},
		{
			"adjust without a reason", adjust(func(m *types.MsgAdjust) { m.Reason = "" }),
			"reason has 0 bytes; use 1 to 256: invalid reason",
		},
		{
			"adjust a role without a score", adjust(func(m *types.MsgAdjust) { m.Role = identitytypes.ROLE_ISSUER }),
			"ROLE_ISSUER: no score is kept in this role; use ROLE_AGENT, ROLE_VALIDATOR or ROLE_EMPLOYER",
		},
	} {
		require.EqualError(t, tc.err, tc.want, tc.name)
	}

	_, err := server.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: stranger, Params: types.DefaultParams()})
	require.ErrorIs(t, err, types.ErrUnauthorized)
	_, err = server.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: f.authority})
	require.ErrorIs(t, err, types.ErrInvalidParams)
	require.Equal(t, string(before), string(f.export(t)), "a refused message changes nothing")
}

func TestUpdateParams(t *testing.T) {
	f := setup(t)
	params := types.DefaultParams()
	params.SpeedBps = 1
	got := f.events(t, func(ctx sdk.Context) {
		_, err := keeper.NewMsgServer(f.k).UpdateParams(ctx, &types.MsgUpdateParams{Authority: f.authority, Params: params})
		require.NoError(t, err)
	})
	require.Len(t, got, 1)
	require.Equal(t, params.String(), got[0].(*types.EventParamsUpdated).Params.String())
	res, err := keeper.NewQueryServer(f.k).Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, params.String(), res.Params.String())
}

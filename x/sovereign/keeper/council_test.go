package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/keeper"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

func member(name string) sdk.AccAddress {
	bz := make([]byte, 20)
	copy(bz, name)
	return bz
}

func seatOf(name string, weight uint32, accepted bool) types.CouncilMember {
	return types.CouncilMember{Address: member(name).String(), Weight: weight, Title: name, Accepted: accepted}
}

func TestCouncilMessageServer(t *testing.T) {
	f := bare(t)
	gs := types.DefaultGenesis()
	gs.Council = types.Council{Threshold: 1, Members: []types.CouncilMember{seatOf("b", 1, true), seatOf("a", 2, true)}}
	gs.Decisions = []types.Decision{types.Count{Yes: 1, Accepted: 3, Threshold: 1, Voters: []string{member("b").String()}}.Decision(4, 9)}
	require.NoError(t, f.k.InitGenesis(f.ctx, *gs))
	exported, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Equal(t, types.Council{Threshold: 1, Members: []types.CouncilMember{seatOf("a", 2, true), seatOf("b", 1, true)}}, exported.Council)
	require.Equal(t, gs.Decisions, exported.Decisions)

	srv, query := keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	next := types.Council{Threshold: 2, Members: []types.CouncilMember{seatOf("a", 2, false), seatOf("c", 5, true)}}
	_, err = srv.UpdateCouncil(f.ctx, &types.MsgUpdateCouncil{Authority: member("a").String(), Council: next})
	require.ErrorIs(t, err, types.ErrUnauthorized)
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())
	_, err = srv.UpdateCouncil(ctx, &types.MsgUpdateCouncil{Authority: f.authority, Council: next})
	require.NoError(t, err)
	require.Len(t, ctx.EventManager().Events(), 1)
	res, err := query.Council(f.ctx, &types.QueryCouncilRequest{})
	require.NoError(t, err)
	require.Equal(t, []types.CouncilMember{seatOf("a", 2, true), seatOf("c", 5, false)}, res.Council.Members)
	require.EqualValues(t, 2, res.AcceptedWeight)

	for name, want := range map[string]bool{"a": true, "b": false, "c": true} { // an offered seat protects as well
		got, err := f.k.Protected(f.ctx, member(name))
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
	for name, want := range map[string]error{"a": types.ErrSeatAccepted, "b": types.ErrNotMember, "c": nil} {
		_, err := srv.AcceptSeat(f.ctx, &types.MsgAcceptSeat{Member: member(name).String()})
		require.ErrorIs(t, err, want, name)
	}
	next.Members = append(next.Members, types.CouncilMember{Address: f.authority, Weight: 1})
	_, err = srv.UpdateCouncil(f.ctx, &types.MsgUpdateCouncil{Authority: f.authority, Council: next})
	require.ErrorIs(t, err, types.ErrInvalidCouncil)

	d, err := query.Decision(f.ctx, &types.QueryDecisionRequest{ProposalId: 4})
	require.NoError(t, err)
	require.Equal(t, gs.Decisions[0], d.Decision)
	_, err = query.Decision(f.ctx, &types.QueryDecisionRequest{ProposalId: 5})
	require.ErrorContains(t, err, "has not decided")
}

// A council that is seated decides at once, whoever sat there before; one that could not decide is refused and changes nothing.
func TestSeatCouncil(t *testing.T) {
	f := bare(t)
	gs := types.DefaultGenesis()
	gs.Council = types.Council{Threshold: 1, Members: []types.CouncilMember{seatOf("a", 1, true)}}
	require.NoError(t, f.k.InitGenesis(f.ctx, *gs))
	next := types.Council{Threshold: 2, Members: []types.CouncilMember{seatOf("c", 1, true), seatOf("b", 1, true)}}
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())

	require.NoError(t, f.k.SeatCouncil(ctx, next))

	want := types.Council{Threshold: 2, Members: []types.CouncilMember{seatOf("b", 1, true), seatOf("c", 1, true)}}
	got, err := f.k.Council(f.ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)
	events := ctx.EventManager().ABCIEvents()
	require.Len(t, events, 1)
	event, err := sdk.ParseTypedEvent(events[0])
	require.NoError(t, err)
	require.Equal(t, &types.EventCouncilUpdated{Council: want}, event)

	for name, refused := range map[string]struct {
		council types.Council
		err     error
	}{
		"nobody":      {types.Council{Threshold: 1}, types.ErrInvalidCouncil},
		"not seated":  {types.Council{Threshold: 1, Members: []types.CouncilMember{seatOf("d", 1, false)}}, types.ErrLockout},
		"the chain's": {types.Council{Threshold: 1, Members: []types.CouncilMember{{Address: f.authority, Weight: 1, Accepted: true}}}, types.ErrInvalidCouncil},
	} {
		require.ErrorIs(t, f.k.SeatCouncil(f.ctx, refused.council), refused.err, name)
	}
	got, err = f.k.Council(f.ctx)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

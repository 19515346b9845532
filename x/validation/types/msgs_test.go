package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestValidateBasic(t *testing.T) {
	me := sdk.AccAddress("me__________________").String()
	hash, one := make([]byte, 32), math.OneInt()
	vote := types.Vote{Verdict: types.VOTE_VERDICT_APPROVE, Score: 100}
	pool := types.DefaultPool()
	withPool := func(change func(*types.Pool)) *types.MsgSetPool {
		p := pool
		change(&p)
		return &types.MsgSetPool{Authority: me, Pool: p}
	}
	type msg interface{ ValidateBasic() error }
	for _, tc := range []struct {
		name string
		msg  msg
		err  error
	}{
		{"bond", &types.MsgBond{Validator: me, Amount: one}, nil},
		{"bond by nobody", &types.MsgBond{Amount: one}, types.ErrInvalidAddress},
		{"bond of another chain", &types.MsgBond{Validator: "cosmos1qqqs39grl2", Amount: one}, types.ErrInvalidAddress},
		{"bond nothing", &types.MsgBond{Validator: me, Amount: math.ZeroInt()}, types.ErrInvalidAmount},
		{"bond less", &types.MsgBond{Validator: me, Amount: math.NewInt(-1)}, types.ErrInvalidAmount},
		{"bond missing", &types.MsgBond{Validator: me}, types.ErrInvalidAmount},
		{"bond 2^128 - 1", &types.MsgBond{Validator: me, Amount: pow2(128).SubRaw(1)}, nil},
		{"bond 2^128", &types.MsgBond{Validator: me, Amount: pow2(128)}, types.ErrInvalidAmount},
		{"unbond", &types.MsgUnbond{Validator: me, Amount: one}, nil},
		{"unbond nothing", &types.MsgUnbond{Validator: me, Amount: math.ZeroInt()}, types.ErrInvalidAmount},
		{"unbond by nobody", &types.MsgUnbond{Amount: one}, types.ErrInvalidAddress},
		{"join", &types.MsgJoinPool{Validator: me, Pool: "general"}, nil},
		{"join by nobody", &types.MsgJoinPool{Pool: "general"}, types.ErrInvalidAddress},
		{"join a bad name", &types.MsgJoinPool{Validator: me, Pool: "General"}, types.ErrInvalidPool},
		{"join a short name", &types.MsgJoinPool{Validator: me, Pool: "g"}, types.ErrInvalidPool},
		{"join a long name", &types.MsgJoinPool{Validator: me, Pool: strings.Repeat("g", 33)}, types.ErrInvalidPool},
		{"leave", &types.MsgLeavePool{Validator: me, Pool: "general"}, nil},
		{"leave a bad name", &types.MsgLeavePool{Validator: me, Pool: "a\x00"}, types.ErrInvalidPool},
		{"leave by nobody", &types.MsgLeavePool{Pool: "general"}, types.ErrInvalidAddress},
		{"commit", &types.MsgCommitVote{Validator: me, JobId: 1, Commitment: hash}, nil},
		{"commit by nobody", &types.MsgCommitVote{JobId: 1, Commitment: hash}, types.ErrInvalidAddress},
		{"commit to no job", &types.MsgCommitVote{Validator: me, Commitment: hash}, types.ErrInvalidRound},
		{"commit to no rung", &types.MsgCommitVote{Validator: me, JobId: 1, Rung: 16, Commitment: hash}, types.ErrInvalidRound},
		{"commit 31 bytes", &types.MsgCommitVote{Validator: me, JobId: 1, Commitment: hash[1:]}, types.ErrInvalidCommitment},
		{"commit 33 bytes", &types.MsgCommitVote{Validator: me, JobId: 1, Commitment: append([]byte{0}, hash...)}, types.ErrInvalidCommitment},
		{"reveal", &types.MsgRevealVote{Validator: me, JobId: 1, Vote: vote, Salt: hash}, nil},
		{"reveal by nobody", &types.MsgRevealVote{JobId: 1, Vote: vote, Salt: hash}, types.ErrInvalidAddress},
		{"reveal no job", &types.MsgRevealVote{Validator: me, Vote: vote, Salt: hash}, types.ErrInvalidRound},
		{"reveal nothing", &types.MsgRevealVote{Validator: me, JobId: 1, Salt: hash}, types.ErrInvalidVote},
		{"reveal 101", &types.MsgRevealVote{Validator: me, JobId: 1, Vote: types.Vote{Verdict: 1, Score: 101}, Salt: hash}, types.ErrInvalidVote},
		{"reveal a short salt", &types.MsgRevealVote{Validator: me, JobId: 1, Vote: vote, Salt: hash[1:]}, types.ErrInvalidVote},
		{"unjail", &types.MsgUnjail{Validator: me}, nil},
		{"unjail nobody", &types.MsgUnjail{}, types.ErrInvalidAddress},
		{"pool", withPool(func(*types.Pool) {}), nil},
		{"pool of agents", withPool(func(p *types.Pool) { p.Role = identitytypes.ROLE_AGENT }), types.ErrInvalidPool},
		{"pool with a long title", withPool(func(p *types.Pool) { p.Title = strings.Repeat("a", 141) }), types.ErrInvalidPool},
		{"pool with a broken title", withPool(func(p *types.Pool) { p.Title = "\xff" }), types.ErrInvalidPool},
		{"pool without stake", withPool(func(p *types.Pool) { p.MinStake = math.ZeroInt() }), types.ErrInvalidPool},
		{"pool by nobody", &types.MsgSetPool{Pool: pool}, types.ErrInvalidAddress},
		{"params", &types.MsgUpdateParams{Authority: me, Params: types.DefaultParams()}, nil},
		{"params missing", &types.MsgUpdateParams{Authority: me}, types.ErrInvalidParams},
		{"params by nobody", &types.MsgUpdateParams{Params: types.DefaultParams()}, types.ErrInvalidAddress},
	} {
		t.Run(tc.name, func(t *testing.T) { require.ErrorIs(t, tc.msg.ValidateBasic(), tc.err) })
	}
}

func pow2(n uint) math.Int {
	power := math.OneInt()
	for range n {
		power = power.MulRaw(2)
	}
	return power
}

func TestWhenASeatMayVote(t *testing.T) {
	statuses := []types.SeatStatus{
		types.SEAT_STATUS_DRAWN, types.SEAT_STATUS_COMMITTED, types.SEAT_STATUS_REVEALED, types.SEAT_STATUS_ABSENT, types.SEAT_STATUS_WITHHELD,
	}
	rounds := []types.RoundStatus{
		types.ROUND_STATUS_DRAWING, types.ROUND_STATUS_COMMIT, types.ROUND_STATUS_REVEAL, types.ROUND_STATUS_CLOSED,
	}
	for _, seat := range statuses {
		for _, status := range rounds {
			round := types.Round{JobId: 7, Status: status, ClosesMs: 10_000, DrawHeight: 3}
			for _, now := range []int64{9_999, 10_000, 10_001} {
				commit := round.CommitAllowed(types.Seat{Status: seat}, now)
				reveal := round.RevealAllowed(types.Seat{Status: seat}, now)
				require.Equal(t, seat == types.SEAT_STATUS_DRAWN && status == types.ROUND_STATUS_COMMIT && now < 10_000, commit == nil)
				require.Equal(t, seat == types.SEAT_STATUS_COMMITTED && status == types.ROUND_STATUS_REVEAL && now < 10_000, reveal == nil)
			}
		}
	}
	round := types.Round{JobId: 18420003000, Status: types.ROUND_STATUS_COMMIT, ClosesMs: 50_530_000}
	require.EqualError(t, round.RevealAllowed(types.Seat{Status: types.SEAT_STATUS_COMMITTED}, 50_482_000),
		"job 18420003000 takes reveals from 1970-01-01 14:02:10, in 48 s, or as soon as every seat has committed: reveal window is not open")
	require.EqualError(t, round.CommitAllowed(types.Seat{Status: types.SEAT_STATUS_DRAWN}, 50_530_001),
		"job 18420003000 took commitments until 1970-01-01 14:02:10, 1 s ago: commit window is not open")
}

func TestValidatorsPoolsStaySorted(t *testing.T) {
	v := types.NewValidator(sdk.AccAddress("me__________________"))
	for _, pool := range []string{"c", "a", "b", "a"} {
		v.Join(pool)
	}
	require.Equal(t, []string{"a", "b", "c"}, v.Pools)
	v.Leave("b")
	v.Leave("x")
	require.Equal(t, []string{"a", "c"}, v.Pools)
	require.True(t, v.InPool("c"))
	require.False(t, v.InPool("b"))
}

func TestWhatAValidatorCanLock(t *testing.T) {
	v := types.NewValidator(sdk.AccAddress("me__________________"))
	v.DrawableStake, v.Stake, v.Unbonding, v.Locked = math.NewInt(100), math.NewInt(20), math.NewInt(80), math.NewInt(60)
	require.True(t, v.CanLock(math.NewInt(40)), "what is on its way out backs a lock")
	require.False(t, v.CanLock(math.NewInt(41)))
	require.True(t, v.Free().IsZero())
	v.Unbonding = math.NewInt(79)
	require.False(t, v.CanLock(math.NewInt(40)), "a slash took some of it")
	v.Stake, v.DrawableStake = math.NewInt(1_000), math.NewInt(99)
	require.False(t, v.CanLock(math.NewInt(40)), "a bond does not count yet")
}

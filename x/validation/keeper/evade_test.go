package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// harsh slashes nearly the whole lock for a second wrong vote and all of it for a hidden one.
func harsh(p *types.Params) {
	p.WrongVoteSlashBps, p.MaxWrongVoteSlashBps, p.WithheldSlashBps = 5_000, 9_999, 10_000
	p.UnbondingPeriod = 2 * time.Minute
}

// ways are what somebody can do, or have done to it, while it sits on a committee.
var ways = map[string]func(f *fixture, who sdk.AccAddress){
	"stays":  func(*fixture, sdk.AccAddress) {},
	"leaves": func(f *fixture, who sdk.AccAddress) { require.NoError(f.t, f.leave(who, types.GeneralPool)) },
	"unbonds": func(f *fixture, who sdk.AccAddress) {
		require.NoError(f.t, f.unbond(who, f.validator(who).Free().Int64()))
		require.ErrorIs(f.t, f.unbond(who, 1), types.ErrFreeStake)
	},
	"leaves and unbonds": func(f *fixture, who sdk.AccAddress) {
		require.NoError(f.t, f.leave(who, types.GeneralPool))
		require.NoError(f.t, f.unbond(who, f.validator(who).Free().Int64()))
	},
	"suspended": func(f *fixture, who sdk.AccAddress) {
		f.identity.participants[who.String()] = identitytypes.Participant{
			Address: who.String(), Status: identitytypes.PARTICIPANT_STATUS_SUSPENDED,
		}
		f.identity.authorize = func(sdk.AccAddress, identitytypes.Role) error { return errTest }
		f.identity.drawable = func(sdk.AccAddress) (bool, error) { return false, nil }
	},
	"revoked": func(f *fixture, who sdk.AccAddress) {
		f.identity.participants[who.String()] = revokedParticipant(who)
		require.NoError(f.t, f.k.AfterRevoked(f.ctx, who))
	},
	"unreadable": func(f *fixture, who sdk.AccAddress) {
		f.identity.fail = func(addr sdk.AccAddress) error { return map[bool]error{true: errTest}[addr.Equals(who)] }
	},
	"slashed by the council": func(f *fixture, who sdk.AccAddress) { require.NoError(f.t, f.slash(who, types.MaxCouncilSlashBps)) },
}

// Nobody evades the slash of a running seat, whatever happens to it between draw and settlement: a second wrong vote costs
// its rate to the unit, and a hidden vote the whole lock.
func TestNoWayOutOfASeatEvadesItsSlash(t *testing.T) {
	for name, way := range ways {
		for _, hidden := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", hiding"}[hidden], func(t *testing.T) {
				f := setup(t, harsh)
				f.members(3)
				f.drawn(job, 3)
				f.votes(job, reject, reject, reject)
				f.settle(job, types.FinalApproved, false) // everybody has one wrong vote
				f.blocks(types.DrawDelay + 1)
				_, seats := f.drawn(job+1, 3)
				who := holder(seats[0])

				// ACT: it goes whatever way it can, twice as long as stake takes to be paid out, and then votes wrong or not at all.
				way(f, who)
				for range 4 {
					f.next(60 * second)
					f.clock.now -= 60 * second
				}
				for _, s := range seats {
					require.NoError(t, f.commit(job+1, holder(s), vote(reject)), "a duty stays a duty")
				}
				f.blocks(1)
				for _, s := range seats {
					if !hidden || !holder(s).Equals(who) {
						require.NoError(t, f.reveal(job+1, holder(s), vote(reject)))
					}
				}
				round, _ := f.round(job + 1)
				f.until(round.ClosesMs)
				f.blocks(1)
				before := f.validator(who)
				require.True(t, before.Backing().GTE(before.Locked))
				require.Equal(t, lock, before.Locked.Int64())
				taken := f.treasury() + f.burnt()
				f.settle(job+1, types.FinalApproved, false)

				// ASSERT: exactly the slash is gone, the lock too, and the rest can leave.
				slash := lock * 9_999 / 10_000
				if hidden {
					slash = lock
				}
				v := f.validator(who)
				require.Equal(t, before.Backing().SubRaw(slash).String(), v.Backing().String())
				require.Equal(t, slash+2*(lock*9_999/10_000), f.treasury()+f.burnt()-taken)
				require.True(t, v.Locked.IsZero())
				if free := v.Free(); free.IsPositive() {
					require.NoError(t, f.unbond(who, free.Int64()))
				}
				f.blocks(types.DrawDelay + 2)
				for range 4 {
					f.next(60 * second)
				}
				require.True(t, f.validator(who).Backing().IsZero())
			})
		}
	}
}

// A validator sits on as many committees as its free stake covers, each lock is there to its last unit when all its votes
// were hidden, and one more seat is not given out.
func TestSeveralSeatsAtOnceAreBackedInFull(t *testing.T) {
	f := setup(t, harsh)
	f.members(3)
	for n := range uint64(5) {
		f.open(job+n, 3, func(o *types.OpenRound) { o.SeatLock = math.NewInt(24 * agi) })
	}
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, uint32(4), f.validator(actor(0)).ActiveSeats, "96 of 100 AGI are locked")
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, f.hooks.closed[0].Result)
	require.ErrorIs(t, f.unbond(actor(0), 4*agi+1), types.ErrFreeStake)
	require.NoError(t, f.unbond(actor(0), 4*agi))
	for n := range uint64(4) {
		for i := range 3 {
			require.NoError(t, f.commit(job+n, actor(i), vote(approve)))
		}
	}
	f.blocks(1)
	round, _ := f.round(job)
	f.until(round.ClosesMs)
	f.blocks(1)
	for n := range uint64(4) {
		f.settle(job+n, types.FinalNone, true)
		require.Equal(t, int64(n+1)*3*24*agi, f.treasury()+f.burnt())
	}
	require.True(t, f.validator(actor(0)).Stake.IsZero())
	require.Equal(t, 4*agi, f.validator(actor(1)).Stake.Int64())
}

// Jail does not end a duty, a lock or a slash; absences of committees and panels are one row; who is jailed is drawn from no
// pool, and unjailing brings it back to all.
func TestJailAcrossPools(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.JailAfter, p.JailDuration = 2, 10*time.Minute })
	f.members(3)
	late := actor(0)
	for i := range 3 {
		require.NoError(t, f.join(actor(i), types.ModeratorsPool))
	}
	f.blocks(types.DrawDelay + 1)
	f.drawn(job+1, 3)
	f.open(job, 3)
	f.open(job+2, 3, panel, func(o *types.OpenRound) { o.Pool = types.ModeratorsPool })
	f.blocks(types.DrawDelay + 1)

	// ACT: absent in a committee and in a panel, it is jailed; its seat on the third job runs on.
	for i := 1; i < 3; i++ {
		require.NoError(t, f.commit(job, actor(i), vote(approve)))
		require.NoError(t, f.commitOn(job+2, 0, actor(i), split(5_000)))
	}
	for i := range 3 {
		require.NoError(t, f.commit(job+1, actor(i), vote(reject)))
	}
	f.blocks(1)
	for i := 1; i < 3; i++ {
		require.NoError(t, f.reveal(job+1, actor(i), vote(reject)))
	}
	round, _ := f.round(job)
	f.until(round.ClosesMs)
	f.blocks(1)
	v := f.validator(late)
	require.GreaterOrEqual(t, v.Absences, uint32(2))
	require.True(t, v.Jailed())
	require.Equal(t, lock, v.Locked.Int64())
	f.blocks(types.DrawDelay + 1)
	for i := 1; i < 3; i++ {
		require.NoError(t, f.reveal(job, actor(i), vote(approve)))
		require.NoError(t, f.revealOn(job+2, 0, actor(i), split(5_000)))
	}
	for _, pool := range []string{types.GeneralPool, types.ModeratorsPool} {
		response, err := f.query.PoolMembers(f.ctx, &types.QueryPoolMembersRequest{Id: pool})
		require.NoError(t, err)
		require.Len(t, response.Members, 2, pool)
	}
	require.ErrorIs(t, f.unjail(late), types.ErrStillJailed)

	// ASSERT: the seat that it had is slashed as ever.
	f.settle(job+1, types.FinalNone, true)
	require.Equal(t, v.Stake.SubRaw(lock*2_500/10_000), f.validator(late).Stake, "sealed and not opened")
	f.until(f.validator(late).JailedUntilMs)
	require.NoError(t, f.unjail(late))
	f.blocks(types.DrawDelay + 1)
	for _, pool := range []string{types.GeneralPool, types.ModeratorsPool} {
		response, err := f.query.PoolMembers(f.ctx, &types.QueryPoolMembersRequest{Id: pool})
		require.NoError(t, err)
		require.Len(t, response.Members, 3, pool)
	}
}

// Whoever had a seat on a job, absent or not, has none on a later rung of it, three rungs on.
func TestNobodySitsTwiceOnAJob(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.JailAfter = 100 })
	f.members(14)
	had := map[string]uint32{}
	for rung := range uint32(3) {
		f.open(job, 3, func(o *types.OpenRound) { o.Rung, o.Panel = rung, rung == 2 })
		f.blocks(types.DrawDelay + 1)
		// One seat never commits; it is drawn again.
		response, err := f.query.Round(f.ctx, &types.QueryRoundRequest{JobId: job, Rung: rung})
		require.NoError(t, err)
		for _, s := range response.Seats[:2] {
			require.NoError(t, f.commitOn(job, rung, holder(s), vote(approve)))
		}
		f.until(response.Round.ClosesMs)
		f.blocks(types.DrawDelay + 1)
		response, err = f.query.Round(f.ctx, &types.QueryRoundRequest{JobId: job, Rung: rung})
		require.NoError(t, err)
		require.Len(t, response.Seats, 4)
		require.NoError(t, f.commitOn(job, rung, holder(response.Seats[3]), vote(reject)))
		f.blocks(1)
		for _, n := range []int{0, 1} {
			require.NoError(t, f.revealOn(job, rung, holder(response.Seats[n]), vote(approve)))
		}
		require.NoError(t, f.revealOn(job, rung, holder(response.Seats[3]), vote(reject)))
		f.blocks(1)
		for _, s := range response.Seats {
			before, twice := had[s.Validator]
			require.False(t, twice, "%s sat on rung %d already", s.Validator, before)
			had[s.Validator] = rung
		}
	}
	require.Len(t, had, 12)

	// Two are left: too few for a fourth committee.
	f.open(job, 3, func(o *types.OpenRound) { o.Rung = 3 })
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, f.hooks.closed[3].Result)

	// All rungs are judged at once, each holder once.
	judged := f.settle(job, types.FinalApproved, false)
	require.Len(t, judged, 12)
	var wrong, agreed, absent int
	for _, j := range judged {
		switch {
		case j.Agreed:
			agreed++
		case j.Status == types.SEAT_STATUS_ABSENT:
			absent++
		default:
			require.Equal(t, uint32(500), j.SlashBps, "a first wrong vote of each")
			wrong++
		}
	}
	require.Equal(t, []int{6, 3, 3}, []int{agreed, wrong, absent})
}

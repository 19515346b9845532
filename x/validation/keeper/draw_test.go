package keeper_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// scene plays the same chain again: some jobs opened in one block, drawn one a block, and something happening a number of
// blocks after the opening. It returns the committee of the last job.
func scene(t *testing.T, jobs int, happens func(f *fixture), offset int) []string {
	t.Helper()
	f := setup(t, func(p *types.Params) { p.DrawsPerBlock = 1 })
	f.members(12)
	f.fund(actor(12))
	require.NoError(t, f.bond(actor(12), 500*agi))
	f.blocks(types.DrawDelay + 1)
	for i := range jobs {
		f.open(job+uint64(i), 5)
	}
	last := job + uint64(jobs) - 1
	for n := 0; ; n++ {
		if n == offset {
			happens(f)
		}
		f.next(second)
		if round, seats := f.round(last); round.Status != types.ROUND_STATUS_DRAWING {
			require.Equal(t, types.DrawDelay+jobs-1, n, "the cap delays the draw")
			var committee []string
			for _, s := range seats {
				committee = append(committee, s.Validator)
			}
			return committee
		}
	}
}

// A bond, unbond, join or leave recorded within three blocks before a draw changes nothing in it, also when the cap
// delayed the draw.
func TestNothingOfTheLastThreeBlocksChangesADraw(t *testing.T) {
	acts := map[string]func(f *fixture) error{
		"bond":   func(f *fixture) error { return f.bond(actor(3), 800*agi) },
		"unbond": func(f *fixture) error { return f.unbondAll(actor(3)) },
		"join":   func(f *fixture) error { return f.join(actor(12), types.GeneralPool) },
		"leave":  func(f *fixture) error { return f.leave(actor(3), types.GeneralPool) },
		"all": func(f *fixture) error {
			for i := range 6 {
				f.fund(actor(i))
			}
			return errors.Join(f.bond(actor(0), 900*agi), f.unbondAll(actor(1)), f.leave(actor(2), types.GeneralPool),
				f.unbondAll(actor(3)), f.unbondAll(actor(4)), f.leave(actor(5), types.GeneralPool),
				f.join(actor(12), types.GeneralPool))
		},
	}
	for _, jobs := range []int{1, 6} {
		drawnAt := types.DrawDelay + jobs - 1
		quiet := scene(t, jobs, func(*fixture) {}, -1)
		require.Len(t, quiet, 5)
		for name, act := range acts {
			for offset := drawnAt - types.DrawDelay; offset <= drawnAt; offset++ {
				got := scene(t, jobs, func(f *fixture) { require.NoError(f.t, act(f)) }, offset)
				require.Equal(t, quiet, got, "%s in block %d, draw in block %d after the opening", name, offset, drawnAt)
			}
		}
		if jobs > 1 {
			// Earlier, it does count: the rule is not that nothing ever changes a draw.
			got := scene(t, jobs, func(f *fixture) { require.NoError(f.t, acts["all"](f)) }, drawnAt-types.DrawDelay-1)
			require.NotEqual(t, quiet, got)
		}
	}
}

func (f *fixture) unbondAll(addr sdk.AccAddress) error {
	return f.unbond(addr, f.validator(addr).Free().Int64())
}

func TestWeightEntersAfterTheDrawsOfTheThirdBlock(t *testing.T) {
	f := setup(t)
	f.fund(actor(0))
	require.NoError(t, f.bond(actor(0), 100*agi))
	require.NoError(t, f.join(actor(0), types.GeneralPool))
	for n := range types.DrawDelay {
		f.blocks(1)
		require.Empty(t, f.leaves(), "block x+%d", n)
		require.True(t, f.validator(actor(0)).DrawableStake.IsZero())
	}
	f.blocks(1)
	require.Len(t, f.leaves(), 1)
	require.Equal(t, 100*agi, f.validator(actor(0)).DrawableStake.Int64())
	require.Equal(t, uint64(100*100), f.leaves()[0].Weight)
}

func TestScoreRaisesTheWeightWhenASeatIsSettled(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.drawn(job, 3)
	f.votes(job, approve, approve, approve)
	f.scores.score = func(addr sdk.AccAddress) (math.Int, error) {
		if addr.Equals(actor(1)) {
			return math.NewInt(500), nil
		}
		return math.ZeroInt(), nil
	}
	f.settle(job, types.FinalApproved, false)
	f.blocks(types.DrawDelay + 1)
	for _, leaf := range f.leaves() {
		want := uint64(100 * 100)
		if leaf.Validator == actor(1).String() {
			want = 100 * 150
		}
		require.Equal(t, want, leaf.Weight)
	}
}

func TestLeavesAreUsedAgainLowestFirst(t *testing.T) {
	f := setup(t)
	f.members(4)
	require.NoError(t, f.leave(actor(0), types.GeneralPool))
	require.NoError(t, f.leave(actor(1), types.GeneralPool))
	f.blocks(types.DrawDelay + 1)
	require.Len(t, f.leaves(), 2)
	require.NoError(t, f.join(actor(1), types.GeneralPool))
	f.blocks(types.DrawDelay + 1)
	for _, leaf := range f.leaves() {
		require.Less(t, leaf.Index, uint64(4))
	}
	require.Zero(t, f.leaves()[0].Index, "the lowest free leaf is taken")
	require.NoError(t, f.leave(actor(1), types.GeneralPool))
	require.NoError(t, f.join(actor(1), types.GeneralPool))
	f.blocks(types.DrawDelay + 1)
	require.Len(t, f.leaves(), 3, "leave and join of one block cancel out")
}

func TestWhoCannotBeDrawn(t *testing.T) {
	banned := actor(0)
	for name, prepare := range map[string]func(f *fixture, o *types.OpenRound){
		"excluded": func(_ *fixture, o *types.OpenRound) { o.Excluded = []string{banned.String()} },
		"organisation": func(f *fixture, o *types.OpenRound) {
			f.inOrganisation(banned, "acme")
			o.ExcludedOrganisations = []string{"acme"}
		},
		"agent of an excluded": responsibleTo(banned, actor(9)),
		"agent of an excluded organisation": func(f *fixture, o *types.OpenRound) {
			f.inOrganisation(actor(9), "acme")
			f.agentOf(banned, actor(9))
			o.ExcludedOrganisations = []string{"acme"}
		},
		"organisation of who answers for a party": func(f *fixture, o *types.OpenRound) {
			f.inOrganisation(actor(9), "acme")
			f.inOrganisation(banned, "acme")
			f.agentOf(actor(8), actor(9))
			o.Excluded = []string{actor(8).String()}
		},
		"not drawable": func(f *fixture, _ *types.OpenRound) {
			f.identity.drawable = func(a sdk.AccAddress) (bool, error) { return !a.Equals(banned), nil }
		},
		"unknown": func(f *fixture, _ *types.OpenRound) {
			f.identity.fail = func(a sdk.AccAddress) error { return map[bool]error{true: errTest}[a.Equals(banned)] }
		},
		"no free stake": func(f *fixture, o *types.OpenRound) {
			require.NoError(f.t, f.unbond(banned, 10*agi))
			f.blocks(types.DrawDelay + 1)
			o.SeatLock = math.NewInt(95 * agi)
		},
		"below a raised minimum": func(f *fixture, _ *types.OpenRound) {
			for i := 1; i < 4; i++ {
				f.fund(actor(i))
				require.NoError(f.t, f.bond(actor(i), 900*agi))
			}
			f.blocks(types.DrawDelay + 1)
			pool := types.DefaultPool()
			pool.MinStake = math.NewInt(200 * agi)
			_, err := f.msgs.SetPool(f.ctx, &types.MsgSetPool{Authority: authority(), Pool: pool})
			require.NoError(f.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			f.members(4)
			f.open(job, 3, func(o *types.OpenRound) { prepare(f, o) })
			f.blocks(types.DrawDelay)
			require.NoError(t, f.k.EndBlocker(f.ctx))
			_, seats := f.round(job)
			require.Len(t, seats, 3)
			for _, s := range seats {
				require.NotEqual(t, banned.String(), s.Validator)
			}
			failed := emitted[*types.EventItemFailed](f)
			require.Equal(t, name == "unknown", len(failed) > 0)
		})
	}
}

func responsibleTo(agent, principal sdk.AccAddress) func(f *fixture, o *types.OpenRound) {
	return func(f *fixture, o *types.OpenRound) {
		f.identity.participants[agent.String()] = identitytypes.Participant{Address: agent.String(), Responsible: principal.String()}
		o.Excluded = []string{principal.String()}
	}
}

func TestMembersOfEarlierRoundsAreExcluded(t *testing.T) {
	f := setup(t)
	f.members(6)
	_, first := f.drawn(job, 3)
	f.votes(job, approve, reject, vague)
	f.open(job, 3, func(o *types.OpenRound) { o.Rung = 1 })
	f.blocks(types.DrawDelay + 1)
	response, err := f.query.Rounds(f.ctx, &types.QueryRoundsRequest{JobId: job})
	require.NoError(t, err)
	require.Len(t, response.Rounds, 2)
	for _, s := range response.Rounds[1].Seats {
		for _, old := range first {
			require.NotEqual(t, old.Validator, s.Validator)
		}
	}
	require.Len(t, f.settle(job, types.FinalNone, true), 6)
}

func TestOneSeatPerOrganisationWhileThePoolAllows(t *testing.T) {
	f := setup(t)
	for i := range 6 {
		f.inOrganisation(actor(i), fmt.Sprintf("org-%d", i/2)) // three organisations of two
	}
	f.members(6)
	for n := range uint64(8) {
		_, seats := f.drawn(job+n, 3)
		seen := map[string]bool{}
		for _, s := range seats {
			require.False(t, seen[s.Organisation])
			seen[s.Organisation] = true
		}
		f.settle(job+n, types.FinalNone, true)
	}
	// Five seats are more than there are organisations.
	_, seats := f.drawn(job+99, 5)
	require.Len(t, seats, 5)
	first := map[string]bool{}
	for _, s := range seats[:3] {
		first[s.Organisation] = true
	}
	require.Len(t, first, 3, "the first pass spreads")
}

func TestThinPoolSeatsASmallerOddCommittee(t *testing.T) {
	for members, want := range map[int]int{7: 7, 6: 5, 5: 5, 4: 3, 3: 3, 2: 0} {
		f := setup(t)
		f.members(members)
		f.open(job, 7)
		f.blocks(types.DrawDelay)
		f.end()
		round, seats := f.round(job)
		require.Len(t, seats, want)
		if want == 0 {
			require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, round.Result)
			require.Len(t, emitted[*types.EventCommitteeNotDrawn](f), 1)
			require.Equal(t, types.Tally{Seats: 7}, f.hooks.closed[0].Tally)
			f.settle(job, types.FinalNone, true)
			continue
		}
		require.Equal(t, uint32(want), round.Seats)
	}
	// A committee of one, wanted so, is no thin one.
	f := setup(t)
	f.members(1)
	_, seats := f.drawn(job, 1)
	require.Len(t, seats, 1)
}

func TestActiveSeatsAndStakeBoundTheSeats(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.MaxActiveSeats = 2 })
	f.members(3)
	for n := range uint64(3) {
		f.open(job+n, 3)
	}
	f.blocks(types.DrawDelay + 1)
	require.Equal(t, uint32(2), f.validator(actor(0)).ActiveSeats)
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, f.hooks.closed[0].Result)

	g := setup(t)
	g.members(3)
	for n := range uint64(2) {
		g.open(job+n, 3, func(o *types.OpenRound) { o.SeatLock = math.NewInt(60 * agi) })
	}
	g.blocks(types.DrawDelay + 1)
	require.Equal(t, uint32(1), g.validator(actor(0)).ActiveSeats)
	require.Equal(t, []types.RoundClosed{{JobID: job + 1, Result: types.ROUND_RESULT_NO_COMMITTEE, Tally: types.Tally{Seats: 3}}}, g.hooks.closed)
}

// Judges whose round has closed can be drawn again at once, whatever the ladder makes of the job; their locks stay.
func TestAClosedRoundFreesItsJudges(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.MaxActiveSeats = 1 })
	f.members(3)
	f.drawn(job, 3)
	seats := func() (seats, locks [3]int64) {
		for i := range 3 {
			v := f.validator(actor(i))
			seats[i], locks[i] = int64(v.ActiveSeats), v.Locked.Int64()
		}
		return seats, locks
	}
	active, locked := seats()
	require.Equal(t, [3]int64{1, 1, 1}, active)
	require.Equal(t, [3]int64{lock, lock, lock}, locked)

	// ACT: the round closes; its job has no final outcome yet.
	require.Equal(t, types.ROUND_STATUS_CLOSED, f.votes(job, approve, approve, reject).Status)
	active, locked = seats()
	require.Equal(t, [3]int64{}, active)
	require.Equal(t, [3]int64{lock, lock, lock}, locked)

	// ACT: all of them sit on the next committee, and the settlement of the first job frees nobody twice.
	_, next := f.drawn(job+1, 3)
	require.Len(t, next, 3)
	f.settle(job, types.FinalNone, true)
	active, locked = seats()
	require.Equal(t, [3]int64{1, 1, 1}, active)
	require.Equal(t, [3]int64{lock, lock, lock}, locked)
}

func TestDrawCanBeComputedAgain(t *testing.T) {
	f := setup(t)
	f.members(5)
	f.open(job, 3)
	f.blocks(types.DrawDelay)
	f.end()
	response, err := f.query.Beacon(f.ctx, &types.QueryBeaconRequest{})
	require.NoError(t, err)
	n := len(response.Beacons)
	require.LessOrEqual(t, n, 9)
	require.Equal(t, f.ctx.BlockHeight(), response.Beacons[n-1].Height)
	require.Equal(t, types.NextBeacon(response.Beacons[n-2].Value, f.ctx.HeaderHash()), response.Beacons[n-1].Value)
	seed := types.DrawSeed(chainID, job, 0, 0, response.Beacons[n-2].Value, response.Beacons[n-1].Value)
	require.Equal(t, seed[:], emitted[*types.EventCommitteeDrawn](f)[0].Seed)
}

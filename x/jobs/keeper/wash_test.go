package keeper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// ring is ten accounts of two organisations that trade among themselves, each as employer and as agent.
type ring struct {
	*testutil.Env
	east, west []sdk.AccAddress
	traded     int
	// completed are those of its jobs whose work was paid.
	completed int64
}

const (
	ringBonusBps, ringBoostBps = 10_000, 5_000
	ringPayout                 = int64(100_000)
	ringFee                    = ringPayout * 200 / 10_000
	ringJudges                 = int64(9_000)
	// ringBeyond is what one job may get at most beyond its protocol fee, by the highest rates that a category may have.
	ringBeyond = ringPayout*(ringBonusBps+ringBoostBps)/10_000 - ringFee
	ringPool   = int64(50_000_000)
)

func newRing(t *testing.T) *ring {
	r := &ring{Env: testutil.New(t)}
	r.Identity.Credentials = map[string][]string{}
	for i := range byte(10) {
		who, side, organisation := testutil.Addr(30+i), &r.east, "lab"
		if i >= 5 {
			side, organisation = &r.west, "ministry"
		}
		*side = append(*side, who)
		r.Fund(who, math.NewInt(100_000_000))
		r.Identity.Admit(who, identitytypes.PARTICIPANT_KIND_HUMAN, organisation, identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT)
		r.Identity.Credentials[who.String()] = []string{"data/analyst"}
	}
	r.Fund(pool, math.NewInt(ringPool))
	rates(ringBonusBps, ringBoostBps)(r.Env)
	setParams(r.Env, func(p *types.Params) { p.MaxActiveJobs, p.Tiers = 100, anyPayout })
	// The one pair of groups: x/reputation counts each completed job of theirs.
	r.Hooks.Fn = func(_ context.Context, call string, job types.Job) error {
		if call == "settled" && job.Status == types.JOB_STATUS_COMPLETED {
			r.Scores.Earlier++
			r.completed++
		}
		return nil
	}
	return r
}

// wealth is all that the ring has; its jobs must have ended.
func (r *ring) wealth() int64 {
	sum := math.ZeroInt()
	for _, who := range append(append([]sdk.AccAddress{}, r.east...), r.west...) {
		stake := r.Stake(who)
		require.True(r.T, stake.Locked.IsZero())
		sum = sum.Add(r.Bank.Balance(r.Ctx, who)).Add(stake.Free)
	}
	return sum.Int64()
}

// trade plays so many jobs side by side to their end, by turns from east to west and back.
func (r *ring) trade(jobs int, byChain bool, review types.ReviewMode, result validationtypes.RoundResult) {
	var ids []uint64
	var agents []sdk.AccAddress
	for range jobs {
		boss, worker := r.east[r.traded%5], r.west[r.traded/5%5]
		if r.traded%2 == 1 {
			boss, worker = worker, boss
		}
		r.traded++
		id := post(r.Env, func(m *types.MsgPostJob) { m.Employer, m.Review = boss.String(), review })
		if byChain {
			byTheChain(r.Env, worker, id)
		} else {
			claim(r.Env, worker, id)
		}
		ids, agents = append(ids, id), append(agents, worker)
	}
	r.EndBlock()
	for i, id := range ids {
		_, err := tx(r.Env, r.Msgs.SubmitWork, submitMsg(id, func(m *types.MsgSubmitWork) { m.Agent = agents[i].String() }))
		require.NoError(r.T, err)
	}
	r.EndBlock()
	var rounds []func(sdk.Context)
	if review != types.REVIEW_MODE_EMPLOYER {
		for _, id := range ids {
			rounds = append(rounds, closeRound(r.Env, id, result, 3))
		}
	}
	r.EndBlock(rounds...)
	r.Pass(3 * 24 * time.Hour)
	r.EndBlock()
	for _, id := range ids {
		require.True(r.T, r.Job(id).Status.Terminal())
	}
}

// TestWashTradingLosesMoney: a ring that trades a hundred jobs with itself has less money in the end, whatever the rates, at
// least by the fees that cannot come back. Bonus and boost give it back the protocol fee at most; what judges are paid is gone.
// In an approved program where the chain happens to choose its agents every time, it gets beyond that
//
//   - from one pair of groups, in all, less than 2 · (the highest rates · payout − protocol fee): each gain halves the next, also
//     of jobs that run side by side;
//   - for one organisation's agents at most incentive_organisation_bps of the pool in an epoch, and for all incentive_epoch_cap.
//
// The fees of a hundred jobs are more than that.
func TestWashTradingLosesMoney(t *testing.T) {
	const jobs = 100
	committee, own := types.REVIEW_MODE_COMMITTEE, types.REVIEW_MODE_EMPLOYER
	for _, tc := range []struct {
		name              string
		approved, byChain bool
		atOnce            int
		review            types.ReviewMode
		result            validationtypes.RoundResult
		// lost is what each job costs the ring at least, where nothing is paid beyond the fee.
		lost int64
	}{
		{"claims outside of every program", false, false, 20, committee, approved, ringJudges},
		{"claims in an approved program", true, false, 20, committee, approved, ringJudges},
		{"the chain's choice outside of an approved program", false, true, 20, committee, approved, ringJudges},
		{"the chain's choice in an approved program", true, true, 10, committee, approved, ringJudges},
		{"the chain's choice in an approved program, all at once", true, true, jobs, committee, approved, ringJudges},
		{"results that its own employers accept", true, true, 20, own, approved, ringFee},
		{"work that fails", true, true, 20, committee, rejected, ringJudges},
		{"work that nobody can judge", true, true, 20, committee, unjudgeable, ringJudges},
		// The judges who revealed are paid here too; where none did, see TestARingWithoutJudgesGainsNothing.
		{"no verdict", true, true, 20, committee, noCommittee, ringJudges},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRing(t)
			if tc.approved {
				approve(r.Env)
			}
			beyond := tc.approved && tc.byChain && tc.review == committee && tc.result == approved
			before, poolBefore := r.wealth(), r.Bank.Balance(r.Ctx, pool).Int64()

			for r.traded < jobs {
				was := r.Bank.Balance(r.Ctx, pool).Int64()
				r.trade(min(tc.atOnce, jobs-r.traded), tc.byChain, tc.review, tc.result)
				requireRingBound(r, before, poolBefore, was, beyond, tc.lost)
			}

			require.Less(t, r.wealth(), before)
		})
	}
}

// requireRingBound asserts the bounds after each batch of jobs.
func requireRingBound(r *ring, before, poolBefore, poolWas int64, beyond bool, lost int64) {
	t, gained, n := r.T, r.wealth()-before, int64(r.traded)
	require.LessOrEqual(t, gained+n*lost, ringBound(beyond))
	// Of the pool: the fees of what was completed, and the sum of the halvings.
	fromPool := poolBefore - r.Bank.Balance(r.Ctx, pool).Int64()
	require.LessOrEqual(t, fromPool, n*ringFee+ringBound(beyond))
	if !beyond {
		require.Less(t, gained, int64(0))
		return
	}
	require.Equal(t, n, r.completed)
	// A batch lies in one epoch: two organisations' agents, 500 bps of the pool each.
	inEpoch := poolWas - r.Bank.Balance(r.Ctx, pool).Int64()
	require.LessOrEqual(t, inEpoch, n*ringFee+2*poolWas*500/10_000)
	require.Less(t, ringBound(true), 100*ringJudges, "or a hundred jobs would not be enough to lose")
}

// ringBound is what the ring gets beyond its protocol fees at most, in all.
func ringBound(beyond bool) int64 {
	if beyond {
		return 2 * ringBeyond
	}
	return 0
}

// Where no judge can be found the purse of the seats returns, and a SPLIT pays no more than the fee that it takes.
func TestARingWithoutJudgesGainsNothing(t *testing.T) {
	r := newRing(t)
	approve(r.Env)
	r.Validation.JudgeFn = func(uint64, validationtypes.Finding) ([]validationtypes.SeatJudgement, error) { return nil, nil }
	before := r.wealth()
	r.trade(20, true, types.REVIEW_MODE_COMMITTEE, noCommittee)
	require.LessOrEqual(t, r.wealth(), before)
	require.Zero(t, r.completed)
}

package keeper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// What is reserved when: the fee's part with the posting, the rest with the assignment, and what comes back in between.

// vouched is a generous chain whose programs are approved and in whose roster the agent stands with stake for many jobs.
func vouched(t testing.TB, bonus, boost uint32) *testutil.Env {
	t.Helper()
	e := generous(t, bonus, boost)
	approve(e)
	setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps, p.MaxActiveJobs, p.Tiers = 2_000, 50, anyPayout })
	deposit(e, agent, 1_000_000)
	declare(e, agent, 50)
	nextBlock(e)
	return e
}

func inPool(e *testutil.Env) int64 { return e.Bank.Balance(e.Ctx, pool).Int64() }

// Mere offers hold what their own fees cover, however many there are; the caps of the epoch do not know them.
func TestAnOfferHoldsWhatItsFeeCovers(t *testing.T) {
	e := vouched(t, 10_000, 5_000)
	const offers = 20
	var ids []uint64
	for range offers {
		ids = append(ids, post(e, dispatched))
	}
	nextBlock(e)
	require.Equal(t, funded-offers*2_000, inPool(e))
	require.Len(t, reserved(e), offers)
	require.Equal(t, reservedEvent(ids[0], 2_000, 0, 100_000, types.LimitFee), reserved(e)[:1])
	epoch, err := e.Queries.IncentivePool(e.Ctx, &types.QueryIncentivePoolRequest{})
	require.NoError(t, err)
	require.True(t, epoch.Epoch.Reserved.IsZero())

	for _, id := range ids[1:] {
		_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
		require.NoError(t, err)
	}
	// The draw comes first, and of all offers; those that were cancelled in this block take nobody.
	nextBlock(e)
	requireHeld(e, ids[0], 100_000, 50_000)
	require.Equal(t, reservedEvent(ids[0], 98_000, 50_000, 148_000, types.LimitNone), reserved(e))
	require.Equal(t, funded-150_000, inPool(e))
}

// However an assignment ends without a submission, boost and the part beyond the fee are the pool's and the caps' again in
// that block.
func TestWhatReturnsWithAnAssignment(t *testing.T) {
	for _, tc := range []struct {
		name    string
		relists uint32
		end     func(e *testutil.Env, id uint64)
		status  types.JobStatus
	}{
		{"surrendered", 1, func(e *testutil.Env, id uint64) { surrender(e, id); e.EndBlock() }, types.JOB_STATUS_OPEN},
		{"missed", 1, func(e *testutil.Env, _ uint64) { e.Pass(time.Hour); e.EndBlock() }, types.JOB_STATUS_OPEN},
		{"declined", 0, func(e *testutil.Env, id uint64) {
			_, err := tx(e, e.Msgs.DeclineJob, &types.MsgDeclineJob{Agent: agent.String(), JobId: id})
			require.NoError(e.T, err)
			e.EndBlock()
		}, types.JOB_STATUS_OPEN},
		{"rerouted", 0, func(e *testutil.Env, id uint64) { e.EndBlock(reroute(e, id)) }, types.JOB_STATUS_OPEN},
		{"revoked", 0, func(e *testutil.Env, _ uint64) {
			e.EndBlock(func(ctx sdk.Context) { require.NoError(e.T, e.Keeper.AfterRevoked(ctx, agent)) })
		}, types.JOB_STATUS_OPEN},
		{"surrendered for good", 0, func(e *testutil.Env, id uint64) { surrender(e, id); e.EndBlock() }, types.JOB_STATUS_EXPIRED},
		{"missed for good", 0, func(e *testutil.Env, _ uint64) { e.Pass(time.Hour); e.EndBlock() }, types.JOB_STATUS_EXPIRED},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := vouched(t, 10_000, 5_000)
			id := post(e, dispatched, withRelists(tc.relists))
			nextBlock(e)
			nextBlock(e)
			requireHeld(e, id, 100_000, 50_000)

			tc.end(e, id)

			require.Equal(t, tc.status, e.Job(id).Status)
			require.Equal(t, returnedEvent(id, 98_000, 50_000, types.ReturnAssignmentEnded), returned(e))
			kept := int64(2_000)
			if tc.status == types.JOB_STATUS_EXPIRED {
				kept = 0
			}
			require.EqualValues(t, kept, e.Job(id).LockedIncentives().Int64())
			require.Equal(t, funded-kept, inPool(e))
			response, err := e.Queries.IncentivePool(e.Ctx, &types.QueryIncentivePoolRequest{})
			require.NoError(t, err)
			require.True(t, response.Epoch.Reserved.IsZero(), "nobody has used up anything of the epoch")
		})
	}
}

// Whoever is assigned next asks for the whole again, also where the one before could have none.
func TestTheNextAgentAsksForTheWhole(t *testing.T) {
	e := generous(t, 10_000, 0)
	approve(e)
	setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps = 2_000 })
	e.Scores.Same = true
	id := dispatchedTo(e, agent, withRelists(1))
	e.EndBlock()
	requireHeld(e, id, 0, 0)
	surrender(e, id)
	e.EndBlock()
	require.Empty(t, returned(e))
	e.Scores.Same = false
	byTheChain(e, rival, id)
	e.EndBlock()
	requireHeld(e, id, 100_000, 0)
}

// The pool and the program are asked as they are at the assignment.
func TestTheAssignmentAsksAnew(t *testing.T) {
	fill := func(e *testutil.Env) { e.Fund(pool, math.NewInt(funded)) }
	for _, tc := range []struct {
		name            string
		prepare, then   func(*testutil.Env)
		chain           bool
		atPost, held    int64
		limit           string
		asked, assigned int64
	}{
		{"filled since, within the fee", spend(pool, funded), fill, false, 0, 2_000, types.LimitFee, 100_000, 2_000},
		{"filled since, beyond the fee", spend(pool, funded), fill, true, 0, 100_000, types.LimitNone, 100_000, 100_000},
		{"emptied since", nil, spend(pool, funded-2_000), true, 2_000, 2_000, types.LimitPool, 98_000, 0},
		{"approved since", func(e *testutil.Env) { e.Keeper.SetApproved(nil) }, approve, true, 2_000, 100_000, types.LimitNone, 98_000, 98_000},
		{"an approval withdrawn", nil, func(e *testutil.Env) { e.Keeper.SetApproved(nil) }, true, 2_000, 2_000, types.LimitFee, 98_000, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := generous(t, 10_000, 0)
			approve(e)
			setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps = 2_000 })
			if tc.prepare != nil {
				tc.prepare(e)
			}
			id := post(e)
			e.EndBlock()
			requireHeld(e, id, tc.atPost, 0)
			tc.then(e)
			if tc.chain {
				byTheChain(e, agent, id)
			} else {
				claim(e, agent, id)
			}
			e.EndBlock()
			requireHeld(e, id, tc.held, 0)
			require.Equal(t, reservedEvent(id, tc.assigned, 0, tc.asked, tc.limit), reserved(e))
		})
	}
}

// A pool that does not suffice for a block serves who came first in it, not the older job.
func TestTheBlocksOrderSharesThePool(t *testing.T) {
	e := generous(t, 10_000, 0)
	approve(e)
	setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps = 2_000 })
	older, younger := post(e), post(e)
	// The epoch begins with a full pool, so that its caps are in nobody's way.
	first := dispatchedTo(e, rival)
	e.EndBlock()
	require.EqualValues(t, 100_000, e.Job(first).LockedIncentives().Int64())
	spend(pool, inPool(e)-50_000)(e)

	byTheChain(e, agent, younger)
	byTheChain(e, rival, older)
	e.EndBlock()

	require.EqualValues(t, 2_000+50_000, e.Job(younger).LockedIncentives().Int64())
	require.EqualValues(t, 2_000, e.Job(older).LockedIncentives().Int64())
	require.Zero(t, inPool(e))
	require.Equal(t, []string{types.LimitPool, types.LimitPool}, []string{reserved(e)[0].Limit, reserved(e)[1].Limit})
	require.Equal(t, []uint64{younger, older}, []uint64{reserved(e)[0].JobId, reserved(e)[1].JobId})
}

// A raise spreads the bonus of the posting over the new payout, in whole basis points: what was asked of a small job in good
// times is not what a large one gets later. An award asks for the rate of its own price.
func TestARaiseSpreadsTheBonus(t *testing.T) {
	raise := func(e *testutil.Env, id uint64, payout int64) {
		_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
			Employer: employer.String(), JobId: id, Payout: math.NewInt(payout), ExpectedExtra: math.NewInt(payout * 2),
		})
		require.NoError(e.T, err)
	}
	for _, tc := range []struct {
		name       string
		from, to   int64
		bps        uint32
		bonus, fee int64
	}{
		{"twice", 100_000, 200_000, 5_000, 100_000, 4_000},
		{"three times, floored", 100_000, 300_000, 3_333, 99_990, 6_000},
		{"of next to nothing", 100, 2_000_000, 0, 0, 40_000},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := vouched(t, 10_000, 0)
			id := post(e, dispatched, func(m *types.MsgPostJob) { m.Payout = math.NewInt(tc.from) })
			e.EndBlock()
			raise(e, id, tc.to)
			require.Equal(t, tc.bps, e.Job(id).Terms.BonusBps)
			e.Pass(time.Second)
			nextBlock(e)
			nextBlock(e)
			require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(id).Status)
			require.Equal(t, tc.fee, e.Job(id).Escrow.ProtocolFee.Int64())
			requireHeld(e, id, tc.bonus, 0)
		})
	}

	e := market(t)
	e.Fund(pool, math.NewInt(funded))
	rates(150, 0)(e)
	id := post(e, selecting)
	e.EndBlock()
	requireHeld(e, id, 1_500, 0)
	raise(e, id, 200_000)
	require.EqualValues(t, 75, e.Job(id).Terms.BonusBps)
	apply(e, rival, id, 100_000)
	award(e, id, rival, 100_000)
	e.EndBlock()
	requireHeld(e, id, 750, 0)
	require.Equal(t, returnedEvent(id, 750, 0, types.ReturnLimit), returned(e))
}

// A job that waits for others holds no more than one that is offered.
func TestABlockedJobHoldsWhatItsFeeCovers(t *testing.T) {
	e, id := inProgramOf(t)
	e.Fund(pool, math.NewInt(funded))
	rates(10_000, 0)(e)
	approve(e)
	post(e, by(delegate, id, "first"))
	waits := post(e, by(delegate, id, "second", "first"))
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_BLOCKED, e.Job(waits).Status)
	require.EqualValues(t, 2_000, e.Job(waits).LockedIncentives().Int64())
	cancelled(e, waits)
	require.Equal(t, funded-2_000, inPool(e))
}

// A state in which offers hold their whole bonus, as they once did, is a valid one: the next step of each job puts it right.
func TestOffersOfOldHoldTheWholeBonus(t *testing.T) {
	for name, tc := range map[string]struct {
		then         func(e *testutil.Env, id uint64)
		bonus, total int64
	}{
		"assigned": {func(e *testutil.Env, id uint64) { byTheChain(e, agent, id) }, 100_000, 100_000},
		"assigned without an approval": {func(e *testutil.Env, id uint64) {
			e.Keeper.SetApproved(nil)
			byTheChain(e, agent, id)
		}, 2_000, 2_000},
		"cancelled": {func(e *testutil.Env, id uint64) {
			_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
			require.NoError(e.T, err)
		}, 100_000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			e := generous(t, 10_000, 0)
			approve(e)
			setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps = 2_000 })
			id := post(e)
			e.EndBlock()
			job := e.Job(id)
			rest := sdk.NewCoins(sdk.NewInt64Coin(testutil.Denom, 98_000))
			require.NoError(t, e.Bank.SendCoinsFromModuleToModule(e.Ctx, money.Incentives, types.ModuleName, rest))
			job.Assignment, job.Incentives.Bonus = types.ASSIGNMENT_MODE_DISPATCH, math.NewInt(100_000)
			require.NoError(t, e.Keeper.Jobs.Set(e.Ctx, id, job))
			e.EndBlock()
			requireImports(e)

			tc.then(e, id)
			e.EndBlock()

			require.Equal(t, tc.bonus, e.Job(id).HeldIncentives().Bonus.Int64())
			require.Equal(t, funded-tc.total, inPool(e))
		})
	}
}

// requireImports asserts that the state is one that a chain can begin with.
func requireImports(e *testutil.Env) {
	e.T.Helper()
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(e.T, err)
	copied := testutil.NewEmpty(e.T)
	copied.Ctx = copied.Ctx.WithBlockHeight(e.Ctx.BlockHeight())
	module := authtypes.NewModuleAddress(types.ModuleName)
	copied.Fund(module, e.Bank.Balance(e.Ctx, module))
	require.NoError(e.T, copied.Keeper.InitGenesis(copied.Ctx, *gs))
	copied.Check()
}

// Whatever is posted, taken and given up: an offer never holds more than its own fee, nothing more than the caps allow goes
// beyond fees, and pool and jobs together have what was put in.
func TestThePoolIsNeverHeldByOffers(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		e := generous(t, rapid.Uint32Range(0, 10_000).Draw(r, "bonus"), 5_000)
		allowed := true
		e.Keeper.SetApproved(func(context.Context, types.Job) (bool, error) { return allowed, nil })
		most := rapid.Int64Range(0, 300_000).Draw(r, "cap")
		setParams(e, func(p *types.Params) {
			p.IncentiveEpochCap, p.IncentiveOrganisationBps, p.MaxActiveJobs, p.Tiers = math.NewInt(most), 2_000, 50, anyPayout
		})
		deposit(e, agent, 1_000_000)
		declare(e, agent, 50)
		nextBlock(e)
		var ids []uint64
		for range rapid.IntRange(3, 8).Draw(r, "blocks") {
			allowed = rapid.Bool().Draw(r, "approved")
			e.Scores.Earlier = rapid.Uint32Range(0, 3).Draw(r, "earlier")
			for range rapid.IntRange(0, 2).Draw(r, "postings") {
				ids = append(ids, post(e, dispatched, withRelists(2)))
			}
			for _, id := range ids {
				// A message that is refused changes nothing.
				var err error
				switch rapid.IntRange(0, 5).Draw(r, "act") {
				case 0:
					_, err = tx(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id})
				case 1:
					_, err = tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
				case 2:
					_, err = tx(e, e.Msgs.DeclineJob, &types.MsgDeclineJob{Agent: agent.String(), JobId: id})
				}
				r.Log(id, err)
			}
			nextBlock(e)
			requireFairlyHeld(e, ids, most)
		}
	})
}

func requireFairlyHeld(e *testutil.Env, ids []uint64, most int64) {
	e.T.Helper()
	held, beyond := math.ZeroInt(), math.ZeroInt()
	for _, id := range ids {
		job := e.Job(id)
		held = held.Add(job.LockedIncentives())
		if job.Agent == "" {
			require.True(e.T, job.BeyondFee().IsZero(), "%s holds %s", job.Status, job.LockedIncentives())
		}
		if !job.Status.Terminal() {
			beyond = beyond.Add(job.BeyondFee())
		}
	}
	require.Equal(e.T, funded, held.Int64()+inPool(e))
	response, err := e.Queries.IncentivePool(e.Ctx, &types.QueryIncentivePoolRequest{})
	require.NoError(e.T, err)
	require.Equal(e.T, beyond.String(), response.Epoch.Reserved.String(), "one epoch, and nothing of it was paid")
	require.LessOrEqual(e.T, beyond.Int64(), min(most, funded*2_000/10_000))
}

package keeper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var pool = money.IncentivesAddress()

const funded = int64(1_000_000)

// rates gives the category a bonus, and a boost to who holds the credential data/analyst.
func rates(bonus, boost uint32) func(*testutil.Env) {
	return setCategory(func(c *types.Category) {
		c.BonusBps = bonus
		if boost > 0 {
			c.Boosts = []types.Boost{{Credential: "data/analyst", Bps: boost}, {Credential: "data/clerk", Bps: 1}}
		}
	})
}

// generous is a chain with a pool of a million, rates, and an agent who holds the credential. A job of 100,000 has a protocol
// fee of 2,000.
func generous(t testing.TB, bonus, boost uint32) *testutil.Env {
	t.Helper()
	e := testutil.New(t)
	e.Fund(pool, math.NewInt(funded))
	rates(bonus, boost)(e)
	e.Identity.Credentials = map[string][]string{agent.String(): {"data/clerk", "data/analyst"}}
	return e
}

// requireHeld compares what a job holds with what the pool and the query of it say.
func requireHeld(e *testutil.Env, id uint64, bonus, boost int64) {
	e.T.Helper()
	held := e.Job(id).HeldIncentives()
	require.Equal(e.T, []int64{bonus, boost}, []int64{held.Bonus.Int64(), held.Boost.Int64()})
	response, err := e.Queries.IncentivePool(e.Ctx, &types.QueryIncentivePoolRequest{})
	require.NoError(e.T, err)
	require.Equal(e.T, e.Job(id).LockedIncentives().String(), response.Held.String())
	require.Equal(e.T, e.Bank.Balance(e.Ctx, pool).String(), response.Pool.String())
}

func reserved(e *testutil.Env) []*types.EventIncentivesReserved {
	return testutil.EventsOf[*types.EventIncentivesReserved](e.T, e.Events)
}

func returned(e *testutil.Env) []*types.EventIncentivesReturned {
	return testutil.EventsOf[*types.EventIncentivesReturned](e.T, e.Events)
}

func reservedEvent(id uint64, bonus, boost, asked int64, limit string) []*types.EventIncentivesReserved {
	return []*types.EventIncentivesReserved{{
		JobId: id, Bonus: math.NewInt(bonus), Boost: math.NewInt(boost), Asked: math.NewInt(asked), Limit: limit,
	}}
}

func returnedEvent(id uint64, bonus, boost int64, reason string) []*types.EventIncentivesReturned {
	return []*types.EventIncentivesReturned{{JobId: id, Bonus: math.NewInt(bonus), Boost: math.NewInt(boost), Reason: reason}}
}

// What a job holds after the posting and after the assignment, outside of every program.
func TestIncentivesWithinTheFee(t *testing.T) {
	employersReview := func(m *types.MsgPostJob) { m.Review = types.REVIEW_MODE_EMPLOYER }
	for _, tc := range []struct {
		name                   string
		bonus, boost           uint32
		post                   func(*types.MsgPostJob)
		prepare                func(*testutil.Env)
		atPost, bonus2, boost2 int64
		limit                  string
	}{
		{"no rates", 0, 0, nil, nil, 0, 0, 0, ""},
		{"a bonus", 150, 0, nil, nil, 1_500, 1_500, 0, ""},
		{"a boost", 0, 150, nil, nil, 0, 0, 1_500, types.LimitNone},
		{"both", 120, 80, nil, nil, 1_200, 1_200, 800, types.LimitNone},
		{"both, above the fee", 120, 90, nil, nil, 1_200, 1_200, 800, types.LimitFee},
		{"a bonus above the fee", 10_000, 5_000, nil, nil, 2_000, 2_000, 0, types.LimitFee},
		{"the agent's best credential", 0, 150, nil, func(e *testutil.Env) {
			e.Identity.Credentials[agent.String()] = []string{"data/clerk"}
		}, 0, 0, 10, types.LimitNone},
		{"no credential", 100, 150, nil, func(e *testutil.Env) { e.Identity.Credentials = nil }, 1_000, 1_000, 0, ""},
		{"under the employer's review", 150, 150, employersReview, nil, 0, 0, 0, ""},
		{"an empty pool", 150, 150, nil, spend(pool, funded), 0, 0, 0, types.LimitPool},
		{"a pool that runs dry", 150, 40, nil, spend(pool, funded-1_700), 1_500, 1_500, 200, types.LimitPool},
		{"one organisation", 150, 40, nil, func(e *testutil.Env) { e.Scores.Same = true }, 1_500, 0, 0, types.LimitPair},
		{"partners of long standing", 150, 40, nil, func(e *testutil.Env) { e.Scores.Earlier = 99 }, 1_500, 1_500, 400, types.LimitNone},
		{"an approved program, but not the chain's choice", 10_000, 0, nil, func(e *testutil.Env) {
			e.Keeper.SetApproved(func(context.Context, types.Job) (bool, error) { return true, nil })
		}, 2_000, 2_000, 0, types.LimitFee},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := generous(t, tc.bonus, tc.boost)
			if tc.prepare != nil {
				tc.prepare(e)
			}
			before := e.Bank.Balance(e.Ctx, pool).Int64()
			id := post(e, func(m *types.MsgPostJob) {
				if tc.post != nil {
					tc.post(m)
				}
			})
			e.EndBlock()
			requireHeld(e, id, tc.atPost, 0)
			claim(e, agent, id)
			e.EndBlock()
			requireHeld(e, id, tc.bonus2, tc.boost2)
			require.Equal(t, before-tc.bonus2-tc.boost2, e.Bank.Balance(e.Ctx, pool).Int64())
			if tc.limit == "" {
				require.Empty(t, reserved(e), "nothing was asked at the assignment")
				return
			}
			require.Equal(t, tc.boost2, reserved(e)[0].Boost.Int64())
			require.Equal(t, tc.limit, reserved(e)[0].Limit)
		})
	}
}

func TestIncentiveEvents(t *testing.T) {
	e := generous(t, 10_000, 150)
	id := post(e)
	e.EndBlock()
	require.Equal(t, reservedEvent(id, 2_000, 0, 100_000, types.LimitFee), reserved(e))
	e.Scores.Same = true
	claim(e, agent, id)
	e.EndBlock()
	require.Equal(t, reservedEvent(id, 0, 0, 98_000+1_500, types.LimitPair), reserved(e), "what the rates give beyond what it holds")
	require.Equal(t, returnedEvent(id, 2_000, 0, types.ReturnLimit), returned(e))
	require.Equal(t, funded, e.Bank.Balance(e.Ctx, pool).Int64())
}

// Bonus and boost reach the agent under COMPLETED, in part under SPLIT; everything else returns to the pool.
func TestIncentivesAtTheEnd(t *testing.T) {
	for _, tc := range []struct {
		name   string
		run    func(e *testutil.Env) uint64
		status types.JobStatus
		paid   int64
	}{
		{"completed", byVerdict(approved, 3), types.JOB_STATUS_COMPLETED, 2_000},
		{"failed", byVerdict(rejected, 3), types.JOB_STATUS_FAILED, 0},
		{"unjudgeable", byVerdict(unjudgeable, 3), types.JOB_STATUS_CANCELLED, 0},
		{"no committee", byVerdict(noCommittee, 0), types.JOB_STATUS_SPLIT, 600 + 400},
		{"expired", func(e *testutil.Env) uint64 {
			id := post(e)
			claim(e, agent, id)
			e.EndBlock()
			e.Pass(time.Hour)
			e.EndBlock()
			return id
		}, types.JOB_STATUS_EXPIRED, 0},
		{"posted and cancelled in one block", func(e *testutil.Env) uint64 {
			id := post(e)
			_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
			require.NoError(e.T, err)
			e.EndBlock()
			return id
		}, types.JOB_STATUS_CANCELLED, 0},
		{"cancelled", func(e *testutil.Env) uint64 {
			id := post(e)
			e.EndBlock()
			_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
			require.NoError(e.T, err)
			e.EndBlock()
			return id
		}, types.JOB_STATUS_CANCELLED, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			plain := testutil.New(t)
			tc.run(plain)
			e := generous(t, 120, 80)
			id := tc.run(e)
			require.Equal(t, tc.status, e.Job(id).Status)
			require.Equal(t, tc.paid, e.Gain(agent)-plain.Gain(agent))
			require.Equal(t, funded-tc.paid, e.Bank.Balance(e.Ctx, pool).Int64())
			require.Equal(t, plain.Gain(employer), e.Gain(employer))
			requireSettledEvent(t, e, e.Job(id))
		})
	}
}

// A boost belongs to an assignment, a bonus to the job.
func TestTheBoostReturnsWithTheJob(t *testing.T) {
	e := generous(t, 120, 80)
	id := post(e, withRelists(1))
	e.EndBlock()
	claim(e, agent, id)
	e.EndBlock()
	requireHeld(e, id, 1_200, 800)
	surrender(e, id)
	e.EndBlock()
	requireHeld(e, id, 1_200, 0)
	require.Equal(t, returnedEvent(id, 0, 800, types.ReturnAssignmentEnded), returned(e))
	claim(e, rival, id)
	e.EndBlock()
	requireHeld(e, id, 1_200, 0)
	require.Equal(t, funded-1_200, e.Bank.Balance(e.Ctx, pool).Int64())
}

func TestARaiseAddsNoBonus(t *testing.T) {
	e := generous(t, 120, 80)
	id := post(e)
	e.EndBlock()
	_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
		Employer: employer.String(), JobId: id, Payout: math.NewInt(200_000), ExpectedExtra: math.NewInt(200_000),
	})
	require.NoError(t, err)
	e.EndBlock()
	requireHeld(e, id, 1_200, 0)
	claim(e, agent, id)
	e.EndBlock()
	requireHeld(e, id, 1_200, 1_600)
}

// An award at a lower price pays a lower fee, and so holds less.
func TestALowerPriceHoldsLess(t *testing.T) {
	e := generous(t, 150, 80)
	id := post(e)
	e.EndBlock()
	requireHeld(e, id, 1_500, 0)
	claim(e, agent, id)
	job := e.Job(id)
	lower := job.Escrow
	lower.Payout, lower.ProtocolFee = math.NewInt(50_000), math.NewInt(1_000)
	excess := sdk.NewCoins(sdk.NewCoin(testutil.Denom, job.Escrow.Total().Sub(lower.Total())))
	require.NoError(t, e.Bank.SendCoinsFromModuleToAccount(e.Ctx, types.ModuleName, employer, excess))
	job.Escrow = lower
	require.NoError(t, e.Keeper.Jobs.Set(e.Ctx, id, job))
	e.EndBlock()
	requireHeld(e, id, 750, 250)
	require.Equal(t, reservedEvent(id, 0, 250, 400, types.LimitFee), reserved(e))
	require.Equal(t, returnedEvent(id, 750, 0, types.ReturnLimit), returned(e))
}

// approve lets jobs that the chain assigns hold more than their fee.
func approve(e *testutil.Env) {
	e.Keeper.SetApproved(func(context.Context, types.Job) (bool, error) { return true, nil })
}

// dispatchedTo posts a job and has it assigned as if by the chain.
func dispatchedTo(e *testutil.Env, who sdk.AccAddress, change ...func(*types.MsgPostJob)) uint64 {
	e.T.Helper()
	id := post(e, change...)
	byTheChain(e, who, id)
	return id
}

func byTheChain(e *testutil.Env, who sdk.AccAddress, id uint64) {
	e.T.Helper()
	job := e.Job(id)
	job.Assignment = types.ASSIGNMENT_MODE_CLAIM
	require.NoError(e.T, e.Keeper.Jobs.Set(e.Ctx, id, job))
	claim(e, who, id)
	job = e.Job(id)
	job.Assignment = types.ASSIGNMENT_MODE_DISPATCH
	require.NoError(e.T, e.Keeper.Jobs.Set(e.Ctx, id, job))
}

// Beyond the fee an approved program's jobs that the chain assigns get what pair, epoch and organisation leave.
func TestIncentivesBeyondTheFee(t *testing.T) {
	for _, tc := range []struct {
		name         string
		prepare      func(*testutil.Env)
		params       func(*types.Params)
		bonus, boost int64
		limit        string
	}{
		{"all of it", nil, nil, 100_000, 50_000, types.LimitNone},
		{"one gain before", func(e *testutil.Env) { e.Scores.Earlier = 1 }, nil, 76_000, 0, types.LimitPair},
		{"three gains before", func(e *testutil.Env) { e.Scores.Earlier = 3 }, nil, 20_500, 0, types.LimitPair},
		{"one organisation", func(e *testutil.Env) { e.Scores.Same = true }, nil, 0, 0, types.LimitPair},
		{"the epoch's cap", nil, func(p *types.Params) { p.IncentiveEpochCap = math.NewInt(110_000) }, 100_000, 12_000, types.LimitEpoch},
		{"the organisation's cap", nil, func(p *types.Params) { p.IncentiveOrganisationBps = 500 }, 2_000 + 49_900, 0, types.LimitOrganisation},
		{"no program's approval", func(e *testutil.Env) { e.Keeper.SetApproved(nil) }, nil, 2_000, 0, types.LimitFee},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := generous(t, 10_000, 5_000)
			setParams(e, func(p *types.Params) {
				p.IncentiveOrganisationBps = 2_000
				if tc.params != nil {
					tc.params(p)
				}
			})
			approve(e)
			if tc.prepare != nil {
				tc.prepare(e)
			}
			id := dispatchedTo(e, agent)
			e.EndBlock()
			requireHeld(e, id, tc.bonus, tc.boost)
			require.Equal(t, funded-tc.bonus-tc.boost, e.Bank.Balance(e.Ctx, pool).Int64())
			events := reserved(e)
			require.Equal(t, tc.limit, events[len(events)-1].Limit)
		})
	}
}

// The caps count what is reserved beyond fees, by the group of the agent, until the epoch is over. Whoever gives a job up
// gives its part back to them.
func TestTheBookOfTheEpoch(t *testing.T) {
	e := generous(t, 10_000, 0)
	approve(e)
	// 18 % of a pool of 998,000, which is what the first offer leaves of a million, are 179,640.
	e.Scores.Groups = map[string]string{agent.String(): "lab"}
	setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps, p.IncentiveEpochCap = 1_800, math.NewInt(230_000) })
	pooled := func() *types.QueryIncentivePoolResponse {
		response, err := e.Queries.IncentivePool(e.Ctx, &types.QueryIncentivePoolRequest{})
		require.NoError(t, err)
		return response
	}
	require.Equal(t, []int64{230_000, 180_000, funded}, []int64{pooled().Left.Int64(), pooled().OrganisationCap.Int64(), pooled().Epoch.Pool.Int64()})

	first := dispatchedTo(e, agent)
	e.EndBlock()
	requireHeld(e, first, 100_000, 0)
	require.Equal(t, []int64{132_000, 179_640, 998_000, 98_000}, []int64{
		pooled().Left.Int64(), pooled().OrganisationCap.Int64(), pooled().Epoch.Pool.Int64(), pooled().Epoch.Reserved.Int64(),
	})
	second := dispatchedTo(e, agent, withRelists(1))
	e.EndBlock()
	require.EqualValues(t, 83_640, e.Job(second).LockedIncentives().Int64(), "81,640 are left of the cap, and the fee")
	require.Empty(t, returned(e), "what a limit cuts was never held")
	third := dispatchedTo(e, rival)
	e.EndBlock()
	require.EqualValues(t, 52_360, e.Job(third).LockedIncentives().Int64(), "50,360 are left of the epoch, and the fee")
	require.True(t, pooled().Left.IsZero())

	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	require.Equal(t, "230000", gs.IncentiveEpoch.Reserved.String())
	require.Equal(t, []string{rival.String(), "lab"}, []string{gs.OrganisationIncentives[0].Organisation, gs.OrganisationIncentives[1].Organisation})

	surrender(e, second)
	e.EndBlock()
	require.EqualValues(t, 81_640, pooled().Left.Int64(), "what the agent gave up is others' again")
	require.EqualValues(t, 2_000, e.Job(second).LockedIncentives().Int64(), "what the fee covers stays with the job")
	require.Equal(t, returnedEvent(second, 81_640, 0, types.ReturnAssignmentEnded), returned(e))

	e.Pass(24 * time.Hour)
	require.Equal(t, []int64{230_000, 0}, []int64{pooled().Left.Int64(), pooled().Epoch.Reserved.Int64()})
	require.Equal(t, (pooled().Epoch.Number+1)*(24*time.Hour).Milliseconds(), pooled().EpochEndsMs)
}

func TestTheBookSurvivesAnExport(t *testing.T) {
	e := generous(t, 10_000, 0)
	approve(e)
	setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps = 2_000 })
	dispatchedTo(e, agent)
	e.EndBlock()
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)

	copied := testutil.NewEmpty(t)
	copied.Ctx = copied.Ctx.WithBlockHeight(e.Ctx.BlockHeight())
	module := authtypes.NewModuleAddress(types.ModuleName)
	copied.Fund(module, e.Bank.Balance(e.Ctx, module))
	require.NoError(t, copied.Keeper.InitGenesis(copied.Ctx, *gs))
	again, err := copied.Keeper.ExportGenesis(copied.Ctx)
	require.NoError(t, err)
	require.Equal(t, gs, again)
	copied.Check()
}

// Jobs that run side by side were all assigned before any of them counted: the settlement asks for the pair again.
func TestJobsSideBySideAreHalvedAtTheEnd(t *testing.T) {
	e := generous(t, 10_000, 0)
	approve(e)
	setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps, p.MaxActiveJobs = 2_000, 10 })
	e.Hooks.Fn = func(_ context.Context, call string, _ types.Job) error {
		if call == "settled" {
			e.Scores.Earlier++
		}
		return nil
	}
	first, second := dispatchedTo(e, agent), dispatchedTo(e, agent)
	e.EndBlock()
	require.EqualValues(t, 100_000, e.Job(first).LockedIncentives().Int64())
	require.EqualValues(t, 100_000, e.Job(second).LockedIncentives().Int64(), "196,000 beyond the fee of the 199,600 that the organisation may have")
	for _, id := range []uint64{first, second} {
		_, err := tx(e, e.Msgs.SubmitWork, submitMsg(id))
		require.NoError(t, err)
	}
	e.EndBlock()
	e.EndBlock(closeRound(e, first, approved, 3), closeRound(e, second, approved, 3))
	e.Pass(time.Hour)
	before := e.Bank.Balance(e.Ctx, pool)
	e.EndBlock()
	paid := map[uint64]int64{}
	for _, settled := range testutil.EventsOf[*types.EventJobSettled](t, e.Events) {
		for _, p := range settled.Payments {
			if p.Reason == types.ReasonBonus && p.To == agent.String() {
				paid[settled.JobId] = p.Amount.Int64()
			}
		}
	}
	require.Equal(t, map[uint64]int64{first: 100_000, second: 2_000 + 49_000}, paid)
	require.EqualValues(t, 49_000, e.Bank.Balance(e.Ctx, pool).Sub(before).Int64())
}

// Neither a withdrawn approval nor an organisation that both have joined since pays beyond the fee; a SPLIT never does, for it
// counts for nothing against its pair.
func TestBeyondTheFeeIsAskedAgainAtTheEnd(t *testing.T) {
	for _, tc := range []struct {
		name   string
		since  func(*testutil.Env)
		result validationtypes.RoundResult
		paid   int64
	}{
		{"nothing", func(*testutil.Env) {}, approved, 100_000},
		{"the approval withdrawn", func(e *testutil.Env) { e.Keeper.SetApproved(nil) }, approved, 2_000},
		{"one organisation by now", func(e *testutil.Env) { e.Scores.Same = true }, approved, 2_000},
		{"no committee", func(*testutil.Env) {}, noCommittee, 1_000},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := generous(t, 10_000, 0)
			approve(e)
			setParams(e, func(p *types.Params) { p.IncentiveOrganisationBps = 2_000 })
			id := dispatchedTo(e, agent)
			e.EndBlock()
			submit(e, id)
			e.EndBlock()
			tc.since(e)
			e.EndBlock(closeRound(e, id, tc.result, 3))
			e.Pass(time.Hour)
			e.EndBlock()
			require.True(t, e.Job(id).Status.Terminal())
			require.Equal(t, funded-tc.paid, e.Bank.Balance(e.Ctx, pool).Int64())
		})
	}
}

// A limit that cannot be read keeps the job as it is: it is reported and stops nothing.
func TestIncentivesThatFail(t *testing.T) {
	e := generous(t, 120, 80)
	id := post(e)
	e.EndBlock()
	e.Keeper.SetApproved(func(context.Context, types.Job) (bool, error) { return false, errors.New("no program") })
	byTheChain(e, agent, id)
	e.EndBlock()
	requireHeld(e, id, 1_200, 0)
	failed := testutil.EventsOf[*types.EventHookFailed](t, e.Events)
	require.Len(t, failed, 1)
	require.Equal(t, "jobs/incentives", failed[0].Hook)
}

// Who narrows down the draw has chosen the agent; contributors would have the money unasked; a sponsor is one, whoever posts.
func TestNoneBeyondTheFeeForTheChosen(t *testing.T) {
	for name, narrow := range map[string]func(*types.MsgPostJob){
		"invited":     func(m *types.MsgPostJob) { m.Invited = []string{agent.String()} },
		"credentials": func(m *types.MsgPostJob) { m.Requirements.Credentials = []string{"friend"} },
		"score":       func(m *types.MsgPostJob) { m.Requirements.MinScore = math.OneInt() },
		"kinds": func(m *types.MsgPostJob) {
			m.Requirements.AgentKinds = []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_HUMAN}
		},
	} {
		msg := &types.MsgPostJob{}
		narrow(msg)
		require.True(t, types.Job{Invited: msg.Invited, Requirements: msg.Requirements}.NarrowedByPoster(), name)
	}
	require.False(t, types.Job{}.NarrowedByPoster())
}

package keeper_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func surrender(e *testutil.Env, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id})
	require.NoError(e.T, err)
}

func TestExpiryOffersTheJobAgain(t *testing.T) {
	e := testutil.New(t)
	id := post(e, withRelists(1))
	claim(e, agent, id)
	e.EndBlock()
	e.Pass(time.Hour - time.Millisecond)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(id).Status)
	e.Pass(time.Millisecond)
	e.EndBlock()

	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.Equal(t, e.Clock.Ms+(24*time.Hour).Milliseconds(), job.DeadlineMs, "a whole new window")
	require.Empty(t, job.Agent)
	require.Zero(t, job.RelistsLeft)
	require.Nil(t, job.Ruling)
	require.EqualValues(t, -total+1_100, e.Gain(employer), "the escrow stays, the bond's share is the employer's")
	require.Equal(t, types.AgentStake{Agent: agent.String(), Free: math.NewInt(8_800), Locked: math.ZeroInt()}, e.Stake(agent))
	require.EqualValues(t, 550, e.Bank.Burned(e.Ctx).Int64())
	require.EqualValues(t, 550, e.Gain(treasury))
	require.Equal(t, []*types.EventAssignmentEnded{{
		JobId: id, Agent: agent.String(), Basis: types.RULING_BASIS_DEADLINE, Slashed: math.NewInt(2_200),
		ToEmployer: math.NewInt(1_100), ToTreasury: math.NewInt(550), Burned: math.NewInt(550), Status: types.JOB_STATUS_OPEN,
		Compensation: math.ZeroInt(),
	}}, testutil.EventsOf[*types.EventAssignmentEnded](t, e.Events))
	require.Len(t, e.Hooks.Ended, 1)
	require.EqualValues(t, 2_200, e.Hooks.Ended[0].Slashed.Int64())

	// The second agent lets it expire as well: the employer has everything back, and both shares of the bonds.
	claim(e, rival, id)
	e.EndBlock()
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_EXPIRED, e.Job(id).Status)
	require.EqualValues(t, 2*1_100, e.Gain(employer))
	require.EqualValues(t, 8_800, e.Stake(rival).Free.Int64())
	require.Len(t, e.Hooks.Ended, 2)
	require.Equal(t, types.JOB_STATUS_SETTLING, testutil.EventsOf[*types.EventAssignmentEnded](t, e.Events)[0].Status)
}

func TestSurrender(t *testing.T) {
	e := testutil.New(t)
	id := post(e, withRelists(1))
	claim(e, agent, id)
	e.EndBlock()
	refused(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: rival.String(), JobId: id}, types.ErrNotAgent)
	e.Pass(time.Hour)
	refused(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id}, types.ErrTooLate)
	e.Pass(-time.Millisecond)
	surrender(e, id)
	require.EqualValues(t, bond, e.Stake(agent).Locked.Int64(), "money moves in EndBlock")
	refused(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id}, types.ErrTooLate)
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrTooLate)
	refused(e, e.Msgs.ExtendJob, &types.MsgExtendJob{Employer: employer.String(), JobId: id, Extra: time.Hour}, types.ErrTooLate)
	e.EndBlock()

	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.Zero(t, job.RelistsLeft)
	require.EqualValues(t, 10_450, e.Stake(agent).Free.Int64())
	require.EqualValues(t, -total+275, e.Gain(employer))
	require.Equal(t, types.RULING_BASIS_SURRENDER, e.Hooks.Ended[0].Basis)
	claim(e, agent, id)
	e.EndBlock()
}

// What a block's messages did is worked off in that block, whatever the cap of due work.
func TestSurrendersKnowNoCap(t *testing.T) {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.SettlementsPerBlock, p.MaxActiveJobs = 1, 10 })
	var ids []uint64
	for range 4 {
		ids = append(ids, post(e, withRelists(1)))
		claim(e, agent, ids[len(ids)-1])
	}
	e.EndBlock()
	for _, id := range ids {
		surrender(e, id)
	}
	e.EndBlock()
	for _, id := range ids {
		require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	}
}

func TestRevocation(t *testing.T) {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.MaxActiveJobs = 10 })
	inTime, late, given := post(e), post(e, func(m *types.MsgPostJob) { m.WorkDuration = time.Minute }), post(e)
	review := post(e)
	for _, id := range []uint64{inTime, late, given, review} {
		claim(e, agent, id)
	}
	submit(e, review)
	deposit(e, agent, 700)
	e.EndBlock()
	e.Pass(time.Minute)
	surrender(e, given)
	e.EndBlock(func(ctx sdk.Context) {
		require.NoError(t, e.Keeper.AfterRevoked(ctx, agent))
	})

	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(inTime).Status, "no fault, no relist used")
	require.Equal(t, types.JOB_STATUS_EXPIRED, e.Job(late).Status, "it was late before")
	require.Equal(t, types.JOB_STATUS_EXPIRED, e.Job(given).Status, "it was given back before")
	require.Equal(t, types.RULING_BASIS_SURRENDER, e.Job(given).Ruling.Basis)
	require.Equal(t, types.JOB_STATUS_IN_REVIEW, e.Job(review).Status, "what was submitted is judged")
	require.EqualValues(t, bond, e.Stake(agent).Locked.Int64())
	bases := map[types.RulingBasis]int{}
	for _, ended := range e.Hooks.Ended {
		bases[ended.Basis]++
	}
	require.Equal(t, map[types.RulingBasis]int{
		types.RULING_BASIS_REVOKED: 1, types.RULING_BASIS_DEADLINE: 1, types.RULING_BASIS_SURRENDER: 1,
	}, bases)
	require.Equal(t, []*types.EventStakeWithdrawn{{Agent: agent.String(), Amount: math.NewInt(700 + bond)}},
		testutil.EventsOf[*types.EventStakeWithdrawn](t, e.Events))
}

func TestDueWorkIsCappedAndInOrder(t *testing.T) {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.SettlementsPerBlock = 3 })
	var ids []uint64
	for i := range 10 {
		// Later jobs lapse earlier.
		ids = append(ids, post(e, func(m *types.MsgPostJob) { m.OpenFor = time.Duration(100-i) * time.Minute }))
	}
	e.EndBlock()
	e.Pass(24 * time.Hour)
	var order []string
	for _, want := range []int{3, 3, 3, 1, 0} {
		e.EndBlock()
		settled := testutil.EventsOf[*types.EventJobSettled](t, e.Events)
		require.Len(t, settled, want)
		for _, s := range settled {
			order = append(order, fmt.Sprint(s.JobId))
		}
	}
	for i := range ids {
		require.Equal(t, fmt.Sprint(ids[len(ids)-1-i]), order[i])
	}
	require.Zero(t, e.Gain(employer))
}

// An expiry whose money cannot move is put off; the agent gains no time by it, and others go on.
func TestAnExpiryThatFailsIsPutOff(t *testing.T) {
	e := testutil.New(t)
	id, other := post(e, withRelists(1)), post(e, func(m *types.MsgPostJob) { m.OpenFor = time.Hour })
	claim(e, agent, id)
	e.EndBlock()
	e.Bank.SendErr = func(to sdk.AccAddress, amount math.Int) error {
		if to.Equals(employer) && amount.Int64() == 1_100 {
			return errors.New("a bug")
		}
		return nil
	}
	e.Pass(time.Hour)
	e.EndBlock()
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_ASSIGNED, job.Status)
	require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), job.DeadlineMs)
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(other).Status)
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrTooLate)
	refused(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id}, types.ErrTooLate)
	e.Bank.SendErr = nil
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	require.Zero(t, e.Job(id).FailedSettlements)
}

// A deadline that belongs to no job is dropped and stops nobody.
func TestOrphanDeadline(t *testing.T) {
	e := testutil.New(t)
	id := post(e, func(m *types.MsgPostJob) { m.OpenFor = time.Hour })
	e.EndBlock()
	require.NoError(t, e.Keeper.Deadlines.Set(e.Ctx, collections.Join(int64(1), uint64(1))))
	require.NoError(t, e.Keeper.Deadlines.Set(e.Ctx, collections.Join(int64(2), id)))
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(id).Status)
}

// A halted market clock costs nobody a deadline.
func TestAHaltedClockDecidesNothing(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	claim(e, agent, id)
	for range 20 {
		e.EndBlock()
		e.Ctx = e.Ctx.WithBlockTime(e.Ctx.BlockTime().Add(6 * time.Hour))
	}
	require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(id).Status)
}

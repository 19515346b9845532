package keeper_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// The award is carried out at the price, and nobody has a unit more or less.
func TestAward(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	apply(e, agent, id, 100_000)
	apply(e, rival, id, 60_001)
	apply(e, third, id, 90_000)
	e.EndBlock()
	posted := e.Job(id)
	award(e, id, rival, 60_001)
	require.Equal(t, rival.String(), e.Job(id).Awarded)
	e.EndBlock()

	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_ASSIGNED, job.Status)
	require.Equal(t, rival.String(), job.Agent)
	require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), job.WorkDeadlineMs)
	require.Equal(t, []int64{60_001, 9_000, 1_200}, []int64{
		job.Escrow.Payout.Int64(), job.Escrow.ValidationFee.Int64(), job.Escrow.ProtocolFee.Int64(),
	})
	require.EqualValues(t, 6_600, job.Terms.Bond.Int64())
	require.Equal(t, posted.Terms.Seats, job.Terms.Seats)
	require.Equal(t, posted.Terms.SeatFee, job.Terms.SeatFee)
	require.Equal(t, posted.Terms.SeatLock, job.Terms.SeatLock)
	require.Zero(t, job.Applications)
	require.Empty(t, job.Awarded)
	require.EqualValues(t, -(60_001 + 9_000 + 1_200), e.Gain(employer), "the excess is back already")
	requireStake(e, rival, 0, 6_600, 1, 0)
	requireStake(e, agent, bond, 0, 0, 0)
	requireStake(e, third, 9_900, 0, 0, 0)
	require.Empty(t, standing(e, &types.QueryApplicationsRequest{}))
	require.Equal(t, []*types.EventJobAwarded{
		{JobId: id, Agent: rival.String(), Price: math.NewInt(60_001), Refunded: math.ZeroInt()},
		{JobId: id, Agent: rival.String(), Price: math.NewInt(60_001), Refunded: math.NewInt(39_999 + 800)},
	}, testutil.EventsOf[*types.EventJobAwarded](t, e.Events))
	ended := testutil.EventsOf[*types.EventApplicationEnded](t, e.Events)
	require.Len(t, ended, 2)
	for _, event := range ended {
		require.Equal(t, types.ApplicationOtherAwarded, event.Reason)
	}
	require.Equal(t, "assigned", e.Hooks.Heard[len(e.Hooks.Heard)-1][:8])

	_, err := tx(e, e.Msgs.SubmitWork, submitMsg(id, func(m *types.MsgSubmitWork) { m.Agent = rival.String() }))
	require.NoError(t, err)
	e.EndBlock()
	e.EndBlock(closeRound(e, id, approved, 3))
	e.Pass(2 * time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
	require.EqualValues(t, 60_001-6_600, e.Gain(rival))
	requireStake(e, rival, 6_600, 0, 0, 0)
	require.EqualValues(t, 600, e.Gain(treasury), "half of the protocol fee on the price")
	require.EqualValues(t, 3_000, e.Gain(seats[0]), "the seat's fee of the posting")
}

func TestAwardRefused(t *testing.T) {
	for name, test := range map[string]struct {
		msg     func(m *types.MsgAward)
		prepare func(e *testutil.Env, id uint64)
		want    error
	}{
		"other's job":       {msg: func(m *types.MsgAward) { m.Employer = rival.String() }, want: types.ErrNotEmployer},
		"other price":       {msg: func(m *types.MsgAward) { m.Price = math.NewInt(80_001) }, want: types.ErrOtherPrice},
		"no application":    {msg: func(m *types.MsgAward) { m.Agent = third.String() }, want: types.ErrNoApplication},
		"no job":            {msg: func(m *types.MsgAward) { m.JobId++ }, want: types.ErrJobNotFound},
		"suspended agent":   {prepare: func(e *testutil.Env, _ uint64) { suspend(e, agent) }, want: testutil.ErrIdentity},
		"suspended":         {prepare: func(e *testutil.Env, _ uint64) { suspend(e, employer) }, want: testutil.ErrIdentity},
		"no room":           {prepare: func(e *testutil.Env, _ uint64) { busy(2)(e); e.EndBlock() }, want: types.ErrTooManyActive},
		"at the deadline":   {prepare: func(e *testutil.Env, _ uint64) { e.Pass(24 * time.Hour) }, want: types.ErrTooLate},
		"a ms before":       {prepare: func(e *testutil.Env, _ uint64) { e.Pass(24*time.Hour - time.Millisecond) }},
		"taken back":        {prepare: func(e *testutil.Env, id uint64) { mustTakeBack(e, agent, id) }, want: types.ErrNoApplication},
		"cheaper by now":    {prepare: reapply, want: types.ErrOtherPrice},
		"awarded elsewhere": {prepare: func(e *testutil.Env, id uint64) { award(e, id, rival, 70_000) }, want: types.ErrTooLate},
		"awarded twice":     {prepare: func(e *testutil.Env, id uint64) { award(e, id, agent, 80_000) }, want: types.ErrTooLate},
	} {
		t.Run(name, func(t *testing.T) {
			e := market(t)
			id := post(e, selecting)
			apply(e, agent, id, 80_000)
			apply(e, rival, id, 70_000)
			e.EndBlock()
			if test.prepare != nil {
				test.prepare(e, id)
			}
			msg := awardMsg(id, agent, 80_000)
			if test.msg != nil {
				test.msg(msg)
			}
			refusedNow(e, e.Msgs.Award, msg, test.want)
			e.EndBlock()
		})
	}
}

func reapply(e *testutil.Env, id uint64) {
	mustTakeBack(e, agent, id)
	apply(e, agent, id, 79_999)
}

// refusedNow runs a message in the middle of a block, where money may be on its way.
func refusedNow[M, R any](e *testutil.Env, handler func(ctx context.Context, msg M) (R, error), msg M, want error) {
	e.T.Helper()
	_, err := tx(e, handler, msg)
	require.ErrorIs(e.T, err, want)
}

// What an employer's silence does.
func TestSilence(t *testing.T) {
	for name, test := range map[string]struct {
		post    func(m *types.MsgPostJob)
		prepare func(e *testutil.Env)
		want    sdk.AccAddress // nil: lapses
	}{
		"lapses":             {post: selecting},
		"lapses by name":     {post: func(m *types.MsgPostJob) { selecting(m); m.AwardRule = types.AWARD_RULE_EMPLOYER }},
		"lowest price":       {post: cheapest, want: rival},
		"suspended: next":    {post: cheapest, prepare: func(e *testutil.Env) { suspend(e, rival) }, want: third},
		"score decides":      {post: cheapest, prepare: func(e *testutil.Env) { suspend(e, rival); e.Scores.ByAddress[agent.String()] = 5 }, want: agent},
		"all suspended":      {post: cheapest, prepare: func(e *testutil.Env) { suspend(e, rival); suspend(e, third); suspend(e, agent) }},
		"suspended employer": {post: cheapest, prepare: func(e *testutil.Env) { suspend(e, employer) }, want: rival},
	} {
		t.Run(name, func(t *testing.T) {
			e := market(t)
			id := post(e, test.post)
			apply(e, third, id, 70_000)
			apply(e, rival, id, 60_000)
			e.EndBlock()
			e.Pass(time.Minute)
			apply(e, agent, id, 70_000)
			e.EndBlock()
			if test.prepare != nil {
				test.prepare(e)
			}
			e.Pass(24*time.Hour - time.Minute - time.Millisecond)
			e.EndBlock()
			require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
			e.Pass(time.Millisecond)
			e.EndBlock()

			job := e.Job(id)
			require.Zero(t, job.Applications)
			ended := testutil.EventsOf[*types.EventApplicationEnded](t, e.Events)
			awarded := testutil.EventsOf[*types.EventJobAwarded](t, e.Events)
			if test.want == nil {
				require.Equal(t, types.JOB_STATUS_CANCELLED, job.Status)
				require.Equal(t, types.RULING_BASIS_LAPSED, job.Ruling.Basis)
				require.Zero(t, e.Gain(employer))
				require.Len(t, ended, 3)
				require.Equal(t, types.ApplicationOfferEnded, ended[0].Reason)
				require.Empty(t, awarded)
				return
			}
			require.Equal(t, types.JOB_STATUS_ASSIGNED, job.Status)
			require.Equal(t, test.want.String(), job.Agent)
			require.Len(t, ended, 2)
			price := job.Escrow.Payout
			require.Equal(t, []*types.EventJobAwarded{{
				JobId: id, Agent: job.Agent, Price: price, ByRule: true,
				Refunded: math.NewInt(102_000).Sub(price).Sub(price.QuoRaw(50)),
			}}, awarded)
		})
	}
}

// An award that cannot be carried out is void; the job is offered on until its deadline of before.
func TestAwardVoid(t *testing.T) {
	for name, test := range map[string]struct {
		post  func(m *types.MsgPostJob)
		block func(e *testutil.Env) func(ctx sdk.Context)
		left  uint32
	}{
		"revoked in the block": {selecting, func(e *testutil.Env) func(ctx sdk.Context) {
			return func(ctx sdk.Context) { require.NoError(e.T, e.Keeper.AfterRevoked(ctx, agent)) }
		}, 1},
		"suspended in the block": {selecting, func(e *testutil.Env) func(ctx sdk.Context) {
			return func(sdk.Context) { suspend(e, agent) }
		}, 2},
		"under a rule, too": {cheapest, func(e *testutil.Env) func(ctx sdk.Context) {
			return func(sdk.Context) { suspend(e, agent) }
		}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			e := market(t)
			id := post(e, test.post)
			apply(e, agent, id, 80_000)
			apply(e, rival, id, 90_000)
			e.EndBlock()
			deadlineMs := e.Job(id).DeadlineMs
			e.Pass(time.Hour)
			award(e, id, agent, 80_000)
			e.EndBlock(test.block(e))

			job := e.Job(id)
			require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
			require.Equal(t, deadlineMs, job.DeadlineMs)
			require.Empty(t, job.Awarded)
			require.Equal(t, test.left, job.Applications)
			void := testutil.EventsOf[*types.EventAwardVoid](t, e.Events)
			require.Len(t, void, 1)
			require.Equal(t, agent.String(), void[0].Agent)
			require.NotEmpty(t, void[0].Reason)
			award(e, id, rival, 90_000)
			e.EndBlock()
			require.Equal(t, rival.String(), e.Job(id).Agent)
		})
	}
}

// An award of the last moment that is put off past the offer's deadline and is void then is what silence would be.
func TestAwardVoidTooLate(t *testing.T) {
	for rule, want := range map[types.AwardRule]types.JobStatus{
		types.AWARD_RULE_EMPLOYER: types.JOB_STATUS_CANCELLED, types.AWARD_RULE_LOWEST_PRICE: types.JOB_STATUS_ASSIGNED,
	} {
		e := market(t)
		id := post(e, selecting, func(m *types.MsgPostJob) { m.AwardRule = rule })
		apply(e, agent, id, 80_000)
		apply(e, rival, id, 90_000)
		e.EndBlock()
		e.Pass(24*time.Hour - time.Millisecond)
		award(e, id, agent, 80_000)
		fails := true
		e.Bank.SendErr = func(to sdk.AccAddress, _ math.Int) error {
			if fails && to.Equals(employer) {
				return errors.New("a bug")
			}
			return nil
		}
		e.EndBlock()
		require.EqualValues(t, 1, e.Job(id).FailedSettlements)
		require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
		require.EqualValues(t, 2, e.Job(id).Applications)

		fails = false
		suspend(e, agent)
		e.Pass(time.Hour)
		e.EndBlock()
		require.Equal(t, want, e.Job(id).Status)
		if want == types.JOB_STATUS_ASSIGNED {
			require.Equal(t, rival.String(), e.Job(id).Agent)
			require.Zero(t, e.Job(id).FailedSettlements, "it takes messages again")
		}
	}
}

// An award that failed is carried out by a binary that is mended.
func TestAwardIsPutOff(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	apply(e, agent, id, 80_000)
	e.EndBlock()
	award(e, id, agent, 80_000)
	e.Bank.SendErr = func(sdk.AccAddress, math.Int) error { return errors.New("a bug") }
	e.EndBlock()
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id}, types.ErrTooLate)
	refused(e, e.Msgs.WithdrawApplication, takeBack(agent, id), types.ErrAwarded)
	e.Bank.SendErr = nil
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, agent.String(), e.Job(id).Agent)
	submit(e, id)
	e.EndBlock()
}

// A lossy payment of the refund leaves everything as it was.
func TestRefundThatDoesNotAddUp(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	apply(e, agent, id, 80_000)
	e.EndBlock()
	award(e, id, agent, 80_000)
	e.Bank.Lossy = true
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	failed := testutil.EventsOf[*types.EventSettlementFailed](t, e.Events)
	require.Len(t, failed, 1)
	require.Contains(t, failed[0].Error, "the module account fell by 20401 instead of 20400")
}

// Other messages in the block of the award, before it and after it.
func TestAwardAmongOtherMessages(t *testing.T) {
	raise := func(e *testutil.Env, id uint64) error {
		_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
			Employer: employer.String(), JobId: id, Payout: math.NewInt(150_000), ExpectedExtra: math.NewInt(60_000),
		})
		return err
	}
	withdrawBy := func(who sdk.AccAddress) func(e *testutil.Env, id uint64) error {
		return func(e *testutil.Env, id uint64) error {
			_, err := tx(e, e.Msgs.WithdrawApplication, takeBack(who, id))
			return err
		}
	}
	for name, test := range map[string]struct {
		do func(e *testutil.Env, id uint64) error
		// first: what it makes of the award that follows; after: what the award makes of it.
		first, after error
		cost         int64 // of the employer where both are taken
	}{
		"cancel": {func(e *testutil.Env, id uint64) error {
			_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
			return err
		}, types.ErrWrongStatus, types.ErrTooLate, 0},
		"delist": {func(e *testutil.Env, id uint64) error {
			_, err := tx(e, e.Msgs.DelistJob, &types.MsgDelistJob{Authority: testutil.Authority.String(), JobId: id, Reason: "unlawful"})
			return err
		}, types.ErrWrongStatus, types.ErrTooLate, 0},
		// Seats for 150,000: 3 of 4,500.
		"raise":                  {raise, nil, types.ErrTooLate, 80_000 + 1_600 + 13_500},
		"withdrawal of another":  {withdrawBy(rival), nil, nil, 80_000 + 1_600 + 9_000},
		"withdrawal of the same": {withdrawBy(agent), types.ErrNoApplication, types.ErrAwarded, 0},
		"another application": {func(e *testutil.Env, id uint64) error {
			_, err := tx(e, e.Msgs.Apply, applyMsg(third, id, 10_000))
			return err
		}, nil, types.ErrTooLate, 80_000 + 1_600 + 9_000},
	} {
		for _, order := range []string{"before", "after"} {
			t.Run(name+" "+order, func(t *testing.T) {
				e := market(t)
				id := post(e, selecting)
				apply(e, agent, id, 80_000)
				apply(e, rival, id, 90_000)
				e.EndBlock()
				cost := int64(80_000 + 1_600 + 9_000)
				assigned := true
				if order == "before" {
					require.NoError(t, test.do(e, id))
					_, err := tx(e, e.Msgs.Award, awardMsg(id, agent, 80_000))
					require.ErrorIs(t, err, test.first)
					assigned, cost = test.first == nil, test.cost
				} else {
					award(e, id, agent, 80_000)
					require.ErrorIs(t, test.do(e, id), test.after)
				}
				e.EndBlock()
				require.Equal(t, assigned, e.Job(id).Status == types.JOB_STATUS_ASSIGNED)
				if assigned {
					require.EqualValues(t, -cost, e.Gain(employer))
					requireStake(e, agent, 0, 8_800, 1, 0)
				}
				if e.Job(id).Status == types.JOB_STATUS_CANCELLED {
					require.Zero(t, e.Gain(employer))
					requireStake(e, agent, 8_800, 0, 0, 0)
				}
				require.Zero(t, e.Stake(third).Locked.Int64())
			})
		}
	}
}

// Posted, applied for and awarded in one block.
func TestAllInOneBlock(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	apply(e, agent, id, 10_000)
	award(e, id, agent, 10_000)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(id).Status)
	require.EqualValues(t, -19_200, e.Gain(employer))
	requireStake(e, agent, 0, 1_100, 1, 0)
	require.Equal(t, []string{fmt.Sprintf("posted %d", id), fmt.Sprintf("assigned %d", id)}, e.Hooks.Heard)
}

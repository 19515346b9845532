package keeper_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// heardOf lists what a subscriber heard by one call, in order.
func heardOf(e *testutil.Env, call string, id uint64) (n int) {
	for _, heard := range e.Hooks.Heard {
		if heard == fmt.Sprintf("%s %d", call, id) {
			n++
		}
	}
	return n
}

// A job that waited for others is heard of once, in the EndBlock that offers it, as it is offered.
func TestUnblockedIsHeardOnce(t *testing.T) {
	e, id := inProgramOf(t)
	first, second := post(e, by(delegate, id, "first")), post(e, by(employer, id, "second"))
	waits := post(e, by(delegate, id, "third", "first", "second"))
	free := post(e, by(delegate, id, "fourth"))
	e.EndBlock()
	var heard []types.Job
	e.Hooks.Fn = func(_ context.Context, call string, job types.Job) error {
		if call == "unblocked" {
			heard = append(heard, job)
		}
		return nil
	}
	complete(e, first)
	require.Empty(t, heard, "one is missing")
	claim(e, agent, second)
	submit(e, second)
	e.EndBlock(closeRound(e, second, approved, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: employer.String(), JobId: second})
	require.NoError(t, err)
	require.Empty(t, heard, "a message tells nobody anything")
	e.EndBlock()

	require.Equal(t, []types.Job{e.Job(waits)}, heard)
	require.Equal(t, types.JOB_STATUS_OPEN, heard[0].Status)
	complete(e, waits)
	require.Equal(t, 1, heardOf(e, "unblocked", waits))
	for _, other := range []uint64{first, second, free} {
		require.Zero(t, heardOf(e, "unblocked", other), "it never waited")
	}
	require.Equal(t, 1, heardOf(e, "posted", waits), "it was posted when it was posted")
}

// A round that has closed is heard of once, on every rung, with a verdict or without, with the job as it stands then.
func TestEachVerdictIsHeardOnce(t *testing.T) {
	type told struct {
		rung   uint32
		result types.JobStatus
		now    types.JobStatus
		jobs   uint32
	}
	e := onLadder(t)
	var heard []told
	e.Hooks.Fn = func(_ context.Context, call string, job types.Job) error {
		if call == "verdict" {
			heard = append(heard, told{job.Verdict.Rung, job.Verdict.Status, job.Status, job.Rung})
		}
		return nil
	}
	id := judged(e, approved)
	require.Len(t, heard, 1)
	dispute(e, employer, id)
	e.EndBlock(closeRound(e, id, noVerdict, 0))
	e.EndBlock(closeRound(e, id, divided, 3))
	dispute(e, agent, id)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COUNCIL, e.Job(id).Status)
	e.Pass(10 * time.Hour)
	e.EndBlock()

	require.Equal(t, types.JOB_STATUS_SPLIT, e.Job(id).Status)
	require.Equal(t, []told{
		{0, types.JOB_STATUS_APPROVED, types.JOB_STATUS_APPROVED, 0},
		{1, types.JOB_STATUS_UNSPECIFIED, types.JOB_STATUS_IN_REVIEW, 2},
		{2, types.JOB_STATUS_DIVIDED, types.JOB_STATUS_DIVIDED, 2},
	}, heard, "neither a dispute nor the council's silence is a verdict")
}

// The last rung without a verdict ends the job; that round is heard of as well.
func TestTheLastRoundIsHeardOf(t *testing.T) {
	e := testutil.New(t)
	byVerdict(noCommittee, 0)(e)
	id := e.Hooks.Settled[0].Job.Id
	require.Equal(t, []string{"posted", "assigned", "submitted", "verdict", "settled"}, calls(e, id))
	accepted := inEmployersHands(e)
	_, err := tx(e, e.Msgs.AcceptWork, acceptWork(accepted))
	require.NoError(t, err)
	e.EndBlock()
	require.Equal(t, []string{"posted", "assigned", "submitted", "settled"}, calls(e, accepted), "an employer's word is no round")
}

// calls are those that a subscriber heard of one job.
func calls(e *testutil.Env, id uint64) (list []string) {
	for _, heard := range e.Hooks.Heard {
		var call string
		var of uint64
		_, err := fmt.Sscan(heard, &call, &of)
		require.NoError(e.T, err)
		if of == id {
			list = append(list, call)
		}
	}
	return list
}

// A subscriber that fails at either is reported, and neither the job nor what it wrote is the worse for it.
func TestASubscriberThatFailsStopsNothing(t *testing.T) {
	e, id := inProgramOf(t)
	first := post(e, by(delegate, id, "first"))
	waits := post(e, by(delegate, id, "second", "first"))
	e.EndBlock()
	e.Hooks.Fn = func(ctx context.Context, call string, _ types.Job) error {
		switch call {
		case "verdict":
			e.Bank.Fund(ctx, testutil.Addr(50), 5)
			panic("subscriber")
		case "unblocked":
			e.Bank.Fund(ctx, testutil.Addr(50), 5)
			return errors.New("subscriber")
		default:
			return nil
		}
	}
	failed := func(id uint64, text string) []*types.EventHookFailed {
		return []*types.EventHookFailed{{JobId: id, Hook: "listener", Error: text}}
	}
	claim(e, agent, first)
	submit(e, first)
	e.EndBlock(closeRound(e, first, approved, 3))
	require.Equal(t, types.JOB_STATUS_APPROVED, e.Job(first).Status)
	require.Equal(t, failed(first, "panic: subscriber"), testutil.EventsOf[*types.EventHookFailed](t, e.Events))
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(first).Status)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(waits).Status)
	require.Equal(t, failed(waits, "subscriber"), testutil.EventsOf[*types.EventHookFailed](t, e.Events))
	require.True(t, e.Bank.Balance(e.Ctx, testutil.Addr(50)).IsZero())
}

// What a settlement tells of its money is what it moved.
func TestASettlementTellsWhatItMoved(t *testing.T) {
	amounts := func(paid, incentives, fee, burnt, refunded int64) types.Moved {
		return types.Moved{
			Paid: math.NewInt(paid), Incentives: math.NewInt(incentives), Fee: math.NewInt(fee), Burnt: math.NewInt(burnt), Refunded: math.NewInt(refunded),
		}
	}
	for name, tc := range map[string]struct {
		result validationtypes.RoundResult
		agreed int
		want   types.Moved
	}{
		"completed": {approved, 3, amounts(100_000, 2_000, 1_000, 1_000, 0)},
		// Of the bond of 11,000 half is slashed: 2,750 to the employer, 1,375 burnt.
		"failed":      {rejected, 3, amounts(0, 0, 0, 1_375, 102_000)},
		"unjudgeable": {unjudgeable, 3, amounts(10_000, 0, 0, 0, 92_000)},
		"split":       {noCommittee, 0, amounts(50_000, 1_000, 500, 500, 60_000)},
	} {
		t.Run(name, func(t *testing.T) {
			e := generous(t, 120, 80)
			byVerdict(tc.result, tc.agreed)(e)
			require.Len(t, e.Hooks.Settled, 1)
			got := e.Hooks.Settled[0].Moved
			require.Equal(t, fmt.Sprint(tc.want), fmt.Sprint(got))
			require.Equal(t, got.Burnt.String(), e.Bank.Burned(e.Ctx).String())
			require.Equal(t, funded-got.Incentives.Int64(), inPool(e))
		})
	}
}

// Who pays is the employer, or the sponsor of the program, whoever of his delegates has posted.
func TestPayer(t *testing.T) {
	e, id := inProgramOf(t)
	own, delegates, sponsors := post(e, func(m *types.MsgPostJob) { m.Employer = stranger.String() }), post(e, by(delegate, id, "a")), post(e, by(employer, id, "b"))
	e.EndBlock()
	for job, want := range map[uint64]string{own: stranger.String(), delegates: employer.String(), sponsors: employer.String()} {
		payer, err := e.Keeper.Payer(e.Ctx, e.Job(job))
		require.NoError(t, err)
		require.Equal(t, want, payer.String())
	}
	orphan := e.Job(delegates)
	orphan.Program = 1
	_, err := e.Keeper.Payer(e.Ctx, orphan)
	require.ErrorIs(t, err, types.ErrProgramNotFound)
	_, err = e.Keeper.Payer(e.Ctx, types.Job{Employer: "agi1x"})
	require.Error(t, err)
}

// Slugs come in their order, from one on whether it exists or not, and no more than asked for.
func TestCategoriesFrom(t *testing.T) {
	e := testutil.New(t)
	for _, slug := range []string{"audit", "maps", "translation"} {
		setCategory(func(c *types.Category) { c.Slug = slug })(e)
	}
	setCategory(func(c *types.Category) { c.Open = false })(e) // a second revision of general, closed
	for _, tc := range []struct {
		from  string
		limit int
		want  []string
	}{
		{"", 10, []string{"audit", "general", "maps", "translation"}},
		{"", 2, []string{"audit", "general"}},
		{"general", 2, []string{"general", "maps"}},
		{"general\x00", 1, []string{"maps"}},
		{"h", 1, []string{"maps"}},
		{"translation", 5, []string{"translation"}},
		{"z", 5, nil},
		{"", 0, nil},
		{"", -1, nil},
	} {
		slugs, err := e.Keeper.CategoriesFrom(e.Ctx, tc.from, tc.limit)
		require.NoError(t, err)
		require.Equal(t, tc.want, slugs, "%+v", tc)
	}
}

// A newcomer with a place free weighs 1, a score of 10,000 makes it 2; who has none free weighs nothing.
func TestFreeCapacity(t *testing.T) {
	e := testutil.New(t)
	free := func(category, want string) {
		t.Helper()
		got, err := e.Keeper.FreeCapacity(e.Ctx, category)
		require.NoError(t, err)
		require.Equal(t, math.LegacyMustNewDecFromStr(want).String(), got.String())
	}
	free("general", "0")
	free("nowhere", "0")
	e.Scores.ByAddress[rival.String()] = 10_005
	e.Identity.Admit(third, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
	declare(e, agent, 1)
	declare(e, rival, 7)
	free("general", "0")
	nextBlock(e)
	free("general", "3")
	free("nowhere", "0")
	e.Scores.ByAddress[third.String()] = 10
	declare(e, third, 1)
	nextBlock(e)
	free("general", "4.001")

	claim(e, agent, post(e))
	nextBlock(e)
	free("general", "3.001")
	_, err := tx(e, e.Msgs.EndAvailability, &types.MsgEndAvailability{Agent: rival.String()})
	require.NoError(t, err)
	nextBlock(e)
	free("general", "1.001")
}

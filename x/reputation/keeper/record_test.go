package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// A life of an employer, an agent and four judges in five jobs; every number of their records.
func TestRecords(t *testing.T) {
	// ARRANGE
	f := setup(t)
	job := func(outcome jobstypes.Outcome) jobstypes.Job {
		j := settledJob(outcome)
		j.PostedMs, j.OfferedMs, j.Submission = 1_000, 4_000, &jobstypes.Submission{}
		return j
	}
	hour := time.Hour.Milliseconds()
	seats := []validationtypes.SeatJudgement{
		seat(11, validationtypes.SEAT_STATUS_REVEALED, true),
		seat(12, validationtypes.SEAT_STATUS_REVEALED, false),
		seat(13, validationtypes.SEAT_STATUS_WITHHELD, false),
		seat(14, validationtypes.SEAT_STATUS_ABSENT, false),
	}
	for i := range seats {
		seats[i].Lock, seats[i].SlashBps = math.NewInt(1_000), []uint32{0, 500, 2_000, 0}[i]
	}

	// ACT
	completed := job(jobstypes.OUTCOME_COMPLETED)
	for range 5 {
		require.NoError(t, f.k.AfterJobPosted(f.ctx, completed))
	}
	old := completed
	old.OfferedMs = 0 // posted before offers were timed
	require.NoError(t, f.k.AfterJobAssigned(f.ctx, completed))
	require.NoError(t, f.k.AfterJobAssigned(f.ctx, old))
	completed.Disputes = []jobstypes.Dispute{{By: employer.String(), Against: jobstypes.JOB_STATUS_APPROVED}}
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: completed, Seats: seats, Slashed: math.ZeroInt()}))

	failed := job(jobstypes.OUTCOME_FAILED)
	failed.SubmittedMs = failed.AssignedMs + 2*hour // extended
	failed.Verdict.Status = jobstypes.JOB_STATUS_REJECTED
	failed.Disputes = []jobstypes.Dispute{
		{By: employer.String(), Against: jobstypes.JOB_STATUS_APPROVED}, {By: agent.String(), Against: jobstypes.JOB_STATUS_REJECTED},
	}
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: failed, Slashed: math.NewInt(70)}))

	split := job(jobstypes.OUTCOME_SPLIT)
	split.Ruling.SplitBps, split.Ruling.Blameless = 2_500, true
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: split, Slashed: math.ZeroInt()}))

	for _, basis := range []jobstypes.RulingBasis{jobstypes.RULING_BASIS_DEADLINE, jobstypes.RULING_BASIS_SURRENDER, jobstypes.RULING_BASIS_DECLINED} {
		require.NoError(t, f.k.AfterAssignmentEnded(f.ctx, jobstypes.AssignmentEnded{
			Job: job(jobstypes.OUTCOME_EXPIRED), Agent: agent, Basis: basis, Slashed: math.NewInt(10),
		}))
	}
	for _, basis := range []jobstypes.RulingBasis{jobstypes.RULING_BASIS_DEADLINE, jobstypes.RULING_BASIS_SURRENDER} {
		expired := job(jobstypes.OUTCOME_EXPIRED)
		expired.Submission, expired.SubmittedMs, expired.Ruling.Basis = nil, 0, basis
		require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: expired, Slashed: math.NewInt(10)}))
	}

	cancelled := job(jobstypes.OUTCOME_CANCELLED)
	cancelled.Agent, cancelled.Submission, cancelled.Ruling.Basis = "", nil, jobstypes.RULING_BASIS_EMPLOYER
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: cancelled, Slashed: math.ZeroInt()}))

	canary := job(jobstypes.OUTCOME_CANCELLED)
	canary.Ruling.Basis, canary.Ruling.Canary = jobstypes.RULING_BASIS_CANARY, jobstypes.JOB_STATUS_APPROVED
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: canary, Seats: seats[:1], Slashed: math.ZeroInt()}))

	// ASSERT
	require.Equal(t, types.Record{
		Address: employer.String(), Role: asEmployer, Posted: 5, Awarded: 2, AwardMs: 6_000 + 9_000,
		Completed: 1, Rejected: 1, Split: 1, Expired: 1, Surrendered: 1, Cancelled: 1, DisputesWon: 1, DisputesLost: 1,
		Turnover: math.NewInt(3_750_000), Slashed: math.ZeroInt(),
	}, f.record(t, employer, asEmployer))
	require.Equal(t, types.Record{
		Address: agent.String(), Role: asAgent, Completed: 1, Rejected: 1, Split: 1, Expired: 1, Surrendered: 1, DisputesLost: 1,
		Submitted: 3, OnTime: 2, UsedMs: hour/2 + 2*hour + hour/2, Quality: 80, Judged: 1,
		Turnover: math.NewInt(3_750_000), Slashed: math.NewInt(90),
	}, f.record(t, agent, asAgent))
	for i, want := range []types.Record{{Agreed: 1}, {Disagreed: 1}, {Withheld: 1}, {Absent: 1}} {
		want.Address, want.Role, want.Turnover = seats[i].Validator.String(), asValidator, math.ZeroInt()
		want.Slashed = math.NewInt([]int64{0, 50, 200, 0}[i])
		require.Equal(t, want, f.record(t, seats[i].Validator, asValidator))
	}
	require.Equal(t, uint64(5), f.record(t, agent, asAgent).EndedJobs())
	f.invariants(t)
}

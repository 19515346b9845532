package types_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func TestOnTime(t *testing.T) {
	for _, tc := range []struct {
		name        string
		submittedMs int64
		want        bool
	}{
		{"at once", 1_000, true},
		{"in the last millisecond", 60_999, true},
		{"at the deadline", 61_000, false},
		{"in the time that was added", 90_000, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			job := jobstypes.Job{AssignedMs: 1_000, SubmittedMs: tc.submittedMs, WorkDeadlineMs: 100_000, WorkDuration: time.Minute}
			require.Equal(t, tc.want, types.OnTime(job))
		})
	}
}

func TestAbsent(t *testing.T) {
	for status, want := range map[validationtypes.SeatStatus][2]bool{
		validationtypes.SEAT_STATUS_DRAWN:     {false, false},
		validationtypes.SEAT_STATUS_COMMITTED: {false, false},
		validationtypes.SEAT_STATUS_REVEALED:  {false, true},
		validationtypes.SEAT_STATUS_ABSENT:    {true, true},
		validationtypes.SEAT_STATUS_WITHHELD:  {true, true},
	} {
		absent, counts := types.Absent(validationtypes.SeatJudgement{Status: status})
		require.Equal(t, want, [2]bool{absent, counts}, status)
	}
}

func TestJudgedOf(t *testing.T) {
	var (
		none     = jobstypes.JOB_STATUS_UNSPECIFIED
		approved = jobstypes.JOB_STATUS_APPROVED
		rejected = jobstypes.JOB_STATUS_REJECTED
		divided  = jobstypes.JOB_STATUS_DIVIDED
	)
	type rounds = []jobstypes.JobStatus
	for _, tc := range []struct {
		name     string
		rounds   rounds
		disputed rounds
		outcome  jobstypes.Outcome
		basis    jobstypes.RulingBasis
		want     types.Judged
		judged   bool
	}{
		{"approved", rounds{approved}, nil, jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT, types.Judged{}, true},
		{"rejected", rounds{rejected}, nil, jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_VERDICT, types.Judged{Rejected: true}, true},
		{
			"disputed in vain",
			rounds{rejected, rejected},
			rounds{rejected},
			jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_VERDICT,
			types.Judged{Rejected: true, Disputed: true},
			true,
		},
		{
			"overturned",
			rounds{approved, rejected},
			rounds{approved},
			jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_VERDICT,
			types.Judged{Rejected: true, Disputed: true, Overturned: true},
			true,
		},
		{
			"overturned twice",
			rounds{approved, rejected, approved},
			rounds{approved, rejected},
			jobstypes.OUTCOME_COMPLETED,
			jobstypes.RULING_BASIS_VERDICT,
			types.Judged{Disputed: true},
			true,
		},
		{
			"by the council",
			rounds{none, divided},
			rounds{divided},
			jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_COUNCIL,
			types.Judged{Disputed: true, Overturned: true},
			true,
		},
		{"by the council alone", rounds{none}, nil, jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_COUNCIL, types.Judged{Rejected: true}, true},
		{
			"contested",
			rounds{approved},
			rounds{jobstypes.JOB_STATUS_EMPLOYER_REVIEW},
			jobstypes.OUTCOME_COMPLETED,
			jobstypes.RULING_BASIS_VERDICT,
			types.Judged{},
			true,
		},
		{
			"the last verdict by default",
			rounds{approved, none},
			rounds{approved},
			jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_DEFAULT,
			types.Judged{Disputed: true},
			true,
		},
		{name: "no verdict at all", rounds: rounds{none}, outcome: jobstypes.OUTCOME_FAILED, basis: jobstypes.RULING_BASIS_DEFAULT},
		{name: "the employer's word", outcome: jobstypes.OUTCOME_COMPLETED, basis: jobstypes.RULING_BASIS_ACCEPTED},
		{name: "a canary", rounds: rounds{approved}, outcome: jobstypes.OUTCOME_CANCELLED, basis: jobstypes.RULING_BASIS_CANARY},
		{name: "cancelled", outcome: jobstypes.OUTCOME_CANCELLED, basis: jobstypes.RULING_BASIS_EMPLOYER},
	} {
		t.Run(tc.name, func(t *testing.T) {
			job := jobstypes.Job{Ruling: &jobstypes.Ruling{Outcome: tc.outcome, Basis: tc.basis}}
			for rung, status := range tc.rounds {
				job.AddRound(jobstypes.Verdict{Rung: uint32(rung), Status: status})
			}
			for _, against := range tc.disputed {
				job.Disputes = append(job.Disputes, jobstypes.Dispute{Against: against})
			}
			got, judged := types.JudgedOf(job)
			require.Equal(t, tc.judged, judged)
			require.Equal(t, tc.want, got)
		})
	}
	_, judged := types.JudgedOf(jobstypes.Job{})
	require.False(t, judged, "a job that has no ruling")
}

package types

import (
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// This file says what of a job is measured.

// OnTime tells whether work was handed in within the time as posted. At the deadline's millisecond it is late, as anywhere.
func OnTime(job jobstypes.Job) bool {
	return job.SubmittedMs-job.AssignedMs < job.WorkDuration.Milliseconds()
}

// AskedMs returns when the first verdict on a job's work was asked for: when it was handed in, or when its employer, who
// looked at it first, contested it. His time is no validator's.
func AskedMs(job jobstypes.Job) int64 {
	for _, d := range job.Disputes {
		if d.Against == jobstypes.JOB_STATUS_EMPLOYER_REVIEW {
			return d.DisputedMs
		}
	}
	return job.SubmittedMs
}

// Absent tells whether a seat did not vote: it never committed, or it kept its vote to itself. counts is false of a seat of which
// neither can be said.
func Absent(seat validationtypes.SeatJudgement) (absent, counts bool) {
	switch seat.Status {
	case validationtypes.SEAT_STATUS_ABSENT, validationtypes.SEAT_STATUS_WITHHELD:
		return true, true
	case validationtypes.SEAT_STATUS_REVEALED:
		return false, true
	default:
		return false, false
	}
}

// Judged is what became of work on which somebody gave a verdict.
type Judged struct {
	// Rejected: the job failed. Disputed: somebody took a verdict up the ladder. Overturned: it ended otherwise than its first
	// verdict said.
	Rejected, Disputed, Overturned bool
}

// JudgedOf returns what became of a settled job's work. It returns false where nobody gave a verdict, and of a canary, which is
// no work.
func JudgedOf(job jobstypes.Job) (Judged, bool) {
	if job.Ruling == nil || job.Ruling.Basis == jobstypes.RULING_BASIS_CANARY {
		return Judged{}, false
	}
	first, known := firstVerdict(job)
	if !known && job.Ruling.Basis != jobstypes.RULING_BASIS_COUNCIL {
		return Judged{}, false
	}
	j := Judged{
		Rejected:   job.Ruling.Outcome == jobstypes.OUTCOME_FAILED,
		Overturned: known && first != job.Ruling.Outcome,
	}
	for _, d := range job.Disputes {
		j.Disputed = j.Disputed || d.Against != jobstypes.JOB_STATUS_EMPLOYER_REVIEW
	}
	return j, true
}

// HasVerdict tells whether a round of the job came to a verdict.
func HasVerdict(job jobstypes.Job) bool {
	_, known := firstVerdict(job)
	return known
}

// firstVerdict returns what the first round that came to a verdict would have made of the job.
func firstVerdict(job jobstypes.Job) (jobstypes.Outcome, bool) {
	for _, round := range job.Rounds() {
		if ruling, err := jobstypes.RulingFor(round, jobstypes.RULING_BASIS_VERDICT); err == nil {
			return ruling.Outcome, true
		}
	}
	return jobstypes.OUTCOME_UNSPECIFIED, false
}

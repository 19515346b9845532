package types

import (
	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// This file says what a settled job means for scores. It reads the job alone.

// WorkOf returns what the agent of a COMPLETED job is scored by. Where nobody but the employer has looked, no time was saved
// that anybody has judged, and quality is at its floor.
func WorkOf(job jobstypes.Job) Work {
	work := Work{
		Payout: job.Escrow.Payout,
		UsedMs: job.SubmittedMs - job.AssignedMs,
		// The time as posted: an extension would otherwise buy its agent a better speed.
		AllowedMs: job.WorkDuration.Milliseconds(),
	}
	// The quality is the one that approving judges found: who rejected the work scored its faults.
	if approval := job.Approval(); approval != nil {
		work.Quality = approval.Quality
	}
	if Unjudged(job) {
		work.UsedMs = work.AllowedMs
	}
	return work
}

// Unjudged tells whether a job completed by its employer's word or silence: no category's score follows from that.
func Unjudged(job jobstypes.Job) bool {
	return job.Ruling != nil && job.Ruling.Basis == jobstypes.RULING_BASIS_ACCEPTED
}

// FailureOf returns what the agent of a FAILED job loses for: work that a round had approved was OVERTURNED. Without a
// verdict nobody is to blame.
func FailureOf(job jobstypes.Job) (LossReason, bool) {
	switch {
	case job.Ruling.Blameless:
		return LOSS_REASON_UNSPECIFIED, false
	case job.Approval() != nil:
		return LOSS_REASON_OVERTURNED, true
	default:
		return LOSS_REASON_REJECTED, true
	}
}

// Disputed counts the disputes of a side by what became of them.
type Disputed struct{ Won, Lost uint64 }

// DisputesOf counts the disputes of an address. COMPLETED contradicts the employer's and FAILED the agent's, as for their
// bonds; where neither has won, those against an UNJUDGEABLE that stood are lost, and of others nothing can be said. Without
// a verdict nobody is to blame, and a canary is no job.
func DisputesOf(job jobstypes.Job, by string) (d Disputed) {
	ruling := job.Ruling
	if ruling.Blameless || ruling.Basis == jobstypes.RULING_BASIS_CANARY {
		return d
	}
	for _, dispute := range job.Disputes {
		if dispute.By != by {
			continue
		}
		switch {
		case ruling.Outcome == jobstypes.OUTCOME_COMPLETED && by == job.Agent,
			ruling.Outcome == jobstypes.OUTCOME_FAILED && by == job.Employer:
			d.Won++
		case ruling.Outcome == jobstypes.OUTCOME_COMPLETED, ruling.Outcome == jobstypes.OUTCOME_FAILED,
			ruling.Unjudgeable && dispute.Against == jobstypes.JOB_STATUS_UNJUDGEABLE:
			d.Lost++
		}
	}
	return d
}

// SeatEffect is what a seat's judgement does to a validator.
type SeatEffect struct {
	// Agreed earns; otherwise Loss is what for, UNSPECIFIED for nothing.
	Agreed bool
	Loss   LossReason
}

// EffectOf scores a seat by what it did, not by what it was slashed: a slash rate may be zero, and ABSENT seats were slashed
// long ago. A test of the judges earns nobody anything: who sets it could raise friends with it.
func EffectOf(seat validationtypes.SeatJudgement, ruling jobstypes.Ruling) SeatEffect {
	switch seat.Status {
	case validationtypes.SEAT_STATUS_ABSENT:
		return SeatEffect{Loss: LOSS_REASON_ABSENT}
	case validationtypes.SEAT_STATUS_WITHHELD:
		return SeatEffect{Loss: LOSS_REASON_WITHHELD}
	case validationtypes.SEAT_STATUS_REVEALED:
		switch {
		case seat.Agreed:
			return SeatEffect{Agreed: ruling.Basis != jobstypes.RULING_BASIS_CANARY}
		case !ruling.Blameless:
			return SeatEffect{Loss: LOSS_REASON_WRONG_VOTE}
		}
	}
	return SeatEffect{}
}

// CountSeat notes what a seat did and what it was slashed with its job.
func (r *Record) CountSeat(effect SeatEffect, seat validationtypes.SeatJudgement) {
	switch {
	case effect.Agreed:
		r.Agreed++
	case effect.Loss == LOSS_REASON_WRONG_VOTE:
		r.Disagreed++
	case effect.Loss == LOSS_REASON_WITHHELD:
		r.Withheld++
	case effect.Loss == LOSS_REASON_ABSENT:
		r.Absent++
	}
	r.Slash(share(seat.Lock, seat.SlashBps))
}

// OnProbation tells whether an agent may take jobs of the lowest tier only: it has ended enough jobs to be known, and its
// score is below the threshold. It clears by itself when the score recovers.
func (p Params) OnProbation(score math.LegacyDec, endedJobs uint64) bool {
	return endedJobs >= uint64(p.ProbationJobs) && score.LT(math.LegacyNewDecFromInt(p.ProbationThreshold))
}

package types

import (
	errorsmod "cosmossdk.io/errors"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// defaultSplitBps: with no verdict and no majority either way nobody has shown more than the other.
const defaultSplitBps = 5_000

// RulingFor returns what a verdict that stands means for the job. basis says why it stands. It fails with ErrRuling when
// status is none of a verdict.
func RulingFor(status JobStatus, basis RulingBasis) (Ruling, error) {
	switch status {
	case JOB_STATUS_APPROVED:
		return Ruling{Outcome: OUTCOME_COMPLETED, Basis: basis}, nil
	case JOB_STATUS_REJECTED:
		return Ruling{Outcome: OUTCOME_FAILED, Basis: basis}, nil
	case JOB_STATUS_UNJUDGEABLE:
		return Ruling{Outcome: OUTCOME_CANCELLED, Basis: basis, Unjudgeable: true}, nil
	default:
		return Ruling{}, errorsmod.Wrapf(ErrRuling, "%s is not a verdict", status)
	}
}

// DefaultRuling ends a ladder that has run out. The last verdict stands and counts as that verdict, also for slashes.
// With no verdict at all the side with more revealed votes over all rounds has it (UNJUDGEABLE counts for neither); a
// tie or no vote is a SPLIT in halves. Without a verdict nobody is to blame: neither a seat nor the agent is slashed for
// it. last is nil when no round has handed back anything.
func DefaultRuling(last *Verdict) Ruling {
	if last == nil {
		last = &Verdict{}
	}
	if ruling, err := RulingFor(last.Status, RULING_BASIS_DEFAULT); err == nil {
		return ruling
	}
	ruling := Ruling{Basis: RULING_BASIS_DEFAULT, Blameless: true}
	switch {
	case last.Approvals > last.Rejections:
		ruling.Outcome = OUTCOME_COMPLETED
	case last.Rejections > last.Approvals:
		ruling.Outcome = OUTCOME_FAILED
	default:
		ruling.Outcome = OUTCOME_SPLIT
		ruling.SplitBps = defaultSplitBps
	}
	return ruling
}

// FinalVerdictOf returns what the seats of all rounds are judged against, and whether wrong votes go unpunished.
// Outcomes that no vote could foresee (EXPIRED, SPLIT, CANCELLED without UNJUDGEABLE) judge no vote.
func FinalVerdictOf(r Ruling) (final validationtypes.FinalVerdict, blameless bool) {
	switch {
	case r.Basis == RULING_BASIS_CANARY:
		return canaryFinals[r.Canary], false
	case r.Outcome == OUTCOME_COMPLETED:
		return validationtypes.FinalApproved, r.Blameless
	case r.Outcome == OUTCOME_FAILED:
		return validationtypes.FinalRejected, r.Blameless
	case r.Outcome == OUTCOME_CANCELLED && r.Unjudgeable:
		return validationtypes.FinalUnjudgeable, r.Blameless
	default:
		return validationtypes.FinalNone, true
	}
}

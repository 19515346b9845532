package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// defaultSplitBps: with no verdict and no majority either way nobody has shown more than the other.
const defaultSplitBps = 5_000

// RulingFor returns what a verdict that stands means for the job. basis says why it stands. It fails with ErrRuling when
// the round came to none. Where a panel divides the payout nobody is to blame: no vote was right or wrong.
func RulingFor(verdict Verdict, basis RulingBasis) (Ruling, error) {
	switch verdict.Status {
	case JOB_STATUS_APPROVED:
		return Ruling{Outcome: OUTCOME_COMPLETED, Basis: basis}, nil
	case JOB_STATUS_REJECTED:
		return Ruling{Outcome: OUTCOME_FAILED, Basis: basis}, nil
	case JOB_STATUS_UNJUDGEABLE:
		return Ruling{Outcome: OUTCOME_CANCELLED, Basis: basis, Unjudgeable: true}, nil
	case JOB_STATUS_DIVIDED:
		return Ruling{Outcome: OUTCOME_SPLIT, Basis: basis, SplitBps: verdict.SplitBps, Blameless: true}, nil
	default:
		return Ruling{}, errorsmod.Wrapf(ErrRuling, "%s is not a verdict", verdict.Status)
	}
}

// DefaultRuling ends a ladder that has run out; rounds are all of the job's, by rung. The last verdict stands and counts as
// that verdict, also for slashes. With no verdict at all the side with more revealed votes over all rounds has it
// (UNJUDGEABLE and SPLIT count for neither); a tie or no vote is a SPLIT in halves. Without a verdict nobody is to blame:
// neither a seat nor the agent is slashed for it.
func DefaultRuling(rounds []Verdict) Ruling {
	var approvals, rejections uint64
	for i := len(rounds) - 1; i >= 0; i-- {
		if ruling, err := RulingFor(rounds[i], RULING_BASIS_DEFAULT); err == nil {
			return ruling
		}
		approvals += uint64(rounds[i].Approvals)
		rejections += uint64(rounds[i].Rejections)
	}
	ruling := Ruling{Basis: RULING_BASIS_DEFAULT, Blameless: true}
	switch {
	case approvals > rejections:
		ruling.Outcome = OUTCOME_COMPLETED
	case rejections > approvals:
		ruling.Outcome = OUTCOME_FAILED
	default:
		ruling.Outcome = OUTCOME_SPLIT
		ruling.SplitBps = defaultSplitBps
	}
	return ruling
}

// FinalVerdictOf returns what the seats of all rounds are judged against, and whether wrong votes go unpunished. A canary's
// seats are judged against the verdict that was fixed before the work was handed in. Outcomes that no vote could foresee
// (EXPIRED, SPLIT, CANCELLED without UNJUDGEABLE) judge no vote.
func FinalVerdictOf(r Ruling) validationtypes.Finding {
	switch {
	case r.Basis == RULING_BASIS_CANARY:
		return validationtypes.Finding{Final: finalOf(r.Canary), Canary: true}
	case r.Outcome == OUTCOME_COMPLETED:
		return validationtypes.Finding{Final: validationtypes.FinalApproved, Blameless: r.Blameless}
	case r.Outcome == OUTCOME_FAILED:
		return validationtypes.Finding{Final: validationtypes.FinalRejected, Blameless: r.Blameless}
	case r.Outcome == OUTCOME_CANCELLED && r.Unjudgeable:
		return validationtypes.Finding{Final: validationtypes.FinalUnjudgeable, Blameless: r.Blameless}
	default:
		return validationtypes.Finding{Final: validationtypes.FinalNone, Blameless: true}
	}
}

// finalOf returns what a canary's verdict means for its seats.
func finalOf(canary JobStatus) validationtypes.FinalVerdict {
	switch canary {
	case JOB_STATUS_APPROVED:
		return validationtypes.FinalApproved
	case JOB_STATUS_REJECTED:
		return validationtypes.FinalRejected
	case JOB_STATUS_UNJUDGEABLE:
		return validationtypes.FinalUnjudgeable
	default:
		return validationtypes.FinalNone
	}
}

// Validate refuses rulings that no rule makes.
func (r Ruling) Validate() error {
	if _, err := SettleAction(r.Outcome); err != nil {
		return err
	}
	if _, known := RulingBasis_name[int32(r.Basis)]; !known || r.Basis == RULING_BASIS_UNSPECIFIED {
		return errorsmod.Wrapf(ErrRuling, "basis %s", r.Basis)
	}
	if r.SplitBps > BpsDenominator || (r.SplitBps != 0 && r.Outcome != OUTCOME_SPLIT) {
		return errorsmod.Wrapf(ErrRuling, "%d bps to the agent under %s", r.SplitBps, r.Outcome)
	}
	if r.Unjudgeable && r.Outcome != OUTCOME_CANCELLED {
		return errorsmod.Wrapf(ErrRuling, "unjudgeable under %s", r.Outcome)
	}
	return r.validateBasis()
}

// validateBasis: the council, a canary and an employer who takes the work each decide what lies in their power.
func (r Ruling) validateBasis() error {
	outcomes := map[RulingBasis][]Outcome{
		RULING_BASIS_COUNCIL:  {OUTCOME_COMPLETED, OUTCOME_FAILED, OUTCOME_SPLIT},
		RULING_BASIS_CANARY:   {OUTCOME_CANCELLED},
		RULING_BASIS_ACCEPTED: {OUTCOME_COMPLETED},
	}
	if allowed, bound := outcomes[r.Basis]; bound && !slices.Contains(allowed, r.Outcome) {
		return errorsmod.Wrapf(ErrRuling, "%s by %s", r.Outcome, r.Basis)
	}
	switch {
	case r.Basis != RULING_BASIS_CANARY && r.Canary == JOB_STATUS_UNSPECIFIED:
		return nil
	case r.Basis != RULING_BASIS_CANARY:
		return errorsmod.Wrapf(ErrRuling, "canary %s by %s", r.Canary, r.Basis)
	case finalOf(r.Canary) == validationtypes.FinalNone || r.Unjudgeable || r.Blameless:
		return errorsmod.Wrapf(ErrRuling, "canary %s, unjudgeable %t, blameless %t", r.Canary, r.Unjudgeable, r.Blameless)
	}
	return nil
}

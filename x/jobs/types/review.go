package types

import (
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the rules of EMPLOYER review: the employer looks at the result first, a committee only if he contests it.

var (
	_ sdk.HasValidateBasic = (*MsgAcceptWork)(nil)
	_ sdk.HasValidateBasic = (*MsgContest)(nil)
)

// orCommittee returns who judges first; without a choice the committee does.
func (m ReviewMode) orCommittee() ReviewMode {
	if m == REVIEW_MODE_UNSPECIFIED {
		return REVIEW_MODE_COMMITTEE
	}
	return m
}

func (m *MsgPostJob) knownReview() bool {
	_, known := ReviewMode_name[int32(m.Review)]
	return known
}

// ReviewMode returns who judges first.
func (m *MsgPostJob) ReviewMode() ReviewMode { return m.Review.orCommittee() }

// AcceptedRuling ends a job whose employer took the result, by word or by silence. No seat was asked.
func AcceptedRuling() Ruling {
	return Ruling{Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_ACCEPTED}
}

// ValidateBasic checks sender and job.
func (m *MsgAcceptWork) ValidateBasic() error { return party("employer", m.Employer, m.JobId) }

// ValidateBasic checks sender, job, reason and the form of the evidence.
func (m *MsgContest) ValidateBasic() error {
	return firstError(
		party("employer", m.Employer, m.JobId),
		contestReason(m.Reason),
		m.Evidence.validate("evidence"),
	)
}

// contestReason refuses reasons that could only be held against a verdict, or that say that the work is good.
func contestReason(reason DisputeReason) error {
	switch reason {
	case DISPUTE_REASON_FAILS_SPEC, DISPUTE_REASON_UNJUDGEABLE, DISPUTE_REASON_OTHER:
		return nil
	default:
		return errorsmod.Wrap(ErrContest, reason.String())
	}
}

// validateReview: only under EMPLOYER review does a job wait for its employer or end by his word, and that word stands in
// the place of every verdict.
func (j Job) validateReview() error {
	if _, known := ReviewMode_name[int32(j.Review)]; !known {
		return errorsmod.Wrapf(ErrWrongStatus, "unknown review %d", j.Review)
	}
	accepted := j.Ruling != nil && j.Ruling.Basis == RULING_BASIS_ACCEPTED
	if j.Review != REVIEW_MODE_EMPLOYER && (j.Status == employerReview || accepted) {
		return errorsmod.Wrapf(ErrWrongStatus, "%s under %s", j.Status, j.Review)
	}
	if !accepted {
		return nil
	}
	if *j.Ruling != AcceptedRuling() || j.Verdict != nil || j.Submission == nil {
		return errorsmod.Wrapf(ErrRuling, "%s on the employer's word", j.Ruling.Outcome)
	}
	return nil
}

// NewContest records that the employer does not take a job's result. It leads to the first rung and locks no bond.
func NewContest(j Job, reason DisputeReason, evidence Document, nowMs int64) Dispute {
	return Dispute{
		By: j.Employer, Against: JOB_STATUS_EMPLOYER_REVIEW, Reason: reason, Evidence: evidence, Bond: math.ZeroInt(), DisputedMs: nowMs,
	}
}

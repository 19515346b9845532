package types

import (
	errorsmod "cosmossdk.io/errors"
)

// This file holds how a job finds its agent.

// AssignmentMode returns how the job finds its agent.
func (m *MsgPostJob) AssignmentMode() AssignmentMode { return orClaim(m.Assignment) }

// Mode returns how the job finds its agent.
func (j Job) Mode() AssignmentMode { return orClaim(j.Assignment) }

func orClaim(mode AssignmentMode) AssignmentMode {
	if mode == ASSIGNMENT_MODE_UNSPECIFIED {
		return ASSIGNMENT_MODE_CLAIM
	}
	return mode
}

// HowToTake says how an agent comes by a job of a mode.
func HowToTake(mode AssignmentMode) string {
	switch mode {
	case ASSIGNMENT_MODE_SELECTION:
		return "offer a price for it with: tx jobs apply"
	case ASSIGNMENT_MODE_DISPATCH:
		return "the chain assigns it to agents who are available"
	default:
		return "take it with: tx jobs claim-job"
	}
}

// PriorityOf returns NORMAL for one that was never set.
func PriorityOf(p Priority) Priority {
	if p == PRIORITY_UNSPECIFIED {
		return PRIORITY_NORMAL
	}
	return p
}

// validateAssignment: a rule for the award belongs to SELECTION.
func (m *MsgPostJob) validateAssignment() error {
	if _, known := AssignmentMode_name[int32(m.Assignment)]; !known {
		return errorsmod.Wrapf(ErrAssignment, "unknown mode %d", m.Assignment)
	}
	if _, known := AwardRule_name[int32(m.AwardRule)]; !known {
		return errorsmod.Wrapf(ErrAssignment, "unknown award_rule %d", m.AwardRule)
	}
	if _, known := Priority_name[int32(m.Priority)]; !known {
		return errorsmod.Wrapf(ErrPriority, "unknown priority %d", m.Priority)
	}
	if m.AwardRule != AWARD_RULE_UNSPECIFIED && m.AssignmentMode() != ASSIGNMENT_MODE_SELECTION {
		return errorsmod.Wrap(ErrAssignment, "award_rule is for assignment SELECTION; leave it unset")
	}
	return nil
}

// Awarding returns what an employer's silence does to a job of SELECTION.
func (j Job) Awarding() AwardRule {
	if j.Mode() == ASSIGNMENT_MODE_SELECTION && j.AwardRule == AWARD_RULE_UNSPECIFIED {
		return AWARD_RULE_EMPLOYER
	}
	return j.AwardRule
}

// validateAssignment checks what a record says of its assignment.
func (j Job) validateAssignment() error {
	return firstError(j.validateSelection(), j.validateDispatch())
}

package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

var (
	_ sdk.HasValidateBasic = (*MsgDispute)(nil)
	_ sdk.HasValidateBasic = (*MsgRule)(nil)
)

// ValidateBasic checks sender, job, reason, evidence and amount.
func (m *MsgDispute) ValidateBasic() error {
	return firstError(
		party("sender", m.Sender, m.JobId),
		m.Reason.Validate(),
		m.Evidence.validate("evidence"),
		positive("expected_bond", m.ExpectedBond),
	)
}

// ValidateBasic checks sender, job, ruling and reason: the council says why.
func (m *MsgRule) ValidateBasic() error {
	return firstError(
		party("authority", m.Authority, m.JobId),
		m.validateRuling(),
		text("reason", m.Reason, 1, maxReason, false),
	)
}

func (m *MsgRule) validateRuling() error {
	switch m.Outcome {
	case OUTCOME_COMPLETED, OUTCOME_FAILED, OUTCOME_SPLIT:
		return m.Ruling().Validate()
	default:
		return errorsmod.Wrapf(ErrRuling, "%s: the council rules COMPLETED, FAILED or SPLIT", m.Outcome)
	}
}

// Ruling returns what the council has ruled. Under SPLIT no vote was right or wrong.
func (m *MsgRule) Ruling() Ruling {
	return Ruling{
		Outcome: m.Outcome, Basis: RULING_BASIS_COUNCIL, SplitBps: m.SplitBps, Blameless: m.Outcome == OUTCOME_SPLIT,
	}
}

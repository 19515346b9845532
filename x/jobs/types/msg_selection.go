package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the messages of SELECTION.

var (
	_ sdk.HasValidateBasic = (*MsgApply)(nil)
	_ sdk.HasValidateBasic = (*MsgWithdrawApplication)(nil)
	_ sdk.HasValidateBasic = (*MsgAward)(nil)
)

// ValidateBasic checks sender, job and amounts. A bond may be 0: what it is depends on the job.
func (m *MsgApply) ValidateBasic() error {
	return firstError(party("agent", m.Agent, m.JobId), positive("price", m.Price), notNegative("max_bond", m.MaxBond))
}

// ValidateBasic checks sender and job.
func (m *MsgWithdrawApplication) ValidateBasic() error { return party("agent", m.Agent, m.JobId) }

// ValidateBasic checks sender, job, applicant and price.
func (m *MsgAward) ValidateBasic() error {
	return firstError(party("employer", m.Employer, m.JobId), address("agent", m.Agent), positive("price", m.Price))
}

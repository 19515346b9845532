package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the messages of SELECTION.

var (
	_ sdk.HasValidateBasic = (*MsgApply)(nil)
	_ sdk.HasValidateBasic = (*MsgWithdrawApplication)(nil)
	_ sdk.HasValidateBasic = (*MsgAward)(nil)
)

// ValidateBasic checks all that needs no state.
func (m *MsgApply) ValidateBasic() error {
	return firstError(address("agent", m.Agent), errorsmod.Wrap(ErrNotAvailable, "MsgApply"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgWithdrawApplication) ValidateBasic() error {
	return firstError(address("agent", m.Agent), errorsmod.Wrap(ErrNotAvailable, "MsgWithdrawApplication"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgAward) ValidateBasic() error {
	return firstError(address("employer", m.Employer), errorsmod.Wrap(ErrNotAvailable, "MsgAward"))
}

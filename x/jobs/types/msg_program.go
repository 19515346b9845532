package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the messages of programs.

var (
	_ sdk.HasValidateBasic = (*MsgCreateProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgFundProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgSetAllotment)(nil)
	_ sdk.HasValidateBasic = (*MsgPauseProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgResumeProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgCloseProgram)(nil)
	_ sdk.HasValidateBasic = (*MsgApproveProgram)(nil)
)

// ValidateBasic checks all that needs no state.
func (m *MsgCreateProgram) ValidateBasic() error {
	return firstError(address("sponsor", m.Sponsor), errorsmod.Wrap(ErrNotAvailable, "MsgCreateProgram"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgFundProgram) ValidateBasic() error {
	return firstError(address("sponsor", m.Sponsor), errorsmod.Wrap(ErrNotAvailable, "MsgFundProgram"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgSetAllotment) ValidateBasic() error {
	return firstError(address("sponsor", m.Sponsor), errorsmod.Wrap(ErrNotAvailable, "MsgSetAllotment"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgPauseProgram) ValidateBasic() error {
	return firstError(address("sender", m.Sender), errorsmod.Wrap(ErrNotAvailable, "MsgPauseProgram"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgResumeProgram) ValidateBasic() error {
	return firstError(address("sender", m.Sender), errorsmod.Wrap(ErrNotAvailable, "MsgResumeProgram"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgCloseProgram) ValidateBasic() error {
	return firstError(address("sponsor", m.Sponsor), errorsmod.Wrap(ErrNotAvailable, "MsgCloseProgram"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgApproveProgram) ValidateBasic() error {
	return firstError(address("authority", m.Authority), errorsmod.Wrap(ErrNotAvailable, "MsgApproveProgram"))
}

package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the messages of DISPATCH.

var (
	_ sdk.HasValidateBasic = (*MsgDeclareAvailability)(nil)
	_ sdk.HasValidateBasic = (*MsgEndAvailability)(nil)
	_ sdk.HasValidateBasic = (*MsgDeclineJob)(nil)
)

// ValidateBasic checks all that needs no state.
func (m *MsgDeclareAvailability) ValidateBasic() error {
	return firstError(address("agent", m.Agent), errorsmod.Wrap(ErrNotAvailable, "MsgDeclareAvailability"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgEndAvailability) ValidateBasic() error {
	return firstError(address("agent", m.Agent), errorsmod.Wrap(ErrNotAvailable, "MsgEndAvailability"))
}

// ValidateBasic checks all that needs no state.
func (m *MsgDeclineJob) ValidateBasic() error {
	return firstError(address("agent", m.Agent), errorsmod.Wrap(ErrNotAvailable, "MsgDeclineJob"))
}

package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

var _ sdk.HasValidateBasic = (*MsgTransfer)(nil)

// ValidateBasic checks what can be known without the state.
func (m *MsgTransfer) ValidateBasic() error {
	if err := checkAddress("owner", m.Owner); err != nil {
		return err
	}
	if m.JobId == 0 {
		return ErrInvalidJobID.Wrap("job_id is 0; give the id of a completed job")
	}
	if err := checkAddress("recipient", m.Recipient); err != nil {
		return err
	}
	if m.Owner == m.Recipient {
		return ErrRecipient.Wrap("it is the owner")
	}
	return nil
}

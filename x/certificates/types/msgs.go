package types

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

var (
	_ sdk.HasValidateBasic = (*MsgTransfer)(nil)
	_ sdk.HasValidateBasic = (*MsgList)(nil)
	_ sdk.HasValidateBasic = (*MsgDelist)(nil)
	_ sdk.HasValidateBasic = (*MsgBuy)(nil)
	_ sdk.HasValidateBasic = (*MsgRevoke)(nil)
)

// ValidateBasic checks what can be known without the state.
func (m *MsgTransfer) ValidateBasic() error {
	if err := checkSigner("owner", m.Owner, m.JobId); err != nil {
		return err
	}
	if err := checkAddress("recipient", m.Recipient); err != nil {
		return err
	}
	if m.Owner == m.Recipient {
		return ErrRecipient.Wrap("it is the owner")
	}
	return nil
}

// ValidateBasic checks what can be known without the state.
func (m *MsgList) ValidateBasic() error {
	if err := checkSigner("owner", m.Owner, m.JobId); err != nil {
		return err
	}
	return ValidatePrice("price", m.Price)
}

// ValidateBasic checks what can be known without the state.
func (m *MsgDelist) ValidateBasic() error { return checkSigner("owner", m.Owner, m.JobId) }

// ValidateBasic checks what can be known without the state.
func (m *MsgBuy) ValidateBasic() error {
	if err := checkSigner("buyer", m.Buyer, m.JobId); err != nil {
		return err
	}
	return ValidatePrice("max_price", m.MaxPrice)
}

// ValidateBasic checks what can be known without the state.
func (m *MsgRevoke) ValidateBasic() error {
	if err := checkSigner("authority", m.Authority, m.JobId); err != nil {
		return err
	}
	return checkGrounds(m.Reason, m.Evidence)
}

func checkSigner(field, address string, jobID uint64) error {
	if err := checkAddress(field, address); err != nil {
		return err
	}
	if jobID == 0 {
		return ErrInvalidJobID.Wrap("job_id is 0; give the id of a completed job")
	}
	return nil
}

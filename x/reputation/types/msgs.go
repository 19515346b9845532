package types

import (
	"unicode/utf8"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxReason bounds the reason of a correction, in bytes: one sentence and a reference.
const MaxReason = 256

var (
	_ sdk.HasValidateBasic = (*MsgAdjust)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks what can be known without the state. The cap of the day bounds the change further.
func (m *MsgAdjust) ValidateBasic() error {
	if err := checkAddress("authority", m.Authority); err != nil {
		return err
	}
	if err := checkAddress("address", m.Address); err != nil {
		return err
	}
	if !HasScore(m.Role) {
		return ErrInvalidRole.Wrap(m.Role.String())
	}
	if m.Change.IsNil() || m.Change.IsZero() {
		return ErrInvalidChange.Wrap("change is zero; give the points to add or, negative, to take off")
	}
	if most := MaxCap.QuoRaw(AdjustFraction); m.Change.Abs().GT(most) {
		return ErrInvalidChange.Wrapf("change is %s; no cap allows more than %s", m.Change, most)
	}
	if m.Reason == "" || len(m.Reason) > MaxReason {
		return ErrInvalidReason.Wrapf("reason has %d bytes; use 1 to %d", len(m.Reason), MaxReason)
	}
	if !utf8.ValidString(m.Reason) {
		return ErrInvalidReason.Wrap("reason is not UTF-8 text")
	}
	return nil
}

// ValidateBasic checks the parameters and the form of the signer.
func (m *MsgUpdateParams) ValidateBasic() error {
	if err := checkAddress("authority", m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func checkAddress(field, address string) error {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return ErrInvalidAddress.Wrapf("%s %q: %s", field, address, err)
	}
	return nil
}

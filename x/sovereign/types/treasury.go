package types

import (
	"strings"
	"unicode"
	"unicode/utf8"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// maxSpendReason: a sentence for the log, with a reference.
const maxSpendReason = 256

// maxSpendBits: 2^128 base units are more than any money has.
const maxSpendBits = 128

// ValidateBasic checks what needs no state.
func (m *MsgSpendTreasury) ValidateBasic() error {
	if _, err := sdk.AccAddressFromBech32(m.Authority); err != nil {
		return errorsmod.Wrapf(ErrInvalidAddress, "authority %q: %s", m.Authority, err)
	}
	if _, err := sdk.AccAddressFromBech32(m.Recipient); err != nil {
		return errorsmod.Wrapf(ErrInvalidAddress, "recipient %q: %s", m.Recipient, err)
	}
	if m.Amount.IsNil() || !m.Amount.IsPositive() || m.Amount.BigInt().BitLen() > maxSpendBits {
		return errorsmod.Wrapf(ErrInvalidSpend, "amount %s; give 1 base unit or more", m.Amount)
	}
	return validSpendReason(m.Reason)
}

// validSpendReason: 1 to 256 bytes on one line, since events and terminals print it as it is.
func validSpendReason(reason string) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return errorsmod.Wrap(ErrInvalidSpend, "say why in reason")
	case len(reason) > maxSpendReason:
		return errorsmod.Wrapf(ErrInvalidSpend, "reason has %d bytes, at most %d are allowed", len(reason), maxSpendReason)
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, unicode.IsControl):
		return errorsmod.Wrap(ErrInvalidSpend, "reason must be UTF-8 on one line without control characters")
	}
	return nil
}

package types

import (
	"time"
	"unicode/utf8"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// MaxReason bounds why the loops were frozen, in bytes: one sentence and a reference.
	MaxReason = 256
	// MaxOverride is a year: what shall hold for longer belongs into the loop's bounds.
	MaxOverride = 365 * 24 * time.Hour
	// maxOutput is the highest bound of any actuator.
	maxOutput = MaxSeatLock
)

var (
	_ sdk.HasValidateBasic = (*MsgSetLoop)(nil)
	_ sdk.HasValidateBasic = (*MsgRemoveLoop)(nil)
	_ sdk.HasValidateBasic = (*MsgOverride)(nil)
	_ sdk.HasValidateBasic = (*MsgFreeze)(nil)
	_ sdk.HasValidateBasic = (*MsgUpdateParams)(nil)
)

// ValidateBasic checks the loop and the form of the signer.
func (m *MsgSetLoop) ValidateBasic() error {
	if err := checkAuthority(m.Authority); err != nil {
		return err
	}
	return m.Loop.Validate()
}

// ValidateBasic checks the forms of the signer and the id.
func (m *MsgRemoveLoop) ValidateBasic() error {
	if err := checkAuthority(m.Authority); err != nil {
		return err
	}
	return checkLoopID(m.LoopId)
}

// ValidateBasic checks what can be known without the loop; its bounds bound the value further.
func (m *MsgOverride) ValidateBasic() error {
	if err := checkAuthority(m.Authority); err != nil {
		return err
	}
	if err := checkLoopID(m.LoopId); err != nil {
		return err
	}
	if m.Category != "" {
		if err := checkSlug("category", m.Category); err != nil {
			return ErrUnknownCategory.Wrap(err.Error())
		}
	}
	if m.Duration < 0 || m.Duration > MaxOverride || m.Duration%time.Millisecond != 0 {
		return ErrInvalidOverride.Wrapf("duration is %s; use 1ms to %s, or 0s to end an override", m.Duration, MaxOverride)
	}
	if m.Value > maxOutput {
		return ErrInvalidOverride.Wrapf("value is %d basis points; no loop goes above %d", m.Value, maxOutput)
	}
	if m.Duration == 0 && m.Value != 0 {
		return ErrInvalidOverride.Wrapf("value is %d with a duration of 0s, which ends an override and leaves the output as it is; use 0", m.Value)
	}
	return nil
}

// ValidateBasic checks the reason and the form of the signer.
func (m *MsgFreeze) ValidateBasic() error {
	if err := checkAuthority(m.Authority); err != nil {
		return err
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
	if err := checkAuthority(m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func checkAuthority(address string) error {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return ErrUnauthorized.Wrapf("authority %q: %s", address, err)
	}
	return nil
}

func checkLoopID(id string) error {
	if err := checkSlug("id", id); err != nil {
		return ErrUnknownLoop.Wrap(err.Error())
	}
	return nil
}

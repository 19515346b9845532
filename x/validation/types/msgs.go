package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxAmountBits bounds an amount in a message: 2^128 base units are more than any money has, and sums of a few of them
// never overflow 256 bits.
const MaxAmountBits = 128

// MaxRung bounds the rung of a message; a ladder has at most this many.
const MaxRung = 15

// ValidateBasic checks what can be checked without the state. The message server calls it again, for messages that come
// inside others skip the ante handler.
func (m *MsgBond) ValidateBasic() error {
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	return validateAmount(m.Amount)
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgUnbond) ValidateBasic() error {
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	return validateAmount(m.Amount)
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgJoinPool) ValidateBasic() error {
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	return ValidatePoolID(m.Pool)
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgLeavePool) ValidateBasic() error {
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	return ValidatePoolID(m.Pool)
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgCommitVote) ValidateBasic() error {
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	if err := validateRoundID(m.JobId, m.Rung); err != nil {
		return err
	}
	if len(m.Commitment) != HashLen {
		return ErrInvalidCommitment.Wrapf("it has %d bytes, it must have %d", len(m.Commitment), HashLen)
	}
	return nil
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgRevealVote) ValidateBasic() error {
	if err := validateAddress(m.Validator); err != nil {
		return err
	}
	if err := validateRoundID(m.JobId, m.Rung); err != nil {
		return err
	}
	if err := m.Vote.Validate(); err != nil {
		return ErrInvalidVote.Wrap(err.Error())
	}
	if len(m.Salt) != SaltLen {
		return ErrInvalidVote.Wrapf("salt has %d bytes, it must have %d", len(m.Salt), SaltLen)
	}
	return nil
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgUnjail) ValidateBasic() error { return validateAddress(m.Validator) }

// ValidateBasic checks what can be checked without the state.
func (m *MsgSetPool) ValidateBasic() error {
	if err := validateAddress(m.Authority); err != nil {
		return err
	}
	return m.Pool.Validate()
}

// ValidateBasic checks what can be checked without the state.
func (m *MsgUpdateParams) ValidateBasic() error {
	if err := validateAddress(m.Authority); err != nil {
		return err
	}
	return m.Params.Validate()
}

func validateAddress(address string) error {
	if _, err := sdk.AccAddressFromBech32(address); err != nil {
		return ErrInvalidAddress.Wrapf("%q: %s", address, err)
	}
	return nil
}

func validateAmount(amount math.Int) error {
	switch {
	case amount.IsNil():
		return ErrInvalidAmount.Wrap("amount is missing")
	case !amount.IsPositive():
		return ErrInvalidAmount.Wrapf("amount %s must be above 0", amount)
	case amount.BigInt().BitLen() > MaxAmountBits:
		return ErrInvalidAmount.Wrapf("amount has more than %d bits", MaxAmountBits)
	}
	return nil
}

func validateRoundID(jobID uint64, rung uint32) error {
	if jobID == 0 {
		return ErrInvalidRound.Wrap("job id is missing")
	}
	if rung > MaxRung {
		return ErrInvalidRound.Wrapf("rung %d is above %d", rung, MaxRung)
	}
	return nil
}

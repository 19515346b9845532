package types

import (
	"unicode/utf8"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// MaxReason bounds a removal's reason in bytes: a sentence or two.
	MaxReason = 256
	// RotationFee is what the rotation of a consensus key burns, in units of seat: the least that x/staking takes.
	RotationFee = 1
)

// MaxSupply bounds the seats in existence, in units: 10^15 are a consensus power of 10^9, far below what overflows
// CometBFT's total of 2^60.
var MaxSupply = math.NewInt(1_000_000_000_000_000)

// Seats is an amount of seats as coins; zero is no coin.
func Seats(amount math.Int) sdk.Coins { return sdk.NewCoins(sdk.NewCoin(SeatDenom, amount)) }

// ValidateAmount checks an amount of seats to issue.
func ValidateAmount(amount math.Int) error {
	if amount.IsNil() || !amount.IsPositive() {
		return errorsmod.Wrap(ErrInvalidAmount, "must be positive")
	}
	if amount.GT(MaxSupply) {
		return errorsmod.Wrapf(ErrInvalidAmount, "%s; at most %s", amount, MaxSupply)
	}
	return nil
}

// ValidateReason checks the text of a reason.
func ValidateReason(reason string) error {
	if reason == "" || len(reason) > MaxReason || !utf8.ValidString(reason) {
		return errorsmod.Wrapf(ErrInvalidReason, "%d bytes", len(reason))
	}
	return nil
}

// ParseAddress decodes an account address; field names it in the error.
func ParseAddress(field, address string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, errorsmod.Wrapf(ErrInvalidAddress, "%s %q: %s", field, address, err)
	}
	return addr, nil
}

package types

import (
	"strings"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

const (
	// BpsDenominator is the whole in basis points.
	BpsDenominator = 10_000
	// maxAmountDigits: 10^30 base units are 10^24 AGI, more than any nation's money, and below 2^100: a product with basis
	// points and milliseconds stays far from the 256 bits of math.Int.
	maxAmountDigits = 30
)

// MaxAmount is the largest amount that a message or a parameter may name, in base units.
func MaxAmount() math.Int { return math.NewIntWithDecimal(1, maxAmountDigits) }

// ParseAmount reads an amount that people type: decimal digits and nothing else, 0 to MaxAmount. Go's parser would read
// 0500 as an octal number and 0x10 as a hexadecimal one.
func ParseAmount(name, text string) (math.Int, error) {
	digits := strings.Trim(text, "0123456789") == "" && text != "" && (text == "0" || text[0] != '0')
	if !digits || len(text) > maxAmountDigits+1 {
		return math.Int{}, errorsmod.Wrapf(ErrAmount, "%s %.40q: write base units as a decimal number without leading zeros, at most 10^%d",
			name, text, maxAmountDigits)
	}
	amount, ok := math.NewIntFromString(text)
	if !ok {
		return math.Int{}, errorsmod.Wrapf(ErrAmount, "%s %q", name, text)
	}
	return amount, notAbove(name, amount)
}

// share returns amount·bps/10,000, floored. The caller names who gets the rest.
func share(amount math.Int, bps uint32) math.Int {
	return amount.MulRaw(int64(bps)).QuoRaw(BpsDenominator)
}

// orZero makes an amount that was never set usable.
func orZero(amount math.Int) math.Int {
	if amount.IsNil() {
		return math.ZeroInt()
	}
	return amount
}

// positive checks 1 ≤ amount ≤ MaxAmount.
func positive(name string, amount math.Int) error {
	if amount.IsNil() || !amount.IsPositive() {
		return errorsmod.Wrapf(ErrAmount, "%s must be at least 1 base unit", name)
	}
	return notAbove(name, amount)
}

// notNegative checks 0 ≤ amount ≤ MaxAmount; an amount that was never set is refused.
func notNegative(name string, amount math.Int) error {
	if amount.IsNil() || amount.IsNegative() {
		return errorsmod.Wrapf(ErrAmount, "%s must be set and not negative", name)
	}
	return notAbove(name, amount)
}

func notAbove(name string, amount math.Int) error {
	if amount.GT(MaxAmount()) {
		return errorsmod.Wrapf(ErrAmount, "%s is above 10^%d base units", name, maxAmountDigits)
	}
	return nil
}

// Total is payout + validation fee + protocol fee: what the employer locked.
func (e Escrow) Total() math.Int {
	return orZero(e.Payout).Add(orZero(e.ValidationFee)).Add(orZero(e.ProtocolFee))
}

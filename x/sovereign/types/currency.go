package types

import (
	"regexp"
	"strings"

	errorsmod "cosmossdk.io/errors"
)

const (
	// BondDenom is the denomination of consensus power. It is issued by genesis and the authority only: money buys no
	// consensus power, so it is never the currency.
	BondDenom = "seat"
	// MaxExponent leaves room for 10^18 display units times 10^18 in a 256-bit amount many times over, and is what
	// wallets can show.
	MaxExponent = 18
)

// A base denomination is what x/bank accepts and every wallet, shell and URL takes unquoted: lower case, short.
var (
	baseRule    = regexp.MustCompile(`^[a-z][a-z0-9]{2,15}$`)
	displayRule = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{2,15}$`)
)

// DefaultCurrency is the currency of a nation that names none: 1 AGI = 1,000,000 uagi.
func DefaultCurrency() Currency { return Currency{Base: "uagi", Display: "AGI", Exponent: 6} }

// Validate checks the rules of denominations.
func (c Currency) Validate() error {
	if !baseRule.MatchString(c.Base) {
		return errorsmod.Wrapf(ErrInvalidCurrency, "base %q; use 3 to 16 of a-z and 0-9, a letter first", c.Base)
	}
	if !displayRule.MatchString(c.Display) {
		return errorsmod.Wrapf(ErrInvalidCurrency, "display %q; use 3 to 16 letters and digits, a letter first", c.Display)
	}
	if strings.EqualFold(c.Base, BondDenom) || strings.EqualFold(c.Display, BondDenom) {
		return errorsmod.Wrapf(ErrInvalidCurrency, "%q is the denomination of consensus power; choose another", BondDenom)
	}
	if c.Exponent > MaxExponent {
		return errorsmod.Wrapf(ErrInvalidCurrency, "exponent %d; at most %d", c.Exponent, MaxExponent)
	}
	// x/bank's metadata allows one name per power of ten.
	if (c.Exponent == 0) != (c.Base == c.Display) {
		return errorsmod.Wrapf(ErrInvalidCurrency,
			"base %q and display %q with exponent %d; they are one name if and only if the exponent is 0", c.Base, c.Display, c.Exponent)
	}
	return nil
}

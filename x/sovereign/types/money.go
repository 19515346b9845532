package types

import (
	"regexp"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// moduleRule is what module names look like: a record is written by code, so this only catches a programming error.
var moduleRule = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// NewMoneyRecord returns an empty record.
func NewMoneyRecord(module string) MoneyRecord {
	return MoneyRecord{Module: module, Minted: math.ZeroInt(), Burned: math.ZeroInt()}
}

// Validate checks one record.
func (r MoneyRecord) Validate() error {
	if err := ValidateModule(r.Module); err != nil {
		return err
	}
	if r.Minted.IsNil() || r.Minted.IsNegative() || r.Burned.IsNil() || r.Burned.IsNegative() {
		return errorsmod.Wrapf(ErrInvalidAmount, "record of %s: minted and burned are 0 or more", r.Module)
	}
	return nil
}

// ValidateModule checks a module's name.
func ValidateModule(name string) error {
	if !moduleRule.MatchString(name) {
		return errorsmod.Wrapf(ErrInvalidAmount, "module name %q", name)
	}
	return nil
}

// ValidateAmount refuses what cannot be minted or burnt; zero is allowed and changes nothing.
func ValidateAmount(amount math.Int) error {
	if amount.IsNil() || amount.IsNegative() {
		return errorsmod.Wrapf(ErrInvalidAmount, "%s; it must be 0 or more", amount)
	}
	return nil
}

// Totals sums records, in base units.
func Totals(records []MoneyRecord) (minted, burned math.Int) {
	minted, burned = math.ZeroInt(), math.ZeroInt()
	for _, r := range records {
		minted, burned = minted.Add(r.Minted), burned.Add(r.Burned)
	}
	return minted, burned
}

// CheckSupply states the law of money: genesis + minted - burned = supply.
func CheckSupply(genesis math.Int, records []MoneyRecord, supply math.Int) error {
	minted, burned := Totals(records)
	if want := genesis.Add(minted).Sub(burned); !want.Equal(supply) {
		return errorsmod.Wrapf(ErrSupply, "genesis %s + minted %s - burned %s = %s, but the supply is %s",
			genesis, minted, burned, want, supply)
	}
	return nil
}

package types

import errorsmod "cosmossdk.io/errors"

// Errors of the change log and of the treasury.
var (
	// ErrChangeLog is returned for parameters that cannot be compared.
	ErrChangeLog = errorsmod.Register(ModuleName, 60, "the parameters cannot be compared")
	// ErrInvalidSpend is returned for a payment out of the treasury that breaks a rule.
	ErrInvalidSpend = errorsmod.Register(ModuleName, 61, "invalid payment out of the treasury")
	// ErrRecipient is returned for a recipient that takes no payments: an account of the chain itself.
	ErrRecipient = errorsmod.Register(ModuleName, 62, "this account takes no payments")
	// ErrTreasury is returned when the treasury holds less than is to be paid.
	ErrTreasury = errorsmod.Register(ModuleName, 63, "the treasury does not hold that much")
)

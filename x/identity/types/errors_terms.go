package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with terms of participation, transfers or the lock of the admissions.
var (
	ErrInvalidTerms      = errorsmod.Register(ModuleName, 130, "invalid terms of participation")
	ErrNoTerms           = errorsmod.Register(ModuleName, 131, "this chain has no terms of participation")
	ErrTermsVersion      = errorsmod.Register(ModuleName, 132, "acknowledge the newest version of the terms, or the one that is required now")
	ErrTermsAcknowledged = errorsmod.Register(ModuleName, 133, "participant has acknowledged these terms already")
	ErrTransferPolicy    = errorsmod.Register(ModuleName, 134, "the transfer policy of this chain is PARTICIPANTS_ONLY")
	ErrAlreadyLocked     = errorsmod.Register(ModuleName, 139, "the wiring of admissions is locked already, for good")
)

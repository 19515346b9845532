package types

import errorsmod "cosmossdk.io/errors"

var (
	// ErrUnauthorized is returned to a sender who is not the authority.
	ErrUnauthorized = errorsmod.Register(ModuleName, 2, "only the authority may do this; send it as a council proposal")
	// ErrInvalidParams is returned for parameters out of bounds.
	ErrInvalidParams = errorsmod.Register(ModuleName, 3, "invalid parameters")
	// ErrInvalidCurrency is returned for a currency that breaks a rule of denominations.
	ErrInvalidCurrency = errorsmod.Register(ModuleName, 4, "invalid currency")
	// ErrInvalidAmount is returned for a mint or burn that is not a positive number.
	ErrInvalidAmount = errorsmod.Register(ModuleName, 5, "invalid amount")
	// ErrInvalidGenesis is returned for a genesis that contradicts itself or the bank's supply.
	ErrInvalidGenesis = errorsmod.Register(ModuleName, 6, "invalid genesis of x/sovereign")
	// ErrInvalidAddress is returned for a string that is no account address of this chain.
	ErrInvalidAddress = errorsmod.Register(ModuleName, 7, "invalid address")
	// ErrSupply is returned when genesis + minted - burned differs from the supply.
	ErrSupply = errorsmod.Register(ModuleName, 8, "supply is not what was minted and burnt")
)

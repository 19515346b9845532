package types

import errorsmod "cosmossdk.io/errors"

var (
	// ErrUnauthorized says: the signer is not the authority.
	ErrUnauthorized = errorsmod.Register(ModuleName, 2, "only the authority may do this; submit it as a council proposal")
	// ErrInvalidParams says: a parameter or a relation between parameters is out of bounds.
	ErrInvalidParams = errorsmod.Register(ModuleName, 3, "invalid parameters")
	// ErrInvalidRole says: the role has no score.
	ErrInvalidRole = errorsmod.Register(ModuleName, 4, "no score is kept in this role; use ROLE_AGENT, ROLE_VALIDATOR or ROLE_EMPLOYER")
	// ErrInvalidAddress says: not a bech32 account address of this chain.
	ErrInvalidAddress = errorsmod.Register(ModuleName, 5, "invalid address")
	// ErrInvalidChange says: a correction is zero or larger than a tenth of the cap.
	ErrInvalidChange = errorsmod.Register(ModuleName, 6, "invalid change")
	// ErrInvalidReason says: a correction's reason is empty, too long or no text.
	ErrInvalidReason = errorsmod.Register(ModuleName, 7, "invalid reason")
	// ErrInvalidGenesis says: the genesis state contradicts itself.
	ErrInvalidGenesis = errorsmod.Register(ModuleName, 8, "invalid genesis")
	// ErrInvalidJob says: a job reached the hook without what its score needs.
	ErrInvalidJob = errorsmod.Register(ModuleName, 9, "job cannot be scored")
	// ErrInvalidCategory says: no score is kept in that category.
	ErrInvalidCategory = errorsmod.Register(ModuleName, 10, "invalid category")
)

package types

import errorsmod "cosmossdk.io/errors"

var (
	// ErrUnauthorized says: the signer is not the authority.
	ErrUnauthorized = errorsmod.Register(ModuleName, 2, "only the authority may do this; submit it as a council proposal")
	// ErrInvalidParams says: a parameter or a relation between parameters is out of bounds.
	ErrInvalidParams = errorsmod.Register(ModuleName, 3, "invalid parameters")
	// ErrInvalidLoop says: a field of a loop or a relation between two is out of bounds.
	ErrInvalidLoop = errorsmod.Register(ModuleName, 4, "invalid loop")
	// ErrUnknownLoop says: there is no loop of that id.
	ErrUnknownLoop = errorsmod.Register(ModuleName, 5, "no loop has this id; see the query loops")
	// ErrActuatorTaken says: another loop turns the same thing.
	ErrActuatorTaken = errorsmod.Register(ModuleName, 6, "another loop turns this already; change or remove that one")
	// ErrUnknownCategory says: the loop steers no such category.
	ErrUnknownCategory = errorsmod.Register(ModuleName, 7, "the loop does not steer this category")
	// ErrInvalidOverride says: the value or the duration of an override is out of bounds.
	ErrInvalidOverride = errorsmod.Register(ModuleName, 8, "invalid override")
	// ErrNotOverridden says: there is no override to end.
	ErrNotOverridden = errorsmod.Register(ModuleName, 9, "this output is not overridden")
	// ErrInvalidReason says: a reason is empty, too long or no text.
	ErrInvalidReason = errorsmod.Register(ModuleName, 10, "invalid reason")
	// ErrFrozen says: the loops are as asked already.
	ErrFrozen = errorsmod.Register(ModuleName, 11, "the loops are so already")
	// ErrInvalidGenesis says: the genesis state contradicts itself.
	ErrInvalidGenesis = errorsmod.Register(ModuleName, 12, "invalid genesis")
	// ErrNoStep says: that step is not kept.
	ErrNoStep = errorsmod.Register(ModuleName, 13, "no such step is kept; see the query history")
	// ErrTooManyLoops says: there are as many loops as there may be.
	ErrTooManyLoops = errorsmod.Register(ModuleName, 14, "too many loops; remove one")
	// ErrStep says: a step could not be reckoned; the loop stands where it was.
	ErrStep = errorsmod.Register(ModuleName, 15, "step cannot be reckoned")
	// ErrEmission says: minted money does not add up.
	ErrEmission = errorsmod.Register(ModuleName, 16, "emission does not add up")
	// ErrCategoryNeeded says: the loop steers several categories and none was named.
	ErrCategoryNeeded = errorsmod.Register(ModuleName, 17, "say which with --category")
)

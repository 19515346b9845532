package types

import errorsmod "cosmossdk.io/errors"

var (
	// ErrPaused is returned for an entry message that the brake holds.
	ErrPaused = errorsmod.Register(ModuleName, 20, "paused")
	// ErrNotGuardian is returned to a sender who is neither a guardian nor the authority.
	ErrNotGuardian = errorsmod.Register(ModuleName, 21, "only a guardian or the authority may pause")
	// ErrInvalidPause is returned for a pause or resume that names nothing, too much, or no reason.
	ErrInvalidPause = errorsmod.Register(ModuleName, 22, "invalid pause")
	// ErrAlreadyPaused is returned for a pause of what is held already.
	ErrAlreadyPaused = errorsmod.Register(ModuleName, 23, "already paused")
	// ErrNotPaused is returned for a resume of what is not held.
	ErrNotPaused = errorsmod.Register(ModuleName, 24, "not paused")
	// ErrBudget is returned to a guardian when the shared budget is used up.
	ErrBudget = errorsmod.Register(ModuleName, 25, "the guardians' budget is used up")
	// ErrBarred is returned to a guardian whose pause the council has ended early in this cooldown.
	ErrBarred = errorsmod.Register(ModuleName, 26, "the council has ended your pause early; leave the rest of the budget to the others")
	// ErrNotPausable is returned for a type that is no entry message: duty, exit and authority messages always run.
	ErrNotPausable = errorsmod.Register(ModuleName, 27, "only entry messages can be paused")
	// ErrInvalidGuardians is returned for a list of guardians that breaks a bound.
	ErrInvalidGuardians = errorsmod.Register(ModuleName, 28, "invalid guardians")
	// ErrBrake is returned when the state of the brake contradicts itself.
	ErrBrake = errorsmod.Register(ModuleName, 29, "the state of the brake contradicts itself")
)

package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with the rotation of a key.
var (
	ErrInvalidKey         = errorsmod.Register(ModuleName, 140, "invalid public key; give a secp256k1 key of 33 bytes, no multisig")
	ErrNoAgent            = errorsmod.Register(ModuleName, 141, "only the key of an AI agent is rotated; others are admitted under a new address")
	ErrNotResponsible     = errorsmod.Register(ModuleName, 142, "only who answers for the AI agent rotates its key")
	ErrSameKey            = errorsmod.Register(ModuleName, 143, "this key signs for the AI agent already")
	ErrNoControllerKey    = errorsmod.Register(ModuleName, 144, "the key of this address was never rotated: its own key signs")
	ErrResponsibleFixed   = errorsmod.Register(ModuleName, 145, "only the authority changes who answers for an AI agent, since that participant can replace its key")
	ErrRotationNotAllowed = errorsmod.Register(ModuleName, 146, "the AI agent has not agreed to have its key replaced; it sends `agijobsd tx identity allow-rotation`")
)

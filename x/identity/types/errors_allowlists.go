package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with an allow list or with a proof for one.
var (
	ErrUnknownAllowlist = errorsmod.Register(ModuleName, 60, "role has no allow list; the authority sets one")
	ErrOldProof         = errorsmod.Register(ModuleName, 61, "proof is not for the list in force")
	ErrInvalidProof     = errorsmod.Register(ModuleName, 62, "invalid Merkle proof")
	ErrWrongProof       = errorsmod.Register(ModuleName, 63, "proof does not lead to the root: it is for another address, role, chain or list")
)

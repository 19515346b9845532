package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with an attestation.
var (
	ErrInvalidAttestation  = errorsmod.Register(ModuleName, 110, "invalid attestation")
	ErrNotRepresentative   = errorsmod.Register(ModuleName, 111, "only a representative of the organisation attests for it")
	ErrTooManyAttestations = errorsmod.Register(ModuleName, 112, "the name has as many live attestations as it may; revoke one first")
	ErrUnknownAttestation  = errorsmod.Register(ModuleName, 113, "no such attestation")
	ErrAttestationEnd      = errorsmod.Register(ModuleName, 114, "invalid end of an attestation")
	ErrAttestationNarrower = errorsmod.Register(ModuleName, 115, "a new attestation of the same key gives no less than the one before; revoke that first")
)

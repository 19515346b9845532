package types

import errorsmod "cosmossdk.io/errors"

var (
	// ErrNotFound says: the job has no certificate.
	ErrNotFound = errorsmod.Register(ModuleName, 2, "no such certificate; only a COMPLETED job has one")
	// ErrMinted says: the job has its certificate already.
	ErrMinted = errorsmod.Register(ModuleName, 3, "the job has its certificate already")
	// ErrNotCompleted says: the job has not ended as COMPLETED, or lacks what a certificate states.
	ErrNotCompleted = errorsmod.Register(ModuleName, 4, "the job cannot be certified")
	// ErrNotOwner says: the signer does not own the certificate.
	ErrNotOwner = errorsmod.Register(ModuleName, 5, "only the owner may transfer a certificate")
	// ErrRecipient says: the recipient may not receive certificates.
	ErrRecipient = errorsmod.Register(ModuleName, 6, "the recipient may not receive certificates")
	// ErrInvalidAddress says: not a bech32 account address of this chain.
	ErrInvalidAddress = errorsmod.Register(ModuleName, 7, "invalid address")
	// ErrInvalidJobID says: a job id is zero.
	ErrInvalidJobID = errorsmod.Register(ModuleName, 8, "invalid job id")
	// ErrCorrupt says: an NFT of the class is not a certificate.
	ErrCorrupt = errorsmod.Register(ModuleName, 9, "not a certificate")
)

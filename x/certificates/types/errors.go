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
	ErrNotOwner = errorsmod.Register(ModuleName, 5, "only the owner may transfer a certificate, offer it or take the offer back")
	// ErrRecipient says: the recipient may not receive certificates.
	ErrRecipient = errorsmod.Register(ModuleName, 6, "the recipient may not receive certificates")
	// ErrInvalidAddress says: not a bech32 account address of this chain.
	ErrInvalidAddress = errorsmod.Register(ModuleName, 7, "invalid address")
	// ErrInvalidJobID says: a job id is zero.
	ErrInvalidJobID = errorsmod.Register(ModuleName, 8, "invalid job id")
	// ErrCorrupt says: an NFT of the class is not a certificate.
	ErrCorrupt = errorsmod.Register(ModuleName, 9, "not a certificate")
	// ErrSource says: a certificate builds on one that does not exist, or on itself.
	ErrSource = errorsmod.Register(ModuleName, 10, "a certificate builds on certificates that exist before it")
	// ErrBound says: the category keeps certificates with their owner.
	ErrBound = errorsmod.Register(ModuleName, 11, "the certificate is bound: its category keeps it with its owner")
	// ErrRevoked says: the authority has revoked the certificate.
	ErrRevoked = errorsmod.Register(ModuleName, 12, "the certificate is revoked")
	// ErrNotListed says: nobody offers the certificate.
	ErrNotListed = errorsmod.Register(ModuleName, 13, "the certificate is not for sale; see query certificates listings")
	// ErrPrice says: a price is out of bounds.
	ErrPrice = errorsmod.Register(ModuleName, 14, "invalid price")
	// ErrBuyer says: the buyer may not buy the certificate.
	ErrBuyer = errorsmod.Register(ModuleName, 15, "the buyer may not buy the certificate")
	// ErrSeller says: the seller may not sell now.
	ErrSeller = errorsmod.Register(ModuleName, 16, "the seller may not sell; the offer stands until he may again or takes it back")
	// ErrAuthority says: only the owner's council may.
	ErrAuthority = errorsmod.Register(ModuleName, 17, "only the authority may do that")
	// ErrText says: a text is empty, too long or not readable.
	ErrText = errorsmod.Register(ModuleName, 18, "invalid text")
	// ErrGenesis says: the genesis state contradicts itself or the certificates in x/nft.
	ErrGenesis = errorsmod.Register(ModuleName, 19, "invalid genesis of certificates")
	// ErrMoney says: a sale did not pay out what it took in. It is undone, and the buyer has everything back.
	ErrMoney = errorsmod.Register(ModuleName, 20, "the sale does not add up")
	// ErrMaxPrice says: the certificate costs more than the buyer would pay.
	ErrMaxPrice = errorsmod.Register(ModuleName, 21, "the price is above max_price; look it up and buy again")
)

package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with an issuer's key.
var (
	ErrInvalidIssuerKey = errorsmod.Register(ModuleName, 70, "invalid issuer key")
	ErrPrivateKey       = errorsmod.Register(ModuleName, 71, "this is a private key: it must never leave its owner; take it out of use, make a new one and send only its public part")
	ErrKeyChange        = errorsmod.Register(ModuleName, 72, "the key under a kid never changes; register the new key under a new kid")
	ErrUnknownKey       = errorsmod.Register(ModuleName, 73, "the chain trusts no key with this kid; the authority can register it")
)

// What is wrong with a token.
var (
	ErrTokenFormat       = errorsmod.Register(ModuleName, 74, "this is no compact JWS")
	ErrTokenHeader       = errorsmod.Register(ModuleName, 75, "the header of a token holds alg, kid and perhaps typ \"JWT\", and nothing else")
	ErrTokenAlgorithm    = errorsmod.Register(ModuleName, 76, "the algorithm of a token is that of its registered key: EdDSA for Ed25519, ES256 for P-256")
	ErrTokenSignature    = errorsmod.Register(ModuleName, 77, "the signature of the token is not that of the registered key")
	ErrTokenClaims       = errorsmod.Register(ModuleName, 78, "invalid claims of the token")
	ErrTokenUnknownClaim = errorsmod.Register(ModuleName, 79, "a token must not carry claims that the chain does not use; issue it without this claim")
	ErrTokenIssuer       = errorsmod.Register(ModuleName, 80, "the claim iss is not the issuer that the key is registered for")
	ErrTokenSubject      = errorsmod.Register(ModuleName, 81, "the token was issued for another address")
	ErrTokenAudience     = errorsmod.Register(ModuleName, 82, "the token was issued for another chain")
	ErrTokenNotYet       = errorsmod.Register(ModuleName, 83, "the token is not valid yet; send it later")
	ErrTokenExpired      = errorsmod.Register(ModuleName, 84, "the token has expired; ask the issuer for a new one")
	ErrTokenLifetime     = errorsmod.Register(ModuleName, 85, "the token lives longer than the chain allows (parameter token_max_lifetime); ask the issuer for a shorter one")
	ErrTokenUsed         = errorsmod.Register(ModuleName, 86, "the token was used already; ask the issuer for a new one")
	ErrTokenUntil        = errorsmod.Register(ModuleName, 87, "invalid end of what the token grants")
)

package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with a credential or its type.
var (
	ErrInvalidCredentialType  = errorsmod.Register(ModuleName, 120, "invalid type of credential")
	ErrUnknownCredentialType  = errorsmod.Register(ModuleName, 121, "unknown type of credential; the authority registers types")
	ErrInactiveCredentialType = errorsmod.Register(ModuleName, 122, "this type of credential is not active: none is issued and none counts")
	ErrTooManyTypes           = errorsmod.Register(ModuleName, 123, "no more types of credentials; change one that is no longer needed")
	ErrNotIssuer              = errorsmod.Register(ModuleName, 124, "sender may not issue credentials of this type; the authority names its issuers")
	ErrInvalidCredential      = errorsmod.Register(ModuleName, 125, "invalid credential")
	ErrUnknownCredential      = errorsmod.Register(ModuleName, 126, "participant has no credential of this type")
	ErrCredentialRevoked      = errorsmod.Register(ModuleName, 127, "credential is revoked; only who revoked it or the authority issues it again, by message")
	ErrCredentialExpired      = errorsmod.Register(ModuleName, 128, "credential has expired; ask an issuer of its type for a new one")
	ErrCredentialLifetime     = errorsmod.Register(ModuleName, 129, "credential would last longer than its type allows")
)

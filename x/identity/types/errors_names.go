package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with a name or a role root.
var (
	ErrInvalidName     = errorsmod.Register(ModuleName, 90, "invalid name; write labels of a-z, 0-9 and '-' joined by '.', such as acme.agent.gov")
	ErrUnknownName     = errorsmod.Register(ModuleName, 91, "no such name")
	ErrNameTaken       = errorsmod.Register(ModuleName, 92, "name is registered; choose another")
	ErrNameGrace       = errorsmod.Register(ModuleName, 93, "name has expired but can still be renewed, so nobody else may register it")
	ErrNameExpired     = errorsmod.Register(ModuleName, 94, "name has expired; who owns its parent can renew it")
	ErrNameRevoked     = errorsmod.Register(ModuleName, 95, "name is revoked; it has to be registered anew")
	ErrNameOrphaned    = errorsmod.Register(ModuleName, 96, "the name above was registered anew since; register this one anew as well")
	ErrNotParentOwner  = errorsmod.Register(ModuleName, 97, "only the owner of the parent or the authority may do this")
	ErrNotNameOwner    = errorsmod.Register(ModuleName, 98, "only the owner of the name may do this")
	ErrNotController   = errorsmod.Register(ModuleName, 99, "the name does not stand for this applicant; its owner can set the controller")
	ErrNameEnd         = errorsmod.Register(ModuleName, 100, "invalid end of a name")
	ErrNameOver        = errorsmod.Register(ModuleName, 101, "the time to renew the name is over; register it anew")
	ErrNameUnchanged   = errorsmod.Register(ModuleName, 102, "the name has this already")
	ErrNoRoleRoot      = errorsmod.Register(ModuleName, 103, "the parent of this name is no role root, so the name grants no role")
	ErrInvalidRoleRoot = errorsmod.Register(ModuleName, 104, "invalid role root")
	ErrRoleRootName    = errorsmod.Register(ModuleName, 105, "the name is a role root; only the authority gives it to another, by revoking it and registering it anew")
)

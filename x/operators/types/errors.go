package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with a message of this module.
var (
	ErrUnauthorized    = errorsmod.Register(ModuleName, 2, "only the authority may do this; send it as a council proposal")
	ErrInvalidParams   = errorsmod.Register(ModuleName, 3, "invalid parameters")
	ErrInvalidAddress  = errorsmod.Register(ModuleName, 4, "invalid address")
	ErrInvalidAmount   = errorsmod.Register(ModuleName, 5, "invalid amount of seats")
	ErrInvalidReason   = errorsmod.Register(ModuleName, 6, "invalid reason; give 1 to 256 bytes of text")
	ErrInvalidGenesis  = errorsmod.Register(ModuleName, 7, "invalid genesis of x/operators")
	ErrUnknownOperator = errorsmod.Register(ModuleName, 8, "unknown operator; the authority grants the first seats")
)

// What the set of operators does not allow.
var (
	ErrNotOperator      = errorsmod.Register(ModuleName, 20, "sender is no node operator; the authority grants the role NODE_OPERATOR")
	ErrRemoved          = errorsmod.Register(ModuleName, 21, "operator has been removed; it can be granted seats again when the old ones are burnt")
	ErrTooFewOperators  = errorsmod.Register(ModuleName, 22, "too few operators would be left with consensus power; let another one join first")
	ErrTooMuchPower     = errorsmod.Register(ModuleName, 23, "more than a third of the consensus power would leave in one block; remove fewer operators at once")
	ErrTooManyOperators = errorsmod.Register(ModuleName, 24, "there are as many operators as max_validators of x/staking; raise it first")
	ErrSelfOnly         = errorsmod.Register(ModuleName, 25, "operators delegate to themselves only")
	ErrDisabled         = errorsmod.Register(ModuleName, 26, "message is disabled on this chain")
	ErrSeatTransfer     = errorsmod.Register(ModuleName, 27, "seats cannot be sent; the authority grants them")
	ErrTombstoned       = errorsmod.Register(ModuleName, 29, "consensus key has signed twice and is banned for ever; make a new one")
	ErrSeatFee          = errorsmod.Register(ModuleName, 28, "fees cannot be paid in seats; pay in the chain's money")
)

// What parameters of the SDK's modules may not be.
var (
	ErrStakingParams   = errorsmod.Register(ModuleName, 40, "parameters of x/staking refused")
	ErrSlashingParams  = errorsmod.Register(ModuleName, 41, "parameters of x/slashing refused")
	ErrGovParams       = errorsmod.Register(ModuleName, 42, "parameters of x/gov refused")
	ErrConsensusParams = errorsmod.Register(ModuleName, 43, "consensus parameters refused")
	ErrProposalClosed  = errorsmod.Register(ModuleName, 44, "proposal is decided; it cannot be cancelled")

	ErrAuthParams         = errorsmod.Register(ModuleName, 45, "parameters of x/auth refused")
	ErrDistributionParams = errorsmod.Register(ModuleName, 46, "parameters of x/distribution refused")
)

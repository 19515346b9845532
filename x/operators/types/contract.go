package types

import (
	"context"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// AccountKeeper tells which addresses are module accounts.
type AccountKeeper interface {
	GetModulePermissions() map[string]authtypes.PermissionsForAddress
}

// BankKeeper issues, moves and burns seats.
type BankKeeper interface {
	MintCoins(ctx context.Context, module string, amt sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amt sdk.Coins) error
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	GetSupply(ctx context.Context, denom string) sdk.Coin
	DenomOwners(ctx context.Context, req *banktypes.QueryDenomOwnersRequest) (*banktypes.QueryDenomOwnersResponse, error)
}

// StakingKeeper is the consensus power of validators.
type StakingKeeper interface {
	GetParams(ctx context.Context) (stakingtypes.Params, error)
	PowerReduction(ctx context.Context) math.Int
	GetLastValidatorPower(ctx context.Context, operator sdk.ValAddress) (int64, error)
	GetValidator(ctx context.Context, addr sdk.ValAddress) (stakingtypes.Validator, error)
	GetValidatorByConsAddr(ctx context.Context, cons sdk.ConsAddress) (stakingtypes.Validator, error)
	GetDelegation(ctx context.Context, del sdk.AccAddress, val sdk.ValAddress) (stakingtypes.Delegation, error)
	GetAllDelegations(ctx context.Context) ([]stakingtypes.Delegation, error)
	GetUnbondingDelegation(ctx context.Context, del sdk.AccAddress, val sdk.ValAddress) (stakingtypes.UnbondingDelegation, error)
	IterateUnbondingDelegations(ctx context.Context, fn func(index int64, ubd stakingtypes.UnbondingDelegation) (stop bool)) error
	PendingConsKeyRotations(ctx context.Context) (stakingkeeper.PendingRotations, error)
	Jail(ctx context.Context, cons sdk.ConsAddress) error
	Unbond(ctx context.Context, del sdk.AccAddress, val sdk.ValAddress, shares math.LegacyDec) (math.Int, error)
	SetUnbondingDelegationEntry(ctx context.Context, del sdk.AccAddress, val sdk.ValAddress, height int64, minTime time.Time,
		balance math.Int) (stakingtypes.UnbondingDelegation, error)
	InsertUBDQueue(ctx context.Context, ubd stakingtypes.UnbondingDelegation, completion time.Time) error
}

// IdentityKeeper tells who holds the role NODE_OPERATOR.
type IdentityKeeper interface {
	// Authorize returns an error that says why a participant may not start new business in a role.
	Authorize(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) error
	// Participant returns a participant in any standing.
	Participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error)
}

// ConsensusParams reads the stored consensus parameters: those in the context are the last block's.
type ConsensusParams interface {
	Get(ctx context.Context) (cmtproto.ConsensusParams, error)
}

// Currency names the chain's money.
type Currency interface {
	Denom(ctx context.Context) (string, error)
}

// ClosedProposals is what cancelling a proposal asks of the owner council.
type ClosedProposals interface {
	// ClosedProposal tells whether the council has decided a proposal that x/gov has not tallied yet.
	ClosedProposal(ctx context.Context, id uint64) (bool, error)
	// RequireMember refuses who has no accepted seat in the council now.
	RequireMember(ctx context.Context, addr sdk.AccAddress) error
}

// Tombstones tells whether a consensus key has signed two blocks of a height.
type Tombstones interface {
	IsTombstoned(ctx context.Context, cons sdk.ConsAddress) bool
}

package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// StakeReader tells whether a module holds stake or escrow of a participant: only the authority may revoke one who has.
type StakeReader interface {
	HasStake(ctx context.Context, addr sdk.AccAddress) (bool, error)
}

// StatusHooks are called in EndBlock of the block of a revocation, each in a branch of the state of its own.
type StatusHooks interface {
	AfterRevoked(ctx context.Context, addr sdk.AccAddress) error
}

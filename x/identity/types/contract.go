package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// AccountKeeper is what x/identity needs of x/auth: an admission creates the account.
type AccountKeeper interface {
	HasAccount(ctx context.Context, addr sdk.AccAddress) bool
	GetAccount(ctx context.Context, addr sdk.AccAddress) sdk.AccountI
	NewAccountWithAddress(ctx context.Context, addr sdk.AccAddress) sdk.AccountI
	SetAccount(ctx context.Context, acc sdk.AccountI)
	// GetModulePermissions lists the module accounts: they are no participants.
	GetModulePermissions() map[string]authtypes.PermissionsForAddress
}

// StakeReader tells whether a module holds stake or escrow of a participant: only the authority may revoke one who has.
type StakeReader interface {
	HasStake(ctx context.Context, addr sdk.AccAddress) (bool, error)
}

// Protector tells who holds an office of the nation (council, guardians): no desk of x/identity may suspend or revoke them.
type Protector interface {
	Protected(ctx context.Context, addr sdk.AccAddress) (bool, error)
}

// StatusHooks are called in EndBlock of the block of a revocation, each in a branch of the state of its own.
type StatusHooks interface {
	AfterRevoked(ctx context.Context, addr sdk.AccAddress) error
}

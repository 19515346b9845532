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

// maxHookError bounds the text of a failed hook in an event.
const maxHookError = 256

// EndBlocker tells the other modules of this block's revocations, and forgets tokens that have expired. The journal is drained whole: each entry is one message
// of the block, so the block's gas bounds it.
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
	return k.pruneTokens(ctx)
}

func (k *Keeper) afterRevoked(ctx sdk.Context, e journal.Entry) error {
	for _, hook := range k.hooks {
		failed := cached.Run(ctx, func(branch sdk.Context) error { return hook.AfterRevoked(branch, e.Address) })
		if failed == nil {
			continue
		}
		text := fmt.Sprintf("%.*s", maxHookError, failed.Error())
		if err := emit(ctx, &types.EventHookFailed{Address: e.Address.String(), Error: text}); err != nil {
			return err
		}
	}
	return nil
}

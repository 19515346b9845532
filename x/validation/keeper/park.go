package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Names of the items of EndBlock, as they stand in EventItemFailed.
const (
	itemJournal   = "journal"
	itemDraw      = "draw"
	itemClose     = "close"
	itemUnbonding = "unbonding"
	itemWeight    = "weight"
	itemSlash     = "slash"
)

// park puts an item off that has failed and reports it. When its record cannot even be put off, drop takes it out of the
// queue, so that it does not cost every block its time; the record stays where it is, for a fixed binary.
func (k *Keeper) park(
	ctx sdk.Context, event types.EventItemFailed, failed error,
	putOff func(ctx sdk.Context, event *types.EventItemFailed) error, drop func(ctx sdk.Context) error,
) error {
	if err := cached.Run(ctx, func(ctx sdk.Context) error { return putOff(ctx, &event) }); err != nil {
		failed = fmt.Errorf("%w; dropped from the queue: %w", failed, err)
		if err := drop(ctx); err != nil {
			return err
		}
	}
	return k.report(ctx, event, failed)
}

// report tells of an item that has failed.
func (k *Keeper) report(ctx sdk.Context, event types.EventItemFailed, failed error) error {
	event.Error = bounded(failed.Error())
	ctx.Logger().Error("item of EndBlock failed", "module", types.ModuleName, "item", event.Item, "job", event.JobId, "error", event.Error)
	return typedevent.Emit(ctx, &event)
}

// maxErrorLen bounds an error's text in an event, in bytes.
const maxErrorLen = 512

func bounded(text string) string { return text[:min(len(text), maxErrorLen)] }

// firstKeys returns the first keys of a range of a queue, at most limit. They are read before anything is changed, for a
// collection must not change while it is walked.
func firstKeys[K any](ctx context.Context, queue collections.KeySet[K], within collections.Ranger[K], limit uint32) ([]K, error) {
	var keys []K
	err := queue.Walk(ctx, within, func(key K) (bool, error) {
		keys = append(keys, key)
		return uint32(len(keys)) >= limit, nil
	})
	return keys, err
}

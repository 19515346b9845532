package keeper

import (
	"context"
	"strings"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/x/operators/types"
)

const (
	// retryAfter is when a removal that could not end is tried again.
	retryAfter = time.Hour
	// maxError bounds the text of an error in an event, in bytes.
	maxError = 256
)

// dueKey is a removal's place in the queue.
type dueKey = collections.Pair[int64, sdk.AccAddress]

// EndBlocker ends the removals that have matured. It runs after x/staking, which pays the unbonded seats out first.
func (k *Keeper) EndBlocker(ctx context.Context) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	due, err := k.due(ctx, sdkCtx.BlockTime())
	if err != nil {
		return err
	}
	for _, key := range due {
		failure := cached.Run(sdkCtx, func(ctx sdk.Context) error { return k.finish(ctx, key) })
		if failure == nil {
			continue
		}
		if err := k.delay(ctx, key, sdkCtx.BlockTime().Add(retryAfter), failure); err != nil {
			return err
		}
	}
	return nil
}

// due lists at most burns_per_block removals that have matured; the rest is still due in the next block.
func (k *Keeper) due(ctx context.Context, now time.Time) ([]dueKey, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	var due []dueKey
	until := collections.NewPrefixUntilPairRange[int64, sdk.AccAddress](now.UnixNano())
	err = k.queue.Walk(ctx, until, func(key dueKey) (bool, error) {
		due = append(due, key)
		return len(due) >= int(params.BurnsPerBlock), nil
	})
	return due, err
}

// finish burns a removed operator's seats and forgets it.
func (k *Keeper) finish(ctx context.Context, key dueKey) error {
	addr := key.K2()
	removal, err := k.removals.Get(ctx, addr)
	if err != nil {
		return err
	}
	latest, err := k.latestUnbonding(ctx, addr)
	if err != nil {
		return err
	}
	if !latest.IsZero() {
		return errorsmod.Wrapf(types.ErrRemoved, "seats unbond until %s", latest.Format(time.RFC3339))
	}
	burnt, err := k.burnFree(ctx, addr)
	if err != nil {
		return err
	}
	if err := k.queue.Remove(ctx, key); err != nil {
		return err
	}
	if err := k.removals.Remove(ctx, addr); err != nil {
		return err
	}
	if err := k.operators.Remove(ctx, addr); err != nil {
		return err
	}
	return emit(ctx, &types.EventSeatsBurned{Operator: removal.Operator, Amount: burnt})
}

// delay moves a removal back in the queue; nothing that it holds is lost, and the operator stays out. A record that
// cannot be read must not halt the chain: its place in the queue moves alone, and the event tells of it again and again.
func (k *Keeper) delay(ctx context.Context, key dueKey, until time.Time, failure error) error {
	addr := key.K2()
	until = until.UTC()
	if err := k.queue.Remove(ctx, key); err != nil {
		return err
	}
	if err := k.queue.Set(ctx, queueKey(until, addr)); err != nil {
		return err
	}
	if removal, err := k.removals.Get(ctx, addr); err == nil {
		removal.MaturesAt = until
		if err := k.removals.Set(ctx, addr, removal); err != nil {
			return err
		}
	}
	return emit(ctx, &types.EventRemovalDelayed{Operator: addr.String(), MaturesAt: until, Error: cut(failure.Error())})
}

// EmitHookFailed reports a subscriber to x/staking that failed where the error had to be swallowed.
func EmitHookFailed(ctx context.Context, hook string, val sdk.ValAddress, failure error) error {
	return emit(ctx, &types.EventHookFailed{Hook: hook, ValidatorAddress: val.String(), Error: cut(failure.Error())})
}

func cut(text string) string {
	if len(text) > maxError {
		return strings.ToValidUTF8(text[:maxError], "") // the cut may go through a letter
	}
	return text
}

func moduleAddress(name string) sdk.AccAddress { return authtypes.NewModuleAddress(name) }

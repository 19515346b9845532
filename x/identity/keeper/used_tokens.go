package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// useToken remembers a token until it expires, or says that it was used. After exp it is refused by its time.
func (k *Keeper) useToken(ctx context.Context, token types.Token) error {
	used, err := k.usedTokens.Has(ctx, token.UsedID())
	if err != nil {
		return err
	}
	if used {
		return errorsmod.Wrapf(types.ErrTokenUsed, "jti %q of %q", token.Claims.ID, token.Claims.Issuer)
	}
	return k.rememberToken(ctx, token.UsedID(), token.Claims.Expires)
}

func (k *Keeper) rememberToken(ctx context.Context, id []byte, expires int64) error {
	if err := k.usedTokens.Set(ctx, id, expires); err != nil {
		return err
	}
	return k.tokenQueue.Set(ctx, collections.Join(expires, id))
}

// pruneTokens forgets tokens that have expired, the oldest first, at most as many as the parameter says; the rest is still due in the
// next block.
func (k *Keeper) pruneTokens(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	due, err := k.expiredTokens(ctx, params.PrunesPerBlock)
	if err != nil {
		return err
	}
	for _, key := range due {
		if err := k.tokenQueue.Remove(ctx, key); err != nil {
			return err
		}
		if err := k.usedTokens.Remove(ctx, key.K2()); err != nil {
			return err
		}
	}
	return nil
}

// expiredTokens collects before anything is removed: a collection must not change under its iterator.
func (k *Keeper) expiredTokens(ctx context.Context, limit uint32) ([]collections.Pair[int64, []byte], error) {
	var due []collections.Pair[int64, []byte]
	until := collections.NewPrefixUntilPairRange[int64, []byte](blockTime(ctx).Unix())
	err := k.tokenQueue.Walk(ctx, until, func(key collections.Pair[int64, []byte]) (bool, error) {
		due = append(due, key)
		return uint32(len(due)) >= limit, nil
	})
	return due, err
}

// checkTokens: the memory of used tokens and its queue hold the same tokens with the same ends.
func (k *Keeper) checkTokens(ctx sdk.Context) error {
	var queued, remembered int
	err := k.tokenQueue.Walk(ctx, nil, func(key collections.Pair[int64, []byte]) (bool, error) {
		queued++
		expires, err := k.usedTokens.Get(ctx, key.K2())
		if err == nil && expires != key.K1() {
			err = fmt.Errorf("used token %X ends at %d and is queued for %d", key.K2(), expires, key.K1())
		}
		return false, err
	})
	if err != nil {
		return err
	}
	if err := k.usedTokens.Walk(ctx, nil, func([]byte, int64) (bool, error) { remembered++; return false, nil }); err != nil {
		return err
	}
	if queued != remembered {
		return fmt.Errorf("%d used tokens, %d in the queue", remembered, queued)
	}
	return nil
}

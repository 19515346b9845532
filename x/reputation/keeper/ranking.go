package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// rank gives a score the rank key that belongs to its value, and moves its place in the ranking there. listed tells whether it has a
// place, under score.RankKey. Writing the score is the caller's.
func (k *Keeper) rank(ctx context.Context, params types.Params, addr sdk.AccAddress, score *types.Score, listed bool) error {
	key, err := params.RankKey(score.Value, score.UpdatedMs)
	if err != nil {
		return err
	}
	from, lists := placeOf(addr, *score), score.Value.IsPositive()
	stays := listed && lists && key == score.RankKey
	score.RankKey = key
	if listed && !stays {
		if err := k.Ranking.Remove(ctx, from); err != nil {
			return err
		}
	}
	if lists && !stays {
		return k.Ranking.Set(ctx, placeOf(addr, *score))
	}
	return nil
}

// placeOf returns the place of a score under its rank key. The complement inverts the order of all integers.
func placeOf(addr sdk.AccAddress, score types.Score) place {
	return collections.Join4(int32(score.Role), score.Category, ^score.RankKey, addr)
}

// EndBlocker moves places of the ranking after a change of the half-life, reranks_per_block at a time; until it is through
// they stand as before. A score that changes meanwhile has its new place at once. One that cannot be moved keeps its place
// and stops nothing.
func (k *Keeper) EndBlocker(ctx sdk.Context) error {
	cursor, err := k.Rerank.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := cached.Run(ctx, func(ctx sdk.Context) error { return k.rerank(ctx, cursor) }); err != nil {
		ctx.Logger().Error("the ranking could not be moved on", "error", err)
	}
	return nil
}

func (k *Keeper) rerank(ctx sdk.Context, cursor []byte) error {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	keys, next, err := k.keysFrom(ctx, cursor[1:], int(params.ReranksPerBlock))
	if err != nil {
		return err
	}
	for _, key := range keys {
		err := cached.Run(ctx, func(ctx sdk.Context) error {
			score, err := k.stored(ctx, key.K1(), identitytypes.Role(key.K2()), key.K3())
			if err != nil {
				return err
			}
			if err := k.rank(ctx, params, key.K1(), &score, score.Value.IsPositive()); err != nil {
				return err
			}
			return k.setScore(ctx, key.K1(), score)
		})
		if err != nil {
			ctx.Logger().Error("a score keeps its old place", "address", key.K1().String(), "error", err)
		}
	}
	if next == nil {
		return k.Rerank.Remove(ctx)
	}
	return k.Rerank.Set(ctx, append(rerankFromStart(), next...))
}

// rerankFromStart is the cursor before the first score. A cursor begins with a byte of its own: a store need not tell an
// empty value from none.
func rerankFromStart() []byte { return []byte{1} }

// keysFrom returns the keys of at most limit scores from an encoded key on, and the encoded key after them, nil at the end.
func (k *Keeper) keysFrom(ctx context.Context, cursor []byte, limit int) (keys []scoreKey, next []byte, err error) {
	it, err := k.Scores.IterateRaw(ctx, cursor, nil, collections.OrderAscending)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ; it.Valid(); it.Next() {
		key, err := it.Key()
		if err != nil {
			return nil, nil, err
		}
		if len(keys) == limit {
			next, err = collections.EncodeKeyWithPrefix(nil, k.Scores.KeyCodec(), key)
			return keys, next, err
		}
		keys = append(keys, key)
	}
	return keys, nil, nil
}

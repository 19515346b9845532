package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// forgetAtOnce is how many changes one new one may push out: more than one, so that a history that has become too long by a
// change of history_length shrinks with each.
const forgetAtOnce = 3

// remember adds a change to a participant's history and forgets those for which there is no room.
func (k *Keeper) remember(ctx context.Context, addr sdk.AccAddress, c types.Change, length uint32) error {
	first, last, err := k.kept(ctx, addr)
	if err != nil {
		return err
	}
	last++
	c.Sequence = last
	if err := k.Changes.Set(ctx, collections.Join(addr, last), c); err != nil {
		return err
	}
	for n := 0; n < forgetAtOnce && last-first >= uint64(length); n++ {
		if err := k.Changes.Remove(ctx, collections.Join(addr, first)); err != nil {
			return err
		}
		first++
	}
	return k.History.Set(ctx, addr, collections.Join(first, last))
}

// kept returns the first and the last number of a participant's changes: 1 and 0 before any.
func (k *Keeper) kept(ctx context.Context, addr sdk.AccAddress) (first, last uint64, err error) {
	kept, err := k.History.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return 1, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	return kept.K1(), kept.K2(), nil
}

// changesOf returns the changes that a job made to a participant's scores, the oldest first. A history is bounded.
func (k *Keeper) changesOf(ctx context.Context, addr sdk.AccAddress, jobID uint64) (list []types.Change, err error) {
	err = k.Changes.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, uint64](addr),
		func(_ collections.Pair[sdk.AccAddress, uint64], c types.Change) (bool, error) {
			if c.JobId == jobID {
				list = append(list, c)
			}
			return false, nil
		})
	return list, err
}

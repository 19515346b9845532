package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// forgetAtOnce is how many changes one new one may push out: more than one, so that a history that has become too long by a
// change of history_length shrinks with each.
const forgetAtOnce = 3

// remember adds a change to a participant's history and forgets those for which there is no room. Writing the account is the caller's.
func (k *Keeper) remember(ctx context.Context, addr sdk.AccAddress, account *types.Account, c types.Change, length uint32) error {
	first, last := account.Remembered()
	last++
	if err := k.Changes.Set(ctx, collections.Join(addr, last), c.ToStore()); err != nil {
		return err
	}
	for n := 0; n < forgetAtOnce && last-first >= uint64(length); n++ {
		if err := k.Changes.Remove(ctx, collections.Join(addr, first)); err != nil {
			return err
		}
		first++
	}
	account.FirstChange, account.LastChange = first, last
	return nil
}

// changesOf returns the changes that a job made to a participant's scores, the oldest first. A history is bounded.
func (k *Keeper) changesOf(ctx context.Context, addr sdk.AccAddress, jobID uint64) (list []types.Change, err error) {
	err = k.Changes.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, uint64](addr),
		func(key changeKey, c types.StoredChange) (bool, error) {
			if c.JobId == jobID {
				list = append(list, c.Of(addr, key.K2()))
			}
			return false, nil
		})
	return list, err
}

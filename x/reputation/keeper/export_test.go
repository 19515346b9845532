package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// SetScore writes a score without its place in the ranking.
func (k *Keeper) SetScore(ctx context.Context, addr sdk.AccAddress, score types.Score) error {
	return k.setScore(ctx, addr, score)
}

// ChangeAccount changes what is kept of a participant.
func (k *Keeper) ChangeAccount(ctx context.Context, addr sdk.AccAddress, change func(a *types.Account)) error {
	return k.changeAccount(ctx, addr, change)
}

// AllScores returns all scores as they were written.
func (k *Keeper) AllScores(ctx sdk.Context) (list []types.Score, err error) {
	err = k.eachScore(ctx, func(_ collections.Triple[sdk.AccAddress, int32, string], score types.Score) error {
		list = append(list, score)
		return nil
	})
	return list, err
}

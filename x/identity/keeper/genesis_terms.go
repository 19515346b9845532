package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initTerms(ctx context.Context, gs types.GenesisState) error {
	if gs.Terms == nil {
		return nil
	}
	return k.terms.Set(ctx, *gs.Terms)
}

func (k *Keeper) exportTerms(ctx context.Context, gs *types.GenesisState) error {
	terms, err := k.Terms(ctx)
	if err == nil && terms.Version > 0 {
		gs.Terms = &terms
	}
	return err
}

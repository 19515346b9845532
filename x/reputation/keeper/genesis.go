package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// InitGenesis writes the state of a genesis that has been validated.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.Params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, score := range gs.Scores {
		addr, err := sdk.AccAddressFromBech32(score.Address)
		if err != nil {
			return err
		}
		if err := k.Scores.Set(ctx, collections.Join(addr, int32(score.Role)), score); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the whole state. Scores are exported as stored, above a lowered cap too: the new chain must read
// them as this one would after the cap is raised again.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	it, err := k.Scores.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	scores, err := it.Values()
	if err != nil {
		return nil, err
	}
	return &types.GenesisState{Params: params, Scores: scores}, nil
}

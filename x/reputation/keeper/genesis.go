package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// InitGenesis writes the state of a genesis that has been validated. The ranking follows from the scores.
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
		if err := k.rank(ctx, gs.Params, addr, score, false); err != nil {
			return err
		}
	}
	for _, record := range gs.Records {
		addr, err := sdk.AccAddressFromBech32(record.Address)
		if err != nil {
			return err
		}
		if err := k.Records.Set(ctx, collections.Join(addr, int32(record.Role)), record); err != nil {
			return err
		}
	}
	for _, pair := range gs.Pairs {
		if err := k.Pairs.Set(ctx, collections.Join(pair.First, pair.Second), pair); err != nil {
			return err
		}
	}
	return k.initHistory(ctx, gs.Changes)
}

// initHistory writes changes that stand together by participant, in order of their numbers.
func (k *Keeper) initHistory(ctx context.Context, changes []types.Change) error {
	var first uint64
	for i, c := range changes {
		addr, err := sdk.AccAddressFromBech32(c.Address)
		if err != nil {
			return err
		}
		if err := k.Changes.Set(ctx, collections.Join(addr, c.Sequence), c); err != nil {
			return err
		}
		if i == 0 || changes[i-1].Address != c.Address {
			first = c.Sequence
		}
		if i+1 < len(changes) && changes[i+1].Address == c.Address {
			continue
		}
		if err := k.History.Set(ctx, addr, collections.Join(first, c.Sequence)); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the whole state. Scores are exported as stored, above a lowered cap too: the new chain must read
// them as this one would after the cap is raised again. Their rank keys are those of the half-life in force, even where
// EndBlocker has not come to them yet: the new chain has them all in place.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	gs := &types.GenesisState{}
	var err error
	if gs.Params, err = k.Params.Get(ctx); err != nil {
		return nil, err
	}
	if gs.Scores, err = values(ctx, k.Scores); err != nil {
		return nil, err
	}
	for i := range gs.Scores {
		score := &gs.Scores[i]
		if score.RankKey, err = gs.Params.RankKey(score.Value, score.UpdatedMs); err != nil {
			return nil, err
		}
	}
	if gs.Records, err = values(ctx, k.Records); err != nil {
		return nil, err
	}
	if gs.Changes, err = values(ctx, k.Changes); err != nil {
		return nil, err
	}
	gs.Pairs, err = values(ctx, k.Pairs)
	return gs, err
}

func values[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	it, err := m.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	return it.Values()
}

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
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
		if err := k.rank(ctx, gs.Params, addr, &score, false); err != nil {
			return err
		}
		if err := k.setScore(ctx, addr, score); err != nil {
			return err
		}
	}
	for _, record := range gs.Records {
		addr, err := sdk.AccAddressFromBech32(record.Address)
		if err != nil {
			return err
		}
		if err := k.changeAccount(ctx, addr, func(a *types.Account) { a.SetRecord(record) }); err != nil {
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
		if err := k.Changes.Set(ctx, collections.Join(addr, c.Sequence), c.ToStore()); err != nil {
			return err
		}
		if i == 0 || changes[i-1].Address != c.Address {
			first = c.Sequence
		}
		if i+1 < len(changes) && changes[i+1].Address == c.Address {
			continue
		}
		if err := k.changeAccount(ctx, addr, func(a *types.Account) { a.FirstChange, a.LastChange = first, c.Sequence }); err != nil {
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
	if err := k.exportScores(ctx, gs); err != nil {
		return nil, err
	}
	if err := k.exportRecords(ctx, gs); err != nil {
		return nil, err
	}
	err = k.Changes.Walk(ctx, nil, func(key changeKey, c types.StoredChange) (bool, error) {
		gs.Changes = append(gs.Changes, c.Of(key.K1(), key.K2()))
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	gs.Pairs, err = values(ctx, k.Pairs)
	return gs, err
}

func (k *Keeper) exportScores(ctx context.Context, gs *types.GenesisState) error {
	return k.Scores.Walk(ctx, nil, func(key scoreKey, _ types.StoredScore) (bool, error) {
		score, err := k.stored(ctx, key.K1(), identitytypes.Role(key.K2()), key.K3())
		if err != nil {
			return true, err
		}
		if score.RankKey, err = gs.Params.RankKey(score.Value, score.UpdatedMs); err != nil {
			return true, err
		}
		gs.Scores = append(gs.Scores, score)
		return false, nil
	})
}

func (k *Keeper) exportRecords(ctx context.Context, gs *types.GenesisState) error {
	return k.Accounts.Walk(ctx, nil, func(addr sdk.AccAddress, a types.Account) (bool, error) {
		for _, s := range a.Standings {
			if record, found := a.Record(addr, s.Role); found {
				gs.Records = append(gs.Records, record)
			}
		}
		return false, nil
	})
}

func values[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	it, err := m.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	return it.Values()
}

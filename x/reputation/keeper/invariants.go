package keeper

import (
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// Invariants returns what must always hold of scores.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "reputation/params-valid", Check: k.checkParams},
		{Name: "reputation/scores-in-bounds", Check: k.checkScores},
		{Name: "reputation/ranking-of-scores", Check: k.checkRanking},
		{Name: "reputation/records-valid", Check: k.checkRecords},
		{Name: "reputation/history-whole", Check: k.checkHistory},
		{Name: "reputation/pairs-valid", Check: k.checkPairs},
	}
}

func (k *Keeper) checkParams(ctx sdk.Context) error {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	return params.Validate()
}

// checkScores: each score is well formed, lies under its own key and reads as 0 to cap.
func (k *Keeper) checkScores(ctx sdk.Context) error {
	now, params, err := k.rules(ctx)
	if err != nil {
		return err
	}
	highest := math.LegacyNewDecFromInt(params.Cap)
	return k.Scores.Walk(ctx, nil, func(key scoreKey, stored types.Score) (bool, error) {
		if err := stored.Validate(); err != nil {
			return true, err
		}
		if stored.Address != key.K1().String() || int32(stored.Role) != key.K2() || stored.Category != key.K3() {
			return true, fmt.Errorf("score of %s as %s in %q lies under the key of %s as %d in %q",
				stored.Address, stored.Role, stored.Category, key.K1(), key.K2(), key.K3())
		}
		value, err := params.Read(stored, now)
		if err != nil {
			return true, err
		}
		if value.IsNegative() || value.GT(highest) {
			return true, fmt.Errorf("score of %s as %s reads as %s of %s", stored.Address, stored.Role, value, highest)
		}
		return false, nil
	})
}

// checkRanking: each score above 0 has its place under its rank key, and there is no other place.
func (k *Keeper) checkRanking(ctx sdk.Context) error {
	var listed, places int
	err := k.Scores.Walk(ctx, nil, func(key scoreKey, score types.Score) (bool, error) {
		if !score.Value.IsPositive() {
			return false, nil
		}
		listed++
		has, err := k.Ranking.Has(ctx, placeOf(key.K1(), score))
		if err == nil && !has {
			err = fmt.Errorf("score of %s as %s in %q has no place", score.Address, score.Role, score.Category)
		}
		return err != nil, err
	})
	if err != nil {
		return err
	}
	err = k.Ranking.Walk(ctx, nil, func(place) (bool, error) {
		places++
		return false, nil
	})
	if err == nil && places != listed {
		err = fmt.Errorf("%d places in the ranking for %d scores", places, listed)
	}
	return err
}

// checkRecords: each record is well formed and lies under its own key.
func (k *Keeper) checkRecords(ctx sdk.Context) error {
	return k.Records.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, int32], r types.Record) (bool, error) {
		if r.Address != key.K1().String() || int32(r.Role) != key.K2() {
			return true, fmt.Errorf("record of %s as %s lies under the key of %s as %d", r.Address, r.Role, key.K1(), key.K2())
		}
		err := r.Validate()
		return err != nil, err
	})
}

// checkHistory: of each participant those changes are there that are said to be, each adds up, and there is no other.
func (k *Keeper) checkHistory(ctx sdk.Context) error {
	counted := map[string]uint64{}
	err := k.Changes.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, uint64], c types.Change) (bool, error) {
		first, last, err := k.kept(ctx, key.K1())
		if err != nil {
			return true, err
		}
		if c.Address != key.K1().String() || c.Sequence != key.K2() || c.Sequence < first || c.Sequence > last {
			return true, fmt.Errorf("change %d of %s under %d of %s, who has %d to %d", c.Sequence, c.Address, key.K2(), key.K1(), first, last)
		}
		counted[c.Address]++
		err = c.Validate()
		return err != nil, err
	})
	if err != nil {
		return err
	}
	return k.History.Walk(ctx, nil, func(addr sdk.AccAddress, kept span) (bool, error) {
		if kept.K2()-kept.K1()+1 != counted[addr.String()] {
			return true, fmt.Errorf("%s has %d changes of %d to %d", addr, counted[addr.String()], kept.K1(), kept.K2())
		}
		return false, nil
	})
}

// checkPairs: each pair is well formed and lies under its own key.
func (k *Keeper) checkPairs(ctx sdk.Context) error {
	return k.Pairs.Walk(ctx, nil, func(key collections.Pair[string, string], p types.Pair) (bool, error) {
		if p.First != key.K1() || p.Second != key.K2() {
			return true, fmt.Errorf("pair of %s and %s lies under the key of %s and %s", p.First, p.Second, key.K1(), key.K2())
		}
		err := p.Validate()
		return err != nil, err
	})
}

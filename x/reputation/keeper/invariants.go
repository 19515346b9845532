package keeper

import (
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
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

// checkScores: each score is well formed and reads as 0 to cap; those over all are the accounts', and there are as many keys.
func (k *Keeper) checkScores(ctx sdk.Context) error {
	now, params, err := k.rules(ctx)
	if err != nil {
		return err
	}
	highest, overall := math.LegacyNewDecFromInt(params.Cap), 0
	err = k.eachScore(ctx, func(_ scoreKey, stored types.Score) error {
		if stored.Category == "" {
			overall++
		}
		if err := stored.Validate(); err != nil {
			return err
		}
		value, err := params.Read(stored, now)
		if err == nil && (value.IsNegative() || value.GT(highest)) {
			err = fmt.Errorf("score of %s as %s reads as %s of %s", stored.Address, stored.Role, value, highest)
		}
		return err
	})
	if err != nil {
		return err
	}
	return k.checkOverall(ctx, overall)
}

// checkOverall: each score over all has its key, and there are no other keys.
func (k *Keeper) checkOverall(ctx sdk.Context, keys int) error {
	err := k.Accounts.Walk(ctx, nil, func(addr sdk.AccAddress, a types.Account) (bool, error) {
		for _, s := range a.Standings {
			if s.Score == nil {
				continue
			}
			keys--
			has, err := k.Scores.Has(ctx, collections.Join3(addr, int32(s.Role), ""))
			if err == nil && !has {
				err = fmt.Errorf("the score over all of %s as %s has no key", addr, s.Role)
			}
			if err != nil {
				return true, err
			}
		}
		return false, nil
	})
	if err == nil && keys != 0 {
		err = fmt.Errorf("%d keys of scores over all that no account has", keys)
	}
	return err
}

// eachScore reads all scores by their keys, until one fails.
func (k *Keeper) eachScore(ctx sdk.Context, check func(key scoreKey, score types.Score) error) error {
	return k.Scores.Walk(ctx, nil, func(key scoreKey, _ types.StoredScore) (bool, error) {
		score, err := k.stored(ctx, key.K1(), identitytypes.Role(key.K2()), key.K3())
		if err == nil {
			err = check(key, score)
		}
		return err != nil, err
	})
}

// checkRanking: each score above 0 has its place under its rank key, and there is no other place.
func (k *Keeper) checkRanking(ctx sdk.Context) error {
	var listed, places int
	err := k.eachScore(ctx, func(key scoreKey, score types.Score) error {
		if !score.Value.IsPositive() {
			return nil
		}
		listed++
		has, err := k.Ranking.Has(ctx, placeOf(key.K1(), score))
		if err == nil && !has {
			err = fmt.Errorf("score of %s as %s in %q has no place", score.Address, score.Role, score.Category)
		}
		return err
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

// checkRecords: each account and each record is well formed.
func (k *Keeper) checkRecords(ctx sdk.Context) error {
	return k.Accounts.Walk(ctx, nil, func(addr sdk.AccAddress, a types.Account) (bool, error) {
		if err := a.Validate(); err != nil {
			return true, err
		}
		for _, s := range a.Standings {
			record, found := a.Record(addr, s.Role)
			if !found {
				continue
			}
			if err := record.Validate(); err != nil {
				return true, err
			}
		}
		return false, nil
	})
}

// checkHistory: of each participant those changes are there that are said to be, each is well formed, and there is no other.
func (k *Keeper) checkHistory(ctx sdk.Context) error {
	counted := map[string]uint64{}
	err := k.Changes.Walk(ctx, nil, func(key changeKey, c types.StoredChange) (bool, error) {
		account, err := k.account(ctx, key.K1())
		if err != nil {
			return true, err
		}
		if first, last := account.Remembered(); key.K2() < first || key.K2() > last {
			return true, fmt.Errorf("change %d of %s, who has %d to %d", key.K2(), key.K1(), first, last)
		}
		counted[key.K1().String()]++
		err = c.Of(key.K1(), key.K2()).Validate()
		return err != nil, err
	})
	if err != nil {
		return err
	}
	return k.Accounts.Walk(ctx, nil, func(addr sdk.AccAddress, a types.Account) (bool, error) {
		if first, last := a.Remembered(); last-first+1 != counted[addr.String()] {
			return true, fmt.Errorf("%s has %d changes of %d to %d", addr, counted[addr.String()], first, last)
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

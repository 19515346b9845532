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
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	highest := math.LegacyNewDecFromInt(params.Cap)
	return k.Scores.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, int32], stored types.Score) (bool, error) {
		if err := stored.Validate(); err != nil {
			return true, err
		}
		if stored.Address != key.K1().String() || int32(stored.Role) != key.K2() {
			return true, fmt.Errorf("score of %s as %s lies under the key of %s as %d", stored.Address, stored.Role, key.K1(), key.K2())
		}
		if value := params.Clamp(stored.Value); value.IsNegative() || value.GT(highest) {
			return true, fmt.Errorf("score of %s as %s reads as %s of %s", stored.Address, stored.Role, value, highest)
		}
		return false, nil
	})
}

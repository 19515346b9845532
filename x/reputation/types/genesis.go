package types

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// DefaultGenesis returns the state of a new chain.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams()}
}

// Validate refuses parameters out of bounds, malformed scores and duplicates. A score above the cap is legal: it was earned
// before the cap was lowered and reads as the cap.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	type key struct {
		address string
		role    int32
	}
	seen := make(map[key]struct{}, len(g.Scores))
	for i, score := range g.Scores {
		if err := score.Validate(); err != nil {
			return ErrInvalidGenesis.Wrapf("score %d: %s", i, err)
		}
		k := key{score.Address, int32(score.Role)}
		if _, ok := seen[k]; ok {
			return ErrInvalidGenesis.Wrapf("score %d: second score of %s as %s", i, score.Address, score.Role)
		}
		seen[k] = struct{}{}
	}
	return nil
}

// Validate checks one stored score.
func (s Score) Validate() error {
	addr, err := sdk.AccAddressFromBech32(s.Address)
	if err != nil {
		return ErrInvalidAddress.Wrapf("address %q: %s", s.Address, err)
	}
	// Upper case is the same address and would hide a duplicate.
	if addr.String() != s.Address {
		return ErrInvalidAddress.Wrapf("address: write %s as %s", s.Address, addr)
	}
	if !HasScore(s.Role) {
		return ErrInvalidRole.Wrap(s.Role.String())
	}
	if s.Value.IsNil() || s.Value.IsNegative() || s.Value.GT(math.LegacyNewDecFromInt(MaxCap)) {
		return ErrInvalidGenesis.Wrapf("value %s is not within 0 and %s", s.Value, MaxCap)
	}
	if s.UpdatedMs < 0 {
		return ErrInvalidGenesis.Wrapf("updated_ms is %d", s.UpdatedMs)
	}
	return nil
}

package types

import (
	"cosmossdk.io/math"
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
	if err := checkAddress("address", s.Address); err != nil {
		return err
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

package types

import (
	"strings"

	"cosmossdk.io/math"
)

// DefaultGenesis returns the state of a new chain.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams()}
}

// Validate refuses parameters out of bounds, malformed entries and duplicates. A score above the cap is legal: it was earned
// before the cap was lowered and reads as the cap. Rank keys are not read: they follow from the scores.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	for _, check := range []error{
		each("score", g.Scores, func(s Score) string {
			return strings.TrimSpace(s.Address + " as " + s.Role.String() + " " + s.Category)
		}),
		each("record", g.Records, func(r Record) string { return r.Address + " as " + r.Role.String() }),
		each("pair", g.Pairs, func(p Pair) string { return p.First + " and " + p.Second }),
		validateChanges(g.Changes),
	} {
		if check != nil {
			return check
		}
	}
	return nil
}

// each checks the entries of one list: each is well formed, and no two have one key.
func each[T interface{ Validate() error }](name string, list []T, keyOf func(T) string) error {
	seen := make(map[string]struct{}, len(list))
	for i, item := range list {
		if err := item.Validate(); err != nil {
			return ErrInvalidGenesis.Wrapf("%s %d: %s", name, i, err)
		}
		k := keyOf(item)
		if _, ok := seen[k]; ok {
			return ErrInvalidGenesis.Wrapf("%s %d: second %s of %s", name, i, name, k)
		}
		seen[k] = struct{}{}
	}
	return nil
}

// validateChanges: each participant's changes stand together and are numbered without a gap.
func validateChanges(list []Change) error {
	last := map[string]uint64{}
	for i, c := range list {
		if err := c.Validate(); err != nil {
			return ErrInvalidGenesis.Wrapf("change %d: %s", i, err)
		}
		if before, ok := last[c.Address]; ok && (c.Sequence != before+1 || list[i-1].Address != c.Address) {
			return ErrInvalidGenesis.Wrapf("change %d: number %d of %s after number %d", i, c.Sequence, c.Address, before)
		}
		last[c.Address] = c.Sequence
	}
	return nil
}

// Validate checks one stored score.
func (s Score) Validate() error {
	if err := checkStored(s.Address, s.Role, s.Category); err != nil {
		return err
	}
	if s.Value.IsNil() || s.Value.IsNegative() || s.Value.GT(math.LegacyNewDecFromInt(MaxCap)) {
		return ErrInvalidGenesis.Wrapf("value %s is not within 0 and %s", s.Value, MaxCap)
	}
	if s.UpdatedMs < 0 {
		return ErrInvalidGenesis.Wrapf("updated_ms is %d", s.UpdatedMs)
	}
	return nil
}

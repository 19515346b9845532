package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestInvariantsFindBrokenScores(t *testing.T) {
	key := collections.Join3(account(1), int32(identitytypes.ROLE_AGENT), "")
	for name, broken := range map[string]types.Score{
		"negative":      {Address: account(1).String(), Role: identitytypes.ROLE_AGENT, Value: math.LegacyNewDec(-1)},
		"other address": {Address: account(2).String(), Role: identitytypes.ROLE_AGENT, Value: math.LegacyZeroDec()},
		"other role":    {Address: account(1).String(), Role: identitytypes.ROLE_EMPLOYER, Value: math.LegacyZeroDec()},
		"category":      {Address: account(1).String(), Role: identitytypes.ROLE_AGENT, Value: math.LegacyZeroDec(), Category: "code"},
		"no role":       {Address: account(1).String(), Value: math.LegacyZeroDec()},
	} {
		f := setup(t)
		require.NoError(t, f.k.Scores.Set(f.ctx, key, broken))
		require.Len(t, invariant.Check(f.ctx, f.k.Invariants()), 1, name)
	}
}

func TestInvariantsFindWhatDoesNotFit(t *testing.T) {
	change := func(f *fixture, edit func(c *types.Change)) error {
		c, err := f.k.Changes.Get(f.ctx, collections.Join(agent, uint64(1)))
		if err != nil {
			return err
		}
		edit(&c)
		return f.k.Changes.Set(f.ctx, collections.Join(agent, uint64(1)), c)
	}
	pairKey := func(f *fixture) (key collections.Pair[string, string], p types.Pair) {
		require.NoError(t, f.k.Pairs.Walk(f.ctx, nil, func(at collections.Pair[string, string], pair types.Pair) (bool, error) {
			key, p = at, pair
			return true, nil
		}))
		return key, p
	}
	for name, spoil := range map[string]func(f *fixture) error{
		"a place is missing": func(f *fixture) error { return f.k.Ranking.Clear(f.ctx, nil) },
		"a place too many": func(f *fixture) error {
			return f.k.Ranking.Set(f.ctx, collections.Join4(int32(asAgent), "", int64(5), account(7)))
		},
		"a record under another's key": func(f *fixture) error {
			return f.k.Records.Set(f.ctx, collections.Join(account(7), int32(asAgent)), f.record(t, agent, asAgent))
		},
		"a record with a negative amount": func(f *fixture) error {
			r := f.record(t, agent, asAgent)
			r.Slashed = math.NewInt(-1)
			return f.k.Records.Set(f.ctx, collections.Join(agent, int32(asAgent)), r)
		},
		"a change that does not add up": func(f *fixture) error {
			return change(f, func(c *types.Change) { c.By = c.By.Add(math.LegacySmallestDec()) })
		},
		"a change under another number": func(f *fixture) error { return change(f, func(c *types.Change) { c.Sequence = 2 }) },
		"a change is missing": func(f *fixture) error {
			return f.k.Changes.Remove(f.ctx, collections.Join(agent, uint64(1)))
		},
		"a change that the span leaves out": func(f *fixture) error {
			return f.k.History.Set(f.ctx, agent, collections.Join(uint64(2), uint64(2)))
		},
		"a span of somebody without changes": func(f *fixture) error {
			return f.k.History.Set(f.ctx, account(7), collections.Join(uint64(1), uint64(1)))
		},
		"a pair under another key": func(f *fixture) error {
			_, p := pairKey(f)
			return f.k.Pairs.Set(f.ctx, collections.Join("a", "b"), p)
		},
		"a pair out of order": func(f *fixture) error {
			key, p := pairKey(f)
			p.GainsMs = []int64{2, 1}
			return f.k.Pairs.Set(f.ctx, key, p)
		},
	} {
		f := setup(t)
		f.trade(t, 1, employer, agent)
		f.trade(t, 2, employer, agent)
		f.invariants(t)
		require.NoError(t, spoil(f), name)
		require.Len(t, invariant.Check(f.ctx, f.k.Invariants()), 1, name)
	}
}

func keyOf(s types.Score) collections.Triple[sdk.AccAddress, int32, string] {
	return collections.Join3(sdk.MustAccAddressFromBech32(s.Address), int32(s.Role), s.Category)
}

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/invariant"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestInvariantsFindBrokenScores(t *testing.T) {
	for name, broken := range map[string]types.Score{
		"beyond every cap":        {Role: asAgent, Value: math.LegacyNewDecFromInt(types.MaxCap).Add(math.LegacySmallestDec())},
		"written before all time": {Role: asAgent, UpdatedMs: -1},
		"no slug":                 {Role: asAgent, Category: "No Slug"},
		"category of an employer": {Role: asEmployer, Category: "code"},
		"no role":                 {},
		"role without a score":    {Role: identitytypes.ROLE_AUDITOR},
	} {
		f := setup(t)
		if broken.Value.IsNil() {
			broken.Value = math.LegacyZeroDec()
		}
		require.NoError(t, f.k.SetScore(f.ctx, account(1), broken))
		if broken.Value.IsPositive() { // with the place that it has
			require.NoError(t, f.k.Ranking.Set(f.ctx, collections.Join4(int32(asAgent), "", ^broken.RankKey, account(1))))
		}
		failed := invariant.Check(f.ctx, f.k.Invariants())
		require.NotEmpty(t, failed, name)
		require.Contains(t, failed[0].Error(), "reputation/scores-in-bounds", name)
	}
}

func TestInvariantsFindWhatDoesNotFit(t *testing.T) {
	change := func(f *fixture, edit func(c *types.StoredChange)) error {
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
		"a score over all without a key": func(f *fixture) error {
			return f.k.Scores.Remove(f.ctx, collections.Join3(account(7), int32(asEmployer), ""))
		},
		"a key of a score that no account has": func(f *fixture) error {
			return f.k.Scores.Set(f.ctx, collections.Join3(account(8), int32(asEmployer), ""), types.StoredScore{})
		},
		"roles out of order": func(f *fixture) error {
			return f.k.ChangeAccount(f.ctx, agent, func(a *types.Account) {
				a.Standings = append(a.Standings, &types.Standing{Role: asAgent, Record: a.Standings[0].Record})
			})
		},
		"a role in which nothing was done": func(f *fixture) error {
			return f.k.ChangeAccount(f.ctx, account(8), func(a *types.Account) { a.Standings = []*types.Standing{{Role: asAgent}} })
		},
		"a record with a negative amount": func(f *fixture) error {
			r := f.record(t, agent, asAgent)
			r.Slashed = math.NewInt(-1)
			return f.k.ChangeAccount(f.ctx, agent, func(a *types.Account) { a.SetRecord(r) })
		},
		"a change without a reason": func(f *fixture) error {
			return change(f, func(c *types.StoredChange) { c.KnownReason = 0 })
		},
		"a change under no cap": func(f *fixture) error { return change(f, func(c *types.StoredChange) { c.Cap = nil }) },
		"a change is missing": func(f *fixture) error {
			return f.k.Changes.Remove(f.ctx, collections.Join(agent, uint64(1)))
		},
		"a change that the span leaves out": func(f *fixture) error {
			return f.k.ChangeAccount(f.ctx, agent, func(a *types.Account) { a.FirstChange, a.LastChange = 2, 2 })
		},
		"a span of somebody without changes": func(f *fixture) error {
			return f.k.ChangeAccount(f.ctx, account(7), func(a *types.Account) { a.FirstChange, a.LastChange = 1, 1 })
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
		f.set(t, account(7), asEmployer, "0")
		f.invariants(t)
		require.NoError(t, spoil(f), name)
		require.Len(t, invariant.Check(f.ctx, f.k.Invariants()), 1, name)
	}
}

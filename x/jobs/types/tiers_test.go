package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestTiers(t *testing.T) {
	p := DefaultParams()
	small, large := math.NewInt(10_000*agi), math.NewInt(100_000*agi)
	for _, tc := range []struct {
		name      string
		score     int64
		probation bool
		payout    math.Int
		tier      int
		active    uint32
		says      string // empty: allowed
	}{
		{"a newcomer", 0, false, small, 0, 10, ""},
		{
			"one unit too much for a newcomer", 0, false, small.AddRaw(1), 0, 10,
			"with a score of 0 it is tier 0, up to 10000000000; a payout of 10000000001 needs tier 1, from a score of 2000",
		},
		{"two tiers too high", 1_999, false, large.AddRaw(1), 0, 10, "needs tier 2, from a score of 10000"},
		{"at the bound", 2_000, false, large, 1, 20, ""},
		{"one unit too much", 9_999, false, large.AddRaw(1), 1, 20, "it is tier 1, up to 100000000000"},
		{"the highest", 10_000, false, MaxAmount(), 2, 20, ""},
		{"the highest on probation", 10_000, true, small, 0, 10, ""},
		{"too much on probation", 10_000, true, small.AddRaw(1), 0, 10, "on probation it is tier 0, up to 10000000000; a payout of 10000000001 needs tier 1"},
		{"a newcomer on probation", 0, true, small.AddRaw(1), 0, 10, "needs tier 1, from a score of 2000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at, tier := p.TierFor(math.NewInt(tc.score), tc.probation)
			require.Equal(t, tc.tier, at)
			require.Equal(t, tc.active, p.ActiveJobs(tier), "never more than max_active_jobs")
			err := p.TierAllows(math.NewInt(tc.score), tc.probation, tc.payout)
			if tc.says == "" {
				require.NoError(t, err)
				return
			}
			requireErr(t, err, ErrTier, tc.says)
		})
	}
	p.Tiers = p.Tiers[:1]
	requireErr(t, p.TierAllows(math.NewInt(99_999), false, large), ErrTier, "no tier takes a payout of 100000000000; the highest takes 10000000000")
}

// A better score never closes anything, and probation never opens anything.
func TestTiersAreMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := DefaultParams()
		low := rapid.Int64Range(0, 20_000).Draw(t, "low")
		high := rapid.Int64Range(low, 20_000).Draw(t, "high")
		payout := drawAmount(t, 1, "payout")
		probation := rapid.Bool().Draw(t, "probation")
		if p.TierAllows(math.NewInt(low), probation, payout) == nil {
			require.NoError(t, p.TierAllows(math.NewInt(high), probation, payout))
			require.NoError(t, p.TierAllows(math.NewInt(low), false, payout))
		}
		_, before := p.TierFor(math.NewInt(low), probation)
		_, after := p.TierFor(math.NewInt(high), probation)
		require.LessOrEqual(t, p.ActiveJobs(before), p.ActiveJobs(after))
	})
}

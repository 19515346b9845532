package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

func TestUnionCountsAMomentOnce(t *testing.T) {
	require.Empty(t, types.Union([]types.Span{{5, 5}, {7, 3}}))
	require.Equal(t, []types.Span{{0, 8}, {10, 12}}, types.Union([]types.Span{{10, 12}, {3, 8}, {0, 3}, {1, 2}}))
	require.Equal(t, int64(8), types.Used([]types.Span{{0, 8}, {4, 8}, {10, 12}}, 11, 10))
}

func TestBudgetEnd(t *testing.T) {
	const budget, cooldown = 10, 80
	for name, tc := range map[string]struct {
		past []types.Span
		now  int64
		want int64
	}{
		"nothing spent":                  {nil, 100, 110},
		"part spent":                     {[]types.Span{{90, 96}}, 100, 104},
		"all spent":                      {[]types.Span{{90, 100}}, 100, 100},
		"all spent, a moment too early":  {[]types.Span{{20, 30}}, 99, 99},
		"comes back as it is used":       {[]types.Span{{20, 30}}, 100, 110},
		"comes back half way":            {[]types.Span{{20, 30}}, 105, 115},
		"back":                           {[]types.Span{{20, 30}}, 110, 120},
		"a little left, then it returns": {[]types.Span{{20, 27}}, 97, 107},
		"not enough to reach the return": {[]types.Span{{20, 27}}, 96, 99},
		"two scopes at once":             {[]types.Span{{90, 94}, {92, 95}}, 100, 105},
		"runs already":                   {[]types.Span{{95, 100}}, 100, 105},
		"more spent than a new budget":   {[]types.Span{{80, 100}}, 100, 100},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, types.BudgetEnd(tc.past, tc.now, budget, cooldown))
		})
	}
}

// However guardians call and the council resumes: no window of a cooldown holds more paused time than the budget, and a
// pause ends no moment earlier than it must. Compared with a count of single moments.
func TestBudgetProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		budget := rapid.Int64Range(1, 12).Draw(t, "budget")
		cooldown := budget * rapid.Int64Range(types.MinCooldownPerPause, 12).Draw(t, "times")
		const end = 1200
		var paused [end]bool
		used := func(at int64) (n int64) { // within [at-cooldown, at)
			for i := max(0, at-cooldown); i < at; i++ {
				if paused[i] {
					n++
				}
			}
			return n
		}
		var spans []types.Span
		for now := int64(0); now < end-2*budget; {
			now += rapid.Int64Range(0, 2*cooldown/3).Draw(t, "wait")
			if now >= end-2*budget {
				break
			}
			stop := types.BudgetEnd(spans, now, budget, cooldown)
			if stop < now || stop-now > budget {
				t.Fatalf("a pause from %d to %d with budget %d", now, stop, budget)
			}
			for i := now; i < stop; i++ {
				paused[i] = true
				if used(i+1) > budget {
					t.Fatalf("the pause from %d to %d has used %d of %d at %d", now, stop, used(i+1), budget, i+1)
				}
			}
			paused[stop] = true
			if used(stop+1) <= budget {
				t.Fatalf("the pause from %d to %d might go on", now, stop)
			}
			paused[stop] = false
			// The council may resume early, and another scope may have been paused at the same time.
			early := rapid.Int64Range(now, stop).Draw(t, "ends")
			for i := early; i < stop; i++ {
				paused[i] = false
			}
			spans = append(spans, types.Span{From: now, To: early})
			if early > now {
				from := rapid.Int64Range(now, early).Draw(t, "other")
				if other := types.BudgetEnd(append(spans[:len(spans)-1:len(spans)-1], types.Span{From: now, To: from}), from, budget, cooldown); other != stop {
					t.Fatalf("another scope paused at %d would end at %d, not at %d", from, other, stop)
				}
				spans = append(spans, types.Span{From: from, To: early})
			}
			now = early
		}
		for at := int64(1); at <= end; at++ {
			if used(at) > budget {
				t.Fatalf("%d paused in the cooldown before %d, budget %d", used(at), at, budget)
			}
			if got := types.Used(spans, at, cooldown); got > budget {
				t.Fatalf("Used says %d at %d", got, at)
			}
		}
	})
}

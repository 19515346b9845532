package types

import (
	"cmp"
	"slices"
)

// Span is a stretch of block time in ms, half-open: From <= t < To.
type Span struct{ From, To int64 }

// Union returns spans sorted and without overlaps: a moment in which two scopes are paused counts once.
func Union(spans []Span) []Span {
	sorted := slices.Clone(spans)
	slices.SortFunc(sorted, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	var out []Span
	for _, s := range sorted {
		if s.To <= s.From {
			continue
		}
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Used is the paused time in ms within the window [at-cooldown, at).
func Used(spans []Span, at, cooldown int64) int64 {
	used := int64(0)
	for _, s := range Union(spans) {
		used += max(0, min(s.To, at)-max(s.From, at-cooldown))
	}
	return used
}

// BudgetEnd returns when a pause that begins now has to end: the first moment at which going on would make the paused
// time within a sliding window of cooldown exceed budget (all ms). It is now if nothing is left.
//
// Past are the pauses so far; those that run end now as far as this counts. While the pause runs, old ones may slide out
// of the window and give their time back.
func BudgetEnd(past []Span, now, budget, cooldown int64) int64 {
	old := make([]Span, 0, len(past))
	for _, s := range Union(past) {
		old = append(old, Span{From: s.From, To: min(s.To, now)})
	}
	used, at := Used(old, now, cooldown), now
	for _, s := range Union(old) {
		// Until the window's rear reaches the next old pause, each moment costs a moment.
		if reached := s.From + cooldown; reached > at {
			if used+reached-at > budget {
				break
			}
			used, at = used+reached-at, reached
		}
		// While the rear passes through it, each moment costs one and gives one back.
		if used > budget {
			break
		}
		at = max(at, s.To+cooldown)
	}
	return at + max(0, budget-used)
}

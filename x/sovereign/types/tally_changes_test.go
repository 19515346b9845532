package types_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// smallCouncils lists all councils of one to three members with weights of one or two (in rising order: who votes what is
// tried in all ways) and all thresholds, with all ways in which some have not accepted their seat.
func smallCouncils() (list []types.Council) {
	councils(func(c types.Council) {
		heavy := slices.ContainsFunc(c.Members, func(m types.CouncilMember) bool { return m.Weight > 2 })
		if len(c.Members) <= 3 && !heavy {
			list = append(list, c)
		}
	})
	return list
}

// singleChanges lists what one change can make of a council: a seat more, a seat less, another weight, another threshold,
// also those that are refused.
func singleChanges(c types.Council) (list []types.Council) {
	with := func(members []types.CouncilMember, threshold uint64) {
		list = append(list, types.Council{Members: members, Threshold: threshold})
	}
	for w := uint32(1); w <= 2; w++ {
		with(append(slices.Clone(c.Members), seat(len(c.Members), w, true)), c.Threshold) // accepted: which must not count
	}
	for i, m := range c.Members {
		with(slices.Delete(slices.Clone(c.Members), i, i+1), c.Threshold)
		other := slices.Clone(c.Members)
		other[i].Weight = 3 - m.Weight
		with(other, c.Threshold)
	}
	var total uint64
	for _, m := range c.Members {
		total += uint64(m.Weight)
	}
	for t := uint64(0); t <= total+1; t++ {
		with(slices.Clone(c.Members), t)
	}
	return list
}

// plainly is the rule in other words, from who has accepted which weight and what each address has voted.
func plainly(c types.Council, accepted map[string]bool, voted map[string]types.Choice) (yes, open, all uint64) {
	for _, m := range c.Members {
		if !accepted[m.Address] {
			continue
		}
		all += uint64(m.Weight)
		switch voted[m.Address] {
		case types.Yes:
			yes += uint64(m.Weight)
		case types.NoVote:
			open += uint64(m.Weight)
		case types.No, types.Abstain:
		}
	}
	return yes, open, all
}

// Every single change of every small council in every state of the vote, of members, of who has not accepted and of who
// has no seat yet but voted when it had one: the change is refused if and only if nobody could decide anything after it,
// and otherwise the rule holds for the new council, before and after the new seat is accepted.
func TestRuleUnderEveryChange(t *testing.T) {
	tried, refused := 0, 0
	for _, old := range smallCouncils() {
		accepted := map[string]bool{}
		for _, m := range old.Members {
			accepted[m.Address] = m.Accepted
		}
		for _, next := range singleChanges(old) {
			got, err := old.Replaced(next)
			_, _, all := plainly(next, accepted, nil)
			if next.Threshold == 0 || all < next.Threshold {
				refused++
				require.True(t, errors.Is(err, types.ErrLockout) || errors.Is(err, types.ErrInvalidCouncil), "%v becomes %v: %v", old, next, err)
				continue
			}
			require.NoError(t, err, "%v becomes %v", old, next)
			tried += requireRule(t, got, accepted)
			for i, m := range got.Members {
				if !m.Accepted {
					got.Members[i].Accepted = true
					later := map[string]bool{m.Address: true}
					for a, yes := range accepted {
						later[a] = later[a] || yes
					}
					tried += requireRule(t, got, later)
					got.Members[i].Accepted = false
				}
			}
		}
	}
	t.Logf("%d situations, %d changes refused", tried, refused)
	require.Greater(t, tried, 100_000)
	require.Greater(t, refused, 100)
}

// requireRule compares a council's count with the rule for all votes of its seats, and returns how many those are.
func requireRule(t *testing.T, c types.Council, accepted map[string]bool) int {
	t.Helper()
	states := 1
	for range c.Members {
		states *= 4
	}
	for state := range states {
		voted := map[string]types.Choice{}
		rest := state
		for _, m := range c.Members {
			voted[m.Address] = types.Choice(rest % 4)
			rest /= 4
		}
		n, err := types.CountVotes(c, func(m types.CouncilMember) (types.Choice, error) { return voted[m.Address], nil })
		require.NoError(t, err)
		yes, open, all := plainly(c, accepted, voted)
		if n.Yes != yes || n.Accepted != all || n.Passed() != (yes >= c.Threshold) || n.Lost() != (yes+open < c.Threshold) {
			t.Fatalf("%v, accepted %v, votes %v: %+v", c, accepted, voted, n)
		}
	}
	return states
}

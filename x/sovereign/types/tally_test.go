package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// votes is what members have voted, by their place in the council.
type votes []types.Choice

func (v votes) count(t require.TestingT, c types.Council) types.Count {
	place := map[string]types.Choice{}
	for j, m := range c.Members {
		place[m.Address] = v[j]
	}
	n, err := types.CountVotes(c, func(m types.CouncilMember) (types.Choice, error) { return place[m.Address], nil })
	require.NoError(t, err)
	return n
}

// couldPass tries all ways in which those who have not voted may vote. It is the plain meaning of "possible".
func couldPass(c types.Council, v votes) bool {
	waiting := []int{}
	for i, m := range c.Members {
		if m.Accepted && v[i] == types.NoVote {
			waiting = append(waiting, i)
		}
	}
	for set := range 1 << len(waiting) {
		var yes uint64
		for i, m := range c.Members {
			if m.Accepted && v[i] == types.Yes {
				yes += uint64(m.Weight)
			}
		}
		for bit, i := range waiting {
			if set>>bit&1 == 1 {
				yes += uint64(c.Members[i].Weight)
			}
		}
		if yes >= c.Threshold {
			return true
		}
	}
	return false
}

// councils lists all councils of one to four members with weights of one to three (in rising order; the votes are tried in
// all orders) and all thresholds, with all ways in which some have not accepted their seat.
func councils(visit func(types.Council)) {
	var build func(seats []types.CouncilMember)
	build = func(seats []types.CouncilMember) {
		if len(seats) > 0 {
			for accepted := range 1 << len(seats) {
				c := types.Council{Members: make([]types.CouncilMember, len(seats))}
				for i, m := range seats {
					m.Accepted = accepted>>i&1 == 1
					c.Members[i] = m
				}
				for c.Threshold = 1; c.RequireQuorate() == nil; c.Threshold++ {
					visit(c)
				}
			}
		}
		if len(seats) == 4 {
			return
		}
		from := uint32(1)
		if len(seats) > 0 {
			from = seats[len(seats)-1].Weight
		}
		for w := from; w <= 3; w++ {
			build(append(append([]types.CouncilMember{}, seats...), seat(len(seats), w, true)))
		}
	}
	build(nil)
}

// Over all these councils, all votes of their accepted members and all orders: a proposal passes with the vote that brings
// the yes to the threshold, is lost with the vote after which no votes to come could do so, and is decided when all have
// voted. What those vote who have not accepted changes nothing.
func TestRuleExhaustively(t *testing.T) {
	tried := 0
	councils(func(c types.Council) {
		var cast func(v votes)
		cast = func(v votes) {
			n := v.count(t, c)
			var yes, waiting uint64
			for i, m := range c.Members {
				if m.Accepted && v[i] == types.Yes {
					yes += uint64(m.Weight)
				}
				if m.Accepted && v[i] == types.NoVote {
					waiting++
				}
			}
			tried++
			if n.Passed() != (yes >= c.Threshold) || n.Lost() != !couldPass(c, v) || n.Passed() && n.Lost() || waiting == 0 && !n.Decided() {
				t.Fatalf("%v: %v gives %+v", c, v, n)
			}
			if n.Decided() {
				return // closed: no more votes
			}
			for i, m := range c.Members {
				if !m.Accepted || v[i] != types.NoVote {
					continue
				}
				for _, choice := range []types.Choice{types.Yes, types.No, types.Abstain} {
					next := append(votes{}, v...)
					next[i] = choice
					cast(next)
				}
			}
		}
		start := make(votes, len(c.Members))
		for i, m := range c.Members {
			if !m.Accepted {
				start[i] = types.Yes // left from a seat held before: it must not count
			}
		}
		cast(start)
	})
	t.Logf("%d situations", tried)
	require.Greater(t, tried, 100_000)
}

// A vote that is changed before the end counts as it is last; a change of the council counts its members' votes as they
// are; former members' votes come back with their seat.
func TestRuleUnderChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := make(votes, 6)
		for i := range v {
			v[i] = types.Choice(rapid.IntRange(0, 3).Draw(t, "vote"))
		}
		c := types.Council{Threshold: uint64(rapid.IntRange(1, 12).Draw(t, "threshold"))}
		for i := range v {
			c.Members = append(c.Members, seat(i, uint32(rapid.IntRange(1, 3).Draw(t, "weight")), rapid.Bool().Draw(t, "accepted")))
		}
		n := v.count(t, c)
		if n.Passed() == n.Lost() && n.Decided() {
			t.Fatalf("both: %+v", n)
		}
		if couldPass(c, v) == n.Lost() {
			t.Fatalf("%v %v: %+v", c, v, n)
		}
		if err := n.Decision(1, 1).Validate(); err != nil {
			t.Fatalf("%+v: %s", n, err)
		}
	})
}

func TestNoCouncilDecidesNothing(t *testing.T) {
	n := votes{}.count(t, types.Council{})
	require.False(t, n.Passed())
	require.True(t, n.Lost())
}

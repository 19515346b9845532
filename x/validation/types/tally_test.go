package types

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var twoThirds = Fraction{Num: 2, Den: 3}

// votesOf returns votes of each kind; their scores are 90, 20, 10 and 50.
func votesOf(approve, reject, badResult, badSpec uint32) (votes []Vote) {
	add := func(n uint32, verdict VoteVerdict, score uint32) {
		for range n {
			votes = append(votes, Vote{Verdict: verdict, Score: score})
		}
	}
	add(approve, VOTE_VERDICT_APPROVE, 90)
	add(reject, VOTE_VERDICT_REJECT, 20)
	add(badResult, VOTE_VERDICT_UNJUDGEABLE_RESULT, 10)
	add(badSpec, VOTE_VERDICT_UNJUDGEABLE_SPEC, 50)
	return votes
}

func TestTallyTable(t *testing.T) {
	const (
		approved, rejected = ROUND_RESULT_APPROVED, ROUND_RESULT_REJECTED
		unjudgeable, none  = ROUND_RESULT_UNJUDGEABLE, ROUND_RESULT_NO_VERDICT
	)
	for _, c := range []struct {
		seats, approve, reject, badResult, badSpec uint32
		want                                       RoundResult
		quality                                    uint32
	}{
		{3, 3, 0, 0, 0, approved, 90},
		{3, 2, 1, 0, 0, approved, 90},
		{3, 2, 0, 0, 0, approved, 90}, // one absentee cannot stop two who agree
		{3, 0, 2, 0, 0, rejected, 20},
		{3, 0, 1, 1, 0, rejected, 15}, // a result that cannot be read is rejected
		{3, 0, 0, 2, 0, rejected, 10},
		{3, 0, 0, 0, 2, unjudgeable, 50},
		{3, 1, 0, 0, 2, unjudgeable, 50},
		{3, 1, 1, 0, 0, none, 0},
		{3, 1, 1, 0, 1, none, 0},
		{3, 1, 0, 0, 0, none, 0}, // no quorum
		{3, 0, 0, 0, 0, none, 0},
		{5, 4, 0, 0, 0, approved, 90},
		{5, 3, 1, 0, 0, approved, 90},
		{5, 3, 2, 0, 0, none, 0},
		{5, 3, 0, 0, 0, none, 0}, // 3 of 5 are below 2/3
		{5, 0, 2, 1, 1, rejected, 16},
		{7, 5, 2, 0, 0, approved, 90},
		{7, 4, 3, 0, 0, none, 0},
		{7, 4, 1, 0, 0, approved, 90},
		{7, 4, 0, 0, 0, none, 0},
		{1, 1, 0, 0, 0, approved, 90},
		{0, 0, 0, 0, 0, none, 0},
	} {
		result, tally := TallyVotes(c.seats, votesOf(c.approve, c.reject, c.badResult, c.badSpec), twoThirds, twoThirds)
		require.Equal(t, c.want, result, "%+v", c)
		require.Equal(t, Tally{
			Seats: c.seats, Revealed: c.approve + c.reject + c.badResult + c.badSpec,
			Approvals: c.approve, Rejections: c.reject + c.badResult, Unjudgeable: c.badSpec, Quality: c.quality,
		}, tally, "%+v", c)
	}
}

// Every committee up to 7 seats, every way to vote and to be absent, several fractions: the result is what the shares,
// computed by whole numbers in another form, say, and no two sides have a majority at once.
func TestTallyExhaustive(t *testing.T) {
	quorums := []Fraction{{1, 2}, {2, 3}, {1, 1}}
	majorities := []Fraction{{51, 100}, {2, 3}, {3, 4}, {1, 1}}
	for seats := uint32(1); seats <= 7; seats++ {
		for a := uint32(0); a <= seats; a++ {
			for r := uint32(0); a+r <= seats; r++ {
				for b := uint32(0); a+r+b <= seats; b++ {
					for u := uint32(0); a+r+b+u <= seats; u++ {
						votes := votesOf(a, r, b, u)
						for _, q := range quorums {
							for _, m := range majorities {
								requireTally(t, seats, votes, [3]uint32{a, r + b, u}, q, m)
							}
						}
					}
				}
			}
		}
	}
}

// ceilShare is the smallest whole number that is at least f of n.
func ceilShare(f Fraction, n uint32) uint32 { return (n*f.Num + f.Den - 1) / f.Den }

func requireTally(t *testing.T, seats uint32, votes []Vote, sides [3]uint32, quorum, majority Fraction) {
	t.Helper()
	revealed, want, winners := uint32(len(votes)), ROUND_RESULT_NO_VERDICT, 0
	if revealed > 0 && revealed >= ceilShare(quorum, seats) {
		results := [3]RoundResult{ROUND_RESULT_APPROVED, ROUND_RESULT_REJECTED, ROUND_RESULT_UNJUDGEABLE}
		for i, n := range sides {
			if n >= ceilShare(majority, revealed) {
				want = results[i]
				winners++
			}
		}
	}
	require.LessOrEqual(t, winners, 1, "two results at once")
	result, tally := TallyVotes(seats, votes, quorum, majority)
	if result != want || (result == ROUND_RESULT_NO_VERDICT) != (winners == 0) {
		t.Fatalf("seats %d, sides %v, quorum %v, majority %v: %s instead of %s", seats, sides, quorum, majority, result, want)
	}
	require.LessOrEqual(t, tally.Quality, uint32(MaxScore))
	require.Equal(t, revealed, tally.Approvals+tally.Rejections+tally.Unjudgeable)
}

// The order of the votes does not matter, and scores outside of the result do not touch the quality.
func TestTallyProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes := rapid.SliceOfN(rapid.Custom(drawVote), 0, 15).Draw(t, "votes")
		seats := uint32(len(votes)) + rapid.Uint32Range(0, 5).Draw(t, "absent")
		result, tally := TallyVotes(seats, votes, twoThirds, twoThirds)
		shuffled := rapid.Permutation(votes).Draw(t, "shuffled")
		again, tallyAgain := TallyVotes(seats, shuffled, twoThirds, twoThirds)
		require.Equal(t, result, again)
		require.Equal(t, tally, tallyAgain)
		for i := range shuffled {
			if shuffled[i].Side() != result {
				shuffled[i].Score = 100 - shuffled[i].Score
			}
		}
		_, changed := TallyVotes(seats, shuffled, twoThirds, twoThirds)
		require.Equal(t, tally, changed)
	})
}

func TestTallyDoesNotOverflow(t *testing.T) {
	const most = math.MaxUint32
	all := Fraction{Num: most, Den: most}
	result, _ := TallyVotes(3, votesOf(3, 0, 0, 0), all, all)
	require.Equal(t, ROUND_RESULT_APPROVED, result)
	result, _ = TallyVotes(most, votesOf(3, 0, 0, 0), all, all)
	require.Equal(t, ROUND_RESULT_NO_VERDICT, result)
}

func TestUnknownVerdictCountsForNobody(t *testing.T) {
	result, tally := TallyVotes(3, []Vote{{}, {Verdict: 99}, {Verdict: VOTE_VERDICT_APPROVE}}, twoThirds, twoThirds)
	require.Equal(t, ROUND_RESULT_NO_VERDICT, result)
	require.Equal(t, Tally{Seats: 3, Revealed: 3, Approvals: 1}, tally)
}

func TestFractionValidate(t *testing.T) {
	for _, f := range []Fraction{{1, 1}, {1, 2}, {2, 3}, {math.MaxUint32, math.MaxUint32}} {
		require.NoError(t, f.Validate())
	}
	for _, f := range []Fraction{{}, {0, 1}, {1, 0}, {3, 2}} {
		require.ErrorContains(t, f.Validate(), "above 0 and at most 1")
	}
}

// splits returns votes that divide the payout so.
func splits(bps ...uint32) (votes []Vote) {
	for _, b := range bps {
		votes = append(votes, Vote{Verdict: VOTE_VERDICT_SPLIT, SplitBps: b, Score: 60})
	}
	return votes
}

func TestTallyOfAPanel(t *testing.T) {
	const split, none = ROUND_RESULT_SPLIT, ROUND_RESULT_NO_VERDICT
	for name, c := range map[string]struct {
		votes []Vote
		want  RoundResult
		bps   uint32
	}{
		"one of one":              {splits(4_000), split, 4_000},
		"odd":                     {splits(9_000, 0, 4_000), split, 4_000},
		"even, floored":           {splits(1, 10_000, 2, 4), split, 3},
		"even, half":              {splits(3_001, 4_000), split, 3_500},
		"nothing":                 {splits(0, 0, 0), split, 0},
		"all":                     {splits(10_000, 10_000, 10_000), split, 10_000},
		"an extreme moves little": {splits(5_000, 5_100, 0), split, 5_000},
		"two thirds":              {append(splits(2_000, 6_000), votesOf(1, 0, 0, 0)...), split, 4_000},
		"no majority":             {append(splits(2_000), votesOf(1, 0, 0, 0)...), none, 0},
		"outvoted":                {append(splits(2_000), votesOf(2, 0, 0, 0)...), ROUND_RESULT_APPROVED, 0},
		"a failed check rejects": {
			[]Vote{{Verdict: VOTE_VERDICT_SPLIT, SplitBps: 9_000, Checks: answers("!privacy")}}, ROUND_RESULT_REJECTED, 0,
		},
		"a failed check is out of the median": {
			append(splits(1_000, 2_000, 3_000, 4_000), Vote{Verdict: VOTE_VERDICT_SPLIT, SplitBps: 10_000, Checks: answers("!privacy")}), split, 2_500,
		},
	} {
		result, tally := TallyVotes(uint32(len(c.votes)), c.votes, twoThirds, twoThirds)
		require.Equal(t, c.want, result, name)
		require.Equal(t, c.bps, tally.SplitBps, name)
		require.Equal(t, tally.Revealed, tally.Approvals+tally.Rejections+tally.Unjudgeable+tally.Splits, name)
	}
}

// The share that fails a check rejects, however they name their verdict.
func TestTallyOfFailedChecks(t *testing.T) {
	approvals := votesOf(3, 0, 0, 0)
	approvals[0].Checks, approvals[1].Checks, approvals[2].Checks = answers("!privacy"), answers("privacy"), answers("!privacy")
	result, tally := TallyVotes(3, approvals, twoThirds, twoThirds)
	require.Equal(t, ROUND_RESULT_REJECTED, result)
	require.Equal(t, Tally{
		Seats: 3, Revealed: 3, Approvals: 1, Rejections: 2, Quality: 90, Checks: []CheckTally{{Name: "privacy", Passed: 1, Failed: 2}},
	}, tally)
}

// Every answer of every vote counts, by name, whatever the vote's side.
func TestTallyOfChecks(t *testing.T) {
	votes := votesOf(2, 1, 0, 1)
	votes[0].Checks, votes[1].Checks = answers("bias", "privacy"), answers("!bias", "privacy")
	votes[2].Checks, votes[3].Checks = answers("!bias", "!privacy"), answers("bias", "privacy")
	_, tally := TallyVotes(5, votes, twoThirds, twoThirds)
	require.Equal(t, []CheckTally{{Name: "bias", Passed: 2, Failed: 2}, {Name: "privacy", Passed: 3, Failed: 1}}, tally.Checks)

	_, tally = TallyVotes(5, votesOf(2, 0, 0, 0), twoThirds, twoThirds)
	require.Empty(t, tally.Checks, "nothing was asked")
}

// The median lies between the votes, and as many lie below it as above.
func TestMedianSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bps := rapid.SliceOfN(rapid.Uint32Range(0, 10_000), 1, 15).Draw(t, "bps")
		_, tally := TallyVotes(uint32(len(bps)), splits(bps...), twoThirds, twoThirds)
		var below, above int
		for _, b := range bps {
			if b < tally.SplitBps {
				below++
			}
			if b > tally.SplitBps {
				above++
			}
		}
		require.LessOrEqual(t, 2*below, len(bps))
		require.LessOrEqual(t, 2*above, len(bps))
	})
}

package types

import (
	"cmp"
	"fmt"
	"slices"
)

// Validate returns an error unless the fraction is in (0, 1].
func (f Fraction) Validate() error {
	if f.Num == 0 || f.Den == 0 || f.Num > f.Den {
		return fmt.Errorf("fraction %d/%d must be above 0 and at most 1", f.Num, f.Den)
	}
	return nil
}

// reachedBy tells whether part is at least the fraction of whole. All factors have 32 bits, so no product overflows.
func (f Fraction) reachedBy(part, whole uint32) bool {
	return uint64(part)*uint64(f.Den) >= uint64(whole)*uint64(f.Num)
}

// TallyVotes counts the revealed votes of a committee of seats and says what it found.
//
// Quorum is the share of the seats that must have revealed, majority the share of the revealed votes that decides; each
// vote counts for its Side. Without quorum or majority the result is NO_VERDICT. Params must keep majority above one half:
// then no two sides can have it at once. Quality is the mean score, rounded down, of the seats that revealed with the
// result; 0 without a verdict. SplitBps is the median of what those votes give the agent under SPLIT, else 0. Checks counts all
// votes' answers.
func TallyVotes(seats uint32, votes []Vote, quorum, majority Fraction) (RoundResult, Tally) {
	tally := Tally{Seats: seats, Revealed: uint32(len(votes)), Checks: checksOf(votes)}
	for _, v := range votes {
		switch v.Side() {
		case ROUND_RESULT_APPROVED:
			tally.Approvals++
		case ROUND_RESULT_REJECTED:
			tally.Rejections++
		case ROUND_RESULT_UNJUDGEABLE:
			tally.Unjudgeable++
		case ROUND_RESULT_SPLIT:
			tally.Splits++
		}
	}
	result := decide(tally, quorum, majority)
	tally.Quality = quality(votes, result)
	if result == ROUND_RESULT_SPLIT {
		tally.SplitBps = splitOf(votes)
	}
	return result, tally
}

func decide(t Tally, quorum, majority Fraction) RoundResult {
	switch {
	case t.Revealed == 0 || !quorum.reachedBy(t.Revealed, t.Seats):
		return ROUND_RESULT_NO_VERDICT
	case majority.reachedBy(t.Approvals, t.Revealed):
		return ROUND_RESULT_APPROVED
	case majority.reachedBy(t.Rejections, t.Revealed):
		return ROUND_RESULT_REJECTED
	case majority.reachedBy(t.Unjudgeable, t.Revealed):
		return ROUND_RESULT_UNJUDGEABLE
	case majority.reachedBy(t.Splits, t.Revealed):
		return ROUND_RESULT_SPLIT
	}
	return ROUND_RESULT_NO_VERDICT
}

func quality(votes []Vote, result RoundResult) uint32 {
	var sum, count uint64
	for _, v := range votes {
		if v.Side() == result {
			sum += uint64(v.Score)
			count++
		}
	}
	if count == 0 {
		return 0
	}
	return uint32(sum / count)
}

// checksOf counts the answers to each check, by name.
func checksOf(votes []Vote) []CheckTally {
	var list []CheckTally
	for _, v := range votes {
		for _, answer := range v.Checks {
			at, found := slices.BinarySearchFunc(list, answer.Check, func(t CheckTally, name string) int { return cmp.Compare(t.Name, name) })
			if !found {
				list = slices.Insert(list, at, CheckTally{Name: answer.Check})
			}
			if answer.Pass {
				list[at].Passed++
			} else {
				list[at].Failed++
			}
		}
	}
	return list
}

// splitOf is the median of the votes that divide the payout, so that one extreme number moves nothing; of an even count the
// mean of the two in the middle, rounded down.
func splitOf(votes []Vote) uint32 {
	var bps []uint32
	for _, v := range votes {
		if v.Side() == ROUND_RESULT_SPLIT {
			bps = append(bps, v.SplitBps)
		}
	}
	if len(bps) == 0 {
		return 0
	}
	slices.Sort(bps)
	middle := len(bps) / 2
	if len(bps)%2 == 1 {
		return bps[middle]
	}
	return (bps[middle-1] + bps[middle]) / 2
}

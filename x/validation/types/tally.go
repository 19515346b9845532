package types

import "fmt"

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
// Quorum is the share of the seats that must have revealed, majority the share of the revealed votes that decides;
// UNJUDGEABLE_RESULT counts as REJECT. Without quorum or majority the result is NO_VERDICT. Params must keep majority
// above one half: then no two sides can have it at once. Quality is the mean score, rounded down, of the seats that
// revealed with the result; 0 without a verdict.
func TallyVotes(seats uint32, votes []Vote, quorum, majority Fraction) (RoundResult, Tally) {
	tally := Tally{Seats: seats, Revealed: uint32(len(votes))}
	for _, v := range votes {
		switch resultOf(v.Verdict) {
		case ROUND_RESULT_APPROVED:
			tally.Approvals++
		case ROUND_RESULT_REJECTED:
			tally.Rejections++
		case ROUND_RESULT_UNJUDGEABLE:
			tally.Unjudgeable++
		}
	}
	result := decide(tally, quorum, majority)
	tally.Quality = quality(votes, result)
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
	}
	return ROUND_RESULT_NO_VERDICT
}

// resultOf is the side that a vote counts for; UNSPECIFIED for an unknown verdict, which counts for none.
func resultOf(v VoteVerdict) RoundResult {
	switch v {
	case VOTE_VERDICT_APPROVE:
		return ROUND_RESULT_APPROVED
	case VOTE_VERDICT_REJECT, VOTE_VERDICT_UNJUDGEABLE_RESULT:
		return ROUND_RESULT_REJECTED
	case VOTE_VERDICT_UNJUDGEABLE_SPEC:
		return ROUND_RESULT_UNJUDGEABLE
	}
	return ROUND_RESULT_UNSPECIFIED
}

func quality(votes []Vote, result RoundResult) uint32 {
	var sum, count uint64
	for _, v := range votes {
		if resultOf(v.Verdict) == result {
			sum += uint64(v.Score)
			count++
		}
	}
	if count == 0 {
		return 0
	}
	return uint32(sum / count)
}

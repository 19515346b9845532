package types

import (
	stdmath "math"
	"time"

	"cosmossdk.io/math"
)

// wholeBps is the whole in basis points.
const wholeBps = 10_000

// Reasons of a slash, as they stand in events.
const (
	SlashReasonWrongVote = "wrong_vote"
	SlashReasonWithheld  = "withheld"
	SlashReasonAbsent    = "absent"
	SlashReasonCanary    = "canary"
)

// SlashAmount returns bps of a seat's lock in base units, rounded down; never more than the lock.
func SlashAmount(lock math.Int, bps uint32) math.Int { return bpsOf(lock, bps) }

// BurnShare divides a slashed amount: bps of it, rounded down, are burnt, the rest (with the remainder of the division)
// goes to the treasury. Burn + rest = amount.
func BurnShare(amount math.Int, bps uint32) (burn, rest math.Int) {
	burn = bpsOf(amount, bps)
	return burn, amount.Sub(burn)
}

// bpsOf returns amount · bps / 10,000, rounded down; bps above the whole count as the whole. Quotient and remainder are
// multiplied apart, so that no amount overflows.
func bpsOf(amount math.Int, bps uint32) math.Int {
	if !amount.IsPositive() {
		return math.ZeroInt()
	}
	if bps >= wholeBps {
		return amount
	}
	share := int64(bps)
	return amount.QuoRaw(wholeBps).MulRaw(share).Add(amount.ModRaw(wholeBps).MulRaw(share).QuoRaw(wholeBps))
}

// WrongVoteBps is what a wrong vote costs, in bps of the lock, after so many others in a row: wrong_vote_slash_bps, doubled
// by each of them, up to max_wrong_vote_slash_bps. One error is survivable, a habit is not.
func (p Params) WrongVoteBps(repeats uint32) uint32 {
	bps := min(p.WrongVoteSlashBps, p.MaxWrongVoteSlashBps)
	for n := uint32(0); n < repeats && bps > 0 && bps < p.MaxWrongVoteSlashBps; n++ {
		bps = min(bps*2, p.MaxWrongVoteSlashBps)
	}
	return bps
}

// Repeats returns how many wrong votes in a row a validator has at now (market time, ms): none any more once the last one
// lies window back. A right vote in between forgives none, or a flood of easy jobs would wash a bought vote clean.
func (v Validator) Repeats(now int64, window time.Duration) uint32 {
	if v.WrongVotes == 0 || now >= v.WrongVoteMs+window.Milliseconds() {
		return 0
	}
	return v.WrongVotes
}

// Err counts a wrong vote at now (market time, ms).
func (v *Validator) Err(now int64, window time.Duration) {
	repeats := v.Repeats(now, window)
	if repeats < stdmath.MaxUint32 {
		repeats++
	}
	v.WrongVotes, v.WrongVoteMs = repeats, now
}

// JudgeSeat tells what a job's finding means for one seat: whether it is owed the seat fee, how many bps of its lock are
// slashed now, and why. The reason names the fault also where the parameters slash nothing for it. Repeats are the wrong
// votes in a row that its holder has already.
//
// Blameless spares the seats that revealed another verdict than the final one; it never spares a seat that committed and
// withheld, for a vote that stays hidden until the others are known is worth more than any wrong one. A wrong vote on a
// canary costs the canary's rate alone; hiding one costs no less, or whoever sees from the others' reveals that it has failed
// a test would not open its vote.
func JudgeSeat(seat Seat, finding Finding, repeats uint32, params Params) (agreed bool, slashBps uint32, reason string) {
	switch seat.Status {
	case SEAT_STATUS_REVEALED:
		switch {
		case agrees(seat.Vote, finding.Final):
			return true, 0, ""
		case finding.Blameless:
			return false, 0, ""
		case finding.Canary:
			return false, params.CanarySlashBps, SlashReasonCanary
		}
		return false, params.WrongVoteBps(repeats), SlashReasonWrongVote
	// COMMITTED: the job ended before its reveal window closed the seat's status; the vote stayed hidden all the same.
	case SEAT_STATUS_WITHHELD, SEAT_STATUS_COMMITTED:
		if finding.Canary && params.CanarySlashBps > params.WithheldSlashBps {
			return false, params.CanarySlashBps, SlashReasonCanary
		}
		return false, params.WithheldSlashBps, SlashReasonWithheld
	}
	// ABSENT was slashed when its commit window closed; DRAWN is judged like it.
	return false, 0, ""
}

// agrees tells whether a revealed vote counted for the final verdict.
func agrees(vote *Vote, final FinalVerdict) bool {
	if final == FinalNone {
		return true
	}
	if vote == nil {
		return false
	}
	switch final {
	case FinalApproved:
		return vote.Side() == ROUND_RESULT_APPROVED
	case FinalRejected:
		return vote.Side() == ROUND_RESULT_REJECTED
	case FinalUnjudgeable:
		return vote.Side() == ROUND_RESULT_UNJUDGEABLE
	}
	return false
}

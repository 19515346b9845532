package types

import "cosmossdk.io/math"

// wholeBps is the whole in basis points.
const wholeBps = 10_000

// Reasons of a slash, as they stand in events.
const (
	SlashReasonWrongVote = "wrong_vote"
	SlashReasonWithheld  = "withheld"
	SlashReasonAbsent    = "absent"
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

// JudgeSeat tells what a job's final verdict means for one seat: whether it is owed the seat fee, how many bps of its
// lock are slashed now, and why. The reason names the fault also where the parameters slash nothing for it. Blameless spares the seats that revealed another verdict than the final one; it never
// spares a seat that committed and withheld, for a vote that stays hidden until the others are known is worth more than
// any wrong one.
func JudgeSeat(
	seat Seat, final FinalVerdict, blameless bool, params Params,
) (agreed bool, slashBps uint32, reason string) {
	switch seat.Status {
	case SEAT_STATUS_REVEALED:
		if agrees(seat.Vote.GetVerdict(), final) {
			return true, 0, ""
		}
		if blameless {
			return false, 0, ""
		}
		return false, params.WrongVoteSlashBps, SlashReasonWrongVote
	// COMMITTED: the job ended before its reveal window closed the seat's status; the vote stayed hidden all the same.
	case SEAT_STATUS_WITHHELD, SEAT_STATUS_COMMITTED:
		return false, params.WithheldSlashBps, SlashReasonWithheld
	}
	// ABSENT was slashed when its commit window closed; DRAWN is judged like it.
	return false, 0, ""
}

// agrees tells whether a revealed verdict is the final one.
func agrees(verdict VoteVerdict, final FinalVerdict) bool {
	switch final {
	case FinalNone:
		return true
	case FinalApproved:
		return resultOf(verdict) == ROUND_RESULT_APPROVED
	case FinalRejected:
		return resultOf(verdict) == ROUND_RESULT_REJECTED
	case FinalUnjudgeable:
		return resultOf(verdict) == ROUND_RESULT_UNJUDGEABLE
	}
	return false
}

package demo

import (
	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// What the ladder's scenarios must have moved, written down from the terms as one would with pencil and paper. A first
// committee has three seats, an appeal seven, a panel five; each seat that is owed a fee is owed the same.

const (
	firstSeats  = 3
	appealSeats = 2*firstSeats + 1
	panelSeats  = 5
)

// ballot is one vote that a seat opened.
type ballot struct {
	rung uint32
	seat string
	vote validationtypes.Vote
}

// voted lists the seats of a rung that opened a verdict.
func (t terms) voted(rung uint32, verdict validationtypes.VoteVerdict) []string {
	var seats []string
	for _, b := range t.ballots {
		if b.rung == rung && b.vote.Verdict == verdict {
			seats = append(seats, b.seat)
		}
	}
	return seats
}

func (t terms) approved(rung uint32) []string {
	return t.voted(rung, validationtypes.VOTE_VERDICT_APPROVE)
}

func (t terms) rejected(rung uint32) []string {
	return t.voted(rung, validationtypes.VOTE_VERDICT_REJECT)
}

// fees of so many seats.
func (t terms) fees(seats int64) math.Int { return t.job.Terms.SeatFee.MulRaw(seats) }

// lock of a seat on a rung of so many.
func (t terms) lock(rung uint32, seats int64) math.Int {
	if rung == 0 {
		return t.job.Terms.SeatLock
	}
	return t.job.Terms.SeatLockOf(math.MaxInt(t.validation.MinSeatLock, bps(t.job.Escrow.Payout, t.validation.SeatLockBps).QuoRaw(seats)))
}

// smallBond is that of a dispute that leads to no seats.
func (t terms) smallBond() math.Int {
	return math.MinInt(math.MaxInt(bps(t.job.Escrow.Payout, t.params.DisputeBondBps), t.params.DisputeBondMin), t.params.DisputeBondMax)
}

// pay adds an amount for each of the seats.
func (e *expectation) pay(each math.Int, seats ...string) {
	for _, seat := range seats {
		e.seats[seat] = amountOf(e.seats, seat).Add(each)
	}
}

// punish takes the slash of a wrong vote from each seat, doubled for each wrong vote on this chain before, and gives it to
// the fire and the treasury.
func (e *expectation) punish(t terms, lock math.Int, seats ...string) {
	for _, seat := range seats {
		rate := t.validation.WrongVoteSlashBps
		for range t.wrongBefore[seat] {
			rate = min(2*rate, t.validation.MaxWrongVoteSlashBps)
		}
		slash := bps(lock, rate)
		burned := bps(slash, t.validation.BurnBps)
		e.pay(slash.Neg(), seat)
		e.burned, e.treasury = e.burned.Add(burned), e.treasury.Add(slash.Sub(burned))
	}
}

// seated is an expectation that also says what the seats and the treasury gain: at first what they have of the protocol fee
// or of the agent's bond.
func seated(e expectation, treasury math.Int) expectation {
	e.seats, e.treasury, e.held = map[string]math.Int{}, treasury, math.ZeroInt()
	return e
}

// completedBy: the agent has the payout, the protocol fee goes to the fire and the treasury, the validation fee is spent.
func completedBy(t terms, agent string) expectation {
	out := owedCompleted(t)
	out.agents = map[string]math.Int{agent: t.job.Escrow.Payout}
	return seated(out, t.job.Escrow.ProtocolFee.Sub(out.burned))
}

// failedBy: the agent's bond is slashed for the employer, the fire and the treasury, the validation fee is spent.
func failedBy(t terms, agent string) expectation {
	out := owedFailed(t)
	slash := bps(t.job.Terms.Bond, t.params.RejectSlashBps)
	out.agents = map[string]math.Int{agent: slash.Neg()}
	return seated(out, slash.Sub(bps(slash, t.params.SlashToEmployerBps)).Sub(out.burned))
}

// owedOverturned: seven right seats cost more than the validation fee of three; the treasury adds what is missing. The bond
// of the agent who was right is back.
func owedOverturned(t terms) expectation {
	out := completedBy(t, agent2)
	out.treasury = out.treasury.Sub(t.fees(appealSeats).Sub(t.job.Escrow.ValidationFee))
	out.pay(t.job.Terms.SeatFee, t.approved(1)...)
	out.punish(t, t.lock(0, firstSeats), t.rejected(0)...)
	return out
}

// owedUpheld: three seats and six of seven were right. The validation fee and the agent's bond of seven fees pay nine; the
// tenth fee is left of the bond and goes to the employer.
func owedUpheld(t terms) expectation {
	out := failedBy(t, agent1)
	out.agents[agent1] = out.agents[agent1].Sub(t.fees(appealSeats))
	out.employer = out.employer.Add(t.fees(1))
	out.pay(t.job.Terms.SeatFee, t.rejected(0)...)
	out.pay(t.job.Terms.SeatFee, t.rejected(1)...)
	out.punish(t, t.lock(1, appealSeats), t.approved(1)...)
	return out
}

// dividedAt is what the panel of the demo finds: its four votes for a division are 3,000, 5,000, 6,000 and 8,000 bps, and
// the middle of the two in the middle counts.
const dividedAt = 5_500

// owedSplit: nobody was wrong, so fifteen seats are owed a fee. The purse holds ten, the treasury adds its cap, and what
// there is is shared alike.
func owedSplit(t terms) expectation {
	e := t.job.Escrow
	toAgent, due := bps(e.Payout, dividedAt), bps(e.ProtocolFee, dividedAt)
	out := seated(expectation{burned: bps(due, t.params.BurnBps)}, math.ZeroInt())
	out.employer = toAgent.Add(due).Add(e.ValidationFee).Neg()
	out.agents = map[string]math.Int{agent1: toAgent.Sub(t.fees(appealSeats))}

	const seats = firstSeats + appealSeats + panelSeats
	purse := t.fees(firstSeats + appealSeats)
	added := math.MinInt(t.fees(seats).Sub(purse), t.params.ShortfallCap)
	each := purse.Add(added).QuoRaw(seats)
	for _, b := range t.ballots {
		out.pay(each, b.seat)
	}
	remainder := purse.Add(added).Sub(each.MulRaw(seats))
	out.treasury = due.Sub(out.burned).Sub(added).Add(remainder)
	return out
}

// owedCouncil: the ten seats of both committees were right; the validation fee and the agent's first bond pay them. Its
// second bond, of five fees, goes to the employer, whose own bond is back. The five moderators were wrong.
func owedCouncil(t terms) expectation {
	out := failedBy(t, agent1)
	out.agents[agent1] = out.agents[agent1].Sub(t.fees(appealSeats + panelSeats))
	out.employer = out.employer.Add(t.fees(panelSeats))
	out.pay(t.job.Terms.SeatFee, t.rejected(0)...)
	out.pay(t.job.Terms.SeatFee, t.rejected(1)...)
	out.punish(t, t.lock(2, panelSeats), t.approved(2)...)
	return out
}

// owedSilence: the employer was right about the first committee and has its bond back. The agent's two bonds and the
// validation fee do not pay the twelve right seats; the treasury adds the rest.
func owedSilence(t terms) expectation {
	out := failedBy(t, agent1)
	bonds := t.fees(panelSeats).Add(t.smallBond())
	out.agents[agent1] = out.agents[agent1].Sub(bonds)
	out.treasury = out.treasury.Sub(t.fees(appealSeats + panelSeats).Sub(t.job.Escrow.ValidationFee).Sub(bonds))
	out.pay(t.job.Terms.SeatFee, t.rejected(1)...)
	out.pay(t.job.Terms.SeatFee, t.rejected(2)...)
	out.punish(t, t.lock(0, firstSeats), t.approved(0)...)
	return out
}

// owedReview: of the two jobs that nobody had to judge the validation fee is back; the third was contested, and rejected.
func owedReview(t terms) expectation {
	out := failedBy(t, agent1)
	out.pay(t.job.Terms.SeatFee, t.rejected(0)...)
	out.agents[agent2] = math.ZeroInt()
	for _, unjudged := range t.earlier {
		done := completedBy(unjudged, agent2)
		out.employer = out.employer.Add(done.employer).Add(unjudged.job.Escrow.ValidationFee)
		out.agents[agent2] = out.agents[agent2].Add(done.agents[agent2])
		out.burned, out.treasury = out.burned.Add(done.burned), out.treasury.Add(done.treasury)
	}
	return out
}

// owedUnjudgeable: the agent is compensated for a spec that nobody can judge, the seats are paid, the rest is back.
func owedUnjudgeable(t terms) expectation {
	compensation := bps(t.job.Escrow.Payout, t.params.UnjudgeableCompensationBps)
	out := seated(expectation{burned: math.ZeroInt()}, math.ZeroInt())
	out.employer = compensation.Add(t.job.Escrow.ValidationFee).Neg()
	out.agents = map[string]math.Int{agent2: compensation}
	out.pay(t.job.Terms.SeatFee, t.voted(0, validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC)...)
	return out
}

// lazySeats of a canary's committee approve without looking.
const lazySeats = 2

// owedCanary: a test costs its office the fee of those who saw it. What is taken from a lazy seat, at most a share of its
// judge's stake, is held: it is neither burnt nor the treasury's yet.
func owedCanary(t terms) expectation {
	out := seated(expectation{burned: math.ZeroInt()}, math.ZeroInt())
	out.employer = t.fees(firstSeats - lazySeats).Neg()
	out.agents = map[string]math.Int{agent1: math.ZeroInt()}
	out.pay(t.job.Terms.SeatFee, t.rejected(0)...)
	for _, seat := range t.approved(0) {
		slash := math.MinInt(bps(t.job.Terms.SeatLock, t.validation.CanarySlashBps), bps(amountOf(t.stakes, seat), t.validation.CanaryCapBps))
		out.pay(slash.Neg(), seat)
		out.held = out.held.Add(slash)
	}
	return out
}

// ballotsOf reads the votes that were opened on a job.
func (r *run) ballotsOf(job jobstypes.Job) []ballot {
	var list []ballot
	for _, e := range all[*validationtypes.EventVoteRevealed](r) {
		if e.JobId == job.Id {
			list = append(list, ballot{rung: e.Rung, seat: e.Validator, vote: e.Vote})
		}
	}
	return list
}

// wrongBefore counts the wrong votes for which each judge was slashed on this chain before the run.
func (r *run) wrongBefore() map[string]int {
	counts := map[string]int{}
	for _, b := range r.blocks[:r.first] {
		for _, s := range b.events {
			if e, ok := s.event.(*validationtypes.EventSeatSlashed); ok && e.Reason == validationtypes.SlashReasonWrongVote {
				counts[e.Validator]++
			}
		}
	}
	return counts
}

package validation_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// What becomes of a job whose seats have voted: ladder, ruling, purse and judgement are the chain's own functions.

// side is what a vote counts for.
type side int

const (
	approving side = iota
	rejecting
	unjudging
	sides
	// hiding counts for nothing: the vote is sealed and not opened.
	hiding = sides
)

func (s side) vote() types.VoteVerdict {
	return [sides]types.VoteVerdict{types.VOTE_VERDICT_APPROVE, types.VOTE_VERDICT_REJECT, types.VOTE_VERDICT_UNJUDGEABLE_SPEC}[s]
}

// against is the side that harms whom s serves.
func (s side) against() side {
	if s == approving {
		return rejecting
	}
	return approving
}

// ballots counts the revealed votes of each side.
type ballots [sides]int

func (b ballots) plus(other ballots) ballots {
	for s := range b {
		b[s] += other[s]
	}
	return b
}

func (b ballots) and(s side) ballots {
	if s != hiding {
		b[s]++
	}
	return b
}

// fate is what a seat may expect: the fee that it is paid, the chances that it is slashed for a wrong vote, that it has failed
// a canary, and that it has hidden its vote on one, and what hiding its vote, or staying away, costs at once. Amounts are in
// base units.
type fate struct{ fee, wrong, failed, unopened, hidden float64 }

func (f *fate) add(chance float64, other fate) {
	f.fee += chance * other.fee
	f.wrong += chance * other.wrong
	f.failed += chance * other.failed
	f.unopened += chance * other.unopened
	f.hidden += chance * other.hidden
}

// fates are those of a seat that voted for each side, and of one that hid its vote.
type fates [sides + 1]fate

func (f *fates) add(chance float64, other fates) {
	for s := range f {
		f[s].add(chance, other[s])
	}
}

// court is where a job is judged: the rules, what is paid, and who else sits.
type court struct {
	t         testing.TB
	jobs      jobstypes.Params
	rules     types.Params
	category  jobstypes.Category
	quote     jobstypes.Quote
	treasury  math.Int
	others    others
	council   bool // it rules, and rightly; otherwise it is silent
	fatesOf   map[trial]fates
	payOf     map[payday]float64
	handsOf   map[deal][]hand
	verdictOf map[count]jobstypes.Verdict
	defaultOf map[[3]round]jobstypes.Ruling
	seatsOf   map[types.Finding][]judged
}

// trial is a job of which the committee's votes are known. right is what the work deserves.
type trial struct {
	right  side
	canary bool
	votes  ballots
}

// round is what a ruling by default looks at.
type round struct {
	status                jobstypes.JobStatus
	approvals, rejections uint32
}

// count is the votes of a committee of so many seats.
type count struct {
	seats int
	votes ballots
}

func newCourt(t testing.TB, payout math.Int, seats uint32) *court {
	t.Helper()
	c := &court{
		t: t, jobs: jobstypes.DefaultParams(), rules: types.DefaultParams(), category: jobstypes.DefaultGenesis().Categories[0],
		treasury: payout,
	}
	quote, err := jobstypes.NewQuote(jobstypes.QuoteInput{
		Params: c.jobs, Category: c.category, Payout: payout, WorkDuration: c.category.MinWorkDuration, RequestedSeats: seats,
		Prices: jobstypes.Prices{ValidationFeeBps: c.jobs.ValidationFeeBps, ProtocolFeeBps: c.jobs.ProtocolFeeBps},
	})
	require.NoError(t, err)
	require.Equal(t, seats, quote.Seats)
	c.quote = quote
	return c
}

func (c *court) lock() math.Int { return c.rules.SeatLock(c.quote.Escrow.Payout, c.quote.Seats) }

// judge is what a seat of the first committee may expect; votes are all of it.
func (c *court) judge(right side, canary bool, votes ballots) fates {
	key := trial{right: right, canary: canary, votes: votes}
	if f, ok := c.fatesOf[key]; ok {
		return f
	}
	f := c.rung(history{right: right, canary: canary}, c.step(0), votes)
	if c.fatesOf == nil {
		c.fatesOf = map[trial]fates{}
	}
	c.fatesOf[key] = f
	return f
}

func (c *court) step(rung uint32) jobstypes.Step {
	step, ok := jobstypes.StepAt(c.jobs, c.category, jobstypes.Terms{Seats: c.quote.Seats}, rung)
	require.True(c.t, ok)
	return step
}

// history is what a job has come to.
type history struct {
	right    side
	canary   bool
	rounds   []jobstypes.Verdict
	votes    ballots
	disputes []jobstypes.LockedDispute
}

// rung closes a round: a canary is opened at the first verdict; a verdict against the truth is disputed by whom it harms, up
// to the council; without a verdict the job climbs by itself.
func (c *court) rung(h history, step jobstypes.Step, votes ballots) fates {
	verdict := c.tally(int(step.Seats), votes)
	h.rounds = append(slices.Clip(h.rounds), verdict)
	h.votes = h.votes.plus(votes)
	stands := verdict.Status != jobstypes.JOB_STATUS_UNSPECIFIED
	switch {
	case stands && h.canary:
		return c.settle(h, jobstypes.Ruling{
			Outcome: jobstypes.OUTCOME_CANCELLED, Basis: jobstypes.RULING_BASIS_CANARY, Canary: statusOf(h.right),
		})
	case verdict.Status == statusOf(h.right):
		return c.settle(h, c.ruling(verdict, jobstypes.RULING_BASIS_VERDICT))
	}
	above := c.step(step.Rung + 1)
	if stands {
		h.disputes = append(slices.Clip(h.disputes), c.dispute(h.right, above))
	}
	if above.Kind == jobstypes.RUNG_KIND_COUNCIL {
		return c.settle(h, c.lastWord(h))
	}
	var f fates
	for _, hand := range c.hands(h.right, int(above.Seats)) {
		f.add(hand.chance, c.rung(h, above, hand.others))
	}
	return f
}

// lastWord is the council's ruling, or that by default.
func (c *court) lastWord(h history) jobstypes.Ruling {
	if c.council {
		return c.ruling(jobstypes.Verdict{Status: statusOf(h.right)}, jobstypes.RULING_BASIS_COUNCIL)
	}
	var key [3]round
	for i, v := range h.rounds {
		key[i] = round{v.Status, v.Approvals, v.Rejections}
	}
	if r, ok := c.defaultOf[key]; ok {
		return r
	}
	if c.defaultOf == nil {
		c.defaultOf = map[[3]round]jobstypes.Ruling{}
	}
	c.defaultOf[key] = jobstypes.DefaultRuling(h.rounds)
	return c.defaultOf[key]
}

func (c *court) ruling(verdict jobstypes.Verdict, basis jobstypes.RulingBasis) jobstypes.Ruling {
	ruling, err := jobstypes.RulingFor(verdict, basis)
	require.NoError(c.t, err)
	return ruling
}

func statusOf(s side) jobstypes.JobStatus {
	return [sides]jobstypes.JobStatus{jobstypes.JOB_STATUS_APPROVED, jobstypes.JOB_STATUS_REJECTED, jobstypes.JOB_STATUS_UNJUDGEABLE}[s]
}

func (c *court) tally(seats int, votes ballots) jobstypes.Verdict {
	if v, ok := c.verdictOf[count{seats, votes}]; ok {
		return v
	}
	var list []types.Vote
	for s, n := range votes {
		for range n {
			list = append(list, types.Vote{Verdict: side(s).vote()})
		}
	}
	result, tally := types.TallyVotes(uint32(seats), list, c.rules.Quorum, c.rules.Majority)
	v := jobstypes.Verdict{Approvals: tally.Approvals, Rejections: tally.Rejections, Status: map[types.RoundResult]jobstypes.JobStatus{
		types.ROUND_RESULT_APPROVED: jobstypes.JOB_STATUS_APPROVED, types.ROUND_RESULT_REJECTED: jobstypes.JOB_STATUS_REJECTED,
		types.ROUND_RESULT_UNJUDGEABLE: jobstypes.JOB_STATUS_UNJUDGEABLE,
	}[result]}
	if c.verdictOf == nil {
		c.verdictOf = map[count]jobstypes.Verdict{}
	}
	c.verdictOf[count{seats, votes}] = v
	return v
}

// dispute is the bond of whom a wrong verdict harms: the agent of good work, the employer who got bad work.
func (c *court) dispute(right side, to jobstypes.Step) jobstypes.LockedDispute {
	by := jobstypes.ReceiverEmployer
	if right == approving {
		by = jobstypes.ReceiverAgent
	}
	return jobstypes.LockedDispute{By: by, Bond: jobstypes.DisputeBond(c.jobs, c.quote.Escrow.Payout, c.quote.SeatFee, to.Seats)}
}

// settle pays and judges the seats by a ruling.
func (c *court) settle(h history, ruling jobstypes.Ruling) fates {
	seats := c.seats(jobstypes.FinalVerdictOf(ruling))
	owed := uint32(0)
	for s, n := range h.votes {
		if seats[s].agreed {
			owed += uint32(n)
		}
	}
	var f fates
	for s, seat := range seats {
		f[s] = seat.fate
		if seat.agreed {
			f[s].fee = c.pay(h, ruling, owed)
		}
	}
	return f
}

// judged is what a finding means for a seat, apart from its fee.
type judged struct {
	agreed bool
	fate
}

// seats are judged that voted for each side, and one that hid its vote.
func (c *court) seats(finding types.Finding) []judged {
	if list, ok := c.seatsOf[finding]; ok {
		return list
	}
	list := make([]judged, sides+1)
	for s := range list {
		seat := types.Seat{Status: types.SEAT_STATUS_WITHHELD}
		if side(s) != hiding {
			seat = revealed(side(s).vote())
		}
		agreed, bps, reason := types.JudgeSeat(seat, finding, 0, c.rules)
		list[s].agreed = agreed
		switch {
		case reason == types.SlashReasonCanary && side(s) != hiding:
			list[s].failed = 1
		case reason == types.SlashReasonCanary:
			// What hiding costs in any job it costs at once; only the rest is under the cap.
			list[s].unopened = 1
			list[s].hidden = float64(types.SlashAmount(c.lock(), min(bps, c.rules.WithheldSlashBps)).Int64())
		case reason == types.SlashReasonWrongVote:
			list[s].wrong = 1
		case reason == types.SlashReasonWithheld:
			list[s].hidden = float64(types.SlashAmount(c.lock(), bps).Int64())
		}
	}
	if c.seatsOf == nil {
		c.seatsOf = map[types.Finding][]judged{}
	}
	c.seatsOf[finding] = list
	return list
}

// payday is all that the pay of a seat depends on.
type payday struct {
	right    side
	outcome  jobstypes.Outcome
	owed     uint32
	disputes [3]int64
}

// pay is what each of the seats gets to which a fee is owed, in base units.
func (c *court) pay(h history, ruling jobstypes.Ruling, owed uint32) float64 {
	key := payday{right: h.right, outcome: ruling.Outcome, owed: owed}
	for i, d := range h.disputes {
		key.disputes[i] = d.Bond.Int64()
	}
	if pay, ok := c.payOf[key]; ok {
		return pay
	}
	plan, err := jobstypes.PlanSettlement(jobstypes.SettleInput{
		Params: c.jobs, Escrow: c.quote.Escrow, Disputes: h.disputes, SeatFee: c.quote.SeatFee, Owed: owed,
		TreasuryBalance: c.treasury, Ruling: ruling,
	})
	require.NoError(c.t, err)
	if c.payOf == nil {
		c.payOf = map[payday]float64{}
	}
	pay := 0.0
	if owed > 0 {
		pay = float64(plan.SeatPay.Int64())
	}
	c.payOf[key] = pay
	return pay
}

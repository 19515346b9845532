package types

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// climb is one job on its way up a ladder, moved by the pure rules alone: any result of any round, disputes and silence of
// any side, a council that rules, is silent or is barred, an auditor who opens a canary.
type climb struct {
	t        *rapid.T
	params   Params
	category Category
	barred   bool
	job      Job
	// called counts the seats that each dispute called.
	called []uint32
}

func newClimb(t *rapid.T) *climb {
	c := &climb{t: t, params: drawParams(t), category: testCategory(), barred: rapid.Bool().Draw(t, "barred")}
	c.category.MaxPayout = MaxAmount()
	require.NoError(t, c.params.Validate())
	quote, err := NewQuote(QuoteInput{
		Params: c.params, Category: c.category, Prices: fixedPrices(c.params), Payout: drawAmount(t, 1, "payout"), WorkDuration: time.Hour,
		RequestedSeats: rapid.SampledFrom([]uint32{0, 1, 3, 9, MaxSeats}).Draw(t, "requested"),
	})
	require.NoError(t, err)
	c.job = testJob(0, inReview)
	c.job.Escrow, c.job.Terms.Seats, c.job.Terms.SeatFee, c.job.Terms.Bond = quote.Escrow, quote.Seats, quote.SeatFee, quote.Bond
	return c
}

// play moves the job until it is ruled. After each move it is one that a genesis would take.
func (c *climb) play() {
	for c.job.Status != settling {
		switch {
		case c.job.Status == inReview:
			c.round()
		case c.job.Status == council:
			c.council()
		default:
			c.challenge()
		}
		require.NoError(c.t, firstError(
			c.job.validateStatus(), c.job.validateEnd(), c.job.validateRounds(), c.job.validateDisputes(),
			c.job.validateLadder(c.params.Ladder),
		))
	}
}

func (c *climb) move(action Action) {
	next, err := Next(c.job.Status, action)
	require.NoError(c.t, err)
	c.job.Status, c.job.DeadlineMs = next, 0
	if next.Waiting() {
		c.job.DeadlineMs = 1
	}
}

func (c *climb) rule(action Action, ruling Ruling) {
	c.job.Ruling = &ruling
	c.move(action)
}

// round hands back any votes and any result; which votes make which result is x/validation's.
func (c *climb) round() {
	step, ok := StepAt(c.params, c.category, c.job.Terms, c.job.Rung)
	require.True(c.t, ok)
	results := []Action{ActionVerdictApproved, ActionVerdictRejected, ActionVerdictUnjudgeable, ActionNoVerdict}
	if step.Kind == RUNG_KIND_PANEL {
		results = append(results, ActionVerdictDivided)
	}
	v := Verdict{Rung: step.Rung, Seats: step.Seats}
	left := rapid.Uint32Range(0, step.Seats).Draw(c.t, "revealed")
	v.Revealed = left
	for _, count := range []*uint32{&v.Approvals, &v.Rejections, &v.Unjudgeable} {
		*count = rapid.Uint32Range(0, left).Draw(c.t, "votes")
		left -= *count
	}
	v.Splits = left
	action := rapid.SampledFrom(results).Draw(c.t, "result")
	if action == ActionVerdictDivided {
		v.SplitBps = rapid.Uint32Range(0, BpsDenominator).Draw(c.t, "split")
	}
	if action != ActionNoVerdict {
		v.Status = transitions[action][inReview]
		c.job.AddRound(v)
		c.move(action)
		return
	}
	c.job.AddRound(v)
	if next, ok := NextStep(c.params, c.category, c.job, c.barred); ok {
		c.reach(next)
		return
	}
	c.rule(ActionNoVerdict, DefaultRuling(c.job.Rounds()))
}

func (c *climb) reach(next Step) {
	c.job.Rung = next.Rung
	if next.Kind == RUNG_KIND_COUNCIL {
		c.move(ActionConvene)
		return
	}
	c.move(ActionNextRung)
}

func (c *climb) challenge() {
	next, ok := NextStep(c.params, c.category, c.job, c.barred)
	switch rapid.IntRange(0, 7).Draw(c.t, "challenge") {
	case 0:
		canary := rapid.SampledFrom([]JobStatus{approved, rejected, unjudgeable}).Draw(c.t, "canary")
		c.rule(ActionOpenCanary, Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: canary})
		return
	case 1:
		ok = false // nobody disputes
	}
	if !ok {
		ruling, err := c.job.StandingRuling()
		require.NoError(c.t, err)
		c.rule(ActionChallengeEnds, ruling)
		return
	}
	bond := DisputeBond(c.params, c.job.Escrow.Payout, c.job.Terms.SeatFee, next.Seats)
	c.job.Disputes = append(c.job.Disputes, Dispute{
		By: rapid.SampledFrom(c.job.WentAgainst()).Draw(c.t, "who"), Against: c.job.Status, Rung: next.Rung,
		Reason: DISPUTE_REASON_OTHER, Evidence: c.job.Spec, Bond: bond,
	})
	c.called = append(c.called, next.Seats)
	c.reach(next)
}

func (c *climb) council() {
	if rapid.Bool().Draw(c.t, "silent") {
		c.rule(ActionNoVerdict, DefaultRuling(c.job.Rounds()))
		return
	}
	msg := MsgRule{Outcome: rapid.SampledFrom([]Outcome{OUTCOME_COMPLETED, OUTCOME_FAILED, OUTCOME_SPLIT}).Draw(c.t, "council")}
	if msg.Outcome == OUTCOME_SPLIT {
		msg.SplitBps = rapid.Uint32Range(0, BpsDenominator).Draw(c.t, "council's split")
	}
	c.rule(ActionRule, msg.Ruling())
}

// owedOn counts the seats of a round that are owed a fee under the final outcome.
func (c *climb) owedOn(round Verdict) uint32 {
	switch FinalVerdictOf(*c.job.Ruling).Final {
	case validationtypes.FinalApproved:
		return round.Approvals
	case validationtypes.FinalRejected:
		return round.Rejections
	case validationtypes.FinalUnjudgeable:
		return round.Unjudgeable
	default:
		return round.Revealed
	}
}

func (c *climb) input() SettleInput {
	in := SettleInput{
		Params: c.params, Escrow: c.job.Escrow, Bond: c.job.LockedBond(), Disputes: c.job.DisputeBonds(), SeatFee: c.job.Terms.SeatFee,
		TreasuryBalance: drawAmount(c.t, 0, "treasury"), Ruling: *c.job.Ruling,
		Incentives: drawIncentives(c.t, c.job.Escrow), Program: rapid.Bool().Draw(c.t, "program"),
	}
	in.BeyondFee = drawAmount(c.t, 0, "beyond the fee")
	for rung, round := range c.job.Rounds() {
		in.Owed += c.owedOn(round)
		for i := range in.Disputes {
			if in.Disputes[i].Rung == uint32(rung) {
				in.Disputes[i].Owed = c.owedOn(round)
			}
		}
	}
	return in
}

// Whatever way a job takes through whatever ladder, what comes in goes out, to the unit, and the treasury adds no more than
// the terms allow.
func TestEveryPathThroughTheLadderConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newClimb(t)
		c.play()
		in := c.input()
		plan, err := PlanSettlement(in)
		require.NoError(t, err)

		locked := in.Escrow.Total().Add(in.Bond).Add(c.job.LockedDisputes()).Add(in.Incentives.Total())
		requireInt(t, locked.Add(plan.Shortfall), plan.MoneyIn)
		requireInt(t, plan.MoneyIn, plan.Out())
		for _, line := range plan.Lines {
			require.True(t, line.Amount.IsPositive(), "%v", line)
		}
		require.True(t, plan.Shortfall.LTE(in.Params.ShortfallCap) && plan.Shortfall.LTE(in.TreasuryBalance))
		require.True(t, plan.SeatPay.LTE(in.SeatFee))
		requireAgentOfClimb(t, in, plan)
		requireIncentives(t, in, plan)
		requireOwner(t, in, plan)
		c.requireDisputes(in, plan)
	})
}

// requireAgentOfClimb: what an agent has of the work does not depend on who disputed what.
func requireAgentOfClimb(t *rapid.T, in SettleInput, plan Plan) {
	alone := in
	alone.Disputes = nil
	without, err := PlanSettlement(alone)
	require.NoError(t, err)
	requireInt(t, without.BondReturned, plan.BondReturned)
	requireInt(t, without.Burn, plan.Burn)
	requireInt(t, without.ToAgent, plan.ToAgent.Sub(sumOf(plan, ReceiverAgent, ReasonForfeit)).Sub(sumOf(plan, ReceiverAgent, ReasonDisputeBond)))
}

// requireOwner: bonds of disputes are their owners', whoever has paid for the job; all else of the employer's is the program's.
func requireOwner(t *rapid.T, in SettleInput, plan Plan) {
	for _, line := range plan.Lines {
		switch line.To {
		case ReceiverProgram:
			require.True(t, in.Program)
			require.Contains(t, []string{ReasonRefund, ReasonSlash}, line.Reason)
		case ReceiverEmployer:
			require.True(t, !in.Program || line.Reason == ReasonDisputeBond || line.Reason == ReasonForfeit, "%v", line)
		}
	}
}

func sumOf(plan Plan, to Receiver, reason string) math.Int {
	sum := math.ZeroInt()
	for _, line := range plan.Lines {
		if line.To == to && line.Reason == reason {
			sum = sum.Add(line.Amount)
		}
	}
	return sum
}

// requireDisputes: no dispute is free for its loser or cheaper than the seats that it called.
//
//   - Every bond is at least 1 unit and at least the fees of all seats of the rung that it led to.
//   - COMPLETED and FAILED: the side that was wrong loses each of its bonds whole, to the seats and then to the other side. The
//     side that was right has each of its bonds back whole.
//   - SPLIT and CANCELLED: nobody was right. Each bond pays the seats that it called; beyond these the bonds lose together exactly
//     what the seats are owed beyond the validation fee, as far as they reach. Nothing goes to the other side.
func (c *climb) requireDisputes(in SettleInput, plan Plan) {
	t, given := c.t, map[Receiver]math.Int{ReceiverAgent: math.ZeroInt(), ReceiverEmployer: math.ZeroInt()}
	for i, d := range in.Disputes {
		require.True(t, d.Bond.IsPositive())
		require.True(t, d.Bond.GTE(in.SeatFee.MulRaw(int64(c.called[i]))))
		given[d.By] = given[d.By].Add(d.Bond)
	}
	back := func(side Receiver) math.Int { return sumOf(plan, side, ReasonDisputeBond) }
	won, lost := ReceiverAgent, ReceiverEmployer
	switch in.Ruling.Outcome {
	case OUTCOME_FAILED:
		won, lost = lost, won
		fallthrough
	case OUTCOME_COMPLETED:
		requireInt(t, given[won], back(won))
		requireInt(t, math.ZeroInt(), back(lost))
		requireInt(t, math.ZeroInt(), sumOf(plan, lost, ReasonForfeit))
		c.requireLoserPays(in, lost)
	default:
		bonds := given[won].Add(given[lost])
		own := map[Receiver]math.Int{won: math.ZeroInt(), lost: math.ZeroInt()}
		for _, d := range in.Disputes {
			own[d.By] = own[d.By].Add(math.MinInt(d.Bond, in.SeatFee.MulRaw(int64(d.Owed))))
		}
		called := own[won].Add(own[lost])
		beyond := math.MaxInt(in.SeatFee.MulRaw(int64(in.Owed)).Sub(called).Sub(in.Escrow.ValidationFee), math.ZeroInt())
		requireInt(t, math.MinInt(bonds, called.Add(beyond)), bonds.Sub(back(won)).Sub(back(lost)))
		for side, least := range own {
			require.True(t, given[side].Sub(back(side)).GTE(least), "a dispute in vain pays the seats that it called")
		}
		requireInt(t, math.ZeroInt(), sumOf(plan, won, ReasonForfeit).Add(sumOf(plan, lost, ReasonForfeit)))
	}
}

// requireLoserPays: what the loser loses by a dispute covers the fees of the seats that it called and that are owed one.
func (c *climb) requireLoserPays(in SettleInput, lost Receiver) {
	rounds := c.job.Rounds()
	for i, d := range in.Disputes {
		rung := c.job.Disputes[i].Rung
		if d.By != lost || uint64(rung) >= uint64(len(rounds)) {
			continue // the council has no seats
		}
		require.True(c.t, d.Bond.GTE(in.SeatFee.MulRaw(int64(c.owedOn(rounds[rung])))))
	}
}

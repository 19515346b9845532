package types

import (
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// ledger collects what a settlement takes in and gives out.
type ledger struct {
	in        math.Int
	shortfall math.Int
	seatPay   math.Int
	seats     uint32
	lines     []PlanLine
}

func newLedger() *ledger {
	return &ledger{in: math.ZeroInt(), shortfall: math.ZeroInt(), seatPay: math.ZeroInt()}
}

// take adds money that the job holds.
func (l *ledger) take(amount math.Int) { l.in = l.in.Add(amount) }

// takeFromTreasury adds money that the treasury puts in.
func (l *ledger) takeFromTreasury(amount math.Int) {
	l.shortfall = l.shortfall.Add(amount)
	l.in = l.in.Add(amount)
}

// pay writes a line; nothing is paid by a line of zero.
func (l *ledger) pay(to Receiver, amount math.Int, reason string) {
	if !amount.IsZero() {
		l.lines = append(l.lines, PlanLine{To: to, Amount: amount, Reason: reason})
	}
}

// sum adds up what a receiver gets.
func (l *ledger) sum(to Receiver) math.Int {
	total := math.ZeroInt()
	for _, line := range l.lines {
		if line.To == to {
			total = total.Add(line.Amount)
		}
	}
	return total
}

// close returns the plan if what goes out is what came in and no line is negative.
func (l *ledger) close() (Plan, error) {
	plan := Plan{
		ToAgent: l.sum(ReceiverAgent),

		ToContributors: l.sum(ReceiverContributor),

		ToEmployer:   l.sum(ReceiverEmployer),
		ToProgram:    l.sum(ReceiverProgram),
		ToTreasury:   l.sum(ReceiverTreasury),
		ToIncentives: l.sum(ReceiverIncentives),
		Burn:         l.sum(ReceiverBurn),
		BondReturned: l.sum(ReceiverStake),
		SeatPay:      l.seatPay,
		Seats:        l.seats,
		Shortfall:    l.shortfall,
		MoneyIn:      l.in,
		Lines:        l.lines,
	}
	for _, line := range plan.Lines {
		if line.Amount.IsNegative() {
			return Plan{}, errorsmod.Wrapf(ErrSettlement, "%s would get %s as %s", line.To, line.Amount, line.Reason)
		}
	}
	if out := plan.Out(); !out.Equal(plan.MoneyIn) {
		return Plan{}, errorsmod.Wrapf(ErrSettlement, "%s in, %s out", plan.MoneyIn, out)
	}
	return plan, nil
}

// Out is all that the plan gives out; it equals MoneyIn.
func (p Plan) Out() math.Int {
	out := p.SeatPay.MulRaw(int64(p.Seats))
	for _, part := range []math.Int{
		p.ToAgent, p.ToContributors, p.ToEmployer, p.ToProgram, p.ToTreasury, p.ToIncentives, p.Burn, p.BondReturned,
	} {
		out = out.Add(part)
	}
	return out
}

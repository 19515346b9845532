package types

import "cosmossdk.io/math"

// LockedDispute is the bond of a dispute and the side that gave it: ReceiverEmployer or ReceiverAgent.
type LockedDispute struct {
	By Receiver
	// Bond in base units; zero for a contest.
	Bond math.Int
	// Rung that it led to, and how many of that rung's seats are owed the seat fee.
	Rung uint32
	Owed uint32
}

// contribution is money in the purse of the seats. What the seats do not consume goes to its owner.
type contribution struct {
	left   math.Int
	owner  Receiver
	reason string
	// called are the owed seats of the rung that a bond led to; 0 for the validation fee.
	called uint32
}

// purse pays the seats. Contributions are consumed in order: the validation fee first; bonds of disputes that the final
// outcome contradicts join behind it by rung. Where neither side won, each bond pays the seats that it called before anything
// else does: a dispute in vain is never cheaper than these.
type purse struct {
	contributions []contribution
}

// newPurse gathers what pays the seats of a job: the employer's escrow, then those who took it up the ladder in vain.
func newPurse(in SettleInput) purse {
	p := purse{contributions: []contribution{
		{left: in.Escrow.ValidationFee, owner: in.escrowOwner(), reason: ReasonRefund},
	}}
	for _, d := range in.Disputes {
		if in.Ruling.contradicts(d.By) {
			owner, reason := in.Ruling.restOfBond(d.By)
			p.contributions = append(p.contributions, contribution{left: d.Bond, owner: owner, reason: reason, called: d.Owed})
		}
	}
	return p
}

// contradicts tells whether an outcome is not what a side disputed for. An outcome that neither side won (SPLIT,
// CANCELLED) contradicts both.
func (r Ruling) contradicts(side Receiver) bool {
	switch r.Outcome {
	case OUTCOME_COMPLETED:
		return side == ReceiverEmployer
	case OUTCOME_FAILED:
		return side == ReceiverAgent
	default:
		return true
	}
}

// restOfBond says who gets what the seats leave of a contradicted side's bond, and as what: the other side where it has
// won, otherwise the side itself.
func (r Ruling) restOfBond(side Receiver) (Receiver, string) {
	switch r.Outcome {
	case OUTCOME_COMPLETED:
		return ReceiverAgent, ReasonForfeit
	case OUTCOME_FAILED:
		return ReceiverEmployer, ReasonForfeit
	default:
		return side, ReasonDisputeBond
	}
}

// total of what is left in the purse.
func (p *purse) total() math.Int {
	total := math.ZeroInt()
	for _, c := range p.contributions {
		total = total.Add(c.left)
	}
	return total
}

// consume takes amount, at most the total, out of the contributions in order.
func (p *purse) consume(amount math.Int) {
	for i := range p.contributions {
		part := math.MinInt(amount, p.contributions[i].left)
		p.contributions[i].left = p.contributions[i].left.Sub(part)
		amount = amount.Sub(part)
	}
}

// callers has each bond pay the seats that it called, where neither side won; where one did, the other loses its bonds whole
// anyway. It returns what they paid.
func (p *purse) callers(in SettleInput) math.Int {
	paid := math.ZeroInt()
	if in.Ruling.Outcome == OUTCOME_COMPLETED || in.Ruling.Outcome == OUTCOME_FAILED {
		return paid
	}
	for i := range p.contributions {
		c := &p.contributions[i]
		part := math.MinInt(in.SeatFee.MulRaw(int64(c.called)), c.left)
		c.left = c.left.Sub(part)
		paid = paid.Add(part)
	}
	return paid
}

// settleSeats pays the seats that are owed a fee. If the purse does not suffice the treasury adds at most shortfall_cap
// and its balance; what is still missing reduces all seats alike, floored, the remainder to the treasury.
func (l *ledger) settleSeats(in SettleInput) {
	p := newPurse(in)
	l.seats, l.seatPay = in.Owed, math.ZeroInt()
	if in.Owed > 0 {
		owed := in.SeatFee.MulRaw(int64(in.Owed))
		fromPurse := math.MinInt(owed, p.total())
		added := math.MinInt(owed.Sub(fromPurse), math.MinInt(in.Params.ShortfallCap, in.TreasuryBalance))
		p.consume(fromPurse.Sub(p.callers(in)))
		l.takeFromTreasury(added)

		available := fromPurse.Add(added)
		l.seatPay = available.QuoRaw(int64(in.Owed))
		paid := l.seatPay.MulRaw(int64(in.Owed))
		l.pay(ReceiverSeats, paid, ReasonSeatFee)
		l.pay(ReceiverTreasury, available.Sub(paid), ReasonRemainder)
	}
	for _, c := range p.contributions {
		l.pay(c.owner, c.left, c.reason)
	}
}

// returnDisputes gives those back their bonds whole whom the outcome does not contradict.
func (l *ledger) returnDisputes(in SettleInput) {
	for _, d := range in.Disputes {
		if !in.Ruling.contradicts(d.By) {
			l.pay(d.By, d.Bond, ReasonDisputeBond)
		}
	}
}

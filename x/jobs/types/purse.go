package types

import "cosmossdk.io/math"

// contribution is money in the purse of the seats. What the seats do not consume goes to its owner.
type contribution struct {
	left   math.Int
	owner  Receiver
	reason string
}

// purse pays the seats. Contributions are consumed in order: the validation fee first; bonds of disputes that the final
// outcome contradicts join behind it by rung.
type purse struct {
	contributions []contribution
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

// settleSeats pays the seats that are owed a fee. If the purse does not suffice the treasury adds at most shortfall_cap
// and its balance; what is still missing reduces all seats alike, floored, the remainder to the treasury.
func (l *ledger) settleSeats(in SettleInput) {
	p := purse{contributions: []contribution{
		{left: in.Escrow.ValidationFee, owner: ReceiverEmployer, reason: ReasonRefund},
	}}
	l.seats, l.seatPay = in.Owed, math.ZeroInt()
	if in.Owed > 0 {
		owed := in.SeatFee.MulRaw(int64(in.Owed))
		fromPurse := math.MinInt(owed, p.total())
		added := math.MinInt(owed.Sub(fromPurse), math.MinInt(in.Params.ShortfallCap, in.TreasuryBalance))
		p.consume(fromPurse)
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

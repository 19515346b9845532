package thermosim

import "math"

// till is the money: the treasury lives on its part of the protocol fee and spends, the pool pays bonuses and lives on emission.
type till struct {
	treasury, pool  float64
	minted, unspent float64
}

func (t *till) mint(amount float64) {
	t.pool += amount
	t.minted += amount
}

// reserve takes a bonus out of the pool, or what there is.
func (t *till) reserve(bonus float64) float64 {
	bonus = math.Min(bonus, t.pool)
	t.pool -= bonus
	return bonus
}

// settle pays for a job.
func (w *world) settle(p Prices, v verdict) {
	fee := w.Payout * w.ProtocolFee * p.ProtocolFee
	w.till.treasury += fee * (1 - w.Burn)
	w.seen.completed++
	w.seen.spend += w.Payout
	w.seen.fees += fee
	w.seen.bonuses += v.bonus
}

// spend is what the treasury pays out, as far as it can.
func (w *world) spend(at weather) {
	wanted := w.Spending * at.spending * step
	paid := math.Min(wanted, w.till.treasury)
	w.till.treasury -= paid
	w.till.unspent += wanted - paid
}

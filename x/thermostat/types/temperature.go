package types

import "cosmossdk.io/math"

// This file reckons the pressures of the market, and watches whether it makes more than it wastes.

// maxRunway is the most epochs that a treasury is said to last, a century of hours: what loses nothing lasts as long.
var maxRunway = math.LegacyNewDec(1 << 20)

// TemperatureOf returns the pressure that an error stands for: 1 at target, 0 to 2.
func TemperatureOf(err math.LegacyDec) math.LegacyDec {
	return one.Add(clamp(err, minusOne, one))
}

// EmployerTemperature returns the pressure on employers: hot where less of the work comes in time than should.
func EmployerTemperature(p Params, sla math.LegacyDec) math.LegacyDec {
	return TemperatureOf(bps(p.SlaTargetBps).Sub(SENSOR_KIND_SLA.bounded(sla)).Quo(bps(max(p.SlaScaleBps, 1))))
}

// TemperatureBand returns the lowest and the highest temperature without an alarm.
func (p Params) TemperatureBand() (low, high math.LegacyDec) {
	return bps(p.TemperatureLowBps), bps(p.TemperatureHighBps)
}

// TemperatureAlarm tells whether a temperature is out of its band.
func (p Params) TemperatureAlarm(value math.LegacyDec) bool {
	low, high := p.TemperatureBand()
	return value.LT(low) || value.GT(high)
}

// Next returns the temperature of an epoch, and whether it has left its band or come back to it.
func (t Temperature) Next(p Params, value math.LegacyDec, epoch int64) (next Temperature, turned bool) {
	next = Temperature{Kind: t.Kind, Category: t.Category, Value: value, Epoch: epoch, Alarm: p.TemperatureAlarm(value)}
	return next, next.Alarm != t.Alarm
}

// Mean returns the mean of the categories' temperatures of this fold, and whether there is any.
func (f Fold) Mean() (math.LegacyDec, bool) {
	if f.Categories == 0 {
		return math.LegacyZeroDec(), false
	}
	return f.Heat.QuoInt64(int64(f.Categories)), true
}

// Next returns the monitor after an epoch, from the sums of the epoch and what the treasury holds at its end. Amounts below 0 or
// above 2^128 base units count as these.
func (m Monitor) Next(p Params, dissipated, delivered, treasury math.Int) Monitor {
	d, u, held := amount(dissipated), amount(delivered), amount(treasury)
	lost := math.LegacyZeroDec()
	if m.Known {
		lost = math.LegacyMaxDec(lost, amount(m.Treasury).Sub(held))
	} else {
		m.Dissipated, m.Delivered = d, u
	}
	m.Dissipated = approach(m.Dissipated, d, p.MonitorBps)
	m.Delivered = approach(m.Delivered, u, p.MonitorBps)
	m.Drain = approach(m.Drain, lost, p.MonitorBps)
	m.Treasury, m.Known = held.TruncateInt(), true
	return m
}

// Hamiltonian returns what the market wastes less what it delivers, in base units per epoch, in the mean.
func (m Monitor) Hamiltonian() math.LegacyDec { return m.Dissipated.Sub(m.Delivered) }

// Alarm returns the Hamiltonian as a part of all that was wasted or delivered, -1 to 1, and whether it is above its bound. A market in
// which nothing happens wastes nothing.
func (m Monitor) Alarm(p Params) (ratio math.LegacyDec, alarm bool) {
	sum := m.Dissipated.Add(m.Delivered)
	if !sum.IsPositive() {
		return math.LegacyZeroDec(), false
	}
	ratio = m.Hamiltonian().Quo(sum)
	return ratio, ratio.GT(p.HamiltonianHigh())
}

// HamiltonianHigh returns the part of all that is wasted or delivered above which the Hamiltonian is an alarm.
func (p Params) HamiltonianHigh() math.LegacyDec {
	return math.LegacyNewDecWithPrec(int64(p.HamiltonianHighBps), 4)
}

// Runway returns how many epochs the treasury lasts at the mean of what it has lost per epoch, at most 2^20, which is also what one
// lasts that loses nothing; one that has lost all lasts none. false: no fold has seen it yet, or it holds nothing and has lost
// nothing: of a treasury that was always empty nobody knows what it needs.
func (m Monitor) Runway() (math.LegacyDec, bool) {
	held := amount(m.Treasury)
	switch {
	case !m.Known, !m.Drain.IsPositive() && !held.IsPositive():
		return math.LegacyZeroDec(), false
	case !m.Drain.IsPositive():
		return maxRunway, true
	default:
		return math.LegacyMinDec(held.Quo(m.Drain), maxRunway), true
	}
}

// amount returns an amount of base units within what is reckoned with.
func amount(a math.Int) math.LegacyDec {
	if a.IsNil() {
		return math.LegacyZeroDec()
	}
	return clamp(math.LegacyNewDecFromInt(a), math.LegacyZeroDec(), maxNatural)
}

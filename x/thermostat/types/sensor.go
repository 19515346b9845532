package types

import (
	"math/big"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/fixedmath"
)

const (
	// maxOctaves is the most that a sensor says: log2 of 2^128, far above every amount, number or time that there is.
	maxOctaves = 128
	// exactOctaves is how far the power of two is reckoned before it is shifted: there its last decimal is 2^-122 of it.
	exactOctaves = 63
)

var maxNatural = math.LegacyNewDecFromBigInt(new(big.Int).Lsh(big.NewInt(1), maxOctaves))

// OfCategory tells whether a sensor measures a category; the others measure the whole market.
func (k SensorKind) OfCategory() bool {
	return k >= SENSOR_KIND_TIME_TO_ASSIGNMENT && k <= SENSOR_KIND_SPEND || k == SENSOR_KIND_FREE_CAPACITY
}

// IsShare tells whether a sensor measures a share, 0 to 1; the others measure log2(1 + x).
func (k SensorKind) IsShare() bool {
	switch k {
	case SENSOR_KIND_SLA, SENSOR_KIND_REJECTION_RATE, SENSOR_KIND_ABSENCE_RATE, SENSOR_KIND_OVERTURN_RATE, SENSOR_KIND_DISPUTE_RATE:
		return true
	default:
		return false
	}
}

// IsShared tells whether organisations share in a sensor: the others measure balances and sums, in which all count as they are.
func (k SensorKind) IsShared() bool {
	switch k {
	case SENSOR_KIND_TIME_TO_ASSIGNMENT, SENSOR_KIND_BACKLOG_AGE, SENSOR_KIND_BACKLOG, SENSOR_KIND_VALIDATION_LAG:
		return true
	default:
		return k.IsShare()
	}
}

// Unit names the sensor's natural unit.
func (k SensorKind) Unit() string {
	switch k {
	case SENSOR_KIND_TIME_TO_ASSIGNMENT, SENSOR_KIND_BACKLOG_AGE, SENSOR_KIND_VALIDATION_LAG:
		return "seconds"
	case SENSOR_KIND_BACKLOG:
		return "jobs"
	case SENSOR_KIND_TREASURY_RUNWAY:
		return "epochs"
	case SENSOR_KIND_ACTIVE_AGENTS:
		return "agents"
	case SENSOR_KIND_FREE_CAPACITY:
		return "times an agent without a score"
	case SENSOR_KIND_SPEND, SENSOR_KIND_FEE_INCOME, SENSOR_KIND_BONUS_PAID, SENSOR_KIND_EMISSION:
		return "base units per epoch"
	default:
		if k.IsShare() {
			return "share"
		}
		return "base units"
	}
}

// Measure turns a natural value (seconds, jobs, base units, epochs, agents or a share) into the sensor's measure. A value above
// 2^128 counts as that; one below 0 is an error, but for a share.
//
// The measure is never above log2(1 + x) and less than 1.001e-18 below it, and never falls when x grows.
func (k SensorKind) Measure(natural math.LegacyDec) (math.LegacyDec, error) {
	if natural.IsNil() {
		return natural, fixedmath.ErrDomain
	}
	if k.IsShare() {
		return natural, nil
	}
	return fixedmath.Log2(math.LegacyMinDec(natural, maxNatural).Add(one))
}

// Natural is the inverse of Measure. A measure above 128 octaves counts as that (2^128 - 1), one below 0 as 0.
//
// It is never above 2^m - 1; it is less than 1.001e-18 below up to m = 64, and above that less than 2^-122 of it.
func (k SensorKind) Natural(measured math.LegacyDec) (math.LegacyDec, error) {
	if measured.IsNil() {
		return measured, fixedmath.ErrDomain
	}
	if k.IsShare() {
		return measured, nil
	}
	m := k.bounded(measured)
	shift := max(0, m.TruncateInt64()-exactOctaves)
	x, err := fixedmath.Exp2(m.Sub(math.LegacyNewDec(shift)))
	if err != nil {
		return x, err
	}
	raw := x.BigInt()
	return math.LegacyNewDecFromBigIntWithPrec(raw.Lsh(raw, uint(shift)), math.LegacyPrecision).Sub(one), nil
}

// Reach is how far from the moving mean what one organisation has measured can count: two doublings, or half of a share.
func (k SensorKind) Reach() math.LegacyDec {
	if k.IsShare() {
		return math.LegacyNewDecWithPrec(5, 1)
	}
	return math.LegacyNewDec(2)
}

// ManipulationBound returns the most that one organisation moves the error of an input of a sensor by its scale, whatever it does:
// with cap the most that it weighs, cap/(1 - cap) of Reach by the scale, or cap/(1 - cap) where that is more, since with at most one
// other in the market it may be the whole of an error of that confidence.
func ManipulationBound(p Params, scale math.LegacyDec, k SensorKind) math.LegacyDec {
	limit := p.cap()
	if 2*limit >= full {
		return math.LegacyOneDec()
	}
	share := math.LegacyNewDec(limit).QuoInt64(full - limit)
	return math.LegacyMinDec(share.Mul(math.LegacyMaxDec(k.Reach().Quo(scale), one)), one)
}

// bounded returns a measure within what the sensor can say.
func (k SensorKind) bounded(measured math.LegacyDec) math.LegacyDec {
	switch {
	case measured.IsNil():
		return math.LegacyZeroDec()
	case k.IsShare():
		return clamp(measured, math.LegacyZeroDec(), one)
	default:
		return clamp(measured, math.LegacyZeroDec(), math.LegacyNewDec(maxOctaves))
	}
}

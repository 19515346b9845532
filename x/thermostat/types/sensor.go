package types

import (
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/fixedmath"
)

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

// Measure turns a natural value (seconds, jobs, base units, epochs, agents or a share) into the sensor's measure.
func (k SensorKind) Measure(natural math.LegacyDec) (math.LegacyDec, error) {
	if k.IsShare() {
		return natural, nil
	}
	return fixedmath.Log2(natural.Add(math.LegacyOneDec()))
}

// Natural is the inverse of Measure.
func (k SensorKind) Natural(measured math.LegacyDec) (math.LegacyDec, error) {
	if k.IsShare() {
		return measured, nil
	}
	x, err := fixedmath.Exp2(measured)
	return x.Sub(math.LegacyOneDec()), err
}

// Reach is how far from the moving mean what one organisation has measured can count: two doublings, or half of a share.
func (k SensorKind) Reach() math.LegacyDec {
	if k.IsShare() {
		return math.LegacyNewDecWithPrec(5, 1)
	}
	return math.LegacyNewDec(2)
}

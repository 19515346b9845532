package thermosim

import (
	"fmt"
	"math"
	"strconv"

	sdkmath "cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// modelled are the sensors that the model has something for.
var modelled = map[types.SensorKind]bool{
	types.SENSOR_KIND_TIME_TO_ASSIGNMENT: true, types.SENSOR_KIND_BACKLOG_AGE: true, types.SENSOR_KIND_BACKLOG: true,
	types.SENSOR_KIND_SPEND: true, types.SENSOR_KIND_VALIDATION_LAG: true, types.SENSOR_KIND_ABSENCE_RATE: true,
	types.SENSOR_KIND_OVERTURN_RATE: true, types.SENSOR_KIND_POOL_LEVEL: true, types.SENSOR_KIND_TREASURY_LEVEL: true,
	types.SENSOR_KIND_TREASURY_RUNWAY: true, types.SENSOR_KIND_FEE_INCOME: true, types.SENSOR_KIND_BONUS_PAID: true,
	types.SENSOR_KIND_EMISSION: true, types.SENSOR_KIND_FREE_CAPACITY: true,
}

// maxRunway is how far the runway of a treasury that loses nothing is counted.
const maxRunway = 1 << 20

// senses are the readings of the model's market.
type senses struct {
	params          types.Params
	readings        map[types.SensorKind]types.Reading
	drain, treasury float64
	begun           bool
}

func newSenses(p types.Params) *senses {
	return &senses{params: p, readings: map[types.SensorKind]types.Reading{}}
}

// take makes the readings of an epoch, and notes in its record what they were in natural units.
func (s *senses) take(w *world, seen observed, epoch int64, emitted float64, record *Epoch) error {
	mean := func(sum float64, n int) float64 { return sum / float64(n) }
	record.Runway = s.runway(w.till.treasury)
	backlog, waiting := w.backlogHours()
	samples := []struct {
		sensor types.SensorKind
		known  bool
		raw    float64
		note   *float64
	}{
		{types.SENSOR_KIND_TIME_TO_ASSIGNMENT, seen.assigned > 0, mean(seen.waitSum, seen.assigned), &record.TimeToAssignment},
		{types.SENSOR_KIND_BACKLOG_AGE, waiting, log2Seconds(backlog), &record.BacklogAge},
		{types.SENSOR_KIND_BACKLOG, true, math.Log2(1 + float64(len(w.labour.open))), nil},
		{types.SENSOR_KIND_SPEND, true, log2Money(seen.spend), nil},
		{types.SENSOR_KIND_VALIDATION_LAG, seen.verdicts > 0, mean(seen.lagSum, seen.verdicts), &record.ValidationLag},
		{types.SENSOR_KIND_ABSENCE_RATE, seen.seats > 0, mean(float64(seen.absent), seen.seats), &record.Absence},
		{types.SENSOR_KIND_OVERTURN_RATE, seen.judged > 0, mean(float64(seen.overturned), seen.judged), &record.Overturn},
		{types.SENSOR_KIND_POOL_LEVEL, true, log2Money(w.till.pool), nil},
		{types.SENSOR_KIND_TREASURY_LEVEL, true, log2Money(w.till.treasury), nil},
		{types.SENSOR_KIND_TREASURY_RUNWAY, s.drain > 0 || w.till.treasury > 0, math.Log2(1 + record.Runway), nil},
		{types.SENSOR_KIND_FEE_INCOME, true, log2Money(seen.fees), nil},
		{types.SENSOR_KIND_BONUS_PAID, true, log2Money(seen.bonuses), nil},
		{types.SENSOR_KIND_EMISSION, true, log2Money(emitted), nil},
		{types.SENSOR_KIND_FREE_CAPACITY, true, math.Log2(1 + math.Max(0, w.labour.agents-float64(len(w.labour.ends)))), nil},
	}
	for _, at := range samples {
		if at.note != nil {
			*at.note = math.NaN()
		}
		if !at.known {
			continue
		}
		raw, err := decOf(at.raw)
		if err != nil {
			return fmt.Errorf("%s: %w", at.sensor, err)
		}
		reading := s.readings[at.sensor]
		reading.Sensor = at.sensor
		s.readings[at.sensor] = reading.Take(raw, s.params, epoch)
		if at.note != nil {
			*at.note = at.raw
			if !at.sensor.IsShare() {
				*at.note = (math.Exp2(at.raw) - 1) / 3_600
			}
		}
	}
	return nil
}

// runway is for how many epochs the treasury lasts at what it has lost of late.
func (s *senses) runway(treasury float64) float64 {
	if s.begun {
		weight := float64(s.params.MonitorBps) / 10_000
		s.drain += weight * (math.Max(0, s.treasury-treasury) - s.drain)
	}
	s.begun, s.treasury = true, treasury
	if s.drain*maxRunway <= treasury && treasury > 0 {
		return maxRunway
	}
	if treasury == 0 {
		return 0
	}
	return treasury / s.drain
}

// step lets every loop make a step.
func (s *senses) step(pilots []*pilot, epoch int64) ([]types.Step, error) {
	var steps []types.Step
	for _, p := range pilots {
		measured := make([]types.Measurement, len(p.loop.Inputs))
		for i, in := range p.loop.Inputs {
			// A reading of an earlier epoch is no data.
			if reading, ok := s.readings[in.Sensor]; ok && reading.Epoch == epoch {
				measured[i] = types.Measurement{Known: true, Value: reading.Value, Confidence: sdkmath.LegacyOneDec()}
			}
		}
		state, record, err := p.loop.Step(p.state, measured, types.Moment{Epoch: epoch, NowMs: epoch * s.params.Epoch.Milliseconds()})
		if err != nil {
			return nil, err
		}
		p.state = state
		steps = append(steps, record)
	}
	return steps, nil
}

func log2Money(agi float64) float64 { return math.Log2(1 + math.Floor(agi*baseUnits)) }

// decOf takes nine digits: far finer than any sensor, and coarser than what machines differ in.
func decOf(v float64) (sdkmath.LegacyDec, error) {
	return sdkmath.LegacyNewDecFromStr(strconv.FormatFloat(v, 'f', 9, 64))
}

// natural is a decimal for people.
func natural(d sdkmath.LegacyDec) float64 {
	v, err := d.Float64()
	if err != nil {
		return math.NaN()
	}
	return v
}

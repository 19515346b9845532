package types

import (
	"errors"
	"math/big"

	"cosmossdk.io/math"
)

// This file is the control law. It knows no chain: the same code runs in EndBlock and in the simulator.

// Measurement is what one input of a loop has measured in an epoch.
type Measurement struct {
	// Known: there was data. The rest counts only then.
	Known bool
	// Value in the sensor's measure: log2(1 + x), or a share.
	Value math.LegacyDec
	// Confidence, 0 to 1, by which the input's error is multiplied.
	Confidence math.LegacyDec
}

// Moment says when a step is made, and whether the owner lets loops move.
type Moment struct {
	Epoch int64
	// NowMs is market time.
	NowMs  int64
	Frozen bool
}

// NewLoopState returns where a loop begins: at its neutral output, without a past.
func NewLoopState(l Loop, category string) LoopState {
	return LoopState{
		LoopId: l.Id, Category: category, Integral: math.LegacyZeroDec(), Derivative: math.LegacyZeroDec(),
		Output: decOf(l.Neutral), Error: math.LegacyZeroDec(), Revision: l.Revision, Previous: l.noPrevious(),
	}
}

func (l Loop) noPrevious() []Previous {
	list := make([]Previous, len(l.Inputs))
	for i := range list {
		list[i].Value = math.LegacyZeroDec()
	}
	return list
}

// Step makes one step of the loop: from its state and what its inputs have measured, one for each, to the next state and the
// record of the step. It changes nothing that it is given, and returns equal answers for equal questions.
//
//	e = C · Σ wᵢ · cᵢ · clamp((valueᵢ − targetᵢ) / scaleᵢ, −1, 1) / Σ |wᵢ| · cᵢ      over the inputs with data, c their confidence,
//	                                                                             C the highest
//	u = neutral + span · (kp · ê + I + kd · D),  ê = e less the deadband,  span = out_max − out_min
//	I ← clamp(I + ki · ê), no further than the output follows it; within the deadband towards 0 by a quarter of
//	                                                             ki · deadband
//	D ← the filtered difference of the measured values by their scales: a new target is no difference
//
// The output moves by at most slew, and lies within out_min and out_max whatever it was before. A loop that takes its output over
// again (enabled, no longer frozen or overridden, changed) sets I so that the output stays where it is, as far as I's bounds allow;
// one without ki, which would never let go of that again, moves back by its slew. Without data nothing moves, and what was to be taken
// over is with the next data. Good times undo what bad ones have gathered: I falls back within the deadband, slowly.
//
// An input that few stand behind weighs as little beside others as it counts alone: nobody silences the one that all speak
// through by making another one known.
//
// All of it is fixed-point arithmetic with 18 decimals. After n steps the output differs from that of real numbers by less than
// n · (200 + 10 · min(n, 10,000/derivative_bps)) · 1e-18 of the span: 1e-12 of it after 200 steps. With u = 1e-18 and the largest gains (10):
// an error is off by 2.5 u (log2 of the target 1, by a scale of at least 2; two roundings; the weighing is rounded once), a difference
// as much, the filter adds 0.5 u per step over as many steps as it remembers: kp · ê and kd · D are off by
// A = 51 u + 5 u · min(n, 10,000/derivative_bps), ki · ê by 25.5 u. I adds that up or, at a limit, is what the output (off by no more than
// I and A, or exact) leaves to it, so it is off by 2 A + 26.5 u more in each step; every other operation (clamp, deadband) adds nothing.
func (l Loop) Step(s LoopState, in []Measurement, at Moment) (LoopState, Step, error) {
	changed := s.Revision != l.Revision || len(s.Previous) != len(l.Inputs)
	heard, err := l.listen(s.Previous, changed, in)
	if err != nil {
		return s, Step{}, err
	}
	if s.Override != nil && at.NowMs >= s.Override.UntilMs {
		s.Override, s.Mode = nil, STEP_MODE_OVERRIDDEN
	}
	before, takeOver := s.Output, changed || s.Mode.holds()
	mode := l.mode(s, heard.known, at.Frozen)
	if mode != STEP_MODE_NO_DATA || !takeOver {
		s.Mode = mode
	}
	if heard.known {
		if changed {
			s.Derivative = math.LegacyZeroDec()
		}
		s.Previous, s.Revision, s.Error = heard.previous, l.Revision, heard.err
		s.Derivative = s.Derivative.Add(bps(l.DerivativeBps).Mul(heard.slope.Sub(s.Derivative)))
	}
	s.Steps++
	record := Step{
		LoopId: l.Id, Category: s.Category, Sequence: s.Steps, Epoch: at.Epoch, AtMs: at.NowMs, Mode: mode,
		Inputs: heard.inputs, Error: s.Error, Proportional: math.LegacyZeroDec(), Derivative: l.Kd.Mul(s.Derivative),
		Before: before, Limit: STEP_LIMIT_NONE, Revision: l.Revision,
	}
	switch mode {
	case STEP_MODE_RUNNING:
		record.Proportional = l.Kp.Mul(beyond(s.Error, l.Deadband))
		s.Integral, s.Output, record.Limit = l.run(s, record, takeOver)
	case STEP_MODE_OVERRIDDEN:
		s.Output = l.within(decOf(s.Override.Value))
	default:
		s.Output = l.within(s.Output)
	}
	record.Integral, record.Output = s.Integral, s.Output
	return s, record, nil
}

// mode decides what a step does. The owner's hand comes first.
func (l Loop) mode(s LoopState, known, frozen bool) StepMode {
	switch {
	case s.Override != nil:
		return STEP_MODE_OVERRIDDEN
	case frozen:
		return STEP_MODE_FROZEN
	case !l.Enabled:
		return STEP_MODE_DISABLED
	case !known:
		return STEP_MODE_NO_DATA
	default:
		return STEP_MODE_RUNNING
	}
}

// holds tells whether the owner held the output in a step: the loop has to take it over where it is. A state keeps such a mode over
// steps without data, in which it cannot.
func (m StepMode) holds() bool {
	return m == STEP_MODE_DISABLED || m == STEP_MODE_FROZEN || m == STEP_MODE_OVERRIDDEN
}

// run is the step of a loop that moves.
func (l Loop) run(s LoopState, r Step, takeOver bool) (integral, output math.LegacyDec, limit StepLimit) {
	others := r.Proportional.Add(r.Derivative)
	if takeOver && l.Ki.IsPositive() {
		there := l.left(s.Output, others)
		integral = clamp(there, l.IntegralMin, l.IntegralMax)
		wanted := s.Output
		if !integral.Equal(there) {
			wanted = l.output(others.Add(integral))
		}
		output, limit = l.limited(s.Output, wanted)
		return integral, output, limit
	}
	from := clamp(s.Integral, l.IntegralMin, l.IntegralMax)
	if takeOver {
		from = clamp(math.LegacyZeroDec(), l.IntegralMin, l.IntegralMax)
	}
	integral = clamp(from.Add(l.push(s.Error, from)), l.IntegralMin, l.IntegralMax)
	wanted := l.output(others.Add(integral))
	output, limit = l.limited(s.Output, wanted)
	// No further than the output follows: what it would gather beyond would have to be undone before the output comes back. It is not
	// merely held, for then a loop whose every step is larger than its slew would never move.
	if wanted.GT(output) && integral.GT(from) {
		integral = clamp(l.left(output, others), from, integral)
	}
	if wanted.LT(output) && integral.LT(from) {
		integral = clamp(l.left(output, others), integral, from)
	}
	return integral, output, limit
}

// letGo is how much slower than at the edge of the deadband an integral falls back within it.
const letGo = 4

// push is what a step adds to the integral: what the error calls for, or, where it calls for nothing, a step back.
func (l Loop) push(e, integral math.LegacyDec) math.LegacyDec {
	if excess := beyond(e, l.Deadband); !excess.IsZero() {
		return l.Ki.Mul(excess)
	}
	return clamp(integral.Neg(), l.back().Neg(), l.back())
}

// back is the most that an integral falls back in a step within the deadband.
func (l Loop) back() math.LegacyDec { return l.Ki.Mul(l.Deadband).QuoInt64(letGo) }

// left returns what an output leaves to the integral, with what the other parts give.
func (l Loop) left(output, others math.LegacyDec) math.LegacyDec {
	return output.Sub(decOf(l.Neutral)).QuoInt64(l.span()).Sub(others)
}

// output returns what parts in spans make of the output, in basis points, without limits.
func (l Loop) output(parts math.LegacyDec) math.LegacyDec {
	return decOf(l.Neutral).Add(parts.MulInt64(l.span()))
}

// limited holds an output within slew of the last one, and within its bounds, which come first.
func (l Loop) limited(last, wanted math.LegacyDec) (output math.LegacyDec, limit StepLimit) {
	slew := decOf(l.Slew)
	output, limit = clamp(wanted, last.Sub(slew), last.Add(slew)), STEP_LIMIT_NONE
	if !output.Equal(wanted) {
		limit = STEP_LIMIT_SLEW
	}
	// At a bound it is the bound that limits, also where the slew would do so too.
	switch low, high := decOf(l.OutMin), decOf(l.OutMax); {
	case output.LTE(low) && wanted.LT(low):
		return low, STEP_LIMIT_MIN
	case output.GTE(high) && wanted.GT(high):
		return high, STEP_LIMIT_MAX
	}
	return l.within(output), limit
}

func (l Loop) within(v math.LegacyDec) math.LegacyDec {
	return clamp(v, decOf(l.OutMin), decOf(l.OutMax))
}

func (l Loop) span() int64 { return int64(l.OutMax) - int64(l.OutMin) }

// heard is what a loop makes of its inputs.
type heard struct {
	known bool
	// err is the weighted error, slope the weighted difference of the values by their scales.
	err, slope math.LegacyDec
	inputs     []StepInput
	previous   []Previous
}

// listen weighs the inputs. What was measured by other rules than the present ones is no ground for a difference.
func (l Loop) listen(last []Previous, changed bool, in []Measurement) (heard, error) {
	h := heard{err: math.LegacyZeroDec(), slope: math.LegacyZeroDec(), previous: l.noPrevious()}
	if len(in) != len(l.Inputs) {
		return h, ErrStep.Wrapf("loop %s has %d inputs, not %d", l.Id, len(l.Inputs), len(in))
	}
	if !changed {
		copy(h.previous, last)
	}
	var err, slope, weights weighing
	highest := math.LegacyZeroDec()
	for i, input := range l.Inputs {
		record, scaled, failed := input.hear(in[i])
		if failed != nil {
			return h, ErrStep.Wrapf("loop %s, input %d: %s", l.Id, i+1, failed)
		}
		h.inputs = append(h.inputs, record)
		if !record.Known {
			continue
		}
		h.known = true
		highest = math.LegacyMaxDec(highest, record.Confidence)
		weights.add(input.Weight.Abs(), record.Confidence, one)
		err.add(input.Weight, record.Confidence, record.Error)
		if h.previous[i].Known {
			slope.add(input.Weight, record.Confidence, clamp(scaled.Sub(h.previous[i].Value), minusOne, one))
		}
		h.previous[i] = Previous{Known: true, Value: scaled}
	}
	if h.known {
		h.err, h.slope = err.by(weights).Mul(highest), slope.by(weights).Mul(highest)
	}
	return h, nil
}

// hear makes the record of what one input has measured, and the value by its scale. A measure outside of what the sensor can say
// counts as the nearest that it can.
func (input LoopInput) hear(m Measurement) (record StepInput, scaled math.LegacyDec, err error) {
	target, err := input.Sensor.Measure(input.Target)
	if err != nil {
		return record, scaled, err
	}
	record = StepInput{
		Sensor: input.Sensor, Category: input.Category, Known: m.Known, Target: target,
		Value: math.LegacyZeroDec(), Confidence: math.LegacyZeroDec(), Error: math.LegacyZeroDec(),
	}
	if !m.Known {
		return record, scaled, nil
	}
	if m.Value.IsNil() || m.Confidence.IsNil() {
		return record, scaled, errors.New("a measurement without a value or a confidence")
	}
	if input.Weight.IsZero() || !input.Scale.IsPositive() {
		return record, scaled, errors.New("no weight or no scale")
	}
	record.Value = input.Sensor.bounded(m.Value)
	record.Confidence = clamp(m.Confidence, math.LegacyZeroDec(), one)
	record.Error = clamp(record.Value.Sub(target).Quo(input.Scale), minusOne, one)
	return record, record.Value.Quo(input.Scale), nil
}

// weighing is a sum of products that is not rounded: the smallest weights weigh as they should.
type weighing struct{ sum big.Int }

func (w *weighing) add(weight, confidence, x math.LegacyDec) {
	part := new(big.Int).Mul(weight.BigInt(), confidence.BigInt())
	w.sum.Add(&w.sum, part.Mul(part, x.BigInt()))
}

// by returns the sum by that of the weights, rounded towards 0; 0 where nothing weighs anything.
func (w *weighing) by(weights weighing) math.LegacyDec {
	if weights.sum.Sign() == 0 {
		return math.LegacyZeroDec()
	}
	raw := new(big.Int).Mul(&w.sum, one.BigInt())
	return math.LegacyNewDecFromBigIntWithPrec(raw.Quo(raw, &weights.sum), math.LegacyPrecision)
}

var (
	one      = math.LegacyOneDec()
	minusOne = math.LegacyOneDec().Neg()
)

// beyond returns what an error is more than the deadband: it begins at 0, so that leaving the deadband is no jump.
func beyond(e, deadband math.LegacyDec) math.LegacyDec {
	switch {
	case e.GT(deadband):
		return e.Sub(deadband)
	case e.Neg().GT(deadband):
		return e.Add(deadband)
	default:
		return math.LegacyZeroDec()
	}
}

// clamp returns a number of its own: a state that is decoded over would change the bound with it.
func clamp(v, low, high math.LegacyDec) math.LegacyDec {
	return math.LegacyMaxDec(low, math.LegacyMinDec(v, high)).Clone()
}

func decOf(n uint32) math.LegacyDec { return math.LegacyNewDec(int64(n)) }

// bps returns a share of basis points.
func bps(n uint32) math.LegacyDec { return math.LegacyNewDecWithPrec(int64(n), 4) }

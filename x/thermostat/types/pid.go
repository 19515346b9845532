package types

import (
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
//	e = Σ wᵢ · confidenceᵢ · clamp((valueᵢ − targetᵢ) / scaleᵢ, −1, 1) / Σ |wᵢ|      over the inputs with data
//	u = neutral + span · (kp · ê + I + kd · D),  ê = e less the deadband,  span = out_max − out_min
//	I ← clamp(I + ki · ê), held while the output is limited in the same direction
//	D ← the filtered difference of the measured values by their scales: a new target is no difference
//
// The output moves by at most slew, and lies within out_min and out_max whatever it was before. A loop that is let go again
// (enabled, no longer frozen or overridden, changed) sets I so that its output stays where it is, as far as I's bounds allow.
// Without data nothing moves.
func (l Loop) Step(s LoopState, in []Measurement, at Moment) (LoopState, Step, error) {
	if len(in) != len(l.Inputs) {
		return s, Step{}, ErrStep.Wrapf("loop %s has %d inputs, not %d", l.Id, len(l.Inputs), len(in))
	}
	changed := s.Revision != l.Revision
	if changed || len(s.Previous) != len(l.Inputs) {
		s.Previous, s.Derivative = l.noPrevious(), math.LegacyZeroDec()
	}
	heard, err := l.listen(s.Previous, in)
	if err != nil {
		return s, Step{}, err
	}
	before, last := s.Output, s.Mode
	s.Previous, s.Revision = heard.previous, l.Revision
	if s.Override != nil && at.NowMs >= s.Override.UntilMs {
		s.Override = nil
	}
	s.Mode = l.mode(s, heard.known, at.Frozen)
	if heard.known {
		s.Error = heard.err
		s.Derivative = s.Derivative.Add(bps(l.DerivativeBps).Mul(heard.slope.Sub(s.Derivative)))
	}
	record := Step{
		LoopId: l.Id, Category: s.Category, Sequence: s.Steps + 1, Epoch: at.Epoch, AtMs: at.NowMs, Mode: s.Mode,
		Inputs: heard.inputs, Error: s.Error, Proportional: math.LegacyZeroDec(), Derivative: l.Kd.Mul(s.Derivative),
		Before: before, Limit: STEP_LIMIT_NONE, Revision: l.Revision,
	}
	switch s.Mode {
	case STEP_MODE_RUNNING:
		record.Proportional = l.Kp.Mul(beyond(s.Error, l.Deadband))
		bumpless := changed || last == STEP_MODE_DISABLED || last == STEP_MODE_FROZEN || last == STEP_MODE_OVERRIDDEN
		s.Integral, s.Output, record.Limit = l.run(s, record, bumpless)
	case STEP_MODE_OVERRIDDEN:
		s.Output = l.within(decOf(s.Override.Value))
	default:
		s.Output = l.within(s.Output)
	}
	s.Steps++
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

// run is the step of a loop that moves.
func (l Loop) run(s LoopState, r Step, bumpless bool) (integral, output math.LegacyDec, limit StepLimit) {
	others := r.Proportional.Add(r.Derivative)
	if bumpless {
		// The output as it is, less what the other parts give: what the integral must hold for it to stay.
		there := s.Output.Sub(decOf(l.Neutral)).QuoInt64(l.span()).Sub(others)
		integral = clamp(there, l.IntegralMin, l.IntegralMax)
		output, limit = l.limited(s.Output, l.output(others.Add(integral)))
		return integral, output, limit
	}
	push := l.Ki.Mul(beyond(s.Error, l.Deadband))
	integral = clamp(s.Integral.Add(push), l.IntegralMin, l.IntegralMax)
	wanted := l.output(others.Add(integral))
	output, limit = l.limited(s.Output, wanted)
	// Held while the output cannot follow: what it would gather meanwhile would have to be undone before the output comes back.
	if limit != STEP_LIMIT_NONE && push.IsPositive() == wanted.GT(output) && !push.IsZero() {
		integral = s.Integral
		output, limit = l.limited(s.Output, l.output(others.Add(integral)))
	}
	return integral, output, limit
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
	switch {
	case output.LT(decOf(l.OutMin)):
		return decOf(l.OutMin), STEP_LIMIT_MIN
	case output.GT(decOf(l.OutMax)):
		return decOf(l.OutMax), STEP_LIMIT_MAX
	default:
		return output, limit
	}
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

// listen weighs the inputs.
func (l Loop) listen(previous []Previous, in []Measurement) (heard, error) {
	h := heard{err: math.LegacyZeroDec(), slope: math.LegacyZeroDec(), previous: append([]Previous(nil), previous...)}
	weights := math.LegacyZeroDec()
	for i, input := range l.Inputs {
		target, err := input.Sensor.Measure(input.Target)
		if err != nil {
			return h, err
		}
		record := StepInput{
			Sensor: input.Sensor, Category: input.Category, Known: in[i].Known, Target: target,
			Value: math.LegacyZeroDec(), Confidence: math.LegacyZeroDec(), Error: math.LegacyZeroDec(),
		}
		if in[i].Known {
			record.Value, record.Confidence = in[i].Value, in[i].Confidence
			record.Error = clamp(in[i].Value.Sub(target).Quo(input.Scale), minusOne, one).Mul(in[i].Confidence)
			h.known = true
			h.err = h.err.Add(input.Weight.Mul(record.Error))
			scaled := in[i].Value.Quo(input.Scale)
			if previous[i].Known {
				difference := clamp(scaled.Sub(previous[i].Value), minusOne, one).Mul(in[i].Confidence)
				h.slope = h.slope.Add(input.Weight.Mul(difference))
			}
			h.previous[i] = Previous{Known: true, Value: scaled}
			weights = weights.Add(input.Weight.Abs())
		}
		h.inputs = append(h.inputs, record)
	}
	if h.known {
		h.err, h.slope = clamp(h.err.Quo(weights), minusOne, one), clamp(h.slope.Quo(weights), minusOne, one)
	}
	return h, nil
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

func clamp(v, low, high math.LegacyDec) math.LegacyDec {
	return math.LegacyMaxDec(low, math.LegacyMinDec(v, high))
}

func decOf(n uint32) math.LegacyDec { return math.LegacyNewDec(int64(n)) }

// bps returns a share of basis points.
func bps(n uint32) math.LegacyDec { return math.LegacyNewDecWithPrec(int64(n), 4) }

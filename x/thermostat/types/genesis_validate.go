package types

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/math"
)

// MaxMeasure is more than any sensor can measure: log2 of all the money there may be is below it, and so is a value by the least
// scale.
var MaxMeasure = math.LegacyNewDec(256)

// Validate checks the state of a genesis: every entry by itself, every list sorted by its key, which no two entries share, and
// what they say of each other.
func (gs GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
	for _, check := range []func() error{
		gs.validateLoops,
		func() error { return sorted("state", gs.States, compareStates, gs.validateState) },
		gs.validateSteps,
		gs.validateReadings,
		gs.validateBins,
		gs.validateFlows,
		gs.validateTemperatures,
		gs.validateSeen,
		gs.Monitor.validate,
		gs.Fold.validate,
	} {
		if err := check(); err != nil {
			return ErrInvalidGenesis.Wrap(err.Error())
		}
	}
	return nil
}

// sorted checks the entries of one list and that each one's key is above that of the one before.
func sorted[T any](name string, list []T, compare func(a, b T) int, check func(T) error) error {
	for i, item := range list {
		if err := check(item); err != nil {
			return fmt.Errorf("%s %d: %w", name, i, err)
		}
		if i > 0 && compare(list[i-1], item) >= 0 {
			return fmt.Errorf("%s %d: its key is not above that of the one before; sort them, each key once", name, i)
		}
	}
	return nil
}

func compareStates(a, b LoopState) int {
	return cmp.Or(strings.Compare(a.LoopId, b.LoopId), strings.Compare(a.Category, b.Category))
}

func compareSteps(a, b Step) int {
	return cmp.Or(strings.Compare(a.LoopId, b.LoopId), strings.Compare(a.Category, b.Category), cmp.Compare(a.Sequence, b.Sequence))
}

func (gs GenesisState) validateLoops() error {
	if len(gs.Loops) > MaxLoops {
		return fmt.Errorf("%d loops; at most %d", len(gs.Loops), MaxLoops)
	}
	if err := sorted("loop", gs.Loops, func(a, b Loop) int { return strings.Compare(a.Id, b.Id) }, func(l Loop) error {
		if l.Revision < 1 {
			return fmt.Errorf("revision of %s is 0; use 1 or more", l.Id)
		}
		return l.Validate()
	}); err != nil {
		return err
	}
	for i, l := range gs.Loops {
		for _, earlier := range gs.Loops[:i] {
			if earlier.Actuator == l.Actuator && earlier.Category == l.Category {
				return fmt.Errorf("loops %s and %s turn the same", earlier.Id, l.Id)
			}
		}
	}
	return nil
}

func (gs GenesisState) loop(id string) (Loop, error) {
	for _, l := range gs.Loops {
		if l.Id == id {
			return l, nil
		}
	}
	return Loop{}, fmt.Errorf("there is no loop %q", id)
}

func (gs GenesisState) validateState(s LoopState) error {
	l, err := gs.loop(s.LoopId)
	if err != nil {
		return err
	}
	if steered, err := l.Steered(s.Category); err != nil || steered != s.Category {
		return fmt.Errorf("loop %s does not steer category %q", l.Id, s.Category)
	}
	if s.Category != "" {
		if err := checkSlug("category", s.Category); err != nil {
			return err
		}
	}
	return first(
		decWithin("integral", s.Integral, MaxIntegral.Neg(), MaxIntegral),
		decWithin("derivative", s.Derivative, minusOne, one),
		decWithin("output", s.Output, decOf(l.OutMin), decOf(l.OutMax)),
		decWithin("error", s.Error, minusOne, one),
		s.validatePrevious(l),
		s.Override.validate(l),
		known("mode", StepMode_name, int32(s.Mode)),
	)
}

// validatePrevious: a step by a former revision may have had other inputs.
func (s LoopState) validatePrevious(l Loop) error {
	if s.Revision > l.Revision {
		return fmt.Errorf("revision %d is above the loop's %d", s.Revision, l.Revision)
	}
	if s.Revision == l.Revision && len(s.Previous) != len(l.Inputs) || len(s.Previous) > MaxInputs {
		return fmt.Errorf("%d previous values for %d inputs", len(s.Previous), len(l.Inputs))
	}
	for _, p := range s.Previous {
		if err := decWithin("previous", p.Value, math.LegacyZeroDec(), MaxMeasure); err != nil {
			return err
		}
	}
	return nil
}

func (o *Override) validate(l Loop) error {
	if o == nil {
		return nil
	}
	if o.Value < l.OutMin || o.Value > l.OutMax {
		return fmt.Errorf("override of %d; use %d to %d", o.Value, l.OutMin, l.OutMax)
	}
	return notNegative("override's until_ms", o.UntilMs)
}

// validateSteps: the steps of a state are its last ones, without a gap, at most MaxHistory.
func (gs GenesisState) validateSteps() error {
	if err := sorted("step", gs.Steps, compareSteps, Step.validate); err != nil {
		return err
	}
	rest := gs.Steps
	for _, s := range gs.States {
		var own []Step
		for len(rest) > 0 && rest[0].LoopId == s.LoopId && rest[0].Category == s.Category {
			own, rest = append(own, rest[0]), rest[1:]
		}
		if len(own) > MaxHistory {
			return fmt.Errorf("%d steps of loop %s in category %q; at most %d", len(own), s.LoopId, s.Category, MaxHistory)
		}
		var last uint64
		for i, step := range own {
			if i > 0 && step.Sequence != last+1 {
				return fmt.Errorf("step %d of loop %s in category %q after step %d", step.Sequence, s.LoopId, s.Category, last)
			}
			last = step.Sequence
		}
		if last != s.Steps {
			return fmt.Errorf("loop %s in category %q has made %d steps; the last one given is %d", s.LoopId, s.Category, s.Steps, last)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("step %d of loop %q in category %q without a state", rest[0].Sequence, rest[0].LoopId, rest[0].Category)
	}
	return nil
}

func (s Step) validate() error {
	list := []error{
		notNegative("epoch", s.Epoch), notNegative("at_ms", s.AtMs),
		known("mode", StepMode_name, int32(s.Mode)), known("limit", StepLimit_name, int32(s.Limit)),
		decWithin("error", s.Error, minusOne, one),
		decWithin("proportional", s.Proportional, MaxGain.Neg(), MaxGain),
		decWithin("integral", s.Integral, MaxIntegral.Neg(), MaxIntegral),
		decWithin("derivative", s.Derivative, MaxGain.Neg(), MaxGain),
		decWithin("before", s.Before, math.LegacyZeroDec(), decOf(maxOutput)),
		decWithin("output", s.Output, math.LegacyZeroDec(), decOf(maxOutput)),
	}
	if s.Sequence < 1 {
		list = append(list, errors.New("sequence is 0; steps count from 1"))
	}
	if len(s.Inputs) > MaxInputs {
		list = append(list, fmt.Errorf("%d inputs; at most %d", len(s.Inputs), MaxInputs))
	}
	for _, in := range s.Inputs {
		list = append(list,
			known("sensor", SensorKind_name, int32(in.Sensor)),
			decWithin("value", in.Value, math.LegacyZeroDec(), MaxMeasure),
			decWithin("target", in.Target, math.LegacyZeroDec(), MaxMeasure),
			decWithin("confidence", in.Confidence, math.LegacyZeroDec(), one),
			decWithin("input's error", in.Error, minusOne, one))
	}
	return first(list...)
}

// first returns the first error of a list.
func first(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func known(name string, names map[int32]string, value int32) error {
	if _, ok := names[value]; !ok {
		return fmt.Errorf("%s %d is unknown", name, value)
	}
	return nil
}

func notNegative(name string, n int64) error {
	if n < 0 {
		return fmt.Errorf("%s is %d", name, n)
	}
	return nil
}

func noMore(name string, n uint64, whole string, of uint64) error {
	if n > of {
		return fmt.Errorf("%s is %d of %d %s", name, n, of, whole)
	}
	return nil
}

// maxSum is more than any sum comes to, and little enough to reckon with: amounts in one message are at most 10^30.
var maxSum = maxNatural

// amountOf: sums may be above what one message may name, but never below 0.
func amountOf(name string, v math.Int) error {
	if v.IsNil() || v.IsNegative() || v.GT(maxSum.TruncateInt()) {
		return fmt.Errorf("%s is %s; use 0 to 2^128", name, v)
	}
	return nil
}

// sumOf checks a sum of so many numbers that are not negative.
func sumOf(name string, v math.LegacyDec, n uint64) error {
	if v.IsNil() || v.IsNegative() || v.GT(maxSum) {
		return fmt.Errorf("%s is %s; use 0 to 2^128", name, v)
	}
	if n == 0 && !v.IsZero() {
		return fmt.Errorf("%s is %s, but nothing was counted", name, plain(v))
	}
	return nil
}

func optionalCategory(slug string) error {
	if slug == "" {
		return nil
	}
	return checkSlug("category", slug)
}

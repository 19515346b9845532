package types

import (
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Bounds of a loop. Reasons are in the README's table too.
const (
	// MaxLoops: five actuators, and a loop of their own for those categories that need one.
	MaxLoops = 64
	// MaxInputs: more than a few sensors in one error explain nothing any more.
	MaxInputs = 8
	// MaxHistory is how many steps are kept of each loop and category.
	MaxHistory = 1_000
	// MaxReward: the bonus of a category at most doubles the pay.
	MaxReward = jobstypes.MaxBonusBps
	// MinValidationFee and MaxValidationFee: half to four times the parameter. Judges who are paid nothing judge nothing.
	MinValidationFee, MaxValidationFee = 5_000, 40_000
	// MaxProtocolFee is four times the parameter; a full treasury may do without.
	MaxProtocolFee = 40_000
	// MinSeatLock is what x/validation asks for: a loop never lowers it. MaxSeatLock is five times that: more would leave poor judges out.
	MinSeatLock, MaxSeatLock = MaxBps, 50_000
	// MaxEmission is the whole of max_emission_per_epoch.
	MaxEmission = MaxBps
)

// Bounds of a loop's decimals.
var (
	// MaxGain: an error of a tenth moves the output through its whole span. More is a switch.
	MaxGain = math.LegacyNewDec(10)
	// MaxIntegral in spans: what holds the output at one end against an error that asks for the other.
	MaxIntegral = math.LegacyNewDec(2)
	// MaxOctaves is the largest scale of a measure of doublings; no amount reaches 2^128.
	MaxOctaves = math.LegacyNewDec(64)
	// MaxTarget keeps log2(1 + target) within what can be measured.
	MaxTarget = math.LegacyNewDecFromInt(jobstypes.MaxAmount())
)

// bounds returns the absolute bounds of an actuator's outputs, in basis points.
func (a Actuator) bounds() (low, high uint32, ok bool) {
	switch a {
	case ACTUATOR_REWARD:
		return 0, MaxReward, true
	case ACTUATOR_VALIDATION_FEE:
		return MinValidationFee, MaxValidationFee, true
	case ACTUATOR_PROTOCOL_FEE:
		return 0, MaxProtocolFee, true
	case ACTUATOR_SEAT_LOCK:
		return MinSeatLock, MaxSeatLock, true
	case ACTUATOR_EMISSION:
		return 0, MaxEmission, true
	default:
		return 0, 0, false
	}
}

// SteersMany tells whether a loop turns the rewards of every category that has no loop of its own.
func (l Loop) SteersMany() bool { return l.Actuator == ACTUATOR_REWARD && l.Category == "" }

// Steered returns the category of the state that a caller means: one must be named of a loop that steers many, none but its own
// of another.
func (l Loop) Steered(category string) (string, error) {
	switch {
	case l.SteersMany() && category == "":
		return "", ErrCategoryNeeded.Wrapf("loop %s steers several categories", l.Id)
	case !l.SteersMany() && category != "" && category != l.Category:
		return "", ErrUnknownCategory.Wrapf("loop %s and category %s", l.Id, category)
	case l.SteersMany():
		return category, nil
	default:
		return l.Category, nil
	}
}

// Validate checks each field of a loop and the relations between them. The revision is not read.
func (l Loop) Validate() error {
	if err := checkSlug("id", l.Id); err != nil {
		return ErrInvalidLoop.Wrap(err.Error())
	}
	for _, check := range []func() error{l.validateActuator, l.validateOutputs, l.validateGains, l.validateInputs} {
		if err := check(); err != nil {
			return ErrInvalidLoop.Wrapf("%s: %s", l.Id, err)
		}
	}
	return nil
}

func (l Loop) validateActuator() error {
	if _, _, ok := l.Actuator.bounds(); !ok {
		return fmt.Errorf("actuator is %s", l.Actuator)
	}
	if l.Category == "" {
		return nil
	}
	if l.Actuator != ACTUATOR_REWARD {
		return fmt.Errorf("%s turns the whole market; leave category %q out", l.Actuator, l.Category)
	}
	return checkSlug("category", l.Category)
}

func (l Loop) validateOutputs() error {
	low, high, _ := l.Actuator.bounds()
	if l.OutMin < low || l.OutMax > high || l.OutMin >= l.OutMax {
		return fmt.Errorf("out_min %d and out_max %d; use rising ones within %d and %d", l.OutMin, l.OutMax, low, high)
	}
	if l.Neutral < l.OutMin || l.Neutral > l.OutMax {
		return fmt.Errorf("neutral is %d; use out_min %d to out_max %d", l.Neutral, l.OutMin, l.OutMax)
	}
	if l.Slew < 1 || l.Slew > l.OutMax-l.OutMin {
		return fmt.Errorf("slew is %d; use 1 to %d, which is out_max - out_min", l.Slew, l.OutMax-l.OutMin)
	}
	return nil
}

func (l Loop) validateGains() error {
	zero := math.LegacyZeroDec()
	for _, d := range []struct {
		name      string
		value     math.LegacyDec
		low, high math.LegacyDec
	}{
		{"kp", l.Kp, zero, MaxGain},
		{"ki", l.Ki, zero, MaxGain},
		{"kd", l.Kd, zero, MaxGain},
		{"integral_min", l.IntegralMin, MaxIntegral.Neg(), zero},
		{"integral_max", l.IntegralMax, zero, MaxIntegral},
	} {
		if err := decWithin(d.name, d.value, d.low, d.high); err != nil {
			return err
		}
	}
	if l.Kp.IsZero() && l.Ki.IsZero() {
		return errors.New("kp and ki are both 0: it would never move; set enabled to false to hold an output")
	}
	if l.DerivativeBps < 1 || l.DerivativeBps > MaxBps {
		return fmt.Errorf("derivative_bps is %d; use 1 to %d", l.DerivativeBps, MaxBps)
	}
	if l.Deadband.IsNil() || l.Deadband.IsNegative() || l.Deadband.GTE(one) {
		return fmt.Errorf("deadband is %s; use 0 to less than 1: no error is larger", l.Deadband)
	}
	return nil
}

func (l Loop) validateInputs() error {
	if len(l.Inputs) < 1 || len(l.Inputs) > MaxInputs {
		return fmt.Errorf("%d inputs; use 1 to %d", len(l.Inputs), MaxInputs)
	}
	for i, input := range l.Inputs {
		if err := l.validateInput(input); err != nil {
			return fmt.Errorf("input %d: %w", i, err)
		}
		for _, earlier := range l.Inputs[:i] {
			if earlier.Sensor == input.Sensor && l.measures(earlier) == l.measures(input) {
				return fmt.Errorf("input %d: %s is an input already; give it one weight", i, input.Sensor)
			}
		}
	}
	return nil
}

// measures returns the category that an input measures; empty: the steered one, or the whole market.
func (l Loop) measures(input LoopInput) string {
	if input.Category == "" && input.Sensor.OfCategory() {
		return l.Category
	}
	return input.Category
}

func (l Loop) validateInput(in LoopInput) error {
	if _, known := SensorKind_name[int32(in.Sensor)]; !known || in.Sensor == SENSOR_KIND_UNSPECIFIED {
		return fmt.Errorf("sensor is %s", in.Sensor)
	}
	switch {
	case in.Category == "":
		if in.Sensor.OfCategory() && l.Actuator != ACTUATOR_REWARD {
			return fmt.Errorf("%s measures a category; name it", in.Sensor)
		}
	case !in.Sensor.OfCategory():
		return fmt.Errorf("%s measures the whole market; leave category %q out", in.Sensor, in.Category)
	case l.Actuator == ACTUATOR_REWARD && in.Category != l.Category:
		// Categories are measured one after the other, each with its own loop.
		return fmt.Errorf("%s of category %q; a reward follows its own category, so leave the category out", in.Sensor, in.Category)
	default:
		if err := checkSlug("category", in.Category); err != nil {
			return err
		}
	}
	if err := decWithin("weight", in.Weight, minusOne, one); err != nil {
		return err
	}
	if in.Weight.IsZero() {
		return errors.New("weight is 0; leave the input out")
	}
	most, widest := MaxTarget, MaxOctaves
	if in.Sensor.IsShare() {
		most, widest = one, one
	}
	if err := decWithin("target", in.Target, math.LegacyZeroDec(), most); err != nil {
		return err
	}
	// Below the reach, one organisation alone could make an error of more than its share.
	return decWithin("scale", in.Scale, in.Sensor.Reach(), widest)
}

func decWithin(name string, v, low, high math.LegacyDec) error {
	if v.IsNil() {
		return fmt.Errorf("%s is missing; use %s to %s", name, plain(low), plain(high))
	}
	if v.LT(low) || v.GT(high) {
		return fmt.Errorf("%s is %s; use %s to %s", name, plain(v), plain(low), plain(high))
	}
	return nil
}

// checkSlug checks the form of a loop's id or of a category.
func checkSlug(name, s string) error {
	if !jobstypes.ValidSlug(s) {
		return fmt.Errorf("%s %q; use 2 to 32 of a-z, 0-9 and '-'", name, s)
	}
	return nil
}

// plain writes a decimal without trailing zeros.
func plain(d math.LegacyDec) string {
	return strings.TrimSuffix(strings.TrimRight(d.String(), "0"), ".")
}

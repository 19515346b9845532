package types

import (
	"fmt"
	"strings"

	"cosmossdk.io/math"
)

// This file says in sentences what a step did and why. It is read by people: numbers are rounded, and state depends on none of it.

// Explain spells a step out: what was measured, what that calls for, and what was done. Of a loop that has been changed since, what
// the step does not say by itself is left out.
func (s Step) Explain(l Loop) []string {
	same := l.Revision == s.Revision && len(l.Inputs) == len(s.Inputs)
	lines := []string{fmt.Sprintf("Step %d of loop %s for %s, epoch %d.", s.Sequence, s.LoopId, scope(s.Category), s.Epoch)}
	if !same {
		lines = append(lines, fmt.Sprintf("The loop has been changed since: this was revision %d, now it is %d. Weights, bounds and gains of then are not kept.",
			s.Revision, l.Revision))
	}
	for i, in := range s.Inputs {
		line := in.explain()
		if same && in.Known {
			line += fmt.Sprintf(" Its weight is %s, an error of 1 is %s.", short(l.Inputs[i].Weight), in.Sensor.deviation(l.Inputs[i].Scale))
		}
		lines = append(lines, line)
	}
	if s.Mode == STEP_MODE_RUNNING {
		lines = append(lines, s.explainError(l, same))
		lines = append(lines, s.explainParts(l, same))
	}
	return append(lines, s.explainOutput(), l.Actuator.explain(s.Output))
}

func scope(category string) string {
	if category == "" {
		return "the whole market"
	}
	return "category " + category
}

// explain says what an input measured.
func (in StepInput) explain() string {
	name := in.Sensor.name()
	if in.Category != "" {
		name += " of " + in.Category
	}
	if !in.Known {
		return fmt.Sprintf("%s: no data in this epoch; the target is %s.", name, in.Sensor.spell(in.Target))
	}
	return fmt.Sprintf("%s: %s, the target is %s: an error of %s at a confidence of %s.",
		name, in.Sensor.spell(in.Value), in.Sensor.spell(in.Target), short(in.Error), percent(in.Confidence))
}

func (s Step) explainError(l Loop, same bool) string {
	calls := "nothing is called for"
	switch {
	case s.Error.IsPositive():
		calls = "more output is called for"
	case s.Error.IsNegative():
		calls = "less output is called for"
	}
	line := fmt.Sprintf("Together the error is %s of -1 to 1: %s.", short(s.Error), calls)
	if same {
		line += fmt.Sprintf(" Up to %s counts as none; %s is acted upon.", short(l.Deadband), short(beyond(s.Error, l.Deadband)))
	}
	return line
}

func (s Step) explainParts(l Loop, same bool) string {
	line := fmt.Sprintf("Proportional %s, integral %s and derivative %s", percent(s.Proportional), percent(s.Integral), percent(s.Derivative))
	if !same {
		return line + " of the span of the output."
	}
	wanted := l.output(s.Proportional.Add(s.Integral).Add(s.Derivative))
	return line + fmt.Sprintf(" of the span of %s to %s basis points: with the neutral output of %s that makes %s.",
		group(decOf(l.OutMin)), group(decOf(l.OutMax)), group(decOf(l.Neutral)), group(wanted))
}

// explainOutput says what was done, and what bounded it.
func (s Step) explainOutput() string {
	moved := fmt.Sprintf("The output goes from %s to %s basis points", group(s.Before), group(s.Output))
	if s.Before.Equal(s.Output) {
		moved = fmt.Sprintf("The output stays at %s basis points", group(s.Output))
	}
	switch s.Mode {
	case STEP_MODE_NO_DATA:
		return moved + ": without data nothing moves."
	case STEP_MODE_DISABLED:
		return moved + ": the loop is disabled."
	case STEP_MODE_FROZEN:
		return moved + ": the owner has frozen all loops."
	case STEP_MODE_OVERRIDDEN:
		return moved + ": the owner has set it by hand."
	}
	switch s.Limit {
	case STEP_LIMIT_MIN:
		return moved + ", the least that it may be."
	case STEP_LIMIT_MAX:
		return moved + ", the most that it may be."
	case STEP_LIMIT_SLEW:
		return moved + ", as far as it may in one step."
	default:
		return moved + "."
	}
}

// explain says what an output does.
func (a Actuator) explain(output math.LegacyDec) string {
	switch a {
	case ACTUATOR_REWARD:
		return fmt.Sprintf("So %s of the payout is added to the bonus of a job.", basisPoints(output))
	case ACTUATOR_VALIDATION_FEE:
		return fmt.Sprintf("So the validation fee is %s of its parameter.", basisPoints(output))
	case ACTUATOR_PROTOCOL_FEE:
		return fmt.Sprintf("So the protocol fee is %s of its parameter.", basisPoints(output))
	case ACTUATOR_SEAT_LOCK:
		return fmt.Sprintf("So a seat locks %s of what it would.", basisPoints(output))
	case ACTUATOR_EMISSION:
		return fmt.Sprintf("So %s of max_emission_per_epoch is minted, as far as max_supply allows.", basisPoints(output))
	default:
		return fmt.Sprintf("So the output is %s.", basisPoints(output))
	}
}

// name of a sensor, as at the beginning of a sentence.
func (k SensorKind) name() string {
	text := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(k.String(), "SENSOR_KIND_"), "_", " "))
	if k == SENSOR_KIND_SLA {
		text = "share of work in time"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// spell returns a measure in its natural unit.
func (k SensorKind) spell(measured math.LegacyDec) string {
	natural, err := k.Natural(measured)
	if err != nil {
		return "unknown"
	}
	switch k {
	case SENSOR_KIND_TIME_TO_ASSIGNMENT, SENSOR_KIND_BACKLOG_AGE, SENSOR_KIND_VALIDATION_LAG:
		return duration(natural)
	case SENSOR_KIND_BACKLOG:
		return group(natural) + " jobs"
	case SENSOR_KIND_TREASURY_RUNWAY:
		return group(natural) + " epochs"
	case SENSOR_KIND_ACTIVE_AGENTS:
		return group(natural) + " agents"
	case SENSOR_KIND_FREE_CAPACITY:
		return group(natural) + " times an agent without a score"
	}
	if k.IsShare() {
		return percent(natural)
	}
	return group(rounded(natural, 0)) + " base units"
}

// deviation says how far from the target an error of 1 is.
func (k SensorKind) deviation(scale math.LegacyDec) string {
	if k.IsShare() {
		return percent(scale) + " more or less"
	}
	return short(scale) + " doublings or halvings"
}

// duration returns a number of seconds in the unit that suits it.
func duration(seconds math.LegacyDec) string {
	for _, u := range []struct {
		name string
		long int64
	}{{"days", 86_400}, {"hours", 3_600}, {"minutes", 60}} {
		if rounded(seconds, 0).GTE(math.LegacyNewDec(2 * u.long)) {
			return group(rounded(seconds.QuoInt64(u.long), 1)) + " " + u.name
		}
	}
	return group(rounded(seconds, 0)) + " seconds"
}

// basisPoints returns a number of basis points in percent.
func basisPoints(n math.LegacyDec) string { return percent(n.QuoInt64(full)) }

func percent(share math.LegacyDec) string { return group(share.MulInt64(100)) + " %" }

// short returns a number with three decimals.
func short(d math.LegacyDec) string { return trimmed(rounded(d, 3)) }

// rounded rounds to a number of decimals, halves to even.
func rounded(d math.LegacyDec, decimals int64) math.LegacyDec {
	unit := int64(1)
	for range decimals {
		unit *= 10
	}
	return math.LegacyNewDecFromInt(d.MulInt64(unit).RoundInt()).QuoInt64(unit)
}

// trimmed returns a number without the noughts at its end.
func trimmed(d math.LegacyDec) string {
	return strings.TrimSuffix(strings.TrimRight(d.String(), "0"), ".")
}

// group returns a number with two decimals at most, and a comma between thousands.
func group(d math.LegacyDec) string {
	whole, decimals, _ := strings.Cut(trimmed(rounded(d, 2)), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if decimals != "" {
		whole += "." + decimals
	}
	return sign + whole
}

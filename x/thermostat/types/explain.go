package types

import (
	"fmt"
	"math/big"
	"strings"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// This file says in sentences what a step did and why. It is read by people: numbers are rounded, and state depends on none of it.

// Today is what an explanation takes from the present: the parameters, and whether the loops are frozen.
type Today struct {
	Params Params
	Frozen bool
}

// Explain spells a step out: what was measured, what that calls for, and what was done. Of a loop that has been changed since, what
// the step does not say by itself is left out.
func (s Step) Explain(l Loop, today Today) []string {
	same := l.Revision == s.Revision && len(l.Inputs) == len(s.Inputs)
	lines := []string{fmt.Sprintf("Step %d of loop %s for %s, epoch %d.", s.Sequence, s.LoopId, scope(s.Category), s.Epoch)}
	if !same {
		lines = append(lines, fmt.Sprintf("The loop has been changed since: this was revision %d, now it is %d. Weights, bounds and gains of then are not kept.",
			s.Revision, l.Revision))
	}
	for i, in := range s.Inputs {
		line := in.explain()
		if same && in.Known {
			line += l.Inputs[i].explain(today.Params)
		}
		lines = append(lines, line)
	}
	if s.Mode == STEP_MODE_RUNNING {
		lines = append(lines, s.explainError(l, same))
		lines = append(lines, s.explainParts(l, same)...)
	}
	return append(lines, s.explainOutput(), s.explainEffect(l.Actuator, today))
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

// explain says what an input's error is worth, and what a single organisation can make of it.
func (input LoopInput) explain(p Params) string {
	line := fmt.Sprintf(" Its weight is %s, an error of 1 is %s.", short(input.Weight), input.Sensor.deviation(input.Scale))
	if !input.Sensor.IsShared() {
		return line
	}
	most := ManipulationBound(p, input.Scale, input.Sensor)
	if most.GTE(one) {
		return line + fmt.Sprintf(" One organisation can make all of this error (organisation_bps %s).", group(decOf(p.OrganisationBps)))
	}
	// Rounded up: what is said to be the most must be.
	return line + fmt.Sprintf(" One organisation can make at most %s of this error (organisation_bps %s).",
		trimmed(most.MulInt64(1_000).Ceil().QuoInt64(1_000)), group(decOf(p.OrganisationBps)))
}

func (s Step) explainError(l Loop, same bool) string {
	calls := "nothing is called for"
	switch {
	case s.Error.IsPositive():
		calls = "more output is called for"
	case s.Error.IsNegative():
		calls = "less output is called for"
	}
	line := fmt.Sprintf("Together, by weight and confidence, the error is %s of -1 to 1: %s.", fine(s.Error), calls)
	if same {
		line += fmt.Sprintf(" Up to %s counts as none; %s is acted upon.", fine(l.Deadband), fine(beyond(s.Error, l.Deadband)))
	}
	return line
}

// explainParts says what each gain made of the error, with the numbers that it was reckoned from.
func (s Step) explainParts(l Loop, same bool) []string {
	if !same {
		return []string{fmt.Sprintf("Proportional %s, integral %s and derivative %s of the span of the output.",
			percent(s.Proportional), percent(s.Integral), percent(s.Derivative))}
	}
	acted := beyond(s.Error, l.Deadband)
	adds := fmt.Sprintf("A step adds ki %s × %s = %s as far as the output follows and within %s to %s", fine(l.Ki), fine(acted), percent(l.Ki.Mul(acted)),
		percent(l.IntegralMin), percent(l.IntegralMax))
	if acted.IsZero() {
		adds = fmt.Sprintf("A step within the deadband takes it back towards 0 by at most ki %s × %s / %d = %s", fine(l.Ki), fine(l.Deadband), letGo,
			percent(l.back()))
	}
	slope := math.LegacyZeroDec()
	if l.Kd.IsPositive() {
		slope = s.Derivative.Quo(l.Kd)
	}
	return []string{
		fmt.Sprintf("Proportional: kp %s × %s = %s of the span of %s to %s basis points.",
			fine(l.Kp), fine(acted), percent(s.Proportional), group(decOf(l.OutMin)), group(decOf(l.OutMax))),
		fmt.Sprintf("Integral: %s. %s; with a ki the first after a change or after the owner's hand sets it so that the output stays.", percent(s.Integral), adds),
		fmt.Sprintf("Derivative: kd %s × %s (the filtered change) = %s.", fine(l.Kd), fine(slope), percent(s.Derivative)),
		fmt.Sprintf("With the neutral output of %s that makes %s.",
			group(decOf(l.Neutral)), group(l.output(s.Proportional.Add(s.Integral).Add(s.Derivative)))),
	}
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

// explainEffect says what the output does.
func (s Step) explainEffect(a Actuator, today Today) string {
	part := basisPoints(s.Output)
	switch a {
	case ACTUATOR_REWARD:
		return fmt.Sprintf("So %s of the payout is added to the bonus of a job, as far as x/jobs allows: "+
			"outside of approved programs at most the job's protocol fee.", part)
	case ACTUATOR_VALIDATION_FEE:
		return fmt.Sprintf("So the validation fee is %s of its parameter, at most %s of the payout.", part, basisPoints(decOf(jobstypes.MaxValidationFeeBps)))
	case ACTUATOR_PROTOCOL_FEE:
		return fmt.Sprintf("So the protocol fee is %s of its parameter, at most %s of the payout.", part, basisPoints(decOf(jobstypes.MaxProtocolFeeBps)))
	case ACTUATOR_SEAT_LOCK:
		return fmt.Sprintf("So a seat locks %s of what it would.", part)
	case ACTUATOR_EMISSION:
		return s.explainEmission(part, today)
	default:
		return fmt.Sprintf("So the output is %s.", part)
	}
}

// explainEmission says what is minted. Where nothing is, it says why, and what would be.
func (s Step) explainEmission(part string, today Today) string {
	const would = "%s of max_emission_per_epoch would be minted, as far as max_supply allows, if %s."
	switch {
	case !today.Params.MayEmit():
		return "So nothing is minted: max_emission_per_epoch or max_supply is 0. " + fmt.Sprintf(would, part, "both were set")
	case today.Frozen:
		return "So nothing is minted: the loops are frozen. " + fmt.Sprintf(would, part, "they were not")
	case s.Mode == STEP_MODE_FROZEN:
		return "So nothing was minted: the loops were frozen. " + fmt.Sprintf(would, part, "they were not")
	case s.Mode == STEP_MODE_DISABLED:
		return "So nothing was minted: the loop is disabled. " + fmt.Sprintf(would, part, "it was not")
	case !s.Output.IsPositive():
		return "So nothing is minted."
	default:
		// An override holds while the loops are frozen, of which its step says nothing.
		return fmt.Sprintf("So %s of max_emission_per_epoch is minted, as far as max_supply allows, unless the loops are frozen.", part)
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
	switch unit := k.Unit(); unit {
	case "seconds":
		return duration(natural)
	case "share":
		return percent(natural)
	case "base units", "base units per epoch":
		return group(rounded(natural, 0)) + " " + unit
	default:
		return group(natural) + " " + unit
	}
}

// Readable returns a measure in its natural unit as people read it: numbers of things with three decimals, all else with six digits
// that count.
func (k SensorKind) Readable(measured math.LegacyDec) (math.LegacyDec, error) {
	natural, err := k.Natural(measured)
	if err != nil {
		return natural, err
	}
	switch k {
	case SENSOR_KIND_BACKLOG, SENSOR_KIND_TREASURY_RUNWAY, SENSOR_KIND_ACTIVE_AGENTS, SENSOR_KIND_FREE_CAPACITY:
		return rounded(natural, 3), nil
	default:
		return significant(natural, 6), nil
	}
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

// fine returns a number with six decimals: enough to reckon with.
func fine(d math.LegacyDec) string { return trimmed(rounded(d, 6)) }

// significant rounds to a number of digits that count, halves to even.
func significant(d math.LegacyDec, digits int) math.LegacyDec {
	raw := d.BigInt()
	drop := len(new(big.Int).Abs(raw).String()) - digits
	if drop <= 0 {
		return d
	}
	unit := math.NewIntWithDecimal(1, drop)
	return math.LegacyNewDecFromIntWithPrec(math.LegacyNewDecFromBigInt(raw).QuoInt(unit).RoundInt().Mul(unit), math.LegacyPrecision)
}

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

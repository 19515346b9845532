package types

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

// waiting is a loop for a category: how long jobs wait, and what is done in time.
func waiting() Loop {
	l := simple()
	l.Id, l.Kd, l.Slew = "reward", fixed("0.2"), 500
	l.Inputs = []LoopInput{
		{Sensor: SENSOR_KIND_TIME_TO_ASSIGNMENT, Weight: fixed("0.75"), Target: fixed("900"), Scale: fixed("4")},
		{Sensor: SENSOR_KIND_SLA, Category: "translation", Weight: fixed("-0.25"), Target: fixed("0.9"), Scale: fixed("0.5")},
	}
	return l
}

func measured(t *testing.T, k SensorKind, natural string) Measurement {
	t.Helper()
	m, err := k.Measure(fixed(natural))
	require.NoError(t, err)
	return Measurement{Known: true, Value: m, Confidence: one}
}

// today is a chain that may mint.
func today() Today {
	p := DefaultParams()
	p.MaxEmissionPerEpoch, p.MaxSupply = math.NewInt(10), math.NewInt(1_000)
	return Today{Params: p}
}

func TestExplainARunningStep(t *testing.T) {
	h := newHistory(waiting())
	r := h.step(t, []Measurement{measured(t, SENSOR_KIND_TIME_TO_ASSIGNMENT, "9000"), {}})
	require.Equal(t, []string{
		"Step 1 of loop reward for category translation, epoch 2.",
		"Time to assignment: 2.5 hours, the target is 15 minutes: an error of 0.83 at a confidence of 100 %. Its weight is 0.75, an error of 1 is 4 doublings or halvings. One organisation can make at most 0.112 of this error (organisation_bps 1,000).",
		"Share of work in time of translation: no data in this epoch; the target is 90 %.",
		"Together, by weight and confidence, the error is 0.830122 of -1 to 1: more output is called for. Up to 0.1 counts as none; 0.730122 is acted upon.",
		"Proportional: kp 0.5 × 0.730122 = 36.51 % of the span of 0 to 11,000 basis points.",
		"Integral: 0 %. A step adds ki 0.1 × 0.730122 = 7.3 % as far as the output follows and within -100 % to 100 %; with a ki the first after a change or after the owner's hand sets it so that the output stays.",
		"Derivative: kd 0.2 × 0 (the filtered change) = 0 %.",
		"With the neutral output of 1,000 that makes 5,015.67.",
		"The output goes from 1,000 to 1,500 basis points, as far as it may in one step.",
		"So 15 % of the payout is added to the bonus of a job, as far as x/jobs allows: outside of approved programs at most the job's protocol fee.",
	}, r.Explain(h.loop, today()))
}

func TestExplainAfterAChange(t *testing.T) {
	h := newHistory(waiting())
	r := h.step(t, []Measurement{measured(t, SENSOR_KIND_TIME_TO_ASSIGNMENT, "60"), measured(t, SENSOR_KIND_SLA, "1")})
	now := h.loop
	now.Revision, now.Inputs = 4, now.Inputs[:1]
	lines := r.Explain(now, today())
	require.Equal(t, "The loop has been changed since: this was revision 1, now it is 4. Weights, bounds and gains of then are not kept.", lines[1])
	require.Equal(t, "Time to assignment: 60 seconds, the target is 15 minutes: an error of -0.971 at a confidence of 100 %.", lines[2])
	require.Equal(t, "Share of work in time of translation: 100 %, the target is 90 %: an error of 0.2 at a confidence of 100 %.", lines[3])
	require.Equal(t, "Together, by weight and confidence, the error is -0.778371 of -1 to 1: less output is called for.", lines[4])
	require.Equal(t, "Proportional -33.92 %, integral 0 % and derivative 0 % of the span of the output.", lines[5])
	require.Len(t, lines, 8)
}

func TestExplainWhatHolds(t *testing.T) {
	for mode, want := range map[StepMode]string{
		STEP_MODE_NO_DATA:    "The output stays at 1,000 basis points: without data nothing moves.",
		STEP_MODE_DISABLED:   "The output stays at 1,000 basis points: the loop is disabled.",
		STEP_MODE_FROZEN:     "The output stays at 1,000 basis points: the owner has frozen all loops.",
		STEP_MODE_OVERRIDDEN: "The output goes from 1,000 to 9,000 basis points: the owner has set it by hand.",
	} {
		h := newHistory(simple())
		in := octaves("7")
		switch mode {
		case STEP_MODE_NO_DATA:
			in = []Measurement{{}}
		case STEP_MODE_DISABLED:
			h.loop.Enabled = false
		case STEP_MODE_FROZEN:
			h.at.Frozen = true
		case STEP_MODE_OVERRIDDEN:
			h.state.Override = &Override{Value: 9_000, UntilMs: 1 << 60}
		}
		h.state.Category = ""
		r := h.step(t, in)
		require.Equal(t, mode, r.Mode)
		lines := r.Explain(h.loop, today())
		require.Equal(t, "Step 1 of loop simple for the whole market, epoch 2.", lines[0])
		require.Equal(t, want, lines[2])
	}
}

func TestExplainLimits(t *testing.T) {
	h := newHistory(simple())
	h.loop.Slew = 11_000
	h.loop.Kp = fixed("2")
	require.Contains(t, h.step(t, octaves("100")).Explain(h.loop, today()), "The output goes from 1,000 to 11,000 basis points, the most that it may be.")
	require.Contains(t, h.step(t, octaves("0")).Explain(h.loop, today()), "The output goes from 11,000 to 0 basis points, the least that it may be.")
}

func TestExplainEveryActuator(t *testing.T) {
	for actuator, want := range map[Actuator]string{
		ACTUATOR_REWARD:         "So 12.5 % of the payout is added to the bonus of a job, as far as x/jobs allows: outside of approved programs at most the job's protocol fee.",
		ACTUATOR_VALIDATION_FEE: "So the validation fee is 12.5 % of its parameter, at most 50 % of the payout.",
		ACTUATOR_PROTOCOL_FEE:   "So the protocol fee is 12.5 % of its parameter, at most 20 % of the payout.",
		ACTUATOR_SEAT_LOCK:      "So a seat locks 12.5 % of what it would.",
		ACTUATOR_EMISSION:       "So 12.5 % of max_emission_per_epoch is minted, as far as max_supply allows, unless the loops are frozen.",
	} {
		require.Equal(t, want, Step{Output: fixed("1250")}.explainEffect(actuator, today()))
	}
	require.Len(t, Actuator_name, 6, "a new actuator: say what it does")
}

func TestExplainEmission(t *testing.T) {
	const would = "12.5 % of max_emission_per_epoch would be minted, as far as max_supply allows, if "
	frozen, without := today(), Today{Params: DefaultParams()}
	frozen.Frozen = true
	for name, tc := range map[string]struct {
		mode   StepMode
		output string
		today  Today
		want   string
	}{
		"without caps":          {STEP_MODE_RUNNING, "1250", without, "So nothing is minted: max_emission_per_epoch or max_supply is 0. " + would + "both were set."},
		"by hand, without caps": {STEP_MODE_OVERRIDDEN, "1250", without, "So nothing is minted: max_emission_per_epoch or max_supply is 0. " + would + "both were set."},
		"frozen":                {STEP_MODE_FROZEN, "1250", frozen, "So nothing is minted: the loops are frozen. " + would + "they were not."},
		"by hand, but frozen":   {STEP_MODE_OVERRIDDEN, "1250", frozen, "So nothing is minted: the loops are frozen. " + would + "they were not."},
		"frozen then":           {STEP_MODE_FROZEN, "1250", today(), "So nothing was minted: the loops were frozen. " + would + "they were not."},
		"disabled":              {STEP_MODE_DISABLED, "1250", today(), "So nothing was minted: the loop is disabled. " + would + "it was not."},
		"by hand":               {STEP_MODE_OVERRIDDEN, "1250", today(), "So 12.5 % of max_emission_per_epoch is minted, as far as max_supply allows, unless the loops are frozen."},
		"nothing":               {STEP_MODE_RUNNING, "0", today(), "So nothing is minted."},
	} {
		require.Equal(t, tc.want, Step{Mode: tc.mode, Output: fixed(tc.output)}.explainEffect(ACTUATOR_EMISSION, tc.today), name)
	}
}

// Within the deadband the integral falls back, by what the explanation says.
func TestExplainWithinTheDeadband(t *testing.T) {
	h := newHistory(waiting())
	h.step(t, []Measurement{measured(t, SENSOR_KIND_TIME_TO_ASSIGNMENT, "9000"), {}})
	r := h.step(t, []Measurement{measured(t, SENSOR_KIND_TIME_TO_ASSIGNMENT, "900"), {}})
	back := h.loop.Ki.Mul(h.loop.Deadband).QuoInt64(letGo)
	require.Equal(t, percent(back), percent(h.loop.back()))
	require.Contains(t, strings.Join(r.Explain(h.loop, today()), "\n"),
		"A step within the deadband takes it back towards 0 by at most ki 0.1 × 0.1 / "+strconv.Itoa(letGo)+" = "+percent(back)+";")
}

// The numbers that are named give the parts of a step again.
func TestExplainedPartsAddUp(t *testing.T) {
	h := newHistory(waiting())
	h.step(t, []Measurement{measured(t, SENSOR_KIND_TIME_TO_ASSIGNMENT, "2000"), {}})
	r := h.step(t, []Measurement{measured(t, SENSOR_KIND_TIME_TO_ASSIGNMENT, "9000"), {}})
	lines := r.Explain(h.loop, today())
	require.Contains(t, lines, "Proportional: kp 0.5 × 0.730122 = 36.51 % of the span of 0 to 11,000 basis points.")
	require.Contains(t, lines, "Derivative: kd 0.2 × 0.271171 (the filtered change) = 5.42 %.")
}

func TestReadable(t *testing.T) {
	for _, tc := range []struct {
		k             SensorKind
		natural, want string
	}{
		{SENSOR_KIND_TIME_TO_ASSIGNMENT, "3601.23456", "3601.23"},
		{SENSOR_KIND_TIME_TO_ASSIGNMENT, "0", "0"},
		{SENSOR_KIND_TIME_TO_ASSIGNMENT, "0.000123456789", "0.000123457"},
		{SENSOR_KIND_BACKLOG, "1234567.8912", "1234567.891"},
		{SENSOR_KIND_ACTIVE_AGENTS, "3", "3"},
		{SENSOR_KIND_FREE_CAPACITY, "2.00049", "2"},
		{SENSOR_KIND_POOL_LEVEL, "12345678912345", "12345700000000"},
		{SENSOR_KIND_POOL_LEVEL, "999999.9", "1000000"},
		{SENSOR_KIND_SLA, "0.333333333333333333", "0.333333"},
	} {
		m, err := tc.k.Measure(fixed(tc.natural))
		require.NoError(t, err)
		got, err := tc.k.Readable(m)
		require.NoError(t, err)
		require.Equal(t, fixed(tc.want).String(), got.String(), "%s of %s", tc.natural, tc.k)
	}
	_, err := SENSOR_KIND_POOL_LEVEL.Readable(math.LegacyNewDec(maxOctaves))
	require.NoError(t, err)
	_, err = SENSOR_KIND_POOL_LEVEL.Readable(math.LegacyDec{})
	require.Error(t, err)
	require.Equal(t, "-123457000.000000000000000000", significant(fixed("-123456789.5"), 6).String())
}

// The README names the units that queries name.
func TestUnitsOfTheReadme(t *testing.T) {
	bz, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	for n, name := range SensorKind_name {
		if n == 0 {
			continue
		}
		unit := SensorKind(n).Unit()
		if unit == "share" {
			unit = "shares"
		}
		row := regexp.MustCompile("(?m)^\\| .*`" + strings.TrimPrefix(name, "SENSOR_KIND_") + "`.* \\| [^|]* \\| " + regexp.QuoteMeta(unit) + "(;| \\|)")
		require.Regexp(t, row, string(bz))
	}
}

func TestSpell(t *testing.T) {
	for k, want := range map[SensorKind]string{
		SENSOR_KIND_TIME_TO_ASSIGNMENT: "17 minutes",
		SENSOR_KIND_VALIDATION_LAG:     "17 minutes",
		SENSOR_KIND_BACKLOG_AGE:        "17 minutes",
		SENSOR_KIND_BACKLOG:            "1,023 jobs",
		SENSOR_KIND_TREASURY_RUNWAY:    "1,023 epochs",
		SENSOR_KIND_ACTIVE_AGENTS:      "1,023 agents",
		SENSOR_KIND_FREE_CAPACITY:      "1,023 times an agent without a score",
		SENSOR_KIND_POOL_LEVEL:         "1,023 base units",
		SENSOR_KIND_SPEND:              "1,023 base units per epoch",
		SENSOR_KIND_OVERTURN_RATE:      "1,000 %",
	} {
		require.Equal(t, want, k.spell(math.LegacyNewDec(10)), k)
	}
	for seconds, want := range map[string]string{
		"0": "0 seconds", "119": "119 seconds", "119.7": "2 minutes", "7199": "120 minutes", "7200": "2 hours", "172800": "2 days", "8640000": "100 days",
	} {
		require.Equal(t, want, duration(fixed(seconds)), seconds)
	}
	for n := range SensorKind_name {
		require.False(t, strings.Contains(SensorKind(n).name(), "_"))
	}
	require.Equal(t, "-1,234,567.89", group(fixed("-1234567.891")))
	require.Equal(t, "-123", group(fixed("-123")))
	require.Equal(t, "0", group(fixed("-0.001")))
}

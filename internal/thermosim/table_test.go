package thermosim

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

const record = "../../docs/adr/0010-default-loops.md"

func scenario(t *testing.T, name string) Scenario {
	t.Helper()
	s, err := Named(name)
	require.NoError(t, err)
	return s
}

// played remembers runs: tests that look at the same run differently need it once.
var played = map[string]Run{}

func play(t *testing.T, name string, seed uint64, at setting) Run {
	t.Helper()
	key := fmt.Sprint(name, seed, at)
	if run, ok := played[key]; ok {
		return run
	}
	s := scenario(t, name)
	s.Seed = seed
	run, err := Play(s, at.loops())
	require.NoError(t, err)
	played[key] = run
	return run
}

// setting is a way to turn the gains of the default loops. Without gains there are no loops.
type setting struct {
	name        string
	gains, slew int64 // in quarters
}

var (
	byDefault = setting{"default", 4, 4}
	none      = setting{name: "no loops"}
	settings  = []setting{{"slow (gains / 4)", 1, 4}, byDefault, {"fast (gains and slew × 5)", 20, 20}}
)

func (s setting) loops() []types.Loop {
	if s.gains == 0 {
		return nil
	}
	loops := types.DefaultLoops()
	for i := range loops {
		l := &loops[i]
		for _, gain := range []*math.LegacyDec{&l.Kp, &l.Ki, &l.Kd} {
			*gain = gain.MulInt64(s.gains).QuoInt64(4)
		}
		l.Slew = min(uint32(int64(l.Slew)*s.slew/4), l.OutMax-l.OutMin)
	}
	return loops
}

func table(head []string, rows [][]string) string {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	line(head)
	line(strings.Split(strings.TrimSuffix(strings.Repeat("--- ", len(head)), " "), " "))
	for _, row := range rows {
		line(row)
	}
	return b.String()
}

// resultTable is how the default loops do in the three scenarios.
func resultTable(t *testing.T) string {
	var rows [][]string
	for _, name := range []string{"demand-shock", "validator-strike", "treasury-drought"} {
		for _, row := range ResultRows(play(t, name, 1, byDefault).Assess()) {
			rows = append(rows, append([]string{name}, row...))
		}
	}
	return table(append([]string{"scenario"}, ResultHead...), rows)
}

// settingsTable compares settings, each loop in the scenario that it is for.
func settingsTable(t *testing.T) string {
	var rows [][]string
	for _, s := range scanned {
		for _, at := range settings {
			for _, r := range play(t, s.scenario, 1, at).Assess() {
				if r.Loop == s.loop {
					rows = append(rows, []string{
						s.loop, at.name, fmt.Sprintf("%.0f", r.Sum), epochs(r.Settled), epochs(r.Recovered), percent(r.Overshoot), fixed(r.Steady),
						fixed(r.Travel), percent(r.AtMost),
					})
				}
			}
		}
	}
	return table([]string{"loop", "setting", "error-epochs", "settled after", "recovered after", "overshoot", "steady error", "travel", "at most"}, rows)
}

// marketTable is what the settings make of the market, and what becomes of it without loops.
func marketTable(t *testing.T) string {
	var rows [][]string
	for _, at := range append([]setting{none}, settings...) {
		shock := play(t, "demand-shock", 1, at).Outcome()
		strike := play(t, "validator-strike", 1, at)
		from, to := strike.Scenario.disturbance()
		var lags, absences []float64
		for _, e := range strike.Epochs[(from+to)/2 : to] {
			lags, absences = append(lags, e.ValidationLag), append(absences, e.Absence)
		}
		drought := play(t, "treasury-drought", 1, at).Outcome()
		rows = append(rows, []string{
			at.name, fmt.Sprint(shock.Backlog), fmt.Sprintf("%.1f h", shock.TimeToAssignment), fmt.Sprint(shock.Withdrawn), fmt.Sprintf("%.0f", shock.Bonuses),
			fmt.Sprintf("%.1f h", mean(lags)), percent(mean(absences)), fmt.Sprintf("%.0f", drought.Treasury), fmt.Sprintf("%.0f", drought.Pool),
		})
	}
	return table([]string{
		"setting", "shock: largest backlog", "longest time to assignment", "withdrawn", "bonuses", "strike, second half: lag", "empty seats",
		"drought: treasury at the end", "pool",
	}, rows)
}

// The record of the decision has the numbers that the code has. THERMOSIM_UPDATE=1 writes them into it.
func TestRecordHasTheseNumbers(t *testing.T) {
	text, err := os.ReadFile(record)
	require.NoError(t, err)
	page := string(text)
	for name, made := range map[string]string{"results": resultTable(t), "settings": settingsTable(t), "market": marketTable(t)} {
		begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
		before, rest, ok := strings.Cut(page, begin)
		require.True(t, ok, "no %q", begin)
		has, after, ok := strings.Cut(rest, end)
		require.True(t, ok, "no %q", end)
		if os.Getenv("THERMOSIM_UPDATE") != "" {
			page = before + begin + made + end + after
			continue
		}
		require.Equal(t, made, has, "run THERMOSIM_UPDATE=1 go test ./internal/thermosim -run %s", t.Name())
	}
	if os.Getenv("THERMOSIM_UPDATE") != "" {
		require.NoError(t, os.WriteFile(record, []byte(page), 0o600))
	}
}

// Whatever chance does, the default loops settle, each in the scenario that it is for, and come back.
func TestDefaultLoopsSettle(t *testing.T) {
	type bound struct {
		settled, recovered int
		overshoot, steady  float64
	}
	for scenario, bounds := range map[string]map[string]bound{
		"demand-shock":     {"reward": {settled: 110, recovered: 30, overshoot: 0.7, steady: 0.15}, "seat-lock": {}},
		"validator-strike": {"validation-fee": {settled: 130, recovered: 290, overshoot: 0.15, steady: 0.05}, "reward": {}},
		"treasury-drought": {
			"protocol-fee": {settled: 1_150, recovered: Never, overshoot: 0.35, steady: 0.15},
			"emission":     {settled: 60, recovered: Never, overshoot: 1, steady: 0.01}, "reward": {recovered: Never},
		},
	} {
		for seed := range uint64(3) {
			for _, r := range play(t, scenario, seed+1, byDefault).Assess() {
				most, ok := bounds[r.Loop]
				if !ok {
					continue
				}
				at := fmt.Sprintf("%s in %s, seed %d: %+v", r.Loop, scenario, seed+1, r)
				require.NotEqual(t, Never, r.Settled, at)
				require.LessOrEqual(t, r.Settled, most.settled, at)
				require.Equal(t, most.recovered == Never, r.Recovered == Never, at)
				require.LessOrEqual(t, r.Recovered, most.recovered, at)
				require.LessOrEqual(t, r.Overshoot, most.overshoot+1e-9, at)
				require.LessOrEqual(t, r.Steady, most.steady, at)
				require.GreaterOrEqual(t, r.Steady, -most.steady, at)
			}
		}
	}
}

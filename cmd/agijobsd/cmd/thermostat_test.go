package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/policy"
)

// thermostatRun runs a command as a user types it.
func thermostatRun(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cmd := thermostatCmd()
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(args)
	err := cmd.Execute()
	return out.String(), err
}

func TestThermostatSimulate(t *testing.T) {
	page := filepath.Join(t.TempDir(), "report.html")
	loops := filepath.Join("..", "..", "..", "examples", "thermostat", "loops.yaml")
	scenario := filepath.Join("..", "..", "..", "examples", "thermostat", "scenarios", "demand-shock.yaml")

	text, err := thermostatRun(t, "simulate", "--loops", loops, "--scenario", scenario, "--epochs", "80", "--seed", "3", "--out", page)

	require.NoError(t, err)
	require.Contains(t, text, "80 epochs of 1h0m0s, seed 3\nParameters of the scenario: epoch 1h0m0s, smoothing_bps 3000, monitor_bps 500, at most 200 AGI minted in an epoch\n")
	require.Regexp(t, `(?m)^loop +worst error +settled after +recovered after +overshoot +steady error +final error +at most`, text)
	require.Regexp(t, `(?m)^reward +\d`, text)
	require.Contains(t, text, "The curves are in "+page)
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "<svg")

	// The same from inside the binary, for programs.
	text, err = thermostatRun(t, "simulate", "--scenario", "demand-shock", "--epochs", "80", "--seed", "3", "-o", "json")
	require.NoError(t, err)
	var run struct {
		Scenario struct{ Epochs, Seed int }
		Loops    []struct {
			Loop    string
			Settled int `json:"settled_after_epochs"`
		}
		Market struct{ Posted int }
	}
	require.NoError(t, json.Unmarshal([]byte(text), &run))
	require.Equal(t, 80, run.Scenario.Epochs)
	require.Equal(t, 3, run.Scenario.Seed)
	require.Len(t, run.Loops, 5)
	require.Equal(t, "emission", run.Loops[0].Loop)
	require.Positive(t, run.Market.Posted)
}

// The parameters of a policy's file come before those of the scenario.
func TestThermostatParams(t *testing.T) {
	file := filepath.Join(t.TempDir(), "policy.yaml")
	require.NoError(t, os.WriteFile(file, []byte(
		"loops: {}\nparams: {thermostat: {epoch: 30m, smoothing_bps: 5000, max_emission_per_epoch: 7_500_000, max_supply: 10_000_000}}"), 0o600))

	text, err := thermostatRun(t, "simulate", "--loops", file, "--epochs", "3")

	require.NoError(t, err)
	require.Contains(t, text, "Parameters of "+file+": epoch 30m0s, smoothing_bps 5000, monitor_bps 500, at most 7.5 AGI minted in an epoch\n")

	require.NoError(t, os.WriteFile(file, []byte("loops: {}\nparams: {thermostat: {epoch: 7s}}"), 0o600))
	_, err = thermostatRun(t, "simulate", "--loops", file, "--epochs", "3")
	require.EqualError(t, err, file+": params: epoch is 7s; the plants move in steps of 5 minutes: take a multiple, up to 720h; "+
		"take the group params out of the file to play with the scenario's")
}

// Each example of the help runs, one after the other.
func TestThermostatExamples(t *testing.T) {
	t.Chdir(t.TempDir())
	commands := slices.DeleteFunc(thermostatCmd().Commands(), func(c *cobra.Command) bool {
		return !slices.Contains([]string{"simulate", "scenarios", "loops"}, c.Name())
	})
	require.Len(t, commands, 3, "those that need no chain")
	for _, c := range commands {
		for _, line := range strings.Split(c.Example, "\n") {
			command, file, redirected := strings.Cut(line, " > ")
			text, err := thermostatRun(t, strings.Fields(command)[2:]...)
			require.NoError(t, err, line)
			require.NotEmpty(t, text, line)
			if redirected {
				require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			}
		}
	}
}

func TestThermostatRefuses(t *testing.T) {
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	require.NoError(t, os.WriteFile(wrong, []byte("loops: {reward: {speed: 1}}"), 0o600))
	strong := filepath.Join(t.TempDir(), "strong.yaml")
	text, err := thermostatRun(t, "loops")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(strong, []byte(strings.Replace(text, "kp: 2\n", "kp: 20\n", 1)), 0o600))
	for want, args := range map[string][]string{
		`there is no scenario "flood"`:                  {"simulate", "--scenario", "flood"},
		`loops.reward has no "speed"`:                   {"simulate", "--loops", wrong},
		"field loops not found":                         {"simulate", "--scenario", wrong},
		"no such file":                                  {"simulate", "--loops", wrong + ".none"},
		"epochs: -1; it must be 1":                      {"simulate", "--epochs", "-1"},
		"emission: kp is 20; use 0 to 10: invalid loop": {"simulate", "--loops", strong},
		`there is no scenario "rain"`:                   {"scenarios", "rain"},
		`unknown command "turn"`:                        {"simulate", "turn"},
		"report.html: no such file or di":               {"simulate", "--epochs", "2", "--out", filepath.Join(wrong, "..", "none", "report.html")},
	} {
		_, err := thermostatRun(t, args...)
		require.ErrorContains(t, err, want)
		require.Equal(t, cliutil.ExitError, cliutil.ExitCode(err))
	}
}

func TestThermostatLists(t *testing.T) {
	text, err := thermostatRun(t, "scenarios")
	require.NoError(t, err)
	require.Regexp(t, `(?m)^validator-strike +Half of the validators strike for ten days$`, text)
	text, err = thermostatRun(t, "scenarios", "-o", "json")
	require.NoError(t, err)
	require.Contains(t, text, `"treasury-drought"`)
	text, err = thermostatRun(t, "scenarios", "validator-strike")
	require.NoError(t, err)
	require.Regexp(t, `(?m)^    strike: 0.5$`, text)
	text, err = thermostatRun(t, "scenarios", "validator-strike", "-o", "json")
	require.NoError(t, err)
	require.True(t, json.Valid([]byte(text)))
	text, err = thermostatRun(t, "loops", "-o", "json")
	require.NoError(t, err)
	require.True(t, json.Valid([]byte(text)))
	text, err = thermostatRun(t, "loops")
	require.NoError(t, err)
	loops, err := policy.ReadLoops(strings.NewReader(text))
	require.NoError(t, err)
	require.Len(t, loops, 5)
	require.Equal(t, "emission", loops[0].Id)
}

package cmd

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
	require.Contains(t, text, "80 epochs of 1h0m0s, seed 3")
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

func TestThermostatRefuses(t *testing.T) {
	wrong := filepath.Join(t.TempDir(), "wrong.yaml")
	require.NoError(t, os.WriteFile(wrong, []byte("loops: {reward: {speed: 1}}"), 0o600))
	for want, args := range map[string][]string{
		`there is no scenario "flood"`:    {"simulate", "--scenario", "flood"},
		`loops.reward has no "speed"`:     {"simulate", "--loops", wrong},
		"field loops not found":           {"simulate", "--scenario", wrong},
		"no such file":                    {"simulate", "--loops", wrong + ".none"},
		"epochs: -1; it must be 1":        {"simulate", "--epochs", "-1"},
		`unknown command "turn"`:          {"simulate", "turn"},
		"report.html: no such file or di": {"simulate", "--epochs", "2", "--out", filepath.Join(wrong, "..", "none", "report.html")},
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
	text, err = thermostatRun(t, "loops")
	require.NoError(t, err)
	loops, err := policy.ReadLoops(strings.NewReader(text))
	require.NoError(t, err)
	require.Len(t, loops, 5)
	require.Equal(t, "emission", loops[0].Id)
}

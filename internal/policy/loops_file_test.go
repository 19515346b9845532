package policy

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	thermostat "github.com/agijobs/agijobs/x/thermostat/types"
)

func TestLoopsThereAndBack(t *testing.T) {
	loops := thermostat.DefaultLoops()
	var file bytes.Buffer
	require.NoError(t, WriteLoops(&file, loops))
	read, err := ReadLoops(bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	for i := range loops {
		// No file has it: the chain counts.
		loops[i].Revision = 0
	}
	require.Equal(t, loops, read)
}

func TestReadLoopsRefuses(t *testing.T) {
	for file, text := range map[string]string{
		"params: {}":                             "there is no group loops in the file",
		"loops: {reward: {speed: 1}}":            `line 1: loops.reward has no "speed"; it has`,
		"loops: {reward: {kp: many}}":            `loops.reward.kp: "many" is no decimal number of at most 18 decimals`,
		"loops: {reward: {}, reward: {}}":        "line 1: loops.reward stands there twice",
		"loops: {reward: {actuator: REWARDS}}":   `unknown value "REWARDS"; use ACTUATOR_REWARD, ACTUATOR_VALIDATION_FEE, ACTUATOR_PROTOCOL_FEE`,
		"loops: {reward: {slew: -1}}":            `loops.reward.slew: "-1" must be 0 to 4294967295`,
		"loops: {reward: {inputs: {weight: 1}}}": "loops.reward.inputs is a list",
	} {
		_, err := ReadLoops(strings.NewReader(file))
		require.ErrorContains(t, err, text, file)
	}
}

func TestReadThermostatParams(t *testing.T) {
	for _, file := range []string{"loops: {}", "params: {}", "params: {jobs: {}}"} {
		params, err := ReadThermostatParams(strings.NewReader(file))
		require.NoError(t, err)
		require.Nil(t, params)
	}
	params, err := ReadThermostatParams(strings.NewReader("params: {thermostat: {epoch: 2h, max_emission_per_epoch: 5_000}}"))
	require.NoError(t, err)
	want := thermostat.DefaultParams()
	want.Epoch, want.MaxEmissionPerEpoch = 2*time.Hour, math.NewInt(5_000)
	require.Equal(t, want, *params)
	for file, text := range map[string]string{
		"params: {thermostat: {speed: 1}}": `params.thermostat has no "speed"`,
		"params: {thermostat: 1}":          "params.thermostat needs fields below it",
		"params: 1":                        "params needs fields below it",
	} {
		_, err := ReadThermostatParams(strings.NewReader(file))
		require.ErrorContains(t, err, text, file)
	}
}

// JSON is YAML as well: what is written so is read again.
func TestLoopsAsJSON(t *testing.T) {
	loops := thermostat.DefaultLoops()
	var file bytes.Buffer
	require.NoError(t, WriteLoopsJSON(&file, loops))
	require.True(t, json.Valid(file.Bytes()))
	read, err := ReadLoops(&file)
	require.NoError(t, err)
	for i := range loops {
		loops[i].Revision = 0
	}
	require.Equal(t, loops, read)
}

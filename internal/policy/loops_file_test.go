package policy

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
		"loops: {reward: {kp: many}}":            "loops.reward",
		"loops: {reward: {}, reward: {}}":        "line 1: loops.reward stands there twice",
		"loops: {reward: {actuator: REWARDS}}":   `unknown value "REWARDS"`,
		"loops: {reward: {inputs: {weight: 1}}}": "loops.reward.inputs is a list",
	} {
		_, err := ReadLoops(strings.NewReader(file))
		require.ErrorContains(t, err, text, file)
	}
}

package policy

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	sovereign "github.com/agijobs/agijobs/x/sovereign/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	thermostat "github.com/agijobs/agijobs/x/thermostat/types"
)

// authority has the prefix that the app has set.
func authority() string { return sdk.AccAddress("authority___________").String() }

// loopsState is the policy of a chain that has two loops and parameters of the thermostat, and nothing else but a council of one.
func loopsState(t *testing.T, params thermostat.Params) State {
	t.Helper()
	state := State{ChainID: "agijobs-test"}
	for _, l := range []thermostat.Loop{testutil.MarketLoop("fee", thermostat.ACTUATOR_VALIDATION_FEE), testutil.Loop("reward")} {
		l.Revision = 3
		p, err := newPart(loopKind(), l.Id, &l)
		require.NoError(t, err)
		state.Parts = append(state.Parts, p)
	}
	for _, k := range ownParams() {
		if k.name == "thermostat" {
			p, err := newPart(k, k.name, &params)
			require.NoError(t, err)
			state.Parts = append(state.Parts, p)
		}
	}
	council := sovereign.Council{Threshold: 1, Members: []sovereign.CouncilMember{{Address: authority(), Weight: 1, Accepted: true}}}
	for k, value := range map[string]gogoproto.Message{groupCouncil: &council, groupGuardians: guardiansKind().blank("")} {
		for _, kind := range kinds() {
			if kind.group == k {
				p, err := newPart(kind, "", value)
				require.NoError(t, err)
				state.Parts = append(state.Parts, p)
			}
		}
	}
	require.Len(t, state.Parts, 5)
	return state
}

func written(t *testing.T, s State) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, s.Write(&out))
	return out.String()
}

// planned is what a plan of a file makes of a state: the changes and the messages.
func planned(t *testing.T, s State, file string) ([]Change, []sdk.Msg) {
	t.Helper()
	targets, err := s.Plan(strings.NewReader(file))
	require.NoError(t, err)
	msgs, err := Messages(targets, authority())
	require.NoError(t, err)
	return Changes(targets), msgs
}

func replaced(t *testing.T, file, old, now string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(file, old), "%q in\n%s", old, file)
	return strings.Replace(file, old, now, 1)
}

func TestLoopsAreWrittenAndRead(t *testing.T) {
	params := thermostat.DefaultParams()
	params.HamiltonianHighBps = -250
	state := loopsState(t, params)
	file := written(t, state)
	for _, line := range []string{
		"    hamiltonian_high_bps: -250\n", "    actuator: ACTUATOR_REWARD\n", "      - sensor: SENSOR_KIND_BACKLOG\n",
		"        weight: 0.7\n", "        target: 3600\n", "    kp: 0.5\n", "    deadband: 0.12\n", "    integral_min: -1\n", "    slew: 500\n",
	} {
		require.Contains(t, file, line)
	}
	require.NotContains(t, file, "revision:", "the chain counts revisions")
	changes, msgs := planned(t, state, file)
	require.Empty(t, changes)
	require.Empty(t, msgs)

	var out bytes.Buffer
	require.NoError(t, state.WriteJSON(&out))
	require.True(t, json.Valid(out.Bytes()))
	changes, msgs = planned(t, state, out.String())
	require.Empty(t, changes)
	require.Empty(t, msgs)
}

// However a decimal is written, also within a list, it is the same.
func TestDecimalsOfALoop(t *testing.T) {
	state := loopsState(t, thermostat.DefaultParams())
	changes, _ := planned(t, state, replaced(t, written(t, state), "weight: 0.7\n", "weight: '0.700000000000000000'\n"))
	require.Empty(t, changes)

	file := replaced(t, written(t, state), "weight: 0.7\n", "weight: -0.75\n")
	file = replaced(t, file, "kp: 0.5\n    # spans per error and epoch", "kp: 0.6\n    # spans per error and epoch")
	changes, msgs := planned(t, state, file)
	require.ElementsMatch(t, []Change{
		{"loops.reward.inputs[0].weight", "0.7", "-0.75", "number"}, {"loops.fee.kp", "0.5", "0.6", "spans per error"},
	}, changes)
	fee, reward := testutil.MarketLoop("fee", thermostat.ACTUATOR_VALIDATION_FEE), testutil.Loop("reward")
	fee.Kp, reward.Inputs[0].Weight = testutil.Dec("0.6"), testutil.Dec("-0.75")
	fee.Revision, reward.Revision = 3, 3
	require.Len(t, msgs, 2)
	for i, want := range []thermostat.Loop{fee, reward} {
		got := msgs[i].(*thermostat.MsgSetLoop)
		require.Equal(t, authority(), got.Authority)
		require.Equal(t, want.String(), got.Loop.String())
	}
	for _, m := range msgs {
		seen, ok, err := state.Effect(m)
		require.NoError(t, err)
		require.True(t, ok)
		require.Len(t, seen, 1)
	}

	_, err := state.Plan(strings.NewReader("loops: {reward: {kp: much}}"))
	require.ErrorContains(t, err, `"much" is no decimal number`)
	targets, err := state.Plan(strings.NewReader("loops: {reward: {slew: 6000}}"))
	if err == nil {
		_, err = Messages(targets, authority())
	}
	require.ErrorContains(t, err, "slew is 6000; use 1 to 5000")
}

func TestNewLoop(t *testing.T) {
	state := loopsState(t, thermostat.DefaultParams())
	_, msgs := planned(t, state, `
loops:
  maps:
    actuator: ACTUATOR_REWARD
    category: maps
    inputs:
    - {sensor: SENSOR_KIND_TIME_TO_ASSIGNMENT, weight: 0.7, target: 3600, scale: 2}
    - {sensor: SENSOR_KIND_BACKLOG, weight: 0.30, target: 20, scale: 3.0}
    kp: 0.5
    ki: 0.1
    kd: 0.1
    derivative_bps: 3000
    integral_min: -1
    integral_max: 1
    out_max: 5000
    slew: 500
    deadband: 0.12
    enabled: true
`)
	require.Len(t, msgs, 1)
	want := testutil.Loop("maps")
	want.Category = "maps"
	require.Equal(t, want.String(), msgs[0].(*thermostat.MsgSetLoop).Loop.String())
}

func TestThermostatParams(t *testing.T) {
	state := loopsState(t, thermostat.DefaultParams())
	changes, msgs := planned(t, state, "params: {thermostat: {hamiltonian_high_bps: -10, epoch: 30m, max_supply: 1_000_000}}")
	require.ElementsMatch(t, []string{"epoch", "max_supply", "hamiltonian_high_bps"}, []string{
		strings.TrimPrefix(changes[0].Field, "params.thermostat."), strings.TrimPrefix(changes[1].Field, "params.thermostat."),
		strings.TrimPrefix(changes[2].Field, "params.thermostat."),
	})
	got := msgs[0].(*thermostat.MsgUpdateParams).Params
	require.Equal(t, int32(-10), got.HamiltonianHighBps)
	require.Equal(t, math.NewInt(1_000_000), got.MaxSupply)
}

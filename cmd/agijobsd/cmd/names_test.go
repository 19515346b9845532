package cmd

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Names of the chain are understood wherever a command takes an address: generated arguments and flags, the SDK's own commands, who pays, and our own.
// Without a node the answer is that one would have to be asked.
func TestNamesAreTakenForAddresses(t *testing.T) {
	me := sdk.AccAddress("me__________________").String()
	for name, args := range map[string][]string{
		"generated argument": {"tx", "identity", "suspend", "acme.agent.gov", "fraud_report"},
		"generated flag":     {"tx", "identity", "register-name", "x.gov", me, "--controller", "acme.agent.gov"},
		"bank send":          {"tx", "bank", "send", me, "acme.agent.gov", "1uagi"},
		"bank multi-send":    {"tx", "bank", "multi-send", me, me, "acme.agent.gov", "1uagi"},
		"feegrant grant":     {"tx", "feegrant", "grant", me, "acme.agent.gov"},
		"feegrant revoke":    {"tx", "feegrant", "revoke", me, "acme.agent.gov"},
		"authz grant":        {"tx", "authz", "grant", "acme.agent.gov", "generic", "--msg-type", "/agijobs.jobs.v1.MsgClaimJob"},
		"authz revoke":       {"tx", "authz", "revoke", "acme.agent.gov", "/agijobs.jobs.v1.MsgClaimJob"},
		"withdraw address":   {"tx", "distribution", "set-withdraw-addr", "acme.agent.gov"},
		"fee granter":        {"tx", "identity", "leave", "--fee-granter", "acme.agent.gov"},
		"enrol attest":       {"identity", "enrol", "attest", "name:a.gov", "acme.agent.gov", "agent", "--for", "1h"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := execute(t, append(args, "--from", me, "--offline", "--generate-only", "--chain-id", "test-1")...)
			require.ErrorContains(t, err, "acme.agent.gov is a name of the chain, and --offline asks no node what it stands for: write the address")
		})
	}
}

// What was an address stays one.
func TestAddressesAreTakenAsBefore(t *testing.T) {
	me, other := sdk.AccAddress("me__________________").String(), sdk.AccAddress("other_______________").String()
	out, err := execute(t, "tx", "bank", "send", me, other, "1uagi", "--offline", "--generate-only",
		"--account-number", "1", "--sequence", "1")
	require.NoError(t, err)
	require.Contains(t, out, `"to_address":"`+other+`"`)
	out, err = execute(t, "tx", "identity", "suspend", other, "fraud_report", "--from", me, "--offline", "--generate-only",
		"--account-number", "1", "--sequence", "1")
	require.NoError(t, err)
	require.Contains(t, out, `"address":"`+other+`"`)
	_, err = execute(t, "tx", "identity", "suspend", "nobody", "fraud_report", "--from", me, "--offline", "--generate-only",
		"--account-number", "1", "--sequence", "1")
	require.ErrorContains(t, err, `"nobody" is no address`)
}

// execute runs a command line of a new tree and returns what it printed.
func execute(t *testing.T, args ...string) (string, error) {
	t.Helper()
	root, err := NewRootCmd()
	require.NoError(t, err)
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append(args, "--home", t.TempDir(), "--keyring-backend", "test"))
	err = svrcmd.Execute(root, "AGIJOBSD_TEST", t.TempDir())
	return out.String(), err
}

package cli

import (
	"context"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/identity/types"
)

var deskTime = time.Date(2027, 1, 2, 3, 4, 5, 678, time.UTC)

// attestArgs parses a command line of `enrol attest`.
func attestArgs(t *testing.T, args ...string) (*types.MsgAttest, error) {
	t.Helper()
	cmd := enrolAttestCmd()
	require.NoError(t, cmd.ParseFlags(args))
	withClient(cmd)
	return attestation(cmd, cmd.Flags().Args(), deskTime)
}

func withClient(cmd *cobra.Command) {
	cmd.SetContext(context.WithValue(context.Background(), client.ClientContextKey, &client.Context{}))
}

func TestAttestCommand(t *testing.T) {
	key := sdk.AccAddress("key_________________").String()

	msg, err := attestArgs(t, "name:acme.agent.gov", key, "agent", "employer", "--kind", "ai-agent", "--model-id", "lab/model-1", "--for", "24h")
	require.NoError(t, err)
	end := time.Date(2027, 1, 3, 3, 4, 5, 0, time.UTC)
	require.Equal(t, &types.MsgAttest{
		Source: "name:acme.agent.gov", Address: key, Roles: []types.Role{types.ROLE_AGENT, types.ROLE_EMPLOYER},
		Kind: types.PARTICIPANT_KIND_AI_AGENT, ExpiresAt: &end, ModelId: "lab/model-1",
	}, msg)

	msg, err = attestArgs(t, "organisation:acme", key, "agent", "--expires-at", "2027-06-01T02:00:00+02:00")
	require.NoError(t, err)
	require.Equal(t, time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC), *msg.ExpiresAt)
	require.Equal(t, types.PARTICIPANT_KIND_HUMAN, msg.Kind)
}

func TestAttestCommandRefusals(t *testing.T) {
	key := sdk.AccAddress("key_________________").String()
	for want, args := range map[string][]string{
		"say when the roles end":               {"name:a.gov", key, "agent"},
		"say when the roles end: --expires-at": {"name:a.gov", key, "agent", "--for", "1h", "--expires-at", "2027-06-01T00:00:00Z"},
		"write a time such as":                 {"name:a.gov", key, "agent", "--expires-at", "tomorrow"},
		"role judge is unknown":                {"name:a.gov", key, "judge", "--for", "1h"},
		"role unspecified is unknown":          {"name:a.gov", key, "unspecified", "--for", "1h"},
		"kind robot is unknown":                {"name:a.gov", key, "agent", "--for", "1h", "--kind", "robot"},
		"is no address":                        {"name:a.gov", "machine", "agent", "--for", "1h"},
	} {
		_, err := attestArgs(t, args...)
		require.ErrorContains(t, err, want)
	}
}

func TestNameApplicant(t *testing.T) {
	key := sdk.AccAddress("key_________________").String()
	cmd := enrolNameCmd()
	withClient(cmd)
	_, err := nameApplicant(cmd, client.Context{Offline: true}, "acme.agent.gov")
	require.ErrorContains(t, err, "offline, the chain cannot be asked whom the name stands for: give --applicant")
	require.NoError(t, cmd.Flags().Set(flagApplicant, key))
	got, err := nameApplicant(cmd, client.Context{Offline: true}, "acme.agent.gov")
	require.NoError(t, err)
	require.Equal(t, key, got)
	require.NoError(t, cmd.Flags().Set(flagApplicant, "nobody"))
	_, err = nameApplicant(cmd, client.Context{Offline: true}, "acme.agent.gov")
	require.ErrorContains(t, err, "is no address")
}

func TestNameCommandsAreComplete(t *testing.T) {
	for _, cmd := range []*cobra.Command{enrolNameCmd(), enrolAttestCmd()} {
		require.NotEmpty(t, cmd.Short)
		require.Contains(t, cmd.Example, "agijobsd identity enrol "+cmd.Name())
	}
	require.NotNil(t, enrolCmd().PersistentFlags().Lookup(cliutil.FlagWait))
}

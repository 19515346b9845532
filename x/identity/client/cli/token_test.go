package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/identity/types"
)

var applicant = func() []byte { bz := make([]byte, 20); copy(bz, "applicant"); return bz }()

// run runs a command and returns what it printed to standard output.
func run(t *testing.T, cmd *cobra.Command, stdin string, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.Execute()
	return out.String(), err
}

// keygen makes a key and returns the files of its private and public part.
func keygen(t *testing.T, alg string) (private, public string) {
	t.Helper()
	dir := t.TempDir()
	private, public = filepath.Join(dir, "key.json"), filepath.Join(dir, "key.pub.jwk")
	out, err := run(t, tokenCmd(), "", "keygen", "--alg", alg, "--out", private)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(public, []byte(out), 0o600))
	return private, public
}

func issueArgs(private string, more ...string) []string {
	return append([]string{
		"issue", "--key", private, "--iss", "https://eid.example.gov", "--sub", sdk.AccAddress(applicant).String(), "--chain-id", "agi-1",
	}, more...)
}

func TestTokenCommandsAreComplete(t *testing.T) {
	for _, c := range append(tokenCmd().Commands(), enrolTokenCmd()) {
		require.NotEmpty(t, c.Short, c.Name())
		require.Contains(t, c.Example, "agijobsd identity ", c.Name())
		require.NotEmpty(t, c.Long, c.Name())
		require.Equal(t, c.Name() != "keygen", c.Flags().Lookup(flags.FlagOutput) != nil, "%s: a JWK is JSON already", c.Name())
	}
	require.NotNil(t, enrolCmd().PersistentFlags().Lookup(cliutil.FlagWait))
}

func TestKeygen(t *testing.T) {
	for _, alg := range []string{types.AlgEdDSA, types.AlgES256} {
		private, public := keygen(t, alg)
		info, err := os.Stat(private)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		raw, err := os.ReadFile(public)
		require.NoError(t, err)
		key, err := types.ParseJWK(string(raw))
		require.NoError(t, err)
		require.Equal(t, key.Thumbprint(), key.KeyID)
		secret, err := os.ReadFile(private)
		require.NoError(t, err)
		_, err = types.ParseJWK(string(secret))
		require.ErrorIs(t, err, types.ErrPrivateKey)

		_, err = run(t, tokenCmd(), "", "keygen", "--out", private)
		require.ErrorIs(t, err, os.ErrExist, "a key is never overwritten")
		still, err := os.ReadFile(private)
		require.NoError(t, err)
		require.Equal(t, secret, still)
	}
	out := filepath.Join(t.TempDir(), "k")
	_, err := run(t, tokenCmd(), "", "keygen", "--alg", "HS256", "--out", out)
	require.ErrorContains(t, err, "choose EdDSA or ES256")
	_, err = run(t, tokenCmd(), "", "keygen", "--kid", "a b", "--out", out)
	require.ErrorIs(t, err, types.ErrInvalidIssuerKey)
	require.NoFileExists(t, out)
}

func TestIssueAndVerify(t *testing.T) {
	private, public := keygen(t, types.AlgES256)
	text, err := run(t, tokenCmd(), "", issueArgs(private, "--role", "agent", "--credential", "citizen="+strings.Repeat("0a", 32), "--until", "100h")...)
	require.NoError(t, err)
	token, err := types.ParseToken(strings.TrimSpace(text))
	require.NoError(t, err)
	require.Equal(t, []types.Role{types.ROLE_AGENT}, token.Claims.Roles)
	require.Equal(t, int64(3600), token.Claims.Expires-token.Claims.IssuedAt)
	require.Equal(t, int64(360_000), token.Claims.Until-token.Claims.IssuedAt)

	out, err := run(t, tokenCmd(), text, "verify", "-", "--key", public, "--chain-id", "agi-1")
	require.NoError(t, err)
	require.Contains(t, out, sdk.AccAddress(applicant).String())
	require.NotContains(t, out, "NO ")

	out, err = run(t, tokenCmd(), "", "verify", strings.TrimSpace(text), "--key", public, "--chain-id", "agi-2", "-o", "json")
	require.ErrorIs(t, err, types.ErrTokenAudience)
	require.Equal(t, cliutil.ExitError, cliutil.ExitCode(err))
	var shown struct {
		Accepted bool
		Alg      string
		Claims   map[string]any
		Checks   []struct {
			Check string
			OK    bool
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &shown))
	require.False(t, shown.Accepted)
	require.Equal(t, "ES256", shown.Alg)
	require.Equal(t, "human", shown.Claims["kind"])
	failed := map[string]bool{}
	for _, c := range shown.Checks {
		failed[c.Check] = !c.OK
	}
	require.Equal(t, map[string]bool{
		"form and claims": false, "signature": false, "audience": true, "valid yet": false, "not expired": false, "lifetime": false, "end of the grant": false,
	}, failed)

	_, stranger := keygen(t, types.AlgES256)
	_, err = run(t, tokenCmd(), text, "verify", "-", "--key", stranger)
	require.ErrorIs(t, err, types.ErrTokenSignature)
	out, err = run(t, tokenCmd(), "", "verify", "x.y.z", "--key", public, "-o", "json")
	require.ErrorIs(t, err, types.ErrTokenFormat)
	require.Contains(t, out, `"claims": null`)
}

func TestIssueAsJSON(t *testing.T) {
	private, _ := keygen(t, types.AlgEdDSA)
	out, err := run(t, tokenCmd(), "", issueArgs(private, "--role", "ROLE_EMPLOYER", "--kid", "eid-1", "--jti", "n-7", "-o", "json")...)
	require.NoError(t, err)
	var got struct {
		Token  string
		Kid    string
		Claims map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	require.Equal(t, "eid-1", got.Kid)
	require.Equal(t, "n-7", got.Claims["jti"])
	token, err := types.ParseToken(got.Token)
	require.NoError(t, err)
	require.Equal(t, "eid-1", token.Kid)
}

func TestIssueRefuses(t *testing.T) {
	private, public := keygen(t, types.AlgEdDSA)
	for want, args := range map[string][]string{
		"write employer, agent or validator": issueArgs(private, "--role", "king"),
		"grants nothing":                     issueArgs(private),
		"granted by the authority only":      issueArgs(private, "--role", "registrar"),
		"write human, organisation":          issueArgs(private, "--role", "agent", "--kind", "robot"),
		"an AI agent needs a responsible":    issueArgs(private, "--role", "agent", "--kind", "ai_agent"),
		"no hex":                             issueArgs(private, "--credential", "citizen=zz"),
		"invalid address":                    append(issueArgs(private, "--role", "agent"), "--sub", "cosmos1x"),
		"this is a public key":               issueArgs(public, "--role", "agent"),
		"exp must lie after iat":             issueArgs(private, "--role", "agent", "--lifetime", "-1h"),
		"no such file":                       issueArgs(private+"x", "--role", "agent"),
		"required flag":                      {"issue", "--key", private},
	} {
		out, err := run(t, tokenCmd(), "", args...)
		require.ErrorContains(t, err, want)
		require.Empty(t, out, want)
	}
}

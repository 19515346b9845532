package cli

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/jsonpb"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

// listedOne() and listedTwo() are on the lists.
func listedOne() string { return sdk.AccAddress("one_________________").String() }
func listedTwo() string { return sdk.AccAddress("two_________________").String() }

// runList runs `allowlist …` and returns what it prints.
func runList(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	cmd := allowlistCmd()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	var out bytes.Buffer
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(args)
	cmd.SetContext(context.Background())
	err := cmd.Execute()
	return out.String(), err
}

// builtAgents builds the list of two agents and returns the folder.
func builtAgents(t *testing.T, args ...string) (dir, out string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "participants.csv")
	require.NoError(t, os.WriteFile(file, []byte("address\n"+listedOne()+"\n"+listedTwo()+"\n"), 0o600))
	dir = filepath.Join(t.TempDir(), "list")
	out, err := runList(t, "", append([]string{"build", file, "--role", "agent", "--chain-id", "agijobs-1", "--out", dir}, args...)...)
	require.NoError(t, err)
	return dir, out
}

func TestBuildPrintsTheProposal(t *testing.T) {
	dir, out := builtAgents(t, "-o", "json", "--uri", "https://registry.example/it's?a&b", "--organisation", "acme",
		"--term", "48h", "--daily-admissions", "7", "--kind", "organisation")

	var answer struct {
		Lists []builtList `json:"lists"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &answer))
	require.Len(t, answer.Lists, 1)
	got := answer.Lists[0]
	require.Equal(t, uint64(2), got.Total)
	require.Equal(t, []string{filepath.Join(dir, "agent.json"), filepath.Join(dir, "agent.leaves")}, got.Files)
	root, err := hex.DecodeString(got.Root)
	require.NoError(t, err)
	var setting types.AllowlistRoot
	require.NoError(t, jsonpb.UnmarshalString(string(got.Setting), &setting))
	require.Equal(t, types.AllowlistRoot{
		Role: types.ROLE_AGENT, Root: root, Uri: "https://registry.example/it's?a&b", Kind: types.PARTICIPANT_KIND_ORGANISATION, OrganisationId: "acme",
		Term: 48 * time.Hour, DailyAdmissions: 7, Active: true,
	}, setting)
	require.Contains(t, got.Command, `https://registry.example/it'\''s?a&b`)
	require.True(t, strings.HasPrefix(got.Command, "agijobsd tx identity set-allowlist-root '{"), got.Command)

	_, text := builtAgents(t)
	require.Contains(t, text, "ROLE_AGENT: 2 leaves, root "+got.Root)
	require.Contains(t, text, `"term":"31536000s"`)
}

func TestBuildRefusesFlags(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"no file":       {[]string{"build"}, "accepts 1 arg"},
		"no such file":  {[]string{"build", "none.csv", "--chain-id", "x"}, "none.csv"},
		"no chain":      {[]string{"build", "x"}, "give --chain-id"},
		"role":          {[]string{"build", "x", "--chain-id", "x", "--role", "registrar"}, `role "registrar"`},
		"kind":          {[]string{"build", "x", "--chain-id", "x", "--kind", "ai_agent"}, "an allow list admits HUMAN or ORGANISATION"},
		"unknown kind":  {[]string{"build", "x", "--chain-id", "x", "--kind", "robot"}, "an allow list admits HUMAN or ORGANISATION"},
		"term":          {[]string{"build", "x", "--chain-id", "x", "--term", "1500ms"}, "whole seconds"},
		"long term":     {[]string{"build", "x", "--chain-id", "x", "--term", "90000h"}, "choose 0s"},
		"limit":         {[]string{"build", "x", "--chain-id", "x", "--daily-admissions", "1000001"}, "at most 1000000"},
		"uri":           {[]string{"build", "x", "--chain-id", "x", "--uri", "here"}, "uri of 4 bytes"},
		"organisation":  {[]string{"build", "x", "--chain-id", "x", "--organisation", "A"}, `id "A"`},
		"proof of none": {[]string{"proof", listedOne()}, `required flag(s) "list" not set`},
		"proof of text": {[]string{"proof", "x", "--list", "y"}, `address "x"`},
		"no root":       {[]string{"verify", "x"}, `required flag(s) "root" not set`},
		"root":          {[]string{"verify", "x", "--root", "00"}, "write 32 bytes in hexadecimals"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := runList(t, "", tc.args...)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

// A file with defects leaves nothing behind, not even the folder.
func TestBuildOfABadFileWritesNothing(t *testing.T) {
	file, dir := filepath.Join(t.TempDir(), "bad.csv"), filepath.Join(t.TempDir(), "list")
	require.NoError(t, os.WriteFile(file, []byte("address\n"+listedOne()+"\nnobody\n"+listedOne()+"\n"), 0o600))
	_, err := runList(t, "", "build", file, "--role", "agent", "--chain-id", "agijobs-1", "--out", dir)
	require.ErrorContains(t, err, "2 defects; nothing was written")
	require.ErrorContains(t, err, "\nline 3: ")
	require.ErrorContains(t, err, "\nline 4: "+listedOne()+" is on line 2 already (agent)")
	require.NoDirExists(t, dir)
}

func TestProofAndVerify(t *testing.T) {
	dir, _ := builtAgents(t)
	list, _, err := allowlist.OpenList(filepath.Join(dir, "agent"))
	require.NoError(t, err)

	proof, err := runList(t, "", "proof", listedTwo(), "--list", filepath.Join(dir, "agent"), "--list-version", "3")
	require.NoError(t, err)
	require.Contains(t, proof, `"version": 3`)

	out, err := runList(t, proof, "verify", "-", "--root", list.Root)
	require.NoError(t, err)
	require.Contains(t, out, listedTwo()+" is on this list of ROLE_AGENT for agijobs-1")
	out, err = runList(t, proof, "verify", "-", "--root", list.Root, "-o", "json")
	require.NoError(t, err)
	require.Contains(t, out, `"valid": true`)

	_, err = runList(t, proof, "verify", "-", "--root", strings.Repeat("00", 32))
	require.ErrorIs(t, err, types.ErrWrongProof)
	_, err = runList(t, strings.Replace(proof, listedTwo(), listedOne(), 1), "verify", "-", "--root", list.Root)
	require.ErrorIs(t, err, types.ErrWrongProof)
	_, err = runList(t, "", "proof", sdk.AccAddress("nobody______________").String(), "--list", filepath.Join(dir, "agent"))
	require.ErrorContains(t, err, "is not on the list")
}

// rootInForce answers with one list.
type rootInForce struct {
	root types.AllowlistRoot
	err  error
}

func (r rootInForce) AllowlistRoot(
	context.Context, *types.QueryAllowlistRootRequest, ...grpc.CallOption,
) (*types.QueryAllowlistRootResponse, error) {
	return &types.QueryAllowlistRootResponse{Root: r.root}, r.err
}

func TestCheckedProof(t *testing.T) {
	dir, _ := builtAgents(t)
	proof, err := allowlist.Prove(filepath.Join(dir, "agent"), sdk.MustAccAddressFromBech32(listedOne()), nil)
	require.NoError(t, err)
	root, err := allowlist.ParseRoot(proof.Root)
	require.NoError(t, err)
	chain := rootInForce{root: types.AllowlistRoot{Role: types.ROLE_AGENT, Version: 6, Root: root, Active: true}}

	got, err := checkedProof(context.Background(), chain, proof, "agijobs-1")
	require.NoError(t, err)
	require.Equal(t, uint64(6), got.Version)

	_, err = checkedProof(context.Background(), rootInForce{err: errors.New("role has no allow list")}, proof, "agijobs-1")
	require.ErrorContains(t, err, "ask for the allow list of ROLE_AGENT: role has no allow list")
	chain.root.Root = make([]byte, 32)
	_, err = checkedProof(context.Background(), chain, proof, "agijobs-1")
	require.ErrorIs(t, err, types.ErrOldProof)
}

// enrolOffline runs `enrol proof` for an unsigned transaction.
func enrolOffline(t *testing.T, proof string, args ...string) (string, error) {
	t.Helper()
	enc := moduletestutil.MakeTestEncodingConfig()
	types.RegisterInterfaces(enc.InterfaceRegistry)
	var out bytes.Buffer
	clientCtx := client.Context{}.WithTxConfig(enc.TxConfig).WithCodec(enc.Codec).WithInterfaceRegistry(enc.InterfaceRegistry).
		WithAccountRetriever(authtypes.AccountRetriever{}).WithOutput(&out).WithHomeDir(t.TempDir()).WithViper("")
	root := &cobra.Command{Use: "agijobsd", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(enrolCmd())
	root.SetIn(strings.NewReader(proof))
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append([]string{"enrol", "proof", "-", "--generate-only", "--offline", "--account-number", "1", "--sequence", "1"}, args...))
	root.SetContext(context.WithValue(context.Background(), client.ClientContextKey, &clientCtx))
	err := root.Execute()
	return out.String(), err
}

func TestEnrolProofOffline(t *testing.T) {
	dir, _ := builtAgents(t)
	proof, err := runList(t, "", "proof", listedOne(), "--list", filepath.Join(dir, "agent"), "--list-version", "3")
	require.NoError(t, err)

	out, err := enrolOffline(t, proof, "--from", listedTwo())
	require.NoError(t, err)
	for _, want := range []string{
		`"/agijobs.identity.v1.MsgEnrolWithProof"`, `"sender":"` + listedTwo(), `"applicant":"` + listedOne(), `"role":"ROLE_AGENT"`, `"version":"3"`, `"total":"2"`,
	} {
		require.Contains(t, out, want)
	}

	_, err = enrolOffline(t, proof)
	require.ErrorContains(t, err, "give --from")
	_, err = enrolOffline(t, strings.Replace(proof, "\n  \"version\": 3,", "", 1), "--from", listedTwo())
	require.ErrorContains(t, err, "allowlist proof --list-version")
	_, err = offlineProof(allowlist.Proof{ChainID: "agijobs-1", Version: 1}, "agijobs-2")
	require.ErrorContains(t, err, `the proof is for chain "agijobs-1", this is "agijobs-2"`)
	_, err = enrolOffline(t, "{}", "--from", listedTwo())
	require.ErrorContains(t, err, "format")
}

func TestAllowlistCommandsHaveExamples(t *testing.T) {
	for _, cmd := range []*cobra.Command{allowlistBuildCmd(), allowlistProofCmd(), allowlistVerifyCmd(), enrolProofCmd()} {
		require.Contains(t, cmd.Example, cmd.Name(), cmd.Use)
		require.NotEmpty(t, cmd.Short)
	}
	require.NotNil(t, enrolProofCmd().Flags().Lookup(flags.FlagFrom))
}

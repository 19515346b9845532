package cmd

import (
	"bytes"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/policy"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

func TestOwnerCommandsAreComplete(t *testing.T) {
	sends := map[string]bool{"propose": true, "approve": true, "reject": true, "pause": true, "resume": true}
	commands := append(policyCmd().Commands(), pauseCmd(), resumeCmd())
	for _, c := range thermostatOwnerCmds() {
		sends[c.Name()] = true
		commands = append(commands, c)
	}
	require.Len(t, sends, 10)
	for _, c := range commands {
		require.NotEmpty(t, c.Short, c.Name())
		require.Contains(t, c.Example, "agijobsd ", c.Name())
		wait := c.PersistentFlags().Lookup(cliutil.FlagWait)
		require.Equal(t, sends[c.Name()], wait != nil, c.Name())
		require.NotNil(t, c.Flags().Lookup(flags.FlagOutput), c.Name())
		if sends[c.Name()] {
			require.NotNil(t, c.Flags().Lookup(flags.FlagGenerateOnly), c.Name())
		}
	}
}

func brakeOf(t *testing.T, args ...string) (brakes, error) {
	t.Helper()
	var got brakes
	var failed error
	c := pauseCmd()
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		got, failed = brakeFlags(cmd)
		return nil
	}
	c.SetArgs(args)
	c.SilenceErrors, c.SilenceUsage = true, true
	if err := c.Execute(); err != nil {
		return got, err
	}
	return got, failed
}

func TestBrakeFlags(t *testing.T) {
	b, err := brakeOf(t, "--reason", "r")
	require.NoError(t, err)
	require.Equal(t, brakes{scope: sovereigntypes.PAUSE_SCOPE_MARKET, types: []string{}, reason: "r"}, b)
	require.Equal(t, "market", b.name())
	b, err = brakeOf(t, "--reason", "r", "--scope", "transfers")
	require.NoError(t, err)
	require.Equal(t, sovereigntypes.PAUSE_SCOPE_TRANSFERS, b.scope)
	b, err = brakeOf(t, "--reason", "r", "--types", "/a,/b")
	require.NoError(t, err)
	require.Equal(t, sovereigntypes.PAUSE_SCOPE_UNSPECIFIED, b.scope, "exactly one of scope and types")
	require.Equal(t, "/a, /b", b.name())
	for want, args := range map[string][]string{
		"required flag": {},
		"unknown value": {"--reason", "r", "--scope", "everything"},
		"exclude":       {"--reason", "r", "--scope", "market", "--types", "/a"},
	} {
		_, err = brakeOf(t, args...)
		require.ErrorContains(t, err, want)
	}
}

// A mistake in a proposal about the brake shows before the council votes, not after.
func TestBrakeMistakesAreFoundFirst(t *testing.T) {
	const post, claim = "/agijobs.jobs.v1.MsgPostJob", "/agijobs.jobs.v1.MsgClaimJob"
	require.NoError(t, brakes{scope: sovereigntypes.PAUSE_SCOPE_MARKET}.pausable())
	require.NoError(t, brakes{types: []string{post}}.pausable())
	for _, url := range []string{"/agijobs.jobs.v1.MsgSubmitWork", "/agijobs.jobs.v1.MsgPostJbo", "/cosmos.nft.v1beta1.MsgSend"} {
		require.ErrorContains(t, brakes{types: []string{post, url}}.pausable(), url+" is no entry message")
	}
	now := &sovereigntypes.QueryBrakeResponse{
		Pauses:      []sovereigntypes.Pause{{Scope: sovereigntypes.PAUSE_SCOPE_TRANSFERS}},
		PausedTypes: []sovereigntypes.PausedType{{TypeUrl: claim}},
	}
	require.NoError(t, brakes{scope: sovereigntypes.PAUSE_SCOPE_TRANSFERS}.heldIn(now))
	require.NoError(t, brakes{types: []string{claim}}.heldIn(now))
	require.ErrorContains(t, brakes{scope: sovereigntypes.PAUSE_SCOPE_MARKET}.heldIn(now), "market is not paused now")
	require.ErrorContains(t, brakes{types: []string{claim, post}}.heldIn(now), post+" is not paused now")
}

// Whoever is asked whether to send a transaction sees it, and the answer of the node is known in either format.
func TestTheTransactionIsSeenBeforeItIsSent(t *testing.T) {
	var shown bytes.Buffer
	l := &lastResponse{to: &shown}
	for _, text := range []string{"body: {}\n", "code: 0\ntxhash: AB\n", "\n"} {
		_, err := l.Write([]byte(text))
		require.NoError(t, err)
	}
	require.Equal(t, "body: {}\ncode: 0\ntxhash: AB\n\n", shown.String())
	require.Equal(t, "code: 0\ntxhash: AB\n", string(l.text))
}

func TestDefaultSummaryIsBounded(t *testing.T) {
	change := policy.Change{Field: strings.Repeat("f", 300), Old: "", New: "1"}
	text := summaryOf([]policy.Change{change, change, change, change, change, change, change, change, change})
	require.LessOrEqual(t, len(text), maxSummary+50)
	require.Contains(t, text, "and 3 more")
	require.Equal(t, "a 1 -> 2; b - -> x", summaryOf([]policy.Change{{Field: "a", Old: "1", New: "2"}, {Field: "b", New: "x"}}))
}

func TestProposalIDs(t *testing.T) {
	for _, bad := range []string{"", "0", "-1", "seven"} {
		_, err := proposalID(bad)
		require.ErrorContains(t, err, "query gov proposals")
	}
	event := abci.Event{Type: "submit_proposal", Attributes: []abci.EventAttribute{{Key: "proposal_id", Value: "7"}}}
	id, err := idFrom(&sdk.TxResponse{Events: []abci.Event{{Type: "proposal_vote"}, event}})
	require.NoError(t, err)
	require.EqualValues(t, 7, id)
	_, err = idFrom(&sdk.TxResponse{})
	require.Error(t, err)
}

func TestChangesAsATable(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeChanges(&out, nil))
	require.Equal(t, "no changes\n", out.String())
	out.Reset()
	require.NoError(t, writeChanges(&out, []policy.Change{{Field: "params.jobs.bond_bps", Old: "1", New: "", Unit: "bps"}}))
	require.Contains(t, out.String(), "params.jobs.bond_bps  1   -         bps")
}

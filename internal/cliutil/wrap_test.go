package cliutil

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

var hash = strings.Repeat("AB", 32)

// txCommand is a tree "tx send" whose leaf prints the given responses as the SDK does.
func txCommand(t *testing.T, finder txFinder, show func(clientCtx client.Context) error) (*cobra.Command, *bytes.Buffer) {
	t.Helper()
	root := &cobra.Command{Use: "tx", SilenceErrors: true, SilenceUsage: true}
	leaf := &cobra.Command{Use: "send", RunE: func(cmd *cobra.Command, _ []string) error {
		clientCtx := client.GetClientContextFromCmd(cmd)
		format, err := cmd.Flags().GetString(flags.FlagOutput)
		require.NoError(t, err)
		return show(clientCtx.WithOutputFormat(format))
	}}
	flags.AddTxFlagsToCmd(leaf)
	root.AddCommand(leaf)
	wrapTx(root, func(client.Context) txFinder { return finder })
	var out bytes.Buffer
	root.SetOut(&out)
	clientCtx := client.Context{
		Codec:    codec.NewProtoCodec(codectypes.NewInterfaceRegistry()),
		HomeDir:  t.TempDir(),
		Output:   &out,
		ChainID:  "test-1",
		Keyring:  nil,
		NodeURI:  "tcp://localhost:1",
		Simulate: false,
	}
	require.NoError(t, client.SetCmdClientContext(withContext(root), clientCtx))
	return root, &out
}

func withContext(cmd *cobra.Command) *cobra.Command {
	cmd.SetContext(context.Background())
	return cmd
}

func printResponse(code uint32) func(client.Context) error {
	return func(clientCtx client.Context) error {
		return clientCtx.PrintProto(&sdk.TxResponse{TxHash: hash, Code: code, Codespace: "jobs", RawLog: "log"})
	}
}

func found(code uint32) txFinder {
	return func(context.Context, string) (*sdk.TxResponse, error) {
		return &sdk.TxResponse{Height: 7, TxHash: hash, Code: code, Codespace: "jobs", RawLog: "why", Tx: &codectypes.Any{}}, nil
	}
}

func TestWrapTx(t *testing.T) {
	never := func(context.Context, string) (*sdk.TxResponse, error) { return nil, errors.New("tx not found") }
	noIndex := func(context.Context, string) (*sdk.TxResponse, error) {
		return nil, errors.New("transaction indexing is disabled")
	}
	for name, tc := range map[string]struct {
		args    []string
		finder  txFinder
		code    uint32
		want    []string
		wantErr string
	}{
		"no wait":               {finder: never, want: []string{`"height":"0"`}},
		"no wait, refused":      {finder: never, code: 5, want: []string{`"code":5`}, wantErr: "jobs code 5"},
		"wait, in a block":      {args: []string{"--wait"}, finder: found(0), want: []string{`"height":"7"`, `"tx":null`}},
		"wait, text":            {args: []string{"--wait", "-o", "text"}, finder: found(0), want: []string{"height: \"7\"", "code: 0"}},
		"wait, failed in block": {args: []string{"--wait"}, finder: found(3), want: []string{`"code":3`}, wantErr: "failed in block 7 (jobs code 3): why"},
		"wait, refused":         {args: []string{"--wait"}, finder: never, code: 5, want: []string{`"code":5`}, wantErr: "refused before"},
		"wait, never":           {args: []string{"--wait", "--wait-timeout", "5ms"}, finder: never, want: []string{hash}, wantErr: "in no block yet"},
		"wait, no index":        {args: []string{"--wait"}, finder: noIndex, wantErr: "keeps no index"},
	} {
		t.Run(name, func(t *testing.T) {
			root, out := txCommand(t, tc.finder, printResponse(tc.code))
			root.SetArgs(append([]string{"send"}, tc.args...))
			err := root.Execute()
			if tc.wantErr == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tc.wantErr)
				require.Equal(t, ExitError, ExitCode(err))
			}
			for _, want := range tc.want {
				require.Contains(t, out.String(), want)
			}
			require.LessOrEqual(t, strings.Count(out.String(), "txhash"), 1, "one result for one transaction")
		})
	}
}

func TestWrapTxPassesOtherOutputOn(t *testing.T) {
	root, out := txCommand(t, found(0), func(clientCtx client.Context) error {
		return clientCtx.PrintRaw([]byte(`{"body":{"messages":[]}}`))
	})
	root.SetArgs([]string{"send", "--wait", "--generate-only"})
	require.NoError(t, root.Execute())
	require.Equal(t, "{\"body\":{\"messages\":[]}}\n", out.String())
}

func TestWrapTxSeveralTransactions(t *testing.T) {
	root, out := txCommand(t, found(0), func(clientCtx client.Context) error {
		return errors.Join(printResponse(0)(clientCtx), printResponse(0)(clientCtx))
	})
	root.SetArgs([]string{"send", "--wait"})
	require.NoError(t, root.Execute())
	require.Equal(t, 2, strings.Count(out.String(), `"height":"7"`))
}

func TestWrapTxKeepsAnError(t *testing.T) {
	root, _ := txCommand(t, found(0), func(client.Context) error { return WithExitCode(errors.New("no key"), ExitChanges) })
	root.SetArgs([]string{"send", "--wait"})
	err := root.Execute()
	require.ErrorContains(t, err, "no key")
	require.Equal(t, ExitChanges, ExitCode(err))
}

func TestWaitForTxTriesAgain(t *testing.T) {
	asked := 0
	find := func(context.Context, string) (*sdk.TxResponse, error) {
		asked++
		if asked < 3 {
			return nil, errors.New("tx not found")
		}
		return &sdk.TxResponse{Height: 9}, nil
	}
	got, err := waitForTx(context.Background(), find, hash, time.Millisecond)
	require.NoError(t, err)
	require.Equal(t, int64(9), got.Height)
	require.Equal(t, 3, asked)
}

func TestWaitForTxStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := waitForTx(ctx, func(context.Context, string) (*sdk.TxResponse, error) { return nil, errors.New("x") }, hash, time.Hour)
	require.ErrorContains(t, err, "stopped waiting")
}

func TestParseBroadcast(t *testing.T) {
	// A hash of digits with one E reads as a number in YAML unless the writer quotes it, which the SDK's does.
	numeric := strings.Repeat("1", 30) + "E" + strings.Repeat("2", 33)
	for name, tc := range map[string]struct {
		in string
		ok bool
	}{
		"json":         {`{"txhash":"` + hash + `","code":0}`, true},
		"yaml":         {"code: 0\ntxhash: " + hash + "\n", true},
		"numeric yaml": {"code: 0\ntxhash: \"" + numeric + "\"\n", true},
		"short hash":   {`{"txhash":"AB"}`, false},
		"other json":   {`{"body":{"memo":"txhash"}}`, false},
		"torn":         {`{"txhash":"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, ok := parseBroadcast([]byte(tc.in))
			require.Equal(t, tc.ok, ok)
		})
	}
}

func TestExitCode(t *testing.T) {
	require.Equal(t, ExitOK, ExitCode(nil))
	require.Equal(t, ExitError, ExitCode(errors.New("x")))
	require.Equal(t, ExitChanges, ExitCode(fmt.Errorf("plan: %w", WithExitCode(errors.New("x"), ExitChanges))))
	require.NoError(t, WithExitCode(nil, ExitChanges))
}

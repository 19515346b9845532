package cliutil

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
)

const (
	// FlagWait makes a transaction command wait until its transaction is in a block.
	FlagWait = "wait"
	// FlagWaitTimeout bounds the wait.
	FlagWaitTimeout = "wait-timeout"
	// defaultWaitTimeout is dozens of blocks: longer means that something is wrong.
	defaultWaitTimeout = 60 * time.Second
)

// WrapTx gives every transaction command below cmd, made by hand or by AutoCLI, --wait and --wait-timeout, and makes a
// refused transaction an error, so that the exit code tells it. Call it once, when the command tree is complete.
func WrapTx(cmd *cobra.Command) {
	wrapTx(cmd, func(clientCtx client.Context) txFinder {
		return func(ctx context.Context, hash string) (*sdk.TxResponse, error) {
			return authtx.QueryTx(clientCtx.WithCmdContext(ctx), hash)
		}
	})
}

func wrapTx(cmd *cobra.Command, finder func(client.Context) txFinder) {
	cmd.PersistentFlags().Bool(FlagWait, false, "wait until the transaction is in a block and print its result; exit code 1 if it failed")
	cmd.PersistentFlags().Duration(FlagWaitTimeout, defaultWaitTimeout, "how long --wait waits")
	wrapLeaves(cmd, finder)
}

func wrapLeaves(cmd *cobra.Command, finder func(client.Context) txFinder) {
	for _, child := range cmd.Commands() {
		wrapLeaves(child, finder)
	}
	// A command that takes no broadcast flags (decode, for instance) sends nothing.
	if cmd.RunE == nil || cmd.Flags().Lookup(flags.FlagBroadcastMode) == nil {
		return
	}
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := checkNumbers(cmd, args); err != nil {
			return err
		}
		wait, err := cmd.Flags().GetBool(FlagWait)
		if err != nil {
			return err
		}
		seen, err := runCaptured(cmd, args, run, wait)
		if err != nil {
			return err
		}
		if wait {
			return waitAll(cmd, seen, finder)
		}
		return firstRefusal(seen)
	}
}

// runCaptured runs a command and returns the broadcast responses that it printed; with hold it prints them not.
func runCaptured(cmd *cobra.Command, args []string, run func(*cobra.Command, []string) error, hold bool) ([]broadcast, error) {
	clientCtx := client.GetClientContextFromCmd(cmd)
	// Commands print to the client context's output, AutoCLI to the command's.
	stdout := cmd.OutOrStdout()
	out := clientCtx.Output
	if out == nil {
		out = stdout
	}
	captured := &capture{out: out, hold: hold}
	if err := client.SetCmdClientContext(cmd, clientCtx.WithOutput(captured)); err != nil {
		return nil, err
	}
	cmd.SetOut(captured)
	err := run(cmd, args)
	cmd.SetOut(stdout)
	return captured.seen, errors.Join(err, client.SetCmdClientContext(cmd, clientCtx))
}

// firstRefusal reports a transaction that the node's mempool refused. The SDK prints it and calls it a success.
func firstRefusal(seen []broadcast) error {
	for _, b := range seen {
		if b.Code != 0 {
			return refused("was refused before it got into a block", b.TxHash, b.Codespace, b.Code, b.RawLog)
		}
	}
	return nil
}

// waitAll waits for each transaction in turn and prints its result. A command that sent nothing has nothing to wait for.
func waitAll(cmd *cobra.Command, seen []broadcast, finder func(client.Context) txFinder) error {
	if len(seen) == 0 {
		return nil
	}
	timeout, err := cmd.Flags().GetDuration(FlagWaitTimeout)
	if err != nil {
		return err
	}
	clientCtx, err := client.GetClientQueryContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.Output == nil {
		clientCtx = clientCtx.WithOutput(cmd.OutOrStdout())
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), timeout)
	defer cancel()
	var failures []error
	for _, b := range seen {
		if b.Code != 0 {
			failures = append(failures, printRefusal(clientCtx, b))
			continue
		}
		result, err := waitForTx(ctx, finder(clientCtx), b.TxHash, pollEvery)
		if err != nil {
			// The hash is all that the sender has to go on.
			failures = append(failures, clientCtx.PrintProto(&sdk.TxResponse{TxHash: b.TxHash}), err)
			continue
		}
		failures = append(failures, printResult(clientCtx, result))
	}
	return errors.Join(failures...)
}

func printRefusal(clientCtx client.Context, b broadcast) error {
	response := sdk.TxResponse{TxHash: b.TxHash, Code: b.Code, Codespace: b.Codespace, RawLog: b.RawLog}
	if err := clientCtx.PrintProto(&response); err != nil {
		return err
	}
	return refused("was refused before it got into a block", b.TxHash, b.Codespace, b.Code, b.RawLog)
}

// printResult prints code, height, log, gas and events. The transaction itself is what the sender just wrote.
func printResult(clientCtx client.Context, result *sdk.TxResponse) error {
	brief := *result
	brief.Tx = nil
	if err := clientCtx.PrintProto(&brief); err != nil {
		return err
	}
	if result.Code != 0 {
		return refused(fmt.Sprintf("failed in block %d", result.Height), result.TxHash, result.Codespace, result.Code, result.RawLog)
	}
	return nil
}

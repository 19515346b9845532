package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/validation/types"
)

// dutyLister is what the command asks the chain.
type dutyLister interface {
	Duties(ctx context.Context, in *types.QueryDutiesRequest, opts ...grpc.CallOption) (*types.QueryDutiesResponse, error)
}

// NewDutiesCmd returns the command that lists what a validator has to do now.
func NewDutiesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "duties [address]",
		Short: "List what a validator has to do now, with deadlines",
		Long: `Lists the seats that ask for a commitment or a reveal now: until when, which checks the vote must answer, whether it may split the
payout, and what the seat risks, in base units. Deadlines are in market time, which stands still while the market is paused: "in" is
how much of it is left.`,
		Example: `agijobsd query validation duties $(agijobsd keys show validator -a)
agijobsd query validation duties validator --output json`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			addr, err := cliutil.Address(cmd, args[0])
			if err != nil {
				return err
			}
			answer, err := askDuties(cmd.Context(), types.NewQueryClient(clientCtx), addr.String())
			if err != nil {
				return err
			}
			if clientCtx.OutputFormat == flags.OutputFormatJSON {
				return clientCtx.PrintProto(answer)
			}
			return printDuties(cmd.OutOrStdout(), answer)
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	flags.AddKeyringFlags(cmd.Flags())
	return cmd
}

func askDuties(ctx context.Context, chain dutyLister, address string) (*types.QueryDutiesResponse, error) {
	answer, err := chain.Duties(ctx, &types.QueryDutiesRequest{Address: address})
	if err != nil {
		return nil, fmt.Errorf("ask for the duties of %s: %w", address, err)
	}
	return answer, nil
}

// printDuties shows duties to people.
func printDuties(out io.Writer, answer *types.QueryDutiesResponse) error {
	var b strings.Builder
	if len(answer.Duties) == 0 {
		b.WriteString("nothing to do now\n")
	}
	for _, d := range answer.Duties {
		verb := "commit"
		if d.Status == types.ROUND_STATUS_REVEAL {
			verb = "reveal"
		}
		left := time.Duration(max(0, d.ClosesMs-answer.NowMs)) * time.Millisecond
		fmt.Fprintf(&b, "job %d, rung %d: %s before %s market time, in %s\n",
			d.JobId, d.Rung, verb, time.UnixMilli(d.ClosesMs).UTC().Format("2006-01-02 15:04:05"), left.Truncate(time.Second))
		checks := "none"
		if len(d.Checks) > 0 {
			checks = strings.Join(d.Checks, ", ")
		}
		panel := "no"
		if d.Panel {
			panel = "yes, --split is taken"
		}
		fmt.Fprintf(&b, "  checks: %s\n  panel: %s\n  lock: %s\n", checks, panel, d.Lock)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

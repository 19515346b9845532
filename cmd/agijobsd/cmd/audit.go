package cmd

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdkcodec "github.com/cosmos/cosmos-sdk/codec"

	"github.com/agijobs/agijobs/internal/audit"
)

const flagRung = "rung"

// quietFor is how long a command works before it says what it is doing, and how often it says so then.
const quietFor = 2 * time.Second

// auditCmd checks what the chain did.
func auditCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "audit", Short: "Compute again what the chain did, and compare", SuggestionsMinimumDistance: 2,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(auditDrawCmd(), auditJobCmd(), auditInvariantsCmd(), auditReplayCmd())
	return cmd
}

func auditDrawCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "draw [job-id]",
		Short: "Draw a job's committees again and compare with those that the chain seated",
		Long: `Compute every draw of a job again: the beacons from the headers of the blocks, the seed, the draw tree from the pool's leaves, the
leaves that the draw met, and why each of them was seated or passed over.

It needs the state after the block of the draw and the block before it. A node with default pruning has it for about four days; ask
an archive node about older draws. All of it is one node's word: that what it has stored fits together is what is shown. Your own
node is the best to ask; the header hashes that are printed are the same on every honest node.

  verified          computed again, and equal
  not contradicted  something in the block may have changed it before the draw; nothing that is kept speaks against it
  not checkable     the node lacks what the check needs
  refuted           computed again, and different

Exit code 0: nothing is refuted, and nothing was left unchecked; 1: something is, or the audit could not be made.`,
		Example: `  agijobsd audit draw 3300001000
  agijobsd audit draw 3300001000 --rung 0 -o json --html-file draw.html
  agijobsd audit draw 3300001000 --node tcp://archive.example.gov:26657
  agijobsd audit draw 3300001000 --stopped --home copy`,
		Args:              cobra.ExactArgs(1),
		PersistentPreRunE: unlessStopped,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := jobID(args[0])
			if err != nil {
				return err
			}
			return withSource(cmd, func(source audit.Blocks, options audit.Options) error {
				report, err := audit.Draws(cmd.Context(), source, job, options)
				if err != nil {
					return err
				}
				return printAudit(cmd, report)
			})
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	hideHeight(cmd)
	addStopped(cmd)
	addReportFlags(cmd)
	cmd.Flags().Uint32(flagRung, 0, "audit the draws of this rung of the ladder only")
	return cmd
}

func auditFlags(cmd *cobra.Command) (audit.Blocks, audit.Options, error) {
	options, err := auditOptions(cmd)
	if err != nil {
		return nil, options, err
	}
	clientCtx, err := client.GetClientQueryContext(cmd)
	if err != nil {
		return nil, options, err
	}
	clientCtx = clientCtx.WithHeight(0)
	node, err := clientCtx.GetNode()
	if err != nil {
		return nil, options, err
	}
	finder, ok := node.(audit.Finder)
	if !ok {
		return nil, options, fmt.Errorf("the client of the node cannot search")
	}
	return audit.Node{ClientConnInterface: asked{clientCtx}, Finder: finder}, options, nil
}

func auditOptions(cmd *cobra.Command) (audit.Options, error) {
	options := audit.Options{Progress: progress(cmd, time.Now())}
	if cmd.Flags().Lookup(flagRung) == nil || !cmd.Flags().Changed(flagRung) {
		return options, nil
	}
	rung, err := cmd.Flags().GetUint32(flagRung)
	options.Rung = &rung
	return options, err
}

// asked is a client context whose gRPC connection (--grpc-addr) decodes the chain's own types: without the SDK's codec the first
// amount in an answer is a panic.
type asked struct{ client.Context }

// Invoke implements grpc.ClientConnInterface.
func (a asked) Invoke(ctx context.Context, method string, request, reply any, opts ...grpc.CallOption) error {
	codec := sdkcodec.NewProtoCodec(a.InterfaceRegistry).GRPCCodec()
	return a.Context.Invoke(ctx, method, request, reply, append(opts, grpc.ForceCodec(codec))...)
}

// progress says on standard error what is being done, once that takes a while.
func progress(cmd *cobra.Command, last time.Time) func(format string, args ...any) {
	return func(format string, args ...any) {
		if time.Since(last) < quietFor {
			return
		}
		last = time.Now()
		cmd.PrintErrf(format+" …\n", args...)
	}
}

func printAudit(cmd *cobra.Command, report audit.Report) error {
	err := printReport(cmd, report, report.Write, report.WriteHTML)
	if err == nil && !report.Result.Holds() {
		err = fmt.Errorf("job %d: %s; the lines above say what and why", report.JobID, report.Result)
	}
	return err
}

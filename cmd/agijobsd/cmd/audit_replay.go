package cmd

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/replay"
)

const (
	flagFrom       = "from"
	flagTo         = "to"
	flagWork       = "work"
	flagInvariants = "invariants"
	flagHTMLFile   = "html-file"
)

// asAsked leaves a node's folder as it is: the root's preparation would make files in it.
func asAsked(*cobra.Command, []string) error { return nil }

func auditReplayCmd() *cobra.Command {
	var options replay.Options
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Execute the stored blocks of a stopped node again and compare with their headers",
		Long: `Execute the stored blocks of a stopped node again, on a database of its own, and compare what comes out with what the chain says.

Each block: its parts and its hash, the votes for it, app hash, results, validators and consensus parameters as the next header
has them. At the end: all invariants, and every key of the node's application.db. Nothing is written into --home.

It begins with genesis; with --from after a snapshot that the node has made, or where an earlier run in the same --work folder ended.

Exit code 0: everything is what was computed; 3: chain and replay part, and the first place is printed; 4: the blocks are what was computed, but
the node has no state of the last one to compare (no application.db, an older one, or pruned); 1: it could not be replayed.`,
		Example: `  agijobsd audit replay --home /var/lib/agijobsd
  agijobsd audit replay --home copy --to 1000 -o json --html-file replay.html
  agijobsd audit replay --home copy --work replayed --invariants 1000
  agijobsd audit replay --home copy --from 1001`,
		Args:              cobra.NoArgs,
		PersistentPreRunE: asAsked,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if options.Home, err = cmd.Flags().GetString(flags.FlagHome); err != nil {
				return err
			}
			options.Progress = progress(cmd, time.Now())
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			report, err := replay.Run(ctx, options)
			if err != nil {
				return err
			}
			if err := printReport(cmd, report, report.Write, report.WriteHTML); err != nil {
				return err
			}
			switch {
			case report.Equal():
				return nil
			case report.Divergence == nil:
				return cliutil.WithExitCode(fmt.Errorf("the blocks are what was computed, but not everything could be compared; %s", report.Unchecked()), cliutil.ExitIncomplete)
			}
			return cliutil.WithExitCode(fmt.Errorf("chain and replay part at block %d: %s", report.Divergence.Height, report.Divergence.Differences[0].What),
				cliutil.ExitRefused)
		},
	}
	f := cmd.Flags()
	f.Int64Var(&options.From, flagFrom, 0, "first block: after a snapshot of the node, or after the last one of --work (default: the first there is)")
	f.Int64Var(&options.To, flagTo, 0, "last block (default: the last that is stored)")
	f.StringVar(&options.Work, flagWork, "", "folder of the new database, kept for a later run (default: a temporary one)")
	f.Int64Var(&options.Invariants, flagInvariants, replay.DefaultInvariants, "check all invariants each so many blocks, and at the end; 0: at the end only")
	addReportFlags(cmd)
	return cmd
}

// addReportFlags adds how a report is printed.
func addReportFlags(cmd *cobra.Command) {
	if cmd.Flags().Lookup(flags.FlagOutput) == nil {
		cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "text or json")
	}
	cmd.Flags().String(flagHTMLFile, "", "write the report as a page, one file that needs nothing else")
}

// printReport prints a report as the flags ask for it.
func printReport(cmd *cobra.Command, report any, asText, asHTML func(io.Writer) error) error {
	name, err := cmd.Flags().GetString(flagHTMLFile)
	if err != nil {
		return err
	}
	if name != "" {
		if err := writeFile(name, func(out *os.File) error { return asHTML(out) }); err != nil {
			return err
		}
	}
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	switch {
	case err != nil:
		return err
	case format == flags.OutputFormatJSON:
		return writeJSON(cmd.OutOrStdout(), report)
	case format == flags.OutputFormatText:
		return asText(cmd.OutOrStdout())
	default:
		return fmt.Errorf("--output is %q; use text or json", format)
	}
}

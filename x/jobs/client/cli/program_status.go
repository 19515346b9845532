package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// NewProgramStatusCmd returns the command that shows where a program stands.
func NewProgramStatusCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "program-status [program-id]",
		Short: "Show what a program has spent, its jobs by status and its critical path",
		Long: `Shows what a program has spent, committed and free, its jobs by status, and the critical path: the chain of jobs that have not ended
which may take longest, each with when it may start from now and how long it may take to its agent's submission (market time). What a
job waits for an agent, and its review, are nobody's to know and not in it. It reads the latest 2000 jobs.`,
		Example: `agijobsd query jobs program-status 18420001000
agijobsd query jobs program-status 18420001000 -o json`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runProgramStatus,
	}
	flags.AddQueryFlagsToCmd(cmd)
	return cmd
}

func runProgramStatus(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientQueryContext(cmd)
	if err != nil {
		return err
	}
	id, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return fmt.Errorf("program id %q: write a whole number; list programs with: agijobsd query jobs programs", args[0])
	}
	answer, err := types.NewQueryClient(clientCtx).ProgramStatus(cmd.Context(), &types.QueryProgramStatusRequest{ProgramId: id})
	if err != nil {
		return err
	}
	if clientCtx.OutputFormat == flags.OutputFormatJSON {
		return clientCtx.PrintProto(answer)
	}
	currency, err := chainCurrency(cmd.Context(), clientCtx)
	if err != nil {
		return err
	}
	_, err = io.WriteString(cmd.OutOrStdout(), programStatusText(answer, currency))
	return err
}

// programStatusText shows a status to people.
func programStatusText(answer *types.QueryProgramStatusResponse, currency sovereigntypes.Currency) string {
	p, show := answer.Program, func(amount math.Int) string { return showAmount(amount, currency) }
	var b strings.Builder
	fmt.Fprintf(&b, "program %d: %s (%s, up to %s)\n", p.Id, p.Title, small(p.Status.String(), "PROGRAM_STATUS_"), small(p.Priority.String(), "PRIORITY_"))
	fmt.Fprintf(&b, "  budget     %s\n  free       %s\n  committed  %s\n  spent      %s\n  returned   %s\n",
		show(p.Budget), show(answer.Free), show(p.Committed), show(p.Spent), show(p.Returned))
	b.WriteString("jobs\n")
	for _, count := range answer.Jobs {
		fmt.Fprintf(&b, "  %-16s %d\n", small(count.Status.String(), "JOB_STATUS_"), count.Jobs)
	}
	if len(answer.Jobs) == 0 {
		b.WriteString("  none yet\n")
	}
	if answer.Truncated {
		b.WriteString("  and older ones, which are not read\n")
	}
	b.WriteString(pathText(answer))
	return b.String()
}

// maxIndent keeps long paths on a screen.
const maxIndent = 8

// pathText draws the critical path, one job a line, each under the one that it waits for.
func pathText(answer *types.QueryProgramStatusResponse) string {
	if len(answer.CriticalPath) == 0 {
		return "critical path: every job has ended\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "critical path: %s of work\n", millis(answer.RemainingMs))
	start := answer.CriticalPath[0].StartsMs
	for i, step := range answer.CriticalPath {
		arrow := ""
		if i > 0 {
			arrow = strings.Repeat("   ", min(i-1, maxIndent)) + "└─ "
		}
		name := step.Label
		if name == "" {
			name = "(no label)"
		}
		fmt.Fprintf(&b, "  %s%s: job %d, %s, from +%s, %s\n",
			arrow, name, step.JobId, small(step.Status.String(), "JOB_STATUS_"), millis(step.StartsMs-start), millis(step.RemainingMs))
	}
	return b.String()
}

func small(name, prefix string) string { return strings.ToLower(strings.TrimPrefix(name, prefix)) }

func millis(ms int64) string {
	return (time.Duration(ms) * time.Millisecond).Truncate(time.Second).String()
}

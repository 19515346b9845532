package cmd

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/audit"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/replay"
)

const (
	flagStopped = "stopped"
	flagExport  = "export"
)

func auditJobCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "job [job-id]",
		Short: "Tell a job's whole story, and whether its money adds up",
		Long: `Tell everything that became of a job: each event with its block and transaction, seats and votes, verdicts and ruling, the certificate,
and each amount that came in and went out. Of a job that has ended the two sums are equal to the unit; of one that runs the remainder is
what is held for it.

It asks a node, which must still have the events of the job's blocks and the state before its settlement; with --stopped it reads the
files of a stopped node in --home. All of it is one node's word: agijobsd audit replay shows whether that node's blocks lead to it.

Exit code 0: everything adds up; 3: something does not, and the lines above say what; 1: the story could not be read.`,
		Example: `  agijobsd audit job 3300001000
  agijobsd audit job 3300001000 -o json --html-file job.html
  agijobsd audit job 3300001000 --stopped --home copy`,
		Args:              cobra.ExactArgs(1),
		PersistentPreRunE: unlessStopped,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := jobID(args[0])
			if err != nil {
				return err
			}
			return withSource(cmd, func(source audit.Blocks, options audit.Options) error {
				story, err := audit.Job(cmd.Context(), source, id, options.Progress)
				if err != nil {
					return err
				}
				if err := printReport(cmd, story, story.Write, story.WriteHTML); err != nil || story.Result.Holds() {
					return err
				}
				return cliutil.WithExitCode(fmt.Errorf("job %d: %s; the checks above say what and why", id, story.Result), cliutil.ExitRefused)
			})
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	hideHeight(cmd)
	addStopped(cmd)
	addReportFlags(cmd)
	return cmd
}

func auditInvariantsCmd() *cobra.Command {
	var height int64
	var file string
	cmd := &cobra.Command{
		Use:   "invariants",
		Short: "Check what must always hold on the state of a stopped node, or on an export",
		Long: `Check every invariant of the modules: escrow and stakes against balances, books of the supply, indexes, deadlines, trees, scores.

It reads the state of a stopped node in --home after its last block or after --height, if it is not pruned; or, with --export, a file
that agijobsd export has written, which the application first takes in as a new chain's. Nothing is written into --home.

Exit code 0: all hold; 3: one does not, and the line says how; 1: the state could not be read.`,
		Example: `  agijobsd audit invariants --home /var/lib/agijobsd
  agijobsd audit invariants --home copy --height 1000 -o json --html-file invariants.html
  agijobsd audit invariants --export exported.json`,
		Args:              cobra.NoArgs,
		PersistentPreRunE: asAsked,
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := cmd.Flags().GetString(flags.FlagHome)
			if err != nil {
				return err
			}
			look := func() (*replay.Statements, error) { return replay.CheckHome(home, height) }
			if file != "" {
				look = func() (*replay.Statements, error) { return replay.CheckExport(file) }
			}
			s, err := look()
			if err != nil {
				return err
			}
			if err := printReport(cmd, s, s.Write, s.WriteHTML); err != nil || s.Result.Holds() {
				return err
			}
			return cliutil.WithExitCode(errors.New("not all invariants hold; the lines above say which"), cliutil.ExitRefused)
		},
	}
	cmd.Flags().Int64Var(&height, flags.FlagHeight, 0, "after this block (default: the last)")
	cmd.Flags().StringVar(&file, flagExport, "", "check a file that agijobsd export has written instead")
	addReportFlags(cmd)
	return cmd
}

func jobID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("%q is no job id: list them with agijobsd query jobs jobs", text)
	}
	return id, nil
}

// hideHeight: each question of an audit has a height of its own.
func hideHeight(cmd *cobra.Command) {
	if err := cmd.Flags().MarkHidden(flags.FlagHeight); err != nil {
		panic(err)
	}
}

func addStopped(cmd *cobra.Command) {
	cmd.Flags().Bool(flagStopped, false, "read the files of a stopped node in --home instead of asking one")
}

// unlessStopped leaves the folder of a stopped node as it is.
func unlessStopped(cmd *cobra.Command, args []string) error {
	if stopped, err := cmd.Flags().GetBool(flagStopped); err != nil || stopped {
		return err
	}
	return cmd.Root().PersistentPreRunE(cmd, args)
}

// withSource runs an audit on what the flags name.
func withSource(cmd *cobra.Command, run func(audit.Blocks, audit.Options) error) (err error) {
	stopped, err := cmd.Flags().GetBool(flagStopped)
	if err != nil {
		return err
	}
	if !stopped {
		source, options, err := auditFlags(cmd)
		if err != nil {
			return err
		}
		return run(source, options)
	}
	dir, err := cmd.Flags().GetString(flags.FlagHome)
	if err != nil {
		return err
	}
	home, err := replay.OpenHome(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, home.Close()) }()
	source, err := home.Source()
	if err != nil {
		return err
	}
	options, err := auditOptions(cmd)
	if err != nil {
		return err
	}
	return run(source, options)
}

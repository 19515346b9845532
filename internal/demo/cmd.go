package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

type options struct {
	scenario, home, report    string
	json, keep, kill, verbose bool
}

// logLines of the node are shown when the demo fails.
const logLines = 30

// AddCommands adds the demo and the programs of its participants to the root command.
func AddCommands(root *cobra.Command) {
	for _, cmd := range []*cobra.Command{NewCmd(), participantCmd()} {
		// The demo has a home of its own: the root's preparation would make files in the user's.
		cmd.PersistentPreRunE = func(*cobra.Command, []string) error { return nil }
		root.AddCommand(cmd)
	}
}

// NewCmd is the demo.
func NewCmd() *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the main job on a real node and show that the money adds up",
		Long: `Start a chain of one node in a temporary folder and run jobs on it: an employer posts, an agent works on real files, a drawn
committee recomputes the result and votes sealed, the chain settles by itself. Every participant is a process with its own key
and sends signed transactions over gRPC.

Scenarios:
` + scenarioList() + `
The exit code is 0 only if every balance is what the terms say, all balances add up to the supply, nothing is left in escrow,
and no transaction but the parties' own was needed.`,
		Example: `  agijobsd demo
  agijobsd demo --scenario all --json
  agijobsd demo --scenario council
  agijobsd demo --scenario appeal-overturned
  agijobsd demo --scenario happy --kill
  agijobsd demo --scenario shock --report shock.html
  agijobsd demo --keep`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.keep && o.verbose {
				return errors.New("--keep and --verbose exclude each other: the log of a node that is left running is in its file")
			}
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			return o.run(ctx, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&o.scenario, "scenario", "happy", strings.Join(scenarioNames(), ", ")+" or all")
	cmd.Flags().BoolVar(&o.json, "json", false, "print the result for programs, and nothing else")
	cmd.Flags().BoolVar(&o.keep, "keep", false, "leave the node running and say how to look at it")
	cmd.Flags().BoolVar(&o.kill, "kill", false, "kill the node with SIGKILL between submission and verdict, and start it again")
	cmd.Flags().StringVar(&o.home, "home", "", "folder for chain, keys and documents (default: a temporary one, removed at the end)")
	cmd.Flags().StringVar(&o.report, "report", "", "file to draw the curves of scenario shock in, as one HTML page")
	cmd.Flags().BoolVar(&o.verbose, "verbose", false, "copy the node's log to standard error")
	return cmd
}

// scenarioList is one line for each scenario.
func scenarioList() string {
	var list strings.Builder
	for _, s := range scenarios() {
		fmt.Fprintf(&list, "  %-18s %s\n", s.name, s.about)
	}
	return list.String()
}

func (o options) run(ctx context.Context, out, errOut io.Writer) error {
	plays, err := chosen(o.scenario)
	if err != nil {
		return err
	}
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	home, err := newHome(o.home)
	if err != nil {
		return err
	}
	people := &printer{out: out, started: time.Now()}
	if o.json {
		people.out = io.Discard
	}
	var mirror io.Writer
	if o.verbose {
		mirror = errOut
	}
	d, err := setup(ctx, binary, home, mirror, people, challengeFor(plays))
	if err != nil {
		return fmt.Errorf("%w (files are in %s)", err, home)
	}
	d.report = o.report
	outcomes, err := o.perform(ctx, d, plays)
	kept := o.keep && ctx.Err() == nil && d.node.Running()
	err = errors.Join(err, d.close(kept))
	if len(outcomes) > 0 && o.json {
		err = errors.Join(err, writeJSON(out, outcomes, o.scenario == "all"))
	}
	if err != nil && ctx.Err() == nil {
		_, _ = fmt.Fprintf(errOut, "\nlast lines of %s:\n%s\n\n", d.node.LogFile(), d.node.Tail(logLines))
	}
	if kept {
		where := out
		if o.json {
			where = errOut
		}
		o.explain(where, d, outcomes)
		return err
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%w (files are in %s)", err, home)
	}
	if o.home == "" {
		err = errors.Join(err, os.RemoveAll(home))
	}
	return err
}

// perform plays the scenarios one after the other on one chain.
func (o options) perform(ctx context.Context, d *director, plays []scenario) ([]outcome, error) {
	if err := d.open(ctx); err != nil {
		return nil, err
	}
	var outcomes []outcome
	var failed error
	for _, s := range plays {
		kill := o.kill && s.submits()
		r, err := d.play(ctx, s, kill)
		if err != nil {
			return outcomes, err
		}
		c, err := r.check(ctx)
		if err != nil {
			return outcomes, err
		}
		d.print.sheets(c)
		d.print.findings(c)
		outcomes = append(outcomes, c.outcome())
		for _, f := range c.findings {
			if !f.ok {
				failed = errors.Join(failed, fmt.Errorf("scenario %s does not add up: %s: %s", s.name, f.what, f.because))
			}
		}
	}
	if failed == nil {
		d.print.printf("\nEverything adds up.\n")
	}
	return outcomes, failed
}

// explain says how to look at a node that was left running.
func (o options) explain(out io.Writer, d *director, outcomes []outcome) {
	node, agijobsd := "--node tcp://"+d.node.RPC, os.Args[0]
	text := fmt.Sprintf("\nThe node runs on as process %d; its files are in %s. Look at it:\n\n", d.node.PID(), d.home)
	for _, result := range outcomes {
		if result.JobID == 0 {
			continue
		}
		text += fmt.Sprintf("  %s query jobs job %d %s\n", agijobsd, result.JobID, node)
		if len(result.Committee) > 0 {
			text += fmt.Sprintf("  %s audit draw %d %s\n", agijobsd, result.JobID, node)
		}
		if result.Certificate != nil {
			text += fmt.Sprintf("  %s query certificates certificate %d %s\n", agijobsd, result.JobID, node)
		}
	}
	text += fmt.Sprintf("  %s query validation validators %s\n", agijobsd, node)
	text += fmt.Sprintf("  %s query jobs escrow %s\n", agijobsd, node)
	text += fmt.Sprintf("  %s query sovereign supply --grpc-addr %s --grpc-insecure\n", agijobsd, d.node.GRPC)
	text += fmt.Sprintf("\nEvery participant's key is in a folder of its own, %s/participants/<name>. Post a job yourself:\n\n", d.home)
	text += fmt.Sprintf("  %s tx jobs post %s/documents/labour-statistics/job.yaml --from %s --keyring-dir %s --keyring-backend test "+
		"--chain-id %s %s --gas auto --gas-prices %s --yes --wait\n", agijobsd, d.home, ministry, keyFolder(d.home, ministry), d.node.ChainID, node, gasPrice())
	text += fmt.Sprintf("\nStop the node and remove its files:\n\n  kill %d && rm -r %s\n", d.node.PID(), d.home)
	_, _ = fmt.Fprint(out, text)
}

package cmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"

	"github.com/spf13/cobra"

	"github.com/agijobs/agijobs/internal/bench"
)

func benchCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure how fast this machine runs the chain", SuggestionsMinimumDistance: 2,
		Long: `Measure how fast this machine runs the chain.

execute and replay run the application in this process, without consensus, and print ratios. network starts real nodes on this machine,
offers them bank sends and jobs, and prints how much of it got into blocks and how soon; all nodes share the machine with the load.`,
		Example: `  agijobsd bench execute --quick
  agijobsd bench network --validators 4 --seconds 20`,
		// The benchmark's chains are its own: the root's preparation would make files in the user's home.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(benchExecuteCmd(), benchReplayCmd(), benchNetworkCmd())
	return cmd
}

// benchFiles are what a benchmark writes; an empty name stands for none.
type benchFiles struct{ json, html, cpu, mem string }

func benchExecuteCmd() *cobra.Command {
	options := bench.DefaultOptions()
	var files benchFiles
	var output string
	var quick bool
	cmd := &cobra.Command{
		Use:   "execute",
		Short: "Measure the execution of blocks in this process",
		Long: `Run complete jobs (post, claim, submit, three commitments, three reveals, settlement) and plain bank sends through the whole
application on databases in a temporary folder: real genesis, real signatures, FinalizeBlock and Commit. Preparing and signing is not
measured. Cases that are compared run in turns in one process; read the ratios, the times are this machine's.

Sections: rates (lives beside sends, cold and after CheckTx), matrix (executors and databases), flat (few and many open jobs and
validators), drain (many jobs due at once), state (what a finished job leaves), budget (reads, writes, events and bytes, counted), replay
(a stored chain is executed again and compared with its headers), worst (blocks full of the worst valid and invalid transactions).`,
		Example: `  agijobsd bench execute
  agijobsd bench execute --quick --output json
  agijobsd bench execute --only rates --per-tx 1 --cpuprofile build/cpu.pprof
  GOMEMLIMIT=16GiB agijobsd bench execute --only flat --flat-ends --open-jobs 1000000 --validators 100000
  agijobsd bench execute --only drain --due-jobs 100000`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output != "text" && output != "json" {
				return fmt.Errorf("--output is %q; use text or json", output)
			}
			if quick {
				options = quickened(cmd, options)
			}
			options.Progress = cmd.ErrOrStderr()
			report, err := profiled(files, func() (*bench.Report, error) { return bench.Execute(options) })
			if err != nil {
				return err
			}
			if err := files.write(report); err != nil {
				return err
			}
			if output == "json" {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return report.WriteTable(cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.BoolVar(&quick, "quick", false, "show that everything works in a minute; the numbers say little")
	f.StringSliceVar(&options.Only, "only", nil, "sections to run: "+strings.Join(bench.Sections, ", ")+" (default all)")
	f.IntVar(&options.Repeat, "repeat", options.Repeat, "how often each case is measured")
	f.IntSliceVar(&options.PerTx, "per-tx", options.PerTx, "messages in a transaction")
	f.IntVar(&options.Parties, "parties", options.Parties, "employers, and as many agents")
	f.IntVar(&options.GCPercent, "gc-percent", options.GCPercent, "gc-percent of app.toml; 0 is Go's own setting")
	f.StringToStringVar(&options.AppToml, "app-toml", nil, "further settings of app.toml, like iavl-cache-size=100000")
	f.IntVar(&options.Jobs, "jobs", options.Jobs, "jobs of a batch")
	f.IntVar(&options.JobsPacked, "jobs-packed", options.JobsPacked, "jobs of a batch with more than 10 messages in a transaction")
	f.IntVar(&options.MatrixJobs, "matrix-jobs", options.MatrixJobs, "jobs of a batch for each executor and database")
	f.IntVar(&options.FlatJobs, "flat-jobs", options.FlatJobs, "jobs of a batch beside few and many others")
	f.IntVar(&options.OpenJobs, "open-jobs", options.OpenJobs, "how many open jobs are many")
	f.IntVar(&options.Validators, "validators", options.Validators, "how many validators in the pool are many")
	f.BoolVar(&options.FlatEnds, "flat-ends", false, "only the smallest and the largest chain, which take less memory")
	f.IntVar(&options.DueJobs, "due-jobs", options.DueJobs, "jobs without takers that are due in one block")
	f.IntVar(&options.DrainSettled, "due-judged", options.DrainSettled, "approved jobs that are due in one block")
	f.IntVar(&options.StateJobs, "state-jobs", options.StateJobs, "jobs whose state is weighed")
	f.IntVar(&options.BudgetJobs, "budget-jobs", options.BudgetJobs, "jobs whose reads and writes are counted")
	f.IntVar(&options.ReplayJobs, "replay-jobs", options.ReplayJobs, "jobs of the stored chain that is replayed")
	f.IntVar(&options.WorstJobs, "worst-jobs", options.WorstJobs, "jobs whose largest submissions fill a block, and as many whose largest votes do")
	f.IntVar(&options.WorstRepeat, "worst-repeat", options.WorstRepeat, "how often blocks are filled with the worst")
	f.StringVar(&files.json, "json-file", "", "write the report as JSON")
	f.StringVar(&files.html, "html-file", "", "write the report as a page with charts, one file")
	f.StringVar(&files.cpu, "cpuprofile", "", "write a CPU profile; signing is in it, look at FinalizeBlock and Commit")
	f.StringVar(&files.mem, "memprofile", "", "write a profile of allocations")
	f.StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

// benchReplayCmd is one section of execute, by itself.
func benchReplayCmd() *cobra.Command {
	options := bench.DefaultOptions()
	options.Only = []string{bench.SectionReplay}
	var files benchFiles
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Store a chain of complete jobs, replay it, and compare the two rates",
		Long: `Run complete jobs and store their blocks as a node does, then execute the stored blocks again as "agijobsd audit replay" does, with
everything that it checks on the way. Read the ratio of the two rates; the times are this machine's. Invariants and the comparison
of all keys, once at the end, are told apart.`,
		Example: `  agijobsd bench replay
  agijobsd bench replay --jobs 50 --repeat 1 --output json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			options.Progress = cmd.ErrOrStderr()
			report, err := profiled(files, func() (*bench.Report, error) { return bench.Execute(options) })
			if err != nil {
				return err
			}
			return printReport(cmd, report, report.WriteTable, report.WriteHTML)
		},
	}
	f := cmd.Flags()
	f.IntVar(&options.ReplayJobs, "jobs", options.ReplayJobs, "jobs of the chain")
	f.IntVar(&options.Repeat, "repeat", options.Repeat, "how often it is made and replayed")
	f.IntVar(&options.Parties, "parties", options.Parties, "employers, and as many agents")
	f.StringVar(&files.cpu, "cpuprofile", "", "write a CPU profile")
	addReportFlags(cmd)
	return cmd
}

// quickened are the quick options, but for what was asked for.
func quickened(cmd *cobra.Command, asked bench.Options) bench.Options {
	o, changed := bench.QuickOptions(), cmd.Flags().Changed
	o.Only, o.FlatEnds = asked.Only, asked.FlatEnds
	if changed("per-tx") {
		o.PerTx = asked.PerTx
	}
	for name, n := range map[string]struct{ to, from *int }{
		"repeat": {&o.Repeat, &asked.Repeat}, "parties": {&o.Parties, &asked.Parties}, "jobs": {&o.Jobs, &asked.Jobs}, "jobs-packed": {&o.JobsPacked, &asked.JobsPacked},
		"matrix-jobs": {&o.MatrixJobs, &asked.MatrixJobs}, "flat-jobs": {&o.FlatJobs, &asked.FlatJobs}, "open-jobs": {&o.OpenJobs, &asked.OpenJobs},
		"validators": {&o.Validators, &asked.Validators}, "due-jobs": {&o.DueJobs, &asked.DueJobs}, "due-judged": {&o.DrainSettled, &asked.DrainSettled},
		"state-jobs": {&o.StateJobs, &asked.StateJobs}, "budget-jobs": {&o.BudgetJobs, &asked.BudgetJobs}, "replay-jobs": {&o.ReplayJobs, &asked.ReplayJobs},
		"worst-jobs": {&o.WorstJobs, &asked.WorstJobs}, "worst-repeat": {&o.WorstRepeat, &asked.WorstRepeat},
	} {
		if changed(name) {
			*n.to = *n.from
		}
	}
	return o
}

// profiled runs a benchmark under the profiles that were asked for.
func profiled(files benchFiles, run func() (*bench.Report, error)) (report *bench.Report, err error) {
	if files.cpu != "" {
		stop, err := startCPUProfile(files.cpu)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	if report, err = run(); err != nil || files.mem == "" {
		return report, err
	}
	runtime.GC() // what is counted is known after a collection only
	return report, writeFile(files.mem, func(f *os.File) error { return pprof.Lookup("allocs").WriteTo(f, 0) })
}

func startCPUProfile(name string) (stop func() error, err error) {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error { pprof.StopCPUProfile(); return f.Close() }, nil
}

func (f benchFiles) write(report *bench.Report) error {
	if f.json != "" {
		err := writeFile(f.json, func(out *os.File) error {
			encoder := json.NewEncoder(out)
			encoder.SetIndent("", "  ")
			return encoder.Encode(report)
		})
		if err != nil {
			return err
		}
	}
	if f.html == "" {
		return nil
	}
	return writeFile(f.html, func(out *os.File) error { return report.WriteHTML(out) })
}

func writeFile(name string, write func(*os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

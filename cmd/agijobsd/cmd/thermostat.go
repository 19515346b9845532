package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/policy"
	"github.com/agijobs/agijobs/internal/thermosim"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

const (
	flagLoops    = "loops"
	flagScenario = "scenario"
	flagEpochs   = "epochs"
	flagSeed     = "seed"
)

// thermostatCmd lets officials try loops before they propose them, which asks no node, and act on those of the chain at once.
func thermostatCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "thermostat", Short: "Try control loops against a model of a market; hold, override or remove those of the chain", SuggestionsMinimumDistance: 2,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(thermostatSimulateCmd(), thermostatScenariosCmd(), thermostatLoopsCmd())
	cmd.AddCommand(thermostatOwnerCmds()...)
	return cmd
}

func thermostatSimulateCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Let loops run in a scenario, print how they did, and draw the curves",
		Long: `Let control loops run against a model of a market: each step is made by the code that the chain runs, fed with what the chain's sensors
would see of the model. No node is asked, and nothing is sent.

--loops is a file as "policy export" writes it; its group loops counts, and of params.thermostat, if it is there, epoch, smoothing_bps,
monitor_bps and max_emission_per_epoch in place of the scenario's. All else is left alone. Without it the loops of a new chain run; "loops: {}"
runs none. --scenario is the path of a file, which ends in .yaml, or a name: see "thermostat scenarios". The scenario's file says
what happens, and what the model assumes of people; equal scenarios with equal seeds give equal runs.

Exit code 0: the run was made, however the loops did; 1: a file is wrong.`,
		Example: `  agijobsd thermostat simulate --scenario demand-shock --out report.html
  agijobsd thermostat loops > loops.yaml
  agijobsd thermostat scenarios demand-shock > shock.yaml
  agijobsd thermostat simulate --loops loops.yaml --scenario shock.yaml --out report.html
  agijobsd thermostat simulate --scenario validator-strike --epochs 1000 --seed 7 -o json`,
		Args: cobra.NoArgs,
		RunE: simulate,
	}
	cmd.Flags().String(flagLoops, "", "`file` with the loops; empty: those of a new chain")
	cmd.Flags().String(flagScenario, "demand-shock", "`name` of a scenario, or file that ends in .yaml")
	cmd.Flags().String(flagOut, "", "write a page with the curves into this `file`")
	cmd.Flags().Int(flagEpochs, 0, "number of epochs to run instead of the scenario's; 1 to 10000")
	cmd.Flags().Uint64(flagSeed, 0, "seed of the chance instead of the scenario's")
	return withOutput(cmd)
}

// withOutput gives a command that asks no node the flag that chooses text or JSON.
func withOutput(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "output format (text|json)")
	return cmd
}

func simulate(cmd *cobra.Command, _ []string) error {
	asJSON, err := wantsJSON(cmd)
	if err != nil {
		return err
	}
	scenario, err := simulatedScenario(cmd)
	if err != nil {
		return err
	}
	rules, err := simulatedRules(cmd, scenario.Params)
	if err != nil {
		return err
	}
	scenario.Params = rules.params
	run, err := thermosim.Play(scenario, rules.loops)
	if err != nil {
		return err
	}
	out, err := cmd.Flags().GetString(flagOut)
	if err != nil {
		return err
	}
	if err := drawRun(run, out); err != nil {
		return err
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), simulated{run.Scenario, rules.of, run.Assess(), run.Outcome(), run.Left, out})
	}
	return writeRun(cmd.OutOrStdout(), run, rules.of, out)
}

// simulated is a run for programs.
type simulated struct {
	Scenario thermosim.Scenario `json:"scenario"`
	ParamsOf string             `json:"params_of"`
	Loops    []thermosim.Result `json:"loops"`
	Market   thermosim.Outcome  `json:"market"`
	Left     []string           `json:"loops_of_other_categories,omitempty"`
	Report   string             `json:"report,omitempty"`
}

// rules are the loops of a run, and the parameters with where they come from.
type rules struct {
	loops  []types.Loop
	params thermosim.Params
	of     string
}

// ofScenario says that the scenario has the parameters.
const ofScenario = "the scenario"

func simulatedRules(cmd *cobra.Command, params thermosim.Params) (rules, error) {
	out := rules{types.DefaultLoops(), params, ofScenario}
	name, err := cmd.Flags().GetString(flagLoops)
	if err != nil || name == "" {
		return out, err
	}
	file, err := os.ReadFile(name) // #nosec G304 -- the file that the user names
	if err != nil {
		return out, err
	}
	if out.loops, err = policy.ReadLoops(bytes.NewReader(file)); err != nil {
		return out, fmt.Errorf("%s: %w", name, err)
	}
	chain, err := policy.ReadThermostatParams(bytes.NewReader(file))
	if err != nil {
		return out, fmt.Errorf("%s: %w", name, err)
	}
	if chain == nil {
		return out, nil
	}
	out.of = name
	if out.params, err = thermosim.ParamsOf(*chain); err != nil {
		return out, fmt.Errorf("%s: %w; take the group params out of the file to play with the scenario's", name, err)
	}
	return out, nil
}

func simulatedScenario(cmd *cobra.Command) (thermosim.Scenario, error) {
	name, err := cmd.Flags().GetString(flagScenario)
	if err != nil {
		return thermosim.Scenario{}, err
	}
	scenario, err := readScenario(name)
	if err != nil {
		return scenario, err
	}
	if cmd.Flags().Changed(flagEpochs) {
		if scenario.Epochs, err = cmd.Flags().GetInt(flagEpochs); err != nil {
			return scenario, err
		}
	}
	if cmd.Flags().Changed(flagSeed) {
		if scenario.Seed, err = cmd.Flags().GetUint64(flagSeed); err != nil {
			return scenario, err
		}
	}
	return scenario, nil
}

func readScenario(name string) (scenario thermosim.Scenario, err error) {
	if !strings.HasSuffix(name, ".yaml") {
		return thermosim.Named(name)
	}
	file, err := os.Open(name) // #nosec G304 -- the file that the user names
	if err != nil {
		return thermosim.Scenario{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if scenario, err = thermosim.ReadScenario(file); err != nil {
		return scenario, fmt.Errorf("%s: %w", name, err)
	}
	return scenario, nil
}

// drawRun writes the page, if there is to be one.
func drawRun(run thermosim.Run, name string) error {
	if name == "" {
		return nil
	}
	file, err := os.Create(name) // #nosec G304 -- the file that the user names
	if err != nil {
		return err
	}
	return errors.Join(run.Report().Write(file), file.Close())
}

func writeRun(out io.Writer, run thermosim.Run, paramsOf, page string) error {
	fmt.Fprintf(out, "%s\n%d epochs of %s, seed %d\n", run.Scenario.Title, run.Scenario.Epochs, run.Scenario.Params.Epoch, run.Scenario.Seed)
	fmt.Fprintf(out, "Parameters of %s: %s\n\n", paramsOf, run.Scenario.Params)
	if err := writeRows(out, append([][]string{thermosim.ResultHead}, thermosim.ResultRows(run.Assess())...)); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if err := writeRows(out, thermosim.OutcomeRows(run.Outcome())); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, line := range thermosim.Legend {
		fmt.Fprintln(out, line)
	}
	for _, id := range run.Left {
		fmt.Fprintf(out, "Loop %s turns nothing here: it is of another category.\n", id)
	}
	if page != "" {
		fmt.Fprintf(out, "The curves are in %s.\n", page)
	}
	return nil
}

// writeRows writes columns.
func writeRows(out io.Writer, rows [][]string) error {
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(table, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return table.Flush()
}

func thermostatScenariosCmd() *cobra.Command {
	return withOutput(&cobra.Command{
		Use:   "scenarios [name]",
		Short: "List the scenarios that simulate knows by name, or write one as a file to change",
		Example: `  agijobsd thermostat scenarios
  agijobsd thermostat scenarios -o json
  agijobsd thermostat scenarios demand-shock > shock.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			asJSON, err := wantsJSON(cmd)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				return writeScenario(cmd.OutOrStdout(), args[0], asJSON)
			}
			return writeScenarios(cmd.OutOrStdout(), asJSON)
		},
	})
}

// writeScenario writes all that a scenario's file may have, also what the one that the binary brings leaves out.
func writeScenario(out io.Writer, name string, asJSON bool) error {
	s, err := thermosim.Named(name)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(out, s)
	}
	return s.Write(out)
}

func writeScenarios(out io.Writer, asJSON bool) error {
	names, err := thermosim.Names()
	if err != nil {
		return err
	}
	all, rows := map[string]thermosim.Scenario{}, [][]string{}
	for _, name := range names {
		s, err := thermosim.Named(name)
		if err != nil {
			return err
		}
		all[name] = s
		rows = append(rows, []string{name, s.Title})
	}
	if asJSON {
		return writeJSON(out, all)
	}
	return writeRows(out, rows)
}

func thermostatLoopsCmd() *cobra.Command {
	return withOutput(&cobra.Command{
		Use:   "loops",
		Short: "Write the loops of a new chain as simulate and policy plan read them",
		Example: `  agijobsd thermostat loops > loops.yaml
  agijobsd thermostat simulate --loops loops.yaml --scenario demand-shock
  agijobsd thermostat loops -o json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asJSON, err := wantsJSON(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return policy.WriteLoopsJSON(cmd.OutOrStdout(), types.DefaultLoops())
			}
			return policy.WriteLoops(cmd.OutOrStdout(), types.DefaultLoops())
		},
	})
}

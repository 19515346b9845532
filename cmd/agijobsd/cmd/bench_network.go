package cmd

import (
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/bench"
)

func benchNetworkCmd() *cobra.Command {
	options := bench.DefaultNetworkOptions()
	var output string
	cmd := &cobra.Command{
		Use:   "network",
		Short: "Offer load to real nodes on this machine and measure how soon it is in blocks",
		Long: `Start real nodes on this machine, offer them load, and end them; their files are in a temporary folder that is removed.

The load: plain bank sends at a fixed rate, whatever the chain does with them, and jobs that live one after another (post, claim, submit,
commitments, reveals). Everything is signed here and broadcast by RPC; a transaction counts as committed when the first node's
application has committed its block. Blocks are a quarter of a second apart and windows seconds, as in agijobsd localnet up --speed.

Read the share that was accepted and the percentiles beside the offered rate: all nodes and the load share this machine.`,
		Example: `  agijobsd bench network
  agijobsd bench network --validators 1 --seconds 15 --rate 200
  agijobsd bench network --validators 4 --lives 0 -o json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if output != flags.OutputFormatText && output != flags.OutputFormatJSON {
				return fmt.Errorf("--output is %q; use text or json", output)
			}
			if options.Binary, err = os.Executable(); err != nil {
				return err
			}
			options.Progress = cmd.ErrOrStderr()
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			report, err := bench.MeasureNetwork(ctx, options)
			if err != nil {
				return err
			}
			if output == flags.OutputFormatJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			}
			return report.WriteText(cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.IntVar(&options.Validators, "validators", options.Validators, "how many nodes, each of an operator of its own with the same power")
	f.IntVar(&options.Seconds, "seconds", options.Seconds, "how long load is offered")
	f.IntVar(&options.Rate, "rate", options.Rate, "bank sends a second")
	f.IntVar(&options.Senders, "senders", options.Senders, "how many keys send, in turns")
	f.IntVar(&options.Lives, "lives", options.Lives, "jobs that live at a time; 0: bank sends only")
	f.StringVarP(&output, flags.FlagOutput, "o", flags.OutputFormatText, "text or json")
	return cmd
}

package cmd

import (
	"bufio"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/input"
	"github.com/cosmos/cosmos-sdk/server"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/testnet"
)

const (
	flagCouncilThreshold = "council-threshold"
	flagGuardian         = "guardian"
	flagRegistrar        = "registrar"
	flagTriggerUpgrade   = "trigger-upgrade"
)

// rehearsers are the flags by which people are named: addresses, or keys of the keyring.
type rehearsers struct {
	council, guardians, registrars []string
	threshold                      uint64
	coins, upgrade                 string
}

// inPlaceTestnetCmd makes a test network of live data. The SDK's command of this name changes CometBFT's state only.
func inPlaceTestnetCmd() *cobra.Command {
	var names rehearsers
	cmd := &cobra.Command{
		Use:   "in-place-testnet [new-chain-id] [operator]",
		Short: "Make a copy of a node's folder a test network of one operator, with the live state",
		Long: `Make a copy of a stopped node's folder (--home) a network of its own: one operator, another chain id, the whole state of the live chain. Upgrades and
incidents can be rehearsed on it. Use a COPY of the folder, on a machine for tests: there is no way back.

The operator is a new address, which the live chain does not know; its consensus key is config/priv_validator_key.json, made if it is missing. All
other operators are removed as by the council, and their seats unbond. Council, guardians and registrars are replaced or added if they are named; who
is named gets --coins from the treasury. Jobs, stakes, scores, money and rules stay as they are, and jobs go on to their ends.

The live chain is out of reach: peers, seeds, address book, state sync and remote signer are taken out of the configuration, the node listens to this
machine only, and nothing that is signed for one chain id is valid under the other. A consensus key of the live chain is refused.

First everything is asked that can be refused, then the first block is executed, and all invariants are checked on it. The node is not started. A
folder in which this was broken off is marked, and no node starts in it.`,
		Example: `  agijobsd keys add rehearser --home copy --keyring-backend test
  agijobsd in-place-testnet rehearsal-1 rehearser --home copy --keyring-backend test --yes
  agijobsd in-place-testnet rehearsal-1 rehearser --council rehearser --guardian rehearser --registrar rehearser --coins 1000000uagi \
    --home copy --keyring-backend test --yes -o json
  agijobsd in-place-testnet rehearsal-1 rehearser --trigger-upgrade v2 --home copy --keyring-backend test --yes`,
		Args: cobra.ExactArgs(2),
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed(flags.FlagHome) {
				return fmt.Errorf("name the copy with --%s: this is not done to the folder that a node has by default", flags.FlagHome)
			}
			home, err := cmd.Flags().GetString(flags.FlagHome)
			if err != nil {
				return err
			}
			// The root's preparation would make files in a folder that is none.
			if err := testnet.RequireHome(home); err != nil {
				return err
			}
			return cmd.Root().PersistentPreRunE(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			options, err := names.options(cmd, args[0], args[1])
			if err != nil {
				return err
			}
			if err := confirmed(cmd, options.Config.RootDir); err != nil {
				return err
			}
			report, err := testnet.Make(options)
			if err != nil {
				return err
			}
			return printTestnet(cmd, report)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&names.council, flagCouncil, nil, "who is the council instead of the live chain's, with a weight of 1 each; may be repeated")
	f.Uint64Var(&names.threshold, flagCouncilThreshold, 1, "how many of --council decide")
	f.StringSliceVar(&names.guardians, flagGuardian, nil, "who are the guardians instead of the live chain's; may be repeated")
	f.StringSliceVar(&names.registrars, flagRegistrar, nil, "a registrar besides those of the live chain, a new address; may be repeated")
	f.StringVar(&names.coins, flagCoins, "", "what the operator and everybody named by a flag get from the treasury, 1000000uagi for example")
	f.StringVar(&names.upgrade, flagTriggerUpgrade, "", "carry out this upgrade of the binary in the first block")
	f.BoolP(flags.FlagSkipConfirmation, "y", false, "do not ask")
	f.StringP(flags.FlagOutput, "o", flags.OutputFormatText, "text or json")
	flags.AddKeyringFlags(f)
	return cmd
}

func (n *rehearsers) options(cmd *cobra.Command, chainID, operator string) (o testnet.Options, err error) {
	ctx := server.GetServerContextFromCmd(cmd)
	o = testnet.Options{
		Config: ctx.Config, App: ctx.Viper, AppBackend: server.GetAppDBBackend(ctx.Viper), ChainID: chainID,
		Rehearsal: app.Rehearsal{Threshold: n.threshold, Upgrade: n.upgrade}, Progress: progress(cmd, time.Now()),
	}
	if o.Rehearsal.Operator, err = cliutil.Address(cmd, operator); err != nil {
		return o, err
	}
	for _, list := range []struct {
		flag string
		from []string
		to   *[]sdk.AccAddress
	}{
		{flagCouncil, n.council, &o.Rehearsal.Council},
		{flagGuardian, n.guardians, &o.Rehearsal.Guardians},
		{flagRegistrar, n.registrars, &o.Rehearsal.Registrars},
	} {
		for _, text := range list.from {
			addr, err := cliutil.Address(cmd, text)
			if err != nil {
				return o, fmt.Errorf("--%s: %w", list.flag, err)
			}
			*list.to = append(*list.to, addr)
		}
	}
	if n.coins == "" {
		return o, nil
	}
	if o.Coins, err = sdk.ParseCoinNormalized(n.coins); err != nil {
		return o, fmt.Errorf("--%s: %w", flagCoins, err)
	}
	return o, nil
}

// confirmed asks once more: what this is done to is lost as a node of the live chain.
func confirmed(cmd *cobra.Command, home string) error {
	yes, err := cmd.Flags().GetBool(flags.FlagSkipConfirmation)
	if err != nil || yes {
		return err
	}
	question := fmt.Sprintf("%s will be no node of the live chain any more. Is it a copy, on a machine for tests?", home)
	ok, err := input.GetConfirmation(question, bufio.NewReader(cmd.InOrStdin()), cmd.ErrOrStderr())
	if err != nil {
		return fmt.Errorf("nothing was done; --%s does not ask: %w", flags.FlagSkipConfirmation, err)
	}
	if !ok {
		return fmt.Errorf("nothing was done")
	}
	return nil
}

func printTestnet(cmd *cobra.Command, report *testnet.Report) error {
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	if err != nil {
		return err
	}
	if format == flags.OutputFormatJSON {
		return writeJSON(cmd.OutOrStdout(), report)
	}
	return report.Write(cmd.OutOrStdout())
}

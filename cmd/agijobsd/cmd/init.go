package cmd

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/types/module"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	flagDenom    = "denom"
	flagDisplay  = "display"
	flagExponent = "exponent"
)

// initCmd is the SDK's init with the chain's own genesis: finite blocks, seats for consensus power, a named currency.
func initCmd(basics module.BasicManager) *cobra.Command {
	currency := sovereigntypes.DefaultCurrency()
	cmd := genutilcli.InitCmd(basics, app.DefaultNodeHome)
	cmd.Short = "Create the files of a new node, with a genesis in the currency of your choice"
	cmd.Long = `Create a node's keys, its configuration and a genesis file.

The genesis names the one money of the chain: --denom is what amounts are counted in, --display what people read.`
	cmd.Example = `  agijobsd init ministry-1 --chain-id agijobs-1
  agijobsd init ministry-1 --chain-id canada-1 --denom ucad --display CAD`
	create := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := currency.Validate(); err != nil {
			return err
		}
		if err := create(cmd, args); err != nil {
			return err
		}
		return nationalise(cmd, currency)
	}
	cmd.Flags().StringVar(&currency.Base, flagDenom, currency.Base, "denomination that all amounts are counted in")
	cmd.Flags().StringVar(&currency.Display, flagDisplay, currency.Display, "unit that people read")
	cmd.Flags().Uint32Var(&currency.Exponent, flagExponent, currency.Exponent, "1 display unit is 10^exponent of the denomination")
	if f := cmd.Flags().Lookup(genutilcli.FlagDefaultBondDenom); f != nil {
		f.Hidden = true // consensus power is always bonded in seats
	}
	return cmd
}

func nationalise(cmd *cobra.Command, currency sovereigntypes.Currency) error {
	clientCtx := client.GetClientContextFromCmd(cmd)
	config := server.GetServerContextFromCmd(cmd).Config
	config.SetRoot(clientCtx.HomeDir)

	genesis, err := genutiltypes.AppGenesisFromFile(config.GenesisFile())
	if err != nil {
		return err
	}
	state := app.GenesisState{}
	if err := json.Unmarshal(genesis.AppState, &state); err != nil {
		return err
	}
	if err := app.Nationalise(state, clientCtx.Codec, currency); err != nil {
		return err
	}
	if genesis.AppState, err = json.MarshalIndent(state, "", " "); err != nil {
		return err
	}
	keyTypes := genesis.Consensus.Params.Validator.PubKeyTypes
	genesis.Consensus.Params = app.ConsensusParams()
	genesis.Consensus.Params.Validator.PubKeyTypes = keyTypes
	if err := genesis.SaveAs(config.GenesisFile()); err != nil {
		return err
	}
	return setMinGasPrice(filepath.Join(clientCtx.HomeDir, "config", "app.toml"), app.MinGasPrice+currency.Base)
}

var minGasPrice = regexp.MustCompile(`(?m)^minimum-gas-prices\s*=.*$`)

// setMinGasPrice names the currency in app.toml, which was written before anybody had named it.
func setMinGasPrice(file, price string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !minGasPrice.Match(text) {
		return fmt.Errorf("%s has no line minimum-gas-prices", file)
	}
	return os.WriteFile(file, minGasPrice.ReplaceAll(text, []byte(fmt.Sprintf("minimum-gas-prices = %q", price))), 0o600)
}

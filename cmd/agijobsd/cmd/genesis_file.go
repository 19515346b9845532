package cmd

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/server"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// genesisFile is the genesis file of a command's home while it is changed.
type genesisFile struct {
	cdc   codec.Codec
	state app.GenesisState
	// start is the genesis time.
	start time.Time
}

// editFile changes the genesis file: all of what change does, or nothing.
func editFile(cmd *cobra.Command, change func(*genesisFile) error) error {
	clientCtx := client.GetClientContextFromCmd(cmd)
	config := server.GetServerContextFromCmd(cmd).Config
	config.SetRoot(clientCtx.HomeDir)
	genesis, err := genutiltypes.AppGenesisFromFile(config.GenesisFile())
	if err != nil {
		return fmt.Errorf("no genesis file: %w; run agijobsd init first", err)
	}
	f := &genesisFile{cdc: clientCtx.Codec, state: app.GenesisState{}, start: genesis.GenesisTime.UTC()}
	if err := json.Unmarshal(genesis.AppState, &f.state); err != nil {
		return err
	}
	if err := change(f); err != nil {
		return errorsmod.Wrap(err, "genesis file left as it was")
	}
	if genesis.AppState, err = json.MarshalIndent(f.state, "", " "); err != nil {
		return err
	}
	if err := genesis.SaveAs(config.GenesisFile()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(cmd.ErrOrStderr(), "written to", config.GenesisFile())
	return err
}

// editPart changes one module's part and checks it.
func editPart[T any, P checked[T]](f *genesisFile, module string, change func(P) error) error {
	var failed error
	err := app.EditGenesis(f.state, f.cdc, module, func(gs P) {
		if failed = change(gs); failed == nil {
			failed = gs.Validate()
		}
	})
	if err != nil {
		return err
	}
	return failed
}

// grant is what an address has when the chain starts.
type grant struct {
	address sdk.AccAddress
	coins   sdk.Coins
}

// fund gives each address an account, if it has none, and adds coins to what it has.
func (f *genesisFile) fund(grants ...grant) error {
	var auth authtypes.GenesisState
	if err := f.cdc.UnmarshalJSON(f.state[authtypes.ModuleName], &auth); err != nil {
		return err
	}
	accounts, err := authtypes.UnpackAccounts(auth.Accounts)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(accounts))
	for _, a := range accounts {
		known[string(a.GetAddress())] = true
	}
	var bank banktypes.GenesisState
	if err := f.cdc.UnmarshalJSON(f.state[banktypes.ModuleName], &bank); err != nil {
		return err
	}
	at := make(map[string]int, len(bank.Balances))
	for i, b := range bank.Balances {
		at[b.Address] = i
	}
	for _, g := range grants {
		if !known[string(g.address)] {
			known[string(g.address)] = true
			accounts = append(accounts, authtypes.NewBaseAccount(g.address, nil, 0, 0))
		}
		if g.coins.Empty() {
			continue
		}
		i, has := at[g.address.String()]
		if !has {
			i = len(bank.Balances)
			at[g.address.String()] = i
			bank.Balances = append(bank.Balances, banktypes.Balance{Address: g.address.String()})
		}
		bank.Balances[i].Coins = bank.Balances[i].Coins.Add(g.coins...)
		bank.Supply = bank.Supply.Add(g.coins...)
	}
	if auth.Accounts, err = authtypes.PackAccounts(authtypes.SanitizeGenesisAccounts(accounts)); err != nil {
		return err
	}
	bank.Balances = banktypes.SanitizeGenesisBalances(bank.Balances)
	if f.state[authtypes.ModuleName], err = f.cdc.MarshalJSON(&auth); err != nil {
		return err
	}
	f.state[banktypes.ModuleName], err = f.cdc.MarshalJSON(&bank)
	return err
}

// money reads an amount of the chain's money: a typing error would be another currency, and seats are for operators.
func (f *genesisFile) money(text string) (sdk.Coins, error) {
	coins, err := sdk.ParseCoinsNormalized(text)
	if err != nil {
		return nil, fmt.Errorf("%q are no coins: %w; write 1000000uagi for example", text, err)
	}
	var owner sovereigntypes.GenesisState
	if err := f.cdc.UnmarshalJSON(f.state[sovereigntypes.ModuleName], &owner); err != nil {
		return nil, err
	}
	for _, c := range coins {
		if c.Denom != owner.Currency.Base {
			return nil, fmt.Errorf("%s: this chain's money is %s", c, owner.Currency.Base)
		}
	}
	return coins, nil
}

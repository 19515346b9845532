package cmd

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/server"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	"github.com/cosmos/cosmos-sdk/types/module"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// tolerantOperators is the least number of operators of whom one may fail.
const tolerantOperators = 4

// genesisReport is what genesis validate found.
type genesisReport struct {
	File string `json:"file"`
	// SHA256 of the file: operators compare it by another channel.
	SHA256       string   `json:"sha256"`
	ChainID      string   `json:"chain_id"`
	Operators    int      `json:"operators"`
	Participants int      `json:"participants"`
	Council      int      `json:"council"`
	Errors       []string `json:"errors"`
	Warnings     []string `json:"warnings"`
}

func (r *genesisReport) fail(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			r.fail(e)
		}
		return
	}
	if err != nil {
		r.Errors = append(r.Errors, err.Error())
	}
}

func (r *genesisReport) warn(when bool, text string) {
	if when {
		r.Warnings = append(r.Warnings, text)
	}
}

func validateGenesisCmd(basics module.BasicManager) *cobra.Command {
	var draft bool
	cmd := &cobra.Command{
		Use:     "validate [file]",
		Aliases: []string{"validate-genesis"},
		Short:   "Check a genesis file as strictly as the chain does, and start a chain from it in memory",
		Long: `Check a genesis file: each module's part, what the modules say of each other, and that no parameter of the SDK's modules is one that the
council could not set by a message. Then start a chain from it in memory, with all genesis transactions. Everything that is wrong is told,
with the path of the field; exit code 1 if there is anything. Warnings do not count.

It prints the file's SHA-256: operators compare it by another channel before they start.`,
		Example: `  agijobsd genesis validate
  agijobsd genesis validate --draft
  agijobsd genesis validate exported.json -o json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := server.GetServerContextFromCmd(cmd).Config.GenesisFile()
			if len(args) > 0 {
				file = args[0]
			}
			report, err := validateGenesis(client.GetClientContextFromCmd(cmd), basics, file, draft)
			if err != nil {
				return err
			}
			return report.print(cmd)
		},
	}
	cmd.Flags().BoolVar(&draft, "draft", false, "the file has no genesis transactions yet: check it as far as that goes")
	cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "output format (text|json)")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

// validateGenesis returns an error only where the file cannot be read at all.
func validateGenesis(ctx client.Context, basics module.BasicManager, file string, draft bool) (*genesisReport, error) {
	content, err := os.ReadFile(file) // #nosec G304 -- the caller names the file
	if err != nil {
		return nil, err
	}
	genesis, err := genutiltypes.AppGenesisFromFile(file)
	if err != nil {
		return nil, err
	}
	state := app.GenesisState{}
	if err := json.Unmarshal(genesis.AppState, &state); err != nil {
		return nil, fmt.Errorf("%s: app_state is no JSON object: %w", file, err)
	}
	sum := sha256.Sum256(content)
	report := &genesisReport{
		File: file, SHA256: hex.EncodeToString(sum[:]), ChainID: genesis.ChainID, Errors: []string{}, Warnings: []string{},
	}
	if genesis.Consensus == nil || genesis.Consensus.Params == nil {
		report.fail(errors.New("consensus.params: missing; take them from the file that init writes"))
		return report, nil
	}
	report.fail(genesis.ValidateAndComplete())
	for _, name := range slices.Sorted(maps.Keys(basics)) {
		report.fail(validateModule(ctx, basics[name], state))
	}
	report.fail(app.CheckRules(state, ctx.Codec, genesis.Consensus.Params.ToProto()))
	if len(report.Errors) > 0 {
		return report, nil // the rest stands on it
	}
	report.fail(app.CheckGenesis(state, ctx.Codec))
	if err := report.count(ctx.Codec, state); err != nil {
		return nil, err
	}
	switch {
	case len(report.Errors) > 0:
	case report.Operators > 0:
		report.fail(rehearse(genesis))
	case !draft:
		report.fail(errors.New("app_state.genutil.gen_txs: nobody would make blocks; each operator runs genesis gentx, then genesis " +
			"collect-gentxs, or look at an unfinished file with --draft"))
	}
	return report, nil
}

func validateModule(ctx client.Context, basic module.AppModuleBasic, state app.GenesisState) (err error) {
	m, ok := basic.(module.HasGenesisBasics)
	if !ok {
		return nil
	}
	path := "app_state." + basic.Name()
	part, has := state[basic.Name()]
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: a value is missing or no number (%v); compare with the file that init writes", path, r)
		}
	}()
	err = m.ValidateGenesis(ctx.Codec, ctx.TxConfig, part)
	switch {
	case err == nil: // some modules keep nothing in an exported file
		return nil
	case !has:
		return fmt.Errorf("%s: missing; take it from the file that init writes", path)
	default:
		return fmt.Errorf("%s: %w", path, err)
	}
}

// count fills in how many there are, and warns of what is lawful and probably not meant.
func (r *genesisReport) count(cdc codec.Codec, state app.GenesisState) error {
	var people identitytypes.GenesisState
	var owner sovereigntypes.GenesisState
	var txs genutiltypes.GenesisState
	var staking stakingtypes.GenesisState
	if err := errors.Join(
		cdc.UnmarshalJSON(state[identitytypes.ModuleName], &people), cdc.UnmarshalJSON(state[sovereigntypes.ModuleName], &owner),
		cdc.UnmarshalJSON(state[genutiltypes.ModuleName], &txs), cdc.UnmarshalJSON(state[stakingtypes.ModuleName], &staking),
	); err != nil {
		return err
	}
	r.Operators, r.Participants, r.Council = len(txs.GenTxs)+len(staking.Validators), len(people.Participants), len(owner.Council.Members)
	registrars := slices.ContainsFunc(people.Participants, func(p identitytypes.Participant) bool { return p.Has(identitytypes.ROLE_REGISTRAR) })
	r.warn(r.Council == 0, "no owner council: nobody can ever change a rule; genesis add-council")
	r.warn(r.Council > 1 && owner.Council.Threshold == 1, "one member of the council decides alone; genesis add-council --threshold")
	r.warn(len(owner.Guardians) == 0, "no guardian: only the council can stop the market; genesis add-guardian")
	r.warn(!registrars, "no registrar: the council must admit everybody; genesis add-registrar")
	r.warn(r.Operators > 0 && r.Operators < tolerantOperators,
		fmt.Sprintf("%d operators: the chain stands still when one is away; %d survive that", r.Operators, tolerantOperators))
	return nil
}

// rehearse starts a chain from the genesis in memory.
func rehearse(genesis *genutiltypes.AppGenesis) (err error) {
	home, err := os.MkdirTemp("", "agijobsd-genesis")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	chain := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.NewAppOptionsWithFlagHome(home), baseapp.SetChainID(genesis.ChainID))
	chain.RequireRules()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the chain would not start: %v", r)
		}
		err = errors.Join(err, chain.Close())
	}()
	params := genesis.Consensus.Params.ToProto()
	_, err = chain.InitChain(&abci.RequestInitChain{
		ChainId: genesis.ChainID, Time: genesis.GenesisTime, InitialHeight: genesis.InitialHeight, ConsensusParams: &params,
		AppStateBytes: genesis.AppState,
	})
	if err != nil {
		return fmt.Errorf("the chain would not start: %w", err)
	}
	return nil
}

func (r *genesisReport) print(cmd *cobra.Command) error {
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if format == flags.OutputFormatJSON {
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, string(text)); err != nil {
			return err
		}
	} else if err := r.text(cmd); err != nil {
		return err
	}
	if len(r.Errors) > 0 {
		return fmt.Errorf("%s is refused: %d errors", r.File, len(r.Errors))
	}
	return nil
}

func (r *genesisReport) text(cmd *cobra.Command) error {
	out := cmd.OutOrStdout()
	for _, e := range r.Errors {
		if _, err := fmt.Fprintln(out, "error:", e); err != nil {
			return err
		}
	}
	for _, w := range r.Warnings {
		if _, err := fmt.Fprintln(out, "warning:", w); err != nil {
			return err
		}
	}
	if len(r.Errors) > 0 {
		return nil
	}
	_, err := fmt.Fprintf(out, "%s is valid: chain %s, %d operators, %d participants, %d members of the council\nSHA-256 %s\n",
		r.File, r.ChainID, r.Operators, r.Participants, r.Council, r.SHA256)
	return err
}

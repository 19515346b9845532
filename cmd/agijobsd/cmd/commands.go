package cmd

import (
	"fmt"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/debug"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/client/pruning"
	"github.com/cosmos/cosmos-sdk/client/rpc"
	"github.com/cosmos/cosmos-sdk/client/snapshot"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	authcmd "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	genutilcli "github.com/cosmos/cosmos-sdk/x/genutil/client/cli"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/demo"
	"github.com/agijobs/agijobs/internal/localnet"
	certificatescli "github.com/agijobs/agijobs/x/certificates/client/cli"
	identitycli "github.com/agijobs/agijobs/x/identity/client/cli"
	jobscli "github.com/agijobs/agijobs/x/jobs/client/cli"
	validationcli "github.com/agijobs/agijobs/x/validation/client/cli"
)

func addCommands(root *cobra.Command, lender *app.App) {
	basics := lender.Basics()
	desk := identitycli.IdentityCmd()
	cliutil.WrapTx(desk)
	server.AddCommands(root, app.DefaultNodeHome, newApp, exportApp, func(*cobra.Command) {})
	root.AddCommand(
		initCmd(basics),
		genesisCmd(lender),
		debug.Cmd(),
		pruning.Cmd(newApp, app.DefaultNodeHome),
		snapshot.Cmd(newApp),
		server.StatusCommand(),
		keys.Commands(),
		queryCmd(),
		txCmd(),
		policyCmd(),
		pauseCmd(),
		resumeCmd(),
		auditCmd(),
		thermostatCmd(),
		benchCmd(),
		certificateCmd(),
		signerCmd(),
		inPlaceTestnetCmd(),
		desk,
	)
	demo.AddCommands(root)
	root.AddCommand(localnet.Cmd())
}

func genesisCmd(lender *app.App) *cobra.Command {
	cmd := genutilcli.Commands(lender.TxConfig(), lender.Basics(), app.DefaultNodeHome)
	cmd.Short = "Prepare the genesis file of a new chain"
	for _, sub := range cmd.Commands() {
		if sub.Name() == "validate" {
			cmd.RemoveCommand(sub) // ours asks more
		}
	}
	cmd.AddCommand(
		addOrganisationCmd(), addParticipantCmd(), addParticipantsCmd(), addOperatorCmd(), addRegistrarCmd(),
		addCouncilMemberCmd(), addCouncilCmd(), addGuardianCmd(), validateGenesisCmd(lender.Basics()),
	)
	return cmd
}

func queryCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "query", Aliases: []string{"q"}, Short: "Ask the chain", SuggestionsMinimumDistance: 2,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(
		rpc.WaitTxCmd(),
		server.QueryBlockCmd(),
		server.QueryBlocksCmd(),
		server.QueryBlockResultsCmd(),
		authcmd.QueryTxsByEventsCmd(),
		authcmd.QueryTxCmd(),
	)
	return cmd
}

func txCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "tx", Short: "Send transactions to the chain", SuggestionsMinimumDistance: 2,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(
		authcmd.GetSignCommand(),
		authcmd.GetSignBatchCommand(),
		authcmd.GetMultiSignCommand(),
		authcmd.GetMultiSignBatchCmd(),
		authcmd.GetValidateSignaturesCommand(),
		authcmd.GetBroadcastCommand(),
		authcmd.GetEncodeCommand(),
		authcmd.GetDecodeCommand(),
		authcmd.GetSimulateCmd(),
	)
	return cmd
}

// finish adds the hand-made flows to the generated commands.
func finish(root *cobra.Command) error {
	hand := map[string][]*cobra.Command{
		"jobs":       {jobscli.NewPostCmd(), jobscli.NewNameContributorsCmd(), jobscli.NewCreateProgramCmd()},
		"validation": {validationcli.NewCommitCmd(), validationcli.NewRevealCmd(), validationcli.NewCanaryCmd()},
	}
	tx, _, err := root.Find([]string{"tx"})
	if err != nil {
		return err
	}
	for _, module := range []string{"jobs", "validation"} {
		parent, _, err := tx.Find([]string{module})
		if err != nil || parent == tx {
			return fmt.Errorf("no generated commands for %s", module)
		}
		parent.AddCommand(hand[module]...)
	}
	queries := map[string]*cobra.Command{
		"jobs": jobscli.NewProgramStatusCmd(), "validation": validationcli.NewDutiesCmd(), "certificates": certificatescli.NewPortfolioCmd(),
	}
	for _, module := range []string{"jobs", "validation", "certificates"} {
		parent, _, err := root.Find([]string{"query", module})
		if err != nil || parent.Name() != module {
			return fmt.Errorf("no generated queries for %s", module)
		}
		parent.AddCommand(queries[module])
	}
	if err := nameArguments(tx); err != nil {
		return err
	}
	cliutil.WrapTx(tx)
	return setGasAdjustment(root)
}

// setGasAdjustment replaces the SDK's default of 1.0, which is short by what a block changes between simulation and
// transaction.
func setGasAdjustment(cmd *cobra.Command) error {
	for _, child := range cmd.Commands() {
		if err := setGasAdjustment(child); err != nil {
			return err
		}
	}
	f := cmd.Flags().Lookup(flags.FlagGasAdjustment)
	if f == nil {
		return nil
	}
	f.DefValue = defaultGasAdjustment
	return f.Value.Set(defaultGasAdjustment)
}

func newApp(logger log.Logger, db dbm.DB, opts servertypes.AppOptions) servertypes.Application {
	chain := app.New(logger, db, true, opts, server.DefaultBaseappOptions(opts)...)
	chain.RequireRules()
	if err := chain.WatchMarket(); err != nil {
		panic(err) // the names of the metrics are the program's own
	}
	return chain
}

func exportApp(logger log.Logger, db dbm.DB, height int64, forZeroHeight bool, allowed []string,
	opts servertypes.AppOptions, modules []string,
) (servertypes.ExportedApp, error) {
	if forZeroHeight {
		return servertypes.ExportedApp{}, fmt.Errorf("--for-zero-height is not supported: a chain goes on at its height, " +
			"so that job ids and deadlines stay true; export without it")
	}
	// Reading alone: a home without the index of latest values does not get one.
	chain := app.New(logger, db, height == -1, opts, baseapp.SetIAVLDisableFastNode(true))
	if height != -1 {
		if err := chain.LoadVersion(height); err != nil {
			return servertypes.ExportedApp{}, err
		}
	}
	return chain.ExportAppStateAndValidators(false, allowed, modules)
}

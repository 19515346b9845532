// Package cmd holds the commands of agijobsd.
package cmd

import (
	"errors"
	"os"
	"path/filepath"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/telemetry"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/metrics"
	"github.com/agijobs/agijobs/app/sigcache"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/gcpercent"
	"github.com/agijobs/agijobs/internal/testnet"
)

// NewRootCmd builds the whole command tree. A throw-away chain in memory lends its codecs and its generated commands.
func NewRootCmd() (root *cobra.Command, err error) {
	nameBinary()
	home, err := os.MkdirTemp("", "agijobsd-commands")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	lender := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, simtestutil.NewAppOptionsWithFlagHome(home))
	defer func() { err = errors.Join(err, lender.Close()) }()

	clientCtx := client.Context{}.
		WithCodec(lender.Codec()).
		WithInterfaceRegistry(lender.InterfaceRegistry()).
		WithTxConfig(lender.TxConfig()).
		WithLegacyAmino(lender.LegacyAmino()).
		WithInput(os.Stdin).
		WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(app.DefaultNodeHome).
		WithViper("AGIJOBSD")

	root = &cobra.Command{
		Use:   "agijobsd",
		Short: "AGI Jobs: a nation's labour market for human and AI work",
		Long: `agijobsd runs a node of the AGI Jobs chain and is its command line.

See the whole thing once, with a real node and real transactions:  agijobsd demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return prepare(cmd, clientCtx)
		},
	}
	addCommands(root, lender)

	autoCLI := lender.AutoCLI()
	autoCLI.ClientCtx = clientCtx
	if err := addGenerated(root, autoCLI); err != nil {
		return nil, err
	}
	if err := finish(root); err != nil {
		return nil, err
	}
	return root, nil
}

// prepare reads flags and files into the command's contexts.
func prepare(cmd *cobra.Command, ctx client.Context) error {
	cmd.SetOut(cmd.OutOrStdout())
	cmd.SetErr(cmd.ErrOrStderr())
	ctx = ctx.WithCmdContext(cmd.Context())
	ctx, err := client.ReadPersistentCommandFlags(ctx, cmd.Flags())
	if err != nil {
		return err
	}
	if ctx, err = config.ReadFromClientConfig(ctx); err != nil {
		return err
	}
	if err := client.SetCmdClientContextHandler(ctx, cmd); err != nil {
		return err
	}
	if err := prepareServer(cmd); err != nil {
		return err
	}
	return cliutil.UseNames(cmd)
}

// prepareServer is the SDK's own handler, but for the log: only a running node logs to standard output. Elsewhere that is
// where the command's result goes, and export's must be JSON to the last byte.
func prepareServer(cmd *cobra.Command) error {
	template, appConfig := appConfig()
	ctx, err := server.InterceptConfigsAndCreateContext(cmd, template, appConfig, cometConfig())
	if err != nil {
		return err
	}
	out := cmd.ErrOrStderr()
	// A node's own settings are asked of a node only: a signer starts as well, and has none.
	if cmd.Name() == "start" && cmd.Parent() == cmd.Root() {
		out = cmd.OutOrStdout()
		if err := testnet.RequireFinished(ctx.Config.RootDir); err != nil {
			return err
		}
		if err := freeSocket(ctx.Config.PrivValidatorListenAddr); err != nil {
			return err
		}
		if err := requireNoCache(ctx.Viper); err != nil {
			return err
		}
		if err := lanes.CheckConfig(ctx.Viper); err != nil {
			return err
		}
		if _, err := sigcache.Entries(ctx.Viper); err != nil {
			return err
		}
		percent, err := gcpercent.Setting(ctx.Viper)
		if err != nil {
			return err
		}
		gcpercent.Apply(percent)
		if err := serveMetrics(ctx.Config.RootDir); err != nil {
			return err
		}
	}
	logger, err := server.CreateSDKLogger(ctx, out)
	if err != nil {
		return err
	}
	ctx.Logger = logger.With(log.ModuleKey, "server")
	return server.SetCmdServerContext(cmd, ctx)
}

// serveMetrics shows this program's metrics beside CometBFT's, unless the operator sends them elsewhere by an otel.yaml of its own.
func serveMetrics(home string) error {
	if os.Getenv("OTEL_CONFIG_FILE") != "" {
		return nil // the SDK has read it already
	}
	own, err := os.Stat(filepath.Join(home, "config", telemetry.OtelFileName))
	if err == nil && own.Size() > 0 {
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return metrics.ServeBesideComet()
}

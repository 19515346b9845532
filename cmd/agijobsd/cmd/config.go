package cmd

import (
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"

	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/agijobs/agijobs/app"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	// defaultGasAdjustment covers what a block changes between simulation and execution.
	defaultGasAdjustment = "1.4"
	// queryGasLimit bounds what one query may read; the SDK's default is no bound.
	queryGasLimit = 50_000_000
	// timeoutCommit paces the blocks. Exactly one second would be rewritten to five by the SDK on first start.
	timeoutCommit = 900 * time.Millisecond
)

// nameBinary gives a binary that was built without the Makefile's flags its names; the SDK's own stand-ins would get into
// genesis files.
func nameBinary() {
	if version.Name == "" {
		version.Name = app.Name
	}
	if version.AppName == "<appd>" {
		version.AppName = app.Name + "d"
	}
}

// appConfig is the default app.toml.
func appConfig() (string, any) {
	cfg := serverconfig.DefaultConfig()
	cfg.MinGasPrices = app.MinGasPrice + sovereigntypes.DefaultCurrency().Base
	cfg.QueryGasLimit = queryGasLimit
	cfg.API.Enable = true
	cfg.API.Swagger = true
	return serverconfig.DefaultConfigTemplate, *cfg
}

// cometConfig is the default config.toml.
func cometConfig() *cmtcfg.Config {
	cfg := cmtcfg.DefaultConfig()
	cfg.Consensus.TimeoutCommit = timeoutCommit
	return cfg
}

package cmd

import (
	"fmt"
	"strings"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/cast"

	"github.com/cosmos/cosmos-sdk/server"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/sigcache"
	"github.com/agijobs/agijobs/internal/gcpercent"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	// defaultGasAdjustment covers what a block changes between simulation and execution.
	defaultGasAdjustment = "1.4"
	// queryGasLimit bounds what one query may read; the SDK's default is no bound.
	queryGasLimit = 50_000_000
	// timeoutCommit paces the blocks. Exactly one second would be rewritten to five by the SDK on first start.
	timeoutCommit = 900 * time.Millisecond
	// snapshotInterval lets a node join by state sync, from a state that is at most about half an hour old; keptSnapshots bound the disk.
	snapshotInterval = 2000
	keptSnapshots    = 2
	// metricsAddress serves metrics to this machine alone: they tell an attacker how busy a node is.
	metricsAddress = "127.0.0.1:26660"
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
	cfg.Mempool.MaxTxs = lanes.DefaultTxs
	// The fast index is a second copy of every store's latest state: a third of the time of a life of a job goes into writing it, and more
	// the larger the state. Reading by the tree, whose upper part is in memory, costs less than that.
	cfg.IAVLDisableFastNode = true
	cfg.InterBlockCache = false
	cfg.StateSync.SnapshotInterval = snapshotInterval
	cfg.StateSync.SnapshotKeepRecent = keptSnapshots
	return appTemplate(), *cfg
}

// requireNoCache refuses the SDK's cache of values between blocks. Simulations by gRPC read through it beside the block that changes the values: one that has
// read an old value puts it there after the block has put the new one, and this node alone computes another AppHash in the next block.
func requireNoCache(opts servertypes.AppOptions) error {
	if cast.ToBool(opts.Get(server.FlagInterBlockCache)) {
		return fmt.Errorf("inter-block-cache of app.toml must be false, and is true or missing: with it a simulation can part this node from the chain")
	}
	return nil
}

const mempoolSection = "[mempool]\n"

// appTemplate is the SDK's template but for what it says of the mempool: that of this program has lanes, and cannot be switched off. After it
// comes what the SDK does not have.
func appTemplate() string {
	before, _, _ := strings.Cut(serverconfig.DefaultConfigTemplate, mempoolSection)
	return before + mempoolSection + `# How many transactions wait on this node at most, 100 or more. New business takes at most 80 % of these places: the others are
# for duties, exits and the owner. 0 and -1 stand for size of config.toml, which must not be less: a node refuses to start then.
max-txs = {{ .Mempool.MaxTxs }}

` + sigcache.Template + "\n" + gcpercent.Template
}

// cometConfig is the default config.toml.
func cometConfig() *cmtcfg.Config {
	cfg := cmtcfg.DefaultConfig()
	cfg.Consensus.TimeoutCommit = timeoutCommit
	cfg.Mempool.Size = lanes.DefaultTxs
	cfg.Instrumentation.Prometheus = true
	cfg.Instrumentation.PrometheusListenAddr = metricsAddress
	return cfg
}

package lanes

import (
	"fmt"
	"slices"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/cast"

	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
)

const (
	// DefaultTxs is how many transactions wait on a node at most: more than twice a full block of votes. CometBFT's own pool is as large.
	DefaultTxs = 5000
	// MinTxs leaves a place for new business, for parties and for committees.
	MinTxs = 100

	// Keys of config.toml; both files have a section mempool.
	cometTxs     = "mempool.size"
	cometBytes   = "mempool.max_txs_bytes"
	cometType    = "mempool.type"
	cometRecheck = "mempool.recheck"
	cometKeep    = "mempool.keep-invalid-txs-in-cache"
)

// Size of a pool.
type Size struct{ Txs, Bytes int64 }

// ReadSize reads the size of a node's pool: max-txs of app.toml, and never more than CometBFT's own pool takes. That one knows no lanes: if
// new business could fill it, no duty would even be looked at.
func ReadSize(opts servertypes.AppOptions) Size {
	comet := cometSize(opts)
	if txs := cast.ToInt64(opts.Get(server.FlagMempoolMaxTxs)); txs > 0 {
		comet.Txs = min(comet.Txs, txs)
	}
	return comet
}

func cometSize(opts servertypes.AppOptions) Size {
	size := Size{Txs: cast.ToInt64(opts.Get(cometTxs)), Bytes: cast.ToInt64(opts.Get(cometBytes))}
	if size.Txs <= 0 {
		size.Txs = DefaultTxs
	}
	if size.Bytes <= 0 {
		size.Bytes = cmtcfg.DefaultMempoolConfig().MaxTxsBytes
	}
	return size
}

// CheckConfig says what is wrong with a node's settings of its pool. A setting that is missing is not wrong.
func CheckConfig(opts servertypes.AppOptions) error {
	txs, comet := cast.ToInt64(opts.Get(server.FlagMempoolMaxTxs)), cometSize(opts)
	switch {
	case txs > comet.Txs:
		return fmt.Errorf("mempool: max-txs of app.toml is %d, size of config.toml is %d: raise size to %d or more, or lower max-txs; "+
			"otherwise new business fills CometBFT's pool and leaves no place for duties", txs, comet.Txs, txs)
	case ReadSize(opts).Txs < MinTxs:
		return fmt.Errorf("mempool: max-txs of app.toml and size of config.toml must be %d or more", MinTxs)
	case !slices.Contains([]string{"", cmtcfg.MempoolTypeFlood}, cast.ToString(opts.Get(cometType))): // CometBFT takes "" for flood
		return fmt.Errorf("mempool: type of config.toml must be %q: this program takes its transactions from that pool", cmtcfg.MempoolTypeFlood)
	case opts.Get(cometRecheck) != nil && !cast.ToBool(opts.Get(cometRecheck)):
		return fmt.Errorf("mempool: recheck of config.toml must be true, or what can never get into a block keeps its place")
	case cast.ToBool(opts.Get(cometKeep)):
		return fmt.Errorf("mempool: keep-invalid-txs-in-cache of config.toml must be false, or what was refused by a full pool could never come again")
	}
	return nil
}

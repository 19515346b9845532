package lanes

import (
	"testing"

	"github.com/stretchr/testify/require"

	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
)

func TestReadSize(t *testing.T) {
	for name, tc := range map[string]struct {
		opts simtestutil.AppOptionsMap
		want Size
	}{
		"nothing":            {simtestutil.AppOptionsMap{}, Size{DefaultTxs, 1 << 30}},
		"app.toml":           {simtestutil.AppOptionsMap{"mempool.max-txs": 200}, Size{200, 1 << 30}},
		"the SDK's default":  {simtestutil.AppOptionsMap{"mempool.max-txs": -1, "mempool.size": 700}, Size{700, 1 << 30}},
		"CometBFT's is less": {simtestutil.AppOptionsMap{"mempool.max-txs": 9_000, "mempool.size": 700, "mempool.max_txs_bytes": 5_000}, Size{700, 5_000}},
	} {
		require.Equal(t, tc.want, ReadSize(tc.opts), name)
	}
}

func TestCheckConfig(t *testing.T) {
	for name, tc := range map[string]struct {
		opts simtestutil.AppOptionsMap
		want string
	}{
		"nothing":       {simtestutil.AppOptionsMap{}, ""},
		"no type":       {simtestutil.AppOptionsMap{"mempool.type": ""}, ""},
		"what init has": {simtestutil.AppOptionsMap{"mempool.max-txs": 5_000, "mempool.size": 5_000, "mempool.type": "flood", "mempool.recheck": true}, ""},
		"above CometBFT's pool": {
			simtestutil.AppOptionsMap{"mempool.max-txs": 5_001, "mempool.size": 5_000},
			"mempool: max-txs of app.toml is 5001, size of config.toml is 5000: raise size to 5001 or more, or lower max-txs; " +
				"otherwise new business fills CometBFT's pool and leaves no place for duties",
		},
		"too small":          {simtestutil.AppOptionsMap{"mempool.max-txs": 99}, "mempool: max-txs of app.toml and size of config.toml must be 100 or more"},
		"CometBFT too small": {simtestutil.AppOptionsMap{"mempool.size": 99}, "mempool: max-txs of app.toml and size of config.toml must be 100 or more"},
		"another type":       {simtestutil.AppOptionsMap{"mempool.type": "nop"}, `mempool: type of config.toml must be "flood": this program takes its transactions from that pool`},
		"no recheck": {
			simtestutil.AppOptionsMap{"mempool.recheck": false},
			"mempool: recheck of config.toml must be true, or what can never get into a block keeps its place",
		},
		"long memory": {
			simtestutil.AppOptionsMap{"mempool.keep-invalid-txs-in-cache": true},
			"mempool: keep-invalid-txs-in-cache of config.toml must be false, or what was refused by a full pool could never come again",
		},
	} {
		err := CheckConfig(tc.opts)
		if tc.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.EqualError(t, err, tc.want, name)
	}
}

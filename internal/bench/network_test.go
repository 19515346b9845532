package bench

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"
)

func TestPercentiles(t *testing.T) {
	require.Equal(t, Percentiles{}, percentilesOf(nil))
	require.Equal(t, Percentiles{P50: 7, P95: 7, P99: 7, Max: 7}, percentilesOf([]float64{7}))
	var values []float64
	for i := range 200 {
		values = append(values, float64(200-i))
	}
	require.Equal(t, Percentiles{P50: 100, P95: 190, P99: 198, Max: 200}, percentilesOf(values))
}

func TestNetworkOptionsAreBounded(t *testing.T) {
	require.NoError(t, DefaultNetworkOptions().Validate())
	for flag, o := range map[string]func(*NetworkOptions){
		"validators": func(o *NetworkOptions) { o.Validators = 21 }, "seconds": func(o *NetworkOptions) { o.Seconds = 0 },
		"rate": func(o *NetworkOptions) { o.Rate = 0 }, "senders": func(o *NetworkOptions) { o.Senders = 0 }, "lives": func(o *NetworkOptions) { o.Lives = -1 },
	} {
		options := DefaultNetworkOptions()
		o(&options)
		require.ErrorContains(t, options.Validate(), "--"+flag+" is ")
	}
}

// What was offered is counted once: accepted, failed or in no block; what others sent is not.
func TestTheFeedCountsWhatWasOffered(t *testing.T) {
	f, start := newFeed(nil), time.Now()
	txs := cmttypes.Txs{cmttypes.Tx("good"), cmttypes.Tx("bad"), cmttypes.Tx("others"), cmttypes.Tx("lost")}
	for _, i := range []int{0, 1, 3} {
		f.waiting[txs[i].Key()] = &offered{kind: KindSends, at: start, done: make(chan *abci.ExecTxResult, 1)}
		f.kinds[KindSends].offered++
	}
	good := f.waiting[txs[0].Key()]

	block := &cmttypes.Block{Data: cmttypes.Data{Txs: txs[:3]}, LastCommit: &cmttypes.Commit{}}
	f.take(start.Add(300*time.Millisecond), block, &coretypes.ResultBlockResults{
		TxsResults:          []*abci.ExecTxResult{{}, {Code: 5, Log: "no money"}, {}},
		FinalizeBlockEvents: []abci.Event{{Type: "agijobs.jobs.v1.EventJobSettled"}, {Type: "other"}},
	})

	require.Len(t, good.done, 1)
	require.False(t, f.workedOff(1))
	l := newLoad(&feed{n: &network{chain: &chain{}}, kinds: f.kinds, blocks: f.blocks, settled: f.settled}, DefaultNetworkOptions())
	report := l.report(start, time.Second, 2*time.Second)
	require.Equal(t, NetworkLoad{
		Kind: KindSends, Offered: 3, Accepted: 1, Failed: 1, InNoBlock: 1, OfferedPerSecond: 3, AcceptedPerSecond: report.Loads[0].AcceptedPerSecond, Ratio: 1.0 / 3,
		Millis: Percentiles{P50: 300, P95: 300, P99: 300, Max: 300}, LastError: "no money",
	}, report.Loads[0])
	require.InDelta(t, 1/0.3, report.Loads[0].AcceptedPerSecond, 0.001)
	require.Equal(t, 1, report.JobsSettled)
	require.Equal(t, 3, report.Blocks.Transactions)
	var text strings.Builder
	require.NoError(t, report.WriteText(&text))
	require.Contains(t, text.String(), "last refusal of sends: no money")
	_, err := json.Marshal(report)
	require.NoError(t, err)
}

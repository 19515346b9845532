package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app/testapp"
)

// The same blocks with metrics off, and with metrics on and read after each block: equal AppHash, results and gas at every height.
func TestMetricsAreNoState(t *testing.T) {
	off := testapp.New(t, testapp.Options{})
	from := off.Operator()
	for range 3 {
		off.Block(off.Sign(from, &banktypes.MsgSend{FromAddress: from.String(), ToAddress: from.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))}))
	}
	off.Blocks(3)

	reader := sdkmetric.NewManualReader()
	otel.SetMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	on := testapp.New(t, testapp.Options{})
	require.NoError(t, on.App.WatchMarket())
	for _, b := range off.History[1:] {
		on.BlockAfter(b.Time.Sub(on.Time), b.Txs...)
		require.NotEmpty(t, collected(t, reader))
		require.Equal(t, b.AppHash, on.Last.AppHash, "height %d", on.Height)
		require.Equal(t, b.Response, on.Last, "height %d", on.Height)
	}
	got := collected(t, reader)
	for _, name := range []string{
		"agijobs.height", "agijobs.jobs.complete", "agijobs.escrow.held", "agijobs.escrow.owed", "agijobs.queue.due", "agijobs.balance",
		"agijobs.block.finalize", "agijobs.block.end", "agijobs.transactions", "agijobs.clock.behind",
	} {
		require.Contains(t, got, name)
	}
	require.NoError(t, on.App.Close())
	require.NotContains(t, collected(t, reader), "agijobs.height", "a closed node looks at nothing")
}

func collected(t *testing.T, reader sdkmetric.Reader) map[string]metricdata.Aggregation {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(context.Background(), &all))
	out := map[string]metricdata.Aggregation{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			out[m.Name] = m.Data
		}
	}
	return out
}

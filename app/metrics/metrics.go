// Package metrics tells operators of the market and of the node's own work, by OpenTelemetry. Nothing of it is state: it reads what is committed,
// and no block waits for it.
package metrics

import (
	"context"
	"strings"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// meter is taken before the node knows where its metrics go: OpenTelemetry connects it when it does.
var meter = otel.Meter("github.com/agijobs/agijobs/app/metrics")

// seconds are the limits of the histograms: a block of 900 ms leaves half of that for its execution.
var seconds = metric.WithExplicitBucketBoundaries(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

var (
	execution = must(meter.Float64Histogram("agijobs.block.finalize", metric.WithUnit("s"), seconds,
		metric.WithDescription("how long the execution of a block took")))
	end = must(meter.Float64Histogram("agijobs.block.end", metric.WithUnit("s"), seconds,
		metric.WithDescription("how long the end of a block took: draws, verdicts, settlements, dispatch, loops")))
	transactions = must(meter.Int64Counter("agijobs.transactions", metric.WithDescription("executed transactions, by result: ok or failed")))
	events       = must(meter.Int64Counter("agijobs.events", metric.WithDescription("events of this chain's own modules, by type")))
)

func must[T any](instrument T, err error) T {
	if err != nil {
		panic(err) // a name that no meter takes
	}
	return instrument
}

// own is what the types of this chain's events begin with; their number is bounded by the protos.
const own = "agijobs."

// Executed counts an executed block.
func Executed(res *abci.ResponseFinalizeBlock, took time.Duration) {
	ctx := context.Background()
	execution.Record(ctx, took.Seconds())
	types := map[string]int64{}
	count(types, res.Events)
	var ok, failed int64
	for _, tx := range res.TxResults {
		if tx.Code == abci.CodeTypeOK {
			ok++
		} else {
			failed++
		}
		count(types, tx.Events)
	}
	transactions.Add(ctx, ok, metric.WithAttributes(attribute.String("result", "ok")))
	transactions.Add(ctx, failed, metric.WithAttributes(attribute.String("result", "failed")))
	for name, n := range types {
		events.Add(ctx, n, metric.WithAttributes(attribute.String("type", name)))
	}
}

func count(types map[string]int64, list []abci.Event) {
	for _, e := range list {
		if strings.HasPrefix(e.Type, own) {
			types[e.Type]++
		}
	}
}

// Ended counts the end of a block.
func Ended(took time.Duration) { end.Record(context.Background(), took.Seconds()) }

// Stopwatch measures; the function that it returns tells how long ago it was started.
func Stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}

package sigcache

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// The counters go where the node's otel.yaml sends metrics, and nowhere without one.
var (
	meter = otel.Meter("github.com/agijobs/agijobs/app/sigcache")

	hits      = counter("agijobs.sigcache.hits", "signatures known to be good when a transaction was checked or executed")
	misses    = counter("agijobs.sigcache.misses", "signatures that had to be verified when a transaction was checked or executed")
	evictions = counter("agijobs.sigcache.evictions", "remembered signatures that were pushed out by others")
	checked   = counter("agijobs.sigcache.checked", "signatures verified before their block was executed")
)

func counter(name, description string) metric.Int64Counter {
	c, err := meter.Int64Counter(name, metric.WithDescription(description))
	if err != nil {
		panic(err) // a name that no meter takes
	}
	return c
}

// show has every counter told from the start: one that nothing was counted on yet would be missing, and a panel about it empty.
func show() {
	for _, c := range []metric.Int64Counter{hits, misses, evictions, checked} {
		c.Add(context.Background(), 0)
	}
}

func count(c metric.Int64Counter) { c.Add(context.Background(), 1) }

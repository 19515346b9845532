package metrics

import (
	"context"
	"math/big"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"cosmossdk.io/math"
)

// interval is the least time between two looks at the state, however often somebody asks for metrics.
const interval = 10 * time.Second

// Market is what one look at the committed state has seen. What is a count stops at a cap of whoever looked.
type Market struct {
	Height int64
	// Jobs that have not ended, by status; Complete: no cap was reached, so the sums are whole.
	Jobs     map[string]int64
	Complete bool
	// Held is what x/jobs holds, Owed what it owes, in base units; Owed only if Complete.
	Held, Owed math.Int
	// Queues: how much is due now and waits for the end of a block, by queue.
	Queues map[string]int64
	// OldestDue is for how long the oldest due deadline has been due, in market time.
	OldestDue time.Duration
	// Stuck jobs, whose settlement has failed.
	Stuck int64
	// Behind is by how much market time lags block time.
	Behind time.Duration
	// Balances by account, Minted and Burned by module, in base units.
	Balances, Minted, Burned map[string]math.Int
	Sensors, Outputs         []Value
	Temperatures             []Value
	// Alarms that are on; Frozen: the owner holds the loops.
	Alarms int64
	Frozen bool
	// Judges in all pools.
	Judges map[string]int64
}

// Value of a sensor, an output or a temperature.
type Value struct {
	Name, Category string
	Value          math.LegacyDec
}

// gauges of the market.
type gauges struct {
	height, jobs, complete, stuck, queue, alarms, frozen, judges metric.Int64ObservableGauge
	held, owed, balance, minted, burned, oldest, behind          metric.Float64ObservableGauge
	sensor, output, temperature                                  metric.Float64ObservableGauge
	failures                                                     metric.Int64ObservableCounter
}

func newGauges() gauges {
	whole := func(name, description string) metric.Int64ObservableGauge {
		return must(meter.Int64ObservableGauge(name, metric.WithDescription(description)))
	}
	broken := func(name, unit, description string) metric.Float64ObservableGauge {
		return must(meter.Float64ObservableGauge(name, metric.WithUnit(unit), metric.WithDescription(description)))
	}
	return gauges{
		height:      whole("agijobs.height", "height of the state that the gauges were read from"),
		jobs:        whole("agijobs.jobs", "jobs that have not ended, by status"),
		complete:    whole("agijobs.jobs.complete", "1: all jobs were counted; 0: there are more than the node counts, and what is owed is not told"),
		stuck:       whole("agijobs.jobs.stuck", "jobs whose settlement has failed and is tried again"),
		queue:       whole("agijobs.queue.due", "what is due and waits for the end of a block, by queue"),
		alarms:      whole("agijobs.thermostat.alarms", "temperatures and the Hamiltonian that are out of their bands"),
		frozen:      whole("agijobs.thermostat.frozen", "1: the council holds all loops"),
		judges:      whole("agijobs.pool.judges", "members of a pool of judges"),
		held:        broken("agijobs.escrow.held", "", "what x/jobs holds, in base units"),
		owed:        broken("agijobs.escrow.owed", "", "what x/jobs owes, in base units; equal to what it holds"),
		balance:     broken("agijobs.balance", "", "public purses, in base units, by account"),
		minted:      broken("agijobs.minted", "", "minted since genesis, in base units, by module"),
		burned:      broken("agijobs.burned", "", "burnt since genesis, in base units, by module"),
		oldest:      broken("agijobs.queue.oldest", "s", "for how long the oldest due deadline of a job has been due, in market time"),
		behind:      broken("agijobs.clock.behind", "s", "by how much market time lags block time"),
		sensor:      broken("agijobs.thermostat.sensor", "", "moving mean of a sensor"),
		output:      broken("agijobs.thermostat.output", "", "output of a loop, in basis points"),
		temperature: broken("agijobs.thermostat.temperature", "", "temperature of a category or a role; 1: at target"),
		failures: must(meter.Int64ObservableCounter("agijobs.metrics.failures",
			metric.WithDescription("looks at the state that failed"))),
	}
}

func (g gauges) all() []metric.Observable {
	return []metric.Observable{
		g.height, g.jobs, g.complete, g.stuck, g.queue, g.alarms, g.frozen, g.judges, g.held, g.owed, g.balance, g.minted, g.burned, g.oldest,
		g.behind, g.sensor, g.output, g.temperature, g.failures,
	}
}

// watcher remembers the last look.
type watcher struct {
	look func() (Market, error)

	mu       sync.Mutex
	last     Market
	at       time.Time
	seen     bool
	failures int64
}

// Watch has the market looked at whenever metrics are read, at most every ten seconds, by whoever reads them. The function that it returns
// ends that.
func Watch(look func() (Market, error)) (stop func() error, err error) {
	return (&watcher{look: look}).watch()
}

func (w *watcher) watch() (stop func() error, err error) {
	g := newGauges()
	registration, err := meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		m, seen, failures := w.market()
		o.ObserveInt64(g.failures, failures)
		if seen {
			g.observe(o, m)
		}
		return nil
	}, g.all()...)
	if err != nil {
		return nil, err
	}
	return registration.Unregister, nil
}

func (w *watcher) market() (m Market, seen bool, failures int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.at.IsZero() || time.Since(w.at) >= interval {
		w.at = time.Now()
		m, err := w.look()
		w.seen = err == nil
		if err != nil {
			w.failures++ // old values would look alive
		} else {
			w.last = m
		}
	}
	return w.last, w.seen, w.failures
}

func (g gauges) observe(o metric.Observer, m Market) {
	o.ObserveInt64(g.height, m.Height)
	o.ObserveInt64(g.complete, flag(m.Complete))
	o.ObserveInt64(g.stuck, m.Stuck)
	o.ObserveInt64(g.alarms, m.Alarms)
	o.ObserveInt64(g.frozen, flag(m.Frozen))
	o.ObserveFloat64(g.oldest, m.OldestDue.Seconds())
	o.ObserveFloat64(g.behind, m.Behind.Seconds())
	o.ObserveFloat64(g.held, amount(m.Held))
	if m.Complete {
		o.ObserveFloat64(g.owed, amount(m.Owed))
	}
	whole(o, g.jobs, "status", m.Jobs)
	whole(o, g.queue, "queue", m.Queues)
	whole(o, g.judges, "pool", m.Judges)
	sums(o, g.balance, "account", m.Balances)
	sums(o, g.minted, "module", m.Minted)
	sums(o, g.burned, "module", m.Burned)
	values(o, g.sensor, "sensor", m.Sensors)
	values(o, g.output, "loop", m.Outputs)
	values(o, g.temperature, "kind", m.Temperatures)
}

func whole(o metric.Observer, g metric.Int64ObservableGauge, label string, list map[string]int64) {
	for name, n := range list {
		o.ObserveInt64(g, n, metric.WithAttributes(attribute.String(label, name)))
	}
}

func sums(o metric.Observer, g metric.Float64ObservableGauge, label string, list map[string]math.Int) {
	for name, n := range list {
		o.ObserveFloat64(g, amount(n), metric.WithAttributes(attribute.String(label, name)))
	}
}

func values(o metric.Observer, g metric.Float64ObservableGauge, label string, list []Value) {
	for _, v := range list {
		f, err := v.Value.Float64()
		if err != nil {
			continue // too large for a float: no gauge can show it
		}
		o.ObserveFloat64(g, f, metric.WithAttributes(attribute.String(label, v.Name), attribute.String("category", v.Category)))
	}
}

// amount is exact up to 2^53 base units; a gauge has no more.
func amount(i math.Int) float64 {
	if i.IsNil() {
		return 0
	}
	f, _ := new(big.Float).SetInt(i.BigInt()).Float64()
	return f
}

func flag(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

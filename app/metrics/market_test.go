package metrics

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"cosmossdk.io/math"
)

// seen is what a reader finds: each point by name and labels.
func seen(t *testing.T, reader sdkmetric.Reader) map[string]float64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(context.Background(), &all))
	out := map[string]float64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Gauge[int64]:
				for _, p := range data.DataPoints {
					out[m.Name+labels(p)] = float64(p.Value)
				}
			case metricdata.Gauge[float64]:
				for _, p := range data.DataPoints {
					out[m.Name+labels(p)] = p.Value
				}
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					out[m.Name+labels(p)] = float64(p.Value)
				}
			}
		}
	}
	return out
}

func labels[N int64 | float64](p metricdata.DataPoint[N]) (text string) {
	for _, l := range p.Attributes.ToSlice() {
		text += " " + string(l.Key) + "=" + l.Value.AsString()
	}
	return text
}

func (w *watcher) age() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = time.Time{}
}

// Every gauge shows what a look has found, with its labels; a look that fails shows nothing old, and is counted.
func TestGaugesOfAMarket(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	otel.SetMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	dec := math.LegacyMustNewDecFromStr
	market := Market{
		Height: 7, Jobs: map[string]int64{"open": 2, "council": 1}, Complete: true, Held: math.NewInt(30), Owed: math.NewInt(31),
		Queues: map[string]int64{"draws": 4}, OldestDue: 1500 * time.Millisecond, Stuck: 5, Behind: 2 * time.Second,
		Balances: map[string]math.Int{"treasury": math.NewInt(8)}, Minted: map[string]math.Int{"thermostat": math.NewInt(9)},
		Burned: map[string]math.Int{"jobs": math.NewInt(10)}, Sensors: []Value{{Name: "absence_rate", Value: dec("0.25")}},
		Outputs: []Value{{Name: "reward", Category: "data", Value: dec("250")}}, Temperatures: []Value{{Name: "agent", Value: dec("1.5")}},
		Alarms: 3, Frozen: true, Judges: map[string]int64{"general": 6},
	}
	var failure error
	looks := 0
	w := &watcher{look: func() (Market, error) {
		looks++
		return market, failure
	}}
	stop, err := w.watch()
	require.NoError(t, err)
	want := map[string]float64{
		"agijobs.height": 7, "agijobs.jobs status=open": 2, "agijobs.jobs status=council": 1, "agijobs.jobs.complete": 1, "agijobs.jobs.stuck": 5,
		"agijobs.queue.due queue=draws": 4, "agijobs.thermostat.alarms": 3, "agijobs.thermostat.frozen": 1, "agijobs.pool.judges pool=general": 6,
		"agijobs.escrow.held": 30, "agijobs.escrow.owed": 31, "agijobs.balance account=treasury": 8, "agijobs.minted module=thermostat": 9,
		"agijobs.burned module=jobs": 10, "agijobs.queue.oldest": 1.5, "agijobs.clock.behind": 2,
		"agijobs.thermostat.sensor category= sensor=absence_rate": 0.25, "agijobs.thermostat.output category=data loop=reward": 250,
		"agijobs.thermostat.temperature category= kind=agent": 1.5, "agijobs.metrics.failures": 0,
	}
	require.Equal(t, want, seen(t, reader))

	// Whoever asks again at once gets the same look.
	market.Height, market.Complete = 8, false
	require.Equal(t, want, seen(t, reader))
	require.Equal(t, 1, looks)

	// A list that was cut off gives no sum.
	w.age()
	want["agijobs.height"], want["agijobs.jobs.complete"] = 8, 0
	delete(want, "agijobs.escrow.owed")
	require.Equal(t, want, seen(t, reader))

	failure = errors.New("unreadable")
	w.age()
	require.Equal(t, map[string]float64{"agijobs.metrics.failures": 1}, seen(t, reader))
	require.NoError(t, stop())
	require.Empty(t, seen(t, reader))
}

// Sums beyond 64 bits do not wrap around, and none at all is zero.
func TestAmounts(t *testing.T) {
	huge, ok := math.NewIntFromString("1000000000000000000000000000000")
	require.True(t, ok)
	require.InEpsilon(t, 1e30, amount(huge), 1e-12)
	require.Zero(t, amount(math.Int{}))
	require.Equal(t, []int64{0, 1}, []int64{flag(false), flag(true)})
}

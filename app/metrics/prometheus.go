package metrics

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
)

// ServeBesideComet has CometBFT's own Prometheus endpoint (config.toml, [instrumentation]) show this program's metrics too: both write into the
// process's one registry. Call it before the SDK has read otel.yaml: whoever sets a provider first has the instruments.
func ServeBesideComet() error {
	reader, err := otelprometheus.New(otelprometheus.WithRegisterer(prometheus.DefaultRegisterer), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	otel.SetMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	return nil
}

package thermosim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	sdkmath "cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// Scenario is what happens to a market in a run.
type Scenario struct {
	Title string `yaml:"title" json:"title"`
	About string `yaml:"about" json:"about"`
	// Epochs of the run. Seed of its chance: equal seeds, equal runs.
	Epochs int     `yaml:"epochs" json:"epochs"`
	Seed   uint64  `yaml:"seed" json:"seed"`
	Params Params  `yaml:"params" json:"params"`
	Market Market  `yaml:"market" json:"market"`
	Events []Event `yaml:"events" json:"events"`
}

// Params are those of x/thermostat that matter here.
type Params struct {
	Epoch        time.Duration `yaml:"epoch" json:"epoch_ns"`
	SmoothingBps uint32        `yaml:"smoothing_bps" json:"smoothing_bps"`
	MonitorBps   uint32        `yaml:"monitor_bps" json:"monitor_bps"`
	// MaxEmission of an epoch in AGI.
	MaxEmission float64 `yaml:"max_emission_per_epoch" json:"max_emission_per_epoch"`
}

// Event is something that happens to the market from the beginning of an epoch to that of another one.
type Event struct {
	Name string `yaml:"name" json:"name"`
	From int    `yaml:"from" json:"from"`
	// To is the first epoch after it; 0: it lasts.
	To int `yaml:"to,omitempty" json:"to,omitempty"`
	// Demand, Spending and Overturn are multiples of what is normal; Strike is the share of the validators who stop.
	Demand   *float64 `yaml:"demand,omitempty" json:"demand,omitempty"`
	Strike   *float64 `yaml:"strike,omitempty" json:"strike,omitempty"`
	Spending *float64 `yaml:"spending,omitempty" json:"spending,omitempty"`
	Overturn *float64 `yaml:"overturn,omitempty" json:"overturn,omitempty"`
	// Treasury and Pool are what is left of them when it begins, in AGI.
	Treasury *float64 `yaml:"treasury,omitempty" json:"treasury,omitempty"`
	Pool     *float64 `yaml:"pool,omitempty" json:"pool,omitempty"`
}

// Bounds of a scenario: a run takes seconds.
const (
	MaxEpochs = 10_000
	maxEvents = 100
	// maxScenario bounds the file.
	maxScenario = 1 << 20
	maxFactor   = 100.0
	maxMoney    = 1e15
)

// base units of the money in one AGI.
const baseUnits = 1e6

// ReadScenario reads a scenario. What it leaves out is as in the reference market.
func ReadScenario(in io.Reader) (Scenario, error) {
	s := Scenario{Market: DefaultMarket(), Params: defaultParams(), Epochs: 336, Seed: 1}
	bz, err := io.ReadAll(io.LimitReader(in, maxScenario+1))
	if err != nil {
		return s, err
	}
	if len(bz) > maxScenario {
		return s, fmt.Errorf("the scenario has more than %d bytes", maxScenario)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(bz))
	decoder.KnownFields(true)
	if err := decoder.Decode(&s); err != nil && !errors.Is(err, io.EOF) {
		return s, err
	}
	return s, s.Validate()
}

func defaultParams() Params {
	p := types.DefaultParams()
	return Params{Epoch: p.Epoch, SmoothingBps: p.SmoothingBps, MonitorBps: p.MonitorBps}
}

// Write writes all of the scenario as ReadScenario reads it, also what its file left out.
func (s Scenario) Write(out io.Writer) error {
	encoder := yaml.NewEncoder(out)
	encoder.SetIndent(2)
	if err := encoder.Encode(s); err != nil {
		return err
	}
	return encoder.Close()
}

// ParamsOf returns the parameters of a chain, as far as the model has them. It has no most supply.
func ParamsOf(chain types.Params) (Params, error) {
	emission, err := strconv.ParseFloat(chain.MaxEmissionPerEpoch.String(), 64)
	if err != nil {
		return Params{}, err
	}
	p := Params{Epoch: chain.Epoch, SmoothingBps: chain.SmoothingBps, MonitorBps: chain.MonitorBps, MaxEmission: emission / baseUnits}
	return p, p.validate()
}

// Validate refuses a scenario that cannot be played.
func (s Scenario) Validate() error {
	if s.Epochs < 1 || s.Epochs > MaxEpochs {
		return fmt.Errorf("epochs: %d; it must be 1 to %d", s.Epochs, MaxEpochs)
	}
	if err := s.Params.validate(); err != nil {
		return err
	}
	if len(s.Events) > maxEvents {
		return fmt.Errorf("events: %d; at most %d", len(s.Events), maxEvents)
	}
	for i, e := range s.Events {
		if err := e.validate(); err != nil {
			return fmt.Errorf("events[%d] %s: %w", i, e.Name, err)
		}
	}
	return s.Market.Validate()
}

func (p Params) validate() error {
	switch {
	case p.Epoch < 5*time.Minute || p.Epoch > 30*24*time.Hour || p.Epoch%(5*time.Minute) != 0:
		return fmt.Errorf("params: epoch is %s; the plants move in steps of 5 minutes: take a multiple, up to 720h", p.Epoch)
	case p.SmoothingBps < 1 || p.SmoothingBps > 10_000:
		return fmt.Errorf("params: smoothing_bps is %d; it must be 1 to 10000", p.SmoothingBps)
	case p.MonitorBps < 1 || p.MonitorBps > 10_000:
		return fmt.Errorf("params: monitor_bps is %d; it must be 1 to 10000", p.MonitorBps)
	case !(p.MaxEmission >= 0 && p.MaxEmission <= maxMoney):
		return fmt.Errorf("params: max_emission_per_epoch is %v; it must be 0 to %v", p.MaxEmission, maxMoney)
	}
	return nil
}

// String is the parameters for people.
func (p Params) String() string {
	return fmt.Sprintf("epoch %s, smoothing_bps %d, monitor_bps %d, at most %v AGI minted in an epoch", p.Epoch, p.SmoothingBps, p.MonitorBps, p.MaxEmission)
}

// chain returns the parameters as the chain has them.
func (p Params) chain() types.Params {
	out := types.DefaultParams()
	out.Epoch, out.SmoothingBps, out.MonitorBps = p.Epoch, p.SmoothingBps, p.MonitorBps
	out.MaxEmissionPerEpoch = sdkmath.NewInt(int64(math.Min(p.MaxEmission*baseUnits, math.MaxInt64/2)))
	return out
}

func (e Event) validate() error {
	if e.From < 0 || e.To != 0 && e.To <= e.From {
		return fmt.Errorf("from %d to %d is no span", e.From, e.To)
	}
	for _, v := range []struct {
		name string
		v    *float64
		most float64
	}{
		{"demand", e.Demand, maxFactor},
		{"strike", e.Strike, 1},
		{"spending", e.Spending, maxFactor},
		{"overturn", e.Overturn, maxFactor},
		{"treasury", e.Treasury, maxMoney},
		{"pool", e.Pool, maxMoney},
	} {
		if v.v != nil && !(*v.v >= 0 && *v.v <= v.most) {
			return fmt.Errorf("%s is %v; it must be 0 to %v", v.name, *v.v, v.most)
		}
	}
	return nil
}

// weather returns what happens in an epoch.
func (s Scenario) weather(epoch int) weather {
	at := weather{demand: 1, spending: 1, overturn: 1}
	for _, e := range s.Events {
		if epoch < e.From || e.To != 0 && epoch >= e.To {
			continue
		}
		set(&at.demand, e.Demand)
		set(&at.strike, e.Strike)
		set(&at.spending, e.Spending)
		set(&at.overturn, e.Overturn)
	}
	return at
}

func set(v *float64, to *float64) {
	if to != nil {
		*v = *to
	}
}

// disturbance returns when the market is not as it always is: from the first event to the end of the last.
func (s Scenario) disturbance() (from, to int) {
	if len(s.Events) == 0 {
		return 0, s.Epochs
	}
	from = s.Epochs
	for _, e := range s.Events {
		from = min(from, e.From)
		if e.To == 0 {
			to = s.Epochs
		}
		to = max(to, min(e.To, s.Epochs))
	}
	return from, to
}

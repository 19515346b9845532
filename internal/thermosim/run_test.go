package thermosim

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/examples"
	"github.com/agijobs/agijobs/internal/policy"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestEqualSeedsEqualRuns(t *testing.T) {
	s := scenario(t, "demand-shock")
	s.Epochs = 100
	first, err := Play(s, types.DefaultLoops())
	require.NoError(t, err)
	second, err := Play(s, types.DefaultLoops())
	require.NoError(t, err)
	require.Equal(t, first.Assess(), second.Assess())
	require.Equal(t, first.Outcome(), second.Outcome())
	s.Seed++
	other, err := Play(s, types.DefaultLoops())
	require.NoError(t, err)
	require.NotEqual(t, first.Outcome(), other.Outcome())
}

// Without events and without loops the market stays where it is.
func TestRest(t *testing.T) {
	s, err := ReadScenario(strings.NewReader("epochs: 500"))
	require.NoError(t, err)
	run, err := Play(s, nil)
	require.NoError(t, err)
	o := run.Outcome()
	require.InDelta(t, s.Market.Arrivals*500, o.Posted, 400, "Poisson: four standard deviations")
	require.Less(t, o.Backlog, 60)
	require.Less(t, o.TimeToAssignment, 1.5)
	require.Zero(t, o.Withdrawn)
	require.Equal(t, s.Market.Pool, o.Pool)
	for _, e := range run.Epochs[24:] {
		require.InDelta(t, s.Market.Agents, e.Agents, 40)
		require.Equal(t, s.Market.Validators, e.Validators)
	}
}

// Every bonus comes out of the pool, and what is not paid is held or back in it.
func TestPoolAddsUp(t *testing.T) {
	s := scenario(t, "demand-shock")
	w, prices := newWorld(s.Market, 1), Neutral()
	prices.Bonus, prices.Emission = 0.4, 50
	paid := 0.0
	for n := range 200 {
		paid += w.epoch(s.Params.Epoch, prices, s.weather(n)).bonuses
	}
	held := 0.0
	for _, o := range w.labour.open {
		held += o.bonus
	}
	for _, j := range w.labour.ends {
		held += j.bonus
	}
	for _, v := range w.judges.pending {
		held += v.bonus
	}
	require.Positive(t, paid)
	require.InDelta(t, s.Market.Pool+w.till.minted, w.till.pool+held+paid, 1e-6)
	require.GreaterOrEqual(t, w.till.pool, 0.0)
}

// An empty pool degrades to no bonus.
func TestEmptyPool(t *testing.T) {
	s := scenario(t, "demand-shock")
	s.Market.Pool, s.Params.MaxEmission = 0, 0
	run, err := Play(s, types.DefaultLoops())
	require.NoError(t, err)
	require.Zero(t, run.Outcome().Bonuses)
	require.InDelta(t, 1, run.Epochs[100].Prices.Bonus*2, 0.1, "the loop asks for all that it may")
}

func TestPoisson(t *testing.T) {
	r := &random{state: 7}
	for _, mean := range []float64{0, 0.3, 5, 40} {
		sum, squares := 0.0, 0.0
		const n = 20_000
		for range n {
			v := float64(r.poisson(mean))
			sum, squares = sum+v, squares+v*v
		}
		got := sum / n
		require.InDelta(t, mean, got, 5*math.Sqrt(mean/n))
		require.InDelta(t, mean, squares/n-got*got, 0.05*mean+0.001, "the variance is the mean")
	}
}

func TestRandomIsSplitmix64(t *testing.T) {
	r := &random{}
	require.Equal(t, uint64(0xe220a8397b1dcdaf), r.next(), "the first number of seed 0, as published")
}

func defaultLoop(t *testing.T, id string) types.Loop {
	t.Helper()
	for _, l := range types.DefaultLoops() {
		if l.Id == id {
			return l
		}
	}
	require.Fail(t, "no default loop "+id)
	return types.Loop{}
}

// A category's own loop comes before the one of all categories.
func TestOwnCategory(t *testing.T) {
	own := defaultLoop(t, "reward")
	own.Id, own.Category = "own", "reference"
	foreign := own
	foreign.Id, foreign.Category = "foreign", "elsewhere"
	s := scenario(t, "demand-shock")
	s.Epochs = 2
	run, err := Play(s, append(types.DefaultLoops(), own, foreign))
	require.NoError(t, err)
	require.Equal(t, []string{"reward", "foreign"}, run.Left)
	require.Equal(t, "own", run.Loops[len(run.Loops)-1].Id)
	require.Equal(t, "reference", run.Epochs[1].Steps[len(run.Loops)-1].Category)
}

func TestPlayRefuses(t *testing.T) {
	s := scenario(t, "demand-shock")
	two := append(types.DefaultLoops(), defaultLoop(t, "validation-fee"))
	_, err := Play(s, two)
	require.EqualError(t, err, "loops validation-fee and validation-fee turn the same thing")
	unknown := defaultLoop(t, "validation-fee")
	unknown.Inputs[0] = unknown.Inputs[1]
	unknown.Inputs[0].Sensor = types.SENSOR_KIND_DISPUTE_RATE
	_, err = Play(s, []types.Loop{unknown})
	require.EqualError(t, err, "loop validation-fee: the model has no SENSOR_KIND_DISPUTE_RATE")
	elsewhere := defaultLoop(t, "reward")
	elsewhere.Inputs[0].Category = "elsewhere"
	_, err = Play(s, []types.Loop{elsewhere})
	require.EqualError(t, err, "reward: input 0: SENSOR_KIND_TIME_TO_ASSIGNMENT of category \"elsewhere\"; a reward follows its own category, so leave the category out: invalid loop")
}

func TestScenarioRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"epochs: 0":                                 "epochs: 0; it must be 1 to 10000",
		"speed: 1":                                  "field speed not found",
		"params: {epoch: 7m}":                       "multiple",
		"params: {smoothing_bps: 0}":                "smoothing_bps is 0",
		"market: {agents: .nan}":                    "market: agents is NaN",
		"market: {arrivals_per_hour: 50}":           "more than 160 agents can do",
		"events: [{from: 5, to: 5}]":                "from 5 to 5 is no span",
		"events: [{name: x, from: 5, strike: 2}]":   "events[0] x: strike is 2; it must be 0 to 1",
		"events: [{from: 5, treasury: -1}]":         "treasury is -1",
		"params: {max_emission_per_epoch: -1}":      "max_emission_per_epoch is -1",
		strings.Repeat("# long\n", maxScenario/7+1): "more than 1048576 bytes",
	} {
		_, err := ReadScenario(strings.NewReader(text))
		require.ErrorContains(t, err, want)
	}
	_, err := Named("flood")
	require.EqualError(t, err,
		`there is no scenario "flood": take demand-shock, ordinary-category, treasury-drought, validator-strike, or the path of a file that ends in .yaml`)
}

// Every example runs, and loops.yaml is what a new chain has.
func TestExamples(t *testing.T) {
	folder, err := examples.Thermostat()
	require.NoError(t, err)
	files, err := fs.Glob(folder, "*.yaml")
	require.NoError(t, err)
	require.Contains(t, files, "loops.yaml")
	names, err := Names()
	require.NoError(t, err)
	for _, file := range files {
		text, err := fs.ReadFile(folder, file)
		require.NoError(t, err)
		loops, err := policy.ReadLoops(bytes.NewReader(text))
		require.NoError(t, err, file)
		for _, name := range names {
			s := scenario(t, name)
			s.Epochs = 60
			run, err := Play(s, loops)
			require.NoError(t, err, file)
			checkPage(t, run)
		}
	}
	text, err := fs.ReadFile(folder, "loops.yaml")
	require.NoError(t, err)
	loops, err := policy.ReadLoops(bytes.NewReader(text))
	require.NoError(t, err)
	want := types.DefaultLoops()
	for i := range want {
		want[i].Revision = 0
	}
	require.Equal(t, want, loops, "write it with agijobsd thermostat loops")
}

// checkPage parses the report, and finds each loop's curves in it.
func checkPage(t *testing.T, run Run) {
	t.Helper()
	var page bytes.Buffer
	require.NoError(t, run.Report().Write(&page))
	paths, decoder := 0, xml.NewDecoder(bytes.NewReader(page.Bytes()))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "path" {
			paths++
		}
	}
	require.Equal(t, 11+2*len(run.Loops), paths)
	require.NotContains(t, page.String(), "NaN")
}

// The measures of a run that is made by hand.
func TestSettled(t *testing.T) {
	errors := make([]float64, 100)
	errors[3], errors[40] = 1, -Ripple-0.01
	require.Equal(t, 41, settled(errors))
	errors[40] = Ripple
	require.Equal(t, 4, settled(errors), "one epoch's noise")
	errors[76] = 1
	require.Equal(t, Never, settled(errors), "a day is not left")
	require.Equal(t, 0, settled(make([]float64, 50)))
	// A swing within what one epoch may be does not cancel out.
	for i := range errors {
		errors[i] = 0.2 * float64(1-2*(i%2))
	}
	require.Equal(t, Never, settled(errors))
	// A slow one ends where the mean of the day that begins is small.
	for i := range errors {
		errors[i] = 0
		if i < 60 {
			errors[i] = Tolerance + 0.01
		}
	}
	require.Equal(t, 60, settled(errors))
}

// A scenario that is written is read again as it is.
func TestScenarioThereAndBack(t *testing.T) {
	names, err := Names()
	require.NoError(t, err)
	for _, name := range names {
		s := scenario(t, name)
		var file bytes.Buffer
		require.NoError(t, s.Write(&file))
		read, err := ReadScenario(&file)
		require.NoError(t, err)
		require.Equal(t, s, read)
	}
}

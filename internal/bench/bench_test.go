package bench

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tiny runs every section once on almost nothing.
func tiny() Options {
	return Options{
		Repeat: 1, PerTx: []int{1, 50}, Parties: 6, Jobs: 2, JobsPacked: 4, MatrixJobs: 2, FlatJobs: 2, OpenJobs: 120, Validators: 110, DueJobs: 250, DrainSettled: 203,
		StateJobs: 2, BudgetJobs: 2, ReplayJobs: 2, WorstJobs: 4, WorstRepeat: 1,
	}
}

func execute(t *testing.T, o Options) *Report {
	t.Helper()
	report, err := Execute(o)
	require.NoError(t, err)
	return report
}

// Nothing here asserts a time: what is checked is that every case ran and that its work was the whole work.
func TestRatesRunWholeLives(t *testing.T) {
	o := tiny()
	o.Only = []string{SectionRates}
	report := execute(t, o)
	require.Len(t, report.Rates, 2*2*len(o.PerTx))
	for _, r := range report.Rates {
		require.Equal(t, o.jobs(r.PerTx)*messagesPerLife, r.Messages, "%s, %d", r.Kind, r.PerTx)
		require.Positive(t, r.MessagesPerSecond.Min)
		require.Equal(t, r.Checked, r.ChecksPerSecond.Min > 0)
		if r.PerTx == 1 {
			require.Equal(t, r.Messages, r.Txs)
		} else {
			require.Less(t, r.Txs, r.Messages)
		}
		if r.Kind == KindLifecycle {
			require.Positive(t, r.JobsPerSecond.Min)
			require.Len(t, r.PhaseMicros, len(phases))
		}
	}
	require.Equal(t, []float64{0.6, 3, 0.6, 3}, targets(report))
}

func targets(r *Report) (list []float64) {
	for _, ratio := range r.Ratios {
		if ratio.Target != 0 {
			list = append(list, ratio.Target)
		}
	}
	return list
}

func TestFlatDrainAndState(t *testing.T) {
	o := tiny()
	o.Only = []string{SectionFlat, SectionDrain, SectionState}
	report := execute(t, o)

	require.Len(t, report.Flat, 4)
	require.Equal(t, [2]int{120, 110}, [2]int{report.Flat[3].OpenJobs, report.Flat[3].Validators})
	require.Len(t, report.Drain, 2)
	require.Equal(t, 2, report.Drain[0].Blocks, "250 at 200 a block")
	require.Equal(t, 2, report.Drain[1].Blocks)
	for _, d := range report.Drain {
		require.True(t, d.InOrder, d.Name)
		require.Less(t, d.Millis.Min, d.Millis.Max, "each block was measured")
	}
	var bytes float64
	for _, s := range report.State.Stores {
		bytes += s.Bytes
	}
	require.InDelta(t, report.State.BytesPerJob, bytes, 0.001)
	require.Positive(t, report.State.KeysPerJob)
	checkComplete(t, report)
}

// Clones are what postings would have made: every invariant holds, and the chain settles them.
func TestClonesAreWholeJobs(t *testing.T) {
	c, err := start(setup{Executor: Sequential, DB: MemDB, Employers: 3, Agents: 1, Validators: 3})
	require.NoError(t, err)
	defer func() { require.NoError(t, c.close()) }()
	m := newMeasured()
	m.jobs, err = c.clone(20, 3*blockTime, 0)
	require.NoError(t, err)
	require.NoError(t, c.app.CheckInvariants())
	require.NoError(t, c.settle(m, phaseSettle))
	require.NoError(t, c.app.CheckInvariants())
}

// What is counted does not depend on the machine: two runs agree to the last read.
func TestBudgetIsExact(t *testing.T) {
	first, err := measureBudget(tiny())
	require.NoError(t, err)
	second, err := measureBudget(tiny())
	require.NoError(t, err)
	require.Equal(t, first, second)
	parts := map[string]Budget{}
	for _, b := range first {
		parts[b.Phase+" "+b.Part] = b
	}
	for _, phase := range []string{phaseSend, phasePost, phaseClaim, phaseSubmit, phaseCommit, phaseReveal} {
		b, ok := parts[phase+" transaction"]
		require.True(t, ok, phase)
		require.Positive(t, b.ReadKeys)
		require.GreaterOrEqual(t, b.Reads, b.ReadKeys)
		require.Positive(t, b.WriteKeys)
		require.Positive(t, b.Gas)
		require.Positive(t, b.Events)
	}
	require.Positive(t, parts["settle block"].WriteKeys)
	require.Positive(t, parts["idle block"].Reads)
}

// The stored chain is replayed whole: the same transactions, and nothing differs.
func TestReplayOfAStoredChain(t *testing.T) {
	o := tiny()
	o.Only = []string{SectionReplay}
	report := execute(t, o)
	require.Equal(t, 2*messagesPerLife, report.Replay.Transactions)
	require.Positive(t, report.Replay.Replayed.Min)
	require.Equal(t, []float64{replayTarget}, targets(report))
	var table, page bytes.Buffer
	require.NoError(t, report.WriteTable(&table))
	require.NoError(t, report.WriteHTML(&page))
	require.Contains(t, table.String(), "A stored chain of 2 jobs")
	require.Contains(t, page.String(), "replay : execution, the same stored blocks")
}

// checkComplete: programs read the report, so its fields are there also when a section has not run.
func checkComplete(t *testing.T, report *Report) {
	t.Helper()
	bz, err := json.Marshal(report)
	require.NoError(t, err)
	var fields map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(bz, &fields))
	for _, name := range []string{"machine", "options", "seconds", "ratios", "rates", "flat", "drain", "state", "budget", "replay"} {
		require.Contains(t, fields, name)
	}
	var table, page bytes.Buffer
	require.NoError(t, report.WriteTable(&table))
	require.NoError(t, report.WriteHTML(&page))
	require.Contains(t, table.String(), "offers that nobody took")
	require.Contains(t, page.String(), "offers that nobody took")
	require.NotContains(t, strings.ToLower(page.String()), "src=", "the page must need no other file")
}

func TestOptionsAreChecked(t *testing.T) {
	require.NoError(t, DefaultOptions().Validate())
	require.NoError(t, QuickOptions().Validate())
	for _, change := range []func(*Options){
		func(o *Options) { o.Repeat = 0 },
		func(o *Options) { o.PerTx = nil },
		func(o *Options) { o.PerTx = []int{101} },
		func(o *Options) { o.Only = []string{"rate"} },
	} {
		o := DefaultOptions()
		change(&o)
		require.Error(t, o.Validate())
	}
}

func TestSpread(t *testing.T) {
	require.Equal(t, Spread{}, spreadOf(nil))
	require.Equal(t, Spread{1, 2, 3}, spreadOf([]float64{3, 1, 2}))
	require.Equal(t, Spread{1, 2.5, 4}, spreadOf([]float64{4, 3, 1, 2}))
	require.Equal(t, []float64{2, 3}, ratios([]float64{2, 6, 9}, []float64{1, 2}))
}

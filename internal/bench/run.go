package bench

import (
	"fmt"
	"runtime"
	"time"

	"github.com/agijobs/agijobs/internal/gcpercent"
)

// run is a run of the benchmark.
type run struct {
	options Options
	report  *Report
	started time.Time
}

// Execute measures the execution of blocks in this process.
func Execute(o Options) (*Report, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	defer gcpercent.Apply(o.GCPercent)()
	r := &run{options: o, report: &Report{Machine: machine(), Options: o}, started: time.Now()}
	for _, section := range []struct {
		name string
		run  func() error
	}{
		{SectionRates, r.rates},
		{SectionMatrix, r.matrix},
		{SectionFlat, func() (err error) { r.report.Flat, err = r.measureFlat(); return err }},
		{SectionDrain, func() (err error) { r.report.Drain, err = r.measureDrain(); return err }},
		{SectionState, func() (err error) { r.report.State, err = measureState(o); return err }},
		{SectionBudget, func() (err error) { r.report.Budget, err = measureBudget(o); return err }},
		{SectionReplay, func() (err error) { r.report.Replay, err = r.measureReplay(); return err }},
		{SectionWorst, func() (err error) { r.report.Worst, err = r.measureWorst(); return err }},
	} {
		if !o.runs(section.name) {
			continue
		}
		r.say("%s …", section.name)
		if err := section.run(); err != nil {
			return r.report, fmt.Errorf("%s: %w", section.name, err)
		}
	}
	r.report.Seconds = time.Since(r.started).Seconds()
	return r.report, nil
}

func (r *run) say(format string, args ...any) {
	if r.options.Progress != nil {
		_, _ = fmt.Fprintf(r.options.Progress, "%6.1fs  %s\n", time.Since(r.started).Seconds(), fmt.Sprintf(format, args...))
	}
}

// timed runs a batch from a heap without garbage of the one before, and says how it went.
func (r *run) timed(name string, run func() (*measured, error)) (*measured, error) {
	runtime.GC()
	m, err := run()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r.say("%s: %.0f messages/s, %.0f µs of CPU each", name, m.messagesPerSecond(), m.cpuMicros())
	return m, nil
}

// kase is one case of the table with what was measured of it.
type kase struct {
	Rate
	runs []*measured
}

func (k *kase) name() string {
	checked := ""
	if k.Checked {
		checked = ", checked before"
	}
	return fmt.Sprintf("%s, %d per transaction, %s, %s%s", k.Kind, k.PerTx, k.Executor, k.DB, checked)
}

// measure runs the case once more. Sends have as many messages as the lives that they are compared with.
func (r *run) measure(c *chain, k *kase, jobs int) error {
	m, err := r.timed(k.name(), func() (*measured, error) {
		b := batch{perTx: k.PerTx, check: k.Checked}
		if k.Kind == KindSends {
			return c.sends(b, jobs*messagesPerLife)
		}
		return c.lifecycle(b, jobs)
	})
	k.runs = append(k.runs, m)
	return err
}

// done adds the case to the report.
func (r *run) done(k *kase) {
	if len(k.runs) == 0 {
		return
	}
	last := k.runs[len(k.runs)-1]
	k.Messages, k.Txs, k.Blocks, k.Full = last.messages, last.txs, last.blocks, float64(last.messages)/float64(last.txs)
	k.MessagesPerSecond, k.JobsPerSecond = spreadOf(k.rates()), spreadOf(k.jobRates())
	k.ChecksPerSecond = spreadOf(k.each((*measured).checksPerSecond))
	k.CPUMicros = spreadOf(k.cpu())
	k.PhaseMicros = map[string]Spread{}
	for _, phase := range phases {
		if len(last.blocksOf[phase]) > 0 {
			k.PhaseMicros[phase] = spreadOf(k.each(func(m *measured) float64 { return float64(m.of(phase).Microseconds()) / float64(len(m.jobs)) }))
		}
	}
	r.report.Rates = append(r.report.Rates, k.Rate)
}

func (k *kase) each(value func(*measured) float64) (list []float64) {
	for _, m := range k.runs {
		list = append(list, value(m))
	}
	return list
}

func (k *kase) rates() []float64 { return k.each((*measured).messagesPerSecond) }

func (k *kase) cpu() []float64 { return k.each((*measured).cpuMicros) }

func (k *kase) jobRates() []float64 { return k.each((*measured).jobsPerSecond) }

// compare adds a ratio of two cases that were measured in turns.
func (r *run) compare(name string, over, under []float64, target float64) {
	r.report.Ratios = append(r.report.Ratios, Ratio{Name: name, Value: spreadOf(ratios(over, under)), Target: target})
}

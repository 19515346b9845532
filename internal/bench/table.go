package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// WriteTable prints a report for people.
func (r *Report) WriteTable(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', tabwriter.AlignRight)
	p := printer{w: w}
	p.line("%s/%s, %d CPUs, %s; one signature check %.0f µs; %.0f s in all; min / median / max of %d\n",
		r.Machine.OS, r.Machine.Arch, r.Machine.CPUs, r.Machine.Go, r.Machine.VerifyMicros.Median, r.Seconds, r.Options.Repeat)
	p.rates(r.Rates)
	p.phases(r.Rates)
	p.flat(r.Flat)
	p.drain(r.Drain)
	p.state(r.State)
	p.budget(r.Budget)
	p.replay(r.Replay)
	p.worst(r.Worst)
	p.ratios(r.Ratios)
	if p.err != nil {
		return p.err
	}
	return w.Flush()
}

// printer remembers the first error.
type printer struct {
	w   *tabwriter.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// title starts a table of its own, so that widths do not mix.
func (p *printer) title(format string, args ...any) {
	if p.err == nil {
		p.err = p.w.Flush()
	}
	p.line("\n"+format, args...)
}

func (s Spread) text(digits int) string {
	return fmt.Sprintf("%.*f / %.*f / %.*f", digits, s.Min, digits, s.Median, digits, s.Max)
}

func (p *printer) rates(rates []Rate) {
	if len(rates) == 0 {
		return
	}
	p.title("FinalizeBlock + Commit")
	p.line("case\tper tx\texecutor\tdatabase\tchecked\tmessages/s\tCPU µs/message\tjobs/s\tCheckTx/s\t")
	for _, r := range rates {
		jobs, checks, checked := "", "", "cold"
		if r.Kind == KindLifecycle {
			jobs = r.JobsPerSecond.text(0)
		}
		if r.Checked {
			checks, checked = r.ChecksPerSecond.text(0), "before"
		}
		p.line("%s\t%.1f\t%s\t%s\t%s\t%s\t%.0f\t%s\t%s\t", r.Kind, r.Full, r.Executor, r.DB, checked, r.MessagesPerSecond.text(0),
			r.CPUMicros.Median, jobs, checks)
	}
}

func (p *printer) phases(rates []Rate) {
	first := true
	for _, r := range rates {
		if r.Kind != KindLifecycle || r.Section != SectionRates {
			continue
		}
		if first {
			p.title("One job, µs (median)")
			p.line("per tx\tchecked\tpost\tclaim\tsubmit\tdraw\tcommits\treveals\tsettle\t")
			first = false
		}
		checked := "cold"
		if r.Checked {
			checked = "before"
		}
		row := fmt.Sprintf("%.1f\t%s\t", r.Full, checked)
		for _, phase := range phases {
			row += fmt.Sprintf("%.0f\t", r.PhaseMicros[phase].Median)
		}
		p.line("%s", row)
	}
}

func (p *printer) flat(rows []Flat) {
	if len(rows) == 0 {
		return
	}
	p.title("The same blocks beside")
	p.line("open jobs\tvalidators\tms\tratio\t")
	for _, r := range rows {
		p.line("%d\t%d\t%s\t%s\t", r.OpenJobs, r.Validators, r.Millis.text(0), r.Ratio.text(2))
	}
}

func (p *printer) drain(rows []Drain) {
	if len(rows) == 0 {
		return
	}
	p.title("Due in one block")
	p.line("what\tjobs\tcap\tblocks\tms per block\tin order\t")
	for _, r := range rows {
		p.line("%s\t%d\t%d\t%d\t%s\t%t\t", r.Name, r.Due, r.Cap, r.Blocks, r.Millis.text(0), r.InOrder)
	}
}

func (p *printer) state(s *State) {
	if s == nil {
		return
	}
	p.title("A finished job leaves %.0f bytes under %.1f keys", s.BytesPerJob, s.KeysPerJob)
	p.line("store\tprefix\tkeys\tbytes\t")
	for _, k := range s.Stores {
		p.line("%s\t%d\t%.2f\t%.1f\t", k.Store, k.Prefix, k.Keys, k.Bytes)
	}
}

func (p *printer) budget(rows []Budget) {
	if len(rows) == 0 {
		return
	}
	p.title("Counted: a message, and for each job the rest of the blocks")
	p.line("phase\tpart\treads\tkeys\twrites\tdeletes\tkeys\titerators\tsteps\tbytes\tevents\tbytes\ttx bytes\tgas\t")
	for _, b := range rows {
		p.line("%s\t%s\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.0f\t%.1f\t%.0f\t%.0f\t%.0f\t", b.Phase, b.Part, b.Reads, b.ReadKeys,
			b.Writes, b.Deletes, b.WriteKeys, b.Iterators, b.Steps, b.Bytes, b.Events, b.EventBytes, b.TxBytes, b.Gas)
	}
}

func (p *printer) replay(r *Replay) {
	if r == nil {
		return
	}
	p.title("A stored chain of %d jobs, %d blocks, %d transactions", r.Jobs, r.Blocks, r.Transactions)
	p.line("executed tx/s\treplayed tx/s\tinvariants and states, ms\t")
	p.line("%s\t%s\t%s\t", r.Executed.text(0), r.Replayed.text(0), r.AsideMillis.text(0))
}

func (p *printer) worst(rows []*Worst) {
	if len(rows) == 0 {
		return
	}
	p.title("A block full of the worst, ProcessProposal + FinalizeBlock + Commit")
	p.line("what\ttransactions\tbytes\tgas asked for\tms\tof them judged\tvalid\trefused\t")
	for _, w := range rows {
		p.line("%s\t%d\t%d\t%d\t%s\t%s\t%t\t%t\t", w.Name, w.Txs, w.Bytes, w.Gas, w.Millis.text(0), w.Judged.text(0), w.Valid, w.Refused)
	}
}

func (p *printer) ratios(rows []Ratio) {
	if len(rows) == 0 {
		return
	}
	p.title("Ratios of this run")
	p.line("min / median / max\ttarget\t\twhat\t")
	for _, r := range rows {
		p.line("%s\t%s\t%s\t%s\t", r.Value.text(2), r.target(), r.verdict(), r.Name)
	}
}

// target is the bound of a ratio, nothing where it has none.
func (r Ratio) target() string {
	switch {
	case r.Target == 0:
		return ""
	case r.AtMost:
		return fmt.Sprintf("≤ %.2f", r.Target)
	default:
		return fmt.Sprintf("≥ %.2f", r.Target)
	}
}

func (r Ratio) verdict() string {
	switch {
	case r.Target == 0:
		return ""
	case r.Met():
		return "met"
	default:
		return "missed"
	}
}

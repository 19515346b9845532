package bench

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// NetworkReport is what a network of real nodes did with its load.
type NetworkReport struct {
	Machine Machine        `json:"machine"`
	Options NetworkOptions `json:"options"`
	// OfferedSeconds is how long load was offered; Seconds is until the last of it was worked off.
	OfferedSeconds float64       `json:"offered_seconds"`
	Seconds        float64       `json:"seconds"`
	Loads          []NetworkLoad `json:"loads"`
	// JobsBegun were posted or tried to be, JobsJudged have had all their votes opened, JobsSettled were settled while it was measured.
	JobsBegun   int           `json:"jobs_begun"`
	JobsJudged  int           `json:"jobs_judged"`
	JobsSettled int           `json:"jobs_settled"`
	LifeError   string        `json:"life_error,omitempty"`
	Blocks      NetworkBlocks `json:"blocks"`
}

// NetworkLoad is what became of the transactions of a kind.
type NetworkLoad struct {
	Kind string `json:"kind"`
	// Offered were broadcast; Refused of them by a node's check, Failed in a block; InNoBlock were not in one when the waiting ended.
	Offered   int `json:"offered"`
	Accepted  int `json:"accepted"`
	Refused   int `json:"refused"`
	Failed    int `json:"failed"`
	InNoBlock int `json:"in_no_block"`
	// OfferedPerSecond is over the time in which load was offered, AcceptedPerSecond until the last of them was in
	// a block.
	OfferedPerSecond  float64     `json:"offered_per_second"`
	AcceptedPerSecond float64     `json:"accepted_per_second"`
	Ratio             float64     `json:"accepted_of_offered"`
	Millis            Percentiles `json:"broadcast_to_commit_ms"`
	LastError         string      `json:"last_error,omitempty"`
}

// Percentiles of times.
type Percentiles struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// percentilesOf takes the smallest value that so many percent do not exceed.
func percentilesOf(values []float64) Percentiles {
	if len(values) == 0 {
		return Percentiles{}
	}
	sorted := slices.Sorted(slices.Values(values))
	at := func(percent int) float64 { return sorted[(len(sorted)*percent+99)/100-1] }
	return Percentiles{P50: at(50), P95: at(95), P99: at(99), Max: sorted[len(sorted)-1]}
}

// NetworkBlocks are the blocks while load was offered and worked off.
type NetworkBlocks struct {
	Count        int    `json:"count"`
	Transactions int    `json:"transactions"`
	Millis       Spread `json:"interval_ms"`
	Bytes        Spread `json:"bytes"`
	Txs          Spread `json:"transactions_each"`
}

func (l *netLoad) report(start time.Time, offeredFor, took time.Duration) *NetworkReport {
	r := &NetworkReport{
		Machine: machine(), Options: l.options, OfferedSeconds: offeredFor.Seconds(), Seconds: took.Seconds(),
		JobsBegun: l.lives.begun, JobsJudged: l.lives.judged, JobsSettled: l.settled, Blocks: blocksOf(l.blocks),
	}
	if l.lives.last != nil {
		r.LifeError = l.lives.last.Error()
	}
	for _, kind := range []string{KindSends, KindLifecycle} {
		t := l.kinds[kind]
		load := NetworkLoad{
			Kind: kind, Offered: t.offered, Accepted: t.accepted, Refused: t.refused, Failed: t.failed, InNoBlock: t.offered - t.accepted - t.refused - t.failed,
			OfferedPerSecond: float64(t.offered) / r.OfferedSeconds, Millis: percentilesOf(t.took), LastError: t.last,
		}
		if t.accepted > 0 {
			load.AcceptedPerSecond = float64(t.accepted) / t.until.Sub(start).Seconds()
		}
		if t.offered > 0 {
			load.Ratio = float64(t.accepted) / float64(t.offered)
		}
		r.Loads = append(r.Loads, load)
	}
	return r
}

func blocksOf(seen []seenBlock) NetworkBlocks {
	out := NetworkBlocks{Count: len(seen)}
	var millis, bytes, txs []float64
	for i, b := range seen {
		out.Transactions += b.txs
		bytes, txs = append(bytes, float64(b.bytes)), append(txs, float64(b.txs))
		if i > 0 {
			millis = append(millis, float64(b.at.Sub(seen[i-1].at).Milliseconds()))
		}
	}
	out.Millis, out.Bytes, out.Txs = spreadOf(millis), spreadOf(bytes), spreadOf(txs)
	return out
}

// WriteText writes the report for people.
func (r *NetworkReport) WriteText(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) } // an error is met again when the writer is flushed
	line("%d validators on one machine, load for %.1f s, worked off after %.1f s; every time is this machine's", r.Options.Validators, r.OfferedSeconds, r.Seconds)
	line("")
	line("transactions\toffered/s\taccepted/s\toffered\taccepted\tof offered\trefused\tfailed\tin no block\tp50 ms\tp95 ms\tp99 ms")
	for _, l := range r.Loads {
		line("%s\t%.1f\t%.1f\t%d\t%d\t%.3f\t%d\t%d\t%d\t%.0f\t%.0f\t%.0f", l.Kind, l.OfferedPerSecond, l.AcceptedPerSecond, l.Offered, l.Accepted, l.Ratio,
			l.Refused, l.Failed, l.InNoBlock, l.Millis.P50, l.Millis.P95, l.Millis.P99)
	}
	line("")
	line("jobs: %d begun, %d judged, %d settled", r.JobsBegun, r.JobsJudged, r.JobsSettled)
	b := r.Blocks
	line("blocks: %d with %d transactions; min / median / max: %.0f / %.0f / %.0f ms apart, %.0f / %.0f / %.0f bytes, %.0f / %.0f / %.0f transactions", b.Count,
		b.Transactions, b.Millis.Min, b.Millis.Median, b.Millis.Max, b.Bytes.Min, b.Bytes.Median, b.Bytes.Max, b.Txs.Min, b.Txs.Median, b.Txs.Max)
	for _, l := range r.Loads {
		if l.LastError != "" {
			line("last refusal of %s: %s", l.Kind, l.LastError)
		}
	}
	if r.LifeError != "" {
		line("last job that was given up: %s", r.LifeError)
	}
	return w.Flush()
}

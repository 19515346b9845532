package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Options of an audit.
type Options struct {
	// Rung audits the draws of one rung only; nil: all.
	Rung *uint32
	// Progress, if set, is told what is being done.
	Progress func(format string, args ...any)
}

type auditor struct {
	source   Source
	job      jobstypes.Job
	progress func(format string, args ...any)
}

// Draws computes all draws of a job again. An error says that the audit could not begin; what a single draw lacks is in the report.
func Draws(ctx context.Context, source Source, jobID uint64, o Options) (Report, error) {
	a := &auditor{source: source, progress: o.Progress}
	if a.progress == nil {
		a.progress = func(string, ...any) {}
	}
	report := Report{JobID: jobID, Draws: []Draw{}}
	if err := a.loadJob(ctx, jobID); err != nil {
		return report, err
	}
	records, found, err := a.find(ctx)
	if err != nil {
		return report, err
	}
	report.Found, report.Result = found, found.Result
	if o.Rung != nil {
		records = slices.DeleteFunc(records, func(r record) bool { return r.event.Rung != *o.Rung })
	}
	if len(records) == 0 && found.Result != Refuted {
		return report, fmt.Errorf("job %d: %w", jobID, ErrNoDraw)
	}
	for _, r := range records {
		a.progress("drawing rung %d, attempt %d of block %d again", r.event.Rung, r.event.Attempt, r.height)
		d, chainID := a.verify(ctx, r)
		report.ChainID = chainID
		report.Draws = append(report.Draws, d)
		report.Result = worse(report.Result, d.Result)
	}
	return report, ctx.Err()
}

// verify computes one draw again.
func (a *auditor) verify(ctx context.Context, r record) (Draw, string) {
	e := r.event
	d := Draw{
		Rung: e.Rung, Attempt: e.Attempt, Height: r.height, Pool: e.Pool, Seed: hex.EncodeToString(e.Seed), TotalWeight: e.TotalWeight,
		Wanted: e.Wanted, Seats: append([]string{}, e.Seats...), Result: Verified, Looks: []Look{},
	}
	header, err := a.source.Header(ctx, r.height)
	if err != nil {
		d.add(Check{What: "inputs", Result: NotCheckable, How: err.Error()})
		return d, ""
	}
	d.HeaderHash = strings.ToUpper(hex.EncodeToString(header.Hash))
	s, err := a.load(ctx, r, header)
	if err != nil {
		d.add(Check{What: "inputs", Result: NotCheckable, How: err.Error()})
		return d, header.ChainID
	}
	d.Members = len(s.members)
	d.add(s.inputs())
	seed, checks := a.seed(ctx, r, header)
	for _, c := range checks {
		d.add(c)
	}
	d.add(s.tree())
	passes, drawn := replay(s.members, seed, e)
	d.add(drawn)
	reasons := a.reasons(ctx, s, passes)
	for _, l := range reasons {
		d.Looks = append(d.Looks, l)
		d.Result = worse(d.Result, l.Result)
	}
	d.add(s.seats())
	return d, header.ChainID
}

// inputs compares what the event says was wanted with the round as it was after the block before.
func (s *snapshot) inputs() Check {
	c := Check{What: "inputs", Result: Refuted}
	e, r := s.record.event, s.round
	switch {
	case r.Status != types.ROUND_STATUS_DRAWING:
		c.How = fmt.Sprintf("after block %d the round waited for no draw: %s", s.height-1, r.Status)
	case r.DrawHeight > s.height || s.height < r.OpenedHeight+types.DrawDelay:
		c.How = fmt.Sprintf("opened in block %d, to be drawn from block %d on: too early", r.OpenedHeight, r.DrawHeight)
	case e.Attempt != r.Attempt || e.Pool != r.Pool || e.Wanted != r.Missing:
		c.How = fmt.Sprintf("the event says attempt %d, pool %s, %d wanted; the round attempt %d, pool %s, %d wanted",
			e.Attempt, e.Pool, e.Wanted, r.Attempt, r.Pool, r.Missing)
	default:
		c.Result = Verified
		c.How = fmt.Sprintf("the round after block %d: opened in block %d, to be drawn from block %d on, %d wanted", s.height-1, r.OpenedHeight, r.DrawHeight, r.Missing)
	}
	return c
}

// tree compares the sum of the leaves with the event's.
func (s *snapshot) tree() Check {
	var total uint64
	for _, l := range s.members {
		total += l.Weight
	}
	c := Check{What: "tree", Result: Verified, How: fmt.Sprintf("%d leaves after block %d, total weight %d", len(s.members), s.height-1, total)}
	if total != s.record.event.TotalWeight {
		c.Result, c.How = Refuted, fmt.Sprintf("%s; the event says %d", c.How, s.record.event.TotalWeight)
	}
	return c
}

// seats compares the seats with the looks that the draw ended in, and with the round as it was after the block.
func (s *snapshot) seats() Check {
	c := Check{What: "seats", Result: Refuted}
	e := s.record.event
	var found []string
	for _, l := range e.Looks {
		if l.Outcome == types.LookSeated {
			found = append(found, l.Validator)
		}
	}
	size := uint32(len(found)) // #nosec G115 -- at most MaxLooks
	if e.Attempt == 0 {
		size = types.CommitteeSize(s.round.Seats, size, min(s.review.MinCommittee, s.round.Seats))
	}
	switch {
	case e.LooksCut:
		c.Result, c.How = NotCheckable, fmt.Sprintf("the event lists the first %d looks only", types.MaxLooks)
	case s.record.empty && (size > 0 || int(s.record.found) != len(found)):
		c.How = fmt.Sprintf("the event says that %d were found and nobody seated; by the looks %d were found, enough for %d seats", s.record.found, len(found), size)
	case !s.record.empty && !slices.Equal(e.Seats, found[:size]):
		c.How = fmt.Sprintf("by the looks the seats are %s; the event says %s", names(found[:size]), names(e.Seats))
	case !s.record.empty && !slices.Equal(e.Seats, s.seated):
		c.How = fmt.Sprintf("the event says %s; after block %d the round has %s", names(e.Seats), s.height, names(s.seated))
	case s.record.empty:
		c.Result, c.How = Verified, fmt.Sprintf("%d found, too few for a seat", len(found))
	default:
		c.Result, c.How = Verified, fmt.Sprintf("%d found, %d seated; the round has them after block %d", len(found), size, s.height)
	}
	return c
}

func names(list []string) string {
	if len(list) == 0 {
		return "nobody"
	}
	return strings.Join(list, ", ")
}

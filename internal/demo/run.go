package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// patience is the longest that the director waits for one thing: far above every window of the demo.
const patience = 2 * time.Minute

// run is one run of one scenario.
type run struct {
	*director
	scenario scenario
	// kill the node once between submission and verdict.
	kill   bool
	killed bool

	started time.Time
	job     uint64
	first   int // index of the first block of the run among the director's blocks
	before  sheet
	after   sheet
	elapsed time.Duration
	// steps of the scenarios that try things.
	steps []step
}

// play plays a scenario from the sheet before to the sheet after.
func (d *director) play(ctx context.Context, s scenario, kill bool) (*run, error) {
	if err := d.assemble(ctx, s); err != nil {
		return nil, err
	}
	r := &run{director: d, scenario: s, kill: kill, started: time.Now(), first: len(d.blocks)}
	d.current = r
	defer func() { d.current = nil }()
	d.print.scenario(s)
	var err error
	if r.before, err = d.accountant.read(ctx, d.height()); err != nil {
		return nil, err
	}
	if err := s.play(ctx, r); err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.name, err)
	}
	r.elapsed = time.Since(r.started)
	if r.after, err = d.accountant.read(ctx, d.height()); err != nil {
		return nil, err
	}
	return r, nil
}

// act runs one participant's program to its end while the chain goes on.
func (r *run) act(ctx context.Context, role, name string, args ...string) error {
	p, err := r.crew.start(role, name, args...)
	if err != nil {
		return err
	}
	return r.until(ctx, name+" to finish", func() bool {
		select {
		case <-p.done:
			return len(r.crew.notes) == 0
		default:
			return false
		}
	})
}

// post offers the scenario's job, which the run is about from then on.
func (r *run) post(ctx context.Context) error {
	o := r.scenario.offer
	r.job = 0
	err := r.act(ctx, "employer", ministry, "--folder", o.folder, "--title", o.title, "--payout", strconv.FormatInt(o.payout, 10),
		"--work", o.work.String(), "--relists", strconv.FormatUint(uint64(o.relists), 10), "--review="+strconv.FormatBool(o.review))
	if err == nil && r.job == 0 {
		err = fmt.Errorf("%s did not say which job it posted", ministry)
	}
	return err
}

func (r *run) jobText() string { return strconv.FormatUint(r.job, 10) }

// settled waits for the chain to settle the run's job.
func (r *run) settled(ctx context.Context) error {
	return r.until(ctx, "the settlement", func() bool {
		return slices.ContainsFunc(all[*jobstypes.EventJobSettled](r), func(e *jobstypes.EventJobSettled) bool { return e.JobId == r.job })
	})
}

// blocksOfRun are the blocks from the sheet before to the sheet after.
func (r *run) blocksOfRun() []*block { return r.blocks[r.first:] }

// all lists the events of a type in the run.
func all[E any](r *run) []E {
	var out []E
	for _, b := range r.blocksOfRun() {
		for _, s := range b.events {
			if e, ok := s.event.(E); ok {
				out = append(out, e)
			}
		}
	}
	return out
}

func count[E any](r *run) int { return len(all[E](r)) }

// committee lists the seats that judged: those drawn, without those who never committed.
func (r *run) committee() []string {
	seats := []string{}
	for _, e := range all[*validationtypes.EventCommitteeDrawn](r) {
		seats = append(seats, e.Seats...)
	}
	for _, e := range all[*validationtypes.EventSeatAbsent](r) {
		seats = slices.DeleteFunc(seats, func(a string) bool { return a == e.Validator })
	}
	return seats
}

// fees that an address paid for its transactions in the run.
func (r *run) fees(address string) math.Int {
	sum := math.ZeroInt()
	for _, b := range r.blocksOfRun() {
		sum = sum.Add(amountOf(b.fees, address))
	}
	return sum
}

// maybeKill kills the node after the committee was drawn and before it has judged, and starts it again.
func (r *run) maybeKill() error {
	if !r.kill || r.killed || count[*validationtypes.EventCommitteeDrawn](r) == 0 {
		return nil
	}
	r.killed = true
	r.print.line(r.height(), line{who: "(demo)", what: "kills the node with SIGKILL, between submission and verdict"})
	if err := r.node.Kill(); err != nil {
		return err
	}
	time.Sleep(time.Second)
	if err := r.node.Start(); err != nil {
		return err
	}
	r.print.line(r.height(), line{who: "(demo)", what: "starts the node again"})
	return nil
}

package bench

import (
	"time"
)

// measureDrain has jobs fall due in one block and lets the chain work them off within its own bounds.
func (r *run) measureDrain() ([]Drain, error) {
	s := r.options.people(false)
	s.Caps = true
	s.PerBlock = r.options.DrainSettled * seats // all votes of a kind in one block, so that all jobs are due at once
	c, err := start(s)
	if err != nil {
		return nil, err
	}
	defer c.abandon()
	_, params, err := c.app.Jobs.ParamsInForce(c.readContext())
	if err != nil {
		return nil, err
	}
	lapsed, err := r.drainLapsed(c, int(params.SettlementsPerBlock))
	if err != nil {
		return nil, err
	}
	judged, err := r.drainJudged(c, int(params.SettlementsPerBlock))
	return []Drain{lapsed, judged}, err
}

// drainLapsed: jobs that nobody took lose their offer at one moment, and their employers are paid back.
func (r *run) drainLapsed(c *chain, limit int) (Drain, error) {
	m := newMeasured()
	// They are due when the last of them is written.
	due := time.Duration(r.options.DueJobs/clonesPerCommit+3) * blockTime
	var err error
	if m.jobs, err = c.clone(r.options.DueJobs, due, 0); err != nil {
		return Drain{}, err
	}
	return r.drain(c, m, "offers that nobody took", limit)
}

// drainJudged: approved jobs pay agent, seats and treasury and mint a certificate.
func (r *run) drainJudged(c *chain, limit int) (Drain, error) {
	m := newMeasured()
	b := batch{perTx: jobsPerAgent / 2}
	c.round++
	if err := c.post(m, b, r.options.DrainSettled); err != nil {
		return Drain{}, err
	}
	if err := c.work(m, b); err != nil {
		return Drain{}, err
	}
	committees, err := c.draw(m)
	if err != nil {
		return Drain{}, err
	}
	if err := c.judge(m, b, committees); err != nil {
		return Drain{}, err
	}
	return r.drain(c, m, "approved jobs", limit)
}

func (r *run) drain(c *chain, m *measured, name string, limit int) (Drain, error) {
	order, err := c.deadlines(m.jobs)
	if err != nil {
		return Drain{}, err
	}
	if err := c.settle(m, phaseSettle); err != nil {
		return Drain{}, err
	}
	d := Drain{Name: name, Due: len(m.jobs), Cap: limit}
	var millis []float64
	heights, err := c.ended(order)
	if err != nil {
		return d, err
	}
	d.InOrder, d.Blocks = heights.sorted, heights.blocks
	blocks := m.blocksOf[phaseSettle]
	for _, e := range blocks[max(0, len(blocks)-d.Blocks):] {
		millis = append(millis, float64(e.took)/float64(time.Millisecond))
	}
	d.Millis = spreadOf(millis)
	r.say("drain: %d %s in %d blocks, %.0f ms at most", d.Due, name, d.Blocks, d.Millis.Max)
	return d, nil
}

package bench

import "fmt"

// rates compares lives with bank sends on one chain, in turns.
func (r *run) rates() error {
	c, err := start(r.options.people(false))
	if err != nil {
		return err
	}
	defer c.abandon()
	type pair struct{ sends, lives *kase }
	var pairs []pair
	for _, checked := range []bool{false, true} {
		for _, n := range r.options.PerTx {
			rate := Rate{Section: SectionRates, PerTx: n, Executor: Sequential, DB: GoLevelDB, Checked: checked}
			p := pair{&kase{Rate: rate}, &kase{Rate: rate}}
			p.sends.Kind, p.lives.Kind = KindSends, KindLifecycle
			pairs = append(pairs, p)
		}
	}
	if _, err := c.lifecycle(batch{perTx: 1}, min(r.options.Parties, r.options.Jobs)); err != nil { // first acts write more
		return err
	}
	for range r.options.Repeat {
		for _, p := range pairs {
			for _, k := range []*kase{p.sends, p.lives} {
				if err := r.measure(c, k, r.options.jobs(k.PerTx)); err != nil {
					return err
				}
			}
		}
	}
	first := map[bool]*kase{}
	for _, p := range pairs {
		r.done(p.sends)
		r.done(p.lives)
		n, state := p.lives.PerTx, "cold"
		if p.lives.Checked {
			state = "after CheckTx"
		}
		target := 0.0
		if n == 1 {
			target = 0.6
		}
		r.compare(fmt.Sprintf("messages/s of lives : of bank sends, %d per transaction, %s", n, state), p.lives.rates(), p.sends.rates(), target)
		// A message's share of time is the inverse of a rate.
		r.compare(fmt.Sprintf("the same by CPU time, %d per transaction, %s", n, state), p.sends.cpu(), p.lives.cpu(), 0)
		if first[p.lives.Checked] == nil {
			first[p.lives.Checked] = p.lives
			continue
		}
		target = 0
		if n == 50 && first[p.lives.Checked].PerTx == 1 {
			target = 3
		}
		r.compare(fmt.Sprintf("jobs/s with %d per transaction : with %d, %s", n, first[p.lives.Checked].PerTx, state),
			p.lives.jobRates(), first[p.lives.Checked].jobRates(), target)
	}
	for i, p := range pairs[:len(r.options.PerTx)] {
		checked := pairs[len(r.options.PerTx)+i]
		r.compare(fmt.Sprintf("jobs/s after CheckTx : cold, %d per transaction", p.lives.PerTx), checked.lives.jobRates(), p.lives.jobRates(), 0)
	}
	return nil
}

// matrix compares executors and databases on chains of their own, in turns.
func (r *run) matrix() error {
	var cases []*kase
	var chains []*chain
	for _, db := range []string{GoLevelDB, PebbleDB, MemDB} {
		for _, executor := range []string{Sequential, BlockSTM} {
			s := r.options.people(true)
			s.DB, s.Executor = db, executor
			c, err := start(s)
			if err != nil {
				return err
			}
			defer c.abandon()
			if _, err := c.lifecycle(batch{perTx: 1}, r.options.MatrixJobs); err != nil {
				return err
			}
			for _, kind := range []string{KindSends, KindLifecycle} {
				cases = append(cases, &kase{Rate: Rate{Section: SectionMatrix, Kind: kind, PerTx: 1, Executor: executor, DB: db}})
				chains = append(chains, c)
			}
		}
	}
	for range r.options.Repeat {
		for i, k := range cases {
			if err := r.measure(chains[i], k, r.options.MatrixJobs); err != nil {
				return err
			}
		}
	}
	for i, k := range cases {
		r.done(k)
		if k.Executor == BlockSTM {
			r.compare(fmt.Sprintf("%s: block-stm : sequential, %s", k.Kind, k.DB), k.rates(), cases[i-2].rates(), 0)
		}
		if k.Executor == Sequential && k.DB != GoLevelDB {
			r.compare(fmt.Sprintf("%s: %s : goleveldb, sequential", k.Kind, k.DB), k.rates(), cases[i%2].rates(), 0)
		}
	}
	return nil
}

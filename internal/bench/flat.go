package bench

import (
	"fmt"
	"time"
)

// few open jobs and validators are what a large chain is compared with.
const fewOpen, fewInPool = 1_000, 100

// measureFlat runs the same batch on chains of different sizes, in turns, so that what else the machine does meets all alike.
func (r *run) measureFlat() ([]Flat, error) {
	o := r.options
	sizes := []Flat{
		{OpenJobs: fewOpen, Validators: fewInPool},
		{OpenJobs: o.OpenJobs, Validators: fewInPool},
		{OpenJobs: fewOpen, Validators: o.Validators},
		{OpenJobs: o.OpenJobs, Validators: o.Validators},
	}
	if o.FlatEnds {
		sizes = []Flat{sizes[0], sizes[len(sizes)-1]}
	}
	chains := make([]*chain, len(sizes))
	for i, size := range sizes {
		c, err := r.grown(size)
		if err != nil {
			return nil, err
		}
		defer c.abandon()
		chains[i] = c
	}
	took := make([][]float64, len(sizes))
	for n := range o.Repeat + 1 {
		for i, c := range chains {
			m, err := r.timed(fmt.Sprintf("flat: %d open jobs, %d validators", sizes[i].OpenJobs, sizes[i].Validators), func() (*measured, error) {
				return c.lifecycle(batch{perTx: 1}, o.FlatJobs)
			})
			if err != nil {
				return nil, err
			}
			if n > 0 { // the first warms caches
				took[i] = append(took[i], float64(m.took)/float64(time.Millisecond))
			}
		}
	}
	for i := range sizes {
		sizes[i].Millis, sizes[i].Ratio = spreadOf(took[i]), spreadOf(ratios(took[i], took[0]))
	}
	last := sizes[len(sizes)-1]
	r.report.Ratios = append(r.report.Ratios, Ratio{
		Name:  fmt.Sprintf("the same blocks with %d open jobs and %d validators : with %d and %d", last.OpenJobs, last.Validators, fewOpen, fewInPool),
		Value: last.Ratio, Target: 1.3, AtMost: true,
	})
	return sizes, nil
}

// grown is a chain of a size.
func (r *run) grown(size Flat) (*chain, error) {
	s := r.options.people(false)
	s.Validators = size.Validators
	started := time.Now()
	c, err := start(s)
	if err != nil {
		return nil, err
	}
	if _, err := c.clone(size.OpenJobs, farAway, time.Millisecond); err != nil {
		c.abandon()
		return nil, err
	}
	r.say("flat: built %d open jobs, %d validators (%.1f s)", size.OpenJobs, size.Validators, time.Since(started).Seconds())
	return c, nil
}

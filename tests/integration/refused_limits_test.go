package integration

import (
	"slices"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// refusedLimits: limits that need many of something.
func refusedLimits(t *testing.T, count *tally) {
	activeJobs(t, count)
	jobsOfOneTransaction(t, count)
}

// activeJobs: an agent holds at most max_active_jobs at once.
func activeJobs(t *testing.T, count *tally) {
	o := longWindows(testapp.MarketOptions{Options: testapp.Options{Genesis: people}, Validators: 3})
	long := o.Jobs
	o.Jobs = func(p *jobstypes.Params) {
		long(p)
		p.MaxActiveJobs = 2
	}
	b := newBench(t, count, o)
	a := b.A.Agent
	jobs := []uint64{b.post(), b.post(), b.post(), b.post()}
	b.run(
		accepted("the first of 2 jobs at once", a, claim(a, jobs[0])),
		refused("3 jobs in one transaction", a, jobstypes.ErrTooManyActive, "2 of 2", claim(a, jobs[1]), claim(a, jobs[2])).inMessage(1),
		accepted("the second", a, claim(a, jobs[1])),
		refused("the third", a, jobstypes.ErrTooManyActive, "2 of 2", claim(a, jobs[2])),
		accepted("hand one in", a, b.A.SubmitMsg(a, jobs[0])),
		accepted("the third after that", a, claim(a, jobs[2])),
		refused("the fourth", a, jobstypes.ErrTooManyActive, "2 of 2", claim(a, jobs[3])),
	)
}

// jobsOfOneTransaction: 999 fit into a block's gas, and the 1,000th is refused with all others.
func jobsOfOneTransaction(t *testing.T, count *tally) {
	b := newBench(t, count, testapp.MarketOptions{Options: testapp.Options{Genesis: people}, Validators: 3})
	e := b.A.Employer
	post := func(n int) []sdk.Msg { return slices.Repeat([]sdk.Msg{posting()}, n) }
	gas := testapp.TxOptions{Gas: app.MaxBlockGas}
	many := refused("1,000 jobs in one transaction", e, jobstypes.ErrTooManyJobs, "", post(1_000)...).inMessage(999)
	fits := accepted("999 jobs in one transaction", e, post(999)...)
	many.opts, fits.opts = gas, gas
	b.run(many, fits)
	t.Logf("999 posts used %d gas", b.A.Last.TxResults[0].GasUsed)
}

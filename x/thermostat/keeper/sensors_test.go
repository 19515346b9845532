package keeper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	waitSensor = types.SENSOR_KIND_TIME_TO_ASSIGNMENT
	lagSensor  = types.SENSOR_KIND_VALIDATION_LAG
)

// One job through all of its life: it waits for another one, is taken and given back, is late, is rejected, disputed and in the end
// approved. Each step counts once, in the bin that it belongs to.
func TestOneJobCountsOnce(t *testing.T) {
	p := &play{fixture: setup(t)}
	size := measure(types.SENSOR_KIND_SPEND, "1000")

	// Posted, but not offered.
	j := p.post(func(j *jobstypes.Job) { j.Status, j.OfferedMs = jobstypes.JOB_STATUS_BLOCKED, 0 })
	payer := types.NewBin("general", types.BinOf(employer.String()))
	p.requireBins()
	watch := types.Watch{JobId: 1, Category: "general", Bin: payer.Number}
	require.Equal(t, []types.Watch{watch}, all(p, p.k.Watches))

	// Offered a day later.
	p.pass(24 * time.Hour)
	j.Status, j.OfferedMs = jobstypes.JOB_STATUS_OPEN, p.clock.Ms
	p.tell(func(ctx context.Context) error { return p.k.AfterJobUnblocked(ctx, *j) })
	payer.Open, payer.SinceSum = 1, math.NewInt(p.clock.Ms)
	p.requireBins(payer)

	// Taken after 31 seconds, and only now its payout counts; given back, taken after 63 seconds by another.
	p.pass(31 * time.Second)
	p.assign(j, rival)
	payer.Posted, payer.PayoutSum = 1, size
	payer.Open, payer.SinceSum, payer.Assigned, payer.WaitSum = 0, math.ZeroInt(), 1, testutil.Dec("5")
	p.requireBins(payer)
	require.Zero(t, all(p, p.k.Watches)[0].OpenSinceMs)
	p.pass(10 * time.Minute)
	p.end(j, jobstypes.RULING_BASIS_SURRENDER, 7, true)
	payer.Open, payer.SinceSum = 1, math.NewInt(p.clock.Ms)
	p.requireBins(payer)
	p.pass(63 * time.Second)
	p.assign(j, agent)
	payer.Open, payer.SinceSum, payer.Assigned, payer.WaitSum = 0, math.ZeroInt(), 2, testutil.Dec("11")
	p.requireBins(payer)
	require.Equal(t, uint64(2), p.flowsOf("").Agents)

	// Handed in after the hour that it was posted with: the employer has given more time.
	p.pass(time.Hour)
	p.submit(j)
	doer, doerAll := types.NewBin("general", types.BinOf(agent.String())), types.NewBin("", types.BinOf(agent.String()))
	doer.Submitted, doerAll.Submitted = 1, 1
	p.requireBins(payer, doer, doerAll)

	// Judged after 127 seconds; the second verdict is not the first.
	p.pass(127 * time.Second)
	p.verdict(j, jobstypes.JOB_STATUS_REJECTED)
	payerAll := types.NewBin("", payer.Number)
	payerAll.Verdicts, payerAll.LagSum = 1, testutil.Dec("7")
	p.requireBins(payer, doer, doerAll, payerAll)
	p.pass(time.Hour)
	j.Disputes = []jobstypes.Dispute{{By: j.Agent, Against: jobstypes.JOB_STATUS_REJECTED, Rung: 1}}
	j.Status, j.Rung = jobstypes.JOB_STATUS_IN_REVIEW, 1
	p.verdict(j, jobstypes.JOB_STATUS_APPROVED)
	p.requireBins(payer, doer, doerAll, payerAll)

	// Settled: three seats, of which one withheld its vote and one never came; the third's organisation is known.
	seats := []validationtypes.SeatJudgement{
		{Validator: jobstestutil.Addr(11), Organisation: "lab", Status: validationtypes.SEAT_STATUS_REVEALED, Agreed: true, Lock: math.NewInt(100)},
		{Validator: jobstestutil.Addr(12), Status: validationtypes.SEAT_STATUS_WITHHELD, SlashBps: 1_000, Lock: math.NewInt(105)},
		{Validator: jobstestutil.Addr(13), Status: validationtypes.SEAT_STATUS_ABSENT, Lock: math.NewInt(100)},
	}
	p.settle(j, ruled(jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT), func(s *jobstypes.Settled) {
		s.Seats, s.Slashed = seats, math.ZeroInt()
		s.Moved = jobstypes.Moved{
			Paid: math.NewInt(1_000), Incentives: math.NewInt(50), Fee: math.NewInt(12), Burnt: math.NewInt(8), Refunded: math.NewInt(3),
		}
	})
	doer.Judged = 1
	payerAll.Judged, payerAll.Disputed, payerAll.Overturned = 1, 1, 1
	seatBins := []types.Bin{
		types.NewBin("", types.BinOf("lab")), types.NewBin("", types.BinOf(jobstestutil.Addr(12).String())),
		types.NewBin("", types.BinOf(jobstestutil.Addr(13).String())),
	}
	for i := range seatBins {
		seatBins[i].Seats = 1
		if i > 0 {
			seatBins[i].Absent = 1
		}
	}
	p.requireBins(append(seatBins, payer, doer, doerAll, payerAll)...)
	require.Empty(t, all(p, p.k.Watches))

	market := types.NewFlows("")
	market.Fees, market.Bonuses, market.Agents = math.NewInt(12), math.NewInt(50), 2
	market.Dissipated, market.Delivered = math.NewInt(7+10+8), math.NewInt(1_000)
	require.Equal(t, market, p.flowsOf(""))
	category := types.NewFlows("general")
	category.Spend = math.NewInt(1_000)
	require.Equal(t, category, p.flowsOf("general"))
}

// What the poster has narrowed, what pays less than is typical, and what a group does with itself says nothing of the market.
func TestWhatIsNotMeasured(t *testing.T) {
	group := func(p *play, group string, addrs ...sdk.AccAddress) {
		for _, a := range addrs {
			p.scores.Groups[a.String()] = group
		}
	}
	payout := func(n int64) func(j *jobstypes.Job) {
		return func(j *jobstypes.Job) { j.Escrow.Payout = math.NewInt(n) }
	}
	for _, tc := range []struct {
		name    string
		arrange func(p *play)
		job     func(j *jobstypes.Job)
		// whether it has a watch, is in the backlog, gives samples, and whether its payout counts
		watched, followed, sampled, paid bool
	}{
		{name: "an open job", watched: true, followed: true, sampled: true, paid: true},
		{name: "an invitation", job: func(j *jobstypes.Job) { j.Invited = []string{agent.String()} }},
		{name: "a credential", job: func(j *jobstypes.Job) { j.Requirements.Credentials = []string{"licence"} }},
		{name: "a payout below the median", arrange: typical("2000"), watched: true, paid: true},
		{
			name:    "a payout below the median, for a colleague",
			arrange: func(p *play) { typical("2000")(p); group(p, "lab", employer, agent) }, watched: true,
		},
		{
			name: "a payout at the median", arrange: typical("2000"), job: payout(2_000),
			watched: true, followed: true, sampled: true, paid: true,
		},
		{name: "a colleague", arrange: func(p *play) { group(p, "lab", employer, agent) }, watched: true, followed: true},
		{
			name:    "a colleague of the sponsor",
			arrange: func(p *play) { p.jobs.Payers[1] = rival; group(p, "lab", rival, agent) },
			job:     func(j *jobstypes.Job) { j.Program = 5 }, watched: true, followed: true,
		},
		{name: "a job that has ended already", job: func(j *jobstypes.Job) { j.Status = jobstypes.JOB_STATUS_CANCELLED }},
		{name: "one that is about to", job: func(j *jobstypes.Job) { j.Status = jobstypes.JOB_STATUS_SETTLING }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := &play{fixture: setup(t)}
			if tc.arrange != nil {
				tc.arrange(p)
			}
			if tc.job == nil {
				tc.job = func(*jobstypes.Job) {}
			}

			j := p.post(tc.job)
			require.Len(t, all(p, p.k.Watches), btoi(tc.watched))
			var open uint64
			for _, b := range all(p, p.k.Bins) {
				require.Zero(t, b.Posted, "a posting says nothing of prices")
				open += b.Open
			}
			require.EqualValues(t, btoi(tc.followed), open)
			p.check()

			p.pass(time.Minute)
			p.assign(j, agent)
			p.submit(j)
			p.verdict(j, jobstypes.JOB_STATUS_REJECTED)
			p.settle(j, ruled(jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_VERDICT))

			var sum types.Bin
			for _, b := range all(p, p.k.Bins) {
				require.Zero(t, b.Open)
				sum.Posted += b.Posted
				sum.Assigned += b.Assigned
				sum.Submitted += b.Submitted
				sum.Rejected += b.Rejected
				sum.Verdicts += b.Verdicts
			}
			require.EqualValues(t, btoi(tc.paid), sum.Posted)
			require.EqualValues(t, btoi(tc.sampled), sum.Assigned)
			require.EqualValues(t, 2*btoi(tc.sampled), sum.Submitted, "of the category and of the market")
			require.EqualValues(t, btoi(tc.sampled), sum.Rejected)
			require.EqualValues(t, btoi(tc.followed), sum.Verdicts, "validators judge the work of friends as well")
			require.Empty(t, all(p, p.k.Watches))
			require.Equal(t, uint64(1), p.flowsOf("").Agents, "money and agents count of every job")
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// typical sets the median of payouts.
func typical(payout string) func(p *play) {
	return func(p *play) {
		m := measure(types.SENSOR_KIND_SPEND, payout)
		require.NoError(p.t, p.k.Typicals.Set(p.ctx, "general", types.Typical{Category: "general", Payout: m}))
	}
}

// What a job pays counts once, when somebody who is apart has taken it: not what is cancelled before, and not again when it is offered
// again. That of a cheap one ends its watch.
func TestAPayoutCountsOnce(t *testing.T) {
	for name, cheap := range map[string]bool{"followed": false, "cheap": true} {
		t.Run(name, func(t *testing.T) {
			p := &play{fixture: setup(t)}
			p.scores.Groups[employer.String()], p.scores.Groups[rival.String()] = "lab", "lab"
			if cheap {
				typical("2000")(p)
			}
			p.cancel(p.post())
			j := p.post()
			p.assign(j, rival)
			p.end(j, jobstypes.RULING_BASIS_SURRENDER, 0, true)
			require.Zero(t, p.bin("general", employer).Posted, "a colleague")
			for range 2 {
				p.assign(j, agent)
				require.Equal(t, uint64(1), p.bin("general", employer).Posted)
				require.Equal(t, measure(types.SENSOR_KIND_SPEND, "1000"), p.bin("general", employer).PayoutSum)
				require.Len(t, all(p, p.k.Watches), btoi(!cheap))
				p.check()
				p.end(j, jobstypes.RULING_BASIS_REVOKED, 0, true)
			}
		})
	}
}

// What cannot be counted of a settlement is reported, and leaves neither the watch nor the backlog behind.
func TestAWatchEndsWhateverCanBeCounted(t *testing.T) {
	p := &play{fixture: setup(t)}
	j := p.post()
	j.Agent = "nobody"
	j.Status = jobstypes.JOB_STATUS_IN_REVIEW
	closeRound(j, jobstypes.JOB_STATUS_APPROVED)

	events := p.events(func(ctx sdk.Context) {
		p.ctx, ctx = ctx, p.ctx
		p.settle(j, ruled(jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT), func(s *jobstypes.Settled) {
			s.Moved.Paid = math.NewInt(1_000)
		})
		p.ctx = ctx
	})

	failed := of[*jobstypes.EventHookFailed](events)
	require.Len(t, failed, 1)
	require.Equal(t, j.Id, failed[0].JobId)
	require.Equal(t, types.ModuleName, failed[0].Hook)
	require.Contains(t, failed[0].Error, "bech32")
	require.Empty(t, all(p, p.k.Watches))
	require.Zero(t, p.bin("general", employer).Open)
	require.Empty(t, all(p, p.k.Flows), "all of it counts, or nothing")
	p.check()
}

// A job of a program counts in the bin of its sponsor, whoever posts it.
func TestASponsorIsWhoPays(t *testing.T) {
	p := &play{fixture: setup(t)}
	p.jobs.Payers[1], p.scores.Groups[rival.String()] = rival, "ministry"

	p.post(func(j *jobstypes.Job) { j.Program = 5 })

	require.Equal(t, uint64(1), p.bin("general", rival).Open)
	require.Equal(t, types.BinOf("ministry"), all(p, p.k.Watches)[0].Bin)
}

// x/jobs tells of a block's messages when the block ends, with the jobs as they are then.
func TestTheNewsOfABlockMayBeOld(t *testing.T) {
	t.Run("posted, taken and handed in", func(t *testing.T) {
		p := &play{fixture: setup(t)}
		j := p.openJob()
		take(j, agent, p.clock.Ms)
		j.Status, j.Submission, j.SubmittedMs = jobstypes.JOB_STATUS_IN_REVIEW, &jobstypes.Submission{}, p.clock.Ms
		for _, hook := range []func(context.Context, jobstypes.Job) error{p.k.AfterJobPosted, p.k.AfterJobAssigned, p.k.AfterWorkSubmitted} {
			p.tell(func(ctx context.Context) error { return hook(ctx, *j) })
		}
		b := p.bin("general", employer)
		require.Equal(t, []uint64{1, 0, 1}, []uint64{b.Posted, b.Open, b.Assigned})
		require.True(t, b.WaitSum.IsZero())
		require.Equal(t, uint64(1), p.bin("general", agent).OnTime)
	})
	t.Run("posted and cancelled", func(t *testing.T) {
		p := &play{fixture: setup(t)}
		j := p.openJob(func(j *jobstypes.Job) { j.Status = jobstypes.JOB_STATUS_SETTLING })
		p.tell(func(ctx context.Context) error { return p.k.AfterJobPosted(ctx, *j) })
		require.Empty(t, all(p, p.k.Watches))
		p.cancel(j)
		require.Empty(t, all(p, p.k.Bins))
		require.Empty(t, all(p, p.k.Watches))
	})
	t.Run("taken, and offered again before anybody heard of it", func(t *testing.T) {
		p := &play{fixture: setup(t)}
		j := p.post()
		p.pass(time.Minute)
		take(j, agent, p.clock.Ms)
		p.end(j, jobstypes.RULING_BASIS_REVOKED, 0, true)
		b := p.bin("general", employer)
		require.Equal(t, []uint64{1, 0}, []uint64{b.Open, b.Assigned})
		require.Equal(t, math.NewInt(p.clock.Ms), b.SinceSum, "it waits since it was offered again")
	})
}

// What the module never heard of, it ignores.
func TestAJobWithoutAWatchIsNotMeasured(t *testing.T) {
	p := &play{fixture: setup(t)}
	j := p.openJob()
	p.tell(func(ctx context.Context) error { return p.k.AfterJobUnblocked(ctx, *j) })
	p.assign(j, agent)
	p.end(j, jobstypes.RULING_BASIS_DEADLINE, 5, true)
	p.assign(j, agent)
	p.submit(j)
	p.verdict(j, jobstypes.JOB_STATUS_APPROVED)
	p.settle(j, ruled(jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT))

	require.Empty(t, all(p, p.k.Bins))
	require.Empty(t, all(p, p.k.Watches))
	require.Equal(t, math.NewInt(5), p.flowsOf("").Dissipated, "its money counts")
	require.Equal(t, uint64(1), p.flowsOf("").Agents, "and its agent, once")
}

// A call that was lost costs a sample, and the next one puts the backlog right.
func TestALostCallCostsASample(t *testing.T) {
	for name, next := range map[string]func(p *play, j *jobstypes.Job){
		"handed in": func(p *play, j *jobstypes.Job) { p.submit(j) },
		"expired":   func(p *play, j *jobstypes.Job) { p.end(j, jobstypes.RULING_BASIS_DEADLINE, 0, false) },
		"settled":   func(p *play, j *jobstypes.Job) { p.cancel(j) },
	} {
		t.Run(name, func(t *testing.T) {
			p := &play{fixture: setup(t)}
			j := p.post()
			take(j, agent, p.clock.Ms)
			p.lose(func(ctx context.Context) error { return p.k.AfterJobAssigned(ctx, *j) })
			require.Equal(t, uint64(1), p.bin("general", employer).Open)

			next(p, j)

			b := p.bin("general", employer)
			require.Equal(t, []uint64{0, 0}, []uint64{b.Open, b.Assigned})
			require.True(t, b.SinceSum.IsZero())
		})
	}
}

// The lag is the time of validators: an employer who looks at the work first takes none of theirs, and rounds without a verdict are
// a part of it.
func TestLag(t *testing.T) {
	lag := func(p *play) types.Bin { return p.bin("", employer) }
	t.Run("after a contest", func(t *testing.T) {
		p := &play{fixture: setup(t)}
		j := p.post()
		p.assign(j, agent)
		p.submit(j)
		p.pass(48 * time.Hour)
		j.Disputes = []jobstypes.Dispute{{By: j.Employer, Against: jobstypes.JOB_STATUS_EMPLOYER_REVIEW, DisputedMs: p.clock.Ms}}
		p.pass(15 * time.Second)
		p.verdict(j, jobstypes.JOB_STATUS_APPROVED)
		require.Equal(t, uint64(1), lag(p).Verdicts)
		require.Equal(t, testutil.Dec("4"), lag(p).LagSum)
		p.settle(j, ruled(jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT))
		require.Zero(t, lag(p).Disputed, "a contest is no dispute: no verdict was given yet")
	})
	t.Run("over rungs", func(t *testing.T) {
		p := &play{fixture: setup(t)}
		j := p.post()
		p.assign(j, agent)
		p.submit(j)
		p.pass(time.Hour)
		p.verdict(j, jobstypes.JOB_STATUS_UNSPECIFIED)
		require.Zero(t, lag(p).Verdicts)
		p.pass(time.Hour)
		p.verdict(j, jobstypes.JOB_STATUS_APPROVED)
		require.Equal(t, uint64(1), lag(p).Verdicts)
		require.Equal(t, measure(lagSensor, "7200"), lag(p).LagSum)
	})
}

// A deadline that was missed is work that did not come in time: nothing can be handed in after it, so that otherwise nobody would
// ever be late.
func TestAMissedDeadlineIsLateWork(t *testing.T) {
	p := &play{fixture: setup(t)}
	j := p.post()
	p.assign(j, rival)
	p.end(j, jobstypes.RULING_BASIS_DEADLINE, 0, true)
	p.assign(j, rival)
	p.end(j, jobstypes.RULING_BASIS_SURRENDER, 0, true)
	p.assign(j, agent)
	p.submit(j)

	for _, category := range []string{"general", ""} {
		late, good := p.bin(category, rival), p.bin(category, agent)
		require.Equal(t, []uint64{1, 0}, []uint64{late.Submitted, late.OnTime})
		require.Equal(t, []uint64{1, 1}, []uint64{good.Submitted, good.OnTime})
	}
}

// No unit is wasted twice.
func TestWhatIsWasted(t *testing.T) {
	money := func(s *jobstypes.Settled) {
		s.Slashed = math.NewInt(100)
		s.Moved = jobstypes.Moved{
			Paid: math.NewInt(10), Incentives: math.ZeroInt(), Fee: math.ZeroInt(), Burnt: math.NewInt(30), Refunded: math.NewInt(1_000),
		}
	}
	for _, tc := range []struct {
		outcome               jobstypes.Outcome
		basis                 jobstypes.RulingBasis
		dissipated, delivered int64
	}{
		{jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT, 30, 10},
		{jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_VERDICT, 1_100, 0},
		{jobstypes.OUTCOME_EXPIRED, jobstypes.RULING_BASIS_DEADLINE, 0, 0},
		{jobstypes.OUTCOME_SPLIT, jobstypes.RULING_BASIS_COUNCIL, 30, 0},
		{jobstypes.OUTCOME_CANCELLED, jobstypes.RULING_BASIS_CANARY, 30, 0},
	} {
		t.Run(tc.outcome.String(), func(t *testing.T) {
			p := &play{fixture: setup(t)}
			p.settle(p.openJob(), ruled(tc.outcome, tc.basis), money)
			require.Equal(t, math.NewInt(tc.dissipated), p.flowsOf("").Dissipated)
			require.Equal(t, math.NewInt(tc.delivered), p.flowsOf("").Delivered)
			require.Equal(t, math.NewInt(tc.delivered), p.flowsOf("general").Spend)
		})
	}
	t.Run("an amount that nobody has set", func(t *testing.T) {
		p := &play{fixture: setup(t)}
		p.settle(p.openJob(), ruled(jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_VERDICT))
		require.Equal(t, types.NewFlows(""), p.flowsOf(""))
	})
}

// An agent is active once between two folds, however many jobs it gets.
func TestActiveAgents(t *testing.T) {
	p := &play{fixture: setup(t)}
	for range 2 {
		p.assign(p.post(), agent)
	}
	p.assign(p.post(), rival)
	require.Equal(t, uint64(2), p.flowsOf("").Agents)
	p.pass(time.Hour)
	p.fold()
	require.Zero(t, p.flowsOf("").Agents)
	p.assign(p.post(), agent)
	require.Equal(t, uint64(1), p.flowsOf("").Agents)
	seen, err := p.k.Seen.Get(p.ctx, agent)
	require.NoError(t, err)
	require.Equal(t, int64(101), seen)
}

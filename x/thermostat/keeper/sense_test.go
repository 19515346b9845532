package keeper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// An epoch with two employers, agents and validators: what each sensor says first is the median of what they measured, and for flows
// and balances what there is.
func TestReadings(t *testing.T) {
	p := &play{fixture: setup(t)}
	p.bank.Fund(p.ctx, money.TreasuryAddress(), 4_095)
	p.bank.Fund(p.ctx, money.IncentivesAddress(), 1_023)
	p.jobs.Capacity["general"] = testutil.Dec("7")
	// Done, in time, rejected and overturned, of two.
	second := jobstestutil.Addr(5)
	failed := func(who, by, judge sdk.AccAddress, bonus, fee int64) {
		j := p.post(func(j *jobstypes.Job) { j.Employer = who.String() })
		p.pass(31 * time.Second)
		p.assign(j, by)
		p.submit(j)
		p.pass(127 * time.Second)
		p.verdict(j, jobstypes.JOB_STATUS_APPROVED)
		j.Disputes = []jobstypes.Dispute{{By: j.Employer, Against: jobstypes.JOB_STATUS_APPROVED, Rung: 1}}
		p.settle(j, ruled(jobstypes.OUTCOME_FAILED, jobstypes.RULING_BASIS_COUNCIL), func(s *jobstypes.Settled) {
			s.Seats = []validationtypes.SeatJudgement{
				{Validator: judge, Status: validationtypes.SEAT_STATUS_REVEALED}, {Validator: judge, Status: validationtypes.SEAT_STATUS_ABSENT},
			}
			s.Moved.Incentives, s.Moved.Fee = math.NewInt(bonus), math.NewInt(fee)
		})
	}
	failed(employer, agent, rival, 200, 10)
	failed(second, jobstestutil.Addr(6), jobstestutil.Addr(7), 55, 5)
	// Open: two of one organisation for a quarter of an hour in the mean, one of another for just as long.
	p.post(func(j *jobstypes.Job) { j.OfferedMs -= 400_000 })
	p.post(func(j *jobstypes.Job) { j.OfferedMs -= 600_000 })
	p.post(func(j *jobstypes.Job) { j.OfferedMs -= 500_000; j.Employer = second.String() })
	p.pass(523 * time.Second)

	events := p.events(func(ctx sdk.Context) { p.ctx, ctx = ctx, p.ctx; p.fold(); p.ctx = ctx })

	want := map[string]map[types.SensorKind]string{
		"general": {
			types.SENSOR_KIND_TIME_TO_ASSIGNMENT: "5", types.SENSOR_KIND_BACKLOG_AGE: "10", types.SENSOR_KIND_BACKLOG: "1",
			types.SENSOR_KIND_SLA: "1", types.SENSOR_KIND_REJECTION_RATE: "1", types.SENSOR_KIND_SPEND: "0", types.SENSOR_KIND_FREE_CAPACITY: "3",
		},
		"": {
			types.SENSOR_KIND_SLA: "1", types.SENSOR_KIND_VALIDATION_LAG: "7", types.SENSOR_KIND_ABSENCE_RATE: "0.5",
			types.SENSOR_KIND_OVERTURN_RATE: "1", types.SENSOR_KIND_DISPUTE_RATE: "1", types.SENSOR_KIND_POOL_LEVEL: "10",
			types.SENSOR_KIND_TREASURY_LEVEL: "12", types.SENSOR_KIND_FEE_INCOME: "4", types.SENSOR_KIND_BONUS_PAID: "8",
			types.SENSOR_KIND_EMISSION: "0", types.SENSOR_KIND_ACTIVE_AGENTS: "1.584962500721156181",
		},
	}
	list := of[*types.EventSensed](events)
	require.Len(t, list, 2)
	for i, category := range []string{"", "general"} {
		require.Equal(t, category, list[i].Category)
		require.Equal(t, int64(100), list[i].Epoch)
		require.Equal(t, p.clock.Ms, list[i].AtMs)
		require.Len(t, list[i].Readings, len(want[category]))
		for _, r := range list[i].Readings {
			require.Equal(t, testutil.Dec(want[category][r.Sensor]), r.Value, "%s of %q", r.Sensor, category)
			kept, known := p.reading(category, r.Sensor)
			require.True(t, known)
			require.Equal(t, r, kept)
		}
	}
	payout, err := p.k.Typicals.Get(p.ctx, "general")
	require.NoError(t, err)
	require.Equal(t, measure(types.SENSOR_KIND_SPEND, "1000"), payout.Payout)

	// Only the backlog is left of the epoch.
	first, other := types.NewBin("general", types.BinOf(employer.String())), types.NewBin("general", types.BinOf(second.String()))
	first.Open, other.Open = 2, 1
	first.SinceSum, other.SinceSum = math.NewInt(2*(p.clock.Ms-1_023_000)), math.NewInt(p.clock.Ms-1_023_000)
	p.requireBins(first, other)
	require.Empty(t, all(p, p.k.Flows))
}

// In an epoch without data a sensor keeps what it said, as of then.
func TestNoDataIsNoReading(t *testing.T) {
	p := &play{fixture: setup(t)}
	p.taken("general")
	p.fold()
	before, known := p.reading("general", waitSensor)
	require.True(t, known)
	p.pass(time.Hour)
	p.fold()

	after, known := p.reading("general", waitSensor)
	require.False(t, known)
	require.Equal(t, before, after)
	for _, sensor := range []types.SensorKind{types.SENSOR_KIND_SPEND, types.SENSOR_KIND_FREE_CAPACITY} {
		_, known = p.reading("general", sensor)
		require.True(t, known, "nothing is data to %s", sensor)
	}
	for _, sensor := range []types.SensorKind{types.SENSOR_KIND_BACKLOG, types.SENSOR_KIND_SLA} {
		_, known = p.reading("general", sensor)
		require.False(t, known, "%s", sensor)
	}
}

// taken lets two organisations have a job done.
func (p *play) taken(category string) {
	p.t.Helper()
	for n := range 2 {
		j := p.post(func(j *jobstypes.Job) { j.Employer, j.Category = jobstestutil.Nth(n).String(), category })
		p.pass(time.Minute)
		p.assign(j, jobstestutil.Nth(10+n))
		p.submit(j)
	}
}

// One organisation alone is no market: what it does is no data, until there is a second, or the owner wants it so.
func TestOneAloneIsNoData(t *testing.T) {
	alone := func(p *play) (typical bool, readings []types.Reading) {
		for range 20 {
			p.submitted(p.post(), agent)
		}
		p.fold()
		typical, err := p.k.Typicals.Has(p.ctx, "general")
		require.NoError(t, err)
		return typical, all(p, p.k.Readings)
	}
	p := &play{fixture: setup(t)}
	typical, readings := alone(p)
	require.False(t, typical)
	for _, r := range readings {
		require.NotContains(t, []types.SensorKind{waitSensor, types.SENSOR_KIND_SLA}, r.Sensor)
	}
	p.check()

	p.pass(time.Hour)
	p.taken("general")
	p.fold()
	_, known := p.reading("general", waitSensor)
	require.True(t, known)

	p = &play{fixture: setup(t)}
	p.setParams(func(params *types.Params) { params.OrganisationBps = 10_000 })
	typical, _ = alone(p)
	require.True(t, typical)
	for category, sensor := range map[string]types.SensorKind{"general": waitSensor, "": types.SENSOR_KIND_SLA} {
		r, known := p.reading(category, sensor)
		require.True(t, known)
		require.Equal(t, testutil.Dec("1"), r.Confidence)
	}
}

// submitted has a job done at once.
func (p *play) submitted(j *jobstypes.Job, by sdk.AccAddress) {
	p.t.Helper()
	p.assign(j, by)
	p.submit(j)
}

// The treasury's runway is known when two folds have seen it: what it lost between them is what it loses.
func TestRunway(t *testing.T) {
	p := &play{fixture: setup(t)}
	p.bank.Fund(p.ctx, money.TreasuryAddress(), 1_000_000)
	p.fold()
	_, known := p.reading("", types.SENSOR_KIND_TREASURY_RUNWAY)
	require.False(t, known)
	m := types.NewMonitor()
	m.Known, m.Treasury = true, math.NewInt(1_200_000)
	require.NoError(t, p.k.Monitor.Set(p.ctx, m))
	p.pass(time.Hour)
	p.fold()

	r, known := p.reading("", types.SENSOR_KIND_TREASURY_RUNWAY)
	require.True(t, known)
	require.Equal(t, measure(types.SENSOR_KIND_TREASURY_RUNWAY, "100"), r.Value, "1,000,000 at a twentieth of 200,000")
}

// A treasury that was always empty has lost nothing: nobody knows what it needs. One that has lost all lasts for no epoch.
func TestRunwayOfAnEmptyTreasury(t *testing.T) {
	p := &play{fixture: setup(t)}
	for range 3 {
		p.fold()
		_, known := p.reading("", types.SENSOR_KIND_TREASURY_RUNWAY)
		require.False(t, known)
		m, err := p.k.Monitor.Get(p.ctx)
		require.NoError(t, err)
		require.NoError(t, p.k.Monitor.Set(p.ctx, m.Next(types.DefaultParams(), math.ZeroInt(), math.ZeroInt(), math.ZeroInt())))
		p.pass(time.Hour)
	}
	m := types.NewMonitor()
	m.Known, m.Treasury = true, math.NewInt(500)
	require.NoError(t, p.k.Monitor.Set(p.ctx, m))
	p.fold()
	r, known := p.reading("", types.SENSOR_KIND_TREASURY_RUNWAY)
	require.True(t, known)
	require.True(t, r.Value.IsZero())
}

// A category that cannot be measured keeps what it has collected.
func TestWhatFailsIsKept(t *testing.T) {
	p := &play{fixture: setup(t)}
	p.post()
	before := all(p, p.k.Bins)
	params, fold := p.nextFold()
	p.jobs.Err = errors.New("no capacity")
	err := p.try(func(ctx context.Context) error {
		return p.k.SenseCategory(sdk.UnwrapSDKContext(ctx), params, fold, "general")
	})
	require.ErrorIs(t, err, p.jobs.Err)
	require.Equal(t, before, all(p, p.k.Bins))
	require.Empty(t, all(p, p.k.Readings))
}

// The whole market and a category are apart, as are two categories of which one's name begins like the other's.
func TestCategoriesAreApart(t *testing.T) {
	p := &play{fixture: setup(t)}
	p.taken("general")
	p.taken("general-2")
	p.fold()

	r, known := p.reading("general", waitSensor)
	require.True(t, known)
	require.Equal(t, uint64(2), r.Samples)
	r, known = p.reading("", types.SENSOR_KIND_SLA)
	require.True(t, known)
	require.Equal(t, uint64(4), r.Samples)
	_, known = p.reading("general-2", waitSensor)
	require.False(t, known)
	require.Equal(t, uint64(1), p.bin("general-2", jobstestutil.Nth(0)).Assigned)
}

// crowd is a market of fifty organisations with open jobs in "general". A hundred of them are posted; the others are written as a
// posting writes them, which takes a tenth of the time.
func crowd(t *testing.T, open int) *play {
	p := &play{fixture: setup(t)}
	who := func(i int) sdk.AccAddress { return jobstestutil.Nth(i % 50) }
	for i := range min(open, 100) {
		p.post(func(j *jobstypes.Job) { j.Employer = who(i).String() })
	}
	bins := map[uint32]*types.Bin{}
	for i := 100; i < open; i++ {
		p.last++
		number := types.BinOf(who(i).String())
		if bins[number] == nil {
			b := p.bin("general", who(i))
			bins[number] = &b
		}
		bins[number].Enter(p.clock.Ms)
		watch := types.Watch{JobId: p.last, Category: "general", Bin: number, OpenSinceMs: p.clock.Ms}
		require.NoError(t, p.k.Watches.Set(p.ctx, watch.JobId, watch))
	}
	for number, b := range bins {
		require.NoError(t, p.k.Bins.Set(p.ctx, collections.Join("general", number), *b))
	}
	return p
}

// What is open costs nothing: a fold and each call read and write as many keys with ten thousand open jobs as with a hundred.
func TestReadsDoNotGrowWithJobs(t *testing.T) {
	costs := func(open int) map[string]cost {
		p := crowd(t, open)
		p.pass(time.Hour)
		require.Len(t, all(p, p.k.Watches), open)
		params, fold := p.nextFold()
		list := map[string]cost{
			"market":   p.costOf(func(ctx sdk.Context) error { return p.k.SenseMarket(ctx, params, fold) }),
			"category": p.costOf(func(ctx sdk.Context) error { return p.k.SenseCategory(ctx, params, fold, "general") }),
		}
		typical("500")(p)
		j := p.openJob(func(j *jobstypes.Job) { j.Employer = jobstestutil.Nth(7).String() })
		hook := func(name string, call func(ctx context.Context) error) {
			list[name] = p.costOf(func(ctx sdk.Context) error { return call(ctx) })
			p.tell(call)
		}
		hook("posted", func(ctx context.Context) error { return p.k.AfterJobPosted(ctx, *j) })
		take(j, agent, p.clock.Ms)
		hook("assigned", func(ctx context.Context) error { return p.k.AfterJobAssigned(ctx, *j) })
		ended := leave(j, jobstypes.RULING_BASIS_DEADLINE, 10, true, p.clock.Ms)
		hook("ended", func(ctx context.Context) error { return p.k.AfterAssignmentEnded(ctx, ended) })
		take(j, agent, p.clock.Ms)
		hook("assigned again", func(ctx context.Context) error { return p.k.AfterJobAssigned(ctx, *j) })
		j.Status, j.Submission, j.SubmittedMs = jobstypes.JOB_STATUS_IN_REVIEW, &jobstypes.Submission{}, p.clock.Ms
		hook("submitted", func(ctx context.Context) error { return p.k.AfterWorkSubmitted(ctx, *j) })
		closeRound(j, jobstypes.JOB_STATUS_APPROVED)
		hook("verdict", func(ctx context.Context) error { return p.k.AfterVerdict(ctx, *j) })
		ruling := ruled(jobstypes.OUTCOME_COMPLETED, jobstypes.RULING_BASIS_VERDICT)
		j.Status, j.Ruling = jobstypes.JOB_STATUS_COMPLETED, &ruling
		settled := jobstypes.Settled{Job: *j, Moved: jobstypes.Moved{Paid: math.NewInt(1_000)}}
		for n := range 3 {
			settled.Seats = append(settled.Seats, validationtypes.SeatJudgement{
				Validator: jobstestutil.Nth(100 + n), Status: validationtypes.SEAT_STATUS_REVEALED,
			})
		}
		hook("settled", func(ctx context.Context) error { return p.k.AfterJobSettled(ctx, settled) })
		return list
	}

	few, many := costs(100), costs(10_000)
	t.Logf("%v", few)

	require.Equal(t, few, many)
	for name, want := range map[string]cost{
		"posted":         {reads: 2, writes: 2}, // median, bin; watch, bin
		"assigned":       {reads: 5, writes: 4}, // epoch, agent, flows, watch, bin; agent, flows, watch, bin
		"ended":          {reads: 5, writes: 5}, // flows, watch, two bins of the agent, bin; the same
		"assigned again": {reads: 4, writes: 2}, // epoch, agent, watch, bin; watch, bin
		"submitted":      {reads: 3, writes: 2}, // watch, two bins of the agent; these
		"verdict":        {reads: 2, writes: 2}, // watch, bin; watch, bin
		"settled":        {reads: 8, writes: 8}, // flows twice, seats' bins, watch, two bins; the same
	} {
		require.Equal(t, want, many[name], name)
	}
}

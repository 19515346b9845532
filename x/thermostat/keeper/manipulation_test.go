package keeper_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

const (
	// honest is the number of organisations with honest work.
	honest = 20
	// before are the epochs before the crook comes, epochs those with it.
	before = 3
	epochs = 50
	// typicalPayout is about what honest organisations pay.
	typicalPayout = 1_000_000
)

var (
	crook  = jobstestutil.Addr(200)
	friend = jobstestutil.Addr(201)
)

// bazaar is a market in which twenty organisations have honest work, which agents take within two hours; some is open whenever an
// epoch ends. The same every time: what differs is the crook's doing.
type bazaar struct {
	*play
	random *rand.Rand
	plan   []act
	work   work
}

// work is what an honest organisation posts in an epoch: when each job is posted, what it pays and how long it waits.
type work func(r *rand.Rand, org int) []honestJob

type honestJob struct {
	after, wait time.Duration
	pay         int64
}

// alike: all organisations pay and wait the same.
func alike(*rand.Rand, int) []honestJob {
	return []honestJob{{5 * time.Minute, 75 * time.Minute, typicalPayout}}
}

// various: some organisations pay half as much again as others, for some of their work nearly twice as much, and some wait twice as
// long; no two epochs are the same.
func various(r *rand.Rand, org int) []honestJob {
	level := typicalPayout * (80 + 2*int64(org*7%honest)) / 100
	wait := time.Duration(45+3*(org*11%honest)) * time.Minute * time.Duration(90+r.Intn(21)) / 100
	var list []honestJob
	for _, share := range []int64{80, 100, 140} {
		list = append(list, honestJob{time.Duration(r.Intn(10)) * time.Minute, wait, level * share / 100})
	}
	return list
}

// act is something that happens at a moment.
type act struct {
	ms int64
	do func()
}

func (b *bazaar) at(after time.Duration, do func()) {
	when := b.clock.Ms + after.Milliseconds()
	behind := slices.IndexFunc(b.plan, func(other act) bool { return other.ms > when })
	if behind < 0 {
		behind = len(b.plan)
	}
	b.plan = slices.Insert(b.plan, behind, act{when, do})
}

// epoch plays an epoch of an hour and folds it.
func (b *bazaar) epoch(n int, crooked func(b *bazaar, n int)) {
	began := b.clock.Ms
	for org := range honest {
		b.honestWork(org)
	}
	crooked(b, n)
	end := began + time.Hour.Milliseconds()
	for len(b.plan) > 0 && b.plan[0].ms < end {
		next := b.plan[0]
		b.plan = b.plan[1:]
		b.clock.Ms = next.ms
		next.do()
	}
	b.clock.Ms = end
	params, fold := b.nextFold()
	require.NoError(b.t, b.k.SenseCategory(b.ctx, params, fold, "general"))
}

// honestWork plans what an organisation posts in an epoch.
func (b *bazaar) honestWork(org int) {
	for _, job := range b.work(b.random, org) {
		b.at(job.after, func() {
			j := b.offer(jobstestutil.Nth(org), job.pay)
			b.at(job.wait, func() { b.given(j, jobstestutil.Nth(1_000+int(j.Id%50))) })
		})
	}
}

// offer, given and withdrawn call the hooks of a job's steps.
func (b *bazaar) offer(who sdk.AccAddress, pay int64) *jobstypes.Job {
	j := b.openJob(func(j *jobstypes.Job) { j.Employer, j.Escrow.Payout = who.String(), math.NewInt(pay) })
	require.NoError(b.t, b.k.AfterJobPosted(b.ctx, *j))
	return j
}

func (b *bazaar) given(j *jobstypes.Job, to sdk.AccAddress) {
	take(j, to, b.clock.Ms)
	require.NoError(b.t, b.k.AfterJobAssigned(b.ctx, *j))
}

func (b *bazaar) withdrawn(j *jobstypes.Job) {
	ruling := ruled(jobstypes.OUTCOME_CANCELLED, jobstypes.RULING_BASIS_EMPLOYER)
	j.Status, j.Ruling = jobstypes.JOB_STATUS_CANCELLED, &ruling
	require.NoError(b.t, b.k.AfterJobSettled(b.ctx, jobstypes.Settled{Job: *j}))
}

// The crook's ways.

func nothing(*bazaar, int) {}

// unattractive posts jobs that nobody takes.
func unattractive(n int) func(b *bazaar, epoch int) {
	return func(b *bazaar, _ int) {
		for range n {
			b.offer(crook, 2*typicalPayout)
		}
	}
}

// forFriends posts jobs that friends take when they are told to.
func forFriends(n int, after time.Duration) func(b *bazaar, epoch int) {
	return func(b *bazaar, _ int) {
		for range n {
			j := b.offer(crook, 2*typicalPayout)
			b.at(after, func() { b.given(j, friend) })
		}
	}
}

// cancelled posts jobs and cancels them, every other one in the epoch after.
func cancelled(n int) func(b *bazaar, epoch int) {
	return func(b *bazaar, _ int) {
		for i := range n {
			j := b.offer(crook, 2*typicalPayout)
			b.at(time.Duration(30+60*(i%2))*time.Minute, func() { b.withdrawn(j) })
		}
	}
}

// paying posts jobs of a payout; friends take every other one at the end of the epoch, the rest is withdrawn.
func paying(n int, pay int64) func(b *bazaar, epoch int) {
	return func(b *bazaar, _ int) {
		for i := range n {
			j := b.offer(crook, pay)
			b.at(59*time.Minute, func() {
				if i%2 == 0 {
					b.given(j, friend)
				} else {
					b.withdrawn(j)
				}
			})
		}
	}
}

func together(ways ...func(b *bazaar, epoch int)) func(b *bazaar, epoch int) {
	return func(b *bazaar, epoch int) {
		for _, way := range ways {
			way(b, epoch)
		}
	}
}

// gauge is what the sensors say after an epoch, in octaves: waiting time, age and number of the open jobs, and the median of payouts.
type gauge [4]math.LegacyDec

// runBazaar plays a market, and returns what its sensors say after each epoch in which the crook is there.
func runBazaar(t *testing.T, honestWork work, crooked func(b *bazaar, epoch int)) []gauge {
	b := &bazaar{play: &play{fixture: setup(t)}, random: rand.New(rand.NewSource(7)), work: honestWork}
	for range before {
		b.epoch(0, nothing)
	}
	var list []gauge
	for n := range epochs {
		b.epoch(n, crooked)
		var g gauge
		for i, sensor := range []types.SensorKind{waitSensor, types.SENSOR_KIND_BACKLOG_AGE, types.SENSOR_KIND_BACKLOG} {
			r, known := b.reading("general", sensor)
			require.True(t, known)
			require.Equal(t, math.LegacyOneDec(), r.Confidence)
			g[i] = r.Value
		}
		typical, err := b.k.Typicals.Get(b.ctx, "general")
		require.NoError(t, err)
		g[3] = typical.Payout
		list = append(list, g)
	}
	return list
}

// One organisation among twenty, over fifty epochs, whatever it posts: no reading that prices follow is further from that of the
// same market without it than cap/(1 - cap) of Reach, nor is the median of payouts. Where the others differ, a little more comes
// from which of their jobs count and how much each of them weighs, once the median has moved and there is one more.
func TestOneOrganisationMovesLittle(t *testing.T) {
	const crowded = "0.03"
	share := math.LegacyNewDecWithPrec(int64(types.DefaultParams().OrganisationBps), 4)
	bound := share.Quo(math.LegacyOneDec().Sub(share)).Mul(waitSensor.Reach())
	type way struct {
		name string
		do   func(b *bazaar, epoch int)
	}
	ways := []way{
		{"nobody takes them", unattractive(4)},
		{"friends take them at once", forFriends(4, 0)},
		{"friends take them after a day", forFriends(4, 24*time.Hour)},
		{"cancelled", cancelled(4)},
		{"tiny payouts", paying(10, 1)},
		{"huge payouts", paying(10, 1_000_000_000_000_000_000)},
	}
	flood := []way{
		{"10,000 of all that", together(unattractive(60), forFriends(60, 0), cancelled(80))},
		{"10,000 for friends, a day later", forFriends(200, 24*time.Hour)},
	}
	for _, tc := range []struct {
		name  string
		work  work
		ways  []way
		bound math.LegacyDec
	}{
		{"organisations that are alike", alike, ways, bound},
		{"organisations that differ", various, append(ways, flood...), bound.Add(testutil.Dec(crowded))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			without := runBazaar(t, tc.work, nothing)
			row := func(name string, g gauge) string {
				return fmt.Sprintf("%-32s %8.3f %8.3f %8.3f %8.3f", name,
					g[0].MustFloat64(), g[1].MustFloat64(), g[2].MustFloat64(), g[3].MustFloat64())
			}
			rows := []string{
				fmt.Sprintf("%-32s %8s %8s %8s %8s", "octaves", "wait", "age", "backlog", "payout"),
				row("without the crook, in the end", without[epochs-1]),
			}
			prices := []string{fmt.Sprintf("%-32s %8s %8s %8s", "market off target by", "0.13", "0.3", "-0.3")}
			for _, way := range tc.ways {
				with := runBazaar(t, tc.work, way.do)
				prices = append(prices, checkRewards(t, way.name, without, with, tc.bound))
				most := furthest(with, without)
				rows = append(rows, row(way.name, most))
				for i, d := range most {
					if d.GT(tc.bound) {
						t.Errorf("%s: sensor %d differs by %s, more than %s", way.name, i, d, tc.bound)
					}
				}
			}
			t.Logf("the most that each way differs from the market without it; bound %s\n%s", tc.bound, strings.Join(rows, "\n"))
			l := rewardLoop(t, without, "0")
			t.Logf("the most that the default reward differs over %d epochs, in basis points; at target 0; bound %.0f at once, %.0f in the end\n%s", epochs,
				mostMoved(l, tc.bound.Quo(l.Inputs[0].Scale), 1).MustFloat64(), mostMoved(l, tc.bound.Quo(l.Inputs[0].Scale), epochs).MustFloat64(),
				strings.Join(prices, "\n"))
		})
	}
}

// furthest returns the largest difference of each gauge.
func furthest(with, without []gauge) gauge {
	var most gauge
	for i := range most {
		most[i] = math.LegacyZeroDec()
		for epoch := range with {
			most[i] = math.LegacyMaxDec(most[i], with[epoch][i].Sub(without[epoch][i]).Abs())
		}
	}
	return most
}

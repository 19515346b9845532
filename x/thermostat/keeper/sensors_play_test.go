package keeper_test

import (
	"context"
	"errors"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// The parties of the sensors' tests.
var (
	employer = jobstestutil.Addr(1)
	agent    = jobstestutil.Addr(2)
	rival    = jobstestutil.Addr(3)
)

// play leads jobs through their lives as x/jobs does, and tells of it as x/jobs does: each call in a branch of its own.
type play struct {
	*fixture
	last uint64
}

// openJob is an offer of a payout of 1,000 in "general" that everybody may take, to be done in an hour.
func (p *play) openJob(change ...func(j *jobstypes.Job)) *jobstypes.Job {
	p.last++
	j := &jobstypes.Job{
		Id: p.last, Employer: employer.String(), Category: "general", WorkDuration: time.Hour,
		Escrow: jobstypes.Escrow{Payout: math.NewInt(1_000)}, Status: jobstypes.JOB_STATUS_OPEN,
		PostedMs: p.clock.Ms, OfferedMs: p.clock.Ms,
	}
	for _, c := range change {
		c(j)
	}
	return j
}

// tell calls a hook in a branch of the state, as x/jobs does.
func (p *play) tell(hook func(ctx context.Context) error) {
	p.t.Helper()
	require.NoError(p.t, p.try(hook))
}

func (p *play) try(hook func(ctx context.Context) error) error {
	return cached.Run(p.ctx, func(ctx sdk.Context) error { return hook(ctx) })
}

// lose calls a hook that fails in the end: nothing of it remains.
func (p *play) lose(hook func(ctx context.Context) error) {
	p.t.Helper()
	lost := errors.New("lost")
	require.ErrorIs(p.t, p.try(func(ctx context.Context) error { return errors.Join(hook(ctx), lost) }), lost)
}

func (p *play) post(change ...func(j *jobstypes.Job)) *jobstypes.Job {
	p.t.Helper()
	j := p.openJob(change...)
	p.tell(func(ctx context.Context) error { return p.k.AfterJobPosted(ctx, *j) })
	return j
}

func (p *play) assign(j *jobstypes.Job, to sdk.AccAddress) {
	p.t.Helper()
	take(j, to, p.clock.Ms)
	p.tell(func(ctx context.Context) error { return p.k.AfterJobAssigned(ctx, *j) })
}

func take(j *jobstypes.Job, to sdk.AccAddress, nowMs int64) {
	j.Status, j.Agent, j.AssignedMs = jobstypes.JOB_STATUS_ASSIGNED, to.String(), nowMs
}

func (p *play) submit(j *jobstypes.Job) {
	p.t.Helper()
	j.Status, j.Submission, j.SubmittedMs = jobstypes.JOB_STATUS_IN_REVIEW, &jobstypes.Submission{}, p.clock.Ms
	p.tell(func(ctx context.Context) error { return p.k.AfterWorkSubmitted(ctx, *j) })
}

// verdict closes a round; UNSPECIFIED: without one.
func (p *play) verdict(j *jobstypes.Job, status jobstypes.JobStatus) {
	p.t.Helper()
	closeRound(j, status)
	p.tell(func(ctx context.Context) error { return p.k.AfterVerdict(ctx, *j) })
}

func closeRound(j *jobstypes.Job, status jobstypes.JobStatus) {
	j.AddRound(jobstypes.Verdict{Rung: j.Rung, Status: status})
	if status != jobstypes.JOB_STATUS_UNSPECIFIED {
		j.Status = status
		return
	}
	j.Rung++
}

// end ends an assignment; again: the job is offered again.
func (p *play) end(j *jobstypes.Job, basis jobstypes.RulingBasis, slashed int64, again bool) {
	p.t.Helper()
	ended := leave(j, basis, slashed, again, p.clock.Ms)
	p.tell(func(ctx context.Context) error { return p.k.AfterAssignmentEnded(ctx, ended) })
}

func leave(j *jobstypes.Job, basis jobstypes.RulingBasis, slashed int64, again bool, nowMs int64) jobstypes.AssignmentEnded {
	who := sdk.MustAccAddressFromBech32(j.Agent)
	if again {
		j.Status, j.Agent, j.AssignedMs, j.OfferedMs, j.Ruling = jobstypes.JOB_STATUS_OPEN, "", 0, nowMs, nil
	} else {
		j.Status, j.Ruling = jobstypes.JOB_STATUS_SETTLING, &jobstypes.Ruling{Outcome: jobstypes.OUTCOME_EXPIRED, Basis: basis}
	}
	return jobstypes.AssignmentEnded{Job: *j, Agent: who, Basis: basis, Slashed: math.NewInt(slashed)}
}

// settle ends a job by a ruling.
func (p *play) settle(j *jobstypes.Job, ruling jobstypes.Ruling, change ...func(s *jobstypes.Settled)) {
	p.t.Helper()
	j.Ruling = &ruling
	var err error
	j.Status, err = ruling.EndStatus()
	require.NoError(p.t, err)
	s := jobstypes.Settled{Job: *j}
	for _, c := range change {
		c(&s)
	}
	p.tell(func(ctx context.Context) error { return p.k.AfterJobSettled(ctx, s) })
}

func ruled(outcome jobstypes.Outcome, basis jobstypes.RulingBasis) jobstypes.Ruling {
	return jobstypes.Ruling{Outcome: outcome, Basis: basis}
}

// cancel ends a job that nobody has taken.
func (p *play) cancel(j *jobstypes.Job) {
	p.t.Helper()
	p.settle(j, ruled(jobstypes.OUTCOME_CANCELLED, jobstypes.RULING_BASIS_EMPLOYER))
}

// fold measures the market and the category, as a fold that begins now does.
func (p *play) fold() {
	p.t.Helper()
	params, fold := p.nextFold()
	require.NoError(p.t, p.k.SenseMarket(p.ctx, params, fold))
	require.NoError(p.t, p.k.SenseCategory(p.ctx, params, fold, "general"))
}

// nextFold begins a fold.
func (p *play) nextFold() (types.Params, types.Fold) {
	p.t.Helper()
	params, err := p.k.Params.Get(p.ctx)
	require.NoError(p.t, err)
	fold, err := p.k.Fold.Get(p.ctx)
	require.NoError(p.t, err)
	fold.Epoch, fold.BeganMs = params.EpochAt(p.clock.Ms), p.clock.Ms
	require.NoError(p.t, p.k.Fold.Set(p.ctx, fold))
	return params, fold
}

// bin returns the bin of an address.
func (p *play) bin(category string, of sdk.AccAddress) types.Bin {
	p.t.Helper()
	group, err := p.scores.Group(p.ctx, of)
	require.NoError(p.t, err)
	b, err := p.k.Bins.Get(p.ctx, collections.Join(category, types.BinOf(group)))
	if errors.Is(err, collections.ErrNotFound) {
		return types.NewBin(category, types.BinOf(group))
	}
	require.NoError(p.t, err)
	return b
}

// requireBins asserts that there are these bins and no others.
func (p *play) requireBins(want ...types.Bin) {
	p.t.Helper()
	list := all(p, p.k.Bins)
	require.Len(p.t, list, len(want))
	for _, b := range want {
		require.Contains(p.t, list, b)
	}
}

// flowsOf returns the flows of the epoch that runs.
func (p *play) flowsOf(category string) types.Flows {
	p.t.Helper()
	f, err := p.k.Flows.Get(p.ctx, category)
	if errors.Is(err, collections.ErrNotFound) {
		return types.NewFlows(category)
	}
	require.NoError(p.t, err)
	return f
}

// reading returns what a sensor said in the present epoch.
func (p *play) reading(category string, sensor types.SensorKind) (types.Reading, bool) {
	p.t.Helper()
	fold, err := p.k.Fold.Get(p.ctx)
	require.NoError(p.t, err)
	r, err := p.k.Readings.Get(p.ctx, collections.Join(category, int32(sensor)))
	if errors.Is(err, collections.ErrNotFound) {
		return r, false
	}
	require.NoError(p.t, err)
	return r, r.Epoch == fold.Epoch
}

// all lists the values of a map.
func all[K, V any](p *play, m collections.Map[K, V]) []V {
	p.t.Helper()
	var list []V
	require.NoError(p.t, m.Walk(p.ctx, nil, func(_ K, v V) (bool, error) {
		list = append(list, v)
		return false, nil
	}))
	return list
}

// measure is a natural value in a sensor's measure.
func measure(sensor types.SensorKind, natural string) math.LegacyDec {
	m, err := sensor.Measure(testutil.Dec(natural))
	if err != nil {
		panic(err)
	}
	return m
}

// cost is what something reads and writes of a store: keys that are read or walked over, keys that are written or deleted.
type cost struct{ reads, writes int }

// costOf runs something on a branch that is thrown away.
func (p *play) costOf(run func(ctx sdk.Context) error) cost {
	p.t.Helper()
	var c cost
	err := run(p.ctx.WithMultiStore(countedStores{branch: p.ctx.MultiStore().CacheMultiStore(), key: p.key, cost: &c}))
	require.NoError(p.t, err)
	return c
}

// branch is an alias, since an embedded field of the interface's own name would hide its method of that name.
type branch = storetypes.CacheMultiStore

type countedStores struct {
	branch
	key  storetypes.StoreKey
	cost *cost
}

// CacheMultiStore counts what a hook does in a branch of its own as well; what that writes back is not counted again.
func (m countedStores) CacheMultiStore() branch {
	return countedStores{branch: m.branch.CacheMultiStore(), key: m.key, cost: m.cost}
}

func (m countedStores) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	store := m.branch.GetKVStore(key)
	if key != m.key {
		return store
	}
	return countedStore{KVStore: store, cost: m.cost}
}

type countedStore struct {
	storetypes.KVStore
	cost *cost
}

func (s countedStore) Get(key []byte) []byte {
	s.cost.reads++
	return s.KVStore.Get(key)
}

func (s countedStore) Has(key []byte) bool {
	s.cost.reads++
	return s.KVStore.Has(key)
}

func (s countedStore) Set(key, value []byte) {
	s.cost.writes++
	s.KVStore.Set(key, value)
}

func (s countedStore) Delete(key []byte) {
	s.cost.writes++
	s.KVStore.Delete(key)
}

func (s countedStore) Iterator(start, end []byte) storetypes.Iterator {
	s.cost.reads++
	return countedIterator{Iterator: s.KVStore.Iterator(start, end), cost: s.cost}
}

type countedIterator struct {
	storetypes.Iterator
	cost *cost
}

func (i countedIterator) Next() {
	i.cost.reads++
	i.Iterator.Next()
}

package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// crowd is an Env whose roster holds n agents from genesis, each with the stake for as many jobs of 100,000 as its capacity.
func crowd(t *testing.T, n int, capacity uint32, change func(n int, e *testutil.Env, a *types.Availability)) *testutil.Env {
	t.Helper()
	e := testutil.NewEmpty(t)
	gs := types.GenesisState{
		Params:     []types.ParamsVersion{{Version: 1, Params: testutil.Params()}},
		Categories: []types.Category{testutil.Category()},
	}
	gs.Params[0].Params.MaxActiveJobs = 100
	free := math.NewInt(11_000 * int64(capacity))
	for i := range n {
		who := testutil.Nth(i)
		e.Identity.Admit(who, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		a := types.Availability{
			Agent: who.String(), Capacity: capacity, MinPayout: math.ZeroInt(), StandingBps: types.FullStanding,
			Places: []types.Place{{Category: "general", Leaf: uint64(i)}},
		}
		if change != nil {
			change(i, e, &a)
		}
		gs.Availabilities = append(gs.Availabilities, a)
		gs.Stakes = append(gs.Stakes, types.AgentStake{Agent: who.String(), Free: free, Locked: math.ZeroInt()})
	}
	e.Fund(authtypes.NewModuleAddress(types.ModuleName), free.MulRaw(int64(n)))
	e.Fund(employer, math.NewInt(1_000_000_000_000))
	require.NoError(t, e.Keeper.InitGenesis(e.Ctx, gs))
	e.Check()
	return e
}

// end ends a block without the invariants, which look at everything.
func end(e *testutil.Env) {
	e.T.Helper()
	e.Bank.EndBlock(e.Ctx)
	require.NoError(e.T, e.Keeper.EndBlocker(e.Ctx.WithTxIndex(-1)))
	e.Pass(time.Second)
	e.Ctx = e.Ctx.WithBlockHeight(e.Ctx.BlockHeight() + 1).WithTxIndex(-1).WithEventManager(sdk.NewEventManager())
}

// Five thousand agents and two thousand jobs: each block assigns as many as it may, and nobody gets more than it takes.
func TestTwoThousandJobsForFiveThousandAgents(t *testing.T) {
	const jobs, perBlock = 2_000, 400
	e := crowd(t, 5_000, 1, nil)
	_, err := tx(e, e.Msgs.UpdateParams, updateParams(func(p *types.Params) { p.DispatchPerBlock = perBlock }))
	require.NoError(t, err)
	for range jobs {
		post(e, dispatched) // all in one block
	}
	end(e)
	for n := range jobs / perBlock {
		end(e)
		assigned, err := e.Keeper.Jobs.Indexes.Status.IDs(e.Ctx, int32(types.JOB_STATUS_ASSIGNED), 0)
		require.NoError(t, err)
		require.Len(t, assigned, (n+1)*perBlock)
	}
	held := map[string]int{}
	require.NoError(t, e.Keeper.Jobs.Walk(e.Ctx, nil, func(_ uint64, job types.Job) (bool, error) {
		held[job.Agent]++
		return false, nil
	}))
	require.Len(t, held, jobs, "one each, for each takes one")
	require.Equal(t, uint64(3_000*1_000), roster(e).Total)
	e.Check()
}

// An assignment reads one path of the tree, however many stand in the roster: a hundred times as many agents are two
// levels more of sixteen branches each.
func TestReadsOfAnAssignmentGrowWithTheLogarithm(t *testing.T) {
	reads := map[int]int{}
	for _, agents := range []int{50, 500, 5_000} {
		e := crowd(t, agents, 50, nil)
		const few, many = 5, 25
		ends := map[int]int{}
		for _, jobs := range []int{few, many} {
			for range jobs {
				post(e, dispatched)
			}
			end(e)
			ends[jobs] = e.Reads(func(ctx sdk.Context) { require.NoError(t, e.Keeper.EndBlocker(ctx)) })
			end(e)
			require.Empty(t, queue(e))
		}
		reads[agents] = (ends[many] - ends[few]) / (many - few)
	}
	t.Logf("reads of an assignment: %v", reads)
	// 50 agents are 2 levels, 500 are 3, 5,000 are 4. A level is read when the leaf is found, and again when its weight is
	// computed anew.
	const perLevel = 2
	require.LessOrEqual(t, reads[500]-reads[50], perLevel)
	require.LessOrEqual(t, reads[5_000]-reads[500], perLevel)
	require.Less(t, reads[5_000], 80)
}

// Nobody to look at costs one read more than a job that is not due; nobody suitable costs no more jobs than the cap.
func TestAnEmptyRosterCostsARead(t *testing.T) {
	e := testutil.New(t)
	endReads := func() int { return e.Reads(func(ctx sdk.Context) { require.NoError(t, e.Keeper.EndBlocker(ctx)) }) }
	first := post(e, dispatched)
	e.EndBlock()
	idle := endReads() // its time is not before the block's
	e.Pass(time.Second)
	one := endReads()
	post(e, dispatched)
	e.EndBlock()
	require.Equal(t, uint32(1), e.Job(first).DispatchTries)
	require.Less(t, one-idle, 20, "the job, its rules, the root of an empty tree, its new place in the queue")
}

// Where nobody can take anything a block tries no more jobs than dispatch_per_block, and begins none once it has met
// 64 entries for each.
func TestHopelessJobsAreBounded(t *testing.T) {
	e := crowd(t, 300, 1, nil)
	_, err := tx(e, e.Msgs.UpdateParams, updateParams(func(p *types.Params) { p.DispatchPerBlock = 10 }))
	require.NoError(t, err)
	for range 30 {
		post(e, dispatched, func(m *types.MsgPostJob) { m.Requirements.MinScore = math.NewInt(1) })
	}
	end(e)
	tried := func() (n int) {
		require.NoError(t, e.Keeper.Jobs.Walk(e.Ctx, nil, func(_ uint64, job types.Job) (bool, error) {
			n += int(job.DispatchTries)
			return false, nil
		}))
		return n
	}
	end(e)
	require.Equal(t, 3, tried(), "272 entries each: three meet 640")
	empty := crowd(t, 0, 1, nil)
	_, err = tx(empty, empty.Msgs.UpdateParams, updateParams(func(p *types.Params) { p.DispatchPerBlock = 10 }))
	require.NoError(t, err)
	e = empty
	for range 30 {
		post(e, dispatched)
	}
	end(e)
	for want := range 3 {
		end(e)
		require.Equal(t, 10*(want+1), tried())
	}
	end(e)
	require.Equal(t, 30, tried(), "all of them wait")
}

// Shares follow the documented weights: scores and standings in every mixture, 4,000 blocks that each draw the same job.
func TestSharesFollowTheWeights(t *testing.T) {
	const draws = 4_000
	weights := []struct {
		score    int64
		standing uint32
		weight   float64
	}{
		{0, 10_000, 1_000},
		{0, 10_000, 1_000},
		{2_000, 10_000, 1_200},
		{10_000, 10_000, 2_000},
		{10_000, 5_000, 1_000},
		{50_000, 10_000, 6_000},
		{90_000, 10_000, 10_000},
		{900_000, 9_000, 9_000},
		{0, 1_000, 100},
		{0, 100, 10},
	}
	var total float64
	e := crowd(t, len(weights), 1, func(n int, e *testutil.Env, a *types.Availability) {
		e.Scores.ByAddress[a.Agent], a.StandingBps = weights[n].score, weights[n].standing
		total += weights[n].weight
	})
	require.Equal(t, uint64(total), roster(e).Total)
	id := post(e, dispatched)
	end(e)
	got := make([]int, len(weights))
	for n := range draws {
		branch, _ := e.Ctx.CacheContext()
		branch = branch.WithBlockHeight(int64(1_000 + n)).WithTxIndex(-1)
		require.NoError(t, e.Keeper.EndBlocker(branch))
		job, err := e.Keeper.Job(branch, id)
		require.NoError(t, err)
		for i := range weights {
			if job.Agent == testutil.Nth(i).String() {
				got[i]++
			}
		}
	}
	var chi, seen float64
	for i, w := range weights {
		expected := draws * w.weight / total
		chi += (float64(got[i]) - expected) * (float64(got[i]) - expected) / expected
		seen += float64(got[i])
	}
	require.InDelta(t, draws, seen, 0)
	t.Logf("chi-square %.2f of %v", chi, got)
	require.Less(t, chi, 21.67, "9 degrees of freedom, 1 %%")
	require.Positive(t, got[len(got)-1]+got[len(got)-2], "not even the least are left out")
}

// Nobody who weighs anything starves: with as many jobs as places each agent fills its own, the least too.
func TestNobodyStarves(t *testing.T) {
	const agents, capacity = 40, 2
	e := crowd(t, agents, capacity, func(n int, e *testutil.Env, a *types.Availability) {
		e.Scores.ByAddress[a.Agent] = 90_000
		if n%10 == 0 {
			e.Scores.ByAddress[a.Agent], a.StandingBps = 0, 100
		}
	})
	var ids []uint64
	for range agents*capacity + 3 {
		ids = append(ids, post(e, dispatched))
	}
	e.EndBlock()
	e.Pass(time.Second)
	e.EndBlock()
	held := map[string]uint32{}
	for _, id := range ids {
		held[e.Job(id).Agent]++
	}
	require.Equal(t, uint32(3), held[""], "who is full gets no more")
	delete(held, "")
	require.Len(t, held, agents)
	for who, n := range held {
		require.Equal(t, uint32(capacity), n, who)
	}
	require.Zero(t, roster(e).Total, fmt.Sprint(held))
}

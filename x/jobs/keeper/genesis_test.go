package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// everyStatus returns an Env that holds a job of every status that a block can end in.
func everyStatus(t *testing.T) *testutil.Env {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.MaxActiveJobs = 10 })
	byVerdict(approved, 3)(e)
	byVerdict(rejected, 3)(e)
	byVerdict(noCommittee, 0)(e)
	lapsed, expired := post(e, func(m *types.MsgPostJob) { m.OpenFor = time.Minute }), post(e)
	claim(e, rival, expired)
	e.EndBlock()
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(lapsed).Status)
	e.EndBlock(closeRound(e, reviewed(e), approved, 3))
	e.EndBlock(closeRound(e, reviewed(e), rejected, 3))
	e.EndBlock(closeRound(e, reviewed(e), unjudgeable, 3))
	reviewed(e)
	stuck := reviewed(e)
	e.Certificates.MintFn = func(types.Job) error { panic("a bug") }
	e.EndBlock(closeRound(e, stuck, approved, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: employer.String(), JobId: stuck})
	require.NoError(t, err)
	post(e)
	claim(e, agent, post(e, withRelists(2)))
	deposit(e, rival, 77)
	climbing(e)
	require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(stuck).Status)
	return e
}

// climbing adds jobs on the ladder: before the council after three disputes, divided by the panel, and on the second rung.
func climbing(e *testutil.Env) {
	setParams(e, func(p *types.Params) {
		testutil.Ladder(p)
		p.MaxActiveJobs, p.ChallengeWindow, p.CouncilWindow = 20, 40*time.Hour, 40*time.Hour
	})
	convened(e)
	shared := beforeCouncil(e)
	job := e.Job(shared)
	job.Status, job.Verdict.Status, job.Verdict.SplitBps = types.JOB_STATUS_DIVIDED, types.JOB_STATUS_DIVIDED, 4_000
	require.NoError(e.T, e.Keeper.Jobs.Set(e.Ctx, shared, job))
	dispute(e, employer, judged(e, approved))
	e.EndBlock()
}

func TestGenesisRoundTrip(t *testing.T) {
	e := everyStatus(t)
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	statuses := map[types.JobStatus]bool{}
	for _, job := range gs.Jobs {
		statuses[job.Status] = true
	}
	require.Len(t, statuses, 14, "all but UNSPECIFIED, BLOCKED and EMPLOYER_REVIEW")
	exported, err := e.Cdc.MarshalJSON(gs)
	require.NoError(t, err)

	var decoded types.GenesisState
	require.NoError(t, e.Cdc.UnmarshalJSON(exported, &decoded))
	again := successor(e, decoded)
	require.NoError(t, again.Keeper.InitGenesis(again.Ctx, decoded))
	back, err := again.Keeper.ExportGenesis(again.Ctx)
	require.NoError(t, err)
	reexported, err := again.Cdc.MarshalJSON(back)
	require.NoError(t, err)
	require.Equal(t, string(exported), string(reexported))

	// Queue and indexes are there again: both chains go on alike.
	again.Clock.Ms = e.Clock.Ms
	again.Validation.Seats = e.Validation.Seats
	for _, env := range []*testutil.Env{e, again} {
		env.Certificates.MintFn = nil
		env.Pass(48 * time.Hour)
		env.Ctx = env.Ctx.WithBlockHeight(90)
		env.Ctx = env.Ctx.WithTxIndex(-1)
		require.NoError(t, env.Keeper.EndBlocker(env.Ctx))
	}
	first, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	second, err := again.Keeper.ExportGenesis(again.Ctx)
	require.NoError(t, err)
	require.Equal(t, first, second)
	for _, job := range second.Jobs {
		require.True(t, job.Status.Terminal() || job.Status == types.JOB_STATUS_OPEN || job.Status == types.JOB_STATUS_IN_REVIEW, job.Status)
	}
}

// successor is an empty chain that can start from an Env's export: at its height, with what the other modules brought.
func successor(e *testutil.Env, gs types.GenesisState) *testutil.Env {
	again := testutil.NewEmpty(e.T)
	again.Ctx = again.Ctx.WithBlockHeight(e.Ctx.BlockHeight())
	fund(again, e)
	for _, job := range gs.Jobs {
		if job.Status == types.JOB_STATUS_COMPLETED {
			require.NoError(e.T, again.Certificates.Mint(again.Ctx, job, nil, false))
		}
	}
	return again
}

// What x/validation, x/certificates and the chain's own height say must agree with the jobs: otherwise work could not be
// handed in, a settlement would fail for ever, or a new job would take an old one's place.
func TestGenesisMustMatchItsNeighbours(t *testing.T) {
	e := everyStatus(t)
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	stuck := gs.Jobs[0]
	for _, job := range gs.Jobs {
		if job.Status == types.JOB_STATUS_SETTLING {
			stuck = job
		}
	}
	height, _, _ := types.SplitJobID(gs.Jobs[len(gs.Jobs)-1].Id)
	for name, test := range map[string]struct {
		change func(again *testutil.Env)
		want   error
	}{
		"as it is": {func(*testutil.Env) {}, nil},
		"no pool": {func(again *testutil.Env) {
			again.Validation.HasPoolFn = func(string) (bool, error) { return false, nil }
		}, types.ErrUnknownPool},
		"no panel": {func(again *testutil.Env) {
			again.Validation.HasPoolFn = func(id string) (bool, error) { return id != "moderators", nil }
		}, types.ErrUnknownPool},
		"a round that is over": {func(again *testutil.Env) {
			again.Validation.Round = validationtypes.ROUND_STATUS_CLOSED
		}, types.ErrGenesis},
		"certified before it has completed": {func(again *testutil.Env) { require.NoError(t, again.Certificates.Mint(again.Ctx, stuck, nil, false)) }, types.ErrGenesis},
		"completed without a certificate":   {func(again *testutil.Env) { forget(again, gs.Jobs) }, types.ErrGenesis},
		"jobs of blocks to come":            {func(again *testutil.Env) { again.Ctx = again.Ctx.WithBlockHeight(height) }, types.ErrJobID},
		"jobs of the first block":           {func(again *testutil.Env) { again.Ctx = again.Ctx.WithBlockHeight(0) }, types.ErrJobID},
	} {
		t.Run(name, func(t *testing.T) {
			again := successor(e, *gs)
			test.change(again)
			require.ErrorIs(t, again.Keeper.InitGenesis(again.Ctx, *gs), test.want)
		})
	}
}

// forget takes the certificates of jobs away.
func forget(e *testutil.Env, jobs []types.Job) {
	for _, job := range jobs {
		e.Certificates.Forget(e.Ctx, job.Id)
	}
}

// fund gives the module account of another Env what this one's holds.
func fund(to, from *testutil.Env) {
	for _, module := range []string{types.ModuleName, money.Treasury} {
		addr := authtypes.NewModuleAddress(module)
		to.Bank.Fund(to.Ctx, addr, from.Bank.Balance(from.Ctx, addr).Int64())
	}
}

func TestGenesisMustMatchTheBalance(t *testing.T) {
	e := everyStatus(t)
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	for _, wrong := range []int64{-1, 1} {
		again := successor(e, *gs)
		again.Bank.Fund(again.Ctx, authtypes.NewModuleAddress(types.ModuleName), wrong)
		require.ErrorIs(t, again.Keeper.InitGenesis(again.Ctx, *gs), types.ErrSettlement)
	}
	gs.Stakes = append(gs.Stakes, gs.Stakes[0])
	require.ErrorIs(t, testutil.NewEmpty(t).Keeper.InitGenesis(e.Ctx, *gs), types.ErrGenesis)
}

func TestDefaultGenesis(t *testing.T) {
	e := testutil.NewEmpty(t)
	require.NoError(t, e.Keeper.InitGenesis(e.Ctx, *types.DefaultGenesis()))
	e.Check()
}

// An invariant that cannot break tells nothing: each is broken once.
func TestInvariantsNoticeBrokenState(t *testing.T) {
	for name, breakIt := range map[string]func(e *testutil.Env, job types.Job) error{
		"jobs/balance": func(e *testutil.Env, _ types.Job) error {
			e.Bank.Fund(e.Ctx, authtypes.NewModuleAddress(types.ModuleName), 1)
			return nil
		},
		"jobs/records": func(e *testutil.Env, _ types.Job) error {
			return e.Keeper.Stakes.Set(e.Ctx, agent, types.AgentStake{
				Agent: agent.String(), Free: math.OneInt(), Locked: math.NewInt(bond - 1), ActiveJobs: 1,
			})
		},
		"jobs/deadlines": func(e *testutil.Env, job types.Job) error {
			job.DeadlineMs++
			return e.Keeper.Jobs.Set(e.Ctx, job.Id, job)
		},
		"jobs/certificates": func(e *testutil.Env, job types.Job) error { return e.Certificates.Mint(e.Ctx, job, nil, false) },
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			id := post(e)
			claim(e, agent, id)
			e.EndBlock()
			require.NoError(t, breakIt(e, e.Job(id)))
			for _, inv := range e.Keeper.Invariants() {
				err := inv.Check(e.Ctx)
				require.Equal(t, inv.Name == name, err != nil, "%s: %v", inv.Name, err)
			}
		})
	}
}

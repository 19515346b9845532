package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func cancelled(e *testutil.Env, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: e.Job(id).Employer, JobId: id})
	require.NoError(e.T, err)
	e.EndBlock()
	require.Equal(e.T, types.JOB_STATUS_CANCELLED, e.Job(id).Status)
}

// A job that waits for two is offered in the block in which the second one completes.
func TestJobsWaitForOthers(t *testing.T) {
	e, id := inProgramOf(t)
	first, second := post(e, by(delegate, id, "first")), post(e, by(employer, id, "second"))
	third := post(e, by(employer, id, "third", "first", "second"))
	job := e.Job(third)
	require.Equal(t, types.JOB_STATUS_BLOCKED, job.Status)
	require.Equal(t, uint32(2), job.WaitsFor)
	require.Equal(t, testutil.Start+(48*time.Hour).Milliseconds(), job.DeadlineMs)
	require.Zero(t, job.OfferedMs)
	e.EndBlock()
	require.Equal(t, int64(3*jobCosts), program(e, id).Committed.Int64(), "a BLOCKED job is paid for")
	refused(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: third}, types.ErrWrongStatus)
	refused(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
		Employer: employer.String(), JobId: third, Payout: math.NewInt(110_000), ExpectedExtra: math.NewInt(100_000),
	}, types.ErrWrongStatus)

	complete(e, first)
	require.Equal(t, uint32(1), e.Job(third).WaitsFor)
	require.Equal(t, types.JOB_STATUS_BLOCKED, e.Job(third).Status)
	e.Pass(time.Minute)
	complete(e, second)
	job = e.Job(third)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.Zero(t, job.WaitsFor)
	require.Equal(t, e.Clock.Ms, job.OfferedMs)
	require.Equal(t, []*types.EventJobUnblocked{
		{JobId: third, ProgramId: id, Label: "third", DeadlineMs: e.Clock.Ms + (24 * time.Hour).Milliseconds(), Status: types.JOB_STATUS_OPEN},
	}, testutil.EventsOf[*types.EventJobUnblocked](t, e.Events))
	complete(e, third)

	// Who depends only on what is done does not wait.
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(post(e, by(employer, id, "fourth", "third", "first"))).Status)
	e.EndBlock()
	refused(e, e.Msgs.PostJob, postMsg(by(employer, id, "third")), types.ErrLabel)
}

// A failed dependency leaves the job BLOCKED; whoever is posted under its label is waited for instead.
func TestRepostInheritsDependents(t *testing.T) {
	e, id := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(2_000_000) })
	first, second := post(e, by(employer, id, "first")), post(e, by(employer, id, "second", "first"))
	e.EndBlock()
	fail(e, first)
	require.Equal(t, types.JOB_STATUS_BLOCKED, e.Job(second).Status)
	require.Equal(t, uint32(1), e.Job(second).WaitsFor)

	again := post(e, by(delegate, id, "first"))
	late := post(e, by(employer, id, "", "first"))
	e.EndBlock()
	cancelled(e, again)
	require.Equal(t, types.JOB_STATUS_BLOCKED, e.Job(second).Status)
	third := post(e, by(employer, id, "first"))
	e.EndBlock()
	complete(e, third)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(second).Status)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(late).Status)
}

// BLOCKED ends by its deadline, by its employer and by the authority, with the whole escrow back; nobody wakes it later.
func TestBlockedJobsEnd(t *testing.T) {
	for name, end := range map[string]func(e *testutil.Env, id uint64){
		"cancelled": cancelled,
		"delisted": func(e *testutil.Env, id uint64) {
			_, err := tx(e, e.Msgs.DelistJob, &types.MsgDelistJob{Authority: testutil.Authority.String(), JobId: id, Reason: "unlawful"})
			require.NoError(e.T, err)
			e.EndBlock()
		},
		"lapsed": func(e *testutil.Env, id uint64) {
			e.Pass(time.Hour)
			e.EndBlock()
			require.Equal(e.T, types.RULING_BASIS_LAPSED, e.Job(id).Ruling.Basis)
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, id := inProgramOf(t)
			first := post(e, by(employer, id, "first"))
			hour := time.Hour
			waits := post(e, by(delegate, id, "second", "first"), func(m *types.MsgPostJob) { m.BlockedFor = &hour })
			e.EndBlock()
			end(e, waits)
			require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(waits).Status)
			require.Equal(t, int64(400_000), left(e, id, delegate))
			complete(e, first)
			require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(waits).Status)
			require.Empty(t, testutil.EventsOf[*types.EventJobUnblocked](t, e.Events))
		})
	}
}

// Cancelled in the block in which its last dependency completes: it stays cancelled.
func TestCancelledWhileItIsWoken(t *testing.T) {
	e, id := inProgramOf(t)
	first := post(e, by(employer, id, "first"))
	waits := post(e, by(delegate, id, "second", "first"))
	e.EndBlock()
	claim(e, agent, first)
	e.EndBlock()
	submit(e, first)
	e.EndBlock(closeRound(e, first, approved, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: employer.String(), JobId: first})
	require.NoError(t, err)
	cancelled(e, waits)
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(first).Status)
	require.Equal(t, int64(400_000), left(e, id, delegate))
}

// A label that was freed could close a circle of jobs that wait for each other for ever.
func TestNobodyWaitsForHimself(t *testing.T) {
	e, id := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(2_000_000) })
	a := post(e, by(employer, id, "a"))
	post(e, by(employer, id, "b", "a"))
	post(e, by(employer, id, "c", "b"))
	free := post(e, by(employer, id, "free"))
	e.EndBlock()
	cancelled(e, a)
	refused(e, e.Msgs.PostJob, postMsg(by(employer, id, "a", "b")), types.ErrDependency)
	refused(e, e.Msgs.PostJob, postMsg(by(employer, id, "a", "c")), types.ErrDependency)
	again := post(e, by(employer, id, "a", "free"))
	require.Equal(t, types.JOB_STATUS_BLOCKED, e.Job(again).Status)
	e.EndBlock()
	complete(e, free)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(again).Status)
}

func TestDependentsAreBounded(t *testing.T) {
	e, id := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(9_000_000) })
	first := post(e, by(employer, id, "first"))
	small := func(m *types.MsgPostJob) { m.Payout = math.NewInt(1_000) }
	for n := range types.MaxDependents {
		post(e, by(employer, id, fmt.Sprint("n", n), "first"), small)
	}
	e.EndBlock()
	refused(e, e.Msgs.PostJob, postMsg(by(employer, id, "more", "first"), small), types.ErrDependency)
	complete(e, first)
	require.Len(t, testutil.EventsOf[*types.EventJobUnblocked](t, e.Events), types.MaxDependents)
}

// A job that depends on one of its own transaction finds it.
func TestLabelsWithinATransaction(t *testing.T) {
	e, id := inProgramOf(t)
	require.NoError(t, e.Tx(func(ctx sdk.Context) error {
		for _, change := range []func(*types.MsgPostJob){by(delegate, id, "a"), by(delegate, id, "b", "a"), by(delegate, id, "c", "a", "b")} {
			if _, err := e.Msgs.PostJob(ctx, postMsg(change)); err != nil {
				return err
			}
		}
		return nil
	}))
	e.EndBlock()
	response, err := e.Queries.ProgramStatus(e.Ctx, &types.QueryProgramStatusRequest{ProgramId: id})
	require.NoError(t, err)
	require.Equal(t, []types.ProgramJobs{{Status: types.JOB_STATUS_BLOCKED, Jobs: 2}, {Status: types.JOB_STATUS_OPEN, Jobs: 1}}, response.Jobs)
	require.Equal(t, (3 * time.Hour).Milliseconds(), response.RemainingMs)
	require.Equal(t, int64(1_000_000-3*jobCosts), response.Free.Int64())
	require.False(t, response.Truncated)
	var path []string
	for _, step := range response.CriticalPath {
		path = append(path, step.Label)
	}
	require.Equal(t, []string{"a", "b", "c"}, path)
	_, err = e.Queries.ProgramStatus(e.Ctx, &types.QueryProgramStatusRequest{ProgramId: 1})
	require.ErrorContains(t, err, types.ErrProgramNotFound.Error())
}

// Two delegates who post in one block share no key, and the sponsor who adds to the budget shares none with them.
func TestDelegatesWriteDisjointKeys(t *testing.T) {
	e, id := inProgramOf(t, func(m *types.MsgCreateProgram) {
		m.Delegates = append(m.Delegates, types.Allotment{Delegate: stranger.String(), Left: math.NewInt(300_000)})
	})
	post(e, by(employer, id, "shared"))
	e.EndBlock()
	postBy := func(who sdk.AccAddress, label string) func(ctx sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := e.Msgs.PostJob(ctx, postMsg(by(who, id, label, "shared")))
			return err
		}
	}
	writers := map[string]int{}
	for i, run := range []func(ctx sdk.Context) error{
		postBy(delegate, "one"), postBy(stranger, "two"),
		func(ctx sdk.Context) error {
			_, err := e.Msgs.FundProgram(ctx, &types.MsgFundProgram{Sponsor: employer.String(), ProgramId: id, Amount: math.OneInt()})
			return err
		},
	} {
		set := e.Written(run)
		require.NotEmpty(t, set)
		for key := range set {
			first, twice := writers[key]
			require.False(t, twice, "transactions %d and %d write %q", first, i, key)
			writers[key] = i
		}
	}
	e.EndBlock()
}

// Programs of every status, with a job BLOCKED, one woken and labels that were freed, survive an export.
func TestProgramsGenesisRoundTrip(t *testing.T) {
	e, id := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(2_000_000) })
	first := post(e, by(delegate, id, "first"))
	post(e, by(employer, id, "second", "first"))
	post(e, by(employer, id, "third", "first", "second"))
	e.EndBlock()
	cancelled(e, first)
	again := post(e, by(delegate, id, "first"))
	e.EndBlock()
	claim(e, agent, again)
	ended, closing, paused := create(e), create(e), create(e)
	pause(e, paused, employer)
	post(e, by(delegate, closing, "x"))
	closeProgram(e, closing)
	closeProgram(e, ended)
	e.EndBlock()

	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	exported, err := e.Cdc.MarshalJSON(gs)
	require.NoError(t, err)
	var decoded types.GenesisState
	require.NoError(t, e.Cdc.UnmarshalJSON(exported, &decoded))
	require.Len(t, decoded.Programs, 4)
	next := successor(e, decoded)
	require.NoError(t, next.Keeper.InitGenesis(next.Ctx, decoded))
	back, err := next.Keeper.ExportGenesis(next.Ctx)
	require.NoError(t, err)
	reexported, err := next.Cdc.MarshalJSON(back)
	require.NoError(t, err)
	require.Equal(t, string(exported), string(reexported))
	require.Equal(t, left(e, id, delegate), left(next, id, delegate))

	early := testutil.NewEmpty(t)
	decoded.Jobs, decoded.Allotments = nil, nil
	decoded.Programs = decoded.Programs[len(decoded.Programs)-1:]
	decoded.Stakes = nil
	p := &decoded.Programs[0]
	*p = p.Opened(math.ZeroInt())
	p.Status, p.Unended, p.Ended = types.PROGRAM_STATUS_CLOSED, 0, 0
	require.ErrorIs(t, early.Keeper.InitGenesis(early.Ctx, decoded), types.ErrJobID, "a program of a block to come")
}

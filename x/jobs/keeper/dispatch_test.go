package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func dispatched(m *types.MsgPostJob) { m.Assignment = types.ASSIGNMENT_MODE_DISPATCH }

func ofPriority(p types.Priority) func(*types.MsgPostJob) {
	return func(m *types.MsgPostJob) { m.Employer, m.Priority = testutil.Authority.String(), p }
}

func declareMsg(who sdk.AccAddress, capacity uint32) *types.MsgDeclareAvailability {
	return &types.MsgDeclareAvailability{Agent: who.String(), Categories: []string{"general"}, Capacity: capacity, MinPayout: math.ZeroInt()}
}

func declare(e *testutil.Env, who sdk.AccAddress, capacity uint32) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.DeclareAvailability, declareMsg(who, capacity))
	require.NoError(e.T, err)
}

// nextBlock ends the block; the next one is a second later.
func nextBlock(e *testutil.Env) {
	e.T.Helper()
	e.EndBlock()
	e.Pass(time.Second)
}

// available is an Env in whose roster the agent stands with a capacity and stake for ten jobs of 100,000.
func available(t *testing.T, capacity uint32) *testutil.Env {
	t.Helper()
	e := testutil.New(t)
	deposit(e, agent, 110_000)
	declare(e, agent, capacity)
	nextBlock(e)
	return e
}

func availability(e *testutil.Env, who sdk.AccAddress) *types.QueryAvailabilityResponse {
	e.T.Helper()
	response, err := e.Queries.Availability(e.Ctx, &types.QueryAvailabilityRequest{Agent: who.String()})
	require.NoError(e.T, err)
	return response
}

func roster(e *testutil.Env) *types.QueryRosterResponse {
	e.T.Helper()
	response, err := e.Queries.Roster(e.Ctx, &types.QueryRosterRequest{Category: "general"})
	require.NoError(e.T, err)
	return response
}

func queue(e *testutil.Env) (ids []uint64) {
	e.T.Helper()
	response, err := e.Queries.DispatchQueue(e.Ctx, &types.QueryDispatchQueueRequest{})
	require.NoError(e.T, err)
	for _, job := range response.Jobs {
		ids = append(ids, job.Id)
	}
	return ids
}

// The whole way: declared, posted, assigned in the block after, out of the free stake alone.
func TestAJobIsDispatched(t *testing.T) {
	e := available(t, 2)
	balance := e.Bank.Balance(e.Ctx, agent)
	id := post(e, dispatched)
	nextBlock(e)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status, "never in the block in which it was posted")
	require.Empty(t, testutil.EventsOf[*types.EventDispatchMissed](t, e.Events))
	require.Equal(t, []uint64{id}, queue(e))

	nextBlock(e)
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_ASSIGNED, job.Status)
	require.Equal(t, agent.String(), job.Agent)
	require.Empty(t, queue(e))
	seed := types.DispatchSeed(id, 0, []byte("beacon of 2"), []byte("beacon of 3"))
	require.Equal(t, []*types.EventJobDispatched{{JobId: id, Agent: agent.String(), Weight: 1_000, Total: 1_000, Seed: seed[:], Looks: 1}},
		testutil.EventsOf[*types.EventJobDispatched](t, e.Events))
	require.Len(t, testutil.EventsOf[*types.EventJobAssigned](t, e.Events), 1)
	require.Contains(t, e.Hooks.Heard, "assigned "+uintText(id))
	stake := e.Stake(agent)
	require.Equal(t, []int64{99_000, 11_000, 1}, []int64{stake.Free.Int64(), stake.Locked.Int64(), int64(stake.ActiveJobs)})
	require.Equal(t, balance, e.Bank.Balance(e.Ctx, agent), "the account is not asked")
	require.Equal(t, uint64(1), availability(e, agent).Availability.Dispatched)

	submit(e, id)
	nextBlock(e)
	require.Equal(t, types.JOB_STATUS_IN_REVIEW, e.Job(id).Status)
	require.Empty(t, testutil.EventsOf[*types.EventStandingChanged](t, e.Events), "a full standing has nothing to win")
}

func uintText(id uint64) string { return math.NewIntFromUint64(id).String() }

// Nobody takes a dispatched job by a claim, and it is not offered to anybody.
func TestADispatchedJobIsNotClaimed(t *testing.T) {
	e := testutil.New(t)
	id := post(e, dispatched)
	e.EndBlock()
	refused(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: id}, types.ErrWrongMode)
	open, err := e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: agent.String()})
	require.NoError(t, err)
	require.Empty(t, open.Jobs)
}

// What becomes of a standing, step by step, with the rates of the parameters: 1,000 and 3,000 bps.
func TestStandingStepByStep(t *testing.T) {
	e := available(t, 5)
	assignment := func(change ...func(*types.MsgPostJob)) uint64 {
		id := post(e, append(change, dispatched)...)
		nextBlock(e)
		nextBlock(e)
		require.Equal(t, agent.String(), e.Job(id).Agent)
		return id
	}
	changed := func(id uint64, old, now uint32, reason string) {
		t.Helper()
		require.Equal(t, []*types.EventStandingChanged{{Agent: agent.String(), JobId: id, OldBps: old, NewBps: now, Reason: reason}},
			testutil.EventsOf[*types.EventStandingChanged](t, e.Events))
		require.Equal(t, now, availability(e, agent).Availability.StandingBps)
		require.Equal(t, uint64(now)/10, roster(e).Total, "the weight follows at once")
	}

	id := assignment()
	_, err := tx(e, e.Msgs.DeclineJob, &types.MsgDeclineJob{Agent: agent.String(), JobId: id})
	require.NoError(t, err)
	nextBlock(e)
	changed(id, 10_000, 9_000, "declined")

	id = assignment()
	_, err = tx(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id})
	require.NoError(t, err)
	nextBlock(e)
	changed(id, 9_000, 6_300, "surrendered")

	id = assignment()
	e.Pass(time.Hour)
	e.EndBlock()
	changed(id, 6_300, 4_410, "missed")

	id = assignment()
	submit(e, id)
	nextBlock(e)
	changed(id, 4_410, 4_969, "submitted")

	a := availability(e, agent).Availability
	require.Equal(t, [3]uint64{4, 1, 2}, [3]uint64{a.Dispatched, a.Declined, a.Missed})

	// Leaving and coming back heals nothing.
	_, err = tx(e, e.Msgs.EndAvailability, &types.MsgEndAvailability{Agent: agent.String()})
	require.NoError(t, err)
	nextBlock(e)
	require.Equal(t, []*types.EventAvailabilityEnded{{Agent: agent.String(), Reason: "withdrawn"}},
		testutil.EventsOf[*types.EventAvailabilityEnded](t, e.Events))
	require.Empty(t, roster(e).Places)
	require.Zero(t, roster(e).Total)
	declare(e, agent, 5)
	nextBlock(e)
	back := availability(e, agent).Availability
	require.Equal(t, uint32(4_969), back.StandingBps)
	require.Equal(t, a.Dispatched, back.Dispatched)
	require.Equal(t, []*types.EventAvailabilityDeclared{{Availability: back}}, testutil.EventsOf[*types.EventAvailabilityDeclared](t, e.Events))
}

// A claimed job's end says nothing of a roster's standing, but its place in the capacity is free again.
func TestClaimsCountInTheCapacity(t *testing.T) {
	e := available(t, 1)
	claimed := post(e)
	claim(e, agent, claimed)
	id := post(e, dispatched)
	nextBlock(e)
	require.Equal(t, types.RosterPlace{Agent: agent.String()}, roster(e).Places[0], "full: it weighs nothing")
	nextBlock(e)
	missed := testutil.EventsOf[*types.EventDispatchMissed](t, e.Events)
	require.Equal(t, []*types.EventDispatchMissed{{JobId: id, Tries: 1, NextMs: e.Clock.Ms + 9_000}}, missed)

	_, err := tx(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: claimed})
	require.NoError(t, err)
	nextBlock(e)
	require.Equal(t, uint64(1_000), roster(e).Total)
	require.Equal(t, uint32(types.FullStanding), availability(e, agent).Availability.StandingBps)
	e.Pass(10 * time.Second)
	e.EndBlock()
	require.Equal(t, agent.String(), e.Job(id).Agent)
}

// A decline is free, uses up no relist, and the job goes to somebody else.
func TestDecline(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	nextBlock(e)
	e.Pass(10*time.Minute - time.Second - time.Millisecond)
	_, err := tx(e, e.Msgs.DeclineJob, &types.MsgDeclineJob{Agent: agent.String(), JobId: id})
	require.NoError(t, err)
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrTooLate)
	nextBlock(e)
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.Equal(t, []string{agent.String()}, job.Passed)
	ended := testutil.EventsOf[*types.EventAssignmentEnded](t, e.Events)
	require.Len(t, ended, 1)
	require.Equal(t, types.RULING_BASIS_DECLINED, ended[0].Basis)
	require.True(t, ended[0].Slashed.IsZero())
	require.Equal(t, int64(110_000), e.Stake(agent).Free.Int64())

	nextBlock(e)
	require.Len(t, testutil.EventsOf[*types.EventDispatchMissed](t, e.Events), 1, "who has passed is left out")
	deposit(e, rival, 11_000)
	declare(e, rival, 1)
	nextBlock(e)
	e.Pass(11 * time.Second)
	e.EndBlock()
	require.Equal(t, rival.String(), e.Job(id).Agent)
}

func TestWhatCannotBeDeclined(t *testing.T) {
	e := available(t, 2)
	decline := func(who sdk.AccAddress, id uint64) *types.MsgDeclineJob {
		return &types.MsgDeclineJob{Agent: who.String(), JobId: id}
	}
	claimed := post(e)
	claim(e, rival, claimed)
	id := post(e, dispatched)
	nextBlock(e)
	refused(e, e.Msgs.DeclineJob, decline(agent, id), types.ErrNotAgent)
	nextBlock(e)
	refused(e, e.Msgs.DeclineJob, decline(rival, id), types.ErrNotAgent)
	refused(e, e.Msgs.DeclineJob, decline(rival, claimed), types.ErrWrongMode)
	refused(e, e.Msgs.DeclineJob, decline(agent, 7), types.ErrJobNotFound)
	e.Pass(10 * time.Minute)
	refused(e, e.Msgs.DeclineJob, decline(agent, id), types.ErrDeclineWindow)
	submit(e, id)
	refused(e, e.Msgs.DeclineJob, decline(agent, id), types.ErrWrongStatus)
}

func TestWhatCannotBeDeclared(t *testing.T) {
	e := testutil.New(t)
	end := &types.MsgEndAvailability{Agent: agent.String()}
	refused(e, e.Msgs.EndAvailability, end, types.ErrNoRoster)
	refused(e, e.Msgs.DeclareAvailability, declareMsg(employer, 1), testutil.ErrIdentity)
	unknown := declareMsg(agent, 1)
	unknown.Categories = []string{"general", "maps"}
	refused(e, e.Msgs.DeclareAvailability, unknown, types.ErrUnknownCategory)
	_, err := e.Queries.Availability(e.Ctx, &types.QueryAvailabilityRequest{Agent: agent.String()})
	require.ErrorContains(t, err, "NotFound")
	_, err = e.Queries.Roster(e.Ctx, &types.QueryRosterRequest{Category: "maps"})
	require.ErrorContains(t, err, "NotFound")
}

// Of several words in one block the last one counts; the rosters hear of it at the end.
func TestTheLastWordOfABlockCounts(t *testing.T) {
	e := testutil.New(t)
	end := &types.MsgEndAvailability{Agent: agent.String()}
	declare(e, agent, 1)
	_, err := tx(e, e.Msgs.EndAvailability, end)
	require.NoError(t, err)
	declare(e, agent, 7)
	require.Empty(t, roster(e).Places)
	nextBlock(e)
	require.Equal(t, uint32(7), availability(e, agent).Availability.Capacity)
	require.Len(t, testutil.EventsOf[*types.EventAvailabilityDeclared](t, e.Events), 1)

	declare(e, agent, 3)
	_, err = tx(e, e.Msgs.EndAvailability, end)
	require.NoError(t, err)
	nextBlock(e)
	require.Empty(t, roster(e).Places)
	refused(e, e.Msgs.EndAvailability, end, types.ErrNoRoster)
}

// Whoever enters in a block is drawn from the next one on, and who leaves is still drawn in that block's end.
func TestRostersOfEarlierBlocksCount(t *testing.T) {
	e := testutil.New(t)
	deposit(e, agent, 110_000)
	id := post(e, dispatched)
	nextBlock(e)
	declare(e, agent, 1)
	nextBlock(e)
	require.Empty(t, e.Job(id).Agent)
	_, err := tx(e, e.Msgs.EndAvailability, &types.MsgEndAvailability{Agent: agent.String()})
	require.NoError(t, err)
	e.Pass(11 * time.Second)
	e.EndBlock()
	require.Equal(t, agent.String(), e.Job(id).Agent)
	require.Empty(t, roster(e).Places)
	submit(e, id)
	nextBlock(e)
}

// Places: the lowest free leaf is given first, those that stay keep theirs.
func TestLeavesAreReused(t *testing.T) {
	e := testutil.New(t)
	for n := range 4 {
		who := testutil.Nth(n)
		e.Identity.Admit(who, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		declare(e, who, 1)
	}
	nextBlock(e)
	for _, n := range []int{2, 0} {
		_, err := tx(e, e.Msgs.EndAvailability, &types.MsgEndAvailability{Agent: testutil.Nth(n).String()})
		require.NoError(t, err)
	}
	nextBlock(e)
	declare(e, agent, 1)
	declare(e, testutil.Nth(1), 5)
	nextBlock(e)
	var leaves []string
	for _, place := range roster(e).Places {
		leaves = append(leaves, uintText(place.Leaf)+" "+place.Agent)
	}
	require.Equal(t, []string{"0 " + agent.String(), "1 " + testutil.Nth(1).String(), "3 " + testutil.Nth(3).String()}, leaves)
	require.Equal(t, uint64(3_000), roster(e).Total)

	// A chain that goes on from the export has the same rosters, and gives the same leaf next.
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	again := testutil.NewEmpty(t)
	*again.Identity = *e.Identity
	require.NoError(t, again.Keeper.InitGenesis(again.Ctx, *gs))
	require.Equal(t, roster(e), roster(again))
	for _, env := range []*testutil.Env{e, again} {
		declare(env, rival, 1)
		env.EndBlock()
		require.Equal(t, uint64(2), availability(env, rival).Availability.Places[0].Leaf)
	}
}

// The retry doubles to 32 times dispatch_retry; an empty roster is read once per try and not at all between.
func TestRetry(t *testing.T) {
	e := testutil.New(t)
	id := post(e, dispatched)
	nextBlock(e)
	wait := 10 * time.Second
	for n := uint32(1); n <= 8; n++ {
		nextBlock(e)
		require.Equal(t, []*types.EventDispatchMissed{{JobId: id, Tries: n, NextMs: e.Clock.Ms - 1_000 + wait.Milliseconds()}},
			testutil.EventsOf[*types.EventDispatchMissed](t, e.Events))
		e.Pass(wait - time.Second)
		require.Equal(t, e.Clock.Ms, e.Job(id).DispatchDueMs, "due, and tried after that")
		nextBlock(e)
		require.Empty(t, testutil.EventsOf[*types.EventDispatchMissed](t, e.Events))
		wait = min(2*wait, 320*time.Second)
	}
	deposit(e, agent, 11_000)
	declare(e, agent, 1)
	nextBlock(e)
	e.Pass(320 * time.Second)
	e.EndBlock()
	require.Equal(t, agent.String(), e.Job(id).Agent)
	require.Zero(t, e.Job(id).DispatchTries)
}

// A job that nobody can take waits; the ones behind it do not.
func TestAHopelessJobBlocksNobody(t *testing.T) {
	e := available(t, 2)
	_, err := tx(e, e.Msgs.UpdateParams, updateParams(func(p *types.Params) { p.DispatchPerBlock = 1 }))
	require.NoError(t, err)
	hopeless := post(e, dispatched, ofPriority(types.PRIORITY_CRITICAL), func(m *types.MsgPostJob) { m.Requirements.MinScore = math.NewInt(1) })
	id := post(e, dispatched)
	nextBlock(e)
	nextBlock(e)
	require.Equal(t, uint32(1), e.Job(hopeless).DispatchTries, "one job a block, the highest priority first")
	require.Empty(t, e.Job(id).Agent)
	nextBlock(e)
	require.Equal(t, agent.String(), e.Job(id).Agent)
	// It is withdrawn as any other offer.
	_, err = tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: testutil.Authority.String(), JobId: hopeless})
	require.NoError(t, err)
	nextBlock(e)
	require.Empty(t, queue(e))
}

func updateParams(change func(*types.Params)) *types.MsgUpdateParams {
	p := testutil.Params()
	change(&p)
	return &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: p}
}

// By rank, then by the time that they wait for, then by id.
func TestTheQueueIsInOrder(t *testing.T) {
	e := testutil.New(t)
	normal := post(e, dispatched)
	e.Pass(time.Second)
	urgent := post(e, dispatched, ofPriority(types.PRIORITY_URGENT))
	e.Pass(time.Second)
	critical := post(e, dispatched, ofPriority(types.PRIORITY_CRITICAL))
	urgent2 := post(e, dispatched, ofPriority(types.PRIORITY_URGENT))
	post(e) // a claim waits for nobody
	require.Equal(t, []uint64{critical, urgent, urgent2, normal}, queue(e))
	e.EndBlock()
	refused(e, e.Msgs.PostJob, postMsg(dispatched, func(m *types.MsgPostJob) { m.Priority = types.PRIORITY_URGENT }), types.ErrPriority)
}

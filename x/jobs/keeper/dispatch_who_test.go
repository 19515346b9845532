package keeper_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// A pause holds dispatch; afterwards it goes on.
func TestAPauseHoldsDispatch(t *testing.T) {
	e := available(t, 2)
	brake := &testutil.Brake{On: true}
	e.Keeper.SetBrake(brake)
	id := post(e, dispatched)
	nextBlock(e)
	for range 3 {
		nextBlock(e)
		require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
		require.Zero(t, e.Job(id).DispatchTries, "a pause is no try")
	}
	brake.On, brake.Err = false, errors.New("no brake")
	nextBlock(e)
	require.Empty(t, e.Job(id).Agent, "who does not know whether it is paused, waits")
	brake.Err = nil
	nextBlock(e)
	require.Equal(t, agent.String(), e.Job(id).Agent)
}

// A job goes only to who may have it: each of these keeps the agent from it.
func TestWhoIsNotDrawn(t *testing.T) {
	for name, tc := range map[string]struct {
		before func(e *testutil.Env)
		change func(m *types.MsgPostJob)
	}{
		"no stake": {before: func(e *testutil.Env) {
			_, err := tx(e, e.Msgs.WithdrawStake, withdraw(99_001))
			require.NoError(e.T, err)
		}},
		"not invited":  {change: func(m *types.MsgPostJob) { m.Invited = []string{rival.String()} }},
		"score":        {change: func(m *types.MsgPostJob) { m.Requirements.MinScore = math.NewInt(1) }},
		"credential":   {change: func(m *types.MsgPostJob) { m.Requirements.Credentials = []string{"licence"} }},
		"suspended":    {before: func(e *testutil.Env) { delete(e.Identity.Participants, agent.String()) }},
		"least payout": {change: func(m *types.MsgPostJob) { m.Payout = math.NewInt(49_999) }},
		"same employer": {before: func(e *testutil.Env) {
			e.Identity.Admit(agent, identitytypes.PARTICIPANT_KIND_HUMAN, "ministry", identitytypes.ROLE_AGENT)
		}},
		"max_active_jobs":  {before: func(e *testutil.Env) { claim(e, agent, post(e)); claim(e, agent, post(e)) }},
		"of another place": {before: func(e *testutil.Env) { e.Keeper.SetBrake(&testutil.Brake{On: true}) }},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			deposit(e, agent, 110_000)
			msg := declareMsg(agent, 50)
			msg.MinPayout = math.NewInt(50_000)
			_, err := tx(e, e.Msgs.DeclareAvailability, msg)
			require.NoError(t, err)
			nextBlock(e)
			if tc.before != nil {
				tc.before(e)
			}
			change := tc.change
			if change == nil {
				change = func(*types.MsgPostJob) {}
			}
			id := post(e, dispatched, change)
			nextBlock(e)
			nextBlock(e)
			require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
			require.False(t, strings.Contains(strings.Join(e.Hooks.Heard, ","), "assigned "+uintText(id)))
		})
	}
}

// A better score weighs more from the settlement on that earned it.
func TestASettlementChangesTheWeight(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched, byEmployer)
	nextBlock(e)
	nextBlock(e)
	submit(e, id)
	nextBlock(e)
	e.Scores.ByAddress[agent.String()] = 5_000
	require.Equal(t, uint64(1_000), roster(e).Total)
	_, err := tx(e, e.Msgs.AcceptWork, acceptWork(id))
	require.NoError(t, err)
	nextBlock(e)
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
	require.Equal(t, uint64(1_500), roster(e).Total)
	require.Equal(t, uint64(1_500), availability(e, agent).Weight)
	require.Equal(t, uint32(2), availability(e, agent).Free)
}

// Who is revoked leaves the rosters; its assignment ends without fault and is drawn again.
func TestARevokedAgentLeaves(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	nextBlock(e)
	e.Pass(time.Second)
	e.EndBlock(func(ctx sdk.Context) {
		delete(e.Identity.Participants, agent.String())
		require.NoError(t, e.Keeper.AfterRevoked(ctx, agent))
	})
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	require.Empty(t, e.Job(id).Passed)
	require.Empty(t, roster(e).Places)
	require.Empty(t, testutil.EventsOf[*types.EventStandingChanged](t, e.Events))
	require.Equal(t, "revoked", testutil.EventsOf[*types.EventAvailabilityEnded](t, e.Events)[0].Reason)
}

// What was declared in the block of the revocation is not carried out.
func TestARevokedAgentDoesNotEnter(t *testing.T) {
	e := testutil.New(t)
	declare(e, agent, 2)
	delete(e.Identity.Participants, agent.String())
	nextBlock(e)
	require.Empty(t, roster(e).Places)
	failed := testutil.EventsOf[*types.EventHookFailed](t, e.Events)
	require.Len(t, failed, 1)
	require.Equal(t, "jobs/dispatch", failed[0].Hook)
}

// Messages of different agents write no key in common: a block of them runs in parallel.
func TestDispatchMessagesShareNoKey(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	nextBlock(e)
	for n := range 3 {
		e.Identity.Admit(testutil.Nth(n), identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
	}
	declare(e, testutil.Nth(2), 1)
	nextBlock(e)
	writers := map[string]int{}
	for i, run := range []func(ctx sdk.Context) error{
		func(ctx sdk.Context) error {
			_, err := e.Msgs.DeclareAvailability(ctx, declareMsg(testutil.Nth(0), 1))
			return err
		},
		func(ctx sdk.Context) error {
			_, err := e.Msgs.DeclareAvailability(ctx, declareMsg(testutil.Nth(1), 1))
			return err
		},
		func(ctx sdk.Context) error {
			_, err := e.Msgs.EndAvailability(ctx, &types.MsgEndAvailability{Agent: testutil.Nth(2).String()})
			return err
		},
		func(ctx sdk.Context) error {
			_, err := e.Msgs.DeclineJob(ctx, &types.MsgDeclineJob{Agent: agent.String(), JobId: id})
			return err
		},
		func(ctx sdk.Context) error {
			_, err := e.Msgs.PostJob(ctx, postMsg(dispatched))
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
	nextBlock(e)
}

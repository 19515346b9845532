package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func rerouteMsg(id uint64) *types.MsgRerouteJob {
	return &types.MsgRerouteJob{Authority: testutil.Authority.String(), JobId: id, Reason: "needed elsewhere"}
}

// reroute runs the council's message where it runs: in EndBlock, before x/jobs.
func reroute(e *testutil.Env, id uint64) func(ctx sdk.Context) {
	return func(ctx sdk.Context) {
		_, err := e.Msgs.RerouteJob(ctx, rerouteMsg(id))
		require.NoError(e.T, err)
	}
}

func TestRerouteJob(t *testing.T) {
	for _, tc := range []struct {
		name     string
		treasury int64
		paid     int64
		relists  uint32
	}{
		{"in full, of 100,000 at 500 bps", testutil.Funds, 5_000, 0},
		{"a relist is not used up", testutil.Funds, 5_000, 2},
		{"as far as the treasury has it", 1_234, 1_234, 1},
		{"nothing from an empty treasury", 0, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := testutil.New(t)
			id := post(e, withRelists(tc.relists))
			claim(e, agent, id)
			if spent := testutil.Funds - tc.treasury; spent > 0 {
				spend(treasury, spent)(e)
			}
			e.EndBlock()
			e.Pass(time.Minute)
			before := e.Bank.Balance(e.Ctx, agent)
			e.EndBlock(reroute(e, id))

			job := e.Job(id)
			require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
			require.Empty(t, job.Agent)
			require.Nil(t, job.Ruling)
			require.Equal(t, tc.relists, job.RelistsLeft)
			require.Equal(t, e.Clock.Ms+(24*time.Hour).Milliseconds(), job.DeadlineMs, "a whole new open_for")
			require.EqualValues(t, bond, e.Stake(agent).Free.Int64(), "the bond is back in the stake")
			require.Zero(t, e.Stake(agent).ActiveJobs)
			require.EqualValues(t, tc.paid, e.Bank.Balance(e.Ctx, agent).Sub(before).Int64())
			require.EqualValues(t, tc.treasury-tc.paid, e.Bank.Balance(e.Ctx, treasury).Int64())
			require.Equal(t, []*types.EventJobRerouted{{JobId: id, Agent: agent.String(), Reason: "needed elsewhere"}},
				testutil.EventsOf[*types.EventJobRerouted](t, e.Events))
			ended := testutil.EventsOf[*types.EventAssignmentEnded](t, e.Events)
			require.Len(t, ended, 1)
			require.Equal(t, types.RULING_BASIS_REROUTED, ended[0].Basis)
			require.Equal(t, []int64{0, tc.paid}, []int64{ended[0].Slashed.Int64(), ended[0].Compensation.Int64()})
			require.Equal(t, types.RULING_BASIS_REROUTED, e.Hooks.Ended[0].Basis)

			claim(e, rival, id)
			e.EndBlock()
			require.Equal(t, rival.String(), e.Job(id).Agent)
		})
	}
}

func TestRerouteIsRefused(t *testing.T) {
	e := testutil.New(t)
	open := post(e)
	handedIn := reviewed(e)
	taken := post(e)
	claim(e, rival, taken)
	e.EndBlock()
	refused(e, e.Msgs.RerouteJob, rerouteMsg(open), types.ErrWrongStatus)
	refused(e, e.Msgs.RerouteJob, rerouteMsg(handedIn), types.ErrWrongStatus)
	refused(e, e.Msgs.RerouteJob, rerouteMsg(5), types.ErrJobNotFound)
	msg := rerouteMsg(taken)
	msg.Authority = employer.String()
	refused(e, e.Msgs.RerouteJob, msg, types.ErrAuthority)
	msg = rerouteMsg(taken)
	msg.Reason = ""
	refused(e, e.Msgs.RerouteJob, msg, types.ErrText)
	_, err := tx(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: rival.String(), JobId: taken})
	require.NoError(t, err)
	refused(e, e.Msgs.RerouteJob, rerouteMsg(taken), types.ErrTooLate)
	e.EndBlock()
	require.Equal(t, types.RULING_BASIS_SURRENDER, e.Hooks.Ended[0].Basis)

	late := post(e)
	claim(e, agent, late)
	e.EndBlock()
	e.Clock.Ms = e.Job(late).DeadlineMs
	refused(e, e.Msgs.RerouteJob, rerouteMsg(late), types.ErrTooLate)
	e.EndBlock()
}

// The job keeps the rate under which it was posted.
func TestRerouteKeepsTheTerms(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	claim(e, agent, id)
	e.EndBlock()
	setParams(e, func(p *types.Params) { p.RerouteCompensationBps = 0 })
	before := e.Bank.Balance(e.Ctx, agent)
	e.EndBlock(reroute(e, id))
	require.EqualValues(t, 5_000, e.Bank.Balance(e.Ctx, agent).Sub(before).Int64())
}

// A payment that fails leaves everything as it was; it is tried again and the agent keeps the bond until then.
func TestRerouteThatFailsIsTriedAgain(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	claim(e, agent, id)
	e.EndBlock()
	e.Bank.SendErr = func(to sdk.AccAddress, _ math.Int) error {
		return map[bool]error{true: testutil.ErrFunds}[to.Equals(agent)]
	}
	e.EndBlock(reroute(e, id))
	require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(id).Status)
	require.EqualValues(t, bond, e.Stake(agent).Locked.Int64())
	e.Bank.SendErr = nil
	e.Clock.Ms = e.Job(id).DeadlineMs
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	require.EqualValues(t, bond, e.Stake(agent).Free.Int64())
}

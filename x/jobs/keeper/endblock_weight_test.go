package keeper_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// What is due counts by what it sets off: a block full of the worst does no more than its cap and one such job.

// small is a posting that costs 4,020.
func small(m *types.MsgPostJob) { m.Payout = math.NewInt(1_000) }

// dueWith ends blocks until nothing of ids is left and returns what each block settled, and how many others it touched.
func dueWith(e *testutil.Env, ids []uint64, touched func() int) (settled, others []int) {
	e.T.Helper()
	for left := len(ids); left > 0; left -= settled[len(settled)-1] {
		require.Less(e.T, len(settled), 20, "it ends")
		e.EndBlock()
		settled = append(settled, len(testutil.EventsOf[*types.EventJobSettled](e.T, e.Events)))
		others = append(others, touched())
	}
	return settled, others
}

// Jobs with as many dependents as there may be: 8 + 64 parts each, of 80 for a cap of 10.
func TestJobsThatWakeManyCountForMore(t *testing.T) {
	e, program := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(3_000_000) })
	setParams(e, func(p *types.Params) { p.SettlementsPerBlock, p.MaxActiveJobs = 10, 50 })
	var ids []uint64
	for n := range 5 {
		label := fmt.Sprintf("first-%d", n)
		ids = append(ids, post(e, by(employer, program, label), small))
		for range types.MaxDependents {
			post(e, by(employer, program, "", label), small)
		}
	}
	// Three that nobody waits for are due with the others, behind them.
	for range 3 {
		ids = append(ids, post(e, small))
	}
	var rounds []func(sdk.Context)
	for _, id := range ids {
		claim(e, agent, id)
		submit(e, id)
	}
	e.EndBlock()
	for _, id := range ids {
		rounds = append(rounds, closeRound(e, id, approved, 3))
	}
	e.EndBlock(rounds...)
	e.Pass(time.Hour)

	settled, woken := dueWith(e, ids, func() int { return len(testutil.EventsOf[*types.EventJobUnblocked](t, e.Events)) })

	// 72 and 72; 72 and 72; 72 and 8, which are 80.
	require.Equal(t, []int{2, 2, 2, 2}, settled)
	require.Equal(t, []int{128, 128, 64, 0}, woken)
}

// Offers with as many applications as there may be: 8 + 50 parts each.
func TestOffersOfManyApplicantsCountForMore(t *testing.T) {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.SettlementsPerBlock = 10 })
	var ids []uint64
	for range 5 {
		ids = append(ids, post(e, selecting, small))
	}
	for n := range types.MaxApplications {
		who := testutil.Nth(n)
		e.Identity.Admit(who, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		e.Fund(who, math.NewInt(100_000))
		for _, id := range ids {
			apply(e, who, id, 1_000)
		}
	}
	e.EndBlock()
	e.Pass(24 * time.Hour)

	settled, ended := dueWith(e, ids, func() int { return len(testutil.EventsOf[*types.EventApplicationEnded](t, e.Events)) })

	require.Equal(t, []int{2, 2, 1}, settled, "58 and 58 of 80")
	require.Equal(t, []int{100, 100, 50}, ended)
}

// With the lowest cap one goes each block, however heavy; one that fails counts for as much, and keeps nobody for ever.
func TestTheHeaviestJobGoesAlone(t *testing.T) {
	e, program := inProgramOf(t)
	setParams(e, func(p *types.Params) { p.SettlementsPerBlock, p.MaxActiveJobs = 1, 50 })
	heavy := post(e, by(employer, program, "first"), small)
	for range types.MaxDependents {
		post(e, by(employer, program, "", "first"), small)
	}
	light := post(e, small)
	for _, id := range []uint64{heavy, light} {
		claim(e, agent, id)
		submit(e, id)
	}
	e.EndBlock()
	e.EndBlock(closeRound(e, heavy, approved, 3), closeRound(e, light, approved, 3))
	e.Pass(time.Hour)
	e.Certificates.MintFn = func(job types.Job) error {
		if job.Id == heavy {
			return errors.New("a bug")
		}
		return nil
	}
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(heavy).Status)
	require.Equal(t, types.JOB_STATUS_APPROVED, e.Job(light).Status)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(light).Status)
	e.Certificates.MintFn = nil
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(heavy).Status)
	require.Len(t, testutil.EventsOf[*types.EventJobUnblocked](t, e.Events), types.MaxDependents)
}

package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestProbation(t *testing.T) {
	f := setup(t)
	f.param(t, func(p *types.Params) { p.ProbationJobs, p.ProbationThreshold = 2, math.NewInt(100) })
	f.identity.admit(employer, "north", nil)
	f.identity.admit(agent, "south", nil)
	settle := func(outcome jobstypes.Outcome) (told []types.EventProbation) {
		for _, e := range f.events(t, func(ctx sdk.Context) {
			job := settledJob(outcome)
			job.Verdict.Status = map[bool]jobstypes.JobStatus{true: jobstypes.JOB_STATUS_APPROVED, false: jobstypes.JOB_STATUS_REJECTED}[outcome == jobstypes.OUTCOME_COMPLETED]
			require.NoError(t, f.k.AfterJobSettled(ctx, jobstypes.Settled{Job: job}))
		}) {
			if p, ok := e.(*types.EventProbation); ok {
				told = append(told, *p)
			}
		}
		return told
	}
	onProbation := func() bool {
		_, _, is, err := f.k.Standing(f.ctx, agent, asAgent)
		require.NoError(t, err)
		res, err := keeper.NewQueryServer(f.k).Score(f.ctx, &types.QueryScoreRequest{Address: agent.String(), Role: asAgent})
		require.NoError(t, err)
		require.Equal(t, is, res.Probation)
		return is
	}
	is := func(on bool) []types.EventProbation {
		return []types.EventProbation{{Address: agent.String(), Probation: on, JobId: 18_420_003_000}}
	}

	require.False(t, onProbation(), "nobody knows it yet")
	require.Empty(t, settle(jobstypes.OUTCOME_FAILED))
	require.False(t, onProbation(), "one job is not enough")
	require.Equal(t, is(true), settle(jobstypes.OUTCOME_FAILED))
	require.True(t, onProbation())
	require.Empty(t, settle(jobstypes.OUTCOME_FAILED), "it is told once")
	require.Equal(t, is(false), settle(jobstypes.OUTCOME_COMPLETED), "it clears by itself")
	require.False(t, onProbation())

	// Decay alone leads into it as well, and tells nobody before the next change.
	f.clock.now += (10 * 365 * 24 * time.Hour).Milliseconds()
	require.True(t, onProbation())
	f.param(t, func(p *types.Params) { p.ProbationThreshold = math.ZeroInt() })
	require.False(t, onProbation(), "off")

	_, _, _, err := f.k.Standing(f.ctx, employer, asAgent)
	require.NoError(t, err, "of somebody who was never an agent")
	f.invariants(t)
}

// The authority's correction leads out of probation too.
func TestACorrectionClearsProbation(t *testing.T) {
	f := setup(t)
	f.param(t, func(p *types.Params) { p.ProbationJobs = 1 })
	job := settledJob(jobstypes.OUTCOME_FAILED)
	job.Verdict.Status = jobstypes.JOB_STATUS_REJECTED
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: job}))
	got := f.events(t, func(ctx sdk.Context) {
		require.NoError(t, f.k.Adjust(ctx, agent, asAgent, math.NewInt(100), "case 3"))
	})
	require.Len(t, got, 2)
	require.Equal(t, &types.EventProbation{Address: agent.String()}, got[1])
}

func noDecay(p *types.Params) { p.HalfLife = 0 }

func dec(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// The order in which a block's jobs are told of changes nothing.
func TestTheOrderOfJobsChangesNothing(t *testing.T) {
	run := func(order []int) []types.Bin {
		p := &play{fixture: setup(t)}
		var jobs []*jobstypes.Job
		for i := range order {
			j := p.openJob(func(j *jobstypes.Job) { j.Employer = jobstestutil.Nth(i % 3).String() })
			j.Escrow.Payout = math.NewInt(int64(1_000 + 37*i))
			jobs = append(jobs, j)
		}
		for _, hook := range []func(ctx context.Context, j *jobstypes.Job) error{
			func(ctx context.Context, j *jobstypes.Job) error { return p.k.AfterJobPosted(ctx, *j) },
			func(ctx context.Context, j *jobstypes.Job) error {
				take(j, agent, p.clock.Ms+int64(j.Id)*1_000)
				return p.k.AfterJobAssigned(ctx, *j)
			},
			func(ctx context.Context, j *jobstypes.Job) error {
				j.SubmittedMs = j.AssignedMs + int64(j.Id)*600_000
				return p.k.AfterWorkSubmitted(ctx, *j)
			},
		} {
			for _, i := range order {
				p.tell(func(ctx context.Context) error { return hook(ctx, jobs[i]) })
			}
		}
		return all(p, p.k.Bins)
	}
	forward := run([]int{0, 1, 2, 3, 4, 5, 6, 7})
	require.NotEmpty(t, forward)
	require.Equal(t, forward, run([]int{7, 3, 5, 1, 6, 0, 2, 4}))
}

// A record that is broken stops its own call and leaves nothing behind.
func TestABrokenRecordStopsItsOwnCall(t *testing.T) {
	p := &play{fixture: setup(t)}
	j := p.post()
	before := all(p, p.k.Bins)
	j.Agent = "nobody"

	require.ErrorContains(t, p.try(func(ctx context.Context) error { return p.k.AfterJobAssigned(ctx, *j) }), "bech32")

	require.Equal(t, before, all(p, p.k.Bins))
	_, err := p.k.Flows.Get(p.ctx, "")
	require.ErrorIs(t, err, collections.ErrNotFound)
}

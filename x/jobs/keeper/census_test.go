package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// A census of a market with a job of every status counts each that has not ended, and finds held what is owed.
func TestCensusOfEveryStatus(t *testing.T) {
	e := everyStatus(t)
	listed, err := e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{})
	require.NoError(t, err)
	want := map[types.JobStatus]int64{}
	for _, job := range listed.Jobs {
		if !job.Status.Terminal() {
			want[job.Status]++
		}
	}
	require.Positive(t, want[types.JOB_STATUS_SETTLING])
	require.Positive(t, want[types.JOB_STATUS_COUNCIL])
	sheet, err := e.Keeper.BalanceSheet(e.Ctx)
	require.NoError(t, err)

	c, err := e.Keeper.Census(e.Ctx, e.Clock.Ms, 1_000)
	require.NoError(t, err)
	require.Equal(t, want, c.Jobs)
	require.True(t, c.Complete)
	require.Equal(t, sheet.Held.String(), c.Held.String())
	require.Equal(t, sheet.Held.String(), c.Owed.String())
	require.EqualValues(t, 1, c.Stuck)

	// With a cap that cuts a list off nobody is told a sum that is no sum.
	cut, err := e.Keeper.Census(e.Ctx, e.Clock.Ms, 2)
	require.NoError(t, err)
	require.False(t, cut.Complete)
	require.Equal(t, sheet.Held.String(), cut.Held.String())
	var counted int64
	for _, n := range cut.Jobs {
		counted += n
	}
	require.EqualValues(t, 2, counted)
}

// A deadline is due from its own millisecond on; the census tells how many are, and the oldest.
func TestCensusOfDeadlines(t *testing.T) {
	e := testutil.New(t)
	first := post(e, func(m *types.MsgPostJob) { m.OpenFor = time.Minute })
	e.EndBlock()
	e.Pass(time.Second)
	post(e, func(m *types.MsgPostJob) { m.OpenFor = time.Minute })
	e.EndBlock()
	oldest := e.Job(first).DeadlineMs
	for now, want := range map[int64][2]int64{oldest - 1: {0, 0}, oldest: {1, oldest}, oldest + 1_000: {2, oldest}} {
		c, err := e.Keeper.Census(e.Ctx, now, 10)
		require.NoError(t, err)
		require.Equal(t, want, [2]int64{c.Due, c.OldestDueMs}, "at %d", now-oldest)
	}
	c, err := e.Keeper.Census(e.Ctx, oldest+1_000, 1)
	require.NoError(t, err)
	require.EqualValues(t, 1, c.Due, "up to the cap")
}

// A job that waits for an agent of the roster is counted when it is to be tried, not before.
func TestCensusOfDispatch(t *testing.T) {
	e := testutil.New(t)
	post(e, dispatched)
	c, err := e.Keeper.Census(e.Ctx, e.Clock.Ms, 10)
	require.NoError(t, err)
	require.EqualValues(t, 1, c.Dispatch)
	nextBlock(e) // it is tried in the block after the one that it was offered in
	e.EndBlock()
	c, err = e.Keeper.Census(e.Ctx, e.Clock.Ms, 10)
	require.NoError(t, err)
	require.Zero(t, c.Dispatch, "nobody is available: it is tried again later")
	require.Equal(t, map[types.JobStatus]int64{types.JOB_STATUS_OPEN: 1}, c.Jobs)
}

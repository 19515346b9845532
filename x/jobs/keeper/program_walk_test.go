package keeper_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// dagWalk drives a program of random jobs that wait for each other. testutil checks every invariant at the end of each block:
// budgets, labels, that waits_for counts exactly what has not completed.
type dagWalk struct {
	*testutil.Env
	t       *rapid.T
	program uint64
	labels  []string
	jobs    []uint64
}

// latest returns the job of a label, or nothing where it has to be posted again.
func (w *dagWalk) latest(label string) (job types.Job, used bool) {
	for _, id := range w.jobs {
		if j := w.Job(id); j.Label == label {
			job, used = j, true
		}
	}
	return job, used
}

// in returns the jobs of a status that somebody may still do something about.
func (w *dagWalk) in(status types.JobStatus) (ids []uint64) {
	for _, id := range w.jobs {
		job := w.Job(id)
		if job.Status == status && (job.DeadlineMs == 0 || job.DeadlineMs > w.Clock.Ms) {
			ids = append(ids, id)
		}
	}
	return ids
}

// post offers a job under a new label or one that is free, waiting for some of those that were ever used.
func (w *dagWalk) post() {
	label := fmt.Sprint("l", len(w.labels))
	if len(w.labels) > 0 && rapid.Bool().Draw(w.t, "again") {
		label = rapid.SampledFrom(w.labels).Draw(w.t, "label")
	}
	var deps []string
	for _, other := range w.labels {
		if other != label && len(deps) < 4 && rapid.IntRange(0, 2).Draw(w.t, "depends") == 0 {
			deps = append(deps, other)
		}
	}
	wait := time.Duration(rapid.IntRange(1, 30).Draw(w.t, "hours")) * time.Hour
	msg := postMsg(by(rapid.SampledFrom([]sdk.AccAddress{employer, delegate}).Draw(w.t, "who"), w.program, label, deps...), func(m *types.MsgPostJob) {
		m.Payout, m.Relists = math.NewInt(1_000), rapid.Uint32Range(0, 1).Draw(w.t, "relists")
		if len(deps) > 0 {
			m.BlockedFor = &wait
		}
	})
	holder, used := w.latest(label)
	response, err := tx(w.Env, w.Msgs.PostJob, msg)
	if used && !holder.Status.FreesLabel() {
		require.ErrorIs(w.t, err, types.ErrLabel)
		return
	}
	if err != nil {
		// Only whoever is waited for can close a circle.
		require.ErrorIs(w.t, err, types.ErrDependency)
		require.True(w.t, used)
		return
	}
	w.jobs = append(w.jobs, response.JobId)
	if !slices.Contains(w.labels, label) {
		w.labels = append(w.labels, label)
	}
	job, open := w.Job(response.JobId), 0
	for _, other := range deps {
		if j, _ := w.latest(other); j.Status != types.JOB_STATUS_COMPLETED {
			open++
		}
	}
	require.Equal(w.t, uint32(open), job.WaitsFor)
	require.Equal(w.t, open > 0, job.Status == types.JOB_STATUS_BLOCKED)
}

// act does something to a job that stands somewhere.
func (w *dagWalk) act() {
	if open := w.in(types.JOB_STATUS_OPEN); len(open) > 0 && len(w.in(types.JOB_STATUS_ASSIGNED)) == 0 {
		claim(w.Env, agent, rapid.SampledFrom(open).Draw(w.t, "claimed"))
	}
	for _, id := range w.in(types.JOB_STATUS_ASSIGNED) {
		switch rapid.IntRange(0, 3).Draw(w.t, "work") {
		case 0, 1:
			submit(w.Env, id)
		case 2:
			_, err := tx(w.Env, w.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id})
			require.NoError(w.t, err)
		}
	}
	waiting := append(w.in(types.JOB_STATUS_OPEN), w.in(types.JOB_STATUS_BLOCKED)...)
	if len(waiting) > 0 && rapid.IntRange(0, 3).Draw(w.t, "cancel") == 0 {
		id := rapid.SampledFrom(waiting).Draw(w.t, "cancelled")
		_, err := tx(w.Env, w.Msgs.CancelJob, &types.MsgCancelJob{Employer: w.Job(id).Employer, JobId: id})
		require.NoError(w.t, err)
	}
}

// block ends a block in which every round that is open comes to some result.
func (w *dagWalk) block() {
	w.EndBlock()
	for _, id := range w.in(types.JOB_STATUS_IN_REVIEW) {
		result := approved
		if rapid.IntRange(0, 3).Draw(w.t, "result") == 0 {
			result = rejected
		}
		w.EndBlock(closeRound(w.Env, id, result, 3))
	}
	w.Pass(time.Duration(rapid.IntRange(0, 120).Draw(w.t, "minutes")) * time.Minute)
}

// Random graphs with random completions, failures and reposts: waits_for is exact, every job reaches an end by deadlines
// alone, and the closed program gives back to the unit what it did not spend.
func TestProgramWalk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e, id := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(1_000_000) })
		setParams(e, func(p *types.Params) { p.MaxActiveJobs = 100 })
		w := &dagWalk{Env: e, t: rt, program: id}
		for range rapid.IntRange(2, 7).Draw(rt, "blocks") {
			for range rapid.IntRange(0, 3).Draw(rt, "postings") {
				w.post()
			}
			w.act()
			w.block()
		}
		closeProgram(e, id)
		e.EndBlock()
		for _, job := range w.in(types.JOB_STATUS_IN_REVIEW) {
			e.EndBlock(closeRound(e, job, approved, 3))
		}
		for range 5 {
			e.Pass(48 * time.Hour)
			e.EndBlock()
		}
		for _, job := range w.jobs {
			require.True(rt, e.Job(job).Status.Terminal(), "%d is %s", job, e.Job(job).Status)
		}
		p := program(e, id)
		require.True(rt, p.Over())
		require.Equal(rt, uint64(len(w.jobs)), p.Ended)
		require.Equal(rt, p.Budget.String(), p.Spent.Add(p.Returned).String())
		require.Equal(rt, int64(-1), left(e, id, employer), "the rest was paid back")
		require.Equal(rt, p.Returned.Int64()-1_000_000, e.Gain(employer))
	})
}

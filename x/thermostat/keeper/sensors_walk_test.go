package keeper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// walk is x/jobs in short: messages change jobs and are told of when their block ends, in their order and with the jobs as they are
// then; revocations come before them, deadlines and settlements behind. Any call may be lost, but for that of a settlement, which
// would leave its watch behind.
type walk struct {
	*play
	rt   *rapid.T
	jobs []*jobstypes.Job
	news []func()
	// lose of ten calls fail.
	lose int
	told int
	// paid are the jobs that got an agent of another group, posted is how many payouts were counted before the epoch that runs.
	paid   map[uint64]bool
	posted uint64
}

// hear calls a hook, or lets it fail.
func (w *walk) hear(hook func(ctx context.Context) error) {
	w.told++
	if w.lose > 0 && rapid.IntRange(0, 9).Draw(w.rt, "lost") < w.lose {
		w.play.lose(hook)
		return
	}
	w.tell(hook)
}

// in picks a job in one of some statuses; nil where there is none.
func (w *walk) in(statuses ...jobstypes.JobStatus) *jobstypes.Job {
	var fit []*jobstypes.Job
	for _, j := range w.jobs {
		for _, s := range statuses {
			if j.Status == s {
				fit = append(fit, j)
			}
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return fit[rapid.IntRange(0, len(fit)-1).Draw(w.rt, "job")]
}

func (w *walk) post() {
	j := w.openJob(func(j *jobstypes.Job) {
		j.Employer = jobstestutil.Nth(rapid.IntRange(0, 4).Draw(w.rt, "employer")).String()
		j.Escrow.Payout = math.NewInt(rapid.Int64Range(1, 1_000_000).Draw(w.rt, "payout"))
		switch rapid.IntRange(0, 4).Draw(w.rt, "kind") {
		case 0:
			j.Status, j.OfferedMs = jobstypes.JOB_STATUS_BLOCKED, 0
		case 1:
			j.Invited = []string{agent.String()}
		}
	})
	w.jobs = append(w.jobs, j)
	w.news = append(w.news, func() {
		w.hear(func(ctx context.Context) error { return w.k.AfterJobPosted(ctx, *j) })
	})
}

func (w *walk) take() {
	j := w.in(jobstypes.JOB_STATUS_OPEN)
	if j == nil {
		return
	}
	// Among the agents are employers' colleagues.
	take(j, jobstestutil.Nth(rapid.IntRange(3, 9).Draw(w.rt, "agent")), w.clock.Ms)
	who := j.Agent
	w.news = append(w.news, func() {
		if j.Agent == who {
			w.hear(func(ctx context.Context) error { return w.k.AfterJobAssigned(ctx, *j) })
			if len(j.Invited) == 0 && w.group(j.Agent) != w.group(j.Employer) {
				w.paid[j.Id] = true
			}
		}
	})
}

func (w *walk) group(address string) string {
	if group := w.scores.Groups[address]; group != "" {
		return group
	}
	return address
}

// folds counts what an epoch has counted, and folds it.
func (w *walk) folds() {
	for _, b := range all(w.play, w.k.Bins) {
		w.posted += b.Posted
	}
	w.fold()
	w.agrees()
}

func (w *walk) submit() {
	j := w.in(jobstypes.JOB_STATUS_ASSIGNED)
	if j == nil || j.Ruling != nil {
		return
	}
	j.Status, j.Submission, j.SubmittedMs = jobstypes.JOB_STATUS_IN_REVIEW, &jobstypes.Submission{}, w.clock.Ms
	w.news = append(w.news, func() {
		w.hear(func(ctx context.Context) error { return w.k.AfterWorkSubmitted(ctx, *j) })
	})
}

func (w *walk) surrender() {
	j := w.in(jobstypes.JOB_STATUS_ASSIGNED)
	if j == nil {
		return
	}
	ruling, who := ruled(jobstypes.OUTCOME_EXPIRED, jobstypes.RULING_BASIS_SURRENDER), j.Agent
	j.Ruling = &ruling
	w.news = append(w.news, func() {
		if j.Agent == who && j.Status == jobstypes.JOB_STATUS_ASSIGNED {
			w.endAssignment(j, jobstypes.RULING_BASIS_SURRENDER)
		}
	})
}

func (w *walk) cancel() {
	if j := w.in(jobstypes.JOB_STATUS_OPEN, jobstypes.JOB_STATUS_BLOCKED); j != nil {
		ruling := ruled(jobstypes.OUTCOME_CANCELLED, jobstypes.RULING_BASIS_EMPLOYER)
		j.Status, j.Ruling = jobstypes.JOB_STATUS_SETTLING, &ruling
	}
}

func (w *walk) endAssignment(j *jobstypes.Job, basis jobstypes.RulingBasis) {
	again := basis == jobstypes.RULING_BASIS_REVOKED || rapid.Bool().Draw(w.rt, "again")
	ended := leave(j, basis, 10, again, w.clock.Ms)
	w.hear(func(ctx context.Context) error { return w.k.AfterAssignmentEnded(ctx, ended) })
}

// endBlock tells of the block, and acts on some of what is due.
func (w *walk) endBlock() {
	if j := w.in(jobstypes.JOB_STATUS_ASSIGNED); j != nil && rapid.IntRange(0, 4).Draw(w.rt, "revoke") == 0 {
		w.endAssignment(j, jobstypes.RULING_BASIS_REVOKED)
	}
	for _, tell := range w.news {
		tell()
	}
	w.news = nil
	if j := w.in(jobstypes.JOB_STATUS_BLOCKED); j != nil && rapid.Bool().Draw(w.rt, "unblock") {
		j.Status, j.OfferedMs = jobstypes.JOB_STATUS_OPEN, w.clock.Ms
		w.hear(func(ctx context.Context) error { return w.k.AfterJobUnblocked(ctx, *j) })
	}
	if j := w.in(jobstypes.JOB_STATUS_ASSIGNED); j != nil && rapid.IntRange(0, 3).Draw(w.rt, "late") == 0 {
		w.endAssignment(j, jobstypes.RULING_BASIS_DEADLINE)
	}
	if j := w.in(jobstypes.JOB_STATUS_IN_REVIEW); j != nil && rapid.Bool().Draw(w.rt, "round") {
		closeRound(j, rapid.SampledFrom([]jobstypes.JobStatus{
			jobstypes.JOB_STATUS_APPROVED, jobstypes.JOB_STATUS_REJECTED, jobstypes.JOB_STATUS_UNJUDGEABLE, jobstypes.JOB_STATUS_UNSPECIFIED,
		}).Draw(w.rt, "verdict"))
		w.hear(func(ctx context.Context) error { return w.k.AfterVerdict(ctx, *j) })
	}
	if j := w.in(challenged...); j != nil {
		w.challengeOver(j, rapid.Bool().Draw(w.rt, "dispute"))
	}
	w.settleAll()
	w.agrees()
	w.pass(time.Duration(rapid.IntRange(0, 600).Draw(w.rt, "seconds")) * time.Second)
}

var challenged = []jobstypes.JobStatus{
	jobstypes.JOB_STATUS_APPROVED, jobstypes.JOB_STATUS_REJECTED, jobstypes.JOB_STATUS_UNJUDGEABLE,
}

func (w *walk) challengeOver(j *jobstypes.Job, dispute bool) {
	if dispute {
		j.Disputes = append(j.Disputes, jobstypes.Dispute{By: j.Agent, Against: j.Status, Rung: j.Rung + 1})
		j.Status, j.Rung = jobstypes.JOB_STATUS_IN_REVIEW, j.Rung+1
		return
	}
	ruling, err := j.StandingRuling()
	require.NoError(w.t, err)
	j.Status, j.Ruling = jobstypes.JOB_STATUS_SETTLING, &ruling
}

func (w *walk) settleAll() {
	var left []*jobstypes.Job
	for _, j := range w.jobs {
		if j.Status != jobstypes.JOB_STATUS_SETTLING {
			left = append(left, j)
			continue
		}
		seat := validationtypes.SeatJudgement{Validator: rival, Status: validationtypes.SEAT_STATUS_ABSENT}
		w.told++
		w.settle(j, *j.Ruling, func(s *jobstypes.Settled) { s.Seats = append(s.Seats, seat) })
	}
	w.jobs = left
}

// endAll ends every job that is left.
func (w *walk) endAll() {
	for len(w.jobs) > 0 {
		for _, j := range w.jobs {
			if j.Status == jobstypes.JOB_STATUS_OPEN || j.Status == jobstypes.JOB_STATUS_BLOCKED || j.Status == jobstypes.JOB_STATUS_ASSIGNED {
				ruling := ruled(jobstypes.OUTCOME_CANCELLED, jobstypes.RULING_BASIS_AUTHORITY)
				j.Status, j.Ruling = jobstypes.JOB_STATUS_SETTLING, &ruling
			}
		}
		w.endBlock()
	}
}

// agrees asserts that the backlog in the bins is that of the watches, and that every share is one.
func (w *walk) agrees() {
	type place struct {
		category string
		bin      uint32
	}
	type backlog struct {
		open  uint64
		since int64
	}
	watched, counted := map[place]backlog{}, map[place]backlog{}
	for _, watch := range all(w.play, w.k.Watches) {
		if watch.OpenSinceMs != 0 {
			at := place{watch.Category, watch.Bin}
			watched[at] = backlog{watched[at].open + 1, watched[at].since + watch.OpenSinceMs}
		}
	}
	for _, b := range all(w.play, w.k.Bins) {
		if b.Open > 0 {
			counted[place{b.Category, b.Number}] = backlog{b.Open, b.SinceSum.Int64()}
		} else {
			require.True(w.rt, b.SinceSum.IsZero())
		}
		require.False(w.rt, b.WaitSum.IsNegative() || b.LagSum.IsNegative() || b.PayoutSum.IsNegative())
		require.LessOrEqual(w.rt, b.OnTime, b.Submitted)
		require.LessOrEqual(w.rt, b.Rejected, b.Judged)
		require.LessOrEqual(w.rt, b.Disputed, b.Judged)
		require.LessOrEqual(w.rt, b.Overturned, b.Judged)
		require.LessOrEqual(w.rt, b.Absent, b.Seats)
	}
	require.Equal(w.rt, watched, counted)
	if w.lose > 0 {
		return
	}
	// Nothing was lost: who is open is watched as such, if anybody may take it.
	for _, j := range w.jobs {
		watch, err := w.k.Watches.Get(w.ctx, j.Id)
		if err == nil {
			require.Equal(w.rt, j.Status == jobstypes.JOB_STATUS_OPEN && !watch.Cheap, watch.OpenSinceMs != 0, j.Status)
		}
	}
}

// Random markets, with and without calls that fail: watches and bins agree after every block, and when all jobs have ended and an
// epoch is folded nothing is left.
func TestCountsNeverDrift(t *testing.T) {
	var told int
	rapid.Check(t, func(rt *rapid.T) {
		w := &walk{play: &play{fixture: setup(t)}, rt: rt, lose: rapid.SampledFrom([]int{0, 0, 2, 5}).Draw(rt, "loss"), paid: map[uint64]bool{}}
		for i := range 3 {
			w.scores.Groups[jobstestutil.Nth(i+2).String()] = "lab" // two employers, and agents among them
		}
		messages := []func(){w.post, w.post, w.take, w.take, w.submit, w.submit, w.surrender, w.cancel}
		for range rapid.IntRange(1, 60).Draw(rt, "blocks") {
			for range rapid.IntRange(0, 5).Draw(rt, "messages") {
				rapid.SampledFrom(messages).Draw(rt, "message")()
			}
			w.endBlock()
			if rapid.IntRange(0, 5).Draw(rt, "fold") == 0 {
				w.folds()
			}
		}
		w.endAll()
		w.pass(time.Hour)
		w.folds()
		if w.lose == 0 {
			require.EqualValues(rt, len(w.paid), w.posted, "each job's payout counts once")
		}
		require.Empty(rt, all(w.play, w.k.Watches))
		require.Empty(rt, all(w.play, w.k.Bins))
		require.Empty(rt, all(w.play, w.k.Flows))
		told += w.told
	})
	t.Logf("%d calls", told)
	require.Greater(t, told, 2_000)
}

package integration

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// refusedWindows: the edges of every window. Windows are half-open: the last millisecond before the end is in time, the
// end itself is late, and so is a block that jumps over it.
func refusedWindows(t *testing.T, count *tally) {
	for _, table := range []func(*bench){offerEdges, workEdges, verdictEdges, commitEdges, revealEdges, redrawEdges} {
		table(newBench(t, count, testapp.MarketOptions{Options: testapp.Options{Genesis: people}}))
	}
	jailEdges(newBench(t, count, testapp.MarketOptions{
		Options: testapp.Options{Genesis: people},
		Review:  func(p *validationtypes.Params) { p.JailAfter, p.JailDuration = 1, time.Minute },
	}))
}

// late is the detail of a message that comes after a job's deadline.
func late(job uint64, deadline, now int64) string {
	return fmt.Sprintf("job %d: the deadline was %d ms, market time is %d ms", job, deadline, now)
}

// edges makes three rows of a message about a job of a kind: in the last millisecond, at the deadline, over it.
func edges(b *bench, name string, from testapp.Actor, prepare func() uint64, msg func(job uint64) sdk.Msg) []row {
	jobs := [3]uint64{prepare(), prepare(), prepare()}
	var deadlines [3]int64
	for i, job := range jobs {
		deadlines[i] = b.A.Job(job).DeadlineMs
	}
	return []row{
		accepted(name+" a millisecond before the end", from, msg(jobs[0])).when(deadlines[0] - 1),
		refused(name+" at the end", from, jobstypes.ErrTooLate, late(jobs[1], deadlines[1], deadlines[1]), msg(jobs[1])).when(deadlines[1]),
		refused(name+" in a block that jumps over the end", from, jobstypes.ErrTooLate, late(jobs[2], deadlines[2], deadlines[2]+1), msg(jobs[2])).when(deadlines[2] + 1),
	}
}

// brief makes a posting's windows short.
func brief(msg *postJob) { msg.OpenFor, msg.WorkDuration = 20*time.Second, 20*time.Second }

func offerEdges(b *bench) {
	e, a := b.A.Employer, b.A.Agent
	open := func() uint64 { return b.post(brief) }
	b.run(edges(b, "claim", a, open, func(job uint64) sdk.Msg { return claim(a, job) })...)
	b.run(edges(b, "raise", e, open, func(job uint64) sdk.Msg {
		return &jobstypes.MsgRaisePayout{Employer: e.String(), JobId: job, Payout: testapp.AGI(200), ExpectedExtra: testapp.AGI(200)}
	})...)
	b.run(edges(b, "cancel", e, open, func(job uint64) sdk.Msg {
		return &jobstypes.MsgCancelJob{Employer: e.String(), JobId: job}
	})...)
	lapsed := open()
	b.run(refused("claim after the end", a, jobstypes.ErrWrongStatus, in(lapsed, "claim", jobstypes.JOB_STATUS_CANCELLED), claim(a, lapsed)).
		when(b.A.Job(lapsed).DeadlineMs + 2_001))
}

func workEdges(b *bench) {
	e, a := b.A.Employer, b.A.Agent
	assigned := func() uint64 { return b.claimed(brief) }
	b.run(edges(b, "submit", a, assigned, func(job uint64) sdk.Msg { return b.A.SubmitMsg(a, job) })...)
	b.run(edges(b, "extend", e, assigned, func(job uint64) sdk.Msg {
		return &jobstypes.MsgExtendJob{Employer: e.String(), JobId: job, Extra: time.Second}
	})...)
	b.run(edges(b, "surrender", a, assigned, func(job uint64) sdk.Msg {
		return &jobstypes.MsgSurrenderJob{Agent: a.String(), JobId: job}
	})...)
	expired := assigned()
	b.run(refused("submit after the end", a, jobstypes.ErrWrongStatus, in(expired, "submit", jobstypes.JOB_STATUS_EXPIRED), b.A.SubmitMsg(a, expired)).
		when(b.A.Job(expired).DeadlineMs + 2_001))
}

// judged brings jobs into their challenge windows at the same time; the windows close a second after each other.
func (b *bench) judged(n int) []uint64 {
	b.t.Helper()
	jobs := b.inCommit(n)
	for _, job := range jobs {
		b.Both(func(m *testapp.Market) {
			m.All(m.Committee(job), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
		})
	}
	for _, job := range jobs {
		b.Both(func(m *testapp.Market) {
			m.All(b.seated(job), func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, testapp.Approve) })
		})
		require.Equal(b.t, jobstypes.JOB_STATUS_APPROVED, b.A.Job(job).Status)
	}
	return jobs
}

// inCommit brings jobs into their commit windows, all at once.
func (b *bench) inCommit(n int) []uint64 {
	b.t.Helper()
	var jobs []uint64
	for range n {
		jobs = append(jobs, b.submitted())
	}
	b.Both(func(m *testapp.Market) { m.Committee(jobs[n-1]) })
	return jobs
}

// seated lists the committee of a job, whatever it has done.
func (b *bench) seated(job uint64) []testapp.Actor {
	b.t.Helper()
	_, seats := b.A.Round(job)
	var out []testapp.Actor
	for _, s := range seats {
		for _, v := range b.A.Validators {
			if v.String() == s.Validator {
				out = append(out, v)
			}
		}
	}
	return out
}

func verdictEdges(b *bench) {
	e := b.A.Employer
	jobs := b.judged(3)
	next := func() uint64 {
		job := jobs[0]
		jobs = jobs[1:]
		return job
	}
	b.run(edges(b, "accept", e, next, func(job uint64) sdk.Msg { return &jobstypes.MsgAcceptVerdict{Sender: e.String(), JobId: job} })...)
}

// seconds shows market time as errors do.
func seconds(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02 15:04:05") }

func commitEdges(b *bench) {
	jobs := b.inCommit(3)
	end := make([]int64, len(jobs))
	for i, job := range jobs {
		round, _ := b.A.Round(job)
		end[i] = round.ClosesMs
	}
	member := func(i int) testapp.Actor { return b.seated(jobs[i])[0] }
	commit := func(v testapp.Actor, job uint64) sdk.Msg { return b.A.CommitMsg(v, job, testapp.Approve) }
	early, absent := b.seated(jobs[1])[1], b.seated(jobs[0])[1]
	b.run(
		accepted("commit in the middle", early, commit(early, jobs[1])),
		refused("reveal in the commit window", early, validationtypes.ErrRevealWindow,
			fmt.Sprintf("job %d takes reveals from %s, in %d s, or as soon as every seat has committed", jobs[1], seconds(end[1]), (end[1]-end[0]+2_000+999)/1000),
			b.A.RevealMsg(early, jobs[1], testapp.Approve)).when(end[0]-2_000),
		accepted("commit a millisecond before the end", member(0), commit(member(0), jobs[0])).when(end[0]-1),
		refused("commit at the end", member(1), validationtypes.ErrCommitWindow,
			fmt.Sprintf("job %d took commitments until %s, 0 s ago", jobs[1], seconds(end[1])), commit(member(1), jobs[1])).when(end[1]),
		refused("commit in a block that jumps over the end", member(2), validationtypes.ErrCommitWindow,
			fmt.Sprintf("job %d took commitments until %s, 1 s ago", jobs[2], seconds(end[2])), commit(member(2), jobs[2])).when(end[2]+1),
		refused("commit after the end", absent, validationtypes.ErrSeatAbsent, fmt.Sprintf("job %d, rung 0", jobs[0]), commit(absent, jobs[0])),
	)
}

func revealEdges(b *bench) {
	jobs := b.inCommit(3)
	end := make([]int64, len(jobs))
	for i, job := range jobs {
		b.Both(func(m *testapp.Market) {
			m.All(m.Committee(job), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
		})
		round, _ := b.A.Round(job)
		end[i] = round.ClosesMs
	}
	reveal := func(v testapp.Actor, job uint64) *validationtypes.MsgRevealVote {
		return b.A.RevealMsg(v, job, testapp.Approve)
	}
	first, second, third := b.seated(jobs[0])[0], b.seated(jobs[0])[1], b.seated(jobs[0])[2]
	member := func(i int) testapp.Actor { return b.seated(jobs[i])[0] }
	b.run(
		accepted("reveal in the middle", first, reveal(first, jobs[0])),
		accepted("reveal a millisecond before the end", second, reveal(second, jobs[0])).when(end[0]-1),
		refused("reveal at the end", member(1), validationtypes.ErrRevealWindow,
			fmt.Sprintf("job %d took reveals until %s, 0 s ago", jobs[1], seconds(end[1])), reveal(member(1), jobs[1])).when(end[1]),
		refused("reveal in a block that jumps over the end", member(2), validationtypes.ErrRevealWindow,
			fmt.Sprintf("job %d took reveals until %s, 1 s ago", jobs[2], seconds(end[2])), reveal(member(2), jobs[2])).when(end[2]+1),
		refused("reveal after the end", third, validationtypes.ErrRevealWindow,
			fmt.Sprintf("job %d: the seat did not reveal in time", jobs[0]), reveal(third, jobs[0])),
		refused("reveal when the job has ended", first, validationtypes.ErrUnknownRound,
			fmt.Sprintf("job %d, rung 0", jobs[0]), reveal(first, jobs[0])).when(b.endOfChallenge(end[0])),
	)
}

// endOfChallenge is when a job is surely settled whose round closed at a market time, or in the block after it.
func (b *bench) endOfChallenge(closed int64) int64 {
	return closed + (testapp.ChallengeWindow + 3*testapp.MaxStep).Milliseconds()
}

func redrawEdges(b *bench) {
	job := b.inCommit(1)[0]
	round, _ := b.A.Round(job)
	in, out := b.seated(job)[0], b.seated(job)[1]
	b.run(accepted("commit alone", in, b.A.CommitMsg(in, job, testapp.Approve)))
	b.Pass(round.ClosesMs)
	redrawn := b.A.Height + validationtypes.DrawDelay
	b.run(
		refused("commit while missing seats are drawn again", out, validationtypes.ErrSeatAbsent, fmt.Sprintf("job %d, rung 0", job), b.A.CommitMsg(out, job, testapp.Approve)),
		refused("reveal while missing seats are drawn again", in, validationtypes.ErrRevealWindow,
			fmt.Sprintf("job %d takes reveals after its missing seats are drawn again (in block %d) and have had their commit window", job, redrawn),
			b.A.RevealMsg(in, job, testapp.Approve)),
	)
}

func jailEdges(b *bench) {
	unjail := func(from testapp.Actor) *validationtypes.MsgUnjail {
		return &validationtypes.MsgUnjail{Validator: from.String()}
	}
	job := b.inCommit(1)[0]
	committee := b.seated(job)
	round, _ := b.A.Round(job)
	free := b.unseated(job)
	b.run(refused("unjail: not jailed", free, validationtypes.ErrNotJailed, free.String(), unjail(free)))
	b.Pass(round.ClosesMs)
	until := round.ClosesMs + time.Minute.Milliseconds()
	still := func(wait string) string { return "until " + seconds(until) + ", for " + wait }
	b.run(
		refused("unjail at once", committee[0], validationtypes.ErrStillJailed, still("60 s"), unjail(committee[0])),
		refused("unjail a millisecond before the end", committee[0], validationtypes.ErrStillJailed, still("1 s"), unjail(committee[0])).when(until-1),
		accepted("unjail at the end", committee[0], unjail(committee[0])).when(until),
		accepted("unjail after the end", committee[1], unjail(committee[1])),
		refused("unjail twice", committee[0], validationtypes.ErrNotJailed, committee[0].String(), unjail(committee[0])),
	)
}

package integration

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// jobsInEveryStatus holds one job each.
type jobsInEveryStatus struct{ open, assigned, inReview, approved, rejected, unjudgeable, cancelled uint64 }

// byStatus lists the jobs in the order of their life.
func (j jobsInEveryStatus) byStatus() []struct {
	status jobstypes.JobStatus
	id     uint64
} {
	return []struct {
		status jobstypes.JobStatus
		id     uint64
	}{
		{jobstypes.JOB_STATUS_OPEN, j.open},
		{jobstypes.JOB_STATUS_ASSIGNED, j.assigned},
		{jobstypes.JOB_STATUS_IN_REVIEW, j.inReview},
		{jobstypes.JOB_STATUS_APPROVED, j.approved},
		{jobstypes.JOB_STATUS_REJECTED, j.rejected},
		{jobstypes.JOB_STATUS_UNJUDGEABLE, j.unjudgeable},
		{jobstypes.JOB_STATUS_CANCELLED, j.cancelled},
	}
}

func (b *bench) jobsInEveryStatus() jobsInEveryStatus {
	b.t.Helper()
	judged := func(vote validationtypes.Vote) uint64 {
		job := b.submitted(long)
		b.Both(func(m *testapp.Market) { m.Judge(job, vote) })
		return job
	}
	j := jobsInEveryStatus{
		open: b.post(long), assigned: b.claimed(long), inReview: b.submitted(long),
		approved: judged(testapp.Approve), rejected: judged(testapp.Reject),
		unjudgeable: judged(testapp.Vote(validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC, 0)),
		cancelled:   b.post(long),
	}
	b.Both(func(m *testapp.Market) {
		m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: j.cancelled})
		for _, job := range j.byStatus() {
			if got := m.Job(job.id).Status; got != job.status {
				b.t.Fatalf("job is %s, not %s", got, job.status)
			}
		}
	})
	return j
}

// in is the detail of an action that the status does not allow.
func in(job uint64, action string, status jobstypes.JobStatus) string {
	return fmt.Sprintf("job %d: %s in status %s", job, action, status)
}

// refusedEmployers: raise, cancel, extend, dispute, accept, delist.
func refusedEmployers(t *testing.T, count *tally) {
	b := newBench(t, count, longWindows(testapp.MarketOptions{Options: testapp.Options{Genesis: people}}))
	j := b.jobsInEveryStatus()
	b.run(raises(b, j)...)
	b.run(cancels(b.A, j)...)
	b.run(extensions(b, j)...)
	b.run(disputes(b.A, j)...)
	b.run(acceptances(b.A, j)...)
}

func raises(b *bench, j jobsInEveryStatus) []row {
	e, e2 := b.A.Employer, b.A.Employer2
	raise := func(from testapp.Actor, job uint64, payout, extra math.Int) *jobstypes.MsgRaisePayout {
		return &jobstypes.MsgRaisePayout{Employer: from.String(), JobId: job, Payout: payout, ExpectedExtra: extra}
	}
	n := math.NewInt
	payout, much := n(100_000_000), testapp.AGI(100_000)
	capped := b.post(inNarrow)
	falling := b.post(inNarrow, func(p *postJob) { p.Payout = n(fiveSeatsFrom - 1) })
	rows := []row{
		turnedAway("raise: job 0", e, jobstypes.ErrJobID, "it must not be 0", raise(e, 0, payout.AddRaw(1), much)),
		refused("raise: no such job", e, jobstypes.ErrJobNotFound, "job 7", raise(e, 7, payout.AddRaw(1), much)),
		refused("raise: another's job", e2, jobstypes.ErrNotEmployer, fmt.Sprintf("job %d belongs to %s", j.open, e), raise(e2, j.open, payout.AddRaw(1), much)),
		turnedAway("raise to 0", e, jobstypes.ErrAmount, "payout must be at least 1 base unit", raise(e, j.open, n(0), much)),
		turnedAway("raise to a negative payout", e, jobstypes.ErrAmount, "payout must be at least 1 base unit", raise(e, j.open, n(-1), much)),
		turnedAway("raise beyond 10^30", e, jobstypes.ErrAmount, "payout is above 10^30 base units", raise(e, j.open, jobstypes.MaxAmount().AddRaw(1), much)),
		turnedAway("raise with expected_extra 0", e, jobstypes.ErrAmount, "expected_extra must be at least 1 base unit", raise(e, j.open, payout.AddRaw(1), n(0))),
		refused("raise downwards", e, jobstypes.ErrRaise, "it is 100000000 now", raise(e, j.open, payout.SubRaw(1), much)),
		refused("raise to the same", e, jobstypes.ErrRaise, "it is 100000000 now", raise(e, j.open, payout, much)),
		refused("raise above expected_extra", e, jobstypes.ErrEscrowAbove, "it grows by 11000001, expected_extra is 11000000", raise(e, j.open, payout.MulRaw(11).QuoRaw(10), n(11_000_000))),
		accepted("raise by exactly expected_extra", e, raise(e, j.open, payout.MulRaw(11).QuoRaw(10), n(11_000_001))),
		refused("raise one above the cap", e, jobstypes.ErrPayout, "1000000001 is above 1000000000, the most in category narrow", raise(e, capped, testapp.AGI(1_000).AddRaw(1), much)),
		accepted("raise to the cap", e, raise(e, capped, testapp.AGI(1_000), much)),
		refused("raise that lowers the escrow", e, jobstypes.ErrRaise, "the escrow would fall by 3; raise by more", raise(e, falling, n(fiveSeatsFrom), much)),
		accepted("raise that does not", e, raise(e, falling, n(fiveSeatsFrom+3), much)),
	}
	for _, job := range j.byStatus()[1:] {
		rows = append(rows, refused("raise: "+job.status.String(), e, jobstypes.ErrWrongStatus, in(job.id, "raise payout", job.status),
			raise(e, job.id, payout.AddRaw(1), much)))
	}
	return rows
}

func cancels(m *testapp.Market, j jobsInEveryStatus) []row {
	e, e2 := m.Employer, m.Employer2
	cancel := func(from testapp.Actor, job uint64) *jobstypes.MsgCancelJob {
		return &jobstypes.MsgCancelJob{Employer: from.String(), JobId: job}
	}
	delist := func(job uint64, reason string) *jobstypes.MsgDelistJob {
		return &jobstypes.MsgDelistJob{Authority: e.String(), JobId: job, Reason: reason}
	}
	authority := "it is " + app.Authority()
	rows := []row{
		turnedAway("cancel: job 0", e, jobstypes.ErrJobID, "it must not be 0", cancel(e, 0)),
		refused("cancel: no such job", e, jobstypes.ErrJobNotFound, "job 7", cancel(e, 7)),
		refused("cancel: another's job", e2, jobstypes.ErrNotEmployer, fmt.Sprintf("job %d belongs to %s", j.open, e), cancel(e2, j.open)),
		refused("cancel twice in one transaction", e, jobstypes.ErrWrongStatus, in(j.open, "cancel", jobstypes.JOB_STATUS_SETTLING),
			cancel(e, j.open), cancel(e, j.open)).inMessage(1),
		refused("delist: an employer", e, jobstypes.ErrAuthority, authority, delist(j.open, "none")),
		turnedAway("delist: no reason", e, jobstypes.ErrText, "reason must not be empty", delist(j.open, "")),
		turnedAway("delist: reason of 257 bytes", e, jobstypes.ErrText, "reason has 257 bytes, at most 256 are allowed", delist(j.open, strings.Repeat("r", 257))),
		refused("delist: reason of 256 bytes, still no authority", e, jobstypes.ErrAuthority, authority, delist(j.open, strings.Repeat("r", 256))),
	}
	for _, job := range j.byStatus()[1:] {
		rows = append(rows, refused("cancel: "+job.status.String(), e, jobstypes.ErrWrongStatus, in(job.id, "cancel", job.status), cancel(e, job.id)))
	}
	return rows
}

func extensions(b *bench, j jobsInEveryStatus) []row {
	e, e2 := b.A.Employer, b.A.Employer2
	extend := func(from testapp.Actor, job uint64, extra time.Duration) *jobstypes.MsgExtendJob {
		return &jobstypes.MsgExtendJob{Employer: from.String(), JobId: job, Extra: extra}
	}
	ms := time.Millisecond
	short := b.claimed(inNarrow) // 60 s of at most 100 s
	rows := []row{
		turnedAway("extend by 0", e, jobstypes.ErrDuration, "extra is 0s, must be 1ms to 8784h0m0s", extend(e, j.assigned, 0)),
		turnedAway("extend by less than 0", e, jobstypes.ErrDuration, "extra is -1s, must be 1ms to 8784h0m0s", extend(e, j.assigned, -time.Second)),
		turnedAway("extend by half a millisecond", e, jobstypes.ErrDuration, "extra is 500µs, must be 1ms to 8784h0m0s", extend(e, j.assigned, ms/2)),
		refused("extend: no such job", e, jobstypes.ErrJobNotFound, "job 7", extend(e, 7, ms)),
		refused("extend: another's job", e2, jobstypes.ErrNotEmployer, fmt.Sprintf("job %d belongs to %s", j.assigned, e), extend(e2, j.assigned, ms)),
		refused("extend: its agent", b.A.Agent, jobstypes.ErrNotEmployer, fmt.Sprintf("job %d belongs to %s", j.assigned, e), extend(b.A.Agent, j.assigned, ms)),
		refused("extend one ms beyond the category's time", e, jobstypes.ErrDuration,
			"category narrow gives at most 1m40s from assignment; 40000 ms are left to give", extend(e, short, 40*time.Second+ms)),
		accepted("extend to one ms below it", e, extend(e, short, 40*time.Second-ms)),
		accepted("extend to it", e, extend(e, short, ms)),
		refused("extend when none is left", e, jobstypes.ErrDuration,
			"category narrow gives at most 1m40s from assignment; 0 ms are left to give", extend(e, short, ms)),
	}
	for _, job := range j.byStatus() {
		if job.status != jobstypes.JOB_STATUS_ASSIGNED {
			rows = append(rows, refused("extend: "+job.status.String(), e, jobstypes.ErrWrongStatus, in(job.id, "extend", job.status), extend(e, job.id, ms)))
		}
	}
	return rows
}

func acceptances(m *testapp.Market, j jobsInEveryStatus) []row {
	accept := func(from testapp.Actor, job uint64) *jobstypes.MsgAcceptVerdict {
		return &jobstypes.MsgAcceptVerdict{Sender: from.String(), JobId: job}
	}
	e, a := m.Employer, m.Agent
	notYours := func(job uint64, status jobstypes.JobStatus) string { return fmt.Sprintf("job %d is %s", job, status) }
	approved, rejected := jobstypes.JOB_STATUS_APPROVED, jobstypes.JOB_STATUS_REJECTED
	return []row{
		turnedAway("accept: job 0", e, jobstypes.ErrJobID, "it must not be 0", accept(e, 0)),
		refused("accept: no such job", e, jobstypes.ErrJobNotFound, "job 7", accept(e, 7)),
		refused("accept: OPEN", e, jobstypes.ErrWrongStatus, in(j.open, "accept verdict", jobstypes.JOB_STATUS_OPEN), accept(e, j.open)),
		refused("accept: ASSIGNED", e, jobstypes.ErrWrongStatus, in(j.assigned, "accept verdict", jobstypes.JOB_STATUS_ASSIGNED), accept(e, j.assigned)),
		refused("accept: IN_REVIEW", e, jobstypes.ErrWrongStatus, in(j.inReview, "accept verdict", jobstypes.JOB_STATUS_IN_REVIEW), accept(e, j.inReview)),
		refused("accept: CANCELLED", e, jobstypes.ErrWrongStatus, in(j.cancelled, "accept verdict", jobstypes.JOB_STATUS_CANCELLED), accept(e, j.cancelled)),
		refused("accept approval: the agent", a, jobstypes.ErrNotYourVerdict, notYours(j.approved, approved), accept(a, j.approved)),
		refused("accept approval: another employer", m.Employer2, jobstypes.ErrNotYourVerdict, notYours(j.approved, approved), accept(m.Employer2, j.approved)),
		refused("accept rejection: the employer", e, jobstypes.ErrNotYourVerdict, notYours(j.rejected, rejected), accept(e, j.rejected)),
		refused("accept twice in one transaction", e, jobstypes.ErrWrongStatus, in(j.approved, "accept verdict", jobstypes.JOB_STATUS_SETTLING),
			accept(e, j.approved), accept(e, j.approved)).inMessage(1),
		accepted("accept approval: the employer", e, accept(e, j.approved)),
		refused("accept: COMPLETED", e, jobstypes.ErrWrongStatus, in(j.approved, "accept verdict", jobstypes.JOB_STATUS_COMPLETED), accept(e, j.approved)),
		accepted("accept rejection: the agent", a, accept(a, j.rejected)),
		refused("accept: FAILED", a, jobstypes.ErrWrongStatus, in(j.rejected, "accept verdict", jobstypes.JOB_STATUS_FAILED), accept(a, j.rejected)),
	}
}

// disputes: who takes which verdict up the ladder, for what. The next committee of seven costs the seat fees of 7/3 of the
// validation fee of 8 AGI.
func disputes(m *testapp.Market, j jobsInEveryStatus) []row {
	dispute := func(from testapp.Actor, job uint64, edit ...func(*jobstypes.MsgDispute)) *jobstypes.MsgDispute {
		msg := disputeMsg(from, job)
		for _, change := range edit {
			change(msg)
		}
		return msg
	}
	e, a := m.Employer, m.Agent
	const bond = 18_666_662
	agreed := func(amount int64) func(*jobstypes.MsgDispute) {
		return func(msg *jobstypes.MsgDispute) { msg.ExpectedBond = math.NewInt(amount) }
	}
	at := func(uri string) func(*jobstypes.MsgDispute) {
		return func(msg *jobstypes.MsgDispute) { msg.Evidence.Uri = uri }
	}
	accept := func(from testapp.Actor) *jobstypes.MsgAcceptVerdict {
		return &jobstypes.MsgAcceptVerdict{Sender: from.String(), JobId: j.unjudgeable}
	}
	is := func(job uint64, status jobstypes.JobStatus) string { return fmt.Sprintf("job %d is %s", job, status) }
	return []row{
		turnedAway("dispute: job 0", e, jobstypes.ErrJobID, "it must not be 0", dispute(e, 0)),
		turnedAway("dispute: no reason", e, jobstypes.ErrDispute, "unknown reason 0", dispute(e, j.approved, func(msg *jobstypes.MsgDispute) { msg.Reason = 0 })),
		turnedAway("dispute: for nothing", e, jobstypes.ErrAmount, "expected_bond must be at least 1 base unit", dispute(e, j.approved, agreed(0))),
		refused("dispute: no such job", e, jobstypes.ErrJobNotFound, "job 7", dispute(e, 7)),
		refused("dispute: OPEN", e, jobstypes.ErrWrongStatus, in(j.open, "dispute", jobstypes.JOB_STATUS_OPEN), dispute(e, j.open)),
		refused("dispute: IN_REVIEW", e, jobstypes.ErrWrongStatus, in(j.inReview, "dispute", jobstypes.JOB_STATUS_IN_REVIEW), dispute(e, j.inReview)),
		refused("dispute approval: the agent", a, jobstypes.ErrNotYourVerdict, is(j.approved, jobstypes.JOB_STATUS_APPROVED), dispute(a, j.approved)),
		refused("dispute rejection: the employer", e, jobstypes.ErrNotYourVerdict, is(j.rejected, jobstypes.JOB_STATUS_REJECTED), dispute(e, j.rejected)),
		refused("dispute unjudgeable: a third party", m.Agent2, jobstypes.ErrNotYourVerdict, is(j.unjudgeable, jobstypes.JOB_STATUS_UNJUDGEABLE), dispute(m.Agent2, j.unjudgeable)),
		refused("dispute: evidence on somebody's disk", a, jobstypes.ErrURIPrefix,
			`"file:///tmp/evidence"; category general allows https://, ipfs://`, dispute(a, j.unjudgeable, at("file:///tmp/evidence"))),
		refused("dispute: a unit too dear", a, jobstypes.ErrBondAbove, fmt.Sprintf("it is %d, expected_bond is %d", bond, bond-1),
			dispute(a, j.unjudgeable, agreed(bond-1))),
		refused("accept unjudgeable: a third party", m.Agent2, jobstypes.ErrNotYourVerdict, is(j.unjudgeable, jobstypes.JOB_STATUS_UNJUDGEABLE), accept(m.Agent2)),
		refused("accept unjudgeable: the employer, for both", e, jobstypes.ErrOtherMayDispute, is(j.unjudgeable, jobstypes.JOB_STATUS_UNJUDGEABLE), accept(e)),
		refused("accept unjudgeable: the agent, for both", a, jobstypes.ErrOtherMayDispute, is(j.unjudgeable, jobstypes.JOB_STATUS_UNJUDGEABLE), accept(a)),
		accepted("dispute unjudgeable: the agent, to the unit", a, dispute(a, j.unjudgeable, agreed(bond))),
		refused("dispute: what is disputed", e, jobstypes.ErrWrongStatus, in(j.unjudgeable, "dispute", jobstypes.JOB_STATUS_IN_REVIEW), dispute(e, j.unjudgeable)),
	}
}

package simulation

import (
	"slices"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// ladderFactories are those after a verdict: accepting it, disputing it, the council's ruling.
func ladderFactories(reg *registry) {
	add(reg, 12, acceptVerdict)
	add(reg, 15, acceptWork)
	add(reg, 15, contest)
	add(reg, 30, dispute)
	add(reg, 20, rule)
}

// against returns a job in its challenge window and an idle side that its verdict went against.
func (n *Nation) against(ok func(jobstypes.Job) bool) (j jobstypes.Job, side string, found bool) {
	idle := func(j jobstypes.Job) []string {
		return slices.DeleteFunc(slices.Clone(j.WentAgainst()), func(a string) bool { return !n.idle(a) })
	}
	j, found = n.job(func(j jobstypes.Job) bool {
		return j.Status.Challengeable() && n.inTime(j) && len(idle(j)) > 0 && ok(j)
	})
	if found {
		side = oneOf(n, idle(j)...)
	}
	return j, side, found
}

func acceptVerdict(n *Nation) *jobstypes.MsgAcceptVerdict {
	// Where a verdict went against both, one alone settles nothing.
	j, side, ok := n.against(func(j jobstypes.Job) bool { return len(j.WentAgainst()) == 1 })
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgAcceptVerdict{Sender: side, JobId: j.Id}
}

// handed returns a job that its employer reviews.
func (n *Nation) handed() (jobstypes.Job, bool) {
	return n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_EMPLOYER_REVIEW && n.inTime(j) && n.idle(j.Employer)
	})
}

func acceptWork(n *Nation) *jobstypes.MsgAcceptWork {
	j, ok := n.handed()
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgAcceptWork{Employer: j.Employer, JobId: j.Id}
}

func contest(n *Nation) *jobstypes.MsgContest {
	j, ok := n.handed()
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgContest{Employer: j.Employer, JobId: j.Id, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC, Evidence: document("why")}
}

func dispute(n *Nation) *jobstypes.MsgDispute {
	// Two of three jobs are disputed as far as it goes, the others never.
	j, side, ok := n.against(func(j jobstypes.Job) bool { return j.Id%3 != 0 })
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	reason := oneOf(n, jobstypes.DISPUTE_REASON_MEETS_SPEC, jobstypes.DISPUTE_REASON_FAILS_SPEC, jobstypes.DISPUTE_REASON_JUDGEABLE, jobstypes.DISPUTE_REASON_OTHER)
	return &jobstypes.MsgDispute{Sender: side, JobId: j.Id, Reason: reason, Evidence: document("why"), ExpectedBond: testapp.AGI(10_000)}
}

// rule decides a job that waits for the council, in time for the votes.
func rule(n *Nation) *jobstypes.MsgRule {
	j, ok := n.job(func(j jobstypes.Job) bool { return j.Status == jobstypes.JOB_STATUS_COUNCIL && n.inTime(j) })
	if !ok || asking(n, func(m *jobstypes.MsgRule) bool { return m.JobId == j.Id }) || !n.take(jobKey(j.Id)) {
		return nil
	}
	msg := &jobstypes.MsgRule{
		Authority: n.authority.String(), JobId: j.Id, Reason: "heard", Outcome: oneOf(n, jobstypes.OUTCOME_COMPLETED, jobstypes.OUTCOME_FAILED, jobstypes.OUTCOME_SPLIT),
	}
	if msg.Outcome == jobstypes.OUTCOME_SPLIT {
		msg.SplitBps = uint32(n.between(0, 10_000))
	}
	return msg
}

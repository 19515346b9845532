package simulation

import (
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// marketFactories are those of SELECTION and DISPATCH.
func marketFactories(reg *registry) {
	add(reg, 40, apply)
	add(reg, 4, withdrawApplication)
	add(reg, 20, award)
	add(reg, 15, declareAvailability)
	add(reg, 2, endAvailability)
	add(reg, 6, declineJob)
}

func apply(n *Nation) *jobstypes.MsgApply {
	j, ok := n.offered(jobstypes.ASSIGNMENT_MODE_SELECTION)
	if !ok {
		return nil
	}
	agent, ok := n.agentFor(j)
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	price := j.Escrow.Payout.MulRaw(int64(n.between(50, 100))).QuoRaw(100)
	return &jobstypes.MsgApply{Agent: agent, JobId: j.Id, Price: price, MaxBond: testapp.AGI(100_000)}
}

// application returns one to a job that is still OPEN.
func (n *Nation) application(ok func(jobstypes.Application, jobstypes.Job) bool) (a jobstypes.Application, j jobstypes.Job, found bool) {
	jobs := map[uint64]jobstypes.Job{}
	for _, j := range n.jobs().Jobs {
		jobs[j.Id] = j
	}
	a, found = pick(n, n.jobs().Applications, func(a jobstypes.Application) bool {
		j := jobs[a.JobId]
		return j.Status == jobstypes.JOB_STATUS_OPEN && n.inTime(j) && !n.taken[jobKey(j.Id)] && ok(a, j)
	})
	return a, jobs[a.JobId], found
}

func withdrawApplication(n *Nation) *jobstypes.MsgWithdrawApplication {
	a, j, ok := n.application(func(a jobstypes.Application, _ jobstypes.Job) bool { return n.idle(a.Agent) })
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgWithdrawApplication{Agent: a.Agent, JobId: j.Id}
}

func award(n *Nation) *jobstypes.MsgAward {
	a, j, ok := n.application(func(a jobstypes.Application, j jobstypes.Job) bool {
		return n.idle(j.Employer) && n.standing(j.Employer) && n.may(a.Agent, identitytypes.ROLE_AGENT)
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgAward{Employer: j.Employer, JobId: j.Id, Agent: a.Agent, Price: a.Price}
}

func declareAvailability(n *Nation) *jobstypes.MsgDeclareAvailability {
	agent, ok := n.who(identitytypes.ROLE_AGENT, anybody)
	if !ok {
		return nil
	}
	categories := oneOf(n, []string{testapp.Category}, []string{testapp.Category, secondary})
	return &jobstypes.MsgDeclareAvailability{
		Agent: agent, Categories: categories, Capacity: uint32(n.between(1, 5)), MinPayout: math.ZeroInt(),
	}
}

func endAvailability(n *Nation) *jobstypes.MsgEndAvailability {
	a, ok := pick(n, n.jobs().Availabilities, func(a jobstypes.Availability) bool { return n.idle(a.Agent) && len(a.Places) > 0 })
	if !ok {
		return nil
	}
	return &jobstypes.MsgEndAvailability{Agent: a.Agent}
}

func declineJob(n *Nation) *jobstypes.MsgDeclineJob {
	_, params := n.jobParams()
	j, ok := n.underWork(func(j jobstypes.Job) bool {
		return j.Mode() == jobstypes.ASSIGNMENT_MODE_DISPATCH && j.AssignedMs+params.DeclineWindow.Milliseconds() > n.view.now+maxStep.Milliseconds()
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgDeclineJob{Agent: j.Agent, JobId: j.Id}
}

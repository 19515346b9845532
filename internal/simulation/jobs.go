package simulation

import (
	"fmt"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// jobFactories are those of a job's plain life: posted, claimed, handed in, accepted.
func jobFactories(reg *registry) {
	add(reg, 50, postJob)
	add(reg, 8, raisePayout)
	add(reg, 3, cancelJob)
	add(reg, 60, claimJob)
	add(reg, 8, depositStake)
	add(reg, 6, withdrawStake)
	add(reg, 60, submitWork)
	add(reg, 5, extendJob)
	add(reg, 3, surrenderJob)
	add(reg, 15, nameContributors)
	add(reg, 40, acceptContribution)
}

// job returns a random job for which ok holds and that no other message of the block is about.
func (n *Nation) job(ok func(jobstypes.Job) bool) (jobstypes.Job, bool) {
	return pick(n, n.jobs().Jobs, func(j jobstypes.Job) bool { return !n.taken[jobKey(j.Id)] && ok(j) })
}

// inTime tells whether a job's deadline is far enough for the next block, whose market time is up to maxStep later.
func (n *Nation) inTime(j jobstypes.Job) bool {
	return j.DeadlineMs > n.view.now+maxStep.Milliseconds()
}

func document(format string, args ...any) jobstypes.Document {
	return jobstypes.Document{Uri: "https://example.org/" + fmt.Sprintf(format, args...), Sha256: hash(format, args...)}
}

// resultOf is what the agent of a job hands in; the audit office knows it before.
func resultOf(job uint64) jobstypes.Document { return document("result-%d", job) }

func postJob(n *Nation) *jobstypes.MsgPostJob {
	employer, ok := n.who(identitytypes.ROLE_EMPLOYER, anybody)
	if !ok {
		return nil
	}
	msg := &jobstypes.MsgPostJob{
		Employer: employer, Title: "Work", Category: oneOf(n, testapp.Category, secondary), Tags: []string{"sim"},
		Spec: document("spec-%d", n.r.Intn(1_000_000)), Payout: testapp.AGI(int64(n.between(20, 500))),
		WorkDuration: time.Duration(n.between(4, 20)) * maxStep, OpenFor: time.Duration(n.between(8, 30)) * maxStep,
		Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()}, ExpectedTotal: testapp.AGI(1_000_000),
		Relists: uint32(n.r.Intn(3)), RoyaltyBps: uint32(n.r.Intn(1_000)),
		Assignment: oneOf(n, jobstypes.ASSIGNMENT_MODE_CLAIM, jobstypes.ASSIGNMENT_MODE_CLAIM, jobstypes.ASSIGNMENT_MODE_SELECTION, jobstypes.ASSIGNMENT_MODE_DISPATCH),
	}
	if n.chance(5) {
		msg.Payout = testapp.AGI(12_000)
	}
	if msg.Assignment == jobstypes.ASSIGNMENT_MODE_SELECTION {
		msg.AwardRule = oneOf(n, jobstypes.AWARD_RULE_EMPLOYER, jobstypes.AWARD_RULE_LOWEST_PRICE)
	}
	if n.chance(20) {
		msg.Review = jobstypes.REVIEW_MODE_EMPLOYER
	}
	if n.chance(10) && msg.Assignment == jobstypes.ASSIGNMENT_MODE_CLAIM {
		if agent, ok := n.who(identitytypes.ROLE_AGENT, anybody); ok {
			msg.Invited = []string{agent}
		}
	}
	if n.chance(40) {
		n.inProgram(msg)
	}
	return msg
}

func raisePayout(n *Nation) *jobstypes.MsgRaisePayout {
	j, ok := n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_OPEN && j.Applications == 0 && j.Program == 0 && n.inTime(j) && n.idle(j.Employer) && n.standing(j.Employer)
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgRaisePayout{
		Employer: j.Employer, JobId: j.Id, Payout: j.Escrow.Payout.Add(testapp.AGI(int64(n.between(1, 50)))), ExpectedExtra: testapp.AGI(1_000_000),
	}
}

func cancelJob(n *Nation) *jobstypes.MsgCancelJob {
	j, ok := n.job(func(j jobstypes.Job) bool {
		waits := j.Status == jobstypes.JOB_STATUS_OPEN || j.Status == jobstypes.JOB_STATUS_BLOCKED
		return waits && n.inTime(j) && n.idle(j.Employer)
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgCancelJob{Employer: j.Employer, JobId: j.Id}
}

// agentFor returns an idle agent who may take a job or apply for it.
func (n *Nation) agentFor(j jobstypes.Job) (string, bool) {
	return n.who(identitytypes.ROLE_AGENT, func(p identitytypes.Participant) bool {
		return n.App.Jobs.Eligible(n.view.ctx, j, sdk.MustAccAddressFromBech32(p.Address)) == nil
	})
}

// offered returns an OPEN job of an assignment mode.
func (n *Nation) offered(mode jobstypes.AssignmentMode) (jobstypes.Job, bool) {
	return n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_OPEN && j.Mode() == mode && n.inTime(j)
	})
}

func claimJob(n *Nation) *jobstypes.MsgClaimJob {
	j, ok := n.offered(jobstypes.ASSIGNMENT_MODE_CLAIM)
	if !ok {
		return nil
	}
	agent, ok := n.agentFor(j)
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgClaimJob{Agent: agent, JobId: j.Id}
}

func depositStake(n *Nation) *jobstypes.MsgDepositStake {
	agent, ok := n.who(identitytypes.ROLE_AGENT, anybody)
	if !ok {
		return nil
	}
	return &jobstypes.MsgDepositStake{Agent: agent, Amount: testapp.AGI(int64(n.between(10, 500)))}
}

func withdrawStake(n *Nation) *jobstypes.MsgWithdrawStake {
	s, ok := pick(n, n.jobs().Stakes, func(s jobstypes.AgentStake) bool { return s.Free.GT(testapp.AGI(1)) && n.idle(s.Agent) })
	if !ok {
		return nil
	}
	return &jobstypes.MsgWithdrawStake{Agent: s.Agent, Amount: s.Free.QuoRaw(int64(n.between(1, 4)))}
}

// underWork returns an ASSIGNED job whose agent is idle.
func (n *Nation) underWork(ok func(jobstypes.Job) bool) (jobstypes.Job, bool) {
	return n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_ASSIGNED && n.inTime(j) && n.idle(j.Agent) && ok(j)
	})
}

func submitWork(n *Nation) *jobstypes.MsgSubmitWork {
	j, ok := n.underWork(func(j jobstypes.Job) bool { return j.AllAgreed() == nil })
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	msg := &jobstypes.MsgSubmitWork{Agent: j.Agent, JobId: j.Id, Submission: jobstypes.Submission{Result: resultOf(j.Id), Note: "done"}}
	if p, _ := n.person(j.Agent); p.Kind == identitytypes.PARTICIPANT_KIND_AI_AGENT {
		msg.Submission.ModelId, msg.Submission.ModelHash = "vendor/model", hash("model")
	}
	if c, ok := n.certificate(func(jobstypes.Job) bool { return true }); ok && n.chance(30) {
		msg.Submission.Certificates = []uint64{c.Id}
	}
	return msg
}

func extendJob(n *Nation) *jobstypes.MsgExtendJob {
	j, ok := n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_ASSIGNED && n.inTime(j) && n.idle(j.Employer)
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgExtendJob{Employer: j.Employer, JobId: j.Id, Extra: time.Duration(n.between(1, 10)) * maxStep}
}

func surrenderJob(n *Nation) *jobstypes.MsgSurrenderJob {
	j, ok := n.underWork(func(jobstypes.Job) bool { return true })
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgSurrenderJob{Agent: j.Agent, JobId: j.Id}
}

func nameContributors(n *Nation) *jobstypes.MsgNameContributors {
	j, ok := n.underWork(func(j jobstypes.Job) bool { return len(j.Contributors) == 0 })
	if !ok {
		return nil
	}
	employer, _ := n.person(j.Employer)
	helper, ok := n.who(identitytypes.ROLE_AGENT, func(p identitytypes.Participant) bool {
		return p.Address != j.Agent && (p.OrganisationId == "" || p.OrganisationId != employer.OrganisationId)
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgNameContributors{
		Agent: j.Agent, JobId: j.Id, Contributors: []jobstypes.Contributor{{Address: helper, ShareBps: uint32(n.between(1, 5_000))}},
	}
}

func acceptContribution(n *Nation) *jobstypes.MsgAcceptContribution {
	j, ok := n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_ASSIGNED && n.inTime(j) && len(j.Contributors) > 0 && !j.Contributors[0].Accepted &&
			n.idle(j.Contributors[0].Address)
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	c := j.Contributors[0]
	return &jobstypes.MsgAcceptContribution{Contributor: c.Address, JobId: j.Id, ShareBps: c.ShareBps}
}

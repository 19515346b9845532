package integration

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// underEmployer has the employer judge first.
func underEmployer(msg *postJob) { msg.Review = jobstypes.REVIEW_MODE_EMPLOYER }

// refusedReviews: accept work, contest, name contributors, agree to a share; whom an offer is open to.
func refusedReviews(t *testing.T, count *tally) {
	b := newBench(t, count, longWindows(testapp.MarketOptions{Options: testapp.Options{Genesis: licensed}}))
	b.run(employersWords(b)...)
	b.run(namings(b)...)
	b.run(consents(b)...)
	b.run(offers(b)...)
	reviewEdges(newBench(t, count, testapp.MarketOptions{
		Options: testapp.Options{Genesis: people},
		Jobs:    func(p *jobstypes.Params) { p.EmployerWindow = 30 * time.Second },
	}))
}

// licensed adds a type of credential, which Agent2 holds, and a category that asks for it.
func licensed(state app.GenesisState, c *testapp.Chain) {
	people(state, c)
	testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.CredentialTypes = append(gs.CredentialTypes, identitytypes.CredentialType{
			Id: "licence", Issuers: []string{testapp.NewActor("registrar").String()}, Active: true,
		})
		gs.Credentials = append(gs.Credentials, identitytypes.Credential{
			Subject: testapp.NewActor("agent2").String(), Type: "licence", Issuer: testapp.NewActor("registrar").String(),
			IssuedAt: testapp.GenesisTime,
		})
	})
	testapp.Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		category := gs.Categories[slices.IndexFunc(gs.Categories, func(c jobstypes.Category) bool { return c.Slug == testapp.Category })]
		category.Slug, category.AgentCredentials = "medicine", []string{"licence"}
		gs.Categories = append(gs.Categories, category)
		slices.SortFunc(gs.Categories, func(a, b jobstypes.Category) int { return strings.Compare(a.Slug, b.Slug) })
	})
}

func acceptWork(from testapp.Actor, job uint64) *jobstypes.MsgAcceptWork {
	return &jobstypes.MsgAcceptWork{Employer: from.String(), JobId: job}
}

func contest(from testapp.Actor, job uint64, edit ...func(*jobstypes.MsgContest)) *jobstypes.MsgContest {
	msg := &jobstypes.MsgContest{
		Employer: from.String(), JobId: job, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC,
		Evidence: jobstypes.Document{Uri: "https://example.org/why", Sha256: testapp.Hash("why")},
	}
	for _, e := range edit {
		e(msg)
	}
	return msg
}

func employersWords(b *bench) []row {
	e, e2, a := b.A.Employer, b.A.Employer2, b.A.Agent
	open, committees := b.post(long, underEmployer), b.submitted(long)
	good, bad := b.submitted(long, underEmployer), b.submitted(long, underEmployer)
	belongs := func(job uint64) string { return fmt.Sprintf("job %d belongs to %s", job, e) }
	reason := func(r jobstypes.DisputeReason) func(*jobstypes.MsgContest) {
		return func(m *jobstypes.MsgContest) { m.Reason = r }
	}
	return []row{
		turnedAway("accept work: job 0", e, jobstypes.ErrJobID, "it must not be 0", acceptWork(e, 0)),
		refused("accept work: no such job", e, jobstypes.ErrJobNotFound, "job 7", acceptWork(e, 7)),
		refused("accept work: the agent", a, jobstypes.ErrNotEmployer, belongs(good), acceptWork(a, good)),
		refused("accept work: another employer", e2, jobstypes.ErrNotEmployer, belongs(good), acceptWork(e2, good)),
		refused("accept work: OPEN", e, jobstypes.ErrWrongStatus, in(open, "accept work", jobstypes.JOB_STATUS_OPEN), acceptWork(e, open)),
		refused("accept work: before a committee", e, jobstypes.ErrWrongStatus, in(committees, "accept work", jobstypes.JOB_STATUS_IN_REVIEW), acceptWork(e, committees)),
		refused("accept a verdict where there is none", e, jobstypes.ErrWrongStatus, in(good, "accept verdict", jobstypes.JOB_STATUS_EMPLOYER_REVIEW),
			&jobstypes.MsgAcceptVerdict{Sender: e.String(), JobId: good}),
		refused("accept work twice in one transaction", e, jobstypes.ErrWrongStatus, in(good, "accept work", jobstypes.JOB_STATUS_SETTLING),
			acceptWork(e, good), acceptWork(e, good)).inMessage(1),
		refused("accept work, then contest after all", e, jobstypes.ErrWrongStatus, in(good, "contest", jobstypes.JOB_STATUS_SETTLING),
			acceptWork(e, good), contest(e, good)).inMessage(1),
		accepted("accept work", e, acceptWork(e, good)),
		refused("accept work: COMPLETED", e, jobstypes.ErrWrongStatus, in(good, "accept work", jobstypes.JOB_STATUS_COMPLETED), acceptWork(e, good)),
		refused("contest: COMPLETED", e, jobstypes.ErrWrongStatus, in(good, "contest", jobstypes.JOB_STATUS_COMPLETED), contest(e, good)),
		turnedAway("contest: job 0", e, jobstypes.ErrJobID, "it must not be 0", contest(e, 0)),
		turnedAway("contest: no reason", e, jobstypes.ErrContest, "DISPUTE_REASON_UNSPECIFIED", contest(e, bad, reason(0))),
		turnedAway("contest good work", e, jobstypes.ErrContest, "DISPUTE_REASON_MEETS_SPEC", contest(e, bad, reason(jobstypes.DISPUTE_REASON_MEETS_SPEC))),
		turnedAway("contest: evidence without a hash", e, jobstypes.ErrHash, "evidence sha256 has 0", contest(e, bad, func(m *jobstypes.MsgContest) { m.Evidence.Sha256 = nil })),
		refused("contest: evidence on a disk", e, jobstypes.ErrURIPrefix, `"file:///why"; category general allows https://, ipfs://`,
			contest(e, bad, func(m *jobstypes.MsgContest) { m.Evidence.Uri = "file:///why" })),
		refused("contest: no such job", e, jobstypes.ErrJobNotFound, "job 7", contest(e, 7)),
		refused("contest: the agent", a, jobstypes.ErrNotEmployer, belongs(bad), contest(a, bad)),
		refused("contest: before a committee", e, jobstypes.ErrWrongStatus, in(committees, "contest", jobstypes.JOB_STATUS_IN_REVIEW), contest(e, committees)),
		refused("contest twice in one transaction", e, jobstypes.ErrWrongStatus, in(bad, "contest", jobstypes.JOB_STATUS_IN_REVIEW), contest(e, bad), contest(e, bad)).inMessage(1),
		accepted("contest", e, contest(e, bad)),
		refused("accept work that was contested", e, jobstypes.ErrWrongStatus, in(bad, "accept work", jobstypes.JOB_STATUS_IN_REVIEW), acceptWork(e, bad)),
	}
}

// sharing names contributors: pairs of an actor and a share.
func sharing(from testapp.Actor, job uint64, list ...jobstypes.Contributor) *jobstypes.MsgNameContributors {
	return &jobstypes.MsgNameContributors{Agent: from.String(), JobId: job, Contributors: list}
}

func portion(a testapp.Actor, bps uint32) jobstypes.Contributor {
	return jobstypes.Contributor{Address: a.String(), ShareBps: bps}
}

func consent(from testapp.Actor, job uint64, bps uint32) *jobstypes.MsgAcceptContribution {
	return &jobstypes.MsgAcceptContribution{Contributor: from.String(), JobId: job, ShareBps: bps}
}

func namings(b *bench) []row {
	a, a2, e := b.A.Agent, b.A.Agent2, b.A.Employer
	job, open := b.claimed(long), b.post(long)
	over := fmt.Sprintf("job %d: the chain is about to act on it", job)
	bad := func(name string, err error, detail string, list ...jobstypes.Contributor) row {
		return refused("name "+name, a, err, detail, sharing(a, job, list...))
	}
	malformed := func(name string, err error, detail string, list ...jobstypes.Contributor) row {
		return turnedAway("name "+name, a, err, detail, sharing(a, job, list...))
	}
	agreed := portion(a2, 1)
	agreed.Accepted = true
	return []row{
		turnedAway("name: job 0", a, jobstypes.ErrJobID, "it must not be 0", sharing(a, 0)),
		malformed("somebody without a share", jobstypes.ErrContributors, fmt.Sprintf("share_bps of %s is 0, must be 1 to 9000", a2), portion(a2, 0)),
		malformed("somebody for more than nine tenths", jobstypes.ErrContributors, fmt.Sprintf("share_bps of %s is 9001, must be 1 to 9000", a2), portion(a2, 9_001)),
		malformed("two for more than nine tenths", jobstypes.ErrContributors,
			"the shares sum to 9001 bps; leave 1000 to the agent, at most 9000 may be given away", portion(a2, 9_000), portion(robot, 1)),
		malformed("somebody twice", jobstypes.ErrContributors, a2.String()+" is named twice; add up the shares", portion(a2, 1), portion(a2, 2)),
		malformed("somebody who has agreed already", jobstypes.ErrContributors, a2.String()+" agrees by a message of its own; leave accepted unset", agreed),
		malformed("17", jobstypes.ErrContributors, "17 are named, at most 16 are allowed", slices.Repeat([]jobstypes.Contributor{portion(a2, 1)}, 17)...),
		refused("name: no such job", a, jobstypes.ErrJobNotFound, "job 7", sharing(a, 7)),
		refused("name: another agent", a2, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", job), sharing(a2, job, portion(robot, 1))),
		refused("name: the employer", e, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", job), sharing(e, job, portion(robot, 1))),
		refused("name: a job that nobody has taken", a, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", open), sharing(a, open, portion(a2, 1))),
		bad("oneself", jobstypes.ErrContributors, "the agent has what is left of the pay; name the others", portion(a, 1)),
		bad("a validator", identitytypes.ErrRoleMissing, b.A.Validators[0].String()+", ROLE_AGENT", portion(b.A.Validators[0], 1)),
		bad("the employer", identitytypes.ErrRoleMissing, e.String()+", ROLE_AGENT", portion(e, 1)),
		bad("an outsider", identitytypes.ErrUnknownParticipant, b.A.Outsider.String(), portion(b.A.Outsider, 1)),
		bad("a colleague of the employer", jobstypes.ErrContributors, colleague.String()+` belongs to the employer's organisation "ministry"`, portion(colleague, 1)),
		bad("a foreigner", jobstypes.ErrOrganisationKind, "ORGANISATION_KIND_FOREIGN in category general", portion(foreigner, 1)),
		bad("five of five organisations", jobstypes.ErrContributors, "they come from 5 organisations, at most 4 are allowed",
			portion(a2, 1), portion(robot, 1), portion(expiring, 1), portion(tightBond, 1), portion(enoughBond, 1)),
		accepted("name four of four", a, sharing(a, job, portion(a2, 1), portion(robot, 1), portion(expiring, 1), portion(tightBond, 8_997))),
		accepted("name nobody", a, sharing(a, job)),
		refused("name after surrender", a, jobstypes.ErrTooLate, over, &jobstypes.MsgSurrenderJob{Agent: a.String(), JobId: job}, sharing(a, job)).inMessage(1),
	}
}

func consents(b *bench) []row {
	m := b.A
	a, a2 := m.Agent, m.Agent2
	job := b.claimed(long)
	b.Both(func(m *testapp.Market) { m.Must(a, sharing(a, job, portion(a2, 2_500), portion(robot, 5))) })
	id := fmt.Sprintf("job %d", job)
	return []row{
		turnedAway("agree: job 0", a2, jobstypes.ErrJobID, "it must not be 0", consent(a2, 0, 2_500)),
		turnedAway("agree to nothing", a2, jobstypes.ErrAmount, "share_bps is 0, must be 1 to 9000", consent(a2, job, 0)),
		refused("agree: no such job", a2, jobstypes.ErrJobNotFound, "job 7", consent(a2, 7, 2_500)),
		refused("agree: the agent", a, jobstypes.ErrNotContributor, fmt.Sprintf("%s: %s is not among them", id, a), consent(a, job, 2_500)),
		refused("agree to less", a2, jobstypes.ErrShare, id+": it is 2500 bps, not 2499", consent(a2, job, 2_499)),
		refused("agree to more", a2, jobstypes.ErrShare, id+": it is 2500 bps, not 2501", consent(a2, job, 2_501)),
		refused("submit before anybody has agreed", a, jobstypes.ErrNotAgreed, fmt.Sprintf("%s: %s, 2500 bps", id, a2), m.SubmitMsg(a, job)),
		accepted("agree", a2, consent(a2, job, 2_500)),
		refused("agree twice", a2, jobstypes.ErrNotContributor, fmt.Sprintf("%s: %s has agreed", id, a2), consent(a2, job, 2_500)),
		refused("submit before everybody has agreed", a, jobstypes.ErrNotAgreed, fmt.Sprintf("%s: %s, 5 bps", id, robot), m.SubmitMsg(a, job)),
		accepted("agree: the other", robot, consent(robot, job, 5)),
		refused("name anew and submit at once", a, jobstypes.ErrNotAgreed, fmt.Sprintf("%s: %s, 2500 bps", id, a2),
			sharing(a, job, portion(a2, 2_500)), m.SubmitMsg(a, job)).inMessage(1),
		accepted("submit when all have agreed", a, m.SubmitMsg(a, job)),
		refused("name: IN_REVIEW", a, jobstypes.ErrWrongStatus, in(job, "name contributors", jobstypes.JOB_STATUS_IN_REVIEW), sharing(a, job)),
		refused("agree: IN_REVIEW", a2, jobstypes.ErrNotContributor, fmt.Sprintf("%s: %s has agreed", id, a2), consent(a2, job, 2_500)),
	}
}

// offers: jobs for the invited, and for holders of a credential.
func offers(b *bench) []row {
	a, a2 := b.A.Agent, b.A.Agent2
	toOne := b.post(long, func(p *postJob) { p.Invited = []string{a2.String()} })
	toLab := b.post(long, func(p *postJob) { p.Invited = []string{robot.String(), "org:lab-1"} })
	byJob := b.post(long, func(p *postJob) { p.Requirements.Credentials = []string{"licence"} })
	byCategory := b.post(long, func(p *postJob) { p.Category = "medicine" })
	unknown := b.post(long, func(p *postJob) { p.Requirements.Credentials = []string{"unheard-of"} })
	lacks := func(job uint64, id string) string { return fmt.Sprintf("job %d asks for %q", job, id) }
	return []row{
		refused("claim: another is invited", a, jobstypes.ErrNotInvited, fmt.Sprintf("job %d", toOne), claim(a, toOne)),
		accepted("claim: invited", a2, claim(a2, toOne)),
		refused("claim: another organisation is invited", a2, jobstypes.ErrNotInvited, fmt.Sprintf("job %d", toLab), claim(a2, toLab)),
		accepted("claim: the organisation is invited", a, claim(a, toLab)),
		refused("claim: without the job's credential", a, jobstypes.ErrCredential, lacks(byJob, "licence"), claim(a, byJob)),
		accepted("claim: with it", a2, claim(a2, byJob)),
		refused("claim: without the category's credential", a, jobstypes.ErrCredential, lacks(byCategory, "licence"), claim(a, byCategory)),
		accepted("claim: with the category's", a2, claim(a2, byCategory)),
		refused("claim: a credential that nobody can hold", a2, jobstypes.ErrCredential, lacks(unknown, "unheard-of"), claim(a2, unknown)),
	}
}

func reviewEdges(b *bench) {
	e, a, a2 := b.A.Employer, b.A.Agent, b.A.Agent2
	handedIn := func() uint64 { return b.submitted(underEmployer) }
	b.run(edges(b, "accept work", e, handedIn, func(job uint64) sdk.Msg { return acceptWork(e, job) })...)
	b.run(edges(b, "contest", e, handedIn, func(job uint64) sdk.Msg { return contest(e, job) })...)
	b.run(edges(b, "name contributors", a, func() uint64 { return b.claimed(brief) }, func(job uint64) sdk.Msg {
		return sharing(a, job, portion(a2, 1))
	})...)
	b.run(edges(b, "agree to a share", a2, func() uint64 {
		job := b.claimed(brief)
		b.Both(func(m *testapp.Market) { m.Must(a, sharing(a, job, portion(a2, 1))) })
		return job
	}, func(job uint64) sdk.Msg { return consent(a2, job, 1) })...)
}

package integration

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cosmossdk.io/math"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// refusedAgents: claim, submit, surrender, deposit, withdraw.
func refusedAgents(t *testing.T, count *tally) {
	b := newBench(t, count, longWindows(testapp.MarketOptions{Options: testapp.Options{Genesis: people}}))
	j := b.jobsInEveryStatus()
	b.run(claims(b, j)...)
	b.run(submissions(b, j)...)
	b.run(surrenders(b, j)...)
	b.run(stakes(b)...)
}

func claim(from testapp.Actor, job uint64) *jobstypes.MsgClaimJob {
	return &jobstypes.MsgClaimJob{Agent: from.String(), JobId: job}
}

func claims(b *bench, j jobsInEveryStatus) []row {
	m := b.A
	a, a2 := m.Agent, m.Agent2
	of := func(category string) uint64 {
		return b.post(long, func(p *postJob) { p.Category = category })
	}
	robots, family := of("robots"), of("family")
	demanding := b.post(long, func(p *postJob) { p.Requirements.MinScore = math.NewInt(1) })
	forHumans := b.post(long, func(p *postJob) {
		p.Requirements.AgentKinds = []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_HUMAN}
	})
	hundred := b.post()
	var own uint64
	b.Both(func(m *testapp.Market) { own = m.Post(colleague, long) })
	human := "PARTICIPANT_KIND_HUMAN; it is open to [PARTICIPANT_KIND_AI_AGENT]"
	rows := []row{
		turnedAway("claim: job 0", a, jobstypes.ErrJobID, "it must not be 0", claim(a, 0)),
		refused("claim: no such job", a, jobstypes.ErrJobNotFound, "job 7", claim(a, 7)),
		refused("claim: an employer", m.Employer2, identitytypes.ErrRoleMissing, m.Employer2.String()+", ROLE_AGENT", claim(m.Employer2, j.open)),
		refused("claim: a validator", m.Validators[0], identitytypes.ErrRoleMissing, m.Validators[0].String()+", ROLE_AGENT", claim(m.Validators[0], j.open)),
		refused("claim: one's own job", colleague, jobstypes.ErrOwnJob, fmt.Sprintf("job %d", own), claim(colleague, own)),
		refused("claim: the employer's organisation", colleague, jobstypes.ErrSameOrganisation, `"ministry"`, claim(colleague, j.open)),
		accepted("claim: the employer's organisation where the category allows it", colleague, claim(colleague, family)),
		refused("claim: a foreign organisation", foreigner, jobstypes.ErrOrganisationKind, "ORGANISATION_KIND_FOREIGN in category general", claim(foreigner, j.open)),
		refused("claim: a human in a category of AI agents", a, jobstypes.ErrAgentKind, human, claim(a, robots)),
		refused("claim: an AI agent where the job asks for humans", robot, jobstypes.ErrAgentKind,
			"PARTICIPANT_KIND_AI_AGENT; it is open to [PARTICIPANT_KIND_HUMAN]", claim(robot, forHumans)),
		accepted("claim: an AI agent in a category of AI agents", robot, claim(robot, robots)),
		refused("claim: score one below", a2, jobstypes.ErrScore, fmt.Sprintf("it is 0, job %d requires 1", demanding), claim(a2, demanding)),
		refused("claim: money one unit short of the bond", tightBond, sdkerrors.ErrInsufficientFunds,
			"spendable balance "+uagi(bondOf100-1)+" is smaller than "+uagi(bondOf100), claim(tightBond, hundred)),
		accepted("claim: money exactly the bond", enoughBond, claim(enoughBond, hundred)),
		refused("claim twice in one transaction", a2, jobstypes.ErrWrongStatus, in(j.open, "claim", jobstypes.JOB_STATUS_ASSIGNED),
			claim(a2, j.open), claim(a2, j.open)).inMessage(1),
	}
	for _, job := range j.byStatus()[1:] {
		rows = append(rows, refused("claim: "+job.status.String(), a2, jobstypes.ErrWrongStatus, in(job.id, "claim", job.status), claim(a2, job.id)))
	}
	return rows
}

func submissions(b *bench, j jobsInEveryStatus) []row {
	a := b.A.Agent
	submit := func(from testapp.Actor, job uint64, edit ...func(*jobstypes.Submission)) *jobstypes.MsgSubmitWork {
		msg := b.A.SubmitMsg(from, job)
		for _, e := range edit {
			e(&msg.Submission)
		}
		return msg
	}
	bad := func(name string, err error, detail string, edit func(*jobstypes.Submission)) row {
		return turnedAway("submit: "+name, a, err, detail, submit(a, j.assigned, edit))
	}
	good := func(name string, edit func(*jobstypes.Submission)) row {
		return accepted("submit: "+name, a, submit(a, b.claimed(long), edit))
	}
	sources := func(n int) func(*jobstypes.Submission) {
		source := jobstypes.DataSource{Document: jobstypes.Document{Uri: "https://example.org/data", Sha256: testapp.Hash("data")}, Licence: "CC0-1.0"}
		return func(s *jobstypes.Submission) { s.DataSources = slices.Repeat([]jobstypes.DataSource{source}, n) }
	}
	with := func(edit func(*jobstypes.DataSource)) func(*jobstypes.Submission) {
		return func(s *jobstypes.Submission) {
			sources(2)(s)
			edit(&s.DataSources[1])
		}
	}
	certificates := func(ids ...uint64) func(*jobstypes.Submission) {
		return func(s *jobstypes.Submission) { s.Certificates = ids }
	}
	uri := func(n int) func(*jobstypes.Submission) {
		return func(s *jobstypes.Submission) { s.Result.Uri = "https://" + strings.Repeat("u", n-8) }
	}
	note := func(n int) func(*jobstypes.Submission) {
		return func(s *jobstypes.Submission) { s.Note = strings.Repeat("n", n) }
	}
	model := func(n int) func(*jobstypes.Submission) {
		return func(s *jobstypes.Submission) { s.ModelId = strings.Repeat("m", n) }
	}
	many := make([]uint64, 17)
	for i := range many {
		many[i] = uint64(i + 1)
	}
	narrow := b.claimed(inNarrow)
	var byRobot uint64
	b.Both(func(m *testapp.Market) {
		byRobot = m.Post(m.Employer, long)
		m.Claim(robot, byRobot)
	})
	rows := []row{
		turnedAway("submit: job 0", a, jobstypes.ErrJobID, "it must not be 0", submit(a, 0)),
		refused("submit: no such job", a, jobstypes.ErrJobNotFound, "job 7", submit(a, 7)),
		refused("submit: another agent", b.A.Agent2, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", j.assigned), submit(b.A.Agent2, j.assigned)),
		refused("submit: the employer", b.A.Employer, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", j.assigned), submit(b.A.Employer, j.assigned)),
		refused("submit: a job that nobody has taken", a, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", j.open), submit(a, j.open)),
		bad("result of 513 bytes", jobstypes.ErrURI, "result uri has 513 bytes, at most 512 are allowed", uri(513)),
		good("result of 512 bytes", uri(512)),
		bad("result hash of 31 bytes", jobstypes.ErrHash, "result sha256 has 31", func(s *jobstypes.Submission) { s.Result.Sha256 = make([]byte, 31) }),
		bad("note of 1025 bytes", jobstypes.ErrText, "note has 1025 bytes, at most 1024 are allowed", note(1025)),
		good("note of 1024 bytes", note(1024)),
		bad("note with a bell", jobstypes.ErrText, "note holds the control character U+0007", func(s *jobstypes.Submission) { s.Note = "\a" }),
		bad("model of 129 bytes", jobstypes.ErrText, "model_id has 129 bytes, at most 128 are allowed", model(129)),
		good("model of 128 bytes", model(128)),
		bad("model hash of 33 bytes", jobstypes.ErrHash, "model_hash has 33", func(s *jobstypes.Submission) { s.ModelId, s.ModelHash = "m", make([]byte, 33) }),
		bad("model hash without a model", jobstypes.ErrSubmission, "model_hash needs the model_id that it belongs to", func(s *jobstypes.Submission) { s.ModelHash = make([]byte, 32) }),
		bad("17 data sources", jobstypes.ErrSubmission, "17 data sources, at most 16 are allowed; declare a manifest", sources(17)),
		good("16 data sources", sources(16)),
		bad("data source without a hash", jobstypes.ErrHash, "data source 2: data source sha256 has 0", with(func(d *jobstypes.DataSource) { d.Document.Sha256 = nil })),
		bad("licence of 65 bytes", jobstypes.ErrText, "data source 2: licence has 65 bytes, at most 64 are allowed", with(func(d *jobstypes.DataSource) { d.Licence = strings.Repeat("l", 65) })),
		bad("17 certificates", jobstypes.ErrSubmission, "17 certificates, at most 16 are allowed", certificates(many...)),
		bad("certificate 0", jobstypes.ErrSubmission, "certificate 2: it is named by a job's id, which is never 0", certificates(1, 0)),
		bad("certificate twice", jobstypes.ErrSubmission, "certificate 5 appears twice", certificates(5, 5)),
		refused("submit: no such certificate", a, jobstypes.ErrNoCertificate, fmt.Sprintf("job %d", j.assigned), submit(a, j.assigned, certificates(j.assigned))),
		refused("submit: outside the allowed place", a, jobstypes.ErrURIPrefix,
			`"https://example.org/result"; category narrow allows https://data.example/`, submit(a, narrow)),
		refused("submit: an AI agent without its model", robot, jobstypes.ErrSubmission,
			"an AI agent declares its model: set model_id and model_hash", submit(robot, byRobot)),
		refused("submit: an AI agent without its model's hash", robot, jobstypes.ErrSubmission,
			"an AI agent declares its model: set model_id and model_hash", submit(robot, byRobot, model(8))),
		accepted("submit: an AI agent with its model", robot, submit(robot, byRobot, func(s *jobstypes.Submission) { s.ModelId, s.ModelHash = "m", make([]byte, 32) })),
	}
	for _, job := range j.byStatus()[2:6] {
		rows = append(rows, refused("submit: "+job.status.String(), a, jobstypes.ErrWrongStatus, in(job.id, "submit", job.status), submit(a, job.id)))
	}
	return rows
}

func surrenders(b *bench, j jobsInEveryStatus) []row {
	a := b.A.Agent
	surrender := func(from testapp.Actor, job uint64) *jobstypes.MsgSurrenderJob {
		return &jobstypes.MsgSurrenderJob{Agent: from.String(), JobId: job}
	}
	over := fmt.Sprintf("job %d: the chain is about to act on it", j.assigned)
	rows := []row{
		turnedAway("surrender: job 0", a, jobstypes.ErrJobID, "it must not be 0", surrender(a, 0)),
		refused("surrender: no such job", a, jobstypes.ErrJobNotFound, "job 7", surrender(a, 7)),
		refused("surrender: another agent", b.A.Agent2, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", j.assigned), surrender(b.A.Agent2, j.assigned)),
		refused("surrender: the employer", b.A.Employer, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", j.assigned), surrender(b.A.Employer, j.assigned)),
		refused("surrender: a job that nobody has taken", a, jobstypes.ErrNotAgent, fmt.Sprintf("job %d", j.open), surrender(a, j.open)),
		refused("surrender twice in one transaction", a, jobstypes.ErrTooLate, over, surrender(a, j.assigned), surrender(a, j.assigned)).inMessage(1),
		refused("surrender, then submit after all", a, jobstypes.ErrTooLate, over, surrender(a, j.assigned), b.A.SubmitMsg(a, j.assigned)).inMessage(1),
	}
	for _, job := range j.byStatus()[2:6] {
		rows = append(rows, refused("surrender: "+job.status.String(), a, jobstypes.ErrWrongStatus, in(job.id, "surrender", job.status), surrender(a, job.id)))
	}
	return append(rows,
		accepted("surrender", a, surrender(a, j.assigned)),
		refused("surrender: EXPIRED", a, jobstypes.ErrWrongStatus, in(j.assigned, "surrender", jobstypes.JOB_STATUS_EXPIRED), surrender(a, j.assigned)),
	)
}

func stakes(b *bench) []row {
	m := b.A
	a, e := m.Agent2, m.Employer
	deposit := func(from testapp.Actor, n math.Int) *jobstypes.MsgDepositStake {
		return &jobstypes.MsgDepositStake{Agent: from.String(), Amount: n}
	}
	withdraw := func(from testapp.Actor, n math.Int) *jobstypes.MsgWithdrawStake {
		return &jobstypes.MsgWithdrawStake{Agent: from.String(), Amount: n}
	}
	n := math.NewInt
	b.Both(func(m *testapp.Market) { // a bond of Agent2 stays locked
		m.Claim(a, m.Post(e, long))
	})
	all := m.Balance(tightBond.Addr)
	return []row{
		turnedAway("deposit 0", a, jobstypes.ErrAmount, "amount must be at least 1 base unit", deposit(a, n(0))),
		turnedAway("deposit less than 0", a, jobstypes.ErrAmount, "amount must be at least 1 base unit", deposit(a, n(-1))),
		turnedAway("deposit above 10^30", a, jobstypes.ErrAmount, "amount is above 10^30 base units", deposit(a, jobstypes.MaxAmount().AddRaw(1))),
		refused("deposit: an employer", e, identitytypes.ErrRoleMissing, e.String()+", ROLE_AGENT", deposit(e, n(1))),
		refused("deposit one unit too much", tightBond, sdkerrors.ErrInsufficientFunds,
			"spendable balance "+uagi(all.SubRaw(5_000).Int64())+" is smaller than "+uagi(all.SubRaw(4_999).Int64()), deposit(tightBond, all.SubRaw(4_999))),
		accepted("deposit all", tightBond, deposit(tightBond, all.SubRaw(10_000))),
		turnedAway("withdraw 0", a, jobstypes.ErrAmount, "amount must be at least 1 base unit", withdraw(a, n(0))),
		turnedAway("withdraw less than 0", a, jobstypes.ErrAmount, "amount must be at least 1 base unit", withdraw(a, n(-1))),
		turnedAway("withdraw above 10^30", a, jobstypes.ErrAmount, "amount is above 10^30 base units", withdraw(a, jobstypes.MaxAmount().AddRaw(1))),
		refused("withdraw without stake", e, jobstypes.ErrStake, "it is 0, of which 1 was asked", withdraw(e, n(1))),
		refused("withdraw a locked bond", a, jobstypes.ErrStake, "it is 0, of which 1 was asked", withdraw(a, n(1))),
		accepted("deposit 1,000", a, deposit(a, n(1_000))),
		refused("withdraw one more than is free", a, jobstypes.ErrStake, "it is 1000, of which 1001 was asked", withdraw(a, n(1_001))),
		refused("withdraw what is free twice in one transaction", a, jobstypes.ErrStake, "it is 0, of which 1000 was asked", withdraw(a, n(1_000)), withdraw(a, n(1_000))).inMessage(1),
		accepted("withdraw exactly what is free", a, withdraw(a, n(1_000))),
	}
}

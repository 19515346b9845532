package testapp

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationkeeper "github.com/agijobs/agijobs/x/validation/keeper"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Windows of the test market, in market time. Blocks take a second, so each holds many of them.
const (
	CommitWindow    = 20 * time.Second
	RevealWindow    = 20 * time.Second
	ChallengeWindow = 10 * time.Second
	WorkDuration    = 60 * time.Second
	OpenFor         = 120 * time.Second
	UnbondingPeriod = 200 * time.Second
	MaxStep         = 2 * time.Second
)

// Category and pool of the test market.
const (
	Category = "general"
	Pool     = "general"
)

// AGI is n whole units of the test money.
func AGI(n int64) math.Int { return math.NewInt(n).MulRaw(1_000_000) }

// Market is a test chain with people on it.
type Market struct {
	*Chain
	Employer, Employer2 Actor // of organisations ministry and bank
	Agent, Agent2       Actor // of organisations lab-1 and lab-2
	Registrar           Actor
	Outsider            Actor // never admitted, with money
	Validators          []Actor
}

// MarketOptions shape a test market.
type MarketOptions struct {
	Options
	Validators int // 0 stands for 9
	// Jobs and Review edit the parameters.
	Jobs   func(*jobstypes.Params)
	Review func(*validationtypes.Params)
}

func newMarket(c *Chain, validators int) *Market {
	m := &Market{
		Chain: c, Employer: NewActor("employer"), Employer2: NewActor("employer2"), Agent: NewActor("agent"),
		Agent2: NewActor("agent2"), Registrar: NewActor("registrar"), Outsider: NewActor("outsider"),
	}
	for i := range validators {
		m.Validators = append(m.Validators, NewActor(fmt.Sprintf("validator%d", i)))
	}
	return m
}

// StartMarket builds the market's genesis, starts it and seats its validators.
func StartMarket(t testing.TB, o MarketOptions) *Market {
	t.Helper()
	if o.Validators == 0 {
		o.Validators = 9
	}
	extra := o.Genesis
	o.Genesis = func(state app.GenesisState, c *Chain) {
		newMarket(c, o.Validators).genesis(state, o)
		if extra != nil {
			extra(state, c)
		}
	}
	m := newMarket(New(t, o.Options), o.Validators)
	if o.State == nil {
		m.seatValidators()
	}
	return m
}

func (m *Market) genesis(state app.GenesisState, o MarketOptions) {
	c := m.Chain
	for _, id := range []string{"ministry", "bank", "lab-1", "lab-2"} {
		c.Organisation(state, id, identitytypes.ORGANISATION_KIND_ENTERPRISE)
	}
	rich := AGI(1_000_000)
	admit := func(a Actor, org string, roles ...identitytypes.Role) {
		c.Admit(state, a, rich, identitytypes.Participant{OrganisationId: org, Roles: roles})
	}
	admit(m.Employer, "ministry", identitytypes.ROLE_EMPLOYER)
	admit(m.Employer2, "bank", identitytypes.ROLE_EMPLOYER)
	admit(m.Agent, "lab-1", identitytypes.ROLE_AGENT)
	admit(m.Agent2, "lab-2", identitytypes.ROLE_AGENT)
	admit(m.Registrar, "", identitytypes.ROLE_REGISTRAR)
	for i, v := range m.Validators {
		org := fmt.Sprintf("judges-%d", i)
		c.Organisation(state, org, identitytypes.ORGANISATION_KIND_UNIVERSITY)
		admit(v, org, identitytypes.ROLE_VALIDATOR)
	}
	c.AddBalance(state, m.Outsider.Addr, sdk.NewCoin(Denom, rich))

	Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) { gs.Params.MaxStep = MaxStep })
	Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		p := &gs.Params[0].Params
		p.ChallengeWindow = ChallengeWindow
		if o.Jobs != nil {
			o.Jobs(p)
		}
		for i := range gs.Categories {
			gs.Categories[i].MinWorkDuration = time.Second
		}
	})
	Edit(c, state, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
		p := &gs.Params[0].Params
		p.CommitWindow, p.RevealWindow, p.UnbondingPeriod = CommitWindow, RevealWindow, UnbondingPeriod
		if o.Review != nil {
			o.Review(p)
		}
	})
}

// seatValidators bonds everybody, joins the pool and waits until the weights count.
func (m *Market) seatValidators() {
	m.T.Helper()
	var txs [][]byte
	for _, v := range m.Validators {
		txs = append(txs, m.Sign(v,
			&validationtypes.MsgBond{Validator: v.String(), Amount: AGI(1_000)},
			&validationtypes.MsgJoinPool{Validator: v.String(), Pool: Pool}))
	}
	for i, res := range m.Block(txs...) {
		require.Zero(m.T, res.Code, "validator %d: %s", i, res.Log)
	}
	m.ForgetSequences()
	m.Blocks(4)
}

// Hash is the SHA-256 of a text.
func Hash(text string) []byte {
	h := sha256.Sum256([]byte(text))
	return h[:]
}

// PostMsg is a valid posting of 100 AGI.
func (m *Market) PostMsg(employer Actor) *jobstypes.MsgPostJob {
	return &jobstypes.MsgPostJob{
		Employer: employer.String(), Title: "Summarise the census", Category: Category,
		Spec:   jobstypes.Document{Uri: "https://example.org/spec", Sha256: Hash("spec")},
		Payout: AGI(100), WorkDuration: WorkDuration, OpenFor: OpenFor,
		Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()}, ExpectedTotal: AGI(1_000),
	}
}

// Post posts a job and returns its id.
func (m *Market) Post(employer Actor, edit ...func(*jobstypes.MsgPostJob)) uint64 {
	m.T.Helper()
	msg := m.PostMsg(employer)
	for _, e := range edit {
		e(msg)
	}
	var res jobstypes.MsgPostJobResponse
	m.Response(m.Must(employer, msg), 0, &res)
	return res.JobId
}

// Claim takes a job.
func (m *Market) Claim(agent Actor, job uint64) {
	m.T.Helper()
	m.Must(agent, &jobstypes.MsgClaimJob{Agent: agent.String(), JobId: job})
}

// SubmitMsg is a valid submission.
func (m *Market) SubmitMsg(agent Actor, job uint64) *jobstypes.MsgSubmitWork {
	return &jobstypes.MsgSubmitWork{Agent: agent.String(), JobId: job, Submission: jobstypes.Submission{
		Result: jobstypes.Document{Uri: "https://example.org/result", Sha256: Hash("result")},
	}}
}

// Submit hands in a result.
func (m *Market) Submit(agent Actor, job uint64) {
	m.T.Helper()
	m.Must(agent, m.SubmitMsg(agent, job))
}

// Job reads a job.
func (m *Market) Job(id uint64) jobstypes.Job {
	m.T.Helper()
	job, err := m.App.Jobs.Job(m.Ctx(), id)
	require.NoError(m.T, err)
	return job
}

// Committee waits for the draw of a round and returns the actors that still have to commit.
func (m *Market) Committee(job uint64) []Actor {
	m.T.Helper()
	for range 12 {
		round, seats := m.Round(job)
		if round.Status != validationtypes.ROUND_STATUS_DRAWING {
			var out []Actor
			for _, s := range seats {
				if s.Status == validationtypes.SEAT_STATUS_DRAWN {
					out = append(out, m.validator(s.Validator))
				}
			}
			return out
		}
		m.Block()
	}
	require.Fail(m.T, "no committee was drawn")
	return nil
}

// Round reads a job's first round and its seats.
func (m *Market) Round(job uint64) (validationtypes.Round, []validationtypes.Seat) {
	m.T.Helper()
	server := validationkeeper.NewQueryServer(m.App.Validation)
	res, err := server.Round(m.Ctx(), &validationtypes.QueryRoundRequest{JobId: job})
	require.NoError(m.T, err)
	return res.Round, res.Seats
}

func (m *Market) validator(addr string) Actor {
	m.T.Helper()
	for _, v := range m.Validators {
		if v.String() == addr {
			return v
		}
	}
	require.Fail(m.T, "no such validator", addr)
	return Actor{}
}

// Vote is a vote with a score.
func Vote(verdict validationtypes.VoteVerdict, score uint32) validationtypes.Vote {
	return validationtypes.Vote{Verdict: verdict, Score: score}
}

// Approve and Reject are the plain votes of tests.
var (
	Approve = Vote(validationtypes.VOTE_VERDICT_APPROVE, 90)
	Reject  = Vote(validationtypes.VOTE_VERDICT_REJECT, 10)
)

// Salt of a seat in tests.
func Salt(v Actor, job uint64) []byte { return Hash(fmt.Sprintf("salt %s %d", v.Name, job)) }

// CommitMsg seals a vote.
func (m *Market) CommitMsg(v Actor, job uint64, vote validationtypes.Vote) *validationtypes.MsgCommitVote {
	m.T.Helper()
	commitment, err := validationtypes.Commitment(ChainID, job, 0, v.Addr, vote, Salt(v, job))
	require.NoError(m.T, err)
	return &validationtypes.MsgCommitVote{Validator: v.String(), JobId: job, Commitment: commitment}
}

// RevealMsg opens a vote.
func (m *Market) RevealMsg(v Actor, job uint64, vote validationtypes.Vote) *validationtypes.MsgRevealVote {
	return &validationtypes.MsgRevealVote{Validator: v.String(), JobId: job, Vote: vote, Salt: Salt(v, job)}
}

// Judge lets the whole committee commit and reveal one vote; afterwards the round is closed.
func (m *Market) Judge(job uint64, vote validationtypes.Vote) []Actor {
	m.T.Helper()
	committee := m.Committee(job)
	m.All(committee, func(v Actor) sdk.Msg { return m.CommitMsg(v, job, vote) })
	m.All(committee, func(v Actor) sdk.Msg { return m.RevealMsg(v, job, vote) })
	return committee
}

// All lets each actor send one message, all in one block.
func (m *Market) All(actors []Actor, msg func(Actor) sdk.Msg) {
	m.T.Helper()
	var txs [][]byte
	for _, a := range actors {
		txs = append(txs, m.Sign(a, msg(a)))
	}
	for i, res := range m.Block(txs...) {
		require.Zero(m.T, res.Code, "%s: %s", actors[i].Name, res.Log)
	}
	m.ForgetSequences()
}

// Wait executes blocks until at least d of market time has passed.
func (m *Market) Wait(d time.Duration) {
	m.T.Helper()
	start, err := m.App.Sovereign.Now(m.Ctx())
	require.NoError(m.T, err)
	for {
		now, err := m.App.Sovereign.Now(m.Ctx())
		require.NoError(m.T, err)
		if now-start >= d.Milliseconds() {
			return
		}
		m.Block()
	}
}

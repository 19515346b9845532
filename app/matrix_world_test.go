package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// annex is a second pool, which nobody has joined.
	annex = "annex"
	// granted is the message type of the standing authz grants.
	granted = "/agijobs.jobs.v1.MsgCancelJob"
	// long outlasts whatever the matrix sets up.
	long = time.Hour
)

// world is a market that holds one of everything that a message can be about.
type world struct {
	*testapp.Market
	// base is the state from which every message of the matrix starts; nothing of it is ever committed.
	base sdk.Context

	// party is one side of every object of mine; other is nobody's party; stranger was never admitted.
	party, other, stranger testapp.Actor
	// citizen and culprit are there to be acted upon; the culprit is suspended.
	citizen, culprit testapp.Actor
	// nodes are operators besides the first one.
	nodes []testapp.Actor

	wiring
	mine, treasurys objects
	// offered is an OPEN job of somebody else, selecting one for which agents apply.
	offered, selecting uint64
}

// objects are what messages are about. Jobs of a party and of the treasury, which has no others, go by their employer.
type objects struct {
	// holder is the account that signs for the party.
	holder string
	// Jobs of the party as employer: OPEN, ASSIGNED, APPROVED in its challenge window, COMPLETED with a certificate, and
	// handed in to the party for its own review.
	open, assigned, approved, certified, handed uint64
	// awarding is an OPEN job of SELECTION of the party for which another has applied; for applied the party has.
	awarding, applied uint64
	// sharing is ASSIGNED to another, who has named the party as a contributor.
	sharing uint64
	// working is ASSIGNED to the party; in the rounds of committing and revealing it has a seat.
	working, committing, revealing uint64
	// dispatched was ASSIGNED to the party by the chain.
	dispatched uint64
	// program is one of the party as sponsor, ACTIVE.
	program uint64
	// proposal was submitted by the party while it had a seat in the council, and is voted on.
	proposal uint64
	// name is the party's; the treasury owns none.
	name string
}

func allRoles() (roles []identitytypes.Role) {
	for r := identitytypes.ROLE_EMPLOYER; r <= identitytypes.ROLE_ISSUER; r++ {
		roles = append(roles, r)
	}
	return roles
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		party: testapp.NewActor("party"), other: testapp.NewActor("other"), stranger: testapp.NewActor("stranger"),
		citizen: testapp.NewActor("citizen"), culprit: testapp.NewActor("culprit"),
		nodes: []testapp.Actor{testapp.NewActor("node 2"), testapp.NewActor("node 3"), testapp.NewActor("node 4")},
	}
	w.Market = testapp.StartMarket(t, testapp.MarketOptions{
		Options: testapp.Options{Genesis: w.people}, Validators: 4,
		Jobs: func(p *jobstypes.Params) { p.ChallengeWindow = long },
		Review: func(p *validationtypes.Params) {
			p.CommitWindow, p.RevealWindow = long, long
		},
	})
	w.seatOperators()
	w.Govern(&validationtypes.MsgSetPool{Authority: app.Authority(), Pool: validationtypes.Pool{
		Id: annex, Role: identitytypes.ROLE_VALIDATOR, MinStake: testapp.AGI(1), Open: true,
	}})
	w.mine, w.treasurys = objects{holder: w.party.String()}, objects{holder: app.Authority()}
	w.employ()
	w.sponsor()
	w.seatParty()
	w.work()
	w.dispatch()
	w.grants()
	w.wire()
	w.base, _ = w.Ctx().CacheContext()
	w.propose()
	return w
}

func (w *world) people(state app.GenesisState, c *testapp.Chain) {
	rich := testapp.AGI(100_000)
	admit := func(a testapp.Actor, roles ...identitytypes.Role) {
		c.Admit(state, a, rich, identitytypes.Participant{Roles: roles})
	}
	admit(w.party, allRoles()...)
	admit(w.other, allRoles()...)
	admit(w.citizen)
	w.robot, w.machine = testapp.NewActor("robot"), testapp.NewActor("machine")
	for _, a := range []testapp.Actor{w.robot, w.machine} {
		c.Admit(state, a, rich, identitytypes.Participant{
			Kind: identitytypes.PARTICIPANT_KIND_AI_AGENT, Responsible: w.party.String(), ModelId: "vendor/model",
		})
	}
	for _, n := range w.nodes {
		admit(n, identitytypes.ROLE_NODE_OPERATOR)
	}
	c.Admit(state, w.culprit, rich, identitytypes.Participant{
		Status: identitytypes.PARTICIPANT_STATUS_SUSPENDED, StatusReason: "audit", StatusBy: testapp.NewActor("registrar").String(),
	})
	c.AddBalance(state, w.stranger.Addr, sdk.NewCoin(testapp.Denom, rich))
	c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, rich))
}

// seatOperators gives power to some operators and the party, and seats without a validator to the other.
func (w *world) seatOperators() {
	all := append([]testapp.Actor{w.party, w.other}, w.nodes...)
	var grants []sdk.Msg
	for _, a := range all {
		grants = append(grants, &operatorstypes.MsgGrantSeats{Authority: app.Authority(), Operator: a.String(), Amount: seats(20)})
	}
	w.Govern(grants...)
	for _, a := range all {
		if a.Name != w.other.Name {
			w.Must(a, w.createValidator(a.String(), 10))
		}
	}
	w.Block()
}

func seats(power int64) math.Int {
	return sdk.TokensFromConsensusPower(power, sdk.DefaultPowerReduction)
}

// employ brings six jobs of the party and six of the treasury to where the matrix wants them.
func (w *world) employ() {
	var mine, treasurys []uint64
	var asked []sdk.Msg
	for n := range 6 {
		edit := func(msg *jobstypes.MsgPostJob) {
			lasting(msg)
			switch n {
			case 4:
				msg.Review = jobstypes.REVIEW_MODE_EMPLOYER
			case 5:
				selecting(msg)
			}
		}
		mine = append(mine, w.Post(w.party, edit))
		msg := w.PostMsg(w.Employer)
		edit(msg)
		msg.Employer = app.Authority()
		asked = append(asked, msg)
	}
	w.Govern(asked...)
	for n := range uint32(6) {
		id, err := jobstypes.NewJobID(w.Height, 0, n)
		require.NoError(w.T, err)
		treasurys = append(treasurys, id)
	}
	for _, ids := range [][]uint64{mine, treasurys} {
		for _, id := range ids[1:5] {
			w.Claim(w.Agent, id)
		}
		w.apply(w.Agent2, ids[5])
		w.Submit(w.Agent, ids[4])
		for _, id := range ids[2:4] {
			w.Submit(w.Agent, id)
			w.Judge(id, testapp.Approve)
			require.Equal(w.T, jobstypes.JOB_STATUS_APPROVED, w.Job(id).Status)
		}
	}
	w.Must(w.party, &jobstypes.MsgAcceptVerdict{Sender: w.party.String(), JobId: mine[3]})
	w.Govern(&jobstypes.MsgAcceptVerdict{Sender: app.Authority(), JobId: treasurys[3]})
	w.mine.open, w.mine.assigned, w.mine.approved, w.mine.certified = mine[0], mine[1], mine[2], mine[3]
	w.treasurys.open, w.treasurys.assigned, w.treasurys.approved, w.treasurys.certified = treasurys[0], treasurys[1], treasurys[2], treasurys[3]
	w.mine.handed, w.treasurys.handed = mine[4], treasurys[4]
	w.mine.awarding, w.treasurys.awarding = mine[5], treasurys[5]
	for _, id := range []uint64{mine[3], treasurys[3]} {
		require.Equal(w.T, jobstypes.JOB_STATUS_COMPLETED, w.Job(id).Status)
	}
}

func lasting(msg *jobstypes.MsgPostJob) { msg.WorkDuration, msg.OpenFor = long, long }

func selecting(msg *jobstypes.MsgPostJob) { msg.Assignment = jobstypes.ASSIGNMENT_MODE_SELECTION }

// apply offers to do a job for 90 AGI.
func (w *world) apply(agent testapp.Actor, job uint64) {
	w.Must(agent, &jobstypes.MsgApply{Agent: agent.String(), JobId: job, Price: testapp.AGI(90), MaxBond: testapp.AGI(100)})
}

// seatParty makes the party a validator with a seat in two rounds: all five validators sit in each.
func (w *world) seatParty() {
	w.Must(w.party, &validationtypes.MsgBond{Validator: w.party.String(), Amount: testapp.AGI(1_000)},
		&validationtypes.MsgJoinPool{Validator: w.party.String(), Pool: testapp.Pool})
	w.Validators = append(w.Validators, w.party)
	w.Blocks(4)
	review := func() uint64 {
		id := w.Post(w.Employer, lasting, func(msg *jobstypes.MsgPostJob) { msg.Seats = 5 })
		w.Claim(w.Agent2, id)
		w.Submit(w.Agent2, id)
		require.Len(w.T, w.Committee(id), 5)
		return id
	}
	w.mine.committing, w.mine.revealing = review(), review()
	w.All(w.Validators, func(v testapp.Actor) sdk.Msg { return w.CommitMsg(v, w.mine.revealing, testapp.Approve) })
}

// work makes the party an agent with a job and stake, and leaves a job for whoever claims it.
func (w *world) work() {
	w.offered, w.selecting = w.Post(w.Employer, lasting), w.Post(w.Employer, lasting, selecting)
	w.mine.applied = w.Post(w.Employer, lasting, selecting)
	w.apply(w.party, w.mine.applied)
	w.mine.working = w.Post(w.Employer, lasting)
	w.Claim(w.party, w.mine.working)
	w.mine.sharing = w.Post(w.Employer, lasting)
	w.Claim(w.Agent2, w.mine.sharing)
	w.Must(w.Agent2, &jobstypes.MsgNameContributors{
		Agent: w.Agent2.String(), JobId: w.mine.sharing, Contributors: []jobstypes.Contributor{{Address: w.party.String(), ShareBps: 1}},
	})
	w.Must(w.party, &jobstypes.MsgDepositStake{Agent: w.party.String(), Amount: testapp.AGI(10)})
}

// grants has the party grant a message type and an allowance to the citizen.
func (w *world) grants() {
	grant, err := authz.NewMsgGrant(w.party.Addr, w.citizen.Addr, authz.NewGenericAuthorization(granted), nil)
	require.NoError(w.T, err)
	allowance, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, w.party.Addr, w.citizen.Addr)
	require.NoError(w.T, err)
	w.Must(w.party, grant, allowance)
}

// propose gives the party a seat in the council, has it propose something and takes the seat away again.
func (w *world) propose() {
	w.seat(w.base, w.party)
	res := w.must(w.base.WithTxIndex(0), w.proposal(w.party, &sovereigntypes.MsgUpdateGuardians{Authority: app.Authority()}))
	var submitted govv1.MsgSubmitProposalResponse
	require.NoError(w.T, submitted.Unmarshal(res.MsgResponses[0].Value))
	w.mine.proposal = submitted.ProposalId
	w.must(w.base, w.council())
}

func (w *world) proposal(from testapp.Actor, msgs ...sdk.Msg) sdk.Msg {
	msg, err := govv1.NewMsgSubmitProposal(msgs, oneUnit(), from.String(), "", "A decision", "What the matrix is about", false)
	require.NoError(w.T, err)
	return msg
}

// council is the operator's, with seats for others.
func (w *world) council(others ...testapp.Actor) *sovereigntypes.MsgUpdateCouncil {
	members := []sovereigntypes.CouncilMember{testapp.Seat(w.Operator(), 1)}
	for _, a := range others {
		members = append(members, testapp.Seat(a, 1))
	}
	for i := range members {
		members[i].Accepted = false
	}
	return &sovereigntypes.MsgUpdateCouncil{
		Authority: app.Authority(), Council: sovereigntypes.Council{Members: members, Threshold: 1},
	}
}

// seat makes somebody a council member besides the operator.
func (w *world) seat(ctx sdk.Context, a testapp.Actor) {
	w.must(ctx, w.council(a))
	w.must(ctx, &sovereigntypes.MsgAcceptSeat{Member: a.String()})
}

// must runs a message that has to succeed; without a transaction's index in the context it runs as a proposal's do.
func (w *world) must(ctx sdk.Context, msg sdk.Msg) *sdk.Result {
	w.T.Helper()
	res, err := w.App.MsgServiceRouter().Handler(msg)(ctx, msg)
	require.NoError(w.T, err, sdk.MsgTypeURL(msg))
	return res
}

package owner

import (
	"fmt"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereignkeeper "github.com/agijobs/agijobs/x/sovereign/keeper"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	pauseMax      = time.Minute
	pauseCooldown = 8 * pauseMax
	marketScope   = sovereigntypes.PAUSE_SCOPE_MARKET
	transferScope = sovereigntypes.PAUSE_SCOPE_TRANSFERS
	reviewWindow  = 100 * time.Second
)

var guardian1, guardian2 = testapp.NewActor("guardian1"), testapp.NewActor("guardian2")

// brakedMarket is a market with two guardians, who share a minute in eight, and windows that all stages fit into. Its ladder
// has one rung: a round without a verdict ends the job.
func brakedMarket(t *testing.T) *testapp.Market {
	t.Helper()
	return testapp.StartMarket(t, testapp.MarketOptions{
		Jobs: func(p *jobstypes.Params) { p.ChallengeWindow, p.Ladder = reviewWindow, p.Ladder[:1] },
		Review: func(p *validationtypes.Params) {
			p.CommitWindow, p.RevealWindow = reviewWindow, reviewWindow
		},
		Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			testapp.ShortVoting(state, c)
			for _, g := range []testapp.Actor{guardian1, guardian2} {
				c.Admit(state, g, testapp.AGI(10), identitytypes.Participant{})
			}
			testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
				gs.Guardians = []sovereigntypes.Guardian{{Address: guardian1.String()}, {Address: guardian2.String()}}
				gs.Params.GuardianPauseMax, gs.Params.GuardianCooldown = pauseMax, pauseCooldown
			})
		}},
	})
}

func pauseMsg(who testapp.Actor, scope sovereigntypes.PauseScope) *sovereigntypes.MsgPause {
	return &sovereigntypes.MsgPause{Sender: who.String(), Scope: scope, Reason: "wrong rates"}
}

func resumeMsg(scope sovereigntypes.PauseScope, urls ...string) *sovereigntypes.MsgResume {
	return &sovereigntypes.MsgResume{Authority: app.Authority(), Scope: scope, TypeUrls: urls, Reason: "all is well"}
}

// stages has a job in each stage that waits.
type stages struct{ open, assigned, committing, revealing, challenged uint64 }

func (s stages) all() []uint64 {
	return []uint64{s.open, s.assigned, s.committing, s.revealing, s.challenged}
}

func stage(m *testapp.Market) stages {
	var s stages
	s.challenged = reviewed(m, m.Employer, m.Agent)
	m.Judge(s.challenged, testapp.Approve)
	s.revealing = reviewed(m, m.Employer2, m.Agent2)
	m.All(m.Committee(s.revealing), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, s.revealing, testapp.Approve) })
	s.committing = reviewed(m, m.Employer, m.Agent2)
	m.Committee(s.committing)
	s.assigned = m.Post(m.Employer)
	m.Claim(m.Agent, s.assigned)
	s.open = m.Post(m.Employer)
	return s
}

func reviewed(m *testapp.Market, employer, agent testapp.Actor) uint64 {
	job := m.Post(employer)
	m.Claim(agent, job)
	m.Submit(agent, job)
	return job
}

// status of a job with its round's, if it has one.
func status(m *testapp.Market, id uint64) string {
	job := m.Job(id)
	if job.Status != jobstypes.JOB_STATUS_IN_REVIEW {
		return job.Status.String()
	}
	round, _ := m.Round(id)
	return fmt.Sprintf("%s %s %d", job.Status, round.Status, round.Attempt)
}

// refused checks that a transaction fails by the brake, before a fee is taken, in CheckTx and in a block.
func refused(m *testapp.Market, from testapp.Actor, msg sdk.Msg) {
	m.T.Helper()
	before := m.Balance(from.Addr)
	space, code, _ := errorsmod.ABCIInfo(sovereigntypes.ErrPaused, false)
	tx := m.Sign(from, msg)
	check, err := m.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
	require.NoError(m.T, err)
	require.Equal(m.T, fmt.Sprintf("%s %d", space, code), fmt.Sprintf("%s %d", check.Codespace, check.Code), "%T in CheckTx: %s", msg, check.Log)
	res := m.Block(tx)[0]
	m.ForgetSequences()
	require.Equal(m.T, fmt.Sprintf("%s %d", space, code), fmt.Sprintf("%s %d", res.Codespace, res.Code), "%T: %s", msg, res.Log)
	require.Contains(m.T, res.Log, "paused since 2030-01-01T")
	require.Equal(m.T, before.String(), m.Balance(from.Addr).String(), "%T", msg)
}

func fails(m *testapp.Market, want error, from testapp.Actor, msg sdk.Msg) string {
	m.T.Helper()
	space, code, _ := errorsmod.ABCIInfo(want, false)
	res := m.Deliver(from, msg)
	require.Equal(m.T, fmt.Sprintf("%s %d", space, code), fmt.Sprintf("%s %d", res.Codespace, res.Code), "%T: %s", msg, res.Log)
	return res.Log
}

// sent is a message with its sender and the job that it concerns.
type sent struct {
	actor testapp.Actor
	job   uint64
	msg   sdk.Msg
}

// entries are one of each entry message of the market, with who sends it.
func entries(m *testapp.Market, s stages) []sent {
	v := m.Validators[0]
	return []sent{
		{m.Agent2, s.open, &jobstypes.MsgClaimJob{Agent: m.Agent2.String(), JobId: s.open}},
		{m.Employer, 0, m.PostMsg(m.Employer)},
		{m.Employer, s.open, &jobstypes.MsgRaisePayout{Employer: m.Employer.String(), JobId: s.open, Payout: testapp.AGI(150), ExpectedExtra: testapp.AGI(900)}},
		{m.Agent2, 0, &jobstypes.MsgDepositStake{Agent: m.Agent2.String(), Amount: testapp.AGI(5)}},
		{v, 0, &validationtypes.MsgBond{Validator: v.String(), Amount: testapp.AGI(5)}},
		{v, 0, &validationtypes.MsgJoinPool{Validator: v.String(), Pool: testapp.Pool}},
		{m.Employer, s.challenged, &certificatestypes.MsgTransfer{Owner: m.Employer.String(), JobId: s.challenged, Recipient: m.Employer2.String()}},
	}
}

// Two equal chains, one of which is paused for a minute by a guardian until it ends by itself. From then on everything
// that time does, it does on the paused chain exactly one minute later: to OPEN, ASSIGNED, commit, reveal and challenge.
func TestAPauseShiftsEveryDeadlineByItsLength(t *testing.T) {
	m, twin := brakedMarket(t), brakedMarket(t)
	s, other := stage(m), stage(twin)
	require.Equal(t, other, s)
	want := []string{
		"JOB_STATUS_OPEN", "JOB_STATUS_ASSIGNED", "JOB_STATUS_IN_REVIEW ROUND_STATUS_COMMIT 0",
		"JOB_STATUS_IN_REVIEW ROUND_STATUS_REVEAL 0", "JOB_STATUS_APPROVED",
	}
	for i, id := range s.all() {
		require.Equal(t, want[i], status(m, id))
	}

	now := m.Now()
	require.Equal(t, now, twin.Now())
	m.Must(guardian1, pauseMsg(guardian1, marketScope))
	twin.Block()
	start := m.Time
	for i := range 59 {
		m.Block()
		require.Equal(t, now+1_000, m.Now(), "block %d of the pause", i)
	}
	// The last block of the pause is late: market time runs from the very end on.
	m.BlockAfter(1_700 * time.Millisecond)
	twin.BlockAfter(700 * time.Millisecond)
	require.Equal(t, start.Add(pauseMax+700*time.Millisecond), m.Time)
	require.Equal(t, now+1_700, m.Now())
	require.Equal(t, now+1_700, twin.Now())
	require.Equal(t, twin.Time.Add(pauseMax), m.Time)

	changes := 0
	last := map[uint64]string{}
	for range 260 {
		m.Block()
		twin.Block()
		require.Equal(t, twin.Now(), m.Now())
		for _, id := range s.all() {
			got := status(m, id)
			require.Equal(t, status(twin, id), got, "job %d at %s and a minute later", id, twin.Time)
			if last[id] != "" && last[id] != got {
				changes++
			}
			last[id] = got
		}
	}
	require.Equal(t, 7, changes, "open, assigned, reveal and challenge end; commit is drawn again, reopened and ends")
	for _, id := range s.all() {
		require.True(t, m.Job(id).Status.Terminal(), "job %d is %s", id, m.Job(id).Status)
	}
}

// Nothing new can start; whoever has a duty or wants out can; what they cause settles in its block; nobody is drawn; the
// council decides as always.
func TestWhatAPauseHolds(t *testing.T) {
	m := brakedMarket(t)
	settled, second := reviewed(m, m.Employer, m.Agent), m.Post(m.Employer)
	m.Judge(settled, testapp.Approve)
	m.Must(m.Employer, &jobstypes.MsgAcceptVerdict{Sender: m.Employer.String(), JobId: settled})
	m.Must(m.Agent, &jobstypes.MsgDepositStake{Agent: m.Agent.String(), Amount: testapp.AGI(50)})
	m.Must(m.Employer2, m.PostMsg(m.Employer2))
	s := stage(m)
	surrendered := m.Post(m.Employer)
	m.Claim(m.Agent2, surrendered)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(settled).Status)

	// In the very block of the pause, what comes after it is held.
	results := m.Block(m.Sign(guardian1, pauseMsg(guardian1, marketScope)), m.Sign(m.Employer, m.PostMsg(m.Employer)))
	m.ForgetSequences()
	require.Zero(t, results[0].Code, results[0].Log)
	require.Equal(t, sovereigntypes.ErrPaused.ABCICode(), results[1].Code, results[1].Log)
	now := m.Now()

	for _, e := range entries(m, s) {
		refused(m, e.actor, e.msg)
	}
	refused(m, m.Employer, &certificatestypes.MsgTransfer{Owner: m.Employer.String(), JobId: settled, Recipient: m.Employer2.String()})

	// Exits and what they cause.
	before := m.Balance(m.Employer.Addr)
	m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: second})
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(second).Status, "settled in its block")
	require.True(t, m.Balance(m.Employer.Addr).GT(before.Add(testapp.AGI(100))), "and paid back")
	before = m.Balance(m.Agent.Addr)
	m.Must(m.Agent, &jobstypes.MsgWithdrawStake{Agent: m.Agent.String(), Amount: testapp.AGI(10)})
	require.Equal(t, before.Add(testapp.AGI(10)).Sub(testapp.Fee).String(), m.Balance(m.Agent.Addr).String())
	v := m.Validators[1]
	m.Must(v, &validationtypes.MsgUnbond{Validator: v.String(), Amount: testapp.AGI(1)})
	m.Must(m.Agent2, &jobstypes.MsgSurrenderJob{Agent: m.Agent2.String(), JobId: surrendered})
	require.Equal(t, jobstypes.JOB_STATUS_EXPIRED, m.Job(surrendered).Status, "settled in its block")

	// Duties and what they cause.
	m.Must(m.Employer, &jobstypes.MsgAcceptVerdict{Sender: m.Employer.String(), JobId: s.challenged})
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(s.challenged).Status, "settled in its block")
	_, seats := m.Round(s.revealing)
	var reveals [][]byte
	for _, seat := range seats {
		judge := seatHolder(m, seat)
		reveals = append(reveals, m.Sign(judge, m.RevealMsg(judge, s.revealing, testapp.Approve)))
	}
	for _, res := range m.Block(reveals...) {
		require.Zero(t, res.Code, res.Log)
	}
	m.ForgetSequences()
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(s.revealing).Status, "the last reveal closed the round")
	require.Equal(t, now+reviewWindow.Milliseconds(), m.Job(s.revealing).DeadlineMs, "and its challenge window waits")
	m.All(m.Committee(s.committing), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, s.committing, testapp.Approve) })
	require.Equal(t, "JOB_STATUS_IN_REVIEW ROUND_STATUS_REVEAL 0", status(m, s.committing), "the last commitment opened the reveals")
	m.Submit(m.Agent, s.assigned)
	m.Must(guardian2, &identitytypes.MsgLeave{Sender: guardian2.String()})
	for range 8 {
		m.Block()
		require.Equal(t, "JOB_STATUS_IN_REVIEW ROUND_STATUS_DRAWING 0", status(m, s.assigned), "nobody is drawn")
	}

	// The council decides, but starts no business either.
	params, err := m.App.Sovereign.Params(m.Ctx())
	require.NoError(t, err)
	params.MaxStep = 3 * time.Second
	m.Govern(&sovereigntypes.MsgUpdateParams{Authority: app.Authority(), Params: params})
	posting := m.PostMsg(m.Employer)
	posting.Employer = app.Authority()
	proposal := m.Propose(posting)
	require.Equal(t, govv1.StatusFailed, proposal.Status)
	require.Contains(t, proposal.FailedReason, "the market is paused since")
	require.Equal(t, now, m.Now(), "the clock stood still through all of it")

	// It ends by itself; then the draw happens, with a beacon of its own block.
	for held := true; held; {
		m.Block()
		_, held, err = m.App.Sovereign.PauseOf(m.Ctx(), marketScope)
		require.NoError(t, err)
	}
	require.Equal(t, "JOB_STATUS_IN_REVIEW ROUND_STATUS_COMMIT 0", status(m, s.assigned), "drawn in the first block after the pause")
	m.Claim(m.Agent2, s.open)

	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, m.Chain) // in parallel the same is held
}

func seatHolder(m *testapp.Market, seat validationtypes.Seat) testapp.Actor {
	m.T.Helper()
	for _, v := range m.Validators {
		if v.String() == seat.Validator {
			return v
		}
	}
	require.Fail(m.T, "no such validator", seat.Validator)
	return testapp.Actor{}
}

// Beyond the shared budget a pause is refused; an early resume by the council leaves the rest to the other guardians; a
// guardian can do nothing but brake.
func TestGuardiansShareABudget(t *testing.T) {
	m := brakedMarket(t)
	m.Must(guardian1, pauseMsg(guardian1, marketScope))
	start, now := m.Time, m.Now()
	require.Contains(t, fails(m, sovereigntypes.ErrAlreadyPaused, guardian2, pauseMsg(guardian2, marketScope)), "until 2030-01-01T00:01:")

	resume := resumeMsg(marketScope)
	resume.Authority = guardian1.String()
	fails(m, sovereigntypes.ErrUnauthorized, guardian1, resume)
	params, err := m.App.Sovereign.Params(m.Ctx())
	require.NoError(t, err)
	fails(m, sovereigntypes.ErrUnauthorized, guardian1, &sovereigntypes.MsgUpdateParams{Authority: guardian1.String(), Params: params})
	fails(m, sovereigntypes.ErrUnauthorized, guardian1, &sovereigntypes.MsgUpdateGuardians{Authority: guardian1.String()})
	types := pauseMsg(guardian1, 0)
	types.TypeUrls = []string{sdk.MsgTypeURL(&jobstypes.MsgClaimJob{})}
	fails(m, sovereigntypes.ErrUnauthorized, guardian1, types)
	submit, err := govv1.NewMsgSubmitProposal([]sdk.Msg{resumeMsg(marketScope)}, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)),
		guardian1.String(), "", "A coup", "Why not", false)
	require.NoError(t, err)
	require.NotZero(t, m.Deliver(guardian1, submit).Code)
	fails(m, sovereigntypes.ErrNotGuardian, m.Agent, pauseMsg(m.Agent, marketScope))

	// The council resumes early; the tripper is out for this cooldown, the other may use the rest.
	m.Govern(resumeMsg(marketScope))
	used := m.Time.Sub(start)
	require.Equal(t, now, m.Now())
	fails(m, sovereigntypes.ErrBarred, guardian1, pauseMsg(guardian1, transferScope))
	require.Equal(t, now+1_000, m.Now())
	res, err := sovereignkeeper.NewQueryServer(m.App.Sovereign).Guardians(m.Ctx(), &sovereigntypes.QueryGuardiansRequest{})
	require.NoError(t, err)
	require.Equal(t, (pauseMax - used).Milliseconds(), res.BudgetLeftMs)

	m.Must(guardian2, pauseMsg(guardian2, marketScope))
	now, ends := m.Now(), m.Time.Add(pauseMax-used)
	for m.Time.Before(ends.Add(-time.Second)) {
		m.Block()
		require.Equal(t, now, m.Now())
	}
	m.BlockAfter(1_500 * time.Millisecond)
	require.Equal(t, now+500, m.Now(), "it ended when the budget was used up")
	fails(m, sovereigntypes.ErrBudget, guardian2, pauseMsg(guardian2, marketScope))
	fails(m, sovereigntypes.ErrBudget, guardian2, pauseMsg(guardian2, transferScope))
	m.BlockAfter(pauseCooldown)
	m.Must(guardian1, pauseMsg(guardian1, marketScope))
	require.Equal(t, m.Time.Add(pauseMax), endOf(m, marketScope))

	// The council's pause takes its place and has no end.
	m.Govern(&sovereigntypes.MsgPause{Sender: app.Authority(), Scope: marketScope, Reason: "by decision"})
	now = m.Now()
	for range 24 {
		m.BlockAfter(time.Hour)
	}
	require.Equal(t, now, m.Now())
	m.Govern(resumeMsg(marketScope))
	m.Block()
	require.Equal(t, now+1_000, m.Now())
}

func endOf(m *testapp.Market, scope sovereigntypes.PauseScope) time.Time {
	m.T.Helper()
	pause, held, err := m.App.Sovereign.PauseOf(m.Ctx(), scope)
	require.NoError(m.T, err)
	require.True(m.T, held)
	return *pause.EndsAt
}

// wrapped is a message inside depth MsgExec.
func wrapped(t *testing.T, depth int, grantee testapp.Actor, msg sdk.Msg) sdk.Msg {
	t.Helper()
	for range depth {
		content, err := codectypes.NewAnyWithValue(msg)
		require.NoError(t, err)
		msg = &authz.MsgExec{Grantee: grantee.String(), Msgs: []*codectypes.Any{content}}
	}
	return msg
}

// The brake holds what authz wraps three levels deep: in CheckTx, in the ante handler, and where messages run.
func TestTheBrakeHoldsWrappedMessages(t *testing.T) {
	m := brakedMarket(t)
	s := stage(m)
	m.Must(guardian1, pauseMsg(guardian1, marketScope))
	for depth := range 4 {
		for _, e := range entries(m, s) {
			msg := wrapped(t, depth, e.actor, e.msg)
			refused(m, e.actor, msg)
			_, err := m.App.MsgServiceRouter().Handler(msg)(m.Ctx(), msg)
			require.ErrorIs(t, err, sovereigntypes.ErrPaused, "%T at depth %d", e.msg, depth)
		}
	}
	_, seats := m.Round(s.revealing)
	for depth, seat := range seats {
		judge := seatHolder(m, seat)
		m.Must(judge, wrapped(t, depth+1, judge, m.RevealMsg(judge, s.revealing, testapp.Approve)))
	}
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(s.revealing).Status)
}

// TRANSFERS holds money between participants and nothing else.
func TestPausedTransfers(t *testing.T) {
	m := brakedMarket(t)
	second := m.Post(m.Employer)
	m.Must(guardian1, pauseMsg(guardian1, transferScope))
	coins := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 5))
	send := banktypes.NewMsgSend(m.Employer.Addr, m.Agent.Addr, coins)
	for depth := range 4 {
		refused(m, m.Employer, wrapped(t, depth, m.Employer, send))
	}
	refused(m, m.Employer, &banktypes.MsgMultiSend{
		Inputs: []banktypes.Input{banktypes.NewInput(m.Employer.Addr, coins)}, Outputs: []banktypes.Output{banktypes.NewOutput(m.Agent.Addr, coins)},
	})
	require.ErrorIs(t, m.App.Bank.SendCoins(m.Ctx(), m.Employer.Addr, m.Agent.Addr, coins), sovereigntypes.ErrPaused,
		"whatever module moves it")

	now := m.Now()
	m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: second})
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(second).Status)
	job := reviewed(m, m.Employer, m.Agent)
	m.Judge(job, testapp.Approve)
	m.Must(m.Employer, &jobstypes.MsgAcceptVerdict{Sender: m.Employer.String(), JobId: job})
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status, "escrow, payouts and the clock go on")
	require.Greater(t, m.Now(), now)
	m.Must(m.Employer, &certificatestypes.MsgTransfer{Owner: m.Employer.String(), JobId: job, Recipient: m.Employer2.String()})

	m.Govern(resumeMsg(transferScope))
	m.Must(m.Employer, send)
}

// The council holds single types: claims with the clock, for an OPEN job would lapse while nobody may claim; postings
// without it.
func TestPausedTypes(t *testing.T) {
	m := brakedMarket(t)
	open := m.Post(m.Employer)
	claim, post := &jobstypes.MsgClaimJob{Agent: m.Agent.String(), JobId: open}, m.PostMsg(m.Employer)
	hold := func(msg sdk.Msg) *sovereigntypes.MsgPause {
		return &sovereigntypes.MsgPause{Sender: app.Authority(), TypeUrls: []string{sdk.MsgTypeURL(msg)}, Reason: "by decision"}
	}
	m.Govern(hold(post))
	now := m.Now()
	refused(m, m.Employer, post)
	require.Equal(t, now+1_000, m.Now())
	m.Govern(hold(claim))
	now = m.Now()
	refused(m, m.Agent, claim)
	m.BlockAfter(time.Hour)
	m.Blocks(int(testapp.OpenFor / time.Second))
	require.Equal(t, now, m.Now())
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(open).Status)
	proposal := m.Propose(hold(&jobstypes.MsgSubmitWork{}))
	require.Equal(t, govv1.StatusFailed, proposal.Status)
	require.Contains(t, proposal.FailedReason, "only entry messages can be paused")
	m.Govern(resumeMsg(0, sdk.MsgTypeURL(claim), sdk.MsgTypeURL(post)))
	m.Must(m.Agent, claim)
	m.Must(m.Employer, post)
}

// A paused chain can be exported; the new one goes on, and resumes by itself in the same block.
func TestAPausedChainExports(t *testing.T) {
	m := brakedMarket(t)
	s := stage(m)
	m.Must(guardian1, pauseMsg(guardian1, marketScope))
	m.Blocks(3)
	_, bz := m.Chain.Export()
	twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})
	other := testapp.Market{Chain: twin}
	m.Block()
	for range 70 {
		m.Block()
		twin.Block()
		require.Equal(t, m.Now(), twin.Now())
		for _, id := range s.all() {
			require.Equal(t, m.Job(id).Status, other.Job(id).Status)
		}
	}
	want, _ := m.Chain.Export()
	got, _ := twin.Export()
	require.JSONEq(t, string(want[sovereigntypes.ModuleName]), string(got[sovereigntypes.ModuleName]))
}

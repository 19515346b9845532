package integration

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// council is the signer of what a proposal executes; in a party's message it stands for the treasury.
var council = testapp.Actor{Name: "council", Addr: authtypes.NewModuleAddress(govtypes.ModuleName)}

// purse is what the treasury starts with.
var purse = testapp.AGI(1_000)

func councilMarket(t *testing.T, funds math.Int) *testapp.Market {
	return testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{
		Genesis: func(state app.GenesisState, c *testapp.Chain) {
			testapp.ShortVoting(state, c)
			if funds.IsPositive() {
				c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, funds))
			}
		},
	}})
}

func treasuryOf(m *testapp.Market) math.Int { return m.Balance(money.TreasuryAddress()) }

// governAmong is Govern with the transactions of txs in the block of the deciding vote, whose EndBlock executes the
// messages. It returns the block's results.
func governAmong(m *testapp.Market, txs func() [][]byte, msgs ...sdk.Msg) []*abci.ExecTxResult {
	m.T.Helper()
	operator := m.Operator()
	submit, err := govv1.NewMsgSubmitProposal(msgs, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)), operator.String(), "", "Title", "Summary", false)
	require.NoError(m.T, err)
	var res govv1.MsgSubmitProposalResponse
	m.Response(m.Must(operator, submit), 0, &res)
	block := append(txs(), m.Sign(operator, govv1.NewMsgVote(operator.Addr, res.ProposalId, govv1.OptionYes, "")))
	results := m.Block(block...)
	m.ForgetSequences()
	proposal, err := m.App.Gov.Proposals.Get(m.Ctx(), res.ProposalId)
	require.NoError(m.T, err)
	require.Equal(m.T, govv1.StatusPassed, proposal.Status, proposal.FailedReason)
	return results
}

// blockEvents returns the typed events of a type in the EndBlock of the last block.
func blockEvents[T proto.Message](m *testapp.Market) []T {
	m.T.Helper()
	var zero T
	var list []T
	for _, event := range m.Last.Events {
		if event.Type != proto.MessageName(zero) {
			continue
		}
		// EndBlock marks its events with a mode that is no field of theirs.
		var fields []abci.EventAttribute
		for _, attribute := range event.Attributes {
			if attribute.Key != "mode" {
				fields = append(fields, attribute)
			}
		}
		msg, err := sdk.ParseTypedEvent(abci.Event{Type: event.Type, Attributes: fields})
		require.NoError(m.T, err)
		list = append(list, msg.(T))
	}
	return list
}

// The council posts two jobs in the EndBlock of a block in which others post by transaction. Its money comes out of the
// treasury by a plain send: a virtual one after bank's EndBlocker would destroy it. One of the jobs runs to its end.
func TestTheCouncilPostsForTheTreasury(t *testing.T) {
	m := councilMarket(t, purse)
	supply := m.Supply()
	txs := func() [][]byte {
		return [][]byte{m.Sign(m.Employer, m.PostMsg(m.Employer), m.PostMsg(m.Employer)), m.Sign(m.Employer2, m.PostMsg(m.Employer2))}
	}
	results := governAmong(m, txs, m.PostMsg(council), m.PostMsg(council))

	base := uint64(m.Height) * 100_000_000
	ids := []uint64{base, base + 1, base + 1_000, base + 1_001, base + 2_000}
	employers := []string{
		money.TreasuryAddress().String(), money.TreasuryAddress().String(),
		m.Employer.String(), m.Employer.String(), m.Employer2.String(),
	}
	for _, res := range results {
		require.Zero(t, res.Code, res.Log)
	}
	for i, id := range ids {
		require.Equal(t, employers[i], m.Job(id).Employer, "job %d", id)
		require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(id).Status)
	}
	posted := blockEvents[*jobstypes.EventJobPosted](m)
	require.Len(t, posted, 2)
	require.Equal(t, []uint64{ids[0], ids[1]}, []uint64{posted[0].JobId, posted[1].JobId})
	job := m.Job(ids[0])
	total := job.Escrow.Total()
	require.Equal(t, supply.String(), m.Supply().String(), "posting makes and destroys nothing")
	require.Equal(t, purse.Sub(total.MulRaw(2)).String(), treasuryOf(m).String())
	require.True(t, m.Balance(council.Addr).IsZero(), "the signer's own account pays and gets nothing")

	runCouncilJob(t, m, job)
	burnt := share(job.Escrow.ProtocolFee, 5_000).Add(slashed(m).Burned)
	require.Equal(t, supply.Sub(burnt).String(), m.Supply().String(), "only what was burnt is gone")
	want := purse.Sub(total.MulRaw(2)).Add(job.Terms.SeatFee).Add(job.Escrow.ProtocolFee).Add(slashed(m).Amount).Sub(burnt)
	require.Equal(t, want.String(), treasuryOf(m).String(), "the fee of the seat that was wrong, protocol fee and slash, less what was burnt")

	_, owner, err := m.App.Certificates.Certificate(m.Ctx(), job.Id)
	require.NoError(t, err)
	require.Equal(t, money.TreasuryAddress().String(), owner.String())
	require.True(t, m.Balance(council.Addr).IsZero())

	// The treasury's certificate goes where the council sends it, and back.
	m.Govern(&certificatestypes.MsgTransfer{Owner: council.String(), JobId: job.Id, Recipient: m.Employer.String()})
	m.Must(m.Employer, &certificatestypes.MsgTransfer{Owner: m.Employer.String(), JobId: job.Id, Recipient: council.String()})
	_, owner, err = m.App.Certificates.Certificate(m.Ctx(), job.Id)
	require.NoError(t, err)
	require.Equal(t, money.TreasuryAddress().String(), owner.String())
}

// runCouncilJob runs a job of the treasury from OPEN to COMPLETED; one seat votes against the others. The council accepts
// the verdict by proposal, so the job settles in the EndBlock that executes it.
func runCouncilJob(t *testing.T, m *testapp.Market, job jobstypes.Job) {
	t.Helper()
	m.Claim(m.Agent, job.Id)
	m.Submit(m.Agent, job.Id)
	committee := m.Committee(job.Id)
	require.Len(t, committee, 3)
	vote := func(v testapp.Actor) validationtypes.Vote {
		if v.Name == committee[0].Name {
			return testapp.Reject
		}
		return testapp.Approve
	}
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job.Id, vote(v)) })
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job.Id, vote(v)) })
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(job.Id).Status)
	before := m.Balance(m.Agent.Addr)
	m.Govern(&jobstypes.MsgAcceptVerdict{Sender: council.String(), JobId: job.Id})

	done := m.Job(job.Id)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, done.Status)
	require.Equal(t, m.Height, done.SettledHeight, "in the block of the decision")
	require.Less(t, done.SettledMs, job.DeadlineMs)
	require.Equal(t, before.Add(job.Escrow.Payout).String(), m.Balance(m.Agent.Addr).String())
}

// slashed returns the slash of the last block's settlement.
func slashed(m *testapp.Market) *validationtypes.EventSeatSlashed {
	m.T.Helper()
	events := blockEvents[*validationtypes.EventSeatSlashed](m)
	require.Len(m.T, events, 1)
	return events[0]
}

func share(amount math.Int, bps int64) math.Int { return amount.MulRaw(bps).QuoRaw(10_000) }

// The authority takes offers from the market, anybody's; the council withdraws its own. All refunds are whole and in the
// block of the decision. A job that an agent holds is out of its reach.
func TestTheCouncilDelistsAndCancels(t *testing.T) {
	m := councilMarket(t, purse)
	m.Govern(m.PostMsg(council), m.PostMsg(council))
	own := uint64(m.Height) * 100_000_000
	before := m.Balance(m.Employer.Addr)
	theirs := m.Post(m.Employer)
	m.Govern(
		&jobstypes.MsgDelistJob{Authority: council.String(), JobId: theirs, Reason: "forbidden by decree 7"},
		&jobstypes.MsgDelistJob{Authority: council.String(), JobId: own, Reason: "posted twice"},
		&jobstypes.MsgCancelJob{Employer: council.String(), JobId: own + 1},
	)
	bases := map[uint64]jobstypes.RulingBasis{
		theirs: jobstypes.RULING_BASIS_AUTHORITY, own: jobstypes.RULING_BASIS_AUTHORITY, own + 1: jobstypes.RULING_BASIS_EMPLOYER,
	}
	for id, basis := range bases {
		job := m.Job(id)
		require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, job.Status)
		require.Equal(t, m.Height, job.SettledHeight)
		require.Equal(t, basis, job.Ruling.Basis)
	}
	require.Equal(t, purse.String(), treasuryOf(m).String())
	require.Equal(t, before.Sub(testapp.Fee).String(), m.Balance(m.Employer.Addr).String())
	for _, event := range blockEvents[*jobstypes.EventJobCancelled](m) {
		require.Equal(t, jobstypes.JOB_STATUS_SETTLING, event.Status)
		want := council.String()
		if event.JobId == own+1 {
			want = money.TreasuryAddress().String()
		}
		require.Equal(t, want, event.Actor)
	}

	raced := m.Post(m.Employer)
	m.Claim(m.Agent, raced)
	proposal := m.Propose(&jobstypes.MsgDelistJob{Authority: council.String(), JobId: raced, Reason: "too late"})
	require.Equal(t, govv1.StatusFailed, proposal.Status)
	require.Contains(t, proposal.FailedReason, "delist in status JOB_STATUS_ASSIGNED")
	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, m.Job(raced).Status)
}

// Posted and withdrawn by one proposal: the id is known before, since it follows from the block.
func TestTheCouncilPostsAndCancelsInOneProposal(t *testing.T) {
	m := councilMarket(t, purse)
	// Proposed in the next block, voted on and executed in the one after it.
	id := uint64(m.Height+2) * 100_000_000
	supply := m.Supply()
	m.Govern(m.PostMsg(council), &jobstypes.MsgCancelJob{Employer: council.String(), JobId: id})
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(id).Status)
	require.Equal(t, purse.String(), treasuryOf(m).String())
	require.Equal(t, supply.String(), m.Supply().String())
}

// A proposal that fails half-way leaves nothing: no job, no money taken, no number of a job used up; two proposals that
// are decided in one block share the slot.
func TestAProposalPostsAllOrNothing(t *testing.T) {
	m := councilMarket(t, testapp.AGI(150))
	proposal := m.Propose(m.PostMsg(council), m.PostMsg(council))
	require.Equal(t, govv1.StatusFailed, proposal.Status)
	require.Contains(t, proposal.FailedReason, "insufficient funds")
	require.Equal(t, testapp.AGI(150).String(), treasuryOf(m).String())
	_, err := m.App.Jobs.Job(m.Ctx(), uint64(m.Height)*100_000_000)
	require.ErrorIs(t, err, jobstypes.ErrJobNotFound)

	// Both are decided in one block: the first takes more than the treasury has, the second posts job 0 of the slot.
	operator := m.Operator()
	var votes []sdk.Msg
	for _, msgs := range [][]sdk.Msg{{m.PostMsg(council), m.PostMsg(council)}, {m.PostMsg(council)}} {
		submit, err := govv1.NewMsgSubmitProposal(msgs, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)), operator.String(), "", "T", "S", false)
		require.NoError(t, err)
		var res govv1.MsgSubmitProposalResponse
		m.Step = 0
		m.Response(m.Must(operator, submit), 0, &res)
		votes = append(votes, govv1.NewMsgVote(operator.Addr, res.ProposalId, govv1.OptionYes, ""))
	}
	m.Must(operator, votes...)
	id := uint64(m.Height) * 100_000_000
	require.Equal(t, money.TreasuryAddress().String(), m.Job(id).Employer)
	_, err = m.App.Jobs.Job(m.Ctx(), id+1)
	require.ErrorIs(t, err, jobstypes.ErrJobNotFound)
}

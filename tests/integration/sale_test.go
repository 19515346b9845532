package integration

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	certificateskeeper "github.com/agijobs/agijobs/x/certificates/keeper"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// certified has a job done for the employer, who takes the work himself, and returns the id of its certificate.
func certified(m *testapp.Market, edit ...func(*jobstypes.MsgPostJob)) uint64 {
	m.T.Helper()
	id := m.Post(m.Employer, append(edit, func(msg *jobstypes.MsgPostJob) {
		msg.Review, msg.RoyaltyBps, msg.Rights = jobstypes.REVIEW_MODE_EMPLOYER, 1_000, "CC BY 4.0"
	})...)
	m.Claim(m.Agent, id)
	m.Submit(m.Agent, id)
	m.Must(m.Employer, &jobstypes.MsgAcceptWork{Employer: m.Employer.String(), JobId: id})
	require.Equal(m.T, jobstypes.JOB_STATUS_COMPLETED, m.Job(id).Status)
	return id
}

func listMsg(owner testapp.Actor, id uint64, price int64) sdk.Msg {
	return &certificatestypes.MsgList{Owner: owner.String(), JobId: id, Price: testapp.AGI(price)}
}

func buyMsg(buyer testapp.Actor, id uint64, most int64) sdk.Msg {
	return &certificatestypes.MsgBuy{Buyer: buyer.String(), JobId: id, MaxPrice: testapp.AGI(most)}
}

func certificateOwner(m *testapp.Market, id uint64) string {
	m.T.Helper()
	_, owner, err := m.App.Certificates.Certificate(m.Ctx(), id)
	require.NoError(m.T, err)
	return owner.String()
}

// wallets says by how much accounts have changed since, without what they paid for transactions.
type wallets struct {
	m      *testapp.Market
	before map[string]math.Int
	who    []testapp.Actor
}

func walletsOf(m *testapp.Market, who ...testapp.Actor) wallets {
	p := wallets{m, map[string]math.Int{}, who}
	for _, a := range who {
		p.before[a.Name] = m.Balance(a.Addr)
	}
	return p
}

// require checks gains in whole units; txs says how many transactions each has paid for.
func (p wallets) require(gains []int64, txs []int64) {
	p.m.T.Helper()
	for i, a := range p.who {
		got := p.m.Balance(a.Addr).Sub(p.before[a.Name]).Add(testapp.Fee.MulRaw(txs[i]))
		require.Equal(p.m.T, testapp.AGI(gains[i]).String(), got.String(), a.Name)
	}
}

// Buyer, seller and price change in the block of the purchase; another executor does the same.
func TestSaleInABlock(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	type sender struct {
		from testapp.Actor
		msg  sdk.Msg
	}
	employer, bank, lab, agent := m.Employer, m.Employer2, m.Agent2, m.Agent
	give := func(id uint64, from, to testapp.Actor) sdk.Msg {
		return &certificatestypes.MsgTransfer{Owner: from.String(), JobId: id, Recipient: to.String()}
	}
	for _, tc := range []struct {
		name  string
		block func(id uint64) []sender
		owner testapp.Actor
		// gains of employer, bank, lab and agent.
		gains  []int64
		failed []string
	}{
		{"sold", func(id uint64) []sender { return []sender{{bank, buyMsg(bank, id, 300)}} }, bank, []int64{180, -200, 0, 20}, nil},
		{"the first in the block", func(id uint64) []sender {
			return []sender{{lab, buyMsg(lab, id, 200)}, {bank, buyMsg(bank, id, 900)}}
		}, lab, []int64{180, 0, -200, 20}, []string{"not for sale"}},
		{"dearer than the first would pay", func(id uint64) []sender {
			return []sender{{lab, buyMsg(lab, id, 200)}, {bank, buyMsg(bank, id, 900)}, {employer, listMsg(employer, id, 400)}}
		}, bank, []int64{360, -400, 0, 40}, []string{"max_price"}},
		{"given away", func(id uint64) []sender {
			return []sender{{bank, buyMsg(bank, id, 200)}, {employer, give(id, employer, lab)}}
		}, lab, []int64{0, 0, 0, 0}, []string{"not for sale"}},
		{"given away and offered anew", func(id uint64) []sender {
			return []sender{{bank, buyMsg(bank, id, 200)}, {employer, give(id, employer, lab)}, {lab, listMsg(lab, id, 100)}}
		}, bank, []int64{0, -100, 90, 10}, nil},
		{"withdrawn", func(id uint64) []sender {
			return []sender{{bank, buyMsg(bank, id, 200)}, {employer, &certificatestypes.MsgDelist{Owner: employer.String(), JobId: id}}}
		}, employer, []int64{0, 0, 0, 0}, []string{"not for sale"}},
		{"the buyer suspended", func(id uint64) []sender {
			return []sender{{bank, buyMsg(bank, id, 200)}, {m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: bank.String(), Reason: "audit"}}}
		}, employer, []int64{0, 0, 0, 0}, []string{"suspended"}},
		{"the agent buys", func(id uint64) []sender { return []sender{{agent, buyMsg(agent, id, 200)}} }, agent, []int64{180, 0, 0, -180}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m.T = t
			id := certified(m)
			m.Must(employer, listMsg(employer, id, 200))
			money, supply := walletsOf(m, employer, bank, lab, agent), m.Supply()
			var txs [][]byte
			paid := make([]int64, 4)
			for _, s := range tc.block(id) {
				txs = append(txs, m.Sign(s.from, s.msg))
				for i, a := range money.who {
					if a.Name == s.from.Name {
						paid[i]++
					}
				}
			}
			for _, res := range m.Block(txs...) {
				require.Zero(t, res.Code, res.Log)
			}
			m.ForgetSequences()
			require.Equal(t, tc.owner.String(), certificateOwner(m, id))
			money.require(tc.gains, paid)
			require.Equal(t, supply.String(), m.Supply().String())
			failed := blockEvents[*certificatestypes.EventPurchaseFailed](m)
			require.Len(t, failed, len(tc.failed))
			for i, reason := range tc.failed {
				require.Contains(t, failed[i].Reason, reason)
			}
			if tc.name == "the buyer suspended" {
				m.Must(m.Registrar, &identitytypes.MsgReinstate{Sender: m.Registrar.String(), Address: bank.String()})
			}
		})
	}
	m.T = t
	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, m.Chain)
}

// The treasury sells and buys by decision of the council, and a royalty is paid to an agent that was revoked.
func TestTreasuryTradesCertificates(t *testing.T) {
	treasury := money.TreasuryAddress()
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.AddBalance(state, treasury, sdk.NewCoin(testapp.Denom, testapp.AGI(1_000)))
	}}})
	id := certified(m)
	m.Must(m.Employer, listMsg(m.Employer, id, 200))
	m.Must(m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: m.Agent.String(), Reason: "audit"})
	m.Govern(&identitytypes.MsgRevoke{Sender: app.Authority(), Address: m.Agent.String(), Reason: "fraud"})
	m.Block()

	before, agent, employer := treasuryOf(m), m.Balance(m.Agent.Addr), m.Balance(m.Employer.Addr)
	proposal := m.Propose(&certificatestypes.MsgBuy{Buyer: app.Authority(), JobId: id, MaxPrice: testapp.AGI(300)})
	require.Empty(t, proposal.FailedReason)
	sold := blockEvents[*certificatestypes.EventCertificateSold](m)
	require.Len(t, sold, 1)
	require.Equal(t, treasury.String(), sold[0].Buyer)
	require.Equal(t, treasury.String(), certificateOwner(m, id))
	require.Equal(t, testapp.AGI(20).String(), m.Balance(m.Agent.Addr).Sub(agent).String())
	require.Equal(t, testapp.AGI(180).String(), m.Balance(m.Employer.Addr).Sub(employer).String())
	require.Equal(t, testapp.AGI(200).String(), before.Sub(treasuryOf(m)).String())

	m.Govern(&certificatestypes.MsgList{Owner: app.Authority(), JobId: id, Price: testapp.AGI(50)})
	before = treasuryOf(m)
	m.Must(m.Employer2, buyMsg(m.Employer2, id, 50))
	require.Equal(t, m.Employer2.String(), certificateOwner(m, id))
	require.Equal(t, testapp.AGI(45).String(), treasuryOf(m).Sub(before).String())
}

// Purchase and offer are entry messages of the market; taking an offer back is an exit.
func TestPausedMarketHoldsSales(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	id := certified(m)
	m.Must(m.Employer, listMsg(m.Employer, id, 200))
	m.Govern(&sovereigntypes.MsgPause{Sender: app.Authority(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "flood"})
	for _, held := range []struct {
		from testapp.Actor
		msg  sdk.Msg
	}{{m.Employer, listMsg(m.Employer, id, 100)}, {m.Employer2, buyMsg(m.Employer2, id, 200)}} {
		res := m.Deliver(held.from, held.msg)
		code, space := sovereigntypes.ErrPaused.ABCICode(), sovereigntypes.ErrPaused.Codespace()
		require.Equal(t, []any{code, space}, []any{res.Code, res.Codespace}, res.Log)
	}
	m.ForgetSequences()
	require.Equal(t, m.Employer.String(), certificateOwner(m, id))
	m.Must(m.Employer, &certificatestypes.MsgDelist{Owner: m.Employer.String(), JobId: id})
}

// A category keeps its certificates with their owners; the authority revokes, and what builds on it shows it.
func TestBoundAndRevokedCertificates(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	source := certified(m)
	category, err := m.App.Jobs.CategoryInForce(m.Ctx(), testapp.Category)
	require.NoError(t, err)
	category.BoundCertificates = true
	m.Govern(&jobstypes.MsgSetCategory{Authority: app.Authority(), Category: category})

	id := m.Post(m.Employer, func(msg *jobstypes.MsgPostJob) {
		msg.ExtraChecks = []string{"bias"}
	})
	m.Claim(m.Agent, id)
	submit := m.SubmitMsg(m.Agent, id)
	submit.Submission.Certificates = []uint64{source}
	m.Must(m.Agent, submit)
	vote := testapp.Approve
	vote.Checks = []validationtypes.CheckAnswer{{Check: "bias", Pass: true}}
	m.Judge(id, vote)
	m.Must(m.Employer, &jobstypes.MsgAcceptVerdict{Sender: m.Employer.String(), JobId: id})

	refusedAs := func(res *abci.ExecTxResult, want interface {
		ABCICode() uint32
		Codespace() string
	},
	) {
		t.Helper()
		require.Equal(t, []any{want.ABCICode(), want.Codespace()}, []any{res.Code, res.Codespace}, res.Log)
		m.ForgetSequences()
	}
	refusedAs(m.Deliver(m.Employer, listMsg(m.Employer, id, 5)), certificatestypes.ErrBound)
	refusedAs(m.Deliver(m.Employer, &certificatestypes.MsgTransfer{Owner: m.Employer.String(), JobId: id, Recipient: m.Employer2.String()}), certificatestypes.ErrBound)

	m.Must(m.Employer, listMsg(m.Employer, source, 200))
	m.Govern(&certificatestypes.MsgRevoke{
		Authority: app.Authority(), JobId: source, Reason: "the data was stolen",
		Evidence: jobstypes.Document{Uri: "https://example.org/finding", Sha256: testapp.Hash("finding")},
	})
	refusedAs(m.Deliver(m.Employer, listMsg(m.Employer, source, 5)), certificatestypes.ErrRevoked)
	refusedAs(m.Deliver(m.Employer2, buyMsg(m.Employer2, source, 200)), certificatestypes.ErrRevoked)

	q := certificateskeeper.NewQueryServer(m.App.Certificates)
	lineage, err := q.Lineage(m.Ctx(), &certificatestypes.QueryLineageRequest{JobId: id})
	require.NoError(t, err)
	require.Len(t, lineage.Nodes, 2)
	require.Equal(t, []any{source, true}, []any{lineage.Nodes[1].JobId, lineage.Nodes[1].Revoked})
	shown, err := q.Certificate(m.Ctx(), &certificatestypes.QueryCertificateRequest{JobId: id})
	require.NoError(t, err)
	require.Equal(t, []jobstypes.CheckTally{{Name: "bias", Passed: 3}}, shown.Certificate.Verdict.Checks)
	require.True(t, shown.Certificate.Bound)
	require.Equal(t, m.Time.Year(), shown.Certificate.CompletedAt.Year())

	portfolio, err := q.Portfolio(m.Ctx(), &certificatestypes.QueryPortfolioRequest{Organisation: "ministry"})
	require.NoError(t, err)
	require.Len(t, portfolio.Rows, 1)
	require.Equal(t, []any{"lab-1", uint64(2), uint64(1), testapp.AGI(100).String()},
		[]any{portfolio.Rows[0].AgentOrganisation, portfolio.Rows[0].Certificates, portfolio.Rows[0].Revoked, portfolio.Value.String()})
}

// A chain that goes on from its export keeps offers and revocations.
func TestExportKeepsOffers(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	listed, revoked := certified(m), certified(m)
	m.Must(m.Employer, listMsg(m.Employer, listed, 200))
	m.Govern(&certificatestypes.MsgRevoke{
		Authority: app.Authority(), JobId: revoked, Reason: "the data was stolen",
		Evidence: jobstypes.Document{Uri: "https://example.org/finding", Sha256: testapp.Hash("finding")},
	})
	_, state := m.Export()
	again := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{
		State: state, InitialHeight: m.Height + 1, StartTime: m.Time,
	}})
	again.Must(again.Employer2, buyMsg(again.Employer2, listed, 200))
	require.Equal(t, again.Employer2.String(), certificateOwner(again, listed))
	has, err := again.App.Certificates.Revocations.Has(again.Ctx(), revoked)
	require.NoError(t, err)
	require.True(t, has)
}

// What a purchase does at the end of the block, where nobody counts gas, costs less than it has paid for.
func TestPurchaseGasCoversItsEnd(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	id := certified(m, func(msg *jobstypes.MsgPostJob) { msg.Rights = "CC BY 4.0" })
	m.Must(m.Employer, listMsg(m.Employer, id, 200))
	ctx, _ := m.Ctx().CacheContext()
	require.NoError(t, m.App.Certificates.Buy(ctx, m.Employer2.Addr, id, testapp.AGI(300)))
	require.NoError(t, m.App.Certificates.Buy(ctx, m.Agent2.Addr, id, testapp.AGI(300)))
	meter := storetypes.NewInfiniteGasMeter()
	require.NoError(t, m.App.Certificates.EndBlocker(ctx.WithGasMeter(meter)))
	t.Logf("two purchases: %d gas", meter.GasConsumed())
	require.Less(t, meter.GasConsumed(), storetypes.Gas(2*certificatestypes.PurchaseGas))
}

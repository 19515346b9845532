package integration

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	jobskeeper "github.com/agijobs/agijobs/x/jobs/keeper"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationkeeper "github.com/agijobs/agijobs/x/validation/keeper"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// twoCommitteesAndCouncil is the default ladder without the panel.
func twoCommitteesAndCouncil(p *jobstypes.Params) {
	p.Ladder = []jobstypes.Rung{
		{Kind: jobstypes.RUNG_KIND_COMMITTEE}, {Kind: jobstypes.RUNG_KIND_COMMITTEE}, {Kind: jobstypes.RUNG_KIND_COUNCIL},
	}
}

// rungOf reads the round of the rung that a job is on.
func rungOf(m *testapp.Market, id uint64) (validationtypes.Round, []validationtypes.Seat) {
	m.T.Helper()
	res, err := validationkeeper.NewQueryServer(m.App.Validation).Round(m.Ctx(), &validationtypes.QueryRoundRequest{
		JobId: id, Rung: m.Job(id).Rung,
	})
	require.NoError(m.T, err)
	return res.Round, res.Seats
}

// judgeRung lets the whole committee of the rung that a job is on vote alike, and returns its addresses.
func judgeRung(m *testapp.Market, id uint64, vote validationtypes.Vote) []string {
	m.T.Helper()
	rung := m.Job(id).Rung
	round, seats := rungOf(m, id)
	for round.Status == validationtypes.ROUND_STATUS_DRAWING {
		m.Block()
		round, seats = rungOf(m, id)
	}
	var committee []testapp.Actor
	var addresses []string
	for _, seat := range seats {
		for _, v := range m.Validators {
			if v.String() == seat.Validator {
				committee, addresses = append(committee, v), append(addresses, seat.Validator)
			}
		}
	}
	m.All(committee, func(v testapp.Actor) sdk.Msg {
		commitment, err := validationtypes.Commitment(testapp.ChainID, id, rung, v.Addr, vote, testapp.Salt(v, id))
		require.NoError(m.T, err)
		return &validationtypes.MsgCommitVote{Validator: v.String(), JobId: id, Rung: rung, Commitment: commitment}
	})
	m.All(committee, func(v testapp.Actor) sdk.Msg {
		return &validationtypes.MsgRevealVote{Validator: v.String(), JobId: id, Rung: rung, Vote: vote, Salt: testapp.Salt(v, id)}
	})
	return addresses
}

func disputeMsg(who testapp.Actor, id uint64) *jobstypes.MsgDispute {
	return &jobstypes.MsgDispute{
		Sender: who.String(), JobId: id, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC, ExpectedBond: testapp.AGI(1_000),
		Evidence: jobstypes.Document{Uri: "https://example.org/evidence", Sha256: testapp.Hash("evidence")},
	}
}

// An employer takes a verdict up the whole ladder, over a restart from an export in between, and the council agrees with
// it: its bonds return whole, and every seat of both committees was wrong.
func TestDisputeUpToTheCouncil(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{Validators: 10, Jobs: twoCommitteesAndCouncil})
	id := m.Post(m.Employer)
	m.Claim(m.Agent, id)
	m.Submit(m.Agent, id)
	first := judgeRung(m, id, testapp.Approve)
	require.Len(t, first, 3)
	quote, err := jobskeeper.NewQueryServer(m.App.Jobs).DisputeQuote(m.Ctx(), &jobstypes.QueryDisputeQuoteRequest{JobId: id})
	require.NoError(t, err)
	seatFee := m.Job(id).Terms.SeatFee
	require.Equal(t, seatFee.MulRaw(7).String(), quote.Bond.String())
	require.Equal(t, []string{m.Employer.String()}, quote.MayDispute)

	before := m.Balance(m.Employer.Addr)
	m.Must(m.Employer, disputeMsg(m.Employer, id))
	require.True(t, before.Sub(m.Balance(m.Employer.Addr)).GTE(quote.Bond), "bond and gas")

	// The chain starts anew from its export with the second committee still to be drawn.
	_, bz := m.Chain.Export()
	m.Chain = testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})
	second := judgeRung(m, id, testapp.Approve)
	require.Len(t, second, 7)
	for _, seat := range second {
		require.NotContains(t, first, seat, "nobody judges twice")
	}
	job := m.Job(id)
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, job.Status)
	require.Len(t, job.EarlierRounds, 1)

	m.Must(m.Employer, disputeMsg(m.Employer, id))
	require.Equal(t, jobstypes.JOB_STATUS_COUNCIL, m.Job(id).Status)
	rules := &jobstypes.MsgRule{Authority: app.Authority(), JobId: id, Outcome: jobstypes.OUTCOME_FAILED, Reason: "it does not add up"}
	supply := m.Supply()
	before = m.Balance(m.Employer.Addr)
	m.Govern(rules)
	job = m.Job(id)
	require.Equal(t, jobstypes.JOB_STATUS_FAILED, job.Status)
	require.Equal(t, jobstypes.Ruling{Outcome: jobstypes.OUTCOME_FAILED, Basis: jobstypes.RULING_BASIS_COUNCIL}, *job.Ruling)

	// Nobody of ten seats is owed a fee: the escrow returns, the bonds of both disputes, and half of the slashed bond's half.
	slashed := job.Terms.Bond.QuoRaw(2)
	want := job.Escrow.Total().Add(job.Disputes[0].Bond).Add(job.Disputes[1].Bond).Add(slashed.QuoRaw(2))
	require.Equal(t, want.String(), m.Balance(m.Employer.Addr).Sub(before).String())
	require.True(t, m.Supply().LT(supply), "slashes are burnt in part")
	for _, v := range m.Validators {
		record, err := m.App.Validation.Validators.Get(m.Ctx(), v.Addr)
		require.NoError(t, err)
		require.True(t, record.Stake.LT(testapp.AGI(1_000)), "%s voted against the council", v.Name)
		require.True(t, record.Locked.IsZero(), "%s has no seat any more", v.Name)
	}
	require.NoError(t, m.App.CheckInvariants())
}

// Committees in which nobody votes pass the job on without anybody's bond; the council is the employer's own, so the default
// ruling ends it in halves.
func TestNoVerdictUpToTheDefaultRuling(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{
		Validators: 10, Jobs: twoCommitteesAndCouncil, Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			c.SetCouncil(state, 1, testapp.Seat(testapp.NewActor("employer"), 1))
		}},
	})
	id := m.Post(m.Employer)
	m.Claim(m.Agent, id)
	m.Submit(m.Agent, id)
	for range 200 {
		if m.Job(id).Status.Terminal() {
			break
		}
		m.Block()
	}
	job := m.Job(id)
	require.Equal(t, jobstypes.JOB_STATUS_SPLIT, job.Status)
	require.Equal(t, jobstypes.Ruling{
		Outcome: jobstypes.OUTCOME_SPLIT, Basis: jobstypes.RULING_BASIS_DEFAULT, SplitBps: 5_000, Blameless: true,
	}, *job.Ruling)
	require.Equal(t, uint32(1), job.Rung)
	require.Len(t, job.Rounds(), 2)
	require.Empty(t, job.Disputes)
	held, err := jobskeeper.NewQueryServer(m.App.Jobs).Escrow(m.Ctx(), &jobstypes.QueryEscrowRequest{})
	require.NoError(t, err)
	require.True(t, held.EscrowOwed.IsZero(), held.EscrowOwed)
	require.NoError(t, m.App.CheckInvariants())
}

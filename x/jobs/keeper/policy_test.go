package keeper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// policy has the prices that a test wrote into it.
type policy struct {
	now types.Prices
	err error
}

// Prices implements types.Policy.
func (p *policy) Prices(context.Context, types.Category, types.Params) (types.Prices, error) {
	return p.now, p.err
}

// dear is another price than the parameters' in all that there is: a job of 100,000 costs 119,000.
func dear() *policy {
	return &policy{now: types.Prices{ValidationFeeBps: 1_800, ProtocolFeeBps: 100, BonusBps: 50, SeatLockBps: 20_000}}
}

// The policy's prices are what a quote shows, what expected_total is compared with, what is taken and what the terms keep.
func TestPolicySetsPrices(t *testing.T) {
	e := testutil.New(t)
	e.Fund(pool, math.NewInt(funded))
	e.Keeper.SetPolicy(dear())
	work := time.Hour
	response, err := e.Queries.Quote(e.Ctx, &types.QueryQuoteRequest{Category: "general", Payout: "100000", WorkDuration: &work})
	require.NoError(t, err)
	require.Equal(t, types.Quote{
		Escrow: types.Escrow{Payout: math.NewInt(100_000), ValidationFee: math.NewInt(18_000), ProtocolFee: math.NewInt(1_000)},
		Total:  math.NewInt(119_000), Seats: 3, SeatFee: math.NewInt(6_000), SeatLock: math.NewInt(6_666), Bond: math.NewInt(11_000),
	}, response.Quote)

	agreed := func(total int64) func(*types.MsgPostJob) {
		return func(m *types.MsgPostJob) { m.ExpectedTotal = math.NewInt(total) }
	}
	refused(e, e.Msgs.PostJob, postMsg(agreed(118_999)), types.ErrEscrowAbove)
	id := post(e, agreed(119_000))
	e.EndBlock()
	require.EqualValues(t, -119_000, e.Gain(employer))
	require.Equal(t, response.Quote.Escrow, e.Job(id).Escrow)
	require.Equal(t, types.Terms{
		ParamsVersion: 1, CategoryRevision: 1, ReviewVersion: 1, ValidationFeeBps: 1_800, ProtocolFeeBps: 100, Seats: 3,
		SeatFee: math.NewInt(6_000), SeatLock: math.NewInt(6_666), Bond: math.NewInt(11_000), BonusBps: 50, SeatLockBps: 20_000,
	}, e.Job(id).Terms)
	requireHeld(e, id, 500, 0)
}

// Prices that are out of range, or that there are none of, post nothing.
func TestPolicyOutOfRange(t *testing.T) {
	broken := errors.New("no prices")
	for name, tc := range map[string]struct {
		change func(*policy)
		want   error
	}{
		"protocol fee":     {func(p *policy) { p.now.ProtocolFeeBps = 10_001 }, types.ErrPrices},
		"seat lock, low":   {func(p *policy) { p.now.SeatLockBps = 9_999 }, types.ErrPrices},
		"seat lock, high":  {func(p *policy) { p.now.SeatLockBps = 50_001 }, types.ErrPrices},
		"no answer at all": {func(p *policy) { p.err = broken }, broken},
	} {
		t.Run(name, func(t *testing.T) {
			e, p := testutil.New(t), dear()
			tc.change(p)
			e.Keeper.SetPolicy(p)
			refused(e, e.Msgs.PostJob, postMsg(), tc.want)
		})
	}
}

// What the policy says later touches no job that is posted, neither its raise, nor its first committee, nor an appeal.
func TestAJobKeepsItsPrices(t *testing.T) {
	e, p := onLadder(t), dear()
	e.Keeper.SetPolicy(p)
	id, raised := post(e), post(e)
	e.EndBlock()
	terms := e.Job(id).Terms
	p.now = types.Prices{ValidationFeeBps: 100, ProtocolFeeBps: 1_000, BonusBps: 10_000, SeatLockBps: 50_000}

	_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
		Employer: employer.String(), JobId: raised, Payout: math.NewInt(1_000_000), ExpectedExtra: math.NewInt(1_071_000),
	})
	require.NoError(t, err)
	got := e.Job(raised)
	require.Equal(t, []int64{180_000, 10_000}, []int64{got.Escrow.ValidationFee.Int64(), got.Escrow.ProtocolFee.Int64()})
	require.EqualValues(t, 5, got.Terms.Seats)
	require.EqualValues(t, 20_000, got.Terms.SeatLockBps)
	require.EqualValues(t, 2*20_000, got.Terms.SeatLock.Int64(), "a tenth of the payout by five, doubled")

	claim(e, agent, id)
	e.EndBlock()
	submit(e, id)
	e.EndBlock()
	require.EqualValues(t, 6_666, e.Validation.Opened[0].SeatLock.Int64(), "the first committee")
	e.EndBlock(closeRound(e, id, approved, 3))
	dispute(e, employer, id)
	require.Equal(t, validationtypes.OpenRound{
		JobID: id, Rung: 1, Pool: "general", ReviewVersion: 1, Seats: 7, SeatLock: math.NewInt(2 * (100_000 / 70)),
		Excluded: e.Validation.Opened[1].Excluded, ExcludedOrganisations: e.Validation.Opened[1].ExcludedOrganisations,
	}, e.Validation.Opened[1], "the appeal")
	require.Equal(t, terms, e.Job(id).Terms)
	e.EndBlock(closeRound(e, id, noVerdict, 0))
	require.EqualValues(t, 2*(100_000/50), e.Validation.Opened[2].SeatLock.Int64(), "the panel")
}

// Terms of before the rate have 0, which is the whole: no raise and no appeal makes it anything else.
func TestTermsWithoutASeatLockRate(t *testing.T) {
	e := onLadder(t)
	id := post(e)
	job := e.Job(id)
	job.Terms.SeatLockBps = 0
	require.NoError(t, e.Keeper.Jobs.Set(e.Ctx, id, job))
	e.Keeper.SetPolicy(dear())
	e.EndBlock()
	_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
		Employer: employer.String(), JobId: id, Payout: math.NewInt(200_000), ExpectedExtra: math.NewInt(111_000),
	})
	require.NoError(t, err)
	require.EqualValues(t, 6_666, e.Job(id).Terms.SeatLock.Int64())
	require.Zero(t, e.Job(id).Terms.SeatLockBps)
	claim(e, agent, id)
	e.EndBlock()
	submit(e, id)
	e.EndBlock(closeRound(e, id, approved, 3))
	dispute(e, employer, id)
	require.Equal(t, []int64{6_666, 200_000 / 70}, []int64{e.Validation.Opened[0].SeatLock.Int64(), e.Validation.Opened[1].SeatLock.Int64()})
	e.EndBlock()
	requireImports(e)
}

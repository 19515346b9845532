package keeper_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/keeper"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
)

var (
	buyer  = testutil.Account(11)
	second = testutil.Account(12)
)

// funds of everybody at the start, and the royalty of the sales' certificate.
const (
	funds   = 10_000
	royalty = 1_000
)

// market has the certificate of job for sale by the employer at 500, and buyers with money.
func market(t testing.TB) *testutil.Fixture {
	t.Helper()
	f := testutil.New(t)
	f.Identity.Add(buyer, second, archive, money.TreasuryAddress())
	for _, a := range []sdk.AccAddress{buyer, second, archive, testutil.Employer, testutil.Agent, money.TreasuryAddress()} {
		f.Bank.Fund(f.Ctx, a, funds)
	}
	j := testutil.Job(job)
	j.RoyaltyBps = royalty
	require.NoError(t, f.Keeper.Mint(f.Ctx, j, testutil.Employer, false))
	offer(t, f, job, testutil.Employer, 500)
	return f
}

func buy(f *testutil.Fixture, ctx sdk.Context, from sdk.AccAddress, most int64) error {
	_, err := keeper.NewMsgServer(f.Keeper).Buy(ctx, &types.MsgBuy{Buyer: from.String(), JobId: job, MaxPrice: math.NewInt(most)})
	return err
}

func held(f *testutil.Fixture, who sdk.AccAddress) int64 { return f.Bank.Balance(f.Ctx, who).Int64() }

func ownerOf(t testing.TB, f *testutil.Fixture, id uint64) sdk.AccAddress {
	t.Helper()
	_, owner, err := f.Keeper.Certificate(f.Ctx, id)
	require.NoError(t, err)
	return owner
}

// endBlock returns what the end of the block emitted.
func endBlock(t *testing.T, f *testutil.Fixture) []any {
	t.Helper()
	supply := f.Bank.Supply(f.Ctx)
	f.Bank.EndBlock(f.Ctx)
	got := events(t, f, func(ctx sdk.Context) { require.NoError(t, f.Keeper.EndBlocker(ctx)) })
	require.Equal(t, supply.String(), f.Bank.Supply(f.Ctx).String())
	return got
}

func TestSale(t *testing.T) {
	f := market(t)
	require.Empty(t, events(t, f, func(ctx sdk.Context) { require.NoError(t, buy(f, ctx.WithTxIndex(0), buyer, 700)) }))
	require.EqualValues(t, funds-700, held(f, buyer), "the money is taken in at once")
	require.Equal(t, testutil.Employer, ownerOf(t, f, job))
	got := endBlock(t, f)
	employer := testutil.Employer.String()
	require.Equal(t, []any{
		&types.EventCertificateTransferred{JobId: job, From: employer, To: buyer.String()},
		&types.EventCertificateSold{
			JobId: job, Seller: employer, Buyer: buyer.String(), Price: math.NewInt(500), Royalty: math.NewInt(50), Agent: testutil.Agent.String(),
		},
	}, got)
	require.Equal(t, buyer, ownerOf(t, f, job))
	require.Equal(t, [3]int64{funds - 500, funds + 450, funds + 50}, [3]int64{held(f, buyer), held(f, testutil.Employer), held(f, testutil.Agent)})
	require.EqualError(t, buy(f, f.Tx(0), second, 700), "job 18420003000: the certificate is not for sale; see query certificates listings")
	sound(t, f)
	require.Empty(t, endBlock(t, f), "a purchase is carried out once")
}

// Royalties add up: the agent has the floor, the seller the remainder.
func TestRoyalties(t *testing.T) {
	for _, tc := range []struct {
		name          string
		bps           uint32
		price         int64
		royalty, rest int64
	}{
		{"none", 0, 500, 0, 500},
		{"floor", 1_000, 499, 49, 450},
		{"less than a unit", 5_000, 1, 0, 1},
		{"one in ten thousand", 1, 10_000, 1, 9_999},
		{"all", 10_000, 500, 500, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := market(t)
			j := testutil.Job(job + 1)
			j.RoyaltyBps = tc.bps
			require.NoError(t, f.Keeper.Mint(f.Ctx, j, testutil.Employer, false))
			offer(t, f, job+1, testutil.Employer, tc.price)
			require.NoError(t, f.Keeper.Buy(f.Tx(0), buyer, job+1, math.NewInt(tc.price)))
			endBlock(t, f)
			require.Equal(t, [3]int64{funds - tc.price, funds + tc.rest, funds + tc.royalty},
				[3]int64{held(f, buyer), held(f, testutil.Employer), held(f, testutil.Agent)})
			sound(t, f)
		})
	}
}

// The agent of the certificate may be anybody by now.
func TestRoyaltyOfTheAgent(t *testing.T) {
	agent, employer := testutil.Agent, testutil.Employer
	t.Run("suspended", func(t *testing.T) {
		f := market(t)
		f.Identity.Suspend(agent)
		require.NoError(t, buy(f, f.Tx(0), buyer, 500))
		endBlock(t, f)
		require.EqualValues(t, funds+50, held(f, agent))
		require.Equal(t, buyer, ownerOf(t, f, job))
	})
	t.Run("buys", func(t *testing.T) {
		f := market(t)
		require.NoError(t, buy(f, f.Tx(0), agent, 600))
		endBlock(t, f)
		require.Equal(t, [2]int64{funds - 450, funds + 450}, [2]int64{held(f, agent), held(f, employer)})
		require.Equal(t, agent, ownerOf(t, f, job))
	})
	t.Run("sells", func(t *testing.T) {
		f := market(t)
		require.NoError(t, f.Keeper.Transfer(f.Ctx, job, employer, agent))
		offer(t, f, job, agent, 500)
		require.NoError(t, buy(f, f.Tx(0), buyer, 500))
		endBlock(t, f)
		require.Equal(t, [2]int64{funds + 500, funds - 500}, [2]int64{held(f, agent), held(f, buyer)})
		require.Equal(t, buyer, ownerOf(t, f, job))
	})
}

// What happens to the certificate, its price or its parties between the purchase and the end of its block.
func TestSaleAndTheRestOfItsBlock(t *testing.T) {
	employer := testutil.Employer
	notForSale := "job 18420003000: the certificate is not for sale; see query certificates listings"
	for _, tc := range []struct {
		name string
		// then runs after a purchase of buyer for 600 at most.
		then func(t *testing.T, f *testutil.Fixture)
		// owner and price of the sale; price 0: it fails for the reason.
		owner  sdk.AccAddress
		price  int64
		seller sdk.AccAddress
		reason string
	}{
		{"nothing", func(*testing.T, *testutil.Fixture) {}, buyer, 500, employer, ""},
		{"dearer, within max_price", func(t *testing.T, f *testutil.Fixture) { offer(t, f, job, employer, 600) }, buyer, 600, employer, ""},
		{"cheaper", func(t *testing.T, f *testutil.Fixture) { offer(t, f, job, employer, 1) }, buyer, 1, employer, ""},
		{
			"dearer than max_price", func(t *testing.T, f *testutil.Fixture) { offer(t, f, job, employer, 601) }, employer, 0, employer,
			"job 18420003000 costs 601, max_price is 600: the price is above max_price; look it up and buy again",
		},
		{
			"withdrawn", func(t *testing.T, f *testutil.Fixture) { require.NoError(t, f.Keeper.Delist(f.Ctx, employer, job)) }, employer, 0, employer, notForSale,
		},
		{"withdrawn and offered again", func(t *testing.T, f *testutil.Fixture) {
			require.NoError(t, f.Keeper.Delist(f.Ctx, employer, job))
			offer(t, f, job, employer, 550)
		}, buyer, 550, employer, ""},
		{
			"given away", func(t *testing.T, f *testutil.Fixture) {
				require.NoError(t, f.Keeper.Transfer(f.Ctx, job, employer, archive))
			},
			archive, 0, employer, notForSale,
		},
		{
			"given to the buyer", func(t *testing.T, f *testutil.Fixture) {
				require.NoError(t, f.Keeper.Transfer(f.Ctx, job, employer, buyer))
			},
			buyer, 0, employer, notForSale,
		},
		{"given away and offered by the new owner", func(t *testing.T, f *testutil.Fixture) {
			require.NoError(t, f.Keeper.Transfer(f.Ctx, job, employer, archive))
			offer(t, f, job, archive, 400)
		}, buyer, 400, archive, ""},
		{"given to the buyer, who offers it", func(t *testing.T, f *testutil.Fixture) {
			require.NoError(t, f.Keeper.Transfer(f.Ctx, job, employer, buyer))
			offer(t, f, job, buyer, 400)
		}, buyer, 0, employer, "it is the owner: the buyer may not buy the certificate"},
		{
			"revoked", func(t *testing.T, f *testutil.Fixture) { revoke(t, f, job) }, employer, 0, employer,
			"job 18420003000: the certificate is revoked",
		},
		{
			"buyer suspended", func(_ *testing.T, f *testutil.Fixture) { f.Identity.Suspend(buyer) }, employer, 0, employer,
			"buyer: suspended: no new business",
		},
		{
			"seller suspended", func(_ *testing.T, f *testutil.Fixture) { f.Identity.Suspend(employer) }, employer, 0, employer,
			"suspended: no new business: the seller may not sell; the offer stands until he may again or takes it back",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := market(t)
			require.NoError(t, buy(f, f.Tx(0), buyer, 600))
			tc.then(t, f)
			got := endBlock(t, f)
			require.Equal(t, tc.owner, ownerOf(t, f, job))
			sound(t, f)
			if tc.price == 0 {
				require.Equal(t, []any{&types.EventPurchaseFailed{
					JobId: job, Buyer: buyer.String(), Returned: math.NewInt(600), Reason: tc.reason,
				}}, got)
				require.EqualValues(t, funds, held(f, buyer))
				require.EqualValues(t, funds, held(f, testutil.Agent))
				return
			}
			share := tc.price / 10
			require.Equal(t, [3]int64{funds - tc.price, funds + tc.price - share, funds + share},
				[3]int64{held(f, buyer), held(f, tc.seller), held(f, testutil.Agent)})
			require.Len(t, got, 2)
		})
	}
}

// The first purchase of the block that is valid wins; the treasury's, which a proposal makes at the block's end, comes last.
func TestFirstPurchaseWins(t *testing.T) {
	treasury := money.TreasuryAddress()
	type bid struct {
		tx   int
		from sdk.AccAddress
		max  int64
	}
	council := authtypes.NewModuleAddress("gov")
	for _, tc := range []struct {
		name   string
		price  int64 // at the end of the block
		bids   []bid
		winner sdk.AccAddress
	}{
		{"in order of the block", 500, []bid{{3, second, 900}, {1, buyer, 500}}, buyer},
		{"the highest bid is not asked for", 500, []bid{{1, buyer, 500}, {2, second, 9_000}}, buyer},
		{"the first has too little", 600, []bid{{1, buyer, 599}, {2, second, 600}}, second},
		{"twice the same", 500, []bid{{1, buyer, 500}, {1, buyer, 700}}, buyer},
		{"the treasury last", 500, []bid{{-1, council, 500}, {7, buyer, 500}}, buyer},
		{"the treasury alone", 500, []bid{{-1, council, 800}}, treasury},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := market(t)
			for _, b := range tc.bids {
				require.NoError(t, buy(f, f.Tx(b.tx), b.from, b.max))
			}
			offer(t, f, job, testutil.Employer, tc.price)
			got := endBlock(t, f)
			require.Equal(t, tc.winner, ownerOf(t, f, job))
			for _, a := range []sdk.AccAddress{buyer, second, treasury} {
				want := int64(funds)
				if a.Equals(tc.winner) {
					want -= tc.price
				}
				require.Equal(t, want, held(f, a), "everybody else has its money back")
			}
			require.Len(t, got, len(tc.bids)+1, "a purchase has one event, the winner's two")
			sound(t, f)
		})
	}
}

func TestRefusedPurchases(t *testing.T) {
	for _, tc := range []struct {
		name    string
		prepare func(f *testutil.Fixture)
		edit    func(m *types.MsgBuy)
		want    error
	}{
		{"no certificate", nil, func(m *types.MsgBuy) { m.JobId = 7 }, types.ErrNotFound},
		{"not for sale", func(f *testutil.Fixture) { f.Mint(t, 7) }, func(m *types.MsgBuy) { m.JobId = 7 }, types.ErrNotListed},
		{"one's own", nil, func(m *types.MsgBuy) { m.Buyer = testutil.Employer.String() }, types.ErrBuyer},
		{"too little", nil, func(m *types.MsgBuy) { m.MaxPrice = math.NewInt(499) }, types.ErrMaxPrice},
		{"nothing", nil, func(m *types.MsgBuy) { m.MaxPrice = math.ZeroInt() }, types.ErrPrice},
		{"more than one has", nil, func(m *types.MsgBuy) { m.MaxPrice = math.NewInt(funds + 1) }, jobstestutil.ErrFunds},
		{"a stranger", nil, func(m *types.MsgBuy) { m.Buyer = testutil.Account(99).String() }, testutil.ErrUnknown},
		{"suspended", func(f *testutil.Fixture) { f.Identity.Suspend(buyer) }, nil, testutil.ErrSuspended},
		{"of a suspended seller", func(f *testutil.Fixture) { f.Identity.Suspend(testutil.Employer) }, nil, types.ErrSeller},
		{"revoked", func(f *testutil.Fixture) { revoke(t, f, job) }, nil, types.ErrRevoked},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := market(t)
			if tc.prepare != nil {
				tc.prepare(f)
			}
			msg := &types.MsgBuy{Buyer: buyer.String(), JobId: job, MaxPrice: math.NewInt(600)}
			if tc.edit != nil {
				tc.edit(msg)
			}
			_, err := keeper.NewMsgServer(f.Keeper).Buy(f.Tx(0), msg)
			require.ErrorIs(t, err, tc.want)
			require.EqualValues(t, funds, held(f, buyer))
			require.Empty(t, endBlock(t, f), "what was refused has no end of the block")
		})
	}
}

// What fails in the middle of a sale undoes all of it.
func TestSaleIsAtomic(t *testing.T) {
	broken := errors.New("no such account")
	t.Run("the seller cannot be paid", func(t *testing.T) {
		f := market(t)
		require.NoError(t, buy(f, f.Tx(0), buyer, 700))
		require.NoError(t, buy(f, f.Tx(1), second, 500))
		f.Bank.SendErr = func(to sdk.AccAddress, _ math.Int) error {
			if to.Equals(testutil.Employer) {
				return broken
			}
			return nil
		}
		require.Equal(t, []any{
			&types.EventPurchaseFailed{JobId: job, Buyer: buyer.String(), Returned: math.NewInt(700), Reason: "no such account"},
			&types.EventPurchaseFailed{JobId: job, Buyer: second.String(), Returned: math.NewInt(500), Reason: "no such account"},
		}, endBlock(t, f))
		require.Equal(t, testutil.Employer, ownerOf(t, f, job))
		require.Equal(t, [2]int64{funds, funds}, [2]int64{held(f, buyer), held(f, testutil.Agent)}, "the royalty has come back too")
		sound(t, f)
	})
	t.Run("the bank loses a coin", func(t *testing.T) {
		f := market(t)
		require.NoError(t, buy(f, f.Tx(0), buyer, 700))
		f.Bank.Lossy = true
		require.Empty(t, endBlock(t, f), "no event says what did not happen")
		require.Equal(t, testutil.Employer, ownerOf(t, f, job))
		errs := invariant.Check(f.Ctx, f.Keeper.Invariants())
		require.Len(t, errs, 1)
		require.ErrorContains(t, errs[0], "certificates/balance: the module account holds 700, must hold nothing")
	})
}

// The end of a purchase is paid for beforehand.
func TestPurchaseGas(t *testing.T) {
	f := market(t)
	ctx := f.Tx(0).WithGasMeter(storetypes.NewGasMeter(types.PurchaseGas - 1))
	require.PanicsWithValue(t, storetypes.ErrorOutOfGas{Descriptor: "end of a purchase"}, func() {
		require.NoError(t, buy(f, ctx, buyer, 700))
	})
}

package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/certificates/keeper"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// people of the random blocks: each may own, sell and buy; the agent of all certificates is one of them.
var people = []sdk.AccAddress{testutil.Employer, testutil.Agent, testutil.Account(11), testutil.Account(12)}

// model says what a block should do, in the plainest words: numbers of people, certificates from 101 on.
type model struct {
	owner     []int
	price     []int64 // 0: not for sale
	royalty   []int64
	revoked   []bool
	suspended []bool
	money     []int64
	purchases []bid
}

type bid struct {
	cert, buyer int
	max         int64
}

// open tells whether a purchase could be made now.
func (m *model) open(b bid) bool {
	return m.price[b.cert] > 0 && m.price[b.cert] <= b.max && m.owner[b.cert] != b.buyer &&
		!m.suspended[b.buyer] && !m.suspended[m.owner[b.cert]]
}

// end sells or gives back, in order, and returns who has bought.
func (m *model) end() (sold []bool) {
	for _, b := range m.purchases {
		ok := m.open(b)
		sold = append(sold, ok)
		if !ok {
			m.money[b.buyer] += b.max
			continue
		}
		price := m.price[b.cert]
		royalty := price * m.royalty[b.cert] / 10_000
		m.money[1] += royalty
		m.money[m.owner[b.cert]] += price - royalty
		m.money[b.buyer] += b.max - price
		m.owner[b.cert], m.price[b.cert] = b.buyer, 0
	}
	m.purchases = nil
	return sold
}

// Whatever a block brings in whatever order: at its end each certificate has one owner, each coin is accounted for, the first
// purchase that is valid then wins and every other buyer has its money back with a reason.
func TestRandomBlocksOfSales(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f, m := randomMarket(t, r)
		supply := f.Bank.Supply(f.Ctx)
		for block := range rapid.IntRange(1, 3).Draw(r, "blocks") {
			for tx := range rapid.IntRange(1, 25).Draw(r, "txs") {
				step(r, f, m, tx)
			}
			f.Bank.EndBlock(f.Ctx)
			emitted := events(t, f, func(ctx sdk.Context) { require.NoError(t, f.Keeper.EndBlocker(ctx)) })
			bids := m.purchases
			requireOutcome(r, bids, m.end(), emitted)
			requireState(r, f, m)
			require.Equal(r, supply.String(), f.Bank.Supply(f.Ctx).String(), "block %d", block)
		}
	})
}

func randomMarket(t *testing.T, r *rapid.T) (*testutil.Fixture, *model) {
	f := testutil.New(t)
	m := &model{suspended: make([]bool, len(people))}
	for _, p := range people {
		f.Identity.Add(p)
		money := rapid.Int64Range(0, 3_000).Draw(r, "money")
		f.Bank.Fund(f.Ctx, p, money)
		m.money = append(m.money, money)
	}
	for n := range 2 {
		j := testutil.Job(uint64(101 + n))
		j.RoyaltyBps = rapid.Uint32Range(0, 10_000).Draw(r, "royalty")
		owner := rapid.IntRange(0, len(people)-1).Draw(r, "owner")
		require.NoError(t, f.Keeper.Mint(f.Ctx, j, people[owner], false))
		m.owner, m.price, m.royalty, m.revoked = append(m.owner, owner), append(m.price, 0), append(m.royalty, int64(j.RoyaltyBps)), append(m.revoked, false)
	}
	return f, m
}

// step sends one message and requires that the model would have let it pass or not.
func step(r *rapid.T, f *testutil.Fixture, m *model, tx int) {
	server, ctx := keeper.NewMsgServer(f.Keeper), f.Tx(tx)
	cert, who := rapid.IntRange(0, len(m.owner)-1).Draw(r, "cert"), rapid.IntRange(0, len(people)-1).Draw(r, "who")
	amount := rapid.Int64Range(1, 900).Draw(r, "amount")
	id, address := uint64(101+cert), people[who].String()
	owns := m.owner[cert] == who
	var err error
	var may bool
	switch rapid.SampledFrom([]string{"list", "list", "buy", "buy", "buy", "buy", "delist", "transfer", "suspend", "reinstate", "revoke"}).Draw(r, "act") {
	case "list":
		_, err = server.List(ctx, &types.MsgList{Owner: address, JobId: id, Price: math.NewInt(amount)})
		if may = owns && !m.suspended[who] && !m.revoked[cert]; may {
			m.price[cert] = amount
		}
	case "delist":
		_, err = server.Delist(ctx, &types.MsgDelist{Owner: address, JobId: id})
		if may = owns && m.price[cert] > 0; may {
			m.price[cert] = 0
		}
	case "buy":
		b := bid{cert, who, amount}
		_, err = server.Buy(ctx, &types.MsgBuy{Buyer: address, JobId: id, MaxPrice: math.NewInt(amount)})
		if may = m.open(b) && m.money[who] >= amount; may {
			m.money[who] -= amount
			m.purchases = append(m.purchases, b)
		}
	case "transfer":
		to := rapid.IntRange(0, len(people)-1).Draw(r, "to")
		_, err = server.Transfer(ctx, &types.MsgTransfer{Owner: address, JobId: id, Recipient: people[to].String()})
		if may = owns && to != who && !m.suspended[who] && !m.suspended[to]; may {
			m.owner[cert], m.price[cert] = to, 0
		}
	case "suspend":
		f.Identity.Suspend(people[who])
		m.suspended[who], may = true, true
	case "reinstate":
		f.Identity.Add(people[who])
		m.suspended[who], may = false, true
	case "revoke":
		_, err = server.Revoke(ctx, &types.MsgRevoke{Authority: f.Authority, JobId: id, Reason: "stolen data", Evidence: evidence})
		if may = !m.revoked[cert]; may {
			m.revoked[cert], m.price[cert] = true, 0
		}
	}
	require.Equal(r, may, err == nil, "%v", err)
}

// requireOutcome: each purchase has its event, in the order of the block.
func requireOutcome(t *rapid.T, bids []bid, sold []bool, emitted []any) {
	var got, want []string
	for _, e := range emitted {
		switch e := e.(type) {
		case *types.EventCertificateSold:
			got = append(got, fmt.Sprintf("%d sold to %s", e.JobId, e.Buyer))
		case *types.EventPurchaseFailed:
			require.NotEmpty(t, e.Reason)
			got = append(got, fmt.Sprintf("%d not sold to %s: %s back", e.JobId, e.Buyer, e.Returned))
		}
	}
	for i, b := range bids {
		if sold[i] {
			want = append(want, fmt.Sprintf("%d sold to %s", 101+b.cert, people[b.buyer]))
		} else {
			want = append(want, fmt.Sprintf("%d not sold to %s: %d back", 101+b.cert, people[b.buyer], b.max))
		}
	}
	require.Equal(t, want, got)
}

func requireState(t *rapid.T, f *testutil.Fixture, m *model) {
	for i, owner := range m.owner {
		id := uint64(101 + i)
		_, holds, err := f.Keeper.Certificate(f.Ctx, id)
		require.NoError(t, err)
		require.Equal(t, people[owner].String(), holds.String())
		listing, err := f.Keeper.Listings.Has(f.Ctx, id)
		require.NoError(t, err)
		require.Equal(t, m.price[i] > 0, listing)
	}
	for i, p := range people {
		require.Equal(t, m.money[i], held(f, p))
	}
	require.Empty(t, invariant.Check(f.Ctx, f.Keeper.Invariants()))
}

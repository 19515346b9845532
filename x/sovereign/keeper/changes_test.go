package keeper_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/sovereign/keeper"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// source is a module's parameters that a test turns by hand.
type source struct {
	name, json string
	err        error
	panics     bool
}

func (s *source) Module() string { return s.name }

func (s *source) Params(context.Context) (json.RawMessage, error) {
	if s.panics {
		panic("broken")
	}
	return json.RawMessage(s.json), s.err
}

func yes() []string {
	return []string{sdk.AccAddress("official1___________").String(), sdk.AccAddress("official2___________").String()}
}

func logged(t *testing.T) (f *fixture, jobs, gov *source) {
	t.Helper()
	f = bare(t)
	jobs, gov = &source{name: "jobs", json: `{"params":{"burn_bps":1,"fee":"2"}}`}, &source{name: "gov", json: `{"params":{"period":"7s"}}`}
	f.k.SetParamsSources(jobs, gov)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	require.NoError(t, f.k.RecordChanges(f.ctx, 0, nil))
	return f, jobs, gov
}

func (f *fixture) changes(t *testing.T, req *types.QueryChangesRequest) []types.Change {
	t.Helper()
	res, err := keeper.NewQueryServer(f.k).Changes(f.ctx, req)
	require.NoError(t, err)
	return res.Changes
}

func eventsOf[T proto.Message](t *testing.T, ctx sdk.Context) (list []T) {
	t.Helper()
	var kind T
	for _, e := range ctx.EventManager().ABCIEvents() {
		if e.Type != proto.MessageName(kind) {
			continue
		}
		msg, err := sdk.ParseTypedEvent(e)
		require.NoError(t, err)
		list = append(list, msg.(T))
	}
	return list
}

func TestRecordChanges(t *testing.T) {
	f, jobs, gov := logged(t)
	require.Empty(t, f.changes(t, nil), "what was there at the start is no change")
	f.ctx = f.ctx.WithBlockHeight(7).WithEventManager(sdk.NewEventManager())
	jobs.json, gov.json = `{"params": {"fee":"2","burn_bps":9}, "categories":{"general":{"open":true}}}`, `{"params":{"period":"3s"}}`
	require.NoError(t, f.k.RecordChanges(f.ctx, 5, yes()))

	row := func(id uint64, module, field, before, after string) types.Change {
		return types.Change{
			Id: id, Height: 7, Time: genesisTime, ProposalId: 5, Module: module, Field: field,
			OldValue: before, NewValue: after, Voters: yes(),
		}
	}
	want := []types.Change{
		row(3, "gov", "params.period", `"7s"`, `"3s"`),
		row(2, "jobs", "params.burn_bps", "1", "9"),
		row(1, "jobs", "categories.general.open", "", "true"),
	}
	require.Equal(t, want, f.changes(t, nil), "newest first")
	require.Equal(t, want[1:], f.changes(t, &types.QueryChangesRequest{Module: "jobs"}))
	oldest := f.changes(t, &types.QueryChangesRequest{Pagination: &query.PageRequest{Reverse: true, Limit: 1}})
	require.Equal(t, want[2:], oldest)
	var events []types.Change
	for _, e := range eventsOf[*types.EventParameterChanged](t, f.ctx) {
		events = append([]types.Change{e.Change}, events...)
	}
	require.Equal(t, want, events)

	require.NoError(t, f.k.RecordChanges(f.ctx, 6, yes()))
	require.Len(t, f.changes(t, nil), 3, "nothing has changed since")
}

// Pages of the log do not overlap and leave nothing out.
func TestChangesInPages(t *testing.T) {
	f, jobs, _ := logged(t)
	for i := range 7 {
		jobs.json = fmt.Sprintf(`{"a":%d}`, i)
		require.NoError(t, f.k.RecordChanges(f.ctx, uint64(i)+1, nil))
	}
	server := keeper.NewQueryServer(f.k)
	var ids []uint64
	page := &query.PageRequest{Limit: 3}
	for {
		res, err := server.Changes(f.ctx, &types.QueryChangesRequest{Pagination: page})
		require.NoError(t, err)
		for _, c := range res.Changes {
			ids = append(ids, c.Id)
		}
		if len(res.Pagination.NextKey) == 0 {
			break
		}
		page = &query.PageRequest{Limit: 3, Key: res.Pagination.NextKey}
	}
	require.Len(t, ids, 9)
	for i, id := range ids {
		require.Equal(t, uint64(9-i), id)
	}
}

func TestTheRingKeepsTheLastRows(t *testing.T) {
	f, jobs, _ := logged(t)
	for i := range types.MaxChanges + 5 {
		jobs.json = fmt.Sprintf(`{"params":{"burn_bps":%d,"fee":"2"}}`, i+2)
		require.NoError(t, f.k.RecordChanges(f.ctx, uint64(i)+1, nil))
	}
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, gs.Validate())
	require.Len(t, gs.Changes, types.MaxChanges)
	require.Equal(t, uint64(6), gs.Changes[0].Id)
	require.Equal(t, uint64(types.MaxChanges+6), gs.NextChangeId)
	require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))
}

// A module that cannot be read hides no other, and its changes show the next time.
func TestAModuleThatCannotBeRead(t *testing.T) {
	for name, breakIt := range map[string]func(*source){
		"an error": func(s *source) { s.err = errors.New("not today") },
		"a panic":  func(s *source) { s.panics = true },
		"no JSON":  func(s *source) { s.json = `{` },
	} {
		t.Run(name, func(t *testing.T) {
			f, jobs, gov := logged(t)
			breakIt(jobs)
			gov.json = `{"params":{"period":"3s"}}`
			f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
			require.NoError(t, f.k.RecordChanges(f.ctx, 5, yes()))
			require.Len(t, f.changes(t, nil), 1)
			failed := eventsOf[*types.EventChangeLogFailed](t, f.ctx)
			require.Len(t, failed, 1)
			require.Equal(t, []any{"jobs", uint64(5)}, []any{failed[0].Module, failed[0].ProposalId})

			*jobs = source{name: "jobs", json: `{"params":{"burn_bps":3,"fee":"2"}}`}
			require.NotEmpty(t, invariant.Check(f.ctx, f.k.Invariants()), "the log does not know of it yet")
			require.NoError(t, f.k.RecordChanges(f.ctx, 6, nil))
			require.Equal(t, "params.burn_bps", f.changes(t, nil)[0].Field)
			require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))
		})
	}
}

// What a nation edited between export and import stands in the log without a proposal.
func TestChangesThroughGenesis(t *testing.T) {
	f, jobs, _ := logged(t)
	jobs.json = `{"params":{"burn_bps":9,"fee":"2"}}`
	require.NoError(t, f.k.RecordChanges(f.ctx, 5, yes()))
	gs, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)

	g := bare(t)
	edited := &source{name: "jobs", json: `{"params":{"burn_bps":9,"fee":"2"}}`}
	g.k.SetParamsSources(edited, &source{name: "gov", json: `{"params":{"period":"7s"}}`})
	require.NoError(t, g.k.InitGenesis(g.ctx, *gs))
	require.NoError(t, g.k.RecordChanges(g.ctx, 0, nil))
	again, err := g.k.ExportGenesis(g.ctx)
	require.NoError(t, err)
	require.Equal(t, gs, again)

	edited.json = `{"params":{"burn_bps":9,"fee":"3"}}`
	require.NoError(t, g.k.RecordChanges(g.ctx, 0, nil))
	row := g.changes(t, nil)[0]
	require.Equal(t, []any{uint64(2), uint64(0), "params.fee", `"2"`, `"3"`}, []any{row.Id, row.ProposalId, row.Field, row.OldValue, row.NewValue})
}

func TestSourcesAreSetOnce(t *testing.T) {
	f := bare(t)
	require.Panics(t, func() { f.k.SetParamsSources(&source{name: "a"}, &source{name: "a"}) })
	f.k.SetParamsSources(&source{name: "a"})
	require.Panics(t, func() { f.k.SetParamsSources(&source{name: "b"}) })
}

// paid is what the fake bank was asked for.
type paid struct {
	from string
	to   sdk.AccAddress
	amt  sdk.Coins
}

func (b *bank) GetBalance(_ context.Context, addr sdk.AccAddress, denom string) sdk.Coin {
	if !addr.Equals(money.TreasuryAddress()) || denom != "uagi" {
		return sdk.NewInt64Coin(denom, 0)
	}
	return sdk.NewInt64Coin(denom, 500)
}

// BlockedAddr: the chain's own accounts, as in the app.
func (*bank) BlockedAddr(addr sdk.AccAddress) bool {
	return addr.Equals(money.TreasuryAddress()) || addr.Equals(money.IncentivesAddress()) || addr.Equals(authtypes.NewModuleAddress("jobs"))
}

func (b *bank) SendCoinsFromModuleToModule(_ context.Context, from, to string, amt sdk.Coins) error {
	b.paid = append(b.paid, paid{from, authtypes.NewModuleAddress(to), amt})
	return nil
}

func (b *bank) SendCoinsFromModuleToAccount(_ context.Context, from string, to sdk.AccAddress, amt sdk.Coins) error {
	b.paid = append(b.paid, paid{from, to, amt})
	return nil
}

func TestSpendTreasury(t *testing.T) {
	someone := sdk.AccAddress("someone_____________")
	for name, tc := range map[string]struct {
		edit func(*types.MsgSpendTreasury)
		err  error
	}{
		"all of it":     {func(m *types.MsgSpendTreasury) { m.Amount = math.NewInt(500) }, nil},
		"more than it":  {func(m *types.MsgSpendTreasury) { m.Amount = math.NewInt(501) }, types.ErrTreasury},
		"to the pool":   {func(m *types.MsgSpendTreasury) { m.Recipient = money.IncentivesAddress().String() }, nil},
		"to the escrow": {func(m *types.MsgSpendTreasury) { m.Recipient = authtypes.NewModuleAddress("jobs").String() }, types.ErrRecipient},
		"to itself":     {func(m *types.MsgSpendTreasury) { m.Recipient = money.TreasuryAddress().String() }, types.ErrRecipient},
		"by a stranger": {func(m *types.MsgSpendTreasury) { m.Authority = someone.String() }, types.ErrUnauthorized},
		"for nothing":   {func(m *types.MsgSpendTreasury) { m.Amount = math.ZeroInt() }, types.ErrInvalidSpend},
	} {
		t.Run(name, func(t *testing.T) {
			f := started(t)
			f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
			msg := &types.MsgSpendTreasury{Authority: f.authority, Recipient: someone.String(), Amount: math.NewInt(1), Reason: "flood relief"}
			tc.edit(msg)
			_, err := keeper.NewMsgServer(f.k).SpendTreasury(f.ctx, msg)
			require.ErrorIs(t, err, tc.err)
			if tc.err != nil {
				require.Empty(t, f.bank.paid)
				return
			}
			recipient := sdk.MustAccAddressFromBech32(msg.Recipient)
			require.Equal(t, []paid{{money.Treasury, recipient, sdk.NewCoins(sdk.NewCoin("uagi", msg.Amount))}}, f.bank.paid)
			require.Equal(t, []*types.EventTreasurySpent{{Recipient: msg.Recipient, Amount: msg.Amount, Reason: "flood relief"}},
				eventsOf[*types.EventTreasurySpent](t, f.ctx))
		})
	}
}

package keeper_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/invariant"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// clock is a clock that a test sets.
type clock struct {
	now int64
	err error
}

func (c *clock) Now(context.Context) (int64, error) { return c.now, c.err }

// identities knows the participants that a test wrote into it.
type identities map[string]identitytypes.Participant

func (i identities) Participant(_ context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	p, ok := i[addr.String()]
	if !ok {
		return p, identitytypes.ErrUnknownParticipant.Wrap(addr.String())
	}
	return p, nil
}

// admit writes a participant; responsible may be nil.
func (i identities) admit(addr sdk.AccAddress, organisation string, responsible sdk.AccAddress) {
	i[addr.String()] = identitytypes.Participant{Address: addr.String(), OrganisationId: organisation, Responsible: responsible.String()}
}

type fixture struct {
	ctx       sdk.Context
	clock     *clock
	identity  identities
	k         *keeper.Keeper
	module    reputation.AppModule
	enc       moduletestutil.TestEncodingConfig
	authority string
}

// bare returns a keeper on an empty store.
func bare(t *testing.T) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	enc := moduletestutil.MakeTestEncodingConfig(reputation.AppModule{})
	f := &fixture{
		ctx:       testutil.DefaultContextWithDB(t, key, storetypes.NewTransientStoreKey("transient_test")).Ctx,
		clock:     &clock{now: 1_000},
		identity:  identities{},
		enc:       enc,
		authority: authtypes.NewModuleAddress(govtypes.ModuleName).String(),
	}
	f.k = keeper.NewKeeper(enc.Codec, runtime.NewKVStoreService(key), f.clock, f.identity, f.authority)
	f.module = reputation.NewAppModule(enc.Codec, f.k)
	return f
}

// setup returns a keeper with the default genesis.
func setup(t *testing.T) *fixture {
	t.Helper()
	f := bare(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	return f
}

// events runs act and returns the typed events that it emitted.
func (f *fixture) events(t *testing.T, act func(ctx sdk.Context)) []any {
	t.Helper()
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())
	act(ctx)
	var out []any
	for _, e := range ctx.EventManager().ABCIEvents() {
		msg, err := sdk.ParseTypedEvent(e)
		require.NoError(t, err)
		out = append(out, msg)
	}
	return out
}

// set gives somebody a score that was written now.
func (f *fixture) set(t *testing.T, addr sdk.AccAddress, role identitytypes.Role, value string) {
	t.Helper()
	f.setIn(t, addr, role, "", value)
}

func (f *fixture) setIn(t *testing.T, addr sdk.AccAddress, role identitytypes.Role, category, value string) {
	t.Helper()
	score := types.Score{
		Address: addr.String(), Role: role, Category: category, Value: math.LegacyMustNewDecFromStr(value), UpdatedMs: f.clock.now,
	}
	params, err := f.k.Params.Get(f.ctx)
	require.NoError(t, err)
	score.RankKey, err = params.RankKey(score.Value, score.UpdatedMs)
	require.NoError(t, err)
	require.NoError(t, f.k.SetScore(f.ctx, addr, score))
	if score.Value.IsPositive() {
		require.NoError(t, f.k.Ranking.Set(f.ctx, collections.Join4(int32(role), category, ^score.RankKey, addr)))
	}
}

// stored returns the stored score, zero when there is none.
func (f *fixture) stored(t *testing.T, addr sdk.AccAddress, role identitytypes.Role) types.Score {
	t.Helper()
	return f.storedIn(t, addr, role, "")
}

func (f *fixture) storedIn(t *testing.T, addr sdk.AccAddress, role identitytypes.Role, category string) types.Score {
	t.Helper()
	list, err := f.k.AllScores(f.ctx)
	require.NoError(t, err)
	for _, score := range list {
		if score.Address == addr.String() && score.Role == role && score.Category == category {
			return score
		}
	}
	return types.Score{Value: math.LegacyZeroDec()}
}

// record returns the stored record.
func (f *fixture) record(t *testing.T, addr sdk.AccAddress, role identitytypes.Role) types.Record {
	t.Helper()
	account, err := f.k.Accounts.Get(f.ctx, addr)
	require.NoError(t, err)
	record, found := account.Record(addr, role)
	require.True(t, found)
	return record
}

// param changes parameters.
func (f *fixture) param(t *testing.T, change func(p *types.Params)) types.Params {
	t.Helper()
	params, err := f.k.Params.Get(f.ctx)
	require.NoError(t, err)
	change(&params)
	require.NoError(t, f.k.SetParams(f.ctx, params))
	return params
}

func (f *fixture) export(t *testing.T) []byte {
	t.Helper()
	return f.module.ExportGenesis(f.ctx, f.enc.Codec)
}

func (f *fixture) invariants(t *testing.T) {
	t.Helper()
	require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))
}

func account(n byte) sdk.AccAddress { return bytes.Repeat([]byte{n}, 20) }

func TestScoreOfStranger(t *testing.T) {
	f := setup(t)
	score, err := f.k.Score(f.ctx, account(1), identitytypes.ROLE_VALIDATOR)
	require.NoError(t, err)
	require.Equal(t, "0", score.String())
	highest, err := f.k.Cap(f.ctx)
	require.NoError(t, err)
	require.Equal(t, "100000", highest.String())
	_, err = f.k.Score(f.ctx, account(1), identitytypes.ROLE_AUDITOR)
	require.ErrorIs(t, err, types.ErrInvalidRole)
	f.invariants(t)
}

func TestScoreIsRoundedDown(t *testing.T) {
	f := setup(t)
	f.set(t, account(1), identitytypes.ROLE_AGENT, "12.999")
	score, err := f.k.Score(f.ctx, account(1), identitytypes.ROLE_AGENT)
	require.NoError(t, err)
	require.Equal(t, "12", score.String())
}

// A cap that is lowered and raised again: scores read as the cap in between and are not rewritten.
func TestLoweredCap(t *testing.T) {
	f := setup(t)
	f.set(t, account(1), identitytypes.ROLE_AGENT, "90000")
	read := func() string {
		score, err := f.k.Score(f.ctx, account(1), identitytypes.ROLE_AGENT)
		require.NoError(t, err)
		return score.String()
	}
	params := f.param(t, func(p *types.Params) { p.Cap = math.NewInt(50_000) })
	require.Equal(t, "50000", read())
	f.invariants(t)
	before := f.export(t)

	// A new chain started from the export reads the same now and after the cap is raised.
	g := bare(t)
	g.module.InitGenesis(g.ctx, g.enc.Codec, before)
	require.Equal(t, string(before), string(g.export(t)))
	for _, chain := range []*fixture{f, g} {
		require.NoError(t, chain.k.SetParams(chain.ctx, types.DefaultParams()))
		score, err := chain.k.Score(chain.ctx, account(1), identitytypes.ROLE_AGENT)
		require.NoError(t, err)
		require.Equal(t, "90000", score.String())
	}

	// A change under the lower cap starts from the cap.
	require.NoError(t, f.k.SetParams(f.ctx, params))
	require.NoError(t, f.k.Adjust(f.ctx, account(1), identitytypes.ROLE_AGENT, math.NewInt(-100), "case 1"))
	require.Equal(t, "49900.000000000000000000", f.stored(t, account(1), identitytypes.ROLE_AGENT).Value.String())
}

func TestGenesisRoundTrip(t *testing.T) {
	f := setup(t)
	f.set(t, account(3), identitytypes.ROLE_EMPLOYER, "1.000000000000000001")
	f.set(t, account(1), identitytypes.ROLE_VALIDATOR, "7")
	f.set(t, account(1), identitytypes.ROLE_AGENT, "100000")
	f.param(t, func(p *types.Params) { p.HistoryLength = 2 })
	for id := range uint64(4) {
		f.trade(t, id+1, employer, agent)
	}
	out := f.export(t)
	require.NoError(t, f.module.ValidateGenesis(f.enc.Codec, f.enc.TxConfig, out))

	g := bare(t)
	g.module.InitGenesis(g.ctx, g.enc.Codec, out)
	require.Equal(t, string(out), string(g.export(t)))
	require.Equal(t, f.stored(t, account(3), identitytypes.ROLE_EMPLOYER), g.stored(t, account(3), identitytypes.ROLE_EMPLOYER))
	require.Equal(t, f.explain(t, 4, agent.String()), g.explain(t, 4, agent.String()))
	g.invariants(t)

	// Both go on alike.
	for _, chain := range []*fixture{f, g} {
		chain.clock.now += 5_000
		chain.trade(t, 9, employer, agent)
		chain.invariants(t)
	}
	require.Equal(t, string(f.export(t)), string(g.export(t)))
}

func TestBadGenesisIsRefused(t *testing.T) {
	f := bare(t)
	gs := types.DefaultGenesis()
	gs.Params.UnitPoints = 0
	require.ErrorIs(t, f.k.InitGenesis(f.ctx, *gs), types.ErrInvalidParams)
	require.Error(t, f.module.ValidateGenesis(f.enc.Codec, f.enc.TxConfig, f.enc.Codec.MustMarshalJSON(gs)))
	require.ErrorContains(t, f.module.ValidateGenesis(f.enc.Codec, f.enc.TxConfig, []byte(`{"params":7}`)), "cannot be decoded")
}

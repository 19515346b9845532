package keeper_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/sovereign"
	"github.com/agijobs/agijobs/x/sovereign/keeper"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

var genesisTime = time.Date(2027, 1, 2, 3, 4, 5, 678_900_000, time.UTC)

// bank is a bank that only knows its supply.
type bank struct {
	supply math.Int
	paid   []paid
}

func (b *bank) GetSupply(_ context.Context, denom string) sdk.Coin {
	if denom != "uagi" {
		return sdk.NewInt64Coin(denom, 0)
	}
	return sdk.NewCoin(denom, b.supply)
}

type fixture struct {
	ctx       sdk.Context
	bank      *bank
	k         *keeper.Keeper
	module    sovereign.AppModule
	authority string
	enc       moduletestutil.TestEncodingConfig
}

// bare returns a keeper on an empty store.
func bare(t testing.TB) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	enc := moduletestutil.MakeTestEncodingConfig(sovereign.AppModule{})
	f := &fixture{
		bank:      &bank{supply: math.NewInt(1_000)},
		enc:       enc,
		authority: authtypes.NewModuleAddress(govtypes.ModuleName).String(),
	}
	f.ctx = testutil.DefaultContextWithDB(t, key, storetypes.NewTransientStoreKey("t")).Ctx.WithBlockTime(genesisTime)
	f.k = keeper.NewKeeper(enc.Codec, runtime.NewKVStoreService(key), f.bank, f.authority)
	f.module = sovereign.NewAppModule(enc.Codec, f.k)
	return f
}

// started returns a keeper after a default genesis.
func started(t *testing.T) *fixture {
	t.Helper()
	f := bare(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	return f
}

func (f *fixture) block(t *testing.T, at time.Time) sdk.Events {
	t.Helper()
	f.ctx = f.ctx.WithBlockTime(at).WithEventManager(sdk.NewEventManager())
	require.NoError(t, f.module.BeginBlock(f.ctx))
	return f.ctx.EventManager().Events()
}

func (f *fixture) now(t *testing.T) int64 {
	t.Helper()
	now, err := f.k.Now(f.ctx)
	require.NoError(t, err)
	return now
}

func (f *fixture) export(t *testing.T) string {
	t.Helper()
	return string(f.module.ExportGenesis(f.ctx, f.enc.Codec))
}

func withStep(step time.Duration) types.Params {
	p := types.DefaultParams()
	p.MaxStep = step
	return p
}

func TestClockRunsFromGenesis(t *testing.T) {
	f := started(t)
	start := genesisTime.UnixMilli()
	require.Equal(t, start, f.now(t))

	require.Empty(t, f.block(t, genesisTime), "the first block has the genesis time")
	require.Equal(t, start, f.now(t))
	require.Empty(t, f.block(t, genesisTime.Add(900*time.Millisecond)))
	require.Equal(t, start+900, f.now(t))
	require.Empty(t, f.block(t, genesisTime.Add(10_900*time.Millisecond)))
	require.Equal(t, start+10_900, f.now(t))
}

func TestClockHeldOverAHalt(t *testing.T) {
	f := started(t)
	events := f.block(t, genesisTime.Add(6*time.Hour))
	require.Equal(t, genesisTime.UnixMilli()+10_000, f.now(t))

	want, err := sdk.TypedEventToEvent(&types.EventClockHeld{StepMs: 21_600_000, AdvancedMs: 10_000})
	require.NoError(t, err)
	require.Equal(t, sdk.Events{want}, events)

	require.Empty(t, f.block(t, genesisTime.Add(6*time.Hour+time.Second)))
	require.Equal(t, genesisTime.UnixMilli()+11_000, f.now(t))

	res, err := keeper.NewQueryServer(f.k).Clock(f.ctx, &types.QueryClockRequest{})
	require.NoError(t, err)
	require.Equal(t, int64(21_600_000-10_000), res.BehindMs)
	require.Equal(t, f.now(t), res.NowMs)
	require.Equal(t, f.ctx.BlockTime().UnixMilli(), res.BlockTimeMs)
}

func TestClockNeverGoesBack(t *testing.T) {
	f := started(t)
	require.Empty(t, f.block(t, genesisTime.Add(-time.Hour)))
	require.Equal(t, genesisTime.UnixMilli(), f.now(t))
}

func TestNewMaxStepCountsFromTheNextBlock(t *testing.T) {
	f := started(t)
	_, err := keeper.NewMsgServer(f.k).UpdateParams(f.ctx, &types.MsgUpdateParams{
		Authority: f.authority, Params: withStep(time.Second),
	})
	require.NoError(t, err)
	f.block(t, genesisTime.Add(5*time.Second))
	require.Equal(t, genesisTime.UnixMilli()+1_000, f.now(t))
}

func TestUpdateParams(t *testing.T) {
	stranger := sdk.AccAddress("stranger____________").String()
	authority := authtypes.NewModuleAddress(govtypes.ModuleName).String()
	good := withStep(5 * time.Second)
	for name, tc := range map[string]struct {
		msg types.MsgUpdateParams
		err error
	}{
		"authority":      {types.MsgUpdateParams{Authority: authority, Params: good}, nil},
		"stranger":       {types.MsgUpdateParams{Authority: stranger, Params: good}, types.ErrUnauthorized},
		"no address":     {types.MsgUpdateParams{Params: good}, types.ErrInvalidAddress},
		"foreign prefix": {types.MsgUpdateParams{Authority: "cosmos1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrujsuw", Params: good}, types.ErrInvalidAddress},
		"step too small": {types.MsgUpdateParams{Authority: authority, Params: withStep(99 * time.Millisecond)}, types.ErrInvalidParams},
		"step too big":   {types.MsgUpdateParams{Authority: authority, Params: withStep(61 * time.Second)}, types.ErrInvalidParams},
	} {
		t.Run(name, func(t *testing.T) {
			f := started(t)
			before := f.export(t)
			f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())

			_, err := keeper.NewMsgServer(f.k).UpdateParams(f.ctx, &tc.msg)

			if tc.err != nil {
				require.ErrorIs(t, err, tc.err)
				require.Equal(t, before, f.export(t))
				return
			}
			require.NoError(t, err)
			want, err := sdk.TypedEventToEvent(&types.EventParamsUpdated{Params: good})
			require.NoError(t, err)
			require.Equal(t, sdk.Events{want}, f.ctx.EventManager().Events())
			got, err := keeper.NewQueryServer(f.k).Params(f.ctx, &types.QueryParamsRequest{})
			require.NoError(t, err)
			require.Equal(t, good, got.Params)
		})
	}
}

func TestBooks(t *testing.T) {
	f := started(t)
	require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))

	require.NoError(t, f.k.RecordBurn(f.ctx, "jobs", math.NewInt(30)))
	require.NoError(t, f.k.RecordBurn(f.ctx, "validation", math.NewInt(5)))
	require.NoError(t, f.k.RecordBurn(f.ctx, "jobs", math.NewInt(10)))
	require.NoError(t, f.k.RecordBurn(f.ctx, "reputation", math.ZeroInt()), "nothing leaves no record")
	require.NoError(t, f.k.RecordMint(f.ctx, "jobs", math.NewInt(100)))
	require.NotEmpty(t, invariant.Check(f.ctx, f.k.Invariants()), "booked, but the bank did nothing")
	f.bank.supply = math.NewInt(1_055)
	require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))

	res, err := keeper.NewQueryServer(f.k).Supply(f.ctx, &types.QuerySupplyRequest{})
	require.NoError(t, err)
	require.Equal(t, &types.QuerySupplyResponse{
		Denom: "uagi", Genesis: math.NewInt(1_000), Minted: math.NewInt(100), Burned: math.NewInt(45), Supply: math.NewInt(1_055),
		Records: []types.MoneyRecord{
			{Module: "jobs", Minted: math.NewInt(100), Burned: math.NewInt(40)},
			{Module: "validation", Minted: math.ZeroInt(), Burned: math.NewInt(5)},
		},
	}, res)

	f.bank.supply = math.NewInt(1_054)
	broken := invariant.Check(f.ctx, f.k.Invariants())
	require.Len(t, broken, 1)
	require.ErrorIs(t, broken[0], types.ErrSupply)
}

func TestBooksRefuse(t *testing.T) {
	f := started(t)
	before := f.export(t)
	require.ErrorIs(t, f.k.RecordBurn(f.ctx, "jobs", math.NewInt(-1)), types.ErrInvalidAmount)
	require.ErrorIs(t, f.k.RecordMint(f.ctx, "jobs", math.Int{}), types.ErrInvalidAmount)
	require.ErrorIs(t, f.k.RecordBurn(f.ctx, "Not A Module", math.OneInt()), types.ErrInvalidAmount)
	require.Equal(t, before, f.export(t))
}

func TestCurrencyQueries(t *testing.T) {
	f := started(t)
	denom, err := f.k.Denom(f.ctx)
	require.NoError(t, err)
	require.Equal(t, "uagi", denom)
	res, err := keeper.NewQueryServer(f.k).Currency(f.ctx, &types.QueryCurrencyRequest{})
	require.NoError(t, err)
	require.Equal(t, types.DefaultCurrency(), res.Currency)
}

func TestGenesisRoundTrip(t *testing.T) {
	f := started(t)
	f.block(t, genesisTime.Add(time.Hour))
	require.NoError(t, f.k.RecordBurn(f.ctx, "jobs", math.NewInt(30)))
	require.NoError(t, f.k.RecordMint(f.ctx, "thermostat", math.NewInt(7)))
	f.bank.supply = math.NewInt(977)
	exported := f.export(t)

	g := bare(t)
	g.bank.supply = f.bank.supply
	// The new chain starts a day later: market time goes on where it stood.
	g.ctx = g.ctx.WithBlockTime(genesisTime.Add(25 * time.Hour))
	require.NoError(t, g.module.ValidateGenesis(g.enc.Codec, nil, []byte(exported)))
	g.module.InitGenesis(g.ctx, g.enc.Codec, []byte(exported))

	require.Equal(t, exported, g.export(t))
	require.Equal(t, f.now(t), g.now(t))
	require.Empty(t, invariant.Check(g.ctx, g.k.Invariants()))
	g.block(t, genesisTime.Add(25*time.Hour))
	require.Equal(t, f.now(t)+10_000, g.now(t))
}

func TestInitGenesisRefuses(t *testing.T) {
	t.Run("no genesis time", func(t *testing.T) {
		f := bare(t)
		err := f.k.InitGenesis(f.ctx.WithBlockTime(time.Time{}), *types.DefaultGenesis())
		require.ErrorIs(t, err, types.ErrInvalidGenesis)
	})
	t.Run("supply is not the bank's", func(t *testing.T) {
		f := bare(t)
		gs := types.DefaultGenesis()
		wrong := math.NewInt(999)
		gs.GenesisSupply = &wrong
		require.ErrorIs(t, f.k.InitGenesis(f.ctx, *gs), types.ErrInvalidGenesis)
	})
}

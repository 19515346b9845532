package keeper_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdktestutil "github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/invariant"
	jobstestutil "github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/thermostat"
	"github.com/agijobs/agijobs/x/thermostat/keeper"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// start is market time at which a fixture begins, in ms: the hundredth epoch of the default parameters.
var start = 100 * time.Hour.Milliseconds()

// fixture is a keeper on fakes.
type fixture struct {
	t         testing.TB
	ctx       sdk.Context
	enc       moduletestutil.TestEncodingConfig
	clock     *testutil.Clock
	bank      *testutil.Bank
	jobs      *testutil.Jobs
	scores    *testutil.Scores
	k         *keeper.Keeper
	module    thermostat.AppModule
	msgs      types.MsgServer
	queries   types.QueryServer
	authority string
	key       *storetypes.KVStoreKey
}

// bare returns a keeper on an empty store. x/jobs has the categories data, general and maps.
func bare(t testing.TB) *fixture {
	t.Helper()
	key, bankKey := storetypes.NewKVStoreKey(types.StoreKey), storetypes.NewKVStoreKey("fakebank")
	f := &fixture{
		t: t, key: key,
		ctx: sdktestutil.DefaultContextWithKeys(
			map[string]*storetypes.KVStoreKey{key.Name(): key, bankKey.Name(): bankKey}, nil, nil,
		).WithExecMode(sdk.ExecModeFinalize),
		enc:       moduletestutil.MakeTestEncodingConfig(thermostat.AppModule{}),
		clock:     &testutil.Clock{Ms: start},
		bank:      &testutil.Bank{Bank: &jobstestutil.Bank{Key: bankKey}},
		jobs:      testutil.NewJobs("data", "general", "maps"),
		scores:    &testutil.Scores{Groups: map[string]string{}},
		authority: authtypes.NewModuleAddress(govtypes.ModuleName).String(),
	}
	f.k = keeper.NewKeeper(f.enc.Codec, runtime.NewKVStoreService(key), f.clock, f.scores, f.jobs, f.bank, f.bank, f.authority)
	f.module = thermostat.NewAppModule(f.enc.Codec, f.k)
	f.msgs, f.queries = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	return f
}

// setup returns a keeper with default parameters and the given loops, of revision 1 and sorted by id, or none.
func setup(t testing.TB, loops ...types.Loop) *fixture {
	t.Helper()
	f := bare(t)
	gs := types.DefaultGenesis()
	gs.Loops = nil
	for _, l := range loops {
		l.Revision = 1
		gs.Loops = append(gs.Loops, l)
	}
	require.NoError(t, f.k.InitGenesis(f.ctx, *gs))
	return f
}

// setParams changes the parameters.
func (f *fixture) setParams(change func(p *types.Params)) types.Params {
	f.t.Helper()
	p, err := f.k.Params.Get(f.ctx)
	require.NoError(f.t, err)
	change(&p)
	require.NoError(f.t, f.k.Params.Set(f.ctx, p))
	return p
}

// pass lets market time go by.
func (f *fixture) pass(d time.Duration) { f.clock.Ms += d.Milliseconds() }

// endBlock ends a block, checks the invariants and returns the block's typed events.
func (f *fixture) endBlock() []proto.Message {
	f.t.Helper()
	return f.events(func(ctx sdk.Context) {
		require.NoError(f.t, f.module.EndBlock(ctx))
		f.check()
	})
}

// check checks the invariants.
func (f *fixture) check() {
	f.t.Helper()
	require.NoError(f.t, errors.Join(invariant.Check(f.ctx, f.k.Invariants())...))
}

// events runs act and returns the typed events that it emitted; those of the fake bank are none.
func (f *fixture) events(act func(ctx sdk.Context)) []proto.Message {
	f.t.Helper()
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())
	act(ctx)
	var list []proto.Message
	for _, e := range ctx.EventManager().ABCIEvents() {
		msg, err := sdk.ParseTypedEvent(e)
		require.NoError(f.t, err)
		list = append(list, msg)
	}
	return list
}

// of returns the events of one type.
func of[T proto.Message](events []proto.Message) []T {
	var list []T
	for _, e := range events {
		if is, ok := e.(T); ok {
			list = append(list, is)
		}
	}
	return list
}

// reads returns how many keys of the module's store something reads.
func (f *fixture) reads(run func(ctx sdk.Context)) int { return jobstestutil.Reads(f.ctx, f.key, run) }

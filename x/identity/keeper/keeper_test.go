package keeper_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity"
	"github.com/agijobs/agijobs/x/identity/keeper"
	"github.com/agijobs/agijobs/x/identity/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	authority = authtypes.NewModuleAddress(govtypes.ModuleName).String()
	os.Exit(m.Run())
}

var (
	genesisTime = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
	authority   string // set when the prefix is

	registrar  = addr("registrar")
	registrar2 = addr("registrar2")
	auditor    = addr("auditor")
	human      = addr("human")
	stranger   = addr("stranger")
)

func addr(name string) sdk.AccAddress {
	bz := make([]byte, 20)
	copy(bz, name)
	return bz
}

// stakes is a module that holds stake of some.
type stakes map[string]bool

func (s stakes) HasStake(_ context.Context, a sdk.AccAddress) (bool, error) { return s[string(a)], nil }

// hook remembers who was revoked and does what it is told.
type hook struct {
	seen []string
	do   func(ctx context.Context, a sdk.AccAddress) error
}

func (h *hook) AfterRevoked(ctx context.Context, a sdk.AccAddress) error {
	h.seen = append(h.seen, a.String())
	if h.do != nil {
		return h.do(ctx, a)
	}
	return nil
}

type fixture struct {
	ctx    sdk.Context
	k      *keeper.Keeper
	srv    types.MsgServer
	query  types.QueryServer
	acc    authkeeper.AccountKeeper
	stakes stakes
	module identity.AppModule
	enc    moduletestutil.TestEncodingConfig
	store  *storetypes.KVStoreKey
}

// bare returns a keeper on an empty store, with a real x/auth.
func bare(t *testing.T) *fixture {
	t.Helper()
	keys := storetypes.NewKVStoreKeys(types.StoreKey, authtypes.StoreKey)
	tkeys := storetypes.NewTransientStoreKeys(types.TransientKey)
	enc := moduletestutil.MakeTestEncodingConfig(auth.AppModuleBasic{}, identity.AppModule{})
	perms := map[string][]string{money.Treasury: nil, govtypes.ModuleName: {authtypes.Burner}, "jobs": {authtypes.Burner}}

	f := &fixture{enc: enc, stakes: stakes{}, store: keys[types.StoreKey]}
	f.ctx = testutil.DefaultContextWithKeys(keys, tkeys, nil).WithBlockTime(genesisTime).WithBlockHeight(1)
	f.acc = authkeeper.NewAccountKeeper(enc.Codec, runtime.NewKVStoreService(keys[authtypes.StoreKey]),
		authtypes.ProtoBaseAccount, perms, addresscodec.NewBech32Codec("agi"), "agi", authority)
	f.acc.InitGenesis(f.ctx, *authtypes.DefaultGenesisState())
	f.k = keeper.NewKeeper(enc.Codec, runtime.NewKVStoreService(keys[types.StoreKey]), tkeys[types.TransientKey], f.acc, authority)
	f.k.SetStakeReaders(stakes{}, f.stakes)
	f.srv, f.query = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	f.module = identity.NewAppModule(enc.Codec, f.k)
	return f
}

// started returns a keeper with two registrars, an auditor, a human employer and three organisations.
func started(t *testing.T) *fixture {
	t.Helper()
	f := bare(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, genesis()))
	return f
}

func genesis() types.GenesisState {
	gs := types.DefaultGenesis()
	gs.Organisations = []types.Organisation{
		{Id: "acme", Name: "Acme", Kind: types.ORGANISATION_KIND_ENTERPRISE, Active: true},
		{Id: "closed", Name: "Closed", Kind: types.ORGANISATION_KIND_LAB},
		{Id: "uni", Name: "University", Kind: types.ORGANISATION_KIND_UNIVERSITY, Active: true},
	}
	gs.Participants = []types.Participant{
		fromGenesis(auditor, types.ROLE_AUDITOR),
		fromGenesis(human, types.ROLE_EMPLOYER),
		fromGenesis(registrar, types.ROLE_REGISTRAR),
		fromGenesis(registrar2, types.ROLE_REGISTRAR),
	}
	return *gs
}

func fromGenesis(a sdk.AccAddress, roles ...types.Role) types.Participant {
	return types.Participant{
		Address: a.String(), Kind: types.PARTICIPANT_KIND_HUMAN, Roles: roles, Status: types.PARTICIPANT_STATUS_ACTIVE,
		AdmittedAt: genesisTime, AdmissionPath: types.ADMISSION_PATH_GENESIS,
	}
}

func person(a sdk.AccAddress, roles ...types.Role) types.Admission {
	return types.Admission{Address: a.String(), Kind: types.PARTICIPANT_KIND_HUMAN, Roles: roles}
}

func machine(a, responsible sdk.AccAddress, roles ...types.Role) types.Admission {
	return types.Admission{
		Address: a.String(), Kind: types.PARTICIPANT_KIND_AI_AGENT, Roles: roles, Responsible: responsible.String(), ModelId: "lab/model-1",
	}
}

func (f *fixture) admit(t *testing.T, sender string, list ...types.Admission) {
	t.Helper()
	_, err := f.srv.Admit(f.ctx, &types.MsgAdmit{Sender: sender, Participants: list})
	require.NoError(t, err)
}

func (f *fixture) get(t *testing.T, a sdk.AccAddress) types.Participant {
	t.Helper()
	p, err := f.k.Participant(f.ctx, a)
	require.NoError(t, err)
	return p
}

func (f *fixture) export(t *testing.T) string {
	t.Helper()
	return string(f.module.ExportGenesis(f.ctx, f.enc.Codec))
}

func (f *fixture) sound(t *testing.T) {
	t.Helper()
	require.Empty(t, invariant.Check(f.ctx, f.k.Invariants()))
}

// later moves block time on, as a new block does.
func (f *fixture) later(d time.Duration) {
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(d)).WithBlockHeight(f.ctx.BlockHeight() + 1)
}

// refused runs a message as a transaction does: on a branch that is dropped when it fails. It wants the error, no event
// and the state as it was.
func (f *fixture) refused(t *testing.T, want error, run func(ctx sdk.Context) error) {
	t.Helper()
	before := f.export(t)
	branch, _ := f.ctx.WithEventManager(sdk.NewEventManager()).CacheContext()
	require.ErrorIs(t, run(branch), want)
	require.Equal(t, before, f.export(t))
}

// events runs a message and returns exactly what it emitted.
func (f *fixture) events(t *testing.T, run func(ctx sdk.Context) error) sdk.Events {
	t.Helper()
	ctx := f.ctx.WithEventManager(sdk.NewEventManager())
	require.NoError(t, run(ctx))
	return ctx.EventManager().Events()
}

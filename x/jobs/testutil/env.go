package testutil

import (
	"errors"
	"testing"
	"time"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/store/v2"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/keeper"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Start is the market time at which an Env begins, in ms.
const Start = int64(1_000_000)

// Funds is what each party of an Env begins with, in base units.
const Funds = int64(10_000_000)

// Authority is the gov module account.
var Authority = authtypes.NewModuleAddress(govtypes.ModuleName)

// Addr returns the n-th test address.
func Addr(n byte) sdk.AccAddress {
	bz := make([]byte, 20)
	bz[0], bz[19] = n, n
	return bz
}

// The parties of an Env.
var (
	Employer = Addr(1)
	Agent    = Addr(2)
	Rival    = Addr(3)
	Judge    = Addr(4)
	Seats    = []sdk.AccAddress{Addr(11), Addr(12), Addr(13)}
)

// Params are parameters with round numbers. A job of 100,000 for an hour costs validation 9,000 (3 seats of 3,000) and
// protocol 2,000; its bond is 11,000. The ladder has one rung: see Ladder for tests of disputes.
func Params() types.Params {
	p := types.DefaultParams()
	p.ValidationFeeBps, p.MinSeatFee, p.ProtocolFeeBps, p.BurnBps = 900, math.NewInt(1_000), 200, 5_000
	p.BondBps, p.BondMin, p.BondCap = 1_000, math.NewInt(1_000), math.NewInt(1_000_000)
	p.RejectSlashBps, p.ExpirySlashBps, p.SurrenderSlashBps, p.SlashToEmployerBps = 5_000, 2_000, 500, 5_000
	p.UnjudgeableCompensationBps, p.ShortfallCap = 1_000, math.NewInt(500)
	p.ChallengeWindow, p.RetryBackoff, p.MaxRetryBackoff = time.Hour, time.Hour, 4*time.Hour
	p.MaxActiveJobs, p.SettlementsPerBlock = 2, 100
	p.Ladder = []types.Rung{{Kind: types.RUNG_KIND_COMMITTEE}}
	p.DisputeBondBps, p.DisputeBondMin, p.DisputeBondMax = 50, math.NewInt(1_000), math.NewInt(100_000)
	p.CouncilWindow = 10 * time.Hour
	return p
}

// Ladder gives parameters the whole ladder. To dispute a job of 100,000 costs 21,000 before the second committee of seven,
// 15,000 before the panel of five and 1,000 before the council, which is Judge's and has ten hours.
func Ladder(p *types.Params) { p.Ladder = types.DefaultLadder() }

// Category is the one category of an Env.
func Category() types.Category {
	return types.Category{
		Slug: "general", Title: "General", Open: true, MaxPayout: math.NewInt(2_000_000),
		MinWorkDuration: time.Minute, MaxWorkDuration: 10 * time.Hour, MaxOpenFor: 24 * time.Hour,
		Seats: []types.SeatTier{{MinPayout: math.ZeroInt(), Seats: 3}, {MinPayout: math.NewInt(1_000_000), Seats: 5}},
		Pool:  "general", AllowedUriPrefixes: []string{"https://data.example/"}, Revision: 1,
	}
}

// Env is a keeper on fakes, with blocks and transactions as BaseApp runs them.
type Env struct {
	T   testing.TB
	Ctx sdk.Context
	Cdc codec.Codec

	Keeper       *keeper.Keeper
	Msgs         types.MsgServer
	Queries      types.QueryServer
	Bank         *Bank
	Identity     *Identity
	Clock        *Clock
	Scores       *Scores
	Validation   *Validation
	Certificates *Certificates
	Hooks        *Hooks
	Council      *Council
	// Events of the last block that ended.
	Events sdk.Events

	key    *storetypes.KVStoreKey
	tkey   *storetypes.TransientStoreKey
	cms    storetypes.CommitMultiStore
	supply math.Int
}

// New returns an Env with Params, Category and funded parties, in its first block.
func New(t testing.TB) *Env {
	t.Helper()
	e := NewEmpty(t)
	gs := types.GenesisState{
		Params:     []types.ParamsVersion{{Version: 1, Params: Params()}},
		Categories: []types.Category{Category()},
	}
	require.NoError(t, e.Keeper.InitGenesis(e.Ctx, gs))
	for _, addr := range append([]sdk.AccAddress{Employer, Agent, Rival, money.TreasuryAddress()}, Seats...) {
		e.Bank.Fund(e.Ctx, addr, Funds)
	}
	e.supply = e.Bank.Supply(e.Ctx)
	return e
}

// NewEmpty returns an Env without any state.
func NewEmpty(t testing.TB) *Env {
	t.Helper()
	key, tkey := storetypes.NewKVStoreKey(types.StoreKey), storetypes.NewTransientStoreKey(types.TransientKey)
	bankKey := storetypes.NewKVStoreKey("fakebank")
	db := dbm.NewMemDB()
	cms := store.NewCommitMultiStore(db, log.NewNopLogger())
	cms.MountStoreWithDB(key, storetypes.StoreTypeIAVL, nil)
	cms.MountStoreWithDB(bankKey, storetypes.StoreTypeIAVL, nil)
	cms.MountStoreWithDB(tkey, storetypes.StoreTypeTransient, nil)
	require.NoError(t, cms.LoadLatestVersion())

	registry := codectypes.NewInterfaceRegistry()
	types.RegisterInterfaces(registry)
	e := &Env{
		T: t, Cdc: codec.NewProtoCodec(registry), cms: cms, key: key, tkey: tkey,
		Ctx:        sdk.NewContext(cms, cmtproto.Header{Height: 1}, false, log.NewNopLogger()),
		Bank:       &Bank{Key: bankKey},
		Identity:   identity(),
		Clock:      &Clock{Ms: Start},
		Scores:     &Scores{ByAddress: map[string]int64{}},
		Validation: newValidation(), Certificates: &Certificates{Key: bankKey}, Hooks: &Hooks{Name: "listener"},
		Council: &Council{Members: []string{Judge.String()}},
		supply:  math.ZeroInt(),
	}
	e.Keeper = keeper.NewKeeper(e.Cdc, runtime.NewKVStoreService(key), tkey, e.Bank, e.Bank, e.Identity, e.Clock, e.Scores,
		e.Validation, e.Certificates, Authority.String())
	e.Keeper.SetHooks(e.Hooks)
	e.Keeper.SetCouncil(e.Council)
	e.Msgs, e.Queries = keeper.NewMsgServer(e.Keeper), keeper.NewQueryServer(e.Keeper)
	return e
}

func identity() *Identity {
	f := &Identity{
		Participants: map[string]identitytypes.Participant{},
		Organisations: map[string]identitytypes.Organisation{
			"ministry": {Id: "ministry", Kind: identitytypes.ORGANISATION_KIND_GOVERNMENT, Active: true},
			"lab":      {Id: "lab", Kind: identitytypes.ORGANISATION_KIND_LAB, Active: true},
			"abroad":   {Id: "abroad", Kind: identitytypes.ORGANISATION_KIND_FOREIGN, Active: true},
		},
	}
	f.Admit(Employer, identitytypes.PARTICIPANT_KIND_ORGANISATION, "ministry", identitytypes.ROLE_EMPLOYER)
	f.Admit(Agent, identitytypes.PARTICIPANT_KIND_HUMAN, "lab", identitytypes.ROLE_AGENT)
	f.Admit(Rival, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
	f.Admit(money.TreasuryAddress(), identitytypes.PARTICIPANT_KIND_ORGANISATION, "", identitytypes.ROLE_EMPLOYER)
	return f
}

// Admit writes a participant down.
func (f *Identity) Admit(addr sdk.AccAddress, kind identitytypes.ParticipantKind, organisation string, roles ...identitytypes.Role) {
	f.Participants[addr.String()] = identitytypes.Participant{
		Address: addr.String(), Kind: kind, OrganisationId: organisation, Roles: roles,
		Status: identitytypes.PARTICIPANT_STATUS_ACTIVE,
	}
}

// Tx runs a transaction of the current block: what it did is kept when it returns nil.
func (e *Env) Tx(run func(ctx sdk.Context) error) error {
	e.Ctx = e.Ctx.WithTxIndex(e.Ctx.TxIndex() + 1)
	branch, write := e.Ctx.CacheContext()
	err := run(branch)
	if err == nil {
		write()
	}
	return err
}

// EndBlock runs what comes before x/jobs in the EndBlock order, then x/jobs; it checks every invariant and that no coin
// came or went but by a booked burn; then it commits and begins the next block.
func (e *Env) EndBlock(before ...func(ctx sdk.Context)) {
	e.T.Helper()
	ctx := e.Ctx.WithTxIndex(-1)
	e.Bank.EndBlock(ctx)
	for _, run := range before {
		run(ctx)
	}
	require.NoError(e.T, e.Keeper.EndBlocker(ctx))
	e.Check()
	e.Events = ctx.EventManager().Events()
	e.cms.Commit()
	e.Ctx = e.Ctx.WithBlockHeight(e.Ctx.BlockHeight() + 1).WithTxIndex(-1).WithEventManager(sdk.NewEventManager())
}

// Fund gives a party coins out of nothing.
func (e *Env) Fund(addr sdk.AccAddress, amount math.Int) {
	e.Bank.add(e.Ctx, prefixBalance, addr, amount)
	e.supply = e.supply.Add(amount)
}

// Check checks the invariants and the supply.
func (e *Env) Check() {
	e.T.Helper()
	require.NoError(e.T, errors.Join(invariant.Check(e.Ctx, e.Keeper.Invariants())...))
	require.Equal(e.T, e.supply.String(), e.Bank.Supply(e.Ctx).Add(e.Bank.Burned(e.Ctx)).String(), "supply and burns")
}

// Pass lets market time go by.
func (e *Env) Pass(d time.Duration) { e.Clock.Ms += d.Milliseconds() }

// Job returns a job that must exist.
func (e *Env) Job(id uint64) types.Job {
	e.T.Helper()
	job, err := e.Keeper.Job(e.Ctx, id)
	require.NoError(e.T, err)
	return job
}

// Stake returns an agent's stake.
func (e *Env) Stake(agent sdk.AccAddress) types.AgentStake {
	e.T.Helper()
	stake, err := e.Keeper.StakeOf(e.Ctx, agent)
	require.NoError(e.T, err)
	return stake
}

// Gain is what addr has now more than at the beginning.
func (e *Env) Gain(addr sdk.AccAddress) int64 {
	return e.Bank.Balance(e.Ctx, addr).SubRaw(Funds).Int64()
}

// Written runs a transaction and returns the keys of the module's stores that it changed.
func (e *Env) Written(run func(ctx sdk.Context) error) map[string]bool {
	e.T.Helper()
	before := e.dump()
	require.NoError(e.T, e.Tx(run))
	after := e.dump()
	changed := map[string]bool{}
	for k, v := range after {
		if old, had := before[k]; !had || old != v {
			changed[k] = true
		}
	}
	for k := range before {
		if _, has := after[k]; !has {
			changed[k] = true
		}
	}
	return changed
}

// dump returns the content of the module's stores.
func (e *Env) dump() map[string]string {
	content := map[string]string{}
	for name, kv := range map[string]storetypes.KVStore{"store": e.Ctx.KVStore(e.key), "transient": e.Ctx.TransientStore(e.tkey)} {
		it := kv.Iterator(nil, nil)
		for ; it.Valid(); it.Next() {
			content[name+string(it.Key())] = string(it.Value())
		}
		require.NoError(e.T, it.Close())
	}
	return content
}

// EventsOf returns the typed events of a type among the given ones.
func EventsOf[T proto.Message](t testing.TB, events sdk.Events) []T {
	t.Helper()
	var zero T
	var list []T
	for _, event := range events.ToABCIEvents() {
		if event.Type != proto.MessageName(zero) {
			continue
		}
		msg, err := sdk.ParseTypedEvent(event)
		require.NoError(t, err)
		list = append(list, msg.(T))
	}
	return list
}

package keeper

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	corestore "cosmossdk.io/core/store"
	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	moduletestutil "github.com/cosmos/cosmos-sdk/types/module/testutil"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/bank"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	"github.com/cosmos/cosmos-sdk/x/staking"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/operators/types"
)

func TestMain(m *testing.M) {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount("agi", "agipub")
	config.SetBech32PrefixForValidator("agivaloper", "agivaloperpub")
	config.SetBech32PrefixForConsensusNode("agivalcons", "agivalconspub")
	os.Exit(m.Run())
}

const unbonding = time.Hour

var errBurn = errors.New("cannot burn")

// power is so many units of seat that CometBFT sees a power of n.
func power(n int64) math.Int { return sdk.TokensFromConsensusPower(n, sdk.DefaultPowerReduction) }

func actor(n byte) sdk.AccAddress { return sdk.AccAddress{19: n} }

// people is x/identity: who is in it, and nobody else, is a participant.
type people map[string]identitytypes.Participant

func (p people) Participant(_ context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	if got, ok := p[addr.String()]; ok {
		return got, nil
	}
	return identitytypes.Participant{}, identitytypes.ErrUnknownParticipant
}

func (p people) Authorize(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) error {
	got, err := p.Participant(ctx, addr)
	switch {
	case err != nil:
		return err
	case got.Status != identitytypes.PARTICIPANT_STATUS_ACTIVE:
		return identitytypes.ErrSuspended
	case !got.Has(role):
		return identitytypes.ErrRoleMissing
	}
	return nil
}

// purse is x/bank, whose fire can go out.
type purse struct {
	bankkeeper.BaseKeeper
	burn *func() error
}

func (p purse) BurnCoins(ctx context.Context, module string, amt sdk.Coins) error {
	if *p.burn != nil {
		if err := (*p.burn)(); err != nil {
			return err
		}
	}
	return p.BaseKeeper.BurnCoins(ctx, module, amt)
}

type fixedConsensus struct{ params cmtproto.ConsensusParams }

func (f fixedConsensus) Get(context.Context) (cmtproto.ConsensusParams, error) { return f.params, nil }

type money struct{}

func (money) Denom(context.Context) (string, error) { return "uagi", nil }

// fixture is the keeper on the real x/auth, x/bank and x/staking.
type fixture struct {
	t       *testing.T
	ctx     sdk.Context
	cdc     codec.Codec
	store   corestore.KVStoreService
	k       *Keeper
	bank    bankkeeper.BaseKeeper
	staking *stakingkeeper.Keeper
	people  people
	msgs    types.MsgServer
	query   types.QueryServer
	// burn, when set, may refuse to burn seats.
	burn func() error
}

func setup(t *testing.T) *fixture {
	t.Helper()
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, stakingtypes.StoreKey, types.StoreKey)
	enc := moduletestutil.MakeTestEncodingConfig(auth.AppModuleBasic{}, bank.AppModuleBasic{}, staking.AppModuleBasic{})
	types.RegisterInterfaces(enc.InterfaceRegistry)
	authority := authtypes.NewModuleAddress(govtypes.ModuleName).String()
	store := runtime.NewKVStoreService

	f := &fixture{t: t, cdc: enc.Codec, people: people{}}
	accounts := authkeeper.NewAccountKeeper(enc.Codec, store(keys[authtypes.StoreKey]), authtypes.ProtoBaseAccount, map[string][]string{
		types.ModuleName:                    {authtypes.Minter, authtypes.Burner},
		stakingtypes.BondedPoolName:         {authtypes.Burner, authtypes.Staking},
		stakingtypes.NotBondedPoolName:      {authtypes.Burner, authtypes.Staking},
		stakingtypes.KeyRotationFeePoolName: {authtypes.Burner},
	}, addresscodec.NewBech32Codec("agi"), "agi", authority)
	f.bank = bankkeeper.NewBaseKeeper(enc.Codec, store(keys[banktypes.StoreKey]), accounts, map[string]bool{}, authority, log.NewNopLogger())
	f.staking = stakingkeeper.NewKeeper(enc.Codec, store(keys[stakingtypes.StoreKey]), accounts, f.bank, authority,
		addresscodec.NewBech32Codec("agivaloper"), addresscodec.NewBech32Codec("agivalcons"))

	consensus := cmttypes.DefaultConsensusParams().ToProto()
	f.store = store(keys[types.StoreKey])
	f.k = NewKeeper(enc.Codec, f.store, accounts, purse{f.bank, &f.burn}, f.staking, f.people,
		fixedConsensus{consensus}, money{}, authority)
	f.bank.AppendSendRestriction(f.k.SendRestriction)
	f.msgs, f.query = NewMsgServer(f.k), NewQueryServer(f.k)

	f.ctx = testutil.DefaultContextWithKeys(keys, nil, nil).WithConsensusParams(consensus).WithBlockHeight(1).
		WithBlockTime(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)).WithEventManager(sdk.NewEventManager())
	params := stakingtypes.DefaultParams()
	params.BondDenom, params.UnbondingTime = types.SeatDenom, unbonding
	params.KeyRotationFee = sdk.NewInt64Coin(types.SeatDenom, types.RotationFee)
	require.NoError(t, f.staking.SetParams(f.ctx, params))
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	return f
}

// admit makes somebody a participant with the role.
func (f *fixture) admit(addr sdk.AccAddress) {
	f.people[addr.String()] = identitytypes.Participant{
		Address: addr.String(), Status: identitytypes.PARTICIPANT_STATUS_ACTIVE,
		Roles: []identitytypes.Role{identitytypes.ROLE_NODE_OPERATOR},
	}
}

// join brings n operators in, 1 to n, with a power of ten each.
func (f *fixture) join(n byte) {
	f.t.Helper()
	for i := byte(1); i <= n; i++ {
		f.admit(actor(i))
		require.NoError(f.t, f.k.Grant(f.ctx, actor(i), power(10)))
		f.create(actor(i), 10)
	}
	f.block()
}

func (f *fixture) create(addr sdk.AccAddress, n int64) {
	f.t.Helper()
	key := &ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret(addr).PubKey().Bytes()}
	zero := math.LegacyZeroDec()
	msg, err := stakingtypes.NewMsgCreateValidator(sdk.ValAddress(addr).String(), key, sdk.NewCoin(types.SeatDenom, power(n)),
		stakingtypes.Description{Moniker: "node"}, stakingtypes.NewCommissionRates(zero, zero, zero), math.OneInt())
	require.NoError(f.t, err)
	_, err = stakingkeeper.NewMsgServerImpl(f.staking).CreateValidator(f.ctx, msg)
	require.NoError(f.t, err)
}

func (f *fixture) undelegate(addr sdk.AccAddress, amount math.Int) {
	f.t.Helper()
	msg := stakingtypes.NewMsgUndelegate(addr.String(), sdk.ValAddress(addr).String(), sdk.NewCoin(types.SeatDenom, amount))
	_, err := stakingkeeper.NewMsgServerImpl(f.staking).Undelegate(f.ctx, msg)
	require.NoError(f.t, err)
}

// whole runs something whole or not at all, as a message does.
func (f *fixture) whole(run func(ctx sdk.Context) error) error {
	branch, write := f.ctx.CacheContext()
	if err := run(branch); err != nil {
		return err
	}
	write()
	return nil
}

func (f *fixture) remove(addr sdk.AccAddress) error {
	return f.whole(func(ctx sdk.Context) error {
		_, err := f.k.Remove(ctx, addr, "contract ended")
		return err
	})
}

// block runs an empty block, a second after the last one.
func (f *fixture) block() { f.blockAt(f.ctx.BlockTime().Add(time.Second)) }

// blockAt runs an empty block at a time; only its events are kept.
func (f *fixture) blockAt(at time.Time) {
	f.t.Helper()
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1).WithBlockTime(at).WithEventManager(sdk.NewEventManager())
	f.end()
}

// end runs the EndBlockers in the app's order.
func (f *fixture) end() {
	f.t.Helper()
	_, err := f.staking.EndBlocker(f.ctx)
	require.NoError(f.t, err)
	require.NoError(f.t, f.k.EndBlocker(f.ctx))
}

func (f *fixture) free(addr sdk.AccAddress) math.Int {
	return f.bank.GetBalance(f.ctx, addr, types.SeatDenom).Amount
}

func (f *fixture) supply() math.Int { return f.bank.GetSupply(f.ctx, types.SeatDenom).Amount }

func (f *fixture) powerOf(addr sdk.AccAddress) int64 {
	f.t.Helper()
	p, err := f.staking.GetLastValidatorPower(f.ctx, sdk.ValAddress(addr))
	require.NoError(f.t, err)
	return p
}

func (f *fixture) validator(addr sdk.AccAddress) stakingtypes.Validator {
	f.t.Helper()
	v, err := f.staking.GetValidator(f.ctx, sdk.ValAddress(addr))
	require.NoError(f.t, err)
	return v
}

func (f *fixture) removal(addr sdk.AccAddress) types.Removal {
	f.t.Helper()
	r, err := f.k.removals.Get(f.ctx, addr)
	require.NoError(f.t, err)
	return r
}

// emitted lists this module's events of the block by type.
func emitted[T any](f *fixture) []T {
	f.t.Helper()
	var out []T
	for _, e := range f.ctx.EventManager().ABCIEvents() {
		msg, err := sdk.ParseTypedEvent(e)
		if err != nil {
			continue // an event of the SDK's own kind
		}
		if typed, ok := msg.(T); ok {
			out = append(out, typed)
		}
	}
	return out
}

func (f *fixture) healthy() {
	f.t.Helper()
	for _, inv := range f.k.Invariants() {
		require.NoError(f.t, inv.Check(f.ctx), inv.Name)
	}
}

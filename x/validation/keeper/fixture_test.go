package keeper_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/keeper"
	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	chainID = "agi-test-1"
	denom   = "uagi"
	agi     = int64(1_000_000)
	wealth  = 1_000 * agi
	job     = uint64(100_001_000)
	second  = int64(1_000)
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

func authority() string { return authtypes.NewModuleAddress(govtypes.ModuleName).String() }

// actor returns the n-th test address.
func actor(n int) sdk.AccAddress {
	sum := sha256.Sum256([]byte(fmt.Sprintf("actor %d", n)))
	return sum[:20]
}

// fakeBank keeps balances in a store, so that a branch that is thrown away takes its payments with it.
type fakeBank struct {
	key *storetypes.KVStoreKey
	// fail, when set, may refuse a payment to an address.
	fail func(to sdk.AccAddress) error
}

func (b *fakeBank) balance(ctx context.Context, addr sdk.AccAddress) math.Int {
	bz := sdk.UnwrapSDKContext(ctx).KVStore(b.key).Get(addr)
	if bz == nil {
		return math.ZeroInt()
	}
	return math.NewIntFromUint64(binary.BigEndian.Uint64(bz))
}

func (b *fakeBank) add(ctx context.Context, addr sdk.AccAddress, amount math.Int) error {
	next := b.balance(ctx, addr).Add(amount)
	if next.IsNegative() {
		return fmt.Errorf("insufficient funds of %s", addr)
	}
	sdk.UnwrapSDKContext(ctx).KVStore(b.key).Set(addr, binary.BigEndian.AppendUint64(nil, next.Uint64()))
	return nil
}

func (b *fakeBank) send(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins) error {
	if b.fail != nil {
		if err := b.fail(to); err != nil {
			return err
		}
	}
	if err := b.add(ctx, from, amt.AmountOf(denom).Neg()); err != nil {
		return err
	}
	return b.add(ctx, to, amt.AmountOf(denom))
}

func (b *fakeBank) SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	return b.send(ctx, from, authtypes.NewModuleAddress(module), amt)
}

func (b *fakeBank) SendCoinsFromAccountToModuleVirtual(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	return b.send(ctx, from, authtypes.NewModuleAddress(module), amt)
}

func (b *fakeBank) SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error {
	return b.send(ctx, authtypes.NewModuleAddress(module), to, amt)
}

func (b *fakeBank) SendCoinsFromModuleToModule(ctx context.Context, from, to string, amt sdk.Coins) error {
	return b.send(ctx, authtypes.NewModuleAddress(from), authtypes.NewModuleAddress(to), amt)
}

func (b *fakeBank) InputOutputCoins(ctx context.Context, input banktypes.Input, outputs []banktypes.Output) error {
	from, err := sdk.AccAddressFromBech32(input.Address)
	if err != nil {
		return err
	}
	for _, out := range outputs {
		to, err := sdk.AccAddressFromBech32(out.Address)
		if err != nil {
			return err
		}
		if err := b.send(ctx, from, to, out.Coins); err != nil {
			return err
		}
	}
	return nil
}

func (b *fakeBank) BlockedAddr(sdk.AccAddress) bool { return false }

func (b *fakeBank) BurnCoins(ctx context.Context, module string, amt sdk.Coins) error {
	return b.add(ctx, authtypes.NewModuleAddress(module), amt.AmountOf(denom).Neg())
}

func (b *fakeBank) GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin {
	return sdk.NewCoin(denom, b.balance(ctx, addr))
}

// fakeBooks names the money; what is burnt is kept beside the balances, under a key of its own.
type fakeBooks struct{ bank *fakeBank }

var burntKey = sdk.AccAddress("burnt")

func (fakeBooks) Denom(context.Context) (string, error) { return denom, nil }

func (b fakeBooks) RecordBurn(ctx context.Context, _ string, amount math.Int) error {
	return b.bank.add(ctx, burntKey, amount)
}

// fakeIdentity knows everybody; who is in participants has what stands there.
type fakeIdentity struct {
	// credentials by address; each counts.
	credentials  map[string][]string
	participants map[string]identitytypes.Participant
	authorize    func(addr sdk.AccAddress, role identitytypes.Role) error
	drawable     func(addr sdk.AccAddress) (bool, error)
	fail         func(addr sdk.AccAddress) error
}

func (f *fakeIdentity) Authorize(_ context.Context, addr sdk.AccAddress, role identitytypes.Role) error {
	if f.authorize == nil {
		return nil
	}
	return f.authorize(addr, role)
}

func (f *fakeIdentity) Participant(_ context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	if f.fail != nil {
		if err := f.fail(addr); err != nil {
			return identitytypes.Participant{}, err
		}
	}
	if p, ok := f.participants[addr.String()]; ok {
		return p, nil
	}
	return identitytypes.Participant{Address: addr.String(), Status: identitytypes.PARTICIPANT_STATUS_ACTIVE}, nil
}

func (f *fakeIdentity) HasCredential(_ context.Context, addr sdk.AccAddress, credentialType string) (bool, error) {
	return slices.Contains(f.credentials[addr.String()], credentialType), nil
}

func (f *fakeIdentity) Drawable(_ context.Context, addr sdk.AccAddress, _ identitytypes.Role) (bool, error) {
	if f.drawable == nil {
		return true, nil
	}
	return f.drawable(addr)
}

type fakeClock struct{ now int64 }

func (c *fakeClock) Now(context.Context) (int64, error) { return c.now, nil }

type fakeScores struct {
	score func(addr sdk.AccAddress) (math.Int, error)
}

// Score refuses roles in which x/reputation keeps none.
func (f *fakeScores) Score(_ context.Context, addr sdk.AccAddress, role identitytypes.Role) (math.Int, error) {
	if role != identitytypes.ROLE_VALIDATOR {
		return math.Int{}, fmt.Errorf("no score is kept as %s", role)
	}
	if f.score == nil {
		return math.ZeroInt(), nil
	}
	return f.score(addr)
}

func (*fakeScores) Cap(context.Context) (math.Int, error) { return math.NewInt(1_000), nil }

// fakeHooks notes what closed; fail, when set, may refuse it.
type fakeHooks struct {
	closed []types.RoundClosed
	fail   func(types.RoundClosed) error
}

func (h *fakeHooks) AfterRoundClosed(_ context.Context, closed types.RoundClosed) error {
	if h.fail != nil {
		if err := h.fail(closed); err != nil {
			return err
		}
	}
	h.closed = append(h.closed, closed)
	return nil
}

type fixture struct {
	t        *testing.T
	key      *storetypes.KVStoreKey
	ctx      sdk.Context
	k        *keeper.Keeper
	msgs     types.MsgServer
	query    types.QueryServer
	bank     *fakeBank
	identity *fakeIdentity
	clock    *fakeClock
	scores   *fakeScores
	hooks    *fakeHooks
	txs      int
}

// setup returns a chain at height 1 with short windows: 60 s to commit, 60 s to reveal.
func setup(t *testing.T, change ...func(*types.Params)) *fixture {
	t.Helper()
	params := types.DefaultParams()
	params.CommitWindow, params.RevealWindow = time.Minute, time.Minute
	for _, c := range change {
		c(&params)
	}
	state := types.DefaultGenesis()
	state.Params[0].Params = params
	require.NoError(t, state.Validate())
	f := blank(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, *state))
	return f
}

// blank returns a chain without genesis.
func blank(t *testing.T) *fixture {
	t.Helper()
	keys := map[string]*storetypes.KVStoreKey{
		types.StoreKey: storetypes.NewKVStoreKey(types.StoreKey),
		"bank":         storetypes.NewKVStoreKey("bank"),
	}
	tkeys := map[string]*storetypes.TransientStoreKey{types.TransientKey: storetypes.NewTransientStoreKey(types.TransientKey)}
	f := &fixture{
		t:        t,
		key:      keys[types.StoreKey],
		ctx:      testutil.DefaultContextWithKeys(keys, tkeys, nil).WithChainID(chainID),
		bank:     &fakeBank{key: keys["bank"]},
		identity: &fakeIdentity{participants: map[string]identitytypes.Participant{}},
		clock:    &fakeClock{now: 1_000_000},
		scores:   &fakeScores{},
		hooks:    &fakeHooks{},
	}
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	f.k = keeper.NewKeeper(cdc, runtime.NewKVStoreService(keys[types.StoreKey]), tkeys[types.TransientKey],
		f.bank, fakeBooks{bank: f.bank}, f.identity, f.clock, f.scores, authority())
	f.k.SetHooks(f.hooks)
	f.msgs, f.query = keeper.NewMsgServer(f.k), keeper.NewQueryServer(f.k)
	f.at(1, time.Unix(1_700_000_000, 0))
	return f
}

func (f *fixture) at(height int64, blockTime time.Time) {
	hash := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(height)))
	f.ctx = f.ctx.WithBlockHeight(height).WithBlockTime(blockTime.UTC()).WithHeaderHash(hash[:]).
		WithEventManager(sdk.NewEventManager())
	f.txs = 0
}

// send runs a message as a transaction: whole or not at all.
func (f *fixture) send(run func(ctx sdk.Context) error) error {
	branch, write := f.ctx.WithTxIndex(f.txs).CacheContext()
	f.txs++
	if err := run(branch); err != nil {
		return err
	}
	write()
	return nil
}

// end runs EndBlock and checks the invariants; the events are the block's.
func (f *fixture) end() {
	f.t.Helper()
	require.NoError(f.t, f.k.EndBlocker(f.ctx))
	f.check()
}

func (f *fixture) check() {
	f.t.Helper()
	require.Empty(f.t, invariant.Check(f.ctx, f.k.Invariants()))
}

// next ends the block and begins another, so many milliseconds later.
func (f *fixture) next(ms int64) {
	f.t.Helper()
	f.end()
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Duration(ms)*time.Millisecond))
	f.clock.now += ms
}

// blocks ends n blocks of one second.
func (f *fixture) blocks(n int) {
	f.t.Helper()
	for range n {
		f.next(second)
	}
}

// until goes on, one second a block, until market time is ms.
func (f *fixture) until(ms int64) {
	f.t.Helper()
	for f.clock.now < ms {
		f.next(min(second, ms-f.clock.now))
	}
}

func (f *fixture) fund(addr sdk.AccAddress) {
	f.t.Helper()
	require.NoError(f.t, f.bank.add(f.ctx, addr, math.NewInt(wealth)))
}

func (f *fixture) bond(addr sdk.AccAddress, amount int64) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.Bond(ctx, &types.MsgBond{Validator: addr.String(), Amount: math.NewInt(amount)})
		return err
	})
}

func (f *fixture) unbond(addr sdk.AccAddress, amount int64) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.Unbond(ctx, &types.MsgUnbond{Validator: addr.String(), Amount: math.NewInt(amount)})
		return err
	})
}

func (f *fixture) join(addr sdk.AccAddress, pool string) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.JoinPool(ctx, &types.MsgJoinPool{Validator: addr.String(), Pool: pool})
		return err
	})
}

func (f *fixture) leave(addr sdk.AccAddress, pool string) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.LeavePool(ctx, &types.MsgLeavePool{Validator: addr.String(), Pool: pool})
		return err
	})
}

func (f *fixture) unjail(addr sdk.AccAddress) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.Unjail(ctx, &types.MsgUnjail{Validator: addr.String()})
		return err
	})
}

// members bonds n validators with 100 AGI each, has them join the general pool and waits until they can be drawn.
func (f *fixture) members(n int) {
	f.t.Helper()
	for i := range n {
		f.fund(actor(i))
		require.NoError(f.t, f.bond(actor(i), 100*agi))
		require.NoError(f.t, f.join(actor(i), types.GeneralPool))
	}
	f.blocks(types.DrawDelay + 1)
}

// open asks for a committee of the job, each seat locking 10 AGI.
func (f *fixture) open(jobID uint64, seats uint32, change ...func(*types.OpenRound)) {
	f.t.Helper()
	version, err := f.k.ReviewVersion(f.ctx)
	require.NoError(f.t, err)
	open := types.OpenRound{
		JobID: jobID, Pool: types.GeneralPool, ReviewVersion: version, Seats: seats, SeatLock: math.NewInt(10 * agi),
	}
	for _, c := range change {
		c(&open)
	}
	require.NoError(f.t, f.send(func(ctx sdk.Context) error { return f.k.OpenRound(ctx, open) }))
}

// drawn opens a round, waits for its draw and returns it with its seats.
func (f *fixture) drawn(jobID uint64, seats uint32) (types.Round, []types.Seat) {
	f.t.Helper()
	f.open(jobID, seats)
	f.blocks(types.DrawDelay + 1)
	round, list := f.round(jobID)
	require.Equal(f.t, types.ROUND_STATUS_COMMIT, round.Status)
	return round, list
}

func (f *fixture) round(jobID uint64) (types.Round, []types.Seat) {
	f.t.Helper()
	response, err := f.query.Round(f.ctx, &types.QueryRoundRequest{JobId: jobID})
	require.NoError(f.t, err)
	return response.Round, response.Seats
}

func (f *fixture) validator(addr sdk.AccAddress) types.Validator {
	f.t.Helper()
	v, err := f.k.Validators.Get(f.ctx, addr)
	require.NoError(f.t, err)
	return v
}

func (f *fixture) balance(addr sdk.AccAddress) int64 { return f.bank.balance(f.ctx, addr).Int64() }

func (f *fixture) treasury() int64 { return f.balance(money.TreasuryAddress()) }

func (f *fixture) burnt() int64 { return f.balance(burntKey) }

func vote(verdict types.VoteVerdict) types.Vote { return types.Vote{Verdict: verdict, Score: 90} }

func salt(addr sdk.AccAddress) []byte {
	sum := sha256.Sum256(addr)
	return sum[:]
}

func holder(seat types.Seat) sdk.AccAddress { return sdk.MustAccAddressFromBech32(seat.Validator) }

func (f *fixture) commit(jobID uint64, addr sdk.AccAddress, v types.Vote) error {
	return f.commitOn(jobID, 0, addr, v)
}

func (f *fixture) commitOn(jobID uint64, rung uint32, addr sdk.AccAddress, v types.Vote) error {
	commitment, err := types.Commitment(chainID, jobID, rung, addr, v, salt(addr))
	require.NoError(f.t, err)
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.CommitVote(ctx, &types.MsgCommitVote{Validator: addr.String(), JobId: jobID, Rung: rung, Commitment: commitment})
		return err
	})
}

func (f *fixture) reveal(jobID uint64, addr sdk.AccAddress, v types.Vote) error {
	return f.revealOn(jobID, 0, addr, v)
}

func (f *fixture) revealOn(jobID uint64, rung uint32, addr sdk.AccAddress, v types.Vote) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.RevealVote(ctx, &types.MsgRevealVote{Validator: addr.String(), JobId: jobID, Rung: rung, Vote: v, Salt: salt(addr)})
		return err
	})
}

// votes has every seat commit and reveal what is given, by number, and returns the closed round.
func (f *fixture) votes(jobID uint64, verdicts ...types.VoteVerdict) types.Round {
	f.t.Helper()
	var list []types.Vote
	for _, v := range verdicts {
		list = append(list, vote(v))
	}
	return f.ballots(jobID, list...)
}

// ballots does the same with whole votes.
func (f *fixture) ballots(jobID uint64, list ...types.Vote) types.Round {
	f.t.Helper()
	_, seats := f.round(jobID)
	require.Len(f.t, seats, len(list))
	for i, s := range seats {
		require.NoError(f.t, f.commit(jobID, holder(s), list[i]))
	}
	f.blocks(1)
	for i, s := range seats {
		require.NoError(f.t, f.reveal(jobID, holder(s), list[i]))
	}
	f.blocks(1)
	round, _ := f.round(jobID)
	return round
}

// settle judges and settles a job as x/jobs does, after EndBlock.
func (f *fixture) settle(jobID uint64, final types.FinalVerdict, blameless bool) []types.SeatJudgement {
	f.t.Helper()
	judged, err := f.k.Judge(f.ctx, jobID, types.Finding{Final: final, Blameless: blameless})
	require.NoError(f.t, err)
	require.NoError(f.t, f.k.SettleSeats(f.ctx, jobID, judged))
	require.NoError(f.t, f.k.WeighChanged(f.ctx))
	f.check()
	return judged
}

// emitted returns the block's events of a kind.
func emitted[T proto.Message](f *fixture) []T {
	var list []T
	var kind T
	name := proto.MessageName(kind)
	for _, e := range f.ctx.EventManager().ABCIEvents() {
		if e.Type != name {
			continue
		}
		msg, err := sdk.ParseTypedEvent(e)
		require.NoError(f.t, err)
		list = append(list, msg.(T))
	}
	return list
}

var errTest = errors.New("not today")

const (
	approve = types.VOTE_VERDICT_APPROVE
	reject  = types.VOTE_VERDICT_REJECT
	vague   = types.VOTE_VERDICT_UNJUDGEABLE_SPEC
)

package keeper

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

func TestRemovalJailsUnbondsAndBurns(t *testing.T) {
	f := setup(t)
	f.join(4)
	op := actor(1)
	require.NoError(t, f.k.Grant(f.ctx, op, power(3))) // free ones burn as well
	removedAt := f.ctx.BlockTime()
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	res, err := f.msgs.RemoveOperator(f.ctx, &types.MsgRemoveOperator{Authority: f.k.Authority(), Operator: op.String(), Reason: "contract ended"})
	require.NoError(t, err)
	require.Equal(t, removedAt.Add(unbonding), res.MaturesAt)
	removal := types.Removal{
		Operator: op.String(), Reason: "contract ended", RemovedAt: removedAt, MaturesAt: removedAt.Add(unbonding), Unbonding: power(10),
	}
	require.Equal(t, []*types.EventOperatorRemoved{{Removal: removal, Power: 10}}, emitted[*types.EventOperatorRemoved](f))
	require.Equal(t, removal, f.removal(op))
	require.True(t, f.validator(op).Jailed)
	require.True(t, f.validator(op).Tokens.IsZero())
	f.block()
	require.Zero(t, f.powerOf(op))
	require.Equal(t, power(43), f.supply(), "seats answer for the past")
	f.healthy()

	f.blockAt(removal.MaturesAt.Add(-1))
	require.Equal(t, power(43), f.supply(), "a nanosecond early")
	f.blockAt(removal.MaturesAt)
	require.Equal(t, []*types.EventSeatsBurned{{Operator: op.String(), Amount: power(13)}}, emitted[*types.EventSeatsBurned](f))
	require.Equal(t, power(30), f.supply())
	for _, has := range []func() (bool, error){
		func() (bool, error) { return f.k.operators.Has(f.ctx, op) },
		func() (bool, error) { return f.k.removals.Has(f.ctx, op) },
		func() (bool, error) { return f.k.queue.Has(f.ctx, queueKey(removal.MaturesAt, op)) },
	} {
		got, err := has()
		require.NoError(t, err)
		require.False(t, got, "nothing of it is left")
	}
	f.block() // the validator began to unbond in the block after the removal
	_, err = f.staking.GetValidator(f.ctx, sdk.ValAddress(op))
	require.ErrorIs(t, err, stakingtypes.ErrNoValidatorFound)
	f.healthy()
}

func TestRemovalRefused(t *testing.T) {
	f := setup(t)
	f.join(4)
	f.admit(actor(9))
	for name, tc := range map[string]struct {
		by  string
		who sdk.AccAddress
		why string
		err error
	}{
		"by nobody":      {actor(1).String(), actor(1), "why", types.ErrUnauthorized},
		"without reason": {f.k.Authority(), actor(1), "", types.ErrInvalidReason},
		"of no operator": {f.k.Authority(), actor(9), "why", types.ErrUnknownOperator},
	} {
		_, err := f.msgs.RemoveOperator(f.ctx, &types.MsgRemoveOperator{Authority: tc.by, Operator: tc.who.String(), Reason: tc.why})
		require.ErrorIs(t, err, tc.err, name)
	}
	require.NoError(t, f.remove(actor(1)))
	require.ErrorIs(t, f.remove(actor(1)), types.ErrRemoved)
	require.ErrorIs(t, f.k.Grant(f.ctx, actor(1), power(1)), types.ErrRemoved)
}

// Who holds seats and runs no validator is removed as well; nothing unbonds, and the wait is the same.
func TestRemovalWithoutAValidator(t *testing.T) {
	f := setup(t)
	f.join(1)
	f.admit(actor(2))
	require.NoError(t, f.k.Grant(f.ctx, actor(2), power(7)))
	require.NoError(t, f.remove(actor(2)))
	require.True(t, f.removal(actor(2)).Unbonding.IsZero())
	f.healthy()
	f.blockAt(f.removal(actor(2)).MaturesAt)
	require.Equal(t, power(10), f.supply())
}

// Seats that the operator had unbonded itself, when the unbonding time was longer, burn as well: the removal waits for them.
func TestRemovalWaitsForTheLastUnbonding(t *testing.T) {
	f := setup(t)
	f.join(4)
	f.undelegate(actor(1), power(4))
	latest := f.ctx.BlockTime().Add(unbonding)
	params, err := f.staking.GetParams(f.ctx)
	require.NoError(t, err)
	params.UnbondingTime = unbonding / 2
	require.NoError(t, f.staking.SetParams(f.ctx, params))
	f.block()
	require.NoError(t, f.remove(actor(1)))
	require.Equal(t, latest, f.removal(actor(1)).MaturesAt)
	require.Equal(t, power(6), f.removal(actor(1)).Unbonding)
	f.blockAt(latest.Add(-1))
	require.Equal(t, power(40), f.supply())
	f.blockAt(latest)
	require.Equal(t, power(30), f.supply())
	f.healthy()
}

// A removal whose seats cannot be burnt waits an hour and is tried again, as often as it takes; nothing of it is lost and
// the operator stays out.
func TestDelayedRemoval(t *testing.T) {
	long := strings.Repeat("é", maxError)
	for name, tc := range map[string]struct {
		fail func() error
		text string
	}{
		"an error":      {func() error { return errBurn }, "cannot burn"},
		"a panic":       {func() error { panic("fire") }, "panic: fire"},
		"a long one":    {func() error { return errors.New(long) }, long[:maxError]},
		"an odd letter": {func() error { return errors.New("x" + long) }, "x" + long[:maxError-2]},
	} {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			f.join(4)
			op := actor(1)
			require.NoError(t, f.k.Grant(f.ctx, op, power(3)))
			require.NoError(t, f.remove(op))
			before := f.removal(op)
			f.burn = tc.fail
			due := before.MaturesAt
			for range 3 {
				f.blockAt(due)
				next := f.ctx.BlockTime().Add(retryAfter)
				require.Equal(t, []*types.EventRemovalDelayed{
					{Operator: op.String(), MaturesAt: next, Error: tc.text},
				}, emitted[*types.EventRemovalDelayed](f))
				require.Empty(t, emitted[*types.EventSeatsBurned](f))
				want := before
				want.MaturesAt = next
				require.Equal(t, want, f.removal(op), "the rest of the record stays")
				require.Equal(t, power(13), f.free(op), "nothing of the attempt remains")
				require.ErrorIs(t, f.k.MayStart(f.ctx, op), types.ErrRemoved)
				f.healthy()

				f.block()
				require.Empty(t, emitted[*types.EventRemovalDelayed](f), "not tried before its time")
				due = next
			}
			f.burn = nil
			f.blockAt(due.Add(-1))
			require.Equal(t, power(43), f.supply())
			f.blockAt(due)
			require.Equal(t, []*types.EventSeatsBurned{{Operator: op.String(), Amount: power(13)}}, emitted[*types.EventSeatsBurned](f))
			require.Equal(t, power(30), f.supply())
			f.healthy()
		})
	}
}

// One removal that fails holds up nobody else's.
func TestDelayedRemovalHoldsUpNobody(t *testing.T) {
	f := setup(t)
	f.join(7)
	require.NoError(t, f.remove(actor(1)))
	require.NoError(t, f.remove(actor(2)))
	due := f.removal(actor(1)).MaturesAt
	calls := 0
	f.burn = func() error {
		if calls++; calls == 1 {
			return errBurn
		}
		return nil
	}
	f.blockAt(due)
	require.Len(t, emitted[*types.EventRemovalDelayed](f), 1)
	require.Equal(t, []*types.EventSeatsBurned{{Operator: actor(2).String(), Amount: power(10)}}, emitted[*types.EventSeatsBurned](f))
	require.Equal(t, power(60), f.supply())
	f.healthy()
}

// x/staking can hold an unbonding past its time; what is still unbonding is not lost sight of.
func TestRemovalWaitsForAnUnbondingOnHold(t *testing.T) {
	f := setup(t)
	f.join(4)
	op := actor(1)
	require.NoError(t, f.remove(op))
	ubd, err := f.staking.GetUnbondingDelegation(f.ctx, op, sdk.ValAddress(op))
	require.NoError(t, err)
	require.NoError(t, f.staking.PutUnbondingOnHold(f.ctx, ubd.Entries[0].UnbondingId))
	due := f.removal(op).MaturesAt
	f.blockAt(due)
	delayed := emitted[*types.EventRemovalDelayed](f)
	require.Len(t, delayed, 1)
	require.Equal(t, "seats unbond until "+due.Format(time.RFC3339)+": "+types.ErrRemoved.Error(), delayed[0].Error)
	require.Equal(t, power(40), f.supply())

	require.NoError(t, f.staking.UnbondingCanComplete(f.ctx, ubd.Entries[0].UnbondingId))
	require.Equal(t, power(10), f.free(op))
	f.blockAt(due.Add(retryAfter))
	require.Equal(t, power(30), f.supply())
	f.healthy()
}

// A record that is gone or cannot be read halts nothing: the event tells of it each hour.
func TestBrokenRemovalDoesNotHalt(t *testing.T) {
	for name, breakIt := range map[string]func(*fixture){
		"gone": func(f *fixture) { require.NoError(t, f.k.removals.Remove(f.ctx, actor(1))) },
		"unreadable": func(f *fixture) {
			key, err := collections.EncodeKeyWithPrefix(collections.NewPrefix(2).Bytes(), sdk.AccAddressKey, actor(1))
			require.NoError(t, err)
			require.NoError(t, f.store.OpenKVStore(f.ctx).Set(key, []byte{0xff}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			f.join(7)
			require.NoError(t, f.remove(actor(1)))
			require.NoError(t, f.remove(actor(2)))
			due := f.removal(actor(1)).MaturesAt
			breakIt(f)
			for range 2 {
				f.blockAt(due)
				delayed := emitted[*types.EventRemovalDelayed](f)
				require.Len(t, delayed, 1)
				require.Equal(t, actor(1).String(), delayed[0].Operator)
				require.NotEmpty(t, delayed[0].Error)
				due = due.Add(retryAfter)
				require.Equal(t, due, delayed[0].MaturesAt)
			}
			require.Equal(t, power(60), f.supply(), "the other one has ended")
			require.Error(t, f.k.checkRemovals(f.ctx), "the invariant sees it")
		})
	}
}

func TestRemovalsAreCapped(t *testing.T) {
	f := setup(t)
	f.join(7)
	require.NoError(t, f.k.SetParams(f.ctx, types.Params{MinOperators: 1, BurnsPerBlock: 1}))
	require.NoError(t, f.remove(actor(2)))
	require.NoError(t, f.remove(actor(1)))
	due := f.removal(actor(1)).MaturesAt
	f.blockAt(due)
	require.Equal(t, []*types.EventSeatsBurned{{Operator: actor(1).String(), Amount: power(10)}}, emitted[*types.EventSeatsBurned](f))
	f.block()
	require.Equal(t, []*types.EventSeatsBurned{{Operator: actor(2).String(), Amount: power(10)}}, emitted[*types.EventSeatsBurned](f))
}

func TestMinimumHolds(t *testing.T) {
	f := setup(t)
	f.join(5)
	require.NoError(t, f.k.SetParams(f.ctx, types.Params{MinOperators: 4, BurnsPerBlock: 1}))
	require.NoError(t, f.remove(actor(1)))
	f.block()
	err := f.remove(actor(2))
	require.ErrorIs(t, err, types.ErrTooFewOperators)
	require.ErrorContains(t, err, "3 of at least 4")
	require.False(t, f.validator(actor(2)).Jailed, "nothing of it remains")

	leave := func(amount math.Int) error {
		return f.whole(func(ctx sdk.Context) error {
			return f.k.KeepMinimum(ctx, func() error {
				_, _, err := f.staking.Undelegate(ctx, actor(2), sdk.ValAddress(actor(2)), math.LegacyNewDecFromInt(amount))
				return err
			})
		})
	}
	require.ErrorIs(t, leave(power(10)), types.ErrTooFewOperators)
	require.ErrorIs(t, leave(power(9).AddRaw(1)), types.ErrTooFewOperators, "less than a power of 1 is none")
	require.NoError(t, leave(power(9)), "a part may go")
	failed := f.k.KeepMinimum(f.ctx, func() error { return errBurn })
	require.ErrorIs(t, failed, errBurn, "what the message says goes through")
}

func TestAThirdOfThePowerABlock(t *testing.T) {
	f := setup(t)
	f.join(7)
	require.NoError(t, f.remove(actor(1)))
	require.NoError(t, f.remove(actor(2)), "20 of 70")
	err := f.remove(actor(3))
	require.ErrorIs(t, err, types.ErrTooMuchPower)
	require.ErrorContains(t, err, "30 of 70")
	f.block()
	require.NoError(t, f.remove(actor(3)), "10 of 50")
	f.undelegate(actor(4), power(10))
	require.ErrorIs(t, f.remove(actor(5)), types.ErrTooMuchPower, "what somebody takes out itself counts")
	f.block()
	// Who has no power takes none away, whatever else leaves in this block.
	f.undelegate(actor(6), power(10))
	require.NoError(t, f.remove(actor(4)))
	f.healthy()
}

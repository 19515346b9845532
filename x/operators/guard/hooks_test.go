package guard

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
)

var (
	errHook = errors.New("hook failed")
	hookKey = storetypes.NewKVStoreKey("test")
)

// failing writes and then fails or panics in every hook.
type failing struct {
	stakingtypes.StakingHooks
	panics bool
}

func (f failing) fail(ctx context.Context) error {
	sdk.UnwrapSDKContext(ctx).KVStore(hookKey).Set([]byte("k"), []byte("v"))
	if f.panics {
		panic("hook panicked")
	}
	return errHook
}

func (f failing) AfterValidatorBonded(ctx context.Context, _ sdk.ConsAddress, _ sdk.ValAddress) error {
	return f.fail(ctx)
}

func (f failing) AfterValidatorBeginUnbonding(ctx context.Context, _ sdk.ConsAddress, _ sdk.ValAddress) error {
	return f.fail(ctx)
}

func (f failing) AfterValidatorRemoved(ctx context.Context, _ sdk.ConsAddress, _ sdk.ValAddress) error {
	return f.fail(ctx)
}

func (f failing) AfterValidatorConsKeyUpdated(ctx context.Context, _, _ sdk.ConsAddress, _ sdk.ValAddress) error {
	return f.fail(ctx)
}

func (f failing) BeforeValidatorSlashed(ctx context.Context, _ sdk.ValAddress, _ math.LegacyDec) error {
	return f.fail(ctx)
}

func (f failing) AfterUnbondingInitiated(ctx context.Context, _ uint64) error { return f.fail(ctx) }

func (f failing) AfterDelegationModified(ctx context.Context, _ sdk.AccAddress, _ sdk.ValAddress) error {
	return f.fail(ctx)
}

func TestHooksDoNotHaltTheChain(t *testing.T) {
	val := sdk.ValAddress([]byte{19: 1})
	for name, call := range map[string]func(h Hooks, ctx context.Context) error{
		"AfterValidatorBonded": func(h Hooks, ctx context.Context) error { return h.AfterValidatorBonded(ctx, nil, val) },
		"AfterValidatorBeginUnbonding": func(h Hooks, ctx context.Context) error {
			return h.AfterValidatorBeginUnbonding(ctx, nil, val)
		},
		"AfterValidatorRemoved": func(h Hooks, ctx context.Context) error { return h.AfterValidatorRemoved(ctx, nil, val) },
		"AfterValidatorConsKeyUpdated": func(h Hooks, ctx context.Context) error {
			return h.AfterValidatorConsKeyUpdated(ctx, nil, nil, val)
		},
		"BeforeValidatorSlashed": func(h Hooks, ctx context.Context) error {
			return h.BeforeValidatorSlashed(ctx, val, math.LegacyOneDec())
		},
		"AfterUnbondingInitiated": func(h Hooks, ctx context.Context) error { return h.AfterUnbondingInitiated(ctx, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			base := testutil.DefaultContextWithDB(t, hookKey, storetypes.NewTransientStoreKey("t")).Ctx
			end := base.WithBlockHeight(5).WithTxIndex(-1)
			for _, panics := range []bool{false, true} {
				ctx := end.WithEventManager(sdk.NewEventManager())
				require.NoError(t, call(NewHooks(failing{panics: panics}), ctx))
				require.False(t, ctx.KVStore(hookKey).Has([]byte("k")), "what the subscriber did is undone")
				events := ctx.EventManager().Events()
				require.Len(t, events, 1)
				require.Equal(t, "agijobs.operators.v1.EventHookFailed", events[0].Type)
			}
			tx := base.WithBlockHeight(5).WithTxIndex(0)
			require.ErrorIs(t, call(NewHooks(failing{}), tx), errHook, "a transaction fails")
			require.ErrorIs(t, call(NewHooks(failing{}), base.WithBlockHeight(0)), errHook, "a genesis fails")
		})
	}
	ctx := testutil.DefaultContextWithDB(t, hookKey, storetypes.NewTransientStoreKey("t")).Ctx.WithBlockHeight(5).WithTxIndex(-1)
	require.ErrorIs(t, NewHooks(failing{}).AfterDelegationModified(ctx, nil, val), errHook, "messages' own hooks go through")
}

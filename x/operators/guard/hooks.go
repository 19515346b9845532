package guard

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/operators/keeper"
)

// Hooks hands x/staking's hooks on and lets no error of theirs reach Begin- or EndBlock, where it would halt the chain: what
// a subscriber did is undone there, the failure is reported by an event, and the block goes on. In a transaction an error
// fails the transaction, as it should.
//
// The other hooks run in messages only, and their errors go through everywhere: a delegation that x/distribution has not
// heard of must not exist.
type Hooks struct {
	stakingtypes.StakingHooks
}

// NewHooks wraps the subscribers to x/staking.
func NewHooks(to stakingtypes.StakingHooks) Hooks { return Hooks{to} }

// AfterValidatorBonded runs in EndBlock.
func (h Hooks) AfterValidatorBonded(ctx context.Context, cons sdk.ConsAddress, val sdk.ValAddress) error {
	return h.contain(ctx, "AfterValidatorBonded", val, func(ctx context.Context) error {
		return h.StakingHooks.AfterValidatorBonded(ctx, cons, val)
	})
}

// AfterValidatorBeginUnbonding runs in EndBlock.
func (h Hooks) AfterValidatorBeginUnbonding(ctx context.Context, cons sdk.ConsAddress, val sdk.ValAddress) error {
	return h.contain(ctx, "AfterValidatorBeginUnbonding", val, func(ctx context.Context) error {
		return h.StakingHooks.AfterValidatorBeginUnbonding(ctx, cons, val)
	})
}

// AfterValidatorRemoved runs in EndBlock, when the last seat of a validator has unbonded, and pays its commission out.
func (h Hooks) AfterValidatorRemoved(ctx context.Context, cons sdk.ConsAddress, val sdk.ValAddress) error {
	return h.contain(ctx, "AfterValidatorRemoved", val, func(ctx context.Context) error {
		return h.StakingHooks.AfterValidatorRemoved(ctx, cons, val)
	})
}

// AfterValidatorConsKeyUpdated runs in EndBlock.
func (h Hooks) AfterValidatorConsKeyUpdated(ctx context.Context, old, cons sdk.ConsAddress, val sdk.ValAddress) error {
	return h.contain(ctx, "AfterValidatorConsKeyUpdated", val, func(ctx context.Context) error {
		return h.StakingHooks.AfterValidatorConsKeyUpdated(ctx, old, cons, val)
	})
}

// BeforeValidatorSlashed runs in BeginBlock.
func (h Hooks) BeforeValidatorSlashed(ctx context.Context, val sdk.ValAddress, fraction math.LegacyDec) error {
	return h.contain(ctx, "BeforeValidatorSlashed", val, func(ctx context.Context) error {
		return h.StakingHooks.BeforeValidatorSlashed(ctx, val, fraction)
	})
}

// AfterUnbondingInitiated runs in EndBlock for validators.
func (h Hooks) AfterUnbondingInitiated(ctx context.Context, id uint64) error {
	return h.contain(ctx, "AfterUnbondingInitiated", nil, func(ctx context.Context) error {
		return h.StakingHooks.AfterUnbondingInitiated(ctx, id)
	})
}

func (h Hooks) contain(ctx context.Context, name string, val sdk.ValAddress, run func(ctx context.Context) error) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	// A chain whose genesis fails must not start, so height 0 fails as a transaction does.
	if money.InTransaction(sdkCtx) || sdkCtx.BlockHeight() == 0 {
		return run(ctx)
	}
	failure := cached.Run(sdkCtx, func(branch sdk.Context) error { return run(branch) })
	if failure == nil {
		return nil
	}
	if err := keeper.EmitHookFailed(ctx, name, val, failure); err != nil {
		sdkCtx.Logger().Error("event of a failed hook", "hook", name, "failure", failure, "error", err)
	}
	return nil
}

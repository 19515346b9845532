package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Remove takes an operator's power in this block: its validator is jailed, all its seats unbond, and what it holds when
// they have is burnt. A removal that would leave too few operators or take too much power at once is refused, and the
// caller's writes are thrown away with the error.
func (k *Keeper) Remove(ctx context.Context, addr sdk.AccAddress, reason string) (types.Removal, error) {
	if err := k.requireOperator(ctx, addr); err != nil {
		return types.Removal{}, err
	}
	before, err := k.powers(ctx)
	if err != nil {
		return types.Removal{}, err
	}
	last, err := k.staking.GetLastValidatorPower(ctx, sdk.ValAddress(addr))
	if err != nil {
		return types.Removal{}, err
	}
	removal, err := k.takePower(ctx, addr, reason)
	if err != nil {
		return types.Removal{}, err
	}
	if err := k.checkSet(ctx, before); err != nil {
		return types.Removal{}, err
	}
	return removal, k.enter(ctx, addr, removal, last)
}

// enter books a removal and queues its end.
func (k *Keeper) enter(ctx context.Context, addr sdk.AccAddress, removal types.Removal, power int64) error {
	if err := k.removals.Set(ctx, addr, removal); err != nil {
		return err
	}
	if err := k.queue.Set(ctx, queueKey(removal.MaturesAt, addr)); err != nil {
		return err
	}
	return emit(ctx, &types.EventOperatorRemoved{Removal: removal, Power: power})
}

func (k *Keeper) requireOperator(ctx context.Context, addr sdk.AccAddress) error {
	known, err := k.operators.Has(ctx, addr)
	if err != nil {
		return err
	}
	if !known {
		return errorsmod.Wrapf(types.ErrUnknownOperator, "%s", addr)
	}
	return k.requireNotRemoved(ctx, addr)
}

// checkSet compares the set of operators with what it was before a removal.
func (k *Keeper) checkSet(ctx context.Context, before []types.Power) error {
	after, err := k.powers(ctx)
	if err != nil {
		return err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if err := types.CheckMinimum(before, after, params.MinOperators); err != nil {
		return err
	}
	return types.CheckThird(before, after)
}

func (k *Keeper) takePower(ctx context.Context, addr sdk.AccAddress, reason string) (types.Removal, error) {
	params, err := k.staking.GetParams(ctx)
	if err != nil {
		return types.Removal{}, err
	}
	now := sdk.UnwrapSDKContext(ctx).BlockTime().UTC()
	removal := types.Removal{
		Operator: addr.String(), Reason: reason, RemovedAt: now, MaturesAt: now.Add(params.UnbondingTime), Unbonding: math.ZeroInt(),
	}
	val := sdk.ValAddress(addr)
	validator, err := k.staking.GetValidator(ctx, val)
	switch {
	case errors.Is(err, stakingtypes.ErrNoValidatorFound):
	case err != nil:
		return removal, err
	default:
		if removal.Unbonding, err = k.unbondAll(ctx, validator, addr, removal.MaturesAt); err != nil {
			return removal, err
		}
	}
	// What the operator had unbonded itself may mature later, if the time was longer then.
	latest, err := k.latestUnbonding(ctx, addr)
	if err != nil {
		return removal, err
	}
	if latest.After(removal.MaturesAt) {
		removal.MaturesAt = latest
	}
	return removal, nil
}

// unbondAll jails a validator and unbonds the operator's whole delegation. It does what x/staking's Undelegate does, without
// its limit of entries: by unbonding one seat a block, an operator could otherwise make itself irremovable.
func (k *Keeper) unbondAll(ctx context.Context, v stakingtypes.Validator, addr sdk.AccAddress, matures time.Time) (math.Int, error) {
	none := math.ZeroInt()
	if !v.Jailed {
		cons, err := v.GetConsAddr()
		if err != nil {
			return none, err
		}
		if err := k.staking.Jail(ctx, cons); err != nil {
			return none, err
		}
	}
	val := sdk.ValAddress(addr)
	delegation, err := k.staking.GetDelegation(ctx, addr, val)
	if errors.Is(err, stakingtypes.ErrNoDelegation) {
		return none, nil
	}
	if err != nil {
		return none, err
	}
	amount, err := k.staking.Unbond(ctx, addr, val, delegation.Shares)
	if err != nil || amount.IsZero() {
		return none, err
	}
	if v.IsBonded() {
		err := k.bank.SendCoinsFromModuleToModule(ctx, stakingtypes.BondedPoolName, stakingtypes.NotBondedPoolName, types.Seats(amount))
		if err != nil {
			return none, err
		}
	}
	height := sdk.UnwrapSDKContext(ctx).BlockHeight()
	ubd, err := k.staking.SetUnbondingDelegationEntry(ctx, addr, val, height, matures, amount)
	if err != nil {
		return none, err
	}
	return amount, k.staking.InsertUBDQueue(ctx, ubd, matures)
}

// latestUnbonding returns when the last unbonding of an operator matures; zero time if nothing unbonds.
func (k *Keeper) latestUnbonding(ctx context.Context, addr sdk.AccAddress) (time.Time, error) {
	ubd, err := k.staking.GetUnbondingDelegation(ctx, addr, sdk.ValAddress(addr))
	if errors.Is(err, stakingtypes.ErrNoUnbondingDelegation) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	var latest time.Time
	for _, entry := range ubd.Entries {
		if entry.CompletionTime.After(latest) {
			latest = entry.CompletionTime.UTC()
		}
	}
	return latest, nil
}

func queueKey(at time.Time, addr sdk.AccAddress) dueKey {
	return collections.Join(at.UnixNano(), addr)
}

package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Guardians lists the guardians in order of address.
func (k *Keeper) Guardians(ctx context.Context) ([]types.Guardian, error) {
	return valuesOf(ctx, k.brake.guardians)
}

// IsGuardian tells whether an address may brake.
func (k *Keeper) IsGuardian(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	return k.brake.guardians.Has(ctx, addr)
}

// SetGuardians replaces the guardians. A pause that one of them tripped goes on; a call of one who is none any more is
// forgotten.
func (k *Keeper) SetGuardians(ctx context.Context, list []types.Guardian) error {
	if err := k.brake.guardians.Clear(ctx, nil); err != nil {
		return err
	}
	for _, g := range list {
		addr, err := sdk.AccAddressFromBech32(g.Address)
		if err != nil {
			return err
		}
		g.Address = addr.String()
		if err := k.brake.guardians.Set(ctx, addr, g); err != nil {
			return err
		}
	}
	err := k.dropCalls(ctx, nil, func(call types.GuardianCall, guardian sdk.AccAddress) (bool, error) {
		is, err := k.IsGuardian(ctx, guardian)
		return !is, err
	})
	if err != nil {
		return err
	}
	sorted, err := k.Guardians(ctx)
	if err != nil {
		return err
	}
	return emit(ctx, &types.EventGuardiansUpdated{Guardians: sorted})
}

// CallBrake is a guardian's call. With enough calls of different guardians within guardian_window the scope is held until
// the shared budget is used up. It tells whether the call has tripped the pause.
func (k *Keeper) CallBrake(ctx context.Context, guardian sdk.AccAddress, scope types.PauseScope, reason string) (bool, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return false, err
	}
	now, err := k.blockMs(ctx)
	if err != nil {
		return false, err
	}
	until, err := k.mayCall(ctx, guardian, scope, params, now)
	if err != nil {
		return false, err
	}
	call := types.GuardianCall{Scope: scope, Guardian: guardian.String(), CalledAt: types.MsTime(now), Reason: reason}
	if err := k.brake.calls.Set(ctx, collections.Join(int32(scope), guardian), call); err != nil {
		return false, err
	}
	callers, err := k.callers(ctx, scope, now-params.GuardianWindow.Milliseconds())
	if err != nil {
		return false, err
	}
	guardians, err := k.Guardians(ctx)
	if err != nil {
		return false, err
	}
	tripped := len(callers) >= params.Threshold(len(guardians))
	if err := emit(ctx, &types.EventGuardianCalled{Guardian: call.Guardian, Scope: scope, Reason: reason, Tripped: tripped}); err != nil {
		return false, err
	}
	if !tripped {
		return false, nil
	}
	return true, k.trip(ctx, types.GuardianPause{
		StartedAt: types.MsTime(now), Scope: scope, TrippedBy: callers, Budget: params.GuardianPauseMax, Cooldown: params.GuardianCooldown,
	}, reason, until)
}

// mayCall says why a call is refused, or until when (block time in ms) a pause that begins now lasts.
func (k *Keeper) mayCall(
	ctx context.Context, guardian sdk.AccAddress, scope types.PauseScope, params types.Params, now int64,
) (int64, error) {
	is, err := k.IsGuardian(ctx, guardian)
	if err != nil {
		return 0, err
	}
	if !is {
		return 0, errorsmod.Wrapf(types.ErrNotGuardian, "sender %s", guardian)
	}
	pause, held, err := k.PauseOf(ctx, scope)
	if err != nil {
		return 0, err
	}
	if held {
		return 0, errorsmod.Wrap(types.ErrAlreadyPaused, pause.Say())
	}
	spent, err := k.Spent(ctx)
	if err != nil {
		return 0, err
	}
	if until := barredUntil(spent, guardian.String()); until > now {
		return 0, errorsmod.Wrapf(types.ErrBarred, "%s may pause again from %s", guardian, types.MsTime(until))
	}
	until := types.BudgetEnd(types.Spans(spent, now), now, params.GuardianPauseMax.Milliseconds(), params.GuardianCooldown.Milliseconds())
	if until <= now {
		return 0, errorsmod.Wrapf(types.ErrBudget, "%s of pause within %s; ask the council", params.GuardianPauseMax, params.GuardianCooldown)
	}
	return until, nil
}

func barredUntil(spent []types.GuardianPause, guardian string) int64 {
	until := types.Runs
	for _, p := range spent {
		for _, tripper := range p.TrippedBy {
			if tripper == guardian {
				until = max(until, p.BarsMs())
			}
		}
	}
	return until
}

// callers forgets the calls for a scope that were made at oldest (block time in ms) or before, and lists who made the others.
func (k *Keeper) callers(ctx context.Context, scope types.PauseScope, oldest int64) ([]string, error) {
	var callers []string
	of := collections.NewPrefixedPairRange[int32, sdk.AccAddress](int32(scope))
	err := k.dropCalls(ctx, of, func(call types.GuardianCall, _ sdk.AccAddress) (bool, error) {
		stale := call.CalledAt.UnixMilli() <= oldest
		if !stale {
			callers = append(callers, call.Guardian)
		}
		return stale, nil
	})
	return callers, err
}

// dropCalls forgets the calls for which drop says so. There are two for each guardian at most.
func (k *Keeper) dropCalls(
	ctx context.Context, of collections.Ranger[collections.Pair[int32, sdk.AccAddress]],
	drop func(types.GuardianCall, sdk.AccAddress) (bool, error),
) error {
	var gone []collections.Pair[int32, sdk.AccAddress]
	err := k.brake.calls.Walk(ctx, of, func(key collections.Pair[int32, sdk.AccAddress], call types.GuardianCall) (bool, error) {
		out, err := drop(call, key.K2())
		if out {
			gone = append(gone, key)
		}
		return false, err
	})
	if err != nil {
		return err
	}
	for _, key := range gone {
		if err := k.brake.calls.Remove(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// trip holds a scope until the end of the budget and enters the pause in the guardians' record.
func (k *Keeper) trip(ctx context.Context, record types.GuardianPause, reason string, until int64) error {
	of := collections.NewPrefixedPairRange[int32, sdk.AccAddress](int32(record.Scope))
	if err := k.brake.calls.Clear(ctx, of); err != nil {
		return err
	}
	if err := k.enterSpent(ctx, record); err != nil {
		return err
	}
	ends := types.MsTime(until)
	return k.hold(ctx, types.Pause{
		Scope: record.Scope, Reason: reason, StartedAt: record.StartedAt, EndsAt: &ends, TrippedBy: record.TrippedBy,
	})
}

// Spent is the guardians' record: what counts against their budget, oldest first.
func (k *Keeper) Spent(ctx context.Context) ([]types.GuardianPause, error) {
	return valuesOf(ctx, k.brake.spent)
}

// enterSpent adds to the record and forgets what no window reaches any more.
func (k *Keeper) enterSpent(ctx context.Context, record types.GuardianPause) error {
	next := uint64(0)
	oldest := record.StartedAt.Add(-record.Cooldown)
	var gone []uint64
	err := k.brake.spent.Walk(ctx, nil, func(id uint64, p types.GuardianPause) (bool, error) {
		next = id + 1
		if p.EndedAt != nil && !p.EndedAt.After(oldest) && p.BarsMs() <= record.StartedAt.UnixMilli() {
			gone = append(gone, id)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, id := range gone {
		if err := k.brake.spent.Remove(ctx, id); err != nil {
			return err
		}
	}
	return k.brake.spent.Set(ctx, next, record)
}

// endSpent closes the running record of a scope at a block time in ms.
func (k *Keeper) endSpent(ctx context.Context, scope types.PauseScope, atMs int64, early bool) error {
	found := false
	var id uint64
	var record types.GuardianPause
	err := k.brake.spent.Walk(ctx, nil, func(key uint64, p types.GuardianPause) (bool, error) {
		if p.Running() && p.Scope == scope {
			found, id, record = true, key, p
		}
		return found, nil
	})
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("the pause of %s is not in the guardians' record", scope)
	}
	ended := types.MsTime(atMs)
	record.EndedAt, record.ResumedEarly = &ended, early
	return k.brake.spent.Set(ctx, id, record)
}

// BudgetLeft is how long (ms of block time) guardians could hold a scope that they paused now.
func (k *Keeper) BudgetLeft(ctx context.Context) (int64, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, err
	}
	now, err := k.blockMs(ctx)
	if err != nil {
		return 0, err
	}
	spent, err := k.Spent(ctx)
	if err != nil {
		return 0, err
	}
	until := types.BudgetEnd(types.Spans(spent, now), now, params.GuardianPauseMax.Milliseconds(), params.GuardianCooldown.Milliseconds())
	return until - now, nil
}

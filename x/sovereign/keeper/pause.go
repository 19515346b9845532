package keeper

import (
	"context"
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// PauseScope holds a scope on the council's word, without an end. It takes the place of a pause by guardians, which then
// uses no more of their budget.
func (k *Keeper) PauseScope(ctx context.Context, scope types.PauseScope, reason string) error {
	now, err := k.blockMs(ctx)
	if err != nil {
		return err
	}
	old, held, err := k.PauseOf(ctx, scope)
	if err != nil {
		return err
	}
	if held && !old.ByGuardians() {
		return errorsmod.Wrap(types.ErrAlreadyPaused, old.Say())
	}
	if held {
		if err := k.endSpent(ctx, scope, now, false); err != nil {
			return err
		}
		if err := emit(ctx, &types.EventResumed{Scope: scope, By: types.ByCouncil, Reason: reason}); err != nil {
			return err
		}
	}
	return k.hold(ctx, types.Pause{Scope: scope, Reason: reason, StartedAt: types.MsTime(now)})
}

// hold writes a pause and says so.
func (k *Keeper) hold(ctx context.Context, pause types.Pause) error {
	if err := k.brake.pauses.Set(ctx, int32(pause.Scope), pause); err != nil {
		return err
	}
	return emit(ctx, &types.EventPaused{Pause: pause})
}

// ResumeScope releases a scope on the council's word. What a pause by guardians leaves of the budget stays usable, but not
// by those who tripped it.
func (k *Keeper) ResumeScope(ctx context.Context, scope types.PauseScope, reason string) error {
	pause, held, err := k.PauseOf(ctx, scope)
	if err != nil {
		return err
	}
	if !held {
		return errorsmod.Wrapf(types.ErrNotPaused, "%s runs", scope.Label())
	}
	if pause.ByGuardians() {
		now, err := k.blockMs(ctx)
		if err != nil {
			return err
		}
		if err := k.endSpent(ctx, scope, now, true); err != nil {
			return err
		}
		// A call that one of them has made for the other scope must not help to use the rest.
		err = k.dropCalls(ctx, nil, func(call types.GuardianCall, _ sdk.AccAddress) (bool, error) {
			return slices.Contains(pause.TrippedBy, call.Guardian), nil
		})
		if err != nil {
			return err
		}
	}
	if err := k.brake.pauses.Remove(ctx, int32(scope)); err != nil {
		return err
	}
	return emit(ctx, &types.EventResumed{Scope: scope, By: k.authority, Reason: reason})
}

// PauseTypes holds single entry message types on the council's word, without an end.
func (k *Keeper) PauseTypes(ctx context.Context, typeURLs []string, reason string) error {
	now, err := k.blockMs(ctx)
	if err != nil {
		return err
	}
	for _, url := range typeURLs {
		if rule := k.rule(url); rule.Refused != nil || !rule.Pausable {
			return errorsmod.Wrapf(types.ErrNotPausable, "%s", url)
		}
		has, err := k.brake.types.Has(ctx, url)
		if err != nil {
			return err
		}
		if has {
			return errorsmod.Wrapf(types.ErrAlreadyPaused, "%s", url)
		}
		if err := k.brake.types.Set(ctx, url, types.PausedType{TypeUrl: url, Reason: reason, PausedAt: types.MsTime(now)}); err != nil {
			return err
		}
	}
	return emit(ctx, &types.EventPaused{Pause: types.Pause{Reason: reason, StartedAt: types.MsTime(now)}, TypeUrls: typeURLs})
}

// ResumeTypes releases single entry message types on the council's word.
func (k *Keeper) ResumeTypes(ctx context.Context, typeURLs []string, reason string) error {
	for _, url := range typeURLs {
		has, err := k.brake.types.Has(ctx, url)
		if err != nil {
			return err
		}
		if !has {
			return errorsmod.Wrapf(types.ErrNotPaused, "%s runs, or its scope is held", url)
		}
		if err := k.brake.types.Remove(ctx, url); err != nil {
			return err
		}
	}
	return emit(ctx, &types.EventResumed{TypeUrls: typeURLs, By: k.authority, Reason: reason})
}

// endDue ends the pauses by guardians whose budget is used up. The market clock has run since their end already.
func (k *Keeper) endDue(ctx context.Context, nowMs int64) error {
	pauses, err := k.Pauses(ctx)
	if err != nil {
		return err
	}
	for _, p := range pauses {
		if p.UntilMs() > nowMs {
			continue
		}
		if err := k.endSpent(ctx, p.Scope, p.UntilMs(), false); err != nil {
			return err
		}
		if err := k.brake.pauses.Remove(ctx, int32(p.Scope)); err != nil {
			return err
		}
		if err := emit(ctx, &types.EventResumed{Scope: p.Scope, By: types.ByBudget, Reason: p.Reason}); err != nil {
			return err
		}
	}
	return nil
}

func emit(ctx context.Context, event interface {
	Reset()
	String() string
	ProtoMessage()
},
) error {
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), event)
}

package keeper

import (
	"context"
	"errors"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// next is the rung that judges a job after the one that it is on, with the rules that say so.
type next struct {
	types.Step
	params   types.Params
	category types.Category
	// skipped says why the council was left out, where only it would have been left.
	skipped string
}

// nextStep returns who judges a job next, or ErrLadderOver with the reason why nobody does. The council is asked about only
// where it is next: its rung is the last one.
func (k *Keeper) nextStep(ctx context.Context, job types.Job) (next, error) {
	params, category, err := k.rulesOf(ctx, job)
	if err != nil {
		return next{}, err
	}
	to := next{params: params, category: category}
	step, ok := types.NextStep(params, category, job, false)
	if ok && step.Kind == types.RUNG_KIND_COUNCIL {
		if to.skipped, err = k.councilBar(ctx, job, withOrganisations); err != nil {
			return next{}, err
		}
		step, ok = types.NextStep(params, category, job, to.skipped != "")
	}
	switch {
	case to.skipped != "":
		return to, errorsmod.Wrapf(types.ErrLadderOver, "job %d: only the council is left, which judges no job of its own: %s",
			job.Id, to.skipped)
	case !ok:
		return to, errorsmod.Wrapf(types.ErrLadderOver, "job %d has been on all %d rungs", job.Id, len(params.Ladder))
	}
	to.Step = step
	return to, nil
}

// climb puts a job before the next rung: it draws its seats, or the council has its time. It returns the event that says so,
// which the caller emits after the one of what led there.
func (k *Keeper) climb(ctx context.Context, job *types.Job, to next) (*types.EventRungReached, error) {
	job.Rung = to.Rung
	if err := k.reach(ctx, job, to); err != nil {
		return nil, err
	}
	return &types.EventRungReached{
		JobId: job.Id, Rung: to.Rung, Kind: to.Kind, Pool: to.Pool, Seats: to.Seats, Status: job.Status, DeadlineMs: job.DeadlineMs,
	}, nil
}

func (k *Keeper) reach(ctx context.Context, job *types.Job, to next) error {
	if to.Kind != types.RUNG_KIND_COUNCIL {
		if err := k.step(ctx, job, types.ActionNextRung, noDeadline); err != nil {
			return err
		}
		return k.openRound(ctx, *job, to.params, to.category)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.step(ctx, job, types.ActionConvene, after(now, to.params.CouncilWindow))
}

// withoutVerdict moves a job on whose round came to none: up the ladder, or to its end by the default ruling. Nobody asked
// for it, so nobody pays a bond.
func (k *Keeper) withoutVerdict(ctx sdk.Context, job *types.Job) (*types.EventRungReached, error) {
	to, err := k.nextStep(ctx, *job)
	if err == nil {
		return k.climb(ctx, job, to)
	}
	if !errors.Is(err, types.ErrLadderOver) {
		return nil, err
	}
	if to.skipped != "" {
		event := &types.EventCouncilSkipped{JobId: job.Id, Reason: to.skipped}
		if err := typedevent.Emit(ctx, event); err != nil {
			return nil, err
		}
	}
	return nil, k.decide(ctx, job, types.ActionNoVerdict, types.DefaultRuling(job.Rounds()))
}

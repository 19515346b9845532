package keeper

import (
	"context"
	"errors"
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var _ validationtypes.RoundHooks = (*Keeper)(nil)

// AfterRoundClosed implements validationtypes.RoundHooks. A verdict opens the challenge window; without one the job climbs
// to the next rung by itself, and where the ladder has ended the default ruling decides.
func (k *Keeper) AfterRoundClosed(goCtx context.Context, closed validationtypes.RoundClosed) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	job, err := k.Job(ctx, closed.JobID)
	if err != nil {
		return err
	}
	if job.Status != types.JOB_STATUS_IN_REVIEW || job.Rung != closed.Rung {
		return errorsmod.Wrapf(types.ErrWrongStatus, "job %d: rung %d closed, the job is %s at rung %d",
			job.Id, closed.Rung, job.Status, job.Rung)
	}
	var next *types.EventRungReached
	job.AddRound(verdictOf(closed))
	if action := actionOf(closed.Result); action == types.ActionNoVerdict {
		next, err = k.withoutVerdict(ctx, &job)
	} else {
		err = k.openChallenge(ctx, &job, action)
	}
	if err != nil {
		return err
	}
	err = typedevent.Emit(ctx, &types.EventVerdictRecorded{
		JobId: job.Id, Verdict: *job.Verdict, Status: job.Status, DeadlineMs: job.DeadlineMs,
	})
	if err == nil && next != nil {
		err = typedevent.Emit(ctx, next)
	}
	if err != nil {
		return err
	}
	return k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterVerdict(ctx, job) })
}

// openChallenge gives the job its verdict's status until the challenge window closes.
func (k *Keeper) openChallenge(ctx context.Context, job *types.Job, action types.Action) error {
	params, err := k.ParamsOf(ctx, job.Terms.ParamsVersion)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	status, err := types.Next(job.Status, action)
	if err != nil {
		return err
	}
	job.Verdict.Status = status
	return k.step(ctx, job, action, after(now, params.ChallengeWindow))
}

func actionOf(result validationtypes.RoundResult) types.Action {
	switch result {
	case validationtypes.ROUND_RESULT_APPROVED:
		return types.ActionVerdictApproved
	case validationtypes.ROUND_RESULT_REJECTED:
		return types.ActionVerdictRejected
	case validationtypes.ROUND_RESULT_UNJUDGEABLE:
		return types.ActionVerdictUnjudgeable
	case validationtypes.ROUND_RESULT_SPLIT:
		return types.ActionVerdictDivided
	default:
		return types.ActionNoVerdict
	}
}

func verdictOf(closed validationtypes.RoundClosed) types.Verdict {
	verdict := types.Verdict{
		Rung: closed.Rung, Seats: closed.Tally.Seats, Revealed: closed.Tally.Revealed, Approvals: closed.Tally.Approvals,
		Rejections: closed.Tally.Rejections, Unjudgeable: closed.Tally.Unjudgeable, Splits: closed.Tally.Splits,
		Quality: closed.Tally.Quality,
	}
	if closed.Result == validationtypes.ROUND_RESULT_SPLIT {
		verdict.SplitBps = closed.Tally.SplitBps
	}
	for _, check := range closed.Tally.Checks {
		verdict.Checks = append(verdict.Checks, types.CheckTally{Name: check.Name, Passed: check.Passed, Failed: check.Failed})
	}
	return verdict
}

// AcceptVerdict lets the side that the verdict went against settle now instead of waiting for the end of the challenge
// window: the employer under APPROVED, the agent under REJECTED, either under UNJUDGEABLE and DIVIDED. A verdict against both
// waits while the other side may still dispute it: nobody accepts in another's name.
func (k *Keeper) AcceptVerdict(ctx sdk.Context, sender sdk.AccAddress, id uint64) error {
	job, err := k.Job(ctx, id)
	if err != nil {
		return err
	}
	if _, err := k.waiting(ctx, job, types.ActionAccept); err != nil {
		return err
	}
	sides := job.WentAgainst()
	if !slices.Contains(sides, sender.String()) {
		return errorsmod.Wrapf(types.ErrNotYourVerdict, "job %d is %s", job.Id, job.Status)
	}
	if len(sides) > 1 {
		switch _, err := k.nextStep(ctx, job); {
		case err == nil:
			return errorsmod.Wrapf(types.ErrOtherMayDispute, "job %d is %s", job.Id, job.Status)
		case !errors.Is(err, types.ErrLadderOver):
			return err
		}
	}
	ruling, err := job.StandingRuling()
	if err != nil {
		return err
	}
	if err := k.decide(ctx, &job, types.ActionAccept, ruling); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventVerdictAccepted{
		JobId: job.Id, Actor: sender.String(), Status: job.Status,
	})
}

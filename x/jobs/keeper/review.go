package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// beginReview hands a result to whoever judges it first: the employer where the posting says so, otherwise the first
// committee.
func (k *Keeper) beginReview(ctx context.Context, job *types.Job, params types.Params, category types.Category) error {
	if job.Review == types.REVIEW_MODE_EMPLOYER {
		return k.step(ctx, job, types.ActionSubmitToEmployer, after(job.SubmittedMs, params.EmployerWindow))
	}
	if err := k.step(ctx, job, types.ActionSubmit, noDeadline); err != nil {
		return err
	}
	return k.openRound(ctx, *job, params, category)
}

// AcceptWork takes a result on its employer's word. No seat was asked, so the whole validation fee returns in EndBlock.
func (k *Keeper) AcceptWork(ctx sdk.Context, employer sdk.AccAddress, id uint64) error {
	job, err := k.employersJob(ctx, id, employer)
	if err != nil {
		return err
	}
	if _, err := k.waiting(ctx, job, types.ActionAcceptWork); err != nil {
		return err
	}
	if err := k.decide(ctx, &job, types.ActionAcceptWork, types.AcceptedRuling()); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventWorkAccepted{
		JobId: job.Id, Employer: job.Employer, Status: job.Status,
	})
}

// Contest has the first committee judge a result that its employer does not take. It costs no bond: the validation fee
// that was escrowed pays the seats.
func (k *Keeper) Contest(ctx sdk.Context, employer sdk.AccAddress, id uint64, reason types.DisputeReason, evidence types.Document) error {
	job, err := k.employersJob(ctx, id, employer)
	if err != nil {
		return err
	}
	now, err := k.waiting(ctx, job, types.ActionContest)
	if err != nil {
		return err
	}
	params, category, err := k.rulesOf(ctx, job)
	if err != nil {
		return err
	}
	if err := category.AllowsURI(evidence.Uri); err != nil {
		return err
	}
	contest := types.NewContest(job, reason, evidence, now)
	job.Disputes = append(job.Disputes, contest)
	if err := k.step(ctx, &job, types.ActionContest, noDeadline); err != nil {
		return err
	}
	if err := k.openRound(ctx, job, params, category); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventVerdictDisputed{JobId: job.Id, Dispute: contest, Status: job.Status})
}

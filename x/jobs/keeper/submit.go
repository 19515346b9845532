package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// SubmitWork hands in the result of an ASSIGNED job and begins its review.
func (k *Keeper) SubmitWork(ctx sdk.Context, agent sdk.AccAddress, id uint64, submission types.Submission) error {
	job, err := k.agentsJob(ctx, id, agent)
	if err != nil {
		return err
	}
	now, err := k.waiting(ctx, job, types.ActionSubmit)
	if err != nil {
		return err
	}
	params, category, err := k.rulesOf(ctx, job)
	if err != nil {
		return err
	}
	if err := k.acceptable(ctx, category, agent, submission); err != nil {
		return err
	}
	if err := k.contributorsReady(ctx, job, params, category); err != nil {
		return err
	}
	job.Submission, job.SubmittedMs, job.SubmittedHeight, job.Rung = &submission, now, ctx.BlockHeight(), 0
	if err := k.leaveAssignment(ctx, agent); err != nil {
		return err
	}
	if err := k.beginReview(ctx, &job, params, category); err != nil {
		return err
	}
	if err := k.journal.Append(ctx, submitted(job, agent)); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventWorkSubmitted{
		JobId: job.Id, Agent: job.Agent, ResultUri: submission.Result.Uri, ResultSha256: submission.Result.Sha256,
		Status: job.Status,
	})
}

// acceptable checks what of a submission depends on the state.
func (k *Keeper) acceptable(
	ctx context.Context, category types.Category, agent sdk.AccAddress, submission types.Submission,
) error {
	if err := category.AllowsURI(submission.Result.Uri); err != nil {
		return err
	}
	participant, err := k.identity.Participant(ctx, agent)
	if err != nil {
		return err
	}
	declared := submission.ModelId != "" && len(submission.ModelHash) > 0
	if participant.Kind == identitytypes.PARTICIPANT_KIND_AI_AGENT && !declared {
		return errorsmod.Wrap(types.ErrSubmission, "an AI agent declares its model: set model_id and model_hash")
	}
	for _, id := range submission.Certificates {
		exists, err := k.certificates.Exists(ctx, id)
		if err != nil {
			return err
		}
		if !exists {
			return errorsmod.Wrapf(types.ErrNoCertificate, "job %d", id)
		}
	}
	return nil
}

// openRound asks x/validation for the seats of the job's rung. Whoever has an interest in the job, and their organisations,
// judge no job of their own.
func (k *Keeper) openRound(ctx context.Context, job types.Job, params types.Params, category types.Category) error {
	step, ok := types.StepAt(params, category, job.Terms, job.Rung)
	if !ok {
		return errorsmod.Wrapf(types.ErrLadderOver, "job %d, rung %d", job.Id, job.Rung)
	}
	lock, err := k.seatLock(ctx, job, step)
	if err != nil {
		return err
	}
	round := validationtypes.OpenRound{
		JobID: job.Id, Rung: job.Rung, Pool: step.Pool, ReviewVersion: job.Terms.ReviewVersion, Seats: step.Seats, SeatLock: lock,
		Checks: job.Checks, Panel: step.Kind == types.RUNG_KIND_PANEL,
	}
	interested, err := k.interested(ctx, job)
	if err != nil {
		return err
	}
	for _, participant := range interested {
		round.Excluded = appendNew(round.Excluded, participant.Address)
		round.ExcludedOrganisations = appendNew(round.ExcludedOrganisations, participant.OrganisationId)
	}
	return k.validation.OpenRound(ctx, round)
}

// seatLock is what each seat of a rung locks: the first committee's was quoted with the job.
func (k *Keeper) seatLock(ctx context.Context, job types.Job, step types.Step) (math.Int, error) {
	if step.Rung == 0 {
		return job.Terms.SeatLock, nil
	}
	return k.lockOf(ctx, job.Terms, job.Escrow.Payout, step.Seats)
}

// lockOf is what each of seats locks for a payout under a job's terms.
func (k *Keeper) lockOf(ctx context.Context, terms types.Terms, payout math.Int, seats uint32) (math.Int, error) {
	lock, err := k.validation.SeatLock(ctx, terms.ReviewVersion, payout, seats)
	if err != nil {
		return math.Int{}, err
	}
	return terms.SeatLockOf(lock), nil
}

// appendNew adds what is neither empty nor there already.
func appendNew(list []string, item string) []string {
	if item == "" {
		return list
	}
	for _, there := range list {
		if there == item {
			return list
		}
	}
	return append(list, item)
}

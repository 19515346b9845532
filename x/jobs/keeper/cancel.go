package keeper

import (
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// CancelJob ends a BLOCKED or OPEN job on the word of its employer, or of the sponsor who pays: his delegate may have left.
// The refund follows in EndBlock.
func (k *Keeper) CancelJob(ctx sdk.Context, employer sdk.AccAddress, id uint64) error {
	job, err := k.Job(ctx, id)
	if err != nil {
		return err
	}
	side, err := k.employersSide(ctx, job)
	if err != nil {
		return err
	}
	if !slices.Contains(side, employer.String()) {
		return errorsmod.Wrapf(types.ErrNotEmployer, "job %d belongs to %s", id, job.Employer)
	}
	return k.withdrawOffer(ctx, job, types.ActionCancel, types.RULING_BASIS_EMPLOYER, employer.String(), "")
}

// DelistJob ends an OPEN job on the authority's word. The refund follows in EndBlock.
func (k *Keeper) DelistJob(ctx sdk.Context, id uint64, reason string) error {
	job, err := k.Job(ctx, id)
	if err != nil {
		return err
	}
	return k.withdrawOffer(ctx, job, types.ActionDelist, types.RULING_BASIS_AUTHORITY, k.authority, reason)
}

func (k *Keeper) withdrawOffer(
	ctx sdk.Context, job types.Job, action types.Action, basis types.RulingBasis, actor, reason string,
) error {
	if _, err := k.waiting(ctx, job, action); err != nil {
		return err
	}
	ruling := types.Ruling{Outcome: types.OUTCOME_CANCELLED, Basis: basis}
	if err := k.decide(ctx, &job, action, ruling); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventJobCancelled{
		JobId: job.Id, Actor: actor, Basis: basis, Reason: reason, Status: job.Status,
	})
}

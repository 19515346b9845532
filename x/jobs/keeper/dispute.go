package keeper

import (
	"context"
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Dispute takes a verdict to the next rung, on behalf of a side that it went against, and locks the bond.
func (k *Keeper) Dispute(ctx sdk.Context, sender sdk.AccAddress, msg *types.MsgDispute) (types.Dispute, error) {
	job, err := k.Job(ctx, msg.JobId)
	if err != nil {
		return types.Dispute{}, err
	}
	now, to, err := k.disputable(ctx, job)
	if err != nil {
		return types.Dispute{}, err
	}
	if !slices.Contains(job.WentAgainst(), sender.String()) {
		return types.Dispute{}, errorsmod.Wrapf(types.ErrNotYourVerdict, "job %d is %s", job.Id, job.Status)
	}
	if err := to.category.AllowsURI(msg.Evidence.Uri); err != nil {
		return types.Dispute{}, err
	}
	bond := to.bond(job)
	if bond.GT(msg.ExpectedBond) {
		return types.Dispute{}, errorsmod.Wrapf(types.ErrBondAbove, "it is %s, expected_bond is %s", bond, msg.ExpectedBond)
	}
	if err := k.purse.TakeIn(ctx, sender, bond); err != nil {
		return types.Dispute{}, err
	}
	dispute := types.Dispute{
		By: sender.String(), Against: job.Status, Rung: to.Rung, Reason: msg.Reason, Evidence: msg.Evidence, Bond: bond,
		DisputedMs: now,
	}
	job.Disputes = append(job.Disputes, dispute)
	reached, err := k.climb(ctx, &job, to)
	if err != nil {
		return types.Dispute{}, err
	}
	err = typedevent.EmitAll(ctx,
		&types.EventVerdictDisputed{JobId: job.Id, Dispute: dispute, Status: job.Status}, reached,
	)
	return dispute, err
}

// disputable returns the market time in ms and who would judge a job next, or says why its verdict cannot be disputed. The
// message and the query ask it alike.
func (k *Keeper) disputable(ctx context.Context, job types.Job) (int64, next, error) {
	if !job.Status.Challengeable() {
		return 0, next{}, errorsmod.Wrapf(types.ErrWrongStatus, "job %d: dispute in status %s", job.Id, job.Status)
	}
	now, err := k.waiting(ctx, job, types.ActionNextRung)
	if err != nil {
		return 0, next{}, err
	}
	to, err := k.nextStep(ctx, job)
	return now, to, err
}

// bond is what it costs to take a job there.
func (n next) bond(job types.Job) math.Int {
	return types.DisputeBond(n.params, job.Escrow.Payout, job.Terms.SeatFee, n.Seats)
}

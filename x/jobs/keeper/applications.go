package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// roomToApply refuses an application of whoever has one for the job, and those beyond the bounds of job and agent.
func (k *Keeper) roomToApply(ctx context.Context, job types.Job, t taker) error {
	applied, err := k.selection.Applications.Has(ctx, collections.Join(job.Id, t.agent))
	if err != nil {
		return err
	}
	if applied {
		return errorsmod.Wrapf(types.ErrApplied, "job %d", job.Id)
	}
	if job.Applications >= types.MaxApplications {
		return errorsmod.Wrapf(types.ErrApplicationsFull, "job %d: %d of %d", job.Id, job.Applications, types.MaxApplications)
	}
	if t.stake.Applications >= types.MaxStandingApplications {
		return errorsmod.Wrapf(types.ErrTooManyApplications, "%d of %d", t.stake.Applications, types.MaxStandingApplications)
	}
	return nil
}

// Apply notes an agent's price for an OPEN job of SELECTION and locks the bond on it.
func (k *Keeper) Apply(ctx sdk.Context, agent sdk.AccAddress, msg *types.MsgApply) (types.Application, error) {
	a := types.Application{JobId: msg.JobId, Agent: agent.String(), Price: msg.Price}
	job, err := k.Job(ctx, msg.JobId)
	if err != nil {
		return a, err
	}
	if err := inMode(job, types.ASSIGNMENT_MODE_SELECTION); err != nil {
		return a, err
	}
	t, err := k.eligible(ctx, job, agent)
	if err != nil {
		return a, err
	}
	if a.Price.GT(job.Escrow.Payout) {
		return a, errorsmod.Wrapf(types.ErrPrice, "it is %s, the payout of job %d is %s", a.Price, job.Id, job.Escrow.Payout)
	}
	params, category, err := k.rulesOf(ctx, job)
	if err != nil {
		return a, err
	}
	if least := job.LeastPrice(); a.Price.LT(least) {
		return a, errorsmod.Wrapf(types.ErrPrice, "it is %s, for job %d offer %s at least", a.Price, job.Id, least)
	}
	a.Bond = job.BondAt(params, category, a.Price)
	if a.Bond.GT(msg.MaxBond) {
		return a, errorsmod.Wrapf(types.ErrApplicationBond, "it is %s, max_bond is %s", a.Bond, msg.MaxBond)
	}
	a.AppliedMs = t.nowMs
	if err := k.lock(ctx, agent, t.stake, a.Bond, func(s *types.AgentStake) { s.Applications++ }); err != nil {
		return a, err
	}
	if err := k.selection.Applications.Set(ctx, collections.Join(job.Id, agent), a); err != nil {
		return a, err
	}
	job.Applications++
	if err := k.Jobs.Set(ctx, job.Id, job); err != nil {
		return a, err
	}
	return a, typedevent.Emit(ctx, &types.EventApplied{Application: a, Applications: job.Applications})
}

// WithdrawApplication takes an application back, in whatever state the offer is, unless the job has been awarded to it.
func (k *Keeper) WithdrawApplication(ctx sdk.Context, agent sdk.AccAddress, jobID uint64) error {
	a, err := k.application(ctx, jobID, agent)
	if err != nil {
		return err
	}
	job, err := k.Job(ctx, jobID)
	if err != nil {
		return err
	}
	if job.Awarded == a.Agent {
		return errorsmod.Wrapf(types.ErrAwarded, "job %d", job.Id)
	}
	return k.leaveOffer(ctx, job, a, types.ApplicationWithdrawn)
}

// leaveOffer ends one application and counts it out of its job.
func (k *Keeper) leaveOffer(ctx sdk.Context, job types.Job, a types.Application, reason string) error {
	if err := k.endApplication(ctx, a, reason); err != nil {
		return err
	}
	if job.Applications == 0 {
		return fmt.Errorf("job %d counts no application to end", job.Id)
	}
	job.Applications--
	return k.Jobs.Set(ctx, job.Id, job)
}

// endApplication ends an application: its bond is free stake again. The job's count is the caller's.
func (k *Keeper) endApplication(ctx sdk.Context, a types.Application, reason string) error {
	err := k.closeApplication(ctx, a, func(s *types.AgentStake) {
		s.Locked, s.Free = s.Locked.Sub(a.Bond), s.Free.Add(a.Bond)
	})
	if err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventApplicationEnded{
		JobId: a.JobId, Agent: a.Agent, Bond: a.Bond, Reason: reason,
	})
}

// closeApplication forgets an application; then says what becomes of the bond in the agent's stake.
func (k *Keeper) closeApplication(ctx context.Context, a types.Application, then func(stake *types.AgentStake)) error {
	agent, err := sdk.AccAddressFromBech32(a.Agent)
	if err != nil {
		return err
	}
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return err
	}
	if stake.Applications == 0 {
		return fmt.Errorf("the stake of %s counts no application to end", a.Agent)
	}
	if err := k.selection.Applications.Remove(ctx, collections.Join(a.JobId, agent)); err != nil {
		return err
	}
	stake.Applications--
	then(&stake)
	return k.setStake(ctx, agent, stake)
}

// endApplications ends all applications for a job. The job's count is the caller's.
func (k *Keeper) endApplications(ctx sdk.Context, jobID uint64, reason string) error {
	list, err := k.applicationsFor(ctx, jobID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := k.endApplication(ctx, a, reason); err != nil {
			return err
		}
	}
	return nil
}

// releaseApplications ends the applications of a job whose offer has ended. EndBlock only.
func (k *Keeper) releaseApplications(ctx sdk.Context, job types.Job, reason string) error {
	if job.Applications == 0 {
		return nil
	}
	if err := k.endApplications(ctx, job.Id, reason); err != nil {
		return err
	}
	job.Applications = 0
	return k.Jobs.Set(ctx, job.Id, job)
}

// forgetApplicant ends the applications of an agent who is revoked. A job that was awarded to it in this block is offered on:
// see selectionDue. EndBlock only.
func (k *Keeper) forgetApplicant(ctx sdk.Context, agent sdk.AccAddress) error {
	var ids []uint64
	err := k.selection.Applications.Indexes.Agent.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, uint64](agent),
		func(_ sdk.AccAddress, jobID uint64) (bool, error) {
			ids = append(ids, jobID)
			return false, nil
		})
	if err != nil {
		return err
	}
	for _, id := range ids {
		a, err := k.application(ctx, id, agent)
		if err != nil {
			return err
		}
		job, err := k.Job(ctx, id)
		if err != nil {
			return err
		}
		if err := k.leaveOffer(ctx, job, a, types.ApplicationRevoked); err != nil {
			return err
		}
	}
	return nil
}

package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

var _ identitytypes.StatusHooks = (*Keeper)(nil)

// SurrenderJob gives an ASSIGNED job back. A slash moves money, so the message only records that the assignment is over,
// by a ruling and a deadline that is due now; EndBlock of the same block ends it.
func (k *Keeper) SurrenderJob(ctx sdk.Context, agent sdk.AccAddress, id uint64) error {
	job, err := k.agentsJob(ctx, id, agent)
	if err != nil {
		return err
	}
	now, err := k.waiting(ctx, job, types.ActionSurrender)
	if err != nil {
		return err
	}
	job.Ruling = expired(types.RULING_BASIS_SURRENDER)
	if err := k.setStatus(ctx, &job, job.Status, dueAt(now)); err != nil {
		return err
	}
	return k.journal.Append(ctx, surrendered(job, agent))
}

func expired(basis types.RulingBasis) *types.Ruling {
	return &types.Ruling{Outcome: types.OUTCOME_EXPIRED, Basis: basis}
}

// endAssignment ends an assignment without a submission: the basis lies in the job's ruling, without one the deadline
// has passed. The job is offered again while relists remain, a revocation or a reroute uses up none; otherwise it settles
// as EXPIRED. It moves money: EndBlock only.
func (k *Keeper) endAssignment(ctx sdk.Context, job types.Job) error {
	if job.Ruling == nil {
		job.Ruling = expired(types.RULING_BASIS_DEADLINE)
	}
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return err
	}
	params, err := k.ParamsOf(ctx, job.Terms.ParamsVersion)
	if err != nil {
		return err
	}
	if err := k.leaveAssignment(ctx, agent); err != nil {
		return err
	}
	compensation, err := k.compensate(ctx, params, job, agent)
	if err != nil {
		return err
	}
	basis, slash := job.Ruling.Basis, slashOf(params, job)
	job.PassBy(job.Agent, basis)
	if err := k.returnRest(ctx, &job); err != nil {
		return err
	}
	if _, free := freeRelist(basis); free || job.RelistsLeft > 0 {
		if err := k.payBondSlash(ctx, job, agent, slash); err != nil {
			return err
		}
		err = k.relist(ctx, &job)
	} else {
		err = k.decide(ctx, &job, endAction(basis), *job.Ruling)
	}
	if err != nil {
		return err
	}
	if err := k.reportEnd(ctx, job, agent, basis, slash, compensation); err != nil {
		return err
	}
	// After the subscribers, who may have changed the score.
	k.follow(ctx, job, "roster", func(ctx sdk.Context, job types.Job) error { return k.dispatchedEnded(ctx, job, agent, basis) })
	return nil
}

func endAction(basis types.RulingBasis) types.Action {
	if basis == types.RULING_BASIS_SURRENDER {
		return types.ActionSurrender
	}
	return types.ActionExpire
}

// freeRelist names the ends of an assignment that use up no relist: neither side asked for them, or the agent never
// asked for the job.
func freeRelist(basis types.RulingBasis) (types.Action, bool) {
	switch basis {
	case types.RULING_BASIS_REVOKED:
		return types.ActionRevoke, true
	case types.RULING_BASIS_REROUTED:
		return types.ActionReroute, true
	case types.RULING_BASIS_DECLINED:
		return types.ActionDecline, true
	default:
		return types.ActionRelist, false
	}
}

// relist offers a job again for a whole new open_for.
func (k *Keeper) relist(ctx context.Context, job *types.Job) error {
	action, free := freeRelist(job.Ruling.Basis)
	if !free {
		job.RelistsLeft--
	}
	job.Agent, job.AssignedMs, job.WorkDeadlineMs, job.Ruling, job.FailedSettlements = "", 0, 0, nil, 0
	job.Contributors = nil
	return k.offer(ctx, job, action)
}

func (k *Keeper) reportEnd(
	ctx sdk.Context, job types.Job, agent sdk.AccAddress, basis types.RulingBasis, slash bondSlash, compensation math.Int,
) error {
	err := typedevent.Emit(ctx, &types.EventAssignmentEnded{
		JobId: job.Id, Agent: agent.String(), Basis: basis, Slashed: slash.total(), ToEmployer: slash.toEmployer,
		ToTreasury: slash.toTreasury, Burned: slash.burn, Status: job.Status, RelistsLeft: job.RelistsLeft,
		Compensation: compensation,
	})
	if err != nil {
		return err
	}
	ended := types.AssignmentEnded{Job: job, Agent: agent, Basis: basis, Slashed: slash.total()}
	return k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterAssignmentEnded(ctx, ended) })
}

// AfterRevoked implements identitytypes.StatusHooks: every assignment of the agent ends without fault and its free stake
// is paid out. An assignment that was over before, by surrender or by its deadline, ends as that. What the agent has
// submitted is judged and settled as if nothing had happened. The number of assignments is bounded by max_active_jobs.
func (k *Keeper) AfterRevoked(goCtx context.Context, addr sdk.AccAddress) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := k.forgetApplicant(ctx, addr); err != nil {
		return err
	}
	// What becomes of a roster must not keep money back.
	if failure := cached.Run(ctx, func(ctx sdk.Context) error { return k.leaveRosters(ctx, addr, "revoked") }); failure != nil {
		if err := k.reportDispatch(ctx, 0, failure); err != nil {
			return err
		}
	}
	ids, err := k.Jobs.Indexes.UnendedAgent.IDs(ctx, addr, 0)
	if err != nil {
		return err
	}
	for _, id := range ids {
		job, err := k.Job(ctx, id)
		if err != nil {
			return err
		}
		if job.Status != types.JOB_STATUS_ASSIGNED {
			continue
		}
		if job.Ruling == nil && now < job.WorkDeadlineMs {
			job.Ruling = expired(types.RULING_BASIS_REVOKED)
		}
		if err := k.endAssignment(ctx, job); err != nil {
			return err
		}
	}
	return k.payOutStake(ctx, addr)
}

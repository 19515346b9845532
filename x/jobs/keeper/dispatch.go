package keeper

import (
	"context"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// This file holds the EndBlocker's part of DISPATCH: the queue and what becomes of its jobs. The draw lies in draw.go, the
// rosters in roster.go.

// looksPerDispatch is how many entries of rosters a job may meet on average of a block. Most draws meet hardly more than
// one, but where almost nobody is suitable one job may take 16 + 256 of them.
const looksPerDispatch = 64

// queued is a key of the queue: rank and time of the next try, and a job.
type queued = collections.Pair[DispatchPlace, uint64]

// dispatch assigns jobs that were offered in earlier blocks, by rank and then by the time that they wait for. It looks at
// no more than dispatch_per_block of them, whether it finds somebody or not, and begins no other once those have met
// looksPerDispatch times as many entries. While the market is paused nothing is assigned. EndBlock only.
func (k *Keeper) dispatch(ctx sdk.Context) error {
	paused, err := k.paused(ctx)
	if err != nil || paused {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return err
	}
	due, err := k.dispatchDue(ctx, now, int(params.DispatchPerBlock))
	if err != nil || len(due) == 0 {
		return err
	}
	looked, most := 0, int(params.DispatchPerBlock)*looksPerDispatch
	for _, item := range due {
		if looked >= most {
			break
		}
		failure := cached.Run(ctx, func(ctx sdk.Context) error { return k.dispatchItem(ctx, item, now, params, &looked) })
		if failure == nil {
			continue
		}
		if err := k.putOffDispatch(ctx, item, now, params, failure); err != nil {
			ctx.Logger().Error("a job could not even be put off", "job", item.K2(), "error", err)
		}
	}
	return nil
}

func (k *Keeper) paused(ctx context.Context) (bool, error) {
	if k.brake == nil {
		return false, nil
	}
	return k.brake.Paused(ctx)
}

// dispatchDue returns the first jobs of the queue whose time has come before nowMs, at most limit of them. One that was
// offered in this block, or came back in it, has its time now.
func (k *Keeper) dispatchDue(ctx context.Context, nowMs int64, limit int) (list []queued, err error) {
	lowest := rankOf(types.PRIORITY_NORMAL)
	for rank := uint32(0); rank <= lowest && len(list) < limit; rank++ {
		within := new(collections.Range[queued]).
			StartInclusive(collections.Join(collections.Join(rank, int64(0)), uint64(0))).
			EndExclusive(collections.Join(collections.Join(rank, nowMs), uint64(0)))
		err = k.Jobs.Indexes.DispatchQueue.refs.Walk(ctx, within, func(key queued) (bool, error) {
			list = append(list, key)
			return len(list) >= limit, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// dispatchItem tries to assign the job of a queue's key.
func (k *Keeper) dispatchItem(ctx sdk.Context, item queued, nowMs int64, params types.Params, looked *int) error {
	job, err := k.Job(ctx, item.K2())
	if err != nil {
		return err
	}
	if !job.Queued() || job.DispatchDueMs != item.K1().K2() {
		return k.requeue(ctx, item, job)
	}
	// What lapses in this block, or has failed to, takes nobody any more.
	if _, err := k.waiting(ctx, job, types.ActionClaim); err != nil {
		return k.missDispatch(ctx, job, nowMs, params)
	}
	d, err := k.drawAgent(ctx, job, looked)
	if err != nil {
		return err
	}
	if d.agent == nil {
		return k.missDispatch(ctx, job, nowMs, params)
	}
	return k.dispatchTo(ctx, job, d, nowMs)
}

// dispatchTo assigns a job to the agent that was drawn for it.
func (k *Keeper) dispatchTo(ctx sdk.Context, job types.Job, d drawn, nowMs int64) error {
	stake, err := k.StakeOf(ctx, d.agent)
	if err != nil {
		return err
	}
	if err := k.lockBond(ctx, d.agent, stake, job.Terms.Bond); err != nil {
		return err
	}
	if err := k.assign(ctx, &job, d.agent, nowMs); err != nil {
		return err
	}
	_, err = k.changeAvailability(ctx, d.agent, func(a *types.Availability) { a.Dispatched++ })
	if err != nil {
		return err
	}
	err = typedevent.Emit(ctx, &types.EventJobDispatched{
		JobId: job.Id, Agent: job.Agent, Weight: d.weight, Total: d.total, Seed: d.seed[:], Looks: d.looks,
	})
	if err != nil {
		return err
	}
	return k.afterAssigned(ctx, job, d.agent)
}

// missDispatch has a job wait for its next try.
func (k *Keeper) missDispatch(ctx sdk.Context, job types.Job, nowMs int64, params types.Params) error {
	job.DispatchTries++
	job.DispatchDueMs = after(nowMs, types.DispatchRetry(params, job.DispatchTries))
	if err := k.Jobs.Set(ctx, job.Id, job); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventDispatchMissed{
		JobId: job.Id, Tries: job.DispatchTries, NextMs: job.DispatchDueMs,
	})
}

// requeue mends a key that is not its job's: one that was put off while the job could not be read.
func (k *Keeper) requeue(ctx context.Context, item queued, job types.Job) error {
	refs := k.Jobs.Indexes.DispatchQueue.refs
	if err := refs.Remove(ctx, item); err != nil {
		return err
	}
	place, waits, err := dispatchPlaceOf(job)
	if err != nil || !waits {
		return err
	}
	return refs.Set(ctx, collections.Join(place, job.Id))
}

// putOffDispatch keeps a job whose dispatch failed out of the way of the others, and reports it. A job that cannot be read
// is put off by its key alone; one that is not there leaves the queue.
func (k *Keeper) putOffDispatch(ctx sdk.Context, item queued, nowMs int64, params types.Params, failure error) error {
	id := item.K2()
	ctx.Logger().Error("a job could not be dispatched", "job", id, "error", failure)
	failed := cached.Run(ctx, func(ctx sdk.Context) error {
		job, err := k.Job(ctx, id)
		if err != nil {
			return err
		}
		return k.missDispatch(ctx, job, nowMs, params)
	})
	if failed != nil {
		refs := k.Jobs.Indexes.DispatchQueue.refs
		if err := refs.Remove(ctx, item); err != nil {
			return err
		}
		if !errorsmod.IsOf(failed, types.ErrJobNotFound) {
			later := collections.Join(collections.Join(item.K1().K1(), after(nowMs, parkFor)), id)
			if err := refs.Set(ctx, later); err != nil {
				return err
			}
		}
	}
	return k.reportDispatch(ctx, id, failure)
}

// reportDispatch tells that something kept dispatch from what it does.
func (k *Keeper) reportDispatch(ctx sdk.Context, id uint64, failure error) error {
	return k.report(ctx, id, "dispatch", failure)
}

// DeclineJob gives a job back that the chain has just assigned. As with a surrender the message only records it; EndBlock of
// the same block frees the bond, lowers the standing and offers the job to others.
func (k *Keeper) DeclineJob(ctx sdk.Context, agent sdk.AccAddress, id uint64) error {
	job, err := k.agentsJob(ctx, id, agent)
	if err != nil {
		return err
	}
	if !job.Dispatched() {
		return errorsmod.Wrapf(types.ErrWrongMode, "job %d: only what the chain has assigned can be declined, this one is of %s", id, job.Mode())
	}
	now, err := k.waiting(ctx, job, types.ActionDecline)
	if err != nil {
		return err
	}
	params, err := k.ParamsOf(ctx, job.Terms.ParamsVersion)
	if err != nil {
		return err
	}
	if until := job.DeclinableUntil(params); now >= until {
		return errorsmod.Wrapf(types.ErrDeclineWindow, "job %d: it was at %d ms, market time is %d ms", id, until, now)
	}
	job.Ruling = expired(types.RULING_BASIS_DECLINED)
	if err := k.setStatus(ctx, &job, job.Status, dueAt(now)); err != nil {
		return err
	}
	return k.journal.Append(ctx, surrendered(job, agent))
}

// dispatchedEnded changes an agent's weight, and its standing if the assignment was dispatched, when it ends without a
// submission. EndBlock only.
func (k *Keeper) dispatchedEnded(ctx sdk.Context, job types.Job, agent sdk.AccAddress, basis types.RulingBasis) error {
	if !job.Dispatched() {
		return k.refreshRoster(ctx, agent)
	}
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return err
	}
	return k.changeStanding(ctx, job, agent, func(a *types.Availability) string { return a.EndAssignment(params, basis) })
}

// dispatchedSubmitted brings standing back when dispatched work was handed in. EndBlock only.
func (k *Keeper) dispatchedSubmitted(ctx sdk.Context, job types.Job, agent sdk.AccAddress) error {
	if !job.Dispatched() {
		return nil
	}
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return err
	}
	return k.changeStanding(ctx, job, agent, func(a *types.Availability) string {
		a.StandingBps = types.RaiseStanding(a.StandingBps, params.DeclineStandingBps)
		return types.StandingSubmitted
	})
}

// changeStanding changes an agent's standing for a reason, and its weight with it.
func (k *Keeper) changeStanding(
	ctx sdk.Context, job types.Job, agent sdk.AccAddress, change func(a *types.Availability) (reason string),
) error {
	var old uint32
	var reason string
	changed, err := k.changeAvailability(ctx, agent, func(a *types.Availability) {
		old = a.StandingBps
		reason = change(a)
	})
	if err != nil {
		return err
	}
	if changed.StandingBps != old {
		err := typedevent.Emit(ctx, &types.EventStandingChanged{
			Agent: agent.String(), JobId: job.Id, OldBps: old, NewBps: changed.StandingBps, Reason: reason,
		})
		if err != nil {
			return err
		}
	}
	return k.refreshRoster(ctx, agent)
}

// scoreChanged gives the agents of a settled job the weights that their scores give them now. EndBlock only.
func (k *Keeper) scoreChanged(ctx sdk.Context, job types.Job) error {
	if job.Agent == "" {
		return nil
	}
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return err
	}
	return k.refreshRoster(ctx, agent)
}

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// This file counts what x/jobs tells. Each call changes the job's watch and its bins together, by what the watch says and not
// by what the job has been through: a call that was lost, or that comes late, costs a sample and never lets the counts drift.
// A job without a watch is not measured.

var _ jobstypes.JobHooks = (*Keeper)(nil)

// HookName implements JobHooks.
func (*Keeper) HookName() string { return types.ModuleName }

// AfterJobPosted implements JobHooks: a job that everybody may take, for no less than is typical, is followed from now on. Of one
// that pays less only the payout will count. One that has ended or is about to, in its own block, was never offered.
func (k *Keeper) AfterJobPosted(ctx context.Context, job jobstypes.Job) error {
	if job.NarrowedByPoster() || job.Status.Terminal() || job.Status == jobstypes.JOB_STATUS_SETTLING {
		return nil
	}
	payer, err := k.payer(ctx, job)
	if err != nil {
		return err
	}
	follow, err := k.countsIn(ctx, job)
	if err != nil {
		return err
	}
	w, t := types.Watch{JobId: job.Id, Category: job.Category, Bin: types.BinOf(payer), Cheap: !follow}, k.tally()
	if follow {
		// One that waits for others has not been offered yet.
		if err := t.enter(ctx, &w, job.OfferedMs); err != nil {
			return err
		}
	}
	if err := k.Watches.Set(ctx, w.JobId, w); err != nil {
		return err
	}
	return t.write(ctx)
}

// AfterJobUnblocked implements JobHooks: the job is in the backlog from now on.
func (k *Keeper) AfterJobUnblocked(ctx context.Context, job jobstypes.Job) error {
	return k.withWatch(ctx, job.Id, func(t *tally, w *types.Watch) error { return t.enter(ctx, w, job.OfferedMs) })
}

// AfterJobAssigned implements JobHooks: the agent is active, and the job has left the backlog. If the agent is its first who is
// apart from those who offer and pay, its payout goes into the typical one: somebody has worked for it.
func (k *Keeper) AfterJobAssigned(ctx context.Context, job jobstypes.Job) error {
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return err
	}
	if err := k.saw(ctx, agent); err != nil {
		return err
	}
	w, known, err := k.watch(ctx, job.Id)
	if err != nil || !known || w.Taken && w.OpenSinceMs == 0 {
		return err
	}
	t := k.tally()
	_, apart, err := k.agentApart(ctx, job, agent)
	if err != nil {
		return err
	}
	if apart {
		if err := t.assigned(ctx, &w, job); err != nil {
			return err
		}
	}
	if err := t.leave(ctx, &w); err != nil {
		return err
	}
	if err := k.keep(ctx, w); err != nil {
		return err
	}
	return t.write(ctx)
}

// AfterWorkSubmitted implements JobHooks: the work came in time, or it did not.
func (k *Keeper) AfterWorkSubmitted(ctx context.Context, job jobstypes.Job) error {
	return k.withWatch(ctx, job.Id, func(t *tally, w *types.Watch) error {
		agent, err := sdk.AccAddressFromBech32(job.Agent)
		if err != nil {
			return err
		}
		if err := k.handedIn(ctx, t, job, agent, types.OnTime(job)); err != nil {
			return err
		}
		return t.leave(ctx, w)
	})
}

// AfterVerdict implements JobHooks: the first one tells how long validators take. It may be that of a higher rung, where those
// below came to none.
func (k *Keeper) AfterVerdict(ctx context.Context, job jobstypes.Job) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	return k.withWatch(ctx, job.Id, func(t *tally, w *types.Watch) error {
		if w.Verdict || !types.HasVerdict(job) {
			return nil
		}
		bin, err := t.bin(ctx, "", w.Bin)
		if err != nil {
			return err
		}
		w.Verdict = true
		return bin.Decide(now - types.AskedMs(job))
	})
}

// AfterAssignmentEnded implements JobHooks: what the agent lost is lost, a deadline that was missed is work that did not come
// in time, and a job that is offered again is in the backlog since then.
func (k *Keeper) AfterAssignmentEnded(ctx context.Context, ended jobstypes.AssignmentEnded) error {
	job := ended.Job
	if err := k.dissipated(ctx, ended.Slashed); err != nil {
		return err
	}
	return k.withWatch(ctx, job.Id, func(t *tally, w *types.Watch) error {
		if ended.Basis == jobstypes.RULING_BASIS_DEADLINE {
			if err := k.handedIn(ctx, t, job, ended.Agent, false); err != nil {
				return err
			}
		}
		if job.Status == jobstypes.JOB_STATUS_OPEN {
			return t.enter(ctx, w, job.OfferedMs)
		}
		return t.leave(ctx, w)
	})
}

// AfterJobSettled implements JobHooks: the watch ends, and then money and seats count of every job, the verdict of one that was
// followed. There is no later call: what cannot be counted must not leave the watch behind, so that this one reports a failure
// itself, as x/jobs does, and keeps what has been done.
func (k *Keeper) AfterJobSettled(goCtx context.Context, settled jobstypes.Settled) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	var followed *types.Watch
	failure := errors.Join(
		cached.Run(ctx, func(ctx sdk.Context) (err error) {
			followed, err = k.unwatch(ctx, settled.Job.Id)
			return err
		}),
		cached.Run(ctx, func(ctx sdk.Context) error { return k.settled(ctx, settled, followed) }),
	)
	if failure == nil {
		return nil
	}
	ctx.Logger().Error("a settlement was not counted", "job", settled.Job.Id, "error", failure)
	return typedevent.Emit(ctx, &jobstypes.EventHookFailed{
		JobId: settled.Job.Id, Hook: types.ModuleName, Error: failure.Error(),
	})
}

// unwatch ends the watch of a job and takes it out of the backlog. It returns the watch of one that was followed.
func (k *Keeper) unwatch(ctx context.Context, jobID uint64) (*types.Watch, error) {
	w, known, err := k.watch(ctx, jobID)
	if err != nil || !known {
		return nil, err
	}
	t := k.tally()
	if err := t.leave(ctx, &w); err != nil {
		return nil, err
	}
	if err := t.write(ctx); err != nil {
		return nil, err
	}
	if err := k.Watches.Remove(ctx, jobID); err != nil || w.Cheap {
		return nil, err
	}
	return &w, nil
}

// settled counts money, seats and, of a job that was followed, the verdict.
func (k *Keeper) settled(ctx context.Context, settled jobstypes.Settled, followed *types.Watch) error {
	if err := k.moved(ctx, settled); err != nil {
		return err
	}
	t := k.tally()
	for _, seat := range settled.Seats {
		if err := t.seat(ctx, seat); err != nil {
			return err
		}
	}
	if followed != nil {
		if err := k.judged(ctx, t, *followed, settled.Job); err != nil {
			return err
		}
	}
	return t.write(ctx)
}

// judged counts the verdict: how good the work was in the agent's bin, how good the verdict in that of who paid for it.
func (k *Keeper) judged(ctx context.Context, t *tally, w types.Watch, job jobstypes.Job) error {
	j, ok := types.JudgedOf(job)
	if !ok {
		return nil
	}
	market, err := t.bin(ctx, "", w.Bin)
	if err != nil {
		return err
	}
	market.Judge(types.Judged{Disputed: j.Disputed, Overturned: j.Overturned})
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return err
	}
	group, apart, err := k.agentApart(ctx, job, agent)
	if err != nil || !apart {
		return err
	}
	bin, err := t.bin(ctx, job.Category, types.BinOf(group))
	if err != nil {
		return err
	}
	bin.Judge(types.Judged{Rejected: j.Rejected})
	return nil
}

// handedIn counts work in the agent's bins, of the category and of the market.
func (k *Keeper) handedIn(ctx context.Context, t *tally, job jobstypes.Job, agent sdk.AccAddress, onTime bool) error {
	group, apart, err := k.agentApart(ctx, job, agent)
	if err != nil || !apart {
		return err
	}
	for _, category := range []string{job.Category, ""} {
		bin, err := t.bin(ctx, category, types.BinOf(group))
		if err != nil {
			return err
		}
		bin.Submit(onTime)
	}
	return nil
}

// saw counts an agent who got a job, once between two folds.
func (k *Keeper) saw(ctx context.Context, agent sdk.AccAddress) error {
	fold, err := k.Fold.Get(ctx)
	if err != nil {
		return err
	}
	switch last, err := k.Seen.Get(ctx, agent); {
	case err == nil && last == fold.Epoch:
		return nil
	case err != nil && !errors.Is(err, collections.ErrNotFound):
		return err
	}
	if err := k.Seen.Set(ctx, agent, fold.Epoch); err != nil {
		return err
	}
	return k.flow(ctx, "", func(f *types.Flows) { f.Agents++ })
}

// payer returns the group on whose account a job is posted.
func (k *Keeper) payer(ctx context.Context, job jobstypes.Job) (string, error) {
	payer, err := k.jobs.Payer(ctx, job)
	if err != nil {
		return "", err
	}
	return k.scores.Group(ctx, payer)
}

// agentApart returns the group of a job's agent, and whether neither its employer nor who pays for it belongs to that: what a
// group does with itself says nothing of the market.
func (k *Keeper) agentApart(ctx context.Context, job jobstypes.Job, agent sdk.AccAddress) (group string, apart bool, err error) {
	if group, err = k.scores.Group(ctx, agent); err != nil {
		return "", false, err
	}
	employer, err := sdk.AccAddressFromBech32(job.Employer)
	if err != nil {
		return "", false, err
	}
	theirs, err := k.scores.Group(ctx, employer)
	if err != nil || theirs == group || job.Program == 0 {
		return group, theirs != group, err
	}
	theirs, err = k.payer(ctx, job)
	return group, theirs != group, err
}

// countsIn tells whether a job pays what is typical of its category.
func (k *Keeper) countsIn(ctx context.Context, job jobstypes.Job) (bool, error) {
	typical, err := k.Typicals.Get(ctx, job.Category)
	if errors.Is(err, collections.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return typical.Counts(job.Escrow.Payout)
}

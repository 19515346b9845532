package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// This file holds what the jobs of a program mean for it, and for each other.

// enterProgram notes label and dependencies of a new job and tells whether it must wait for others. All that it writes are
// keys of the job's own label and id.
func (k *Keeper) enterProgram(ctx context.Context, job *types.Job) (blocked bool, err error) {
	if job.Program == 0 {
		return false, nil
	}
	if job.Label != "" {
		if err := k.takeLabel(ctx, *job); err != nil {
			return false, err
		}
	}
	for _, label := range job.DependsOn {
		waits, err := k.dependOn(ctx, *job, label)
		if err != nil {
			return false, err
		}
		if waits {
			job.WaitsFor++
		}
	}
	return job.WaitsFor > 0, nil
}

// takeLabel gives a job its label, if it is free, and makes sure that nobody ends up waiting for himself: only a label that
// was used before has others who wait for it.
func (k *Keeper) takeLabel(ctx context.Context, job types.Job) error {
	holder, used, err := k.labelled(ctx, job.Program, job.Label)
	if err != nil {
		return err
	}
	if used && !holder.Status.FreesLabel() {
		return errorsmod.Wrapf(types.ErrLabel, "%q is job %d's, which is %s; choose another one", job.Label, holder.Id, holder.Status)
	}
	if used {
		if err := k.refuseCircle(ctx, job); err != nil {
			return err
		}
	}
	return k.programs.labels.Set(ctx, collections.Join(job.Program, job.Label), job.Id)
}

// labelled returns the latest job of a label, and whether it was ever used.
func (k *Keeper) labelled(ctx context.Context, program uint64, label string) (job types.Job, used bool, err error) {
	id, err := k.programs.labels.Get(ctx, collections.Join(program, label))
	if errors.Is(err, collections.ErrNotFound) {
		return job, false, nil
	}
	if err != nil {
		return job, false, err
	}
	job, err = k.Job(ctx, id)
	return job, err == nil, err
}

// refuseCircle refuses a job under a used label that would wait for itself through jobs that are BLOCKED: none of them could
// ever be offered.
func (k *Keeper) refuseCircle(ctx context.Context, job types.Job) error {
	if len(job.DependsOn) == 0 {
		return nil
	}
	waiting, err := k.dependentsOf(ctx, job.Program, job.Label)
	if err != nil || len(waiting) == 0 {
		return err
	}
	seen, todo := map[string]bool{}, job.DependsOn
	for len(todo) > 0 {
		label := todo[0]
		todo = todo[1:]
		if seen[label] {
			continue
		}
		if seen[label] = true; len(seen) > types.MaxDependencyWalk {
			return errorsmod.Wrapf(types.ErrDependency, "others wait for %q, and it would wait for more than %d jobs itself; wait for fewer",
				job.Label, types.MaxDependencyWalk)
		}
		other, _, err := k.labelled(ctx, job.Program, label)
		if err != nil {
			return err
		}
		if label == job.Label {
			return errorsmod.Wrapf(types.ErrDependency, "%q would wait for itself", label)
		}
		if other.Status == types.JOB_STATUS_BLOCKED {
			todo = append(todo[:len(todo):len(todo)], other.DependsOn...)
		}
	}
	return nil
}

// dependOn notes that a job waits for a label, unless the label's job has completed.
func (k *Keeper) dependOn(ctx context.Context, job types.Job, label string) (waits bool, err error) {
	other, used, err := k.labelled(ctx, job.Program, label)
	if err != nil {
		return false, err
	}
	if !used {
		return false, errorsmod.Wrapf(types.ErrDependency, "%q names no job of program %d; post that one first", label, job.Program)
	}
	if other.Status == types.JOB_STATUS_COMPLETED {
		return false, nil
	}
	waiting, err := k.dependentsOf(ctx, job.Program, label)
	if err != nil {
		return false, err
	}
	if len(waiting) >= types.MaxDependents {
		return false, errorsmod.Wrapf(types.ErrDependency, "%d jobs wait for %q, the most there may be; wait for one of them", len(waiting), label)
	}
	return true, k.programs.dependents.Set(ctx, collections.Join3(job.Program, label, job.Id))
}

// dependentsOf returns the jobs that wait for a label, by id; there are at most MaxDependents.
func (k *Keeper) dependentsOf(ctx context.Context, program uint64, label string) (ids []uint64, err error) {
	err = k.programs.dependents.Walk(ctx, collections.NewSuperPrefixedTripleRange[uint64, string, uint64](program, label),
		func(key dependentKey) (bool, error) {
			ids = append(ids, key.K3())
			return false, nil
		})
	return ids, err
}

// jobEntered counts a new job in its program, with the escrow that was taken for it. EndBlock only.
func (k *Keeper) jobEntered(ctx sdk.Context, job types.Job, escrow math.Int) error {
	if job.Program == 0 {
		return nil
	}
	_, err := k.changeProgram(ctx, job.Program, func(p *types.Program) { p.Enter(escrow) })
	return err
}

// jobRaised counts what a raise has added to a job's escrow. EndBlock only.
func (k *Keeper) jobRaised(ctx sdk.Context, job types.Job, extra math.Int) error {
	_, err := k.changeProgram(ctx, job.Program, func(p *types.Program) { p.Raise(extra) })
	return err
}

// jobEnded counts a job that has ended in its program, wakes those that waited for it, and pays back the rest of a closed
// program with the last one. EndBlock only.
func (k *Keeper) jobEnded(ctx sdk.Context, job types.Job) error {
	if job.Program == 0 {
		return nil
	}
	_, err := k.changeProgram(ctx, job.Program, func(p *types.Program) {
		p.Leave(job.Escrow.Total())
		p.Balance()
	})
	if err != nil {
		return err
	}
	k.follow(ctx, job, "waiting", func(ctx sdk.Context, job types.Job) error { return k.stopWaiting(ctx, job) })
	if job.Label != "" && job.Status == types.JOB_STATUS_COMPLETED {
		k.follow(ctx, job, "dependents", k.wakeDependents)
	}
	// What fails here is asked for again by MsgCloseProgram, and must not undo the count.
	k.follow(ctx, job, "program_end", func(ctx sdk.Context, job types.Job) error { return k.endProgram(ctx, job.Program) })
	return nil
}

// stopWaiting forgets what a job waited for when it ended.
func (k *Keeper) stopWaiting(ctx context.Context, job types.Job) error {
	if job.WaitsFor == 0 {
		return nil
	}
	for _, label := range job.DependsOn {
		if err := k.programs.dependents.Remove(ctx, collections.Join3(job.Program, label, job.Id)); err != nil {
			return err
		}
	}
	return nil
}

// wakeDependents tells those who wait for a label that its job has completed, each in a branch of its own.
func (k *Keeper) wakeDependents(ctx sdk.Context, done types.Job) error {
	ids, err := k.dependentsOf(ctx, done.Program, done.Label)
	if err != nil {
		return err
	}
	for _, id := range ids {
		k.follow(ctx, types.Job{Id: id}, "unblock", func(ctx sdk.Context, job types.Job) error { return k.wake(ctx, job, done.Label) })
	}
	return nil
}

// wake counts one label less that a job waits for, and offers it when it was the last. One that was cancelled in this
// very block is on its way out.
func (k *Keeper) wake(ctx sdk.Context, job types.Job, label string) error {
	if err := k.programs.dependents.Remove(ctx, collections.Join3(job.Program, label, job.Id)); err != nil {
		return err
	}
	if job.Status != types.JOB_STATUS_BLOCKED {
		return nil
	}
	if job.WaitsFor--; job.WaitsFor > 0 {
		return k.Jobs.Set(ctx, job.Id, job)
	}
	job.FailedSettlements = 0
	if err := k.offer(ctx, &job, types.ActionUnblock); err != nil {
		return err
	}
	err := typedevent.Emit(ctx, &types.EventJobUnblocked{
		JobId: job.Id, ProgramId: job.Program, Label: job.Label, DeadlineMs: job.DeadlineMs, Status: job.Status,
	})
	if err != nil {
		return err
	}
	return k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterJobUnblocked(ctx, job) })
}

package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// noDeadline stands for statuses in which x/jobs keeps none: the terminal ones, and IN_REVIEW while x/validation does.
const noDeadline = 0

// Job returns a job, or ErrJobNotFound.
func (k *Keeper) Job(ctx context.Context, id uint64) (types.Job, error) {
	job, err := k.Jobs.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return job, errorsmod.Wrapf(types.ErrJobNotFound, "job %d", id)
	}
	return job, err
}

// step moves a job along the transition table and gives it its next deadline (market time in ms).
func (k *Keeper) step(ctx context.Context, job *types.Job, action types.Action, deadlineMs int64) error {
	next, err := types.Next(job.Status, action)
	if err != nil {
		return errorsmod.Wrapf(err, "job %d", job.Id)
	}
	return k.setStatus(ctx, job, next, deadlineMs)
}

// setStatus is the one function that writes a job's status. It replaces the deadline in the same breath, so that no job
// waits without one or ends with one.
func (k *Keeper) setStatus(ctx context.Context, job *types.Job, status types.JobStatus, deadlineMs int64) error {
	if job.DeadlineMs != noDeadline {
		if err := k.Deadlines.Remove(ctx, collections.Join(job.DeadlineMs, job.Id)); err != nil {
			return err
		}
	}
	job.Status, job.DeadlineMs = status, deadlineMs
	if !job.Queued() {
		job.DispatchDueMs, job.DispatchTries = 0, 0
	}
	if deadlineMs != noDeadline {
		if err := k.Deadlines.Set(ctx, collections.Join(deadlineMs, job.Id)); err != nil {
			return err
		}
	}
	return k.Jobs.Set(ctx, job.Id, *job)
}

// decide gives a job its final word. The EndBlocker moves the money, in this block if its cap allows.
func (k *Keeper) decide(ctx context.Context, job *types.Job, action types.Action, ruling types.Ruling) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	job.Ruling = &ruling
	return k.step(ctx, job, action, dueAt(now))
}

// dueAt returns a deadline that is due now. Market time starts at 0, which stands for no deadline.
func dueAt(nowMs int64) int64 { return max(nowMs, 1) }

// after returns the market time in ms at which a window that opens now closes.
func after(nowMs int64, window time.Duration) int64 { return dueAt(nowMs + window.Milliseconds()) }

// waiting refuses a message about a job that the EndBlocker is about to act on: windows are half-open, a message at the
// deadline's millisecond is late. A job whose assignment was given back, or whose step failed and is put off, waits for
// the EndBlocker and takes nothing more.
// It returns the market time in ms.
func (k *Keeper) waiting(ctx context.Context, job types.Job, action types.Action) (int64, error) {
	if _, err := types.Next(job.Status, action); err != nil {
		return 0, errorsmod.Wrapf(err, "job %d", job.Id)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return 0, err
	}
	if job.Ruling != nil || job.FailedSettlements > 0 {
		return 0, errorsmod.Wrapf(types.ErrTooLate, "job %d: the chain is about to act on it", job.Id)
	}
	if now >= job.DeadlineMs {
		return 0, errorsmod.Wrapf(types.ErrTooLate, "job %d: the deadline was %d ms, market time is %d ms",
			job.Id, job.DeadlineMs, now)
	}
	return now, nil
}

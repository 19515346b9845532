package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// deadline is a key of the queue: market time in ms and a job.
type deadline = collections.Pair[int64, uint64]

// EndBlocker assigns jobs of earlier blocks out of the rosters as those blocks left them, works off what the block's messages
// wrote down, then what is due, oldest first, at most settlements_per_block of it; the rest is still due in the next block. Each
// item runs in a branch of the state of its own and can stop nothing else. Items that drag others along count for more: see
// partsOf. At last x/validation computes what the judges weigh whose seats were released.
func (k *Keeper) EndBlocker(ctx sdk.Context) error {
	if err := cached.Run(ctx, k.dispatch); err != nil {
		ctx.Logger().Error("dispatch failed", "error", err)
	}
	if err := k.drainJournal(ctx); err != nil {
		return err
	}
	// What cannot be read stops the market, not the chain: only a chain that goes on lets the council set it right.
	if err := k.workOffDue(ctx); err != nil {
		ctx.Logger().Error("what is due cannot be read", "error", err)
		if err := k.report(ctx, 0, "due", err); err != nil {
			return err
		}
	}
	if err := k.validation.WeighChanged(ctx); err != nil {
		ctx.Logger().Error("weights of judges were not computed", "error", err)
		return k.report(ctx, 0, "weights", err)
	}
	return nil
}

// workOffDue works off the oldest deadlines that have come.
func (k *Keeper) workOffDue(ctx sdk.Context) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return err
	}
	due, err := k.due(ctx, now, int(params.SettlementsPerBlock))
	if err != nil {
		return err
	}
	done, most := 0, int(params.SettlementsPerBlock)*partsOfOne
	for _, item := range due {
		if done >= most {
			break
		}
		parts, err := k.workOff(ctx, item, now)
		if err != nil {
			ctx.Logger().Error("a due job could not even be put off", "job", item.K2(), "error", err)
		}
		done += parts
	}
	return nil
}

// partsOfOne is what one due job counts for by itself: as much as waking 8 jobs that wait for it, or ending 8 applications.
const partsOfOne = 8

// partsOf measures what a due job may set off in this block: itself, the applications that end with its offer, and those that
// are told when its work completes. It is known before the job is touched, so one whose step fails counts for as much.
func (k *Keeper) partsOf(ctx sdk.Context, job types.Job) int {
	parts := partsOfOne + int(job.Applications)
	if job.Label == "" || job.Submission == nil {
		return parts
	}
	waiting, err := k.dependentsOf(ctx, job.Program, job.Label)
	if err != nil {
		// It must not keep the job from ending; whoever waits is then told in a branch that fails too.
		ctx.Logger().Error("those who wait for a job cannot be counted", "job", job.Id, "error", err)
		return parts + types.MaxDependents
	}
	return parts + len(waiting)
}

// due returns the oldest deadlines that have come, at most limit of them.
func (k *Keeper) due(ctx context.Context, nowMs int64, limit int) (list []deadline, err error) {
	err = k.Deadlines.Walk(ctx, collections.NewPrefixUntilPairRange[int64, uint64](nowMs), func(key deadline) (bool, error) {
		list = append(list, key)
		return len(list) >= limit, nil
	})
	return list, err
}

// workOff acts on one deadline and returns how much of the block's work that was.
func (k *Keeper) workOff(ctx sdk.Context, item deadline, nowMs int64) (parts int, err error) {
	job, err := k.Job(ctx, item.K2())
	if err != nil {
		return partsOfOne, k.park(ctx, item, nowMs, err)
	}
	return k.partsOf(ctx, job), k.workOffJob(ctx, job, item, nowMs)
}

// workOffJob acts on the deadline of a job. One whose end is decided by it settles at once; should only the settlement fail,
// the decision stands.
func (k *Keeper) workOffJob(ctx sdk.Context, job types.Job, item deadline, nowMs int64) (err error) {
	if job.DeadlineMs != item.K1() {
		// A parked deadline of a job that can be read again; the job's own says whether it is still due.
		if err := k.Deadlines.Remove(ctx, item); err != nil {
			return err
		}
		if job.DeadlineMs == noDeadline || job.DeadlineMs > nowMs {
			return nil
		}
	}
	if decided, ok := decidedByDeadline(job); ok {
		failure := cached.Run(ctx, func(ctx sdk.Context) error { return k.settle(ctx, decided) })
		if failure == nil {
			return nil
		}
		// The decision stands without the settlement.
		if err := cached.Run(ctx, func(ctx sdk.Context) error { return k.deadlinePassed(ctx, job) }); err != nil {
			failure = err
		}
		return k.putOff(ctx, job.Id, nowMs, failure)
	}
	if job.Status != types.JOB_STATUS_SETTLING {
		err = cached.Run(ctx, func(ctx sdk.Context) error { return k.deadlinePassed(ctx, job) })
		if err != nil {
			return k.putOff(ctx, job.Id, nowMs, err)
		}
		if job, err = k.Job(ctx, job.Id); err != nil {
			return err
		}
	}
	if job.Status != types.JOB_STATUS_SETTLING {
		return nil
	}
	if err := cached.Run(ctx, func(ctx sdk.Context) error { return k.settle(ctx, job) }); err != nil {
		return k.putOff(ctx, job.Id, nowMs, err)
	}
	return nil
}

// decidedByDeadline returns a job with what its deadline decides, if that is its end: it settles without a word of SETTLING
// in the state, which nobody would see.
func decidedByDeadline(job types.Job) (types.Job, bool) {
	switch job.Status {
	case types.JOB_STATUS_SETTLING, types.JOB_STATUS_ASSIGNED:
		return job, false
	case types.JOB_STATUS_OPEN:
		if job.Mode() == types.ASSIGNMENT_MODE_SELECTION {
			return job, false
		}
	}
	action, ruling, err := byDeadline(job)
	if err != nil {
		return job, false
	}
	next, err := types.Next(job.Status, action)
	if err != nil || next != types.JOB_STATUS_SETTLING {
		return job, false
	}
	job.Status, job.Ruling = next, &ruling
	return job, true
}

// deadlinePassed does what the deadline of a waiting job does.
func (k *Keeper) deadlinePassed(ctx sdk.Context, job types.Job) error {
	if job.Status == types.JOB_STATUS_ASSIGNED {
		return k.endAssignment(ctx, job)
	}
	if job.Status == types.JOB_STATUS_OPEN && job.Mode() == types.ASSIGNMENT_MODE_SELECTION {
		if done, err := k.selectionDue(ctx, &job); err != nil || done {
			return err
		}
	}
	action, ruling, err := byDeadline(job)
	if err != nil {
		return err
	}
	return k.decide(ctx, &job, action, ruling)
}

// byDeadline returns what a job's deadline decides.
func byDeadline(job types.Job) (types.Action, types.Ruling, error) {
	switch job.Status {
	case types.JOB_STATUS_BLOCKED, types.JOB_STATUS_OPEN:
		return types.ActionLapse, types.Ruling{Outcome: types.OUTCOME_CANCELLED, Basis: types.RULING_BASIS_LAPSED}, nil
	case types.JOB_STATUS_EMPLOYER_REVIEW:
		return types.ActionEmployerSilent, types.AcceptedRuling(), nil
	case types.JOB_STATUS_COUNCIL:
		return types.ActionNoVerdict, types.DefaultRuling(job.Rounds()), nil
	default:
		ruling, err := job.StandingRuling()
		return types.ActionChallengeEnds, ruling, err
	}
}

// putOff keeps a job whose step failed, with all its money, and tries again after a backoff that doubles. The time until
// then is nobody's gain: see waiting.
func (k *Keeper) putOff(ctx sdk.Context, id uint64, nowMs int64, failure error) error {
	ctx.Logger().Error("a job is put off", "job", id, "error", failure)
	return cached.Run(ctx, func(ctx sdk.Context) error {
		job, err := k.Job(ctx, id)
		if err != nil {
			return err
		}
		params, err := k.ParamsOf(ctx, job.Terms.ParamsVersion)
		if err != nil {
			return err
		}
		job.FailedSettlements++
		retry := after(nowMs, backoff(params, job.FailedSettlements))
		if err := k.setStatus(ctx, &job, job.Status, retry); err != nil {
			return err
		}
		return typedevent.Emit(ctx, &types.EventSettlementFailed{
			JobId: id, Error: failure.Error(), Attempts: job.FailedSettlements, RetryMs: retry,
			Status: job.Status,
		})
	})
}

// backoff is retry_backoff after the first failure and doubles to max_retry_backoff.
func backoff(params types.Params, failures uint32) time.Duration {
	wait := params.RetryBackoff
	for i := uint32(1); i < failures && wait < params.MaxRetryBackoff; i++ {
		wait *= 2
	}
	return min(wait, params.MaxRetryBackoff)
}

// park keeps a deadline whose job cannot be read out of the way of the others; a deadline without a job is dropped.
func (k *Keeper) park(ctx sdk.Context, item deadline, nowMs int64, failure error) error {
	ctx.Logger().Error("a due job cannot be read", "job", item.K2(), "error", failure)
	if err := k.Deadlines.Remove(ctx, item); err != nil {
		return err
	}
	if errors.Is(failure, types.ErrJobNotFound) {
		return nil
	}
	if err := k.Deadlines.Set(ctx, collections.Join(after(nowMs, parkFor), item.K2())); err != nil {
		return err
	}
	return errorsmod.Wrapf(failure, "job %d is parked for %s", item.K2(), parkFor)
}

// parkFor is how long (market time) an unreadable job waits until a binary that may have been repaired looks again.
const parkFor = time.Hour

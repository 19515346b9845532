package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// OpenRound queues the draw of a committee. It runs in messages: its only writes are keys of the job.
func (k *Keeper) OpenRound(ctx context.Context, open types.OpenRound) error {
	if err := open.Validate(); err != nil {
		return err
	}
	if err := k.canOpen(ctx, open); err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	height := sdkCtx.BlockHeight()
	round := types.Round{
		JobId:                 open.JobID,
		Rung:                  open.Rung,
		Pool:                  open.Pool,
		ReviewVersion:         open.ReviewVersion,
		Status:                types.ROUND_STATUS_DRAWING,
		Seats:                 open.Seats,
		SeatLock:              open.SeatLock,
		Missing:               open.Seats,
		OpenedHeight:          height,
		DrawHeight:            height + types.DrawDelay,
		Excluded:              open.Excluded,
		ExcludedOrganisations: open.ExcludedOrganisations,
		Checks:                open.Checks,
		Panel:                 open.Panel,
	}
	if err := k.setRound(sdkCtx, held{Round: round}); err != nil {
		return err
	}
	return typedevent.Emit(sdkCtx, &types.EventRoundOpened{
		JobId: round.JobId, Rung: round.Rung, Pool: round.Pool, Seats: round.Seats, DrawHeight: round.DrawHeight,
	})
}

func (k *Keeper) canOpen(ctx context.Context, open types.OpenRound) error {
	if _, err := k.pool(ctx, open.Pool); err != nil {
		return err
	}
	if _, err := k.ParamsAt(ctx, open.ReviewVersion); err != nil {
		return err
	}
	has, err := k.Rounds.Has(ctx, collections.Join(open.JobID, open.Rung))
	if err != nil {
		return err
	}
	if has {
		return types.ErrRoundExists.Wrapf("job %d, rung %d", open.JobID, open.Rung)
	}
	if open.Rung == 0 {
		return nil
	}
	// A job's rounds have no gap: roundsOf ends at the first rung without one.
	_, err = k.round(ctx, open.JobID, open.Rung-1)
	return err
}

// RoundDeadline returns when the chain acts on a round next (market time, ms; 0 while a draw is due and when the round is
// closed) and its status.
func (k *Keeper) RoundDeadline(ctx context.Context, jobID uint64, rung uint32) (int64, types.RoundStatus, error) {
	round, err := k.round(ctx, jobID, rung)
	if err != nil {
		return 0, types.ROUND_STATUS_UNSPECIFIED, err
	}
	return round.DueMs(), round.Status, nil
}

// round returns a round; ErrUnknownRound if there is none.
func (k *Keeper) round(ctx context.Context, jobID uint64, rung uint32) (types.Round, error) {
	round, err := k.Rounds.Get(ctx, collections.Join(jobID, rung))
	if errors.Is(err, collections.ErrNotFound) {
		return round, types.ErrUnknownRound.Wrapf("job %d, rung %d", jobID, rung)
	}
	return round, err
}

// held is a round as it is being changed, with the place that its stored self has in the queues.
type held struct {
	types.Round
	queued place
}

// place is an entry of the draw queue, of the close queue, or none.
type place struct {
	queue types.RoundStatus
	key   QueueKey
}

// hold returns a stored round to be changed; ErrUnknownRound if there is none.
func (k *Keeper) hold(ctx context.Context, jobID uint64, rung uint32) (held, error) {
	round, err := k.round(ctx, jobID, rung)
	return held{Round: round, queued: placeOf(round)}, err
}

// setRound stores a round and puts what it waits for in the place of what it waited for. It is the only function that
// does: so a round that draws has one entry in the draw queue, one with an open window one in the close queue, and a
// closed one none.
func (k *Keeper) setRound(ctx context.Context, round held) error {
	if err := k.Rounds.Set(ctx, collections.Join(round.JobId, round.Rung), round.Round); err != nil {
		return err
	}
	next := placeOf(round.Round)
	if next == round.queued {
		return nil
	}
	if queue := k.queueOf(round.queued); queue != nil {
		if err := queue.Remove(ctx, round.queued.key); err != nil {
			return err
		}
	}
	if queue := k.queueOf(next); queue != nil {
		return queue.Set(ctx, next.key)
	}
	return nil
}

// removeRound takes a round out of the state and of the queues.
func (k *Keeper) removeRound(ctx context.Context, round held) error {
	if queue := k.queueOf(round.queued); queue != nil {
		if err := queue.Remove(ctx, round.queued.key); err != nil {
			return err
		}
	}
	return k.Rounds.Remove(ctx, collections.Join(round.JobId, round.Rung))
}

// placeOf returns where a round waits.
func placeOf(r types.Round) place {
	switch r.Status {
	case types.ROUND_STATUS_DRAWING:
		return place{types.ROUND_STATUS_DRAWING, drawKey(r)}
	case types.ROUND_STATUS_COMMIT, types.ROUND_STATUS_REVEAL:
		return place{types.ROUND_STATUS_COMMIT, closeKey(r)}
	}
	return place{}
}

func (k *Keeper) queueOf(p place) *collections.KeySet[QueueKey] {
	switch p.queue {
	case types.ROUND_STATUS_DRAWING:
		return &k.DrawQueue
	case types.ROUND_STATUS_COMMIT:
		return &k.CloseQueue
	}
	return nil
}

func drawKey(r types.Round) QueueKey { return collections.Join3(r.DrawHeight, r.JobId, r.Rung) }

func closeKey(r types.Round) QueueKey { return collections.Join3(r.DueMs(), r.JobId, r.Rung) }

// openWindow gives a round a window that starts now, in market time.
func (k *Keeper) openWindow(ctx sdk.Context, round *held, status types.RoundStatus, params types.Params) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	window := params.CommitWindow
	if status == types.ROUND_STATUS_REVEAL {
		window = params.RevealWindow
	}
	round.Status = status
	round.DrawHeight = 0
	round.ClosesMs = now + window.Milliseconds()
	round.RetryMs, round.Failures = 0, 0
	return k.setRound(ctx, *round)
}

// openReveal opens the reveal window of a round whose commitments are complete.
func (k *Keeper) openReveal(ctx sdk.Context, round *held, params types.Params) error {
	if err := k.openWindow(ctx, round, types.ROUND_STATUS_REVEAL, params); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventRevealOpened{
		JobId: round.JobId, Rung: round.Rung, Committed: round.Committed, RevealClosesMs: round.ClosesMs,
	})
}

// closeRound gives a round its result, its seats as they are now, and tells x/jobs, in one branch of the state: if x/jobs cannot take it, the round
// stays as it was and is tried again.
func (k *Keeper) closeRound(ctx sdk.Context, round held, seats []types.Seat, result types.RoundResult, tally types.Tally) error {
	round.Status, round.Result = types.ROUND_STATUS_CLOSED, result
	round.DrawHeight, round.ClosesMs = 0, 0
	round.RetryMs, round.Failures = 0, 0
	if err := k.setRound(ctx, round); err != nil {
		return err
	}
	if err := k.leaveSeats(ctx, seats); err != nil {
		return err
	}
	event := types.EventRoundClosed{
		JobId: round.JobId, Rung: round.Rung, Result: result, Seats: tally.Seats, Revealed: tally.Revealed,
		Approvals: tally.Approvals, Rejections: tally.Rejections, Unjudgeable: tally.Unjudgeable, Quality: tally.Quality,
		Splits: tally.Splits, SplitBps: tally.SplitBps,
	}
	if err := typedevent.Emit(ctx, &event); err != nil {
		return err
	}
	if k.hooks == nil {
		return nil
	}
	return k.hooks.AfterRoundClosed(ctx, types.RoundClosed{JobID: round.JobId, Rung: round.Rung, Result: result, Tally: tally})
}

package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// closeDue ends the windows that are over by market time, by (time, job), at most closes_per_block.
func (k *Keeper) closeDue(ctx sdk.Context) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	due, err := firstKeys(ctx, k.CloseQueue, collections.NewPrefixUntilTripleRange[int64, uint64, uint32](now), params.ClosesPerBlock)
	if err != nil {
		return err
	}
	for _, key := range due {
		failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.closeWindow(ctx, key.K2(), key.K3()) })
		if failed == nil {
			continue
		}
		if err := k.parkClose(ctx, key, now, failed); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) closeWindow(ctx sdk.Context, jobID uint64, rung uint32) error {
	round, err := k.hold(ctx, jobID, rung)
	if err != nil {
		return err
	}
	params, err := k.ParamsAt(ctx, round.ReviewVersion)
	if err != nil {
		return err
	}
	seats, err := k.seatsOf(ctx, round.Round)
	if err != nil {
		return err
	}
	if round.Status == types.ROUND_STATUS_COMMIT {
		return k.closeCommit(ctx, round, params, seats)
	}
	return k.closeReveal(ctx, round, params, seats)
}

// closeCommit ends a commit window. Seats without a commitment are absent: slashed at once, and drawn again the first
// time. No vote is known yet, so a new seat knows no more than the others did.
func (k *Keeper) closeCommit(ctx sdk.Context, round held, params types.Params, seats []types.Seat) error {
	var committed, absent uint32
	for i := range seats {
		switch seats[i].Status {
		case types.SEAT_STATUS_COMMITTED:
			committed++
		case types.SEAT_STATUS_DRAWN:
			absent++
			if err := k.markAbsent(ctx, &seats[i], params, round.Attempt == 0); err != nil {
				return err
			}
		}
	}
	round.Committed = committed
	round.Missing += absent
	if absent > 0 && round.Attempt == 0 {
		return k.queueRedraw(ctx, round)
	}
	return k.afterCommits(ctx, round, params, seats)
}

// queueRedraw has the missing seats drawn again, once, as a draw of its own.
func (k *Keeper) queueRedraw(ctx sdk.Context, round held) error {
	round.Status, round.Attempt = types.ROUND_STATUS_DRAWING, 1
	round.DrawHeight = ctx.BlockHeight() + types.DrawDelay
	round.ClosesMs = 0
	round.RetryMs, round.Failures = 0, 0
	return k.setRound(ctx, round)
}

// afterCommits opens the reveal window, or ends the round if nobody has anything to reveal.
func (k *Keeper) afterCommits(ctx sdk.Context, round held, params types.Params, seats []types.Seat) error {
	if round.Committed == 0 {
		result, tally := types.TallyVotes(round.Seats, nil, params.Quorum, params.Majority)
		return k.closeRound(ctx, round, seats, result, tally)
	}
	return k.openReveal(ctx, &round, params)
}

// markAbsent slashes a seat that did not commit, releases its lock and counts the absence.
func (k *Keeper) markAbsent(ctx sdk.Context, seat *types.Seat, params types.Params, redrawn bool) error {
	addr, err := sdk.AccAddressFromBech32(seat.Validator)
	if err != nil {
		return err
	}
	seat.Status = types.SEAT_STATUS_ABSENT
	if err := k.Seats.Set(ctx, seatKey(*seat, addr), *seat); err != nil {
		return err
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	event := types.EventSeatAbsent{JobId: seat.JobId, Rung: seat.Rung, Validator: seat.Validator, Redrawn: redrawn}
	if err := typedevent.Emit(ctx, &event); err != nil {
		return err
	}
	if err := k.slashSeat(ctx, addr, &v, *seat, params.AbsentSlashBps, types.SlashReasonAbsent, params); err != nil {
		return err
	}
	releaseSeat(&v, *seat, types.ROUND_STATUS_COMMIT)
	if err := k.countAbsence(ctx, &v); err != nil {
		return err
	}
	return k.afterRelease(ctx, addr, v)
}

// closeReveal ends a reveal window: what stayed hidden is withheld, what was opened is counted.
func (k *Keeper) closeReveal(ctx sdk.Context, round held, params types.Params, seats []types.Seat) error {
	var votes []types.Vote
	for _, seat := range seats {
		switch seat.Status {
		case types.SEAT_STATUS_REVEALED:
			votes = append(votes, *seat.Vote)
		case types.SEAT_STATUS_COMMITTED:
			if err := k.markWithheld(ctx, seat); err != nil {
				return err
			}
		}
	}
	round.Revealed = uint32(len(votes))
	result, tally := types.TallyVotes(round.Seats, votes, params.Quorum, params.Majority)
	return k.closeRound(ctx, round, seats, result, tally)
}

// markWithheld counts the absence of a seat that did not reveal. Its lock stays until the job's final outcome is known;
// then it is slashed.
func (k *Keeper) markWithheld(ctx sdk.Context, seat types.Seat) error {
	addr, err := sdk.AccAddressFromBech32(seat.Validator)
	if err != nil {
		return err
	}
	seat.Status = types.SEAT_STATUS_WITHHELD
	if err := k.Seats.Set(ctx, seatKey(seat, addr), seat); err != nil {
		return err
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	if err := k.countAbsence(ctx, &v); err != nil {
		return err
	}
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	if v.Jailed() {
		k.refreshWeight(ctx, addr)
	}
	return typedevent.Emit(ctx, &types.EventSeatWithheld{JobId: seat.JobId, Rung: seat.Rung, Validator: seat.Validator})
}

// parkClose tries to end a window that could not be ended again later. The window itself stays over.
func (k *Keeper) parkClose(ctx sdk.Context, key QueueKey, now int64, failed error) error {
	return k.park(ctx, types.EventItemFailed{Item: itemClose, JobId: key.K2(), Rung: key.K3()}, failed,
		func(ctx sdk.Context, event *types.EventItemFailed) error {
			round, err := k.hold(ctx, key.K2(), key.K3())
			if err != nil {
				return err
			}
			round.Failures++
			round.RetryMs = now + types.RetryDelay(round.Failures).Milliseconds()
			event.Failures = round.Failures
			return k.setRound(ctx, round)
		},
		func(ctx sdk.Context) error { return k.CloseQueue.Remove(ctx, key) })
}

package keeper

import (
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// leavesPerDraw is how many leaves a draw may look at on average of a block. Most draws look at hardly more than they
// seat, but where almost nobody is eligible one seat alone may take MaxTries + MaxScan of them.
const leavesPerDraw = 128

// drawDue draws the committees that are due, by (height, job), at most draws_per_block, and begins no other once they have
// looked at leavesPerDraw times as many leaves. What is left over is drawn in a later block, with that block's beacon. So are
// all while the market is paused: a draw is new business of the drawn. The beacon goes on, so nobody who waits for the end of
// a pause knows its seed.
func (k *Keeper) drawDue(ctx sdk.Context) error {
	paused, err := k.paused(ctx)
	if err != nil || paused {
		return err
	}
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	until := collections.NewPrefixUntilTripleRange[int64, uint64, uint32](ctx.BlockHeight())
	due, err := firstKeys(ctx, k.DrawQueue, until, params.DrawsPerBlock)
	if err != nil {
		return err
	}
	var looked uint64
	for _, key := range due {
		if looked >= uint64(params.DrawsPerBlock)*leavesPerDraw {
			break
		}
		failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.drawRound(ctx, key.K2(), key.K3(), params, &looked) })
		if failed == nil {
			continue
		}
		if err := k.parkDraw(ctx, key, failed); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) paused(ctx sdk.Context) (bool, error) {
	if k.brake == nil {
		return false, nil
	}
	return k.brake.Paused(ctx)
}

// drawRound seats a committee, or the replacements of its absent members. It adds the leaves that it looks at to looked,
// also when it fails.
func (k *Keeper) drawRound(ctx sdk.Context, jobID uint64, rung uint32, current types.Params, looked *uint64) error {
	round, err := k.hold(ctx, jobID, rung)
	if err != nil {
		return err
	}
	params, err := k.ParamsAt(ctx, round.ReviewVersion)
	if err != nil {
		return err
	}
	e, err := k.newElection(ctx, round.Round, current)
	if err != nil {
		return err
	}
	e.looked = looked
	event, err := e.run()
	if err != nil {
		return err
	}
	if round.Attempt == 0 {
		return k.seatCommittee(ctx, round, params, e.picked, event)
	}
	return k.seatReplacements(ctx, round, params, e.picked, event)
}

// seatCommittee seats the largest odd committee that was found, or closes the round without one.
func (k *Keeper) seatCommittee(
	ctx sdk.Context, round held, params types.Params, found []candidate, event types.EventCommitteeDrawn,
) error {
	// A committee that is wanted smaller than min_committee is not thin for that.
	size := types.CommitteeSize(round.Seats, uint32(len(found)), min(params.MinCommittee, round.Seats))
	if size == 0 {
		if err := k.emitNotDrawn(ctx, event, found); err != nil {
			return err
		}
		return k.closeRound(ctx, round, nil, types.ROUND_RESULT_NO_COMMITTEE, types.Tally{Seats: round.Seats})
	}
	round.Seats, round.Missing = size, 0
	return k.seat(ctx, round, params, found[:size], event)
}

// seatReplacements seats whoever was found; seats for which nobody was found stay missing and count in the quorum. With
// no new seat there is nobody to wait for: reveals start at once.
func (k *Keeper) seatReplacements(
	ctx sdk.Context, round held, params types.Params, found []candidate, event types.EventCommitteeDrawn,
) error {
	if len(found) > 0 {
		round.Missing -= uint32(len(found))
		return k.seat(ctx, round, params, found, event)
	}
	if err := k.emitNotDrawn(ctx, event, found); err != nil {
		return err
	}
	seats, err := k.seatsOf(ctx, round.Round)
	if err != nil {
		return err
	}
	return k.afterCommits(ctx, round, params, seats)
}

// emitNotDrawn says of a draw that seats nobody what EventCommitteeDrawn would have said.
func (k *Keeper) emitNotDrawn(ctx sdk.Context, drawn types.EventCommitteeDrawn, found []candidate) error {
	return typedevent.Emit(ctx, &types.EventCommitteeNotDrawn{
		JobId: drawn.JobId, Rung: drawn.Rung, Attempt: drawn.Attempt, Found: uint32(len(found)), Wanted: drawn.Wanted,
		Pool: drawn.Pool, Seed: drawn.Seed, TotalWeight: drawn.TotalWeight, Looks: drawn.Looks, LooksCut: drawn.LooksCut,
	})
}

// seat gives the seats out, locks their stake and opens the commit window.
func (k *Keeper) seat(
	ctx sdk.Context, round held, params types.Params, found []candidate, event types.EventCommitteeDrawn,
) error {
	for _, c := range found {
		if err := k.lockSeat(ctx, &round, c); err != nil {
			return err
		}
		event.Seats = append(event.Seats, c.addr.String())
	}
	if err := k.openWindow(ctx, &round, types.ROUND_STATUS_COMMIT, params); err != nil {
		return err
	}
	event.CommitClosesMs = round.ClosesMs
	return typedevent.Emit(ctx, &event)
}

// parkDraw tries a draw that failed again some blocks later.
func (k *Keeper) parkDraw(ctx sdk.Context, key QueueKey, failed error) error {
	return k.park(ctx, types.EventItemFailed{Item: itemDraw, JobId: key.K2(), Rung: key.K3()}, failed,
		func(ctx sdk.Context, event *types.EventItemFailed) error {
			round, err := k.hold(ctx, key.K2(), key.K3())
			if err != nil {
				return err
			}
			round.Failures++
			round.DrawHeight = ctx.BlockHeight() + types.RetryBlocks(round.Failures)
			event.Failures = round.Failures
			return k.setRound(ctx, round)
		},
		func(ctx sdk.Context) error { return k.DrawQueue.Remove(ctx, key) })
}

// errNoBeacon: without this block's value a seed could be computed beforehand.
var errNoBeacon = errors.New("the block has no beacon: the draw waits for one")

// seed returns the seed of a round's draw in the running block.
func (k *Keeper) seed(ctx sdk.Context, round types.Round) ([32]byte, error) {
	previous, err := k.beacon.At(ctx, ctx.BlockHeight()-1)
	if err != nil {
		return [32]byte{}, err
	}
	current, err := k.beacon.At(ctx, ctx.BlockHeight())
	if err != nil {
		return [32]byte{}, err
	}
	if len(current) == 0 {
		return [32]byte{}, errNoBeacon
	}
	return types.DrawSeed(ctx.ChainID(), round.JobId, round.Rung, round.Attempt, previous, current), nil
}

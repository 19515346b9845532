package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

func seatKey(s types.Seat, addr sdk.AccAddress) SeatKey {
	return collections.Join3(s.JobId, s.Rung, addr)
}

// seatOf returns a validator's seat; ErrNoSeat if it has none in this round.
func (k *Keeper) seatOf(ctx context.Context, jobID uint64, rung uint32, addr sdk.AccAddress) (types.Seat, error) {
	seat, err := k.Seats.Get(ctx, collections.Join3(jobID, rung, addr))
	if errors.Is(err, collections.ErrNotFound) {
		return seat, types.ErrNoSeat.Wrapf("job %d, rung %d: %s", jobID, rung, addr)
	}
	return seat, err
}

// seatsOf returns a round's seats in order of the draw.
func (k *Keeper) seatsOf(ctx context.Context, round types.Round) ([]types.Seat, error) {
	seats := make([]types.Seat, 0, len(round.Seated))
	for _, addr := range round.Seated {
		seat, err := k.seatOf(ctx, round.JobId, round.Rung, addr)
		if err != nil {
			return nil, err
		}
		seats = append(seats, seat)
	}
	return seats, nil
}

// lockSeat gives a seat out and locks its stake. The caller stores the round.
func (k *Keeper) lockSeat(ctx sdk.Context, round *held, c candidate) error {
	v, err := k.validator(ctx, c.addr)
	if err != nil {
		return err
	}
	v.Locked = v.Locked.Add(round.SeatLock)
	v.ActiveSeats++
	if err := k.Validators.Set(ctx, c.addr, v); err != nil {
		return err
	}
	number := uint32(len(round.Seated))
	round.Seated = append(slices.Clip(round.Seated), c.addr)
	return k.Seats.Set(ctx, collections.Join3(round.JobId, round.Rung, c.addr), types.Seat{
		JobId: round.JobId, Rung: round.Rung, Validator: c.addr.String(), Organisation: c.organisation,
		Attempt: round.Attempt, Lock: round.SeatLock, Status: types.SEAT_STATUS_DRAWN, Number: number,
	})
}

// releaseSeat gives a seat's lock back; the seat of a round that has not closed counts no more. The caller stores the
// validator, then calls afterRelease.
func releaseSeat(v *types.Validator, seat types.Seat, round types.RoundStatus) {
	v.Locked = v.Locked.Sub(seat.Lock)
	if round != types.ROUND_STATUS_CLOSED {
		v.ActiveSeats--
	}
}

// leaveSeats lets those who had a seat in a round that has closed be drawn for others: they have nothing left to do. Their locks
// stay until the final outcome. Otherwise a job that climbs for weeks would keep judges from work, and a few could empty a pool.
func (k *Keeper) leaveSeats(ctx sdk.Context, seats []types.Seat) error {
	for _, seat := range seats {
		if seat.Status == types.SEAT_STATUS_ABSENT {
			continue // left when it was found absent
		}
		addr, err := sdk.AccAddressFromBech32(seat.Validator)
		if err != nil {
			return err
		}
		v, err := k.validator(ctx, addr)
		if err != nil {
			return err
		}
		v.ActiveSeats--
		if err := k.Validators.Set(ctx, addr, v); err != nil {
			return err
		}
	}
	return nil
}

// afterRelease stores a validator whose lock has been released and does what waited for it: what matured meanwhile is due
// again, the stake of a revoked participant leaves, and the weight follows stake and score.
func (k *Keeper) afterRelease(ctx sdk.Context, addr sdk.AccAddress, v types.Validator) error {
	if err := k.unholdUnbondings(ctx, addr, v); err != nil {
		return err
	}
	revoked, err := k.revoked(ctx, addr)
	if err != nil {
		return err
	}
	if revoked {
		if err := k.unbondFree(ctx, addr, &v); err != nil {
			return err
		}
	}
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	k.refreshWeight(ctx, addr)
	return nil
}

// revoked tells whether a participant is revoked. A settlement does not fail because x/identity cannot say: then the
// stake stays where it is, and its owner can unbond it.
func (k *Keeper) revoked(ctx sdk.Context, addr sdk.AccAddress) (bool, error) {
	participant, err := k.identity.Participant(ctx, addr)
	if err != nil {
		event := types.EventItemFailed{Item: itemUnbonding, Validator: addr.String(), Error: bounded(err.Error())}
		return false, typedevent.Emit(ctx, &event)
	}
	return participant.Status == identitytypes.PARTICIPANT_STATUS_REVOKED, nil
}

// countAbsence notes that a validator let a committee down and jails it when it has done so too often in a row. The
// caller stores the validator.
func (k *Keeper) countAbsence(ctx sdk.Context, v *types.Validator) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	v.Absences++
	if v.Absences < params.JailAfter {
		return nil
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	v.JailedUntilMs = now + params.JailDuration.Milliseconds()
	return typedevent.Emit(ctx, &types.EventValidatorJailed{
		Validator: v.Address, UntilMs: v.JailedUntilMs, Absences: v.Absences,
	})
}

// Unjail makes a validator drawable again when its jail time is over, and counts its absences from 0.
func (k *Keeper) Unjail(ctx sdk.Context, addr sdk.AccAddress) error {
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	if !v.Jailed() {
		return types.ErrNotJailed.Wrap(v.Address)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := v.CanUnjail(now); err != nil {
		return err
	}
	v.JailedUntilMs, v.Absences = 0, 0
	if err := k.changed(ctx, addr, v); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventValidatorUnjailed{Validator: v.Address})
}

package keeper

import (
	"bytes"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// CommitVote records a sealed vote: once, by the seat's holder, in the commit window. It writes the seat alone.
func (k *Keeper) CommitVote(ctx sdk.Context, addr sdk.AccAddress, jobID uint64, rung uint32, commitment []byte) error {
	round, seat, now, err := k.voting(ctx, addr, jobID, rung)
	if err != nil {
		return err
	}
	if err := round.CommitAllowed(seat, now); err != nil {
		return err
	}
	seat.Status, seat.Commitment = types.SEAT_STATUS_COMMITTED, commitment
	if err := k.Seats.Set(ctx, seatKey(seat, addr), seat); err != nil {
		return err
	}
	if err := k.journal.Append(ctx, journal.Entry{Kind: entryCommit, JobID: jobID, Rung: rung, Address: addr}); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventVoteCommitted{
		JobId: jobID, Rung: rung, Validator: seat.Validator, Commitment: commitment,
	})
}

// RevealVote opens a sealed vote: once, by the seat's holder, in the reveal window, with exactly what was sealed,
// and only if it answers what the round asks. It writes the seat alone.
func (k *Keeper) RevealVote(ctx sdk.Context, addr sdk.AccAddress, jobID uint64, rung uint32, vote types.Vote, salt []byte) error {
	round, seat, now, err := k.voting(ctx, addr, jobID, rung)
	if err != nil {
		return err
	}
	if err := round.RevealAllowed(seat, now); err != nil {
		return err
	}
	if err := vote.ValidateFor(round); err != nil {
		return types.ErrInvalidVote.Wrapf("job %d, rung %d: %s", jobID, rung, err)
	}
	commitment, err := types.Commitment(ctx.ChainID(), jobID, rung, addr, vote, salt)
	if err != nil {
		return types.ErrInvalidVote.Wrap(err.Error())
	}
	if !bytes.Equal(commitment, seat.Commitment) {
		return types.ErrCommitmentMismatch.Wrapf("job %d, rung %d", jobID, rung)
	}
	seat.Status, seat.Vote = types.SEAT_STATUS_REVEALED, &vote
	if err := k.Seats.Set(ctx, seatKey(seat, addr), seat); err != nil {
		return err
	}
	if err := k.journal.Append(ctx, journal.Entry{Kind: entryReveal, JobID: jobID, Rung: rung, Address: addr}); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventVoteRevealed{JobId: jobID, Rung: rung, Validator: seat.Validator, Vote: vote})
}

// voting returns the round, the sender's seat and market time.
func (k *Keeper) voting(ctx sdk.Context, addr sdk.AccAddress, jobID uint64, rung uint32) (types.Round, types.Seat, int64, error) {
	round, err := k.round(ctx, jobID, rung)
	if err != nil {
		return round, types.Seat{}, 0, err
	}
	seat, err := k.seatOf(ctx, jobID, rung, addr)
	if err != nil {
		return round, seat, 0, err
	}
	now, err := k.clock.Now(ctx)
	return round, seat, now, err
}

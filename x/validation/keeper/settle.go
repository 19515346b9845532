package keeper

import (
	"context"
	"errors"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Judge says what a final outcome means for each seat of all rounds of a job, in order of rung and draw. It changes
// nothing.
func (k *Keeper) Judge(ctx context.Context, jobID uint64, finding types.Finding) ([]types.SeatJudgement, error) {
	rounds, err := k.roundsOf(ctx, jobID)
	if err != nil {
		return nil, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	var judged []types.SeatJudgement
	for _, round := range rounds {
		params, err := k.ParamsAt(ctx, round.ReviewVersion)
		if err != nil {
			return nil, err
		}
		seats, err := k.seatsOf(ctx, round.Round)
		if err != nil {
			return nil, err
		}
		for _, seat := range seats {
			judgement, err := k.judge(ctx, round.Round, seat, finding, params, now)
			if err != nil {
				return nil, err
			}
			judged = append(judged, judgement)
		}
	}
	return judged, nil
}

func (k *Keeper) judge(
	ctx context.Context, round types.Round, seat types.Seat, finding types.Finding, params types.Params, now int64,
) (types.SeatJudgement, error) {
	addr, err := sdk.AccAddressFromBech32(seat.Validator)
	if err != nil {
		return types.SeatJudgement{}, err
	}
	judgement := types.SeatJudgement{
		Rung: seat.Rung, Validator: addr, Organisation: seat.Organisation, Status: seat.Status, Lock: seat.Lock,
	}
	// A job that ends before its round has closed leaves sealed votes whose time to be opened had not run out: nobody
	// is to blame for those.
	if round.Status != types.ROUND_STATUS_CLOSED && seat.Status != types.SEAT_STATUS_REVEALED {
		return judgement, nil
	}
	judgement.Agreed, judgement.SlashBps, judgement.Reason = types.JudgeSeat(seat, finding, 0, params)
	if judgement.Reason != types.SlashReasonWrongVote {
		return judgement, nil
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return judgement, err
	}
	judgement.SlashBps = params.WrongVoteBps(v.Repeats(now, params.WrongVoteWindow))
	return judgement, nil
}

// SettleSeats slashes as judged, releases the locks and prunes the rounds of a job. A seat that is not judged is released
// whole. EndBlock only.
func (k *Keeper) SettleSeats(ctx context.Context, jobID uint64, judged []types.SeatJudgement) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	rounds, err := k.roundsOf(ctx, jobID)
	if err != nil {
		return err
	}
	for _, round := range rounds {
		if err := k.settleRound(sdkCtx, round, judged); err != nil {
			return err
		}
	}
	return k.holdCanary(sdkCtx, jobID)
}

func (k *Keeper) settleRound(ctx sdk.Context, round held, judged []types.SeatJudgement) error {
	params, err := k.ParamsAt(ctx, round.ReviewVersion)
	if err != nil {
		return err
	}
	seats, err := k.seatsOf(ctx, round.Round)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if err := k.settleSeat(ctx, round.Status, seat, judged, params); err != nil {
			return err
		}
	}
	return k.removeRound(ctx, round)
}

func (k *Keeper) settleSeat(ctx sdk.Context, round types.RoundStatus, seat types.Seat, judged []types.SeatJudgement, params types.Params) error {
	addr, err := sdk.AccAddressFromBech32(seat.Validator)
	if err != nil {
		return err
	}
	if err := k.Seats.Remove(ctx, seatKey(seat, addr)); err != nil {
		return err
	}
	if seat.Status == types.SEAT_STATUS_ABSENT {
		k.refreshWeight(ctx, addr) // slashed and released long ago; the score may have changed since
		return nil
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(judged, func(j types.SeatJudgement) bool { return j.Rung == seat.Rung && j.Validator.Equals(addr) })
	if at >= 0 {
		if err := k.slashSeat(ctx, addr, &v, seat, judged[at].SlashBps, judged[at].Reason, params); err != nil {
			return err
		}
		if err := k.countWrongVote(ctx, &v, judged[at].Reason, params); err != nil {
			return err
		}
	}
	releaseSeat(&v, seat, round)
	return k.afterRelease(ctx, addr, v)
}

// countWrongVote notes a wrong vote, so that the next one costs more. One about a canary has its own rate, and may turn out
// to be void; it does not count. The caller stores the validator.
func (k *Keeper) countWrongVote(ctx sdk.Context, v *types.Validator, reason string, params types.Params) error {
	if reason != types.SlashReasonWrongVote {
		return nil
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	v.Err(now, params.WrongVoteWindow)
	return nil
}

// roundsOf returns a job's rounds by rung: they begin at 0 and have no gap.
func (k *Keeper) roundsOf(ctx context.Context, jobID uint64) (rounds []held, err error) {
	for {
		round, err := k.hold(ctx, jobID, uint32(len(rounds)))
		if errors.Is(err, types.ErrUnknownRound) {
			return rounds, nil
		}
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, round)
	}
}

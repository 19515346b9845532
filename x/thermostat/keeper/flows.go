package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// moved adds up what a settlement did with money.
func (k *Keeper) moved(ctx context.Context, settled jobstypes.Settled) error {
	var outcome jobstypes.Outcome
	if settled.Job.Ruling != nil {
		outcome = settled.Job.Ruling.Outcome
	}
	paid, lost := math.ZeroInt(), seatsLost(settled.Seats)
	switch outcome {
	case jobstypes.OUTCOME_COMPLETED:
		paid = notNil(settled.Moved.Paid)
		lost = lost.Add(notNil(settled.Moved.Burnt))
	case jobstypes.OUTCOME_FAILED:
		// What is burnt of a failed job is a part of the slash: no protocol fee is due.
		lost = lost.Add(notNil(settled.Slashed)).Add(notNil(settled.Moved.Refunded))
	case jobstypes.OUTCOME_EXPIRED:
		// The bond counted when the assignment ended.
	default:
		lost = lost.Add(notNil(settled.Moved.Burnt))
	}
	if paid.IsPositive() {
		if err := k.flow(ctx, settled.Job.Category, func(f *types.Flows) { f.Spend = f.Spend.Add(paid) }); err != nil {
			return err
		}
	}
	return k.flow(ctx, "", func(f *types.Flows) {
		f.Delivered = f.Delivered.Add(paid)
		f.Dissipated = f.Dissipated.Add(lost)
		f.Fees = f.Fees.Add(notNil(settled.Moved.Fee))
		f.Bonuses = f.Bonuses.Add(notNil(settled.Moved.Incentives))
	})
}

// seatsLost is what the seats of a settlement lose, at most: an absent one has lost it before.
func seatsLost(seats []validationtypes.SeatJudgement) math.Int {
	lost := math.ZeroInt()
	for _, seat := range seats {
		if seat.SlashBps == 0 {
			continue
		}
		lost = lost.Add(notNil(seat.Lock).MulRaw(int64(seat.SlashBps)).QuoRaw(jobstypes.BpsDenominator))
	}
	return lost
}

// dissipated adds what was lost outside of a settlement.
func (k *Keeper) dissipated(ctx context.Context, amount math.Int) error {
	if !notNil(amount).IsPositive() {
		return nil
	}
	return k.flow(ctx, "", func(f *types.Flows) { f.Dissipated = f.Dissipated.Add(amount) })
}

// flow changes the flows of the epoch that runs.
func (k *Keeper) flow(ctx context.Context, category string, change func(f *types.Flows)) error {
	f, err := k.flows(ctx, category)
	if err != nil {
		return err
	}
	change(&f)
	return k.Flows.Set(ctx, category, f)
}

// flows returns those of the epoch that runs.
func (k *Keeper) flows(ctx context.Context, category string) (types.Flows, error) {
	f, err := k.Flows.Get(ctx, category)
	if errors.Is(err, collections.ErrNotFound) {
		return types.NewFlows(category), nil
	}
	return f, err
}

func notNil(x math.Int) math.Int {
	if x.IsNil() {
		return math.ZeroInt()
	}
	return x
}

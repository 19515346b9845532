package keeper

import (
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Kinds of journal entries: what messages leave to EndBlock.
const (
	entryCommit byte = 1
	entryReveal byte = 2
	entryUnbond byte = 3
	entryWeight byte = 4
)

// drainJournal does what the block's messages left to do. Each entry stands for itself: one that fails is reported and
// stops no other. The journal is as long as the block's gas allows.
func (k *Keeper) drainJournal(ctx sdk.Context) error {
	entries, err := k.journal.Drain(ctx)
	if err != nil {
		return err
	}
	var changed []sdk.AccAddress
	for _, e := range entries {
		if e.Kind == entryUnbond || e.Kind == entryWeight {
			changed = append(changed, e.Address)
		}
		failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.take(ctx, e) })
		if failed == nil {
			continue
		}
		if err := k.parkEntry(ctx, e, failed); err != nil {
			return err
		}
	}
	// One weight per validator and block, however many messages it sent.
	slices.SortFunc(changed, slices.Compare[sdk.AccAddress])
	changed = slices.CompactFunc(changed, func(a, b sdk.AccAddress) bool { return a.Equals(b) })
	for _, addr := range changed {
		if err := k.refreshWeight(ctx, addr); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) take(ctx sdk.Context, e journal.Entry) error {
	switch e.Kind {
	case entryCommit:
		return k.countCommit(ctx, e)
	case entryReveal:
		return k.countReveal(ctx, e)
	case entryUnbond:
		return k.startUnbonding(ctx, e.Address, e.Amount)
	}
	return nil
}

// countCommit counts a commitment. When it was the last, the window ends now and the same block closes it, under the cap
// of closes: what the cap leaves over is the first in the queue of the next block.
func (k *Keeper) countCommit(ctx sdk.Context, e journal.Entry) error {
	round, err := k.round(ctx, e.JobID, e.Rung)
	if err != nil {
		return err
	}
	round.Committed++
	if round.Status == types.ROUND_STATUS_COMMIT && round.Committed >= round.Live() {
		return k.endWindow(ctx, round)
	}
	return k.setRound(ctx, round)
}

// countReveal counts a reveal, likewise, and forgives the validator's absences.
func (k *Keeper) countReveal(ctx sdk.Context, e journal.Entry) error {
	if err := k.forgive(ctx, e.Address); err != nil {
		return err
	}
	round, err := k.round(ctx, e.JobID, e.Rung)
	if err != nil {
		return err
	}
	round.Revealed++
	if round.Status == types.ROUND_STATUS_REVEAL && round.Revealed >= round.Committed {
		return k.endWindow(ctx, round)
	}
	return k.setRound(ctx, round)
}

func (k *Keeper) endWindow(ctx sdk.Context, round types.Round) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	round.ClosesMs = now
	return k.setRound(ctx, round)
}

func (k *Keeper) forgive(ctx sdk.Context, addr sdk.AccAddress) error {
	v, err := k.validator(ctx, addr)
	if err != nil || v.Absences == 0 {
		return err
	}
	v.Absences = 0
	return k.Validators.Set(ctx, addr, v)
}

// parkEntry reports an entry that failed. A count that is lost only means that its window runs to its end, where the
// seats themselves are counted. Stake that did not get its unbonding goes back, so that its owner can try again.
func (k *Keeper) parkEntry(ctx sdk.Context, e journal.Entry, failed error) error {
	event := types.EventItemFailed{Item: itemJournal, JobId: e.JobID, Rung: e.Rung, Validator: e.Address.String()}
	nothing := func(sdk.Context) error { return nil }
	return k.park(ctx, event, failed, func(ctx sdk.Context, _ *types.EventItemFailed) error {
		if e.Kind != entryUnbond {
			return nil
		}
		v, err := k.validator(ctx, e.Address)
		if err != nil {
			return err
		}
		v.Stake = v.Stake.Add(e.Amount)
		v.Unbonding = v.Unbonding.Sub(e.Amount)
		v.OpenUnbondings--
		return k.Validators.Set(ctx, e.Address, v)
	}, nothing)
}

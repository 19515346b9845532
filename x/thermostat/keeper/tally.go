package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// tally gathers the bins that one call changes, so that each is read once and written once. A call changes a few, or one for
// each seat of a job.
type tally struct {
	k    *Keeper
	bins []*types.Bin
}

func (k *Keeper) tally() *tally { return &tally{k: k} }

// bin returns a bin to change.
func (t *tally) bin(ctx context.Context, category string, number uint32) (*types.Bin, error) {
	for _, b := range t.bins {
		if b.Category == category && b.Number == number {
			return b, nil
		}
	}
	b, err := t.k.Bins.Get(ctx, collections.Join(category, number))
	if errors.Is(err, collections.ErrNotFound) {
		b, err = types.NewBin(category, number), nil
	}
	if err != nil {
		return nil, err
	}
	t.bins = append(t.bins, &b)
	return &b, nil
}

// write writes the bins.
func (t *tally) write(ctx context.Context) error {
	for _, b := range t.bins {
		if err := t.k.Bins.Set(ctx, collections.Join(b.Category, b.Number), *b); err != nil {
			return err
		}
	}
	return nil
}

// enter puts a job into the backlog, since a moment; one that is in it already begins anew. 0: it is not offered.
func (t *tally) enter(ctx context.Context, w *types.Watch, sinceMs int64) error {
	if err := t.leave(ctx, w); err != nil || sinceMs <= 0 {
		return err
	}
	bin, err := t.bin(ctx, w.Category, w.Bin)
	if err != nil {
		return err
	}
	bin.Enter(sinceMs)
	w.OpenSinceMs = sinceMs
	return nil
}

// leave takes a job out of the backlog, if it is in it.
func (t *tally) leave(ctx context.Context, w *types.Watch) error {
	if w.OpenSinceMs == 0 {
		return nil
	}
	bin, err := t.bin(ctx, w.Category, w.Bin)
	if err != nil {
		return err
	}
	bin.Leave(w.OpenSinceMs)
	w.OpenSinceMs = 0
	return nil
}

// seat counts a seat in its validator's bin.
func (t *tally) seat(ctx context.Context, seat validationtypes.SeatJudgement) error {
	absent, counts := types.Absent(seat)
	if !counts {
		return nil
	}
	group := seat.Organisation
	if group == "" {
		group = seat.Validator.String()
	}
	bin, err := t.bin(ctx, "", types.BinOf(group))
	if err != nil {
		return err
	}
	bin.Seat(absent)
	return nil
}

// watch returns a job's watch; false where the job is not followed.
func (k *Keeper) watch(ctx context.Context, jobID uint64) (types.Watch, bool, error) {
	w, err := k.Watches.Get(ctx, jobID)
	if errors.Is(err, collections.ErrNotFound) {
		return w, false, nil
	}
	return w, err == nil, err
}

// withWatch changes a job's watch and bins, and writes both; nothing where the job is not followed.
func (k *Keeper) withWatch(ctx context.Context, jobID uint64, change func(t *tally, w *types.Watch) error) error {
	before, known, err := k.watch(ctx, jobID)
	if err != nil || !known {
		return err
	}
	w, t := before, k.tally()
	if err := change(t, &w); err != nil {
		return err
	}
	if w != before {
		if err := k.Watches.Set(ctx, jobID, w); err != nil {
			return err
		}
	}
	return t.write(ctx)
}

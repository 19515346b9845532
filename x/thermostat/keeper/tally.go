package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
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

// assigned counts what a job pays, once, and of one in the backlog how long it has waited.
func (t *tally) assigned(ctx context.Context, w *types.Watch, job jobstypes.Job) error {
	bin, err := t.bin(ctx, w.Category, w.Bin)
	if err != nil {
		return err
	}
	if !w.Taken {
		if err := bin.Post(job.Escrow.Payout); err != nil {
			return err
		}
		w.Taken = true
	}
	if w.OpenSinceMs == 0 {
		return nil
	}
	return bin.Assign(job.AssignedMs - w.OpenSinceMs)
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

// watch returns a job's watch; false where it has none.
func (k *Keeper) watch(ctx context.Context, jobID uint64) (types.Watch, bool, error) {
	w, err := k.Watches.Get(ctx, jobID)
	if errors.Is(err, collections.ErrNotFound) {
		return w, false, nil
	}
	return w, err == nil, err
}

// keep writes a watch, or removes that of a cheap job which was taken: nothing else of it counts.
func (k *Keeper) keep(ctx context.Context, w types.Watch) error {
	if w.Cheap && w.Taken {
		return k.Watches.Remove(ctx, w.JobId)
	}
	return k.Watches.Set(ctx, w.JobId, w)
}

// withWatch changes the watch and the bins of a job that is followed, and writes both.
func (k *Keeper) withWatch(ctx context.Context, jobID uint64, change func(t *tally, w *types.Watch) error) error {
	before, known, err := k.watch(ctx, jobID)
	if err != nil || !known || before.Cheap {
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

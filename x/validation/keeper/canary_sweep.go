package keeper

import (
	"errors"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/x/validation/types"
)

// sweepOffices voids what overdue offices have opened, as much as a block allows; the rest follows in the next ones. A barred
// office opens nothing, so a sweep ends.
func (k *Keeper) sweepOffices(ctx sdk.Context, left uint32) (uint32, error) {
	offices, err := firstKeys(ctx, k.Canaries.Sweeps, nil, left)
	if err != nil {
		return 0, err
	}
	var done uint32
	for _, office := range offices {
		if done >= left {
			break
		}
		var swept uint32
		failed := cached.Run(ctx, func(ctx sdk.Context) (err error) {
			swept, err = k.sweep(ctx, office, left-done)
			return err
		})
		done += max(swept, 1)
		if failed == nil {
			continue
		}
		if err := k.report(ctx, types.EventItemFailed{Item: itemCanary, Failures: 1}, fmt.Errorf("sweep of office %s: %w", office, failed)); err != nil {
			return done, err
		}
	}
	return done, nil
}

// sweep counts 1 for the end of a sweep, so that many offices with nothing to void are bounded too. A canary that fails keeps
// the sweep, and so the bar, where they are: it is tried again in the next block.
func (k *Keeper) sweep(ctx sdk.Context, office string, left uint32) (uint32, error) {
	jobs, err := k.openedBy(ctx, office, left)
	if err != nil {
		return 0, err
	}
	whole := uint32(len(jobs)) < left
	for _, job := range jobs {
		failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.voidOverdue(ctx, job) })
		if failed == nil {
			continue
		}
		whole = false
		if err := k.report(ctx, types.EventItemFailed{Item: itemCanary, JobId: job, Failures: 1}, failed); err != nil {
			return 0, err
		}
	}
	if !whole {
		return uint32(len(jobs)), nil
	}
	return uint32(len(jobs)) + 1, k.Canaries.Sweeps.Remove(ctx, office)
}

// openedBy returns the first jobs that an office opened and that are neither void nor final, at most limit.
func (k *Keeper) openedBy(ctx sdk.Context, office string, limit uint32) ([]uint64, error) {
	it, err := k.Canaries.Opened.Indexes.Office.MatchExact(ctx, office)
	if err != nil {
		return nil, err
	}
	var jobs []uint64
	for ; it.Valid() && uint32(len(jobs)) < limit; it.Next() {
		job, err := it.PrimaryKey()
		if err != nil {
			return nil, errors.Join(err, it.Close())
		}
		jobs = append(jobs, job)
	}
	return jobs, it.Close()
}

// voidOverdue voids what an overdue office has opened; it is due at once.
func (k *Keeper) voidOverdue(ctx sdk.Context, jobID uint64) error {
	opened, err := k.Canaries.Opened.Get(ctx, jobID)
	if err != nil {
		return err
	}
	opened.Voided = types.CanaryOverdue
	return k.setOpened(ctx, opened, ctx.BlockTime())
}

// swept refuses to make final what is still to be voided: a sweep that has failed.
func (k *Keeper) swept(ctx sdk.Context, opened types.OpenedCanary) error {
	if opened.Voided != "" || opened.Final {
		return nil
	}
	sweeping, err := k.Canaries.Sweeps.Has(ctx, opened.Office)
	if err == nil && sweeping {
		err = fmt.Errorf("the sweep of office %s has not voided it yet", opened.Office)
	}
	return err
}

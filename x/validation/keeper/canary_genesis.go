package keeper

import (
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// initCanaries writes roots, bars, opened canaries and slashes with their queues. A sweep goes on where an office is barred
// for a root that is overdue and what it has opened is not all void.
func (k *Keeper) initCanaries(ctx sdk.Context, state types.GenesisState) error {
	for _, root := range state.CanaryRoots {
		root.DiscloseBy = root.DiscloseBy.UTC()
		if err := k.setCanaryRoot(ctx, root); err != nil {
			return err
		}
	}
	overdue := map[string]bool{}
	for _, office := range state.CanaryOffices {
		office.BarredAt = office.BarredAt.UTC()
		if err := k.Canaries.Offices.Set(ctx, office.Office, office); err != nil {
			return err
		}
		overdue[office.Office] = office.Reason == types.CanaryOverdue
	}
	for _, opened := range state.OpenedCanaries {
		if err := k.initOpened(ctx, opened); err != nil {
			return err
		}
		if overdue[opened.Office] && opened.Voided == "" && !opened.Final {
			if err := k.Canaries.Sweeps.Set(ctx, opened.Office); err != nil {
				return err
			}
		}
	}
	for _, slash := range state.CanarySlashes {
		addr, err := sdk.AccAddressFromBech32(slash.Validator)
		if err != nil {
			return err
		}
		slash.SlashedAt, slash.FinalAt = slash.SlashedAt.UTC(), slash.FinalAt.UTC()
		if err := k.Canaries.Slashes.Set(ctx, collections.Join3(slash.JobId, slash.Rung, addr), slash); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initOpened(ctx sdk.Context, opened types.OpenedCanary) error {
	if opened.DueAt == nil {
		return k.Canaries.Opened.Set(ctx, opened.JobId, opened)
	}
	return k.setOpened(ctx, opened, *opened.DueAt)
}

func (k *Keeper) exportCanaries(ctx sdk.Context, state *types.GenesisState) (err error) {
	if state.CanaryRoots, err = values(ctx, k.Canaries.Roots); err != nil {
		return err
	}
	if state.CanaryOffices, err = values(ctx, k.Canaries.Offices); err != nil {
		return err
	}
	if state.OpenedCanaries, err = values(ctx, k.Canaries.Opened); err != nil {
		return err
	}
	state.CanarySlashes, err = values(ctx, k.Canaries.Slashes)
	return err
}

// heldSlashes is what the module account holds of canaries' slashes.
func (k *Keeper) heldSlashes(ctx sdk.Context) (math.Int, error) {
	sum := math.ZeroInt()
	err := k.Canaries.Slashes.Walk(ctx, nil, func(_ SeatKey, s types.CanarySlash) (bool, error) {
		sum = sum.Add(s.Amount)
		return false, nil
	})
	return sum, err
}

// checkCanaries: each root is in the queue of those that wait to be disclosed or among the old ones, each canary with a time
// is in the queue, once, and nothing else is.
func (k *Keeper) checkCanaries(ctx sdk.Context) error {
	var sealed, old, due int
	err := k.Canaries.Roots.Walk(ctx, nil, func(key CanaryRootKey, r types.CanaryRoot) (bool, error) {
		if r.Disclosed || r.Overdue {
			old++
			return false, expect(k.Canaries.OldRoots.Has(ctx, collections.Join(r.Day, r.Office)))("canary root", key)
		}
		sealed++
		return false, nil
	})
	if err != nil {
		return err
	}
	err = k.Canaries.Opened.Walk(ctx, nil, func(job uint64, o types.OpenedCanary) (bool, error) {
		if o.DueAt == nil {
			return false, nil
		}
		due++
		return false, expect(k.Canaries.Queue.Has(ctx, collections.Join(o.DueAt.UnixNano(), job)))("canary", job)
	})
	if err != nil {
		return err
	}
	if err := count(ctx, k.Canaries.Disclosures, sealed, "queue of disclosures"); err != nil {
		return err
	}
	if err := count(ctx, k.Canaries.OldRoots, old, "list of old canary roots"); err != nil {
		return err
	}
	return count(ctx, k.Canaries.Queue, due, "queue of canaries")
}

// expect says of what is missing what it is.
func expect(has bool, err error) func(what string, key any) error {
	return func(what string, key any) error {
		if err == nil && !has {
			return fmt.Errorf("%s %v is in no queue", what, key)
		}
		return err
	}
}

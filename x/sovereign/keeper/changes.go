package keeper

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// changes is the change log: the last known parameters of every module, and a ring of what changed them. Collections
// prefixes 30 to 39.
type changes struct {
	rows      collections.Map[uint64, types.Change]
	next      collections.Item[uint64]
	snapshots collections.Map[string, types.ModuleSnapshot]

	// sources are fixed when the app is wired, sorted by nobody: their order is the app's.
	sources []types.ParamsSource
}

func newChanges(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) changes {
	return changes{
		rows: collections.NewMap(sb, collections.NewPrefix(30), "changes", collections.Uint64Key, codec.CollValue[types.Change](cdc)),
		next: collections.NewItem(sb, collections.NewPrefix(31), "next_change_id", collections.Uint64Value),
		snapshots: collections.NewMap(sb, collections.NewPrefix(32), "snapshots", collections.StringKey,
			codec.CollValue[types.ModuleSnapshot](cdc)),
	}
}

// SetParamsSources names the modules whose parameters the change log follows. Call it once, when the app is wired.
func (k *Keeper) SetParamsSources(sources ...types.ParamsSource) {
	if k.changes.sources != nil {
		panic("the sources of the change log are set twice")
	}
	seen := map[string]bool{}
	for _, s := range sources {
		if seen[s.Module()] {
			panic("two sources of the change log are of module " + s.Module())
		}
		seen[s.Module()] = true
	}
	k.changes.sources = sources
}

// RecordChanges compares the parameters of every module with the last known ones, writes a row and an event for each field
// that differs, and remembers the new ones. Proposal 0 without voters stands for a change that no proposal made: an edited
// genesis, or an upgrade. A module that is seen for the first time has no rows.
//
// A module that cannot be read is reported by an event and stops nothing; its changes show the next time.
func (k *Keeper) RecordChanges(ctx context.Context, proposal uint64, voters []string) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	for _, source := range k.changes.sources {
		failed := cached.Run(sdkCtx, func(ctx sdk.Context) error { return k.recordModule(ctx, source, proposal, voters) })
		if failed == nil {
			continue
		}
		sdkCtx.Logger().Error("the change log missed a module", "module", source.Module(), "proposal", proposal, "error", failed)
		err := typedevent.Emit(sdkCtx, &types.EventChangeLogFailed{
			Module: source.Module(), ProposalId: proposal, Error: failed.Error(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) recordModule(ctx sdk.Context, source types.ParamsSource, proposal uint64, voters []string) error {
	now, err := readSource(ctx, source)
	if err != nil {
		return err
	}
	before, err := k.changes.snapshots.Get(ctx, source.Module())
	if errors.Is(err, collections.ErrNotFound) {
		return k.setSnapshot(ctx, source.Module(), now)
	}
	if err != nil || bytes.Equal(before.Json, now) {
		return err
	}
	list, err := types.Diff(before.Json, now)
	if err != nil {
		return err
	}
	for _, c := range list {
		err := k.addChange(ctx, types.Change{
			Height: ctx.BlockHeight(), Time: ctx.BlockTime().UTC(), ProposalId: proposal, Module: source.Module(),
			Field: c.Path, OldValue: c.Old, NewValue: c.New, Voters: voters,
		})
		if err != nil {
			return err
		}
	}
	return k.setSnapshot(ctx, source.Module(), now)
}

// readSource returns a module's parameters in their one spelling.
func readSource(ctx context.Context, source types.ParamsSource) ([]byte, error) {
	bz, err := source.Params(ctx)
	if err != nil {
		return nil, err
	}
	return types.Canonical(bz)
}

func (k *Keeper) setSnapshot(ctx context.Context, module string, json []byte) error {
	return k.changes.snapshots.Set(ctx, module, types.ModuleSnapshot{Module: module, Json: json})
}

// addChange writes a row and its event and drops the row that leaves the ring.
func (k *Keeper) addChange(ctx sdk.Context, c types.Change) error {
	id, err := k.nextChangeID(ctx)
	if err != nil {
		return err
	}
	c.Id = id
	if err := k.changes.rows.Set(ctx, id, c); err != nil {
		return err
	}
	if err := k.changes.next.Set(ctx, id+1); err != nil {
		return err
	}
	if id > types.MaxChanges {
		if err := k.changes.rows.Remove(ctx, id-types.MaxChanges); err != nil {
			return err
		}
	}
	return typedevent.Emit(ctx, &types.EventParameterChanged{Change: c})
}

func (k *Keeper) nextChangeID(ctx context.Context) (uint64, error) {
	id, err := k.changes.next.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return 1, nil
	}
	return id, err
}

func (k *Keeper) initChanges(ctx context.Context, gs types.GenesisState) error {
	for _, c := range gs.Changes {
		c.Time = c.Time.UTC()
		if err := k.changes.rows.Set(ctx, c.Id, c); err != nil {
			return err
		}
	}
	for _, s := range gs.Snapshots {
		if err := k.changes.snapshots.Set(ctx, s.Module, s); err != nil {
			return err
		}
	}
	if gs.NextChangeId == 0 {
		return nil
	}
	return k.changes.next.Set(ctx, gs.NextChangeId)
}

func (k *Keeper) exportChanges(ctx context.Context, gs *types.GenesisState) (err error) {
	if gs.NextChangeId, err = k.nextChangeID(ctx); err != nil {
		return err
	}
	err = k.changes.rows.Walk(ctx, nil, func(_ uint64, c types.Change) (bool, error) {
		gs.Changes = append(gs.Changes, c)
		return false, nil
	})
	if err != nil {
		return err
	}
	return k.changes.snapshots.Walk(ctx, nil, func(_ string, s types.ModuleSnapshot) (bool, error) {
		gs.Snapshots = append(gs.Snapshots, s)
		return false, nil
	})
}

// checkChanges: rows and snapshots are what genesis demands, and the last known parameters are the ones in force: nothing
// has changed one of them but a proposal, and the log tells of it.
func (k *Keeper) checkChanges(ctx sdk.Context) error {
	gs := types.GenesisState{}
	if err := k.exportChanges(ctx, &gs); err != nil {
		return err
	}
	if err := gs.ValidateChanges(); err != nil {
		return err
	}
	for _, source := range k.changes.sources {
		now, err := readSource(ctx, source)
		if err != nil {
			return err
		}
		known, err := k.changes.snapshots.Get(ctx, source.Module())
		if err != nil {
			return fmt.Errorf("parameters of %s: %w", source.Module(), err)
		}
		if !bytes.Equal(known.Json, now) {
			return fmt.Errorf("parameters of %s changed without a row in the change log: %s, now %s", source.Module(), known.Json, now)
		}
	}
	return nil
}

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// InitGenesis writes the state of a genesis. What each loop turns, and the outputs that make prices, follow from the loops and where
// they stand.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.Params.Set(ctx, gs.Params); err != nil {
		return err
	}
	if err := k.Monitor.Set(ctx, gs.Monitor); err != nil {
		return err
	}
	if err := k.Fold.Set(ctx, gs.Fold); err != nil {
		return err
	}
	if err := k.initLoops(ctx, gs); err != nil {
		return err
	}
	return k.initSensors(ctx, gs)
}

func (k *Keeper) initLoops(ctx context.Context, gs types.GenesisState) error {
	for _, l := range gs.Loops {
		if err := k.Loops.Set(ctx, l.Id, l); err != nil {
			return err
		}
		if err := k.Turns.Set(ctx, collections.Join(int32(l.Actuator), l.Category), l.Id); err != nil {
			return err
		}
	}
	for _, s := range gs.States {
		if err := k.setState(ctx, s); err != nil {
			return err
		}
	}
	for _, s := range gs.Steps {
		if err := k.Steps.Set(ctx, collections.Join3(s.LoopId, s.Category, s.Sequence), s); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initSensors(ctx context.Context, gs types.GenesisState) error {
	for _, r := range gs.Readings {
		if err := k.Readings.Set(ctx, collections.Join(r.Category, int32(r.Sensor)), r); err != nil {
			return err
		}
	}
	for _, b := range gs.Bins {
		if err := k.Bins.Set(ctx, collections.Join(b.Category, b.Number), b); err != nil {
			return err
		}
	}
	for _, w := range gs.Watches {
		if err := k.Watches.Set(ctx, w.JobId, w); err != nil {
			return err
		}
	}
	for _, f := range gs.Flows {
		if err := k.Flows.Set(ctx, f.Category, f); err != nil {
			return err
		}
	}
	for _, t := range gs.Typicals {
		if err := k.Typicals.Set(ctx, t.Category, t); err != nil {
			return err
		}
	}
	for _, t := range gs.Temperatures {
		if err := k.Temperatures.Set(ctx, collections.Join(int32(t.Kind), t.Category), t); err != nil {
			return err
		}
	}
	for _, s := range gs.Seen {
		addr, err := sdk.AccAddressFromBech32(s.Address)
		if err != nil {
			return err
		}
		if err := k.Seen.Set(ctx, addr, s.Epoch); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the whole state, but for the steps of removed loops, which are on their way out.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	gs := &types.GenesisState{}
	var err error
	if gs.Params, err = k.Params.Get(ctx); err != nil {
		return nil, err
	}
	if gs.Monitor, err = k.Monitor.Get(ctx); err != nil {
		return nil, err
	}
	if gs.Fold, err = k.Fold.Get(ctx); err != nil {
		return nil, err
	}
	if err := k.exportLoops(ctx, gs); err != nil {
		return nil, err
	}
	return gs, k.exportSensors(ctx, gs)
}

func (k *Keeper) exportLoops(ctx context.Context, gs *types.GenesisState) (err error) {
	if gs.Loops, err = values(ctx, k.Loops); err != nil {
		return err
	}
	if gs.States, err = values(ctx, k.States); err != nil {
		return err
	}
	return k.Steps.Walk(ctx, nil, func(key stepKey, s types.Step) (bool, error) {
		gone, err := k.Removed.Has(ctx, key.K1())
		if err == nil && !gone {
			gs.Steps = append(gs.Steps, s)
		}
		return false, err
	})
}

func (k *Keeper) exportSensors(ctx context.Context, gs *types.GenesisState) (err error) {
	if gs.Readings, err = values(ctx, k.Readings); err != nil {
		return err
	}
	if gs.Bins, err = values(ctx, k.Bins); err != nil {
		return err
	}
	if gs.Watches, err = values(ctx, k.Watches); err != nil {
		return err
	}
	if gs.Flows, err = values(ctx, k.Flows); err != nil {
		return err
	}
	if gs.Typicals, err = values(ctx, k.Typicals); err != nil {
		return err
	}
	if gs.Temperatures, err = values(ctx, k.Temperatures); err != nil {
		return err
	}
	return k.Seen.Walk(ctx, nil, func(addr sdk.AccAddress, epoch int64) (bool, error) {
		gs.Seen = append(gs.Seen, types.Seen{Address: addr.String(), Epoch: epoch})
		return false, nil
	})
}

// values returns all values of a map in order of its keys.
func values[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	it, err := m.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	return it.Values()
}

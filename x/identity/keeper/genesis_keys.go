package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initKeys(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportKeys(_ context.Context, _ *types.GenesisState) error { return nil }

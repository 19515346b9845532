package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initNames(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportNames(_ context.Context, _ *types.GenesisState) error { return nil }

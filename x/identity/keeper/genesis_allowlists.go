package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initAllowlists(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportAllowlists(_ context.Context, _ *types.GenesisState) error { return nil }

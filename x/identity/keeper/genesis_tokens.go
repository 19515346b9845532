package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initTokens(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportTokens(_ context.Context, _ *types.GenesisState) error { return nil }

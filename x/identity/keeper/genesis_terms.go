package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initTerms(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportTerms(_ context.Context, _ *types.GenesisState) error { return nil }

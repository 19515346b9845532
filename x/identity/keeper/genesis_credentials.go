package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initCredentials(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportCredentials(_ context.Context, _ *types.GenesisState) error { return nil }

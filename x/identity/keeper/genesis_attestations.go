package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initAttestations(_ context.Context, _ types.GenesisState) error { return nil }

func (k *Keeper) exportAttestations(_ context.Context, _ *types.GenesisState) error { return nil }

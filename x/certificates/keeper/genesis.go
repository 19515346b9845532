package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// InitGenesis creates the class where x/nft's genesis, which runs before, has not brought it, and checks every certificate
// that it brought.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if !k.nft.HasClass(ctx, types.ClassID) {
		return k.nft.SaveClass(ctx, types.Class())
	}
	return k.checkTokens(ctx)
}

// ExportGenesis returns nothing: x/nft exports class, certificates and owners.
func (k *Keeper) ExportGenesis(context.Context) (*types.GenesisState, error) {
	return types.DefaultGenesis(), nil
}

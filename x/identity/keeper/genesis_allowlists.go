package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initAllowlists(ctx context.Context, gs types.GenesisState) error {
	for _, r := range gs.AllowlistRoots {
		if err := k.allowlists.Set(ctx, int32(r.Role), r); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportAllowlists(ctx context.Context, gs *types.GenesisState) (err error) {
	gs.AllowlistRoots, err = k.allowlistRoots(ctx)
	return err
}

// allowlistRoots returns the allow lists in order of role.
func (k *Keeper) allowlistRoots(ctx context.Context) ([]types.AllowlistRoot, error) {
	var list []types.AllowlistRoot
	err := k.allowlists.Walk(ctx, nil, func(_ int32, r types.AllowlistRoot) (bool, error) {
		list = append(list, r)
		return false, nil
	})
	return list, err
}

package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initNames(ctx context.Context, gs types.GenesisState) error {
	for _, n := range gs.Names {
		if err := k.names.Set(ctx, n.Name, n); err != nil {
			return err
		}
	}
	for _, r := range gs.RoleRoots {
		if err := k.roleRoots.Set(ctx, r.Name, r); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportNames(ctx context.Context, gs *types.GenesisState) error {
	if err := k.names.Walk(ctx, nil, func(_ string, n types.Name) (bool, error) {
		gs.Names = append(gs.Names, n)
		return false, nil
	}); err != nil {
		return err
	}
	return k.roleRoots.Walk(ctx, nil, func(_ string, r types.RoleRoot) (bool, error) {
		gs.RoleRoots = append(gs.RoleRoots, r)
		return false, nil
	})
}

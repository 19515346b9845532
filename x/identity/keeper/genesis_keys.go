package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initKeys(ctx context.Context, gs types.GenesisState) error {
	for _, c := range gs.ControllerKeys {
		addr, err := types.ParseAddress("address", c.Address)
		if err != nil {
			return err
		}
		if err := k.controllerKeys.Set(ctx, addr, c); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportKeys(ctx context.Context, gs *types.GenesisState) error {
	return k.controllerKeys.Walk(ctx, nil, func(_ sdk.AccAddress, c types.ControllerKey) (bool, error) {
		gs.ControllerKeys = append(gs.ControllerKeys, c)
		return false, nil
	})
}

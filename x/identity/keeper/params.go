package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Params returns the current parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// SetParams replaces the parameters. A new limit counts from the next message, a new seasoning from the next draw.
func (k *Keeper) SetParams(ctx context.Context, params types.Params) error {
	if err := params.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, params); err != nil {
		return err
	}
	return emit(ctx, &types.EventParamsUpdated{Params: params})
}

func (k *Keeper) requireAuthority(sender string) error {
	if sender != k.authority {
		return errorsmod.Wrapf(types.ErrUnauthorized, "sender %s, authority %s", sender, k.authority)
	}
	return nil
}

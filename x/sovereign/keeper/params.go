package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Params returns the current parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// SetParams replaces the parameters and says so in an event.
func (k *Keeper) SetParams(ctx context.Context, params types.Params) error {
	if err := params.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, params); err != nil {
		return err
	}
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventParamsUpdated{Params: params})
}

func (k *Keeper) requireAuthority(sender string) error {
	if sender != k.authority {
		return errorsmod.Wrapf(types.ErrUnauthorized, "sender %s, authority %s", sender, k.authority)
	}
	return nil
}

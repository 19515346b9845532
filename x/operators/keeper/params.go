package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/operators/types"
)

// Params returns the parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// SetParams replaces the parameters. A minimum above what there is would only keep everybody in; it is refused as the
// mistake that it is.
func (k *Keeper) SetParams(ctx context.Context, params types.Params) error {
	if err := params.Validate(); err != nil {
		return err
	}
	set, err := k.powers(ctx)
	if err != nil {
		return err
	}
	if active := types.Active(set); int(params.MinOperators) > active {
		return errorsmod.Wrapf(types.ErrInvalidParams, "min_operators is %d; there are %d operators with power", params.MinOperators, active)
	}
	if err := k.params.Set(ctx, params); err != nil {
		return err
	}
	return emit(ctx, &types.EventParamsUpdated{Params: params})
}

func (k *Keeper) requireAuthority(sender string) error {
	if sender != k.authority {
		return errorsmod.Wrapf(types.ErrUnauthorized, "%s", sender)
	}
	return nil
}

func emit(ctx context.Context, event proto.Message) error {
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), event)
}

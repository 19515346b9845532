package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// paramsPolicy is the policy of a chain without control loops: prices are the parameters'.
type paramsPolicy struct{}

// Prices implements types.Policy.
func (paramsPolicy) Prices(_ context.Context, category types.Category, params types.Params) (types.Prices, error) {
	return types.Prices{
		ValidationFeeBps: params.ValidationFeeBps, ProtocolFeeBps: params.ProtocolFeeBps, BonusBps: category.BonusBps,
		SeatLockBps: types.BpsDenominator,
	}, nil
}

// ParamsInForce returns the current version of the parameters and its number.
func (k *Keeper) ParamsInForce(ctx context.Context) (uint64, types.Params, error) {
	version, err := k.CurrentParams.Get(ctx)
	if err != nil {
		return 0, types.Params{}, err
	}
	params, err := k.ParamsOf(ctx, version)
	return version, params, err
}

// ParamsOf returns a version of the parameters, or ErrUnknownVersion.
func (k *Keeper) ParamsOf(ctx context.Context, version uint64) (types.Params, error) {
	params, err := k.Params.Get(ctx, version)
	if errors.Is(err, collections.ErrNotFound) {
		return params, errorsmod.Wrapf(types.ErrUnknownVersion, "version %d", version)
	}
	return params, err
}

// UpdateParams puts a new version of the parameters into force and returns its number. Jobs that are posted already keep
// the version they were posted under.
func (k *Keeper) UpdateParams(ctx sdk.Context, params types.Params) (uint64, error) {
	if err := k.ladderExists(ctx, params); err != nil {
		return 0, err
	}
	version, err := k.CurrentParams.Get(ctx)
	if err != nil {
		return 0, err
	}
	version++
	if err := k.Params.Set(ctx, version, params); err != nil {
		return 0, err
	}
	if err := k.CurrentParams.Set(ctx, version); err != nil {
		return 0, err
	}
	return version, typedevent.Emit(ctx, &types.EventParamsUpdated{Version: version, Params: params})
}

// ladderExists returns ErrUnknownPool unless every rung's own pool exists.
func (k *Keeper) ladderExists(ctx context.Context, params types.Params) error {
	for _, rung := range params.Ladder {
		if rung.Pool == "" {
			continue
		}
		if err := k.poolExists(ctx, rung.Pool); err != nil {
			return err
		}
	}
	return nil
}

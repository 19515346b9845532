package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// requireAuthority returns an error unless the signer is the authority.
func (k *Keeper) requireAuthority(signer string) error {
	if signer != k.authority {
		return types.ErrAuthority.Wrapf("the authority is %s, not %s", k.authority, signer)
	}
	return nil
}

// ReviewVersion returns the version of the parameters in force, which a posting snapshots.
func (k *Keeper) ReviewVersion(ctx context.Context) (uint64, error) { return k.Version.Get(ctx) }

// ParamsAt returns a version of the parameters; ErrUnknownVersion if there is none.
func (k *Keeper) ParamsAt(ctx context.Context, version uint64) (types.Params, error) {
	params, err := k.Params.Get(ctx, version)
	if errors.Is(err, collections.ErrNotFound) {
		return params, types.ErrUnknownVersion.Wrapf("%d", version)
	}
	return params, err
}

// CurrentParams returns the parameters in force.
func (k *Keeper) CurrentParams(ctx context.Context) (types.Params, error) {
	version, err := k.ReviewVersion(ctx)
	if err != nil {
		return types.Params{}, err
	}
	return k.ParamsAt(ctx, version)
}

// UpdateParams writes a new version of the parameters. Rounds of jobs posted before keep theirs; the caps per block, the
// weights, seats at once, unbonding and jail follow the version in force.
func (k *Keeper) UpdateParams(ctx sdk.Context, params types.Params) (uint64, error) {
	version, err := k.ReviewVersion(ctx)
	if err != nil {
		return 0, err
	}
	version++
	if err := k.Params.Set(ctx, version, params); err != nil {
		return 0, err
	}
	if err := k.Version.Set(ctx, version); err != nil {
		return 0, err
	}
	return version, typedevent.Emit(ctx, &types.EventParamsUpdated{Version: version, Params: params})
}

// SeatLock returns what one of seats locks for a payout under a version, in base units.
func (k *Keeper) SeatLock(ctx context.Context, version uint64, payout math.Int, seats uint32) (math.Int, error) {
	params, err := k.ParamsAt(ctx, version)
	if err != nil {
		return math.Int{}, err
	}
	if payout.IsNil() || payout.IsNegative() {
		return math.Int{}, types.ErrInvalidAmount.Wrapf("payout %s", payout)
	}
	return params.SeatLock(payout, seats), nil
}

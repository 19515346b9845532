package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// SetParams replaces the parameters. Scores are not rewritten: one above a lower cap reads as the cap.
func (k *Keeper) SetParams(ctx context.Context, params types.Params) error {
	if err := params.Validate(); err != nil {
		return err
	}
	if err := k.Params.Set(ctx, params); err != nil {
		return err
	}
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventParamsUpdated{Params: params})
}

// onlyAuthority refuses everybody but the authority.
func (k *Keeper) onlyAuthority(signer string) error {
	if signer != k.authority {
		return types.ErrUnauthorized.Wrapf("signer is %s, the authority is %s", signer, k.authority)
	}
	return nil
}

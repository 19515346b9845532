package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// SetParams replaces the parameters. Scores are not rewritten: one above a lower cap reads as the cap, and a new half-life
// counts from the last change of each. Their places in the ranking move in the blocks that follow.
func (k *Keeper) SetParams(ctx context.Context, params types.Params) error {
	if err := params.Validate(); err != nil {
		return err
	}
	before, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	if before.HalfLife != params.HalfLife {
		if err := k.Rerank.Set(ctx, rerankFromStart()); err != nil {
			return err
		}
	}
	if err := k.Params.Set(ctx, params); err != nil {
		return err
	}
	return emit(ctx, &types.EventParamsUpdated{Params: params})
}

// onlyAuthority refuses everybody but the authority.
func (k *Keeper) onlyAuthority(signer string) error {
	if signer != k.authority {
		return types.ErrUnauthorized.Wrapf("signer is %s, the authority is %s", signer, k.authority)
	}
	return nil
}

// emit emits a typed event.
func emit(ctx context.Context, event proto.Message) error {
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), event)
}

package keeper

import (
	"context"
	"time"

	"github.com/agijobs/agijobs/x/identity/types"
)

func (k *Keeper) initTokens(ctx context.Context, gs types.GenesisState) error {
	for _, key := range gs.IssuerKeys {
		if err := k.issuerKeys.Set(ctx, key.Kid, key); err != nil {
			return err
		}
	}
	for _, u := range gs.UsedTokens {
		if err := k.rememberToken(ctx, u.Id, u.ExpiresAt.Unix()); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportTokens(ctx context.Context, gs *types.GenesisState) error {
	if err := k.issuerKeys.Walk(ctx, nil, func(_ string, key types.IssuerKey) (bool, error) {
		gs.IssuerKeys = append(gs.IssuerKeys, key)
		return false, nil
	}); err != nil {
		return err
	}
	return k.usedTokens.Walk(ctx, nil, func(id []byte, expires int64) (bool, error) {
		gs.UsedTokens = append(gs.UsedTokens, types.UsedToken{Id: id, ExpiresAt: time.Unix(expires, 0).UTC()})
		return false, nil
	})
}

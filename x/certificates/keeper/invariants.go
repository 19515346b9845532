package keeper

import (
	"context"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// Invariants returns what must always hold of certificates. One for each completed job is an invariant of the app, which
// knows both modules.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "certificates/tokens-are-certificates", Check: func(ctx sdk.Context) error { return k.checkTokens(ctx) }},
	}
}

// checkTokens: the class exists, every NFT of it carries the certificate that its id names and has an owner.
func (k *Keeper) checkTokens(ctx context.Context) error {
	if !k.nft.HasClass(ctx, types.ClassID) {
		return types.ErrCorrupt.Wrapf("class %s does not exist", types.ClassID)
	}
	return k.walk(ctx, func(token nft.NFT) error {
		if _, err := types.Decode(k.cdc, token); err != nil {
			return err
		}
		if k.nft.GetOwner(ctx, token.ClassId, token.Id).Empty() {
			return types.ErrCorrupt.Wrapf("token %q has no owner", token.Id)
		}
		return nil
	})
}

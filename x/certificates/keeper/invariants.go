package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// Invariants returns what must hold of certificates at the end of every block. One for each completed job is an invariant of
// the app, which knows both modules.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "certificates/tokens-are-certificates", Check: func(ctx sdk.Context) error { return k.checkTokens(ctx) }},
		{Name: "certificates/balance", Check: func(ctx sdk.Context) error { return k.checkBalance(ctx) }},
		{Name: "certificates/listings-and-revocations", Check: func(ctx sdk.Context) error { return k.checkMarks(ctx) }},
		{Name: "certificates/cited-by", Check: func(ctx sdk.Context) error { return k.checkCitations(ctx) }},
	}
}

// checkTokens: the class exists, every NFT of it carries the certificate that its id names and has an owner, and all build on
// certificates without a circle.
func (k *Keeper) checkTokens(ctx context.Context) error {
	if !k.nft.HasClass(ctx, types.ClassID) {
		return types.ErrCorrupt.Wrapf("class %s does not exist", types.ClassID)
	}
	var ids []uint64
	sources := map[uint64][]uint64{}
	err := k.walk(ctx, func(token nft.NFT) error {
		cert, err := types.Decode(k.cdc, token)
		if err != nil {
			return err
		}
		if k.nft.GetOwner(ctx, token.ClassId, token.Id).Empty() {
			return types.ErrCorrupt.Wrapf("token %q has no owner", token.Id)
		}
		ids, sources[cert.JobId] = append(ids, cert.JobId), cert.Sources
		return nil
	})
	if err != nil {
		return err
	}
	return types.CheckLineage(ids, sources)
}

// checkBalance: what a block's purchases took in has left with the block.
func (k *Keeper) checkBalance(ctx context.Context) error {
	held, err := k.purse.Balance(ctx)
	if err == nil && !held.IsZero() {
		err = fmt.Errorf("the module account holds %s, must hold nothing", held)
	}
	return err
}

// checkMarks: offers and revocations are in order; each is of a certificate, and an offer is its owner's and of one that may
// be sold.
func (k *Keeper) checkMarks(ctx context.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := gs.Validate(); err != nil {
		return err
	}
	for _, r := range gs.Revocations {
		if !k.nft.HasNFT(ctx, types.ClassID, types.TokenID(r.JobId)) {
			return types.ErrGenesis.Wrapf("job %d is revoked and has no certificate", r.JobId)
		}
	}
	for _, l := range gs.Listings {
		cert, owner, err := k.Certificate(ctx, l.JobId)
		if err != nil {
			return types.ErrGenesis.Wrapf("listing: %s", err)
		}
		if owner.String() != l.Seller {
			return types.ErrGenesis.Wrapf("job %d is listed by %s and belongs to %s", l.JobId, l.Seller, owner)
		}
		if cert.Bound {
			return types.ErrGenesis.Wrapf("job %d is listed and bound", l.JobId)
		}
	}
	return nil
}

// checkCitations: the index holds every source of every certificate, and nothing else. What is no certificate is the fault of
// checkTokens.
func (k *Keeper) checkCitations(ctx context.Context) error {
	cited := 0
	err := k.walk(ctx, func(token nft.NFT) error {
		cert, err := types.Decode(k.cdc, token)
		if err != nil {
			return nil
		}
		for _, source := range cert.Sources {
			indexed, err := k.CitedBy.Has(ctx, collections.Join(source, cert.JobId))
			if err != nil {
				return err
			}
			if !indexed {
				return fmt.Errorf("job %d builds on %d and is not in its index", cert.JobId, source)
			}
			cited++
		}
		return nil
	})
	if err != nil {
		return err
	}
	entries := 0
	err = k.CitedBy.Walk(ctx, nil, func(collections.Pair[uint64, uint64]) (bool, error) {
		entries++
		return false, nil
	})
	if err == nil && entries != cited {
		err = fmt.Errorf("the index of sources has %d entries, the certificates name %d sources", entries, cited)
	}
	return err
}

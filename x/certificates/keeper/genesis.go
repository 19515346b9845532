package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// InitGenesis creates the class where x/nft's genesis, which runs before, has not brought it, and checks every certificate
// that it brought, as well as offers and revocations against them. The index of sources follows from the certificates.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if !k.nft.HasClass(ctx, types.ClassID) {
		if err := k.nft.SaveClass(ctx, types.Class()); err != nil {
			return err
		}
	}
	for _, r := range gs.Revocations {
		if err := k.Revocations.Set(ctx, r.JobId, r); err != nil {
			return err
		}
	}
	for _, l := range gs.Listings {
		if err := k.Listings.Set(ctx, l.JobId, l); err != nil {
			return err
		}
	}
	if err := k.index(ctx); err != nil {
		return err
	}
	if err := k.checkTokens(ctx); err != nil {
		return err
	}
	return k.checkMarks(ctx)
}

// index enters every certificate under its sources.
func (k *Keeper) index(ctx context.Context) error {
	return k.walk(ctx, func(token nft.NFT) error {
		cert, err := types.Decode(k.cdc, token)
		if err != nil {
			return err
		}
		for _, source := range cert.Sources {
			if err := k.CitedBy.Set(ctx, collections.Join(source, cert.JobId)); err != nil {
				return err
			}
		}
		return nil
	})
}

// ExportGenesis returns offers and revocations; x/nft exports class, certificates and owners.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	gs := types.DefaultGenesis()
	err := k.Listings.Walk(ctx, nil, func(_ uint64, l types.Listing) (bool, error) {
		gs.Listings = append(gs.Listings, l)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Revocations.Walk(ctx, nil, func(_ uint64, r types.Revocation) (bool, error) {
		gs.Revocations = append(gs.Revocations, r)
		return false, nil
	})
	return gs, err
}

package keeper

import (
	"context"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// walkPage is how many certificates one step of walk reads.
const walkPage = 1_000

// Exists tells whether a job has a certificate.
func (k *Keeper) Exists(ctx context.Context, jobID uint64) (bool, error) {
	return k.nft.HasNFT(ctx, types.ClassID, types.TokenID(jobID)), nil
}

// Certificate returns the certificate of a job and its owner.
func (k *Keeper) Certificate(ctx context.Context, jobID uint64) (types.Certificate, sdk.AccAddress, error) {
	token, found := k.nft.GetNFT(ctx, types.ClassID, types.TokenID(jobID))
	if !found {
		return types.Certificate{}, nil, types.ErrNotFound.Wrapf("job %d", jobID)
	}
	cert, err := types.Decode(k.cdc, token)
	if err != nil {
		return types.Certificate{}, nil, err
	}
	return cert, k.nft.GetOwner(ctx, token.ClassId, token.Id), nil
}

// walk calls fn with each NFT of the class. For genesis and invariants; no block may do so.
func (k *Keeper) walk(ctx context.Context, fn func(token nft.NFT) error) error {
	page := &query.PageRequest{Limit: walkPage}
	for {
		res, err := k.nft.NFTs(ctx, &nft.QueryNFTsRequest{ClassId: types.ClassID, Pagination: page})
		if err != nil {
			return err
		}
		for _, token := range res.Nfts {
			if err := fn(*token); err != nil {
				return err
			}
		}
		if len(res.Pagination.GetNextKey()) == 0 {
			return nil
		}
		page = &query.PageRequest{Key: res.Pagination.NextKey, Limit: walkPage}
	}
}

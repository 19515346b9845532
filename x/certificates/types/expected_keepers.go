package types

import (
	"context"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// NFTKeeper is all that this module uses of x/nft, so that a fork of it is a change of one line.
type NFTKeeper interface {
	HasClass(ctx context.Context, classID string) bool
	SaveClass(ctx context.Context, class nft.Class) error
	HasNFT(ctx context.Context, classID, id string) bool
	GetNFT(ctx context.Context, classID, id string) (nft.NFT, bool)
	GetOwner(ctx context.Context, classID, id string) sdk.AccAddress
	Mint(ctx context.Context, token nft.NFT, receiver sdk.AccAddress) error
	Transfer(ctx context.Context, classID, id string, receiver sdk.AccAddress) error
	// NFTs lists page by page; the keeper's own listings are unbounded.
	NFTs(ctx context.Context, req *nft.QueryNFTsRequest) (*nft.QueryNFTsResponse, error)
}

// Clock is market time in milliseconds (x/sovereign).
type Clock interface {
	Now(ctx context.Context) (int64, error)
}

// IdentityKeeper is what this module needs of x/identity.
type IdentityKeeper interface {
	// Active answers whether addr is in good standing; the error says which condition fails.
	Active(ctx context.Context, addr sdk.AccAddress) error
	// MayStart is Active for who starts new business: the terms of participation must have been acknowledged as well.
	MayStart(ctx context.Context, addr sdk.AccAddress) error
	// Participant returns a participant or an error that says it is unknown. The treasury is one.
	Participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error)
	// Members returns the first participants of an organisation, at most limit of them, or an error that says it is unknown.
	Members(ctx context.Context, organisation string, limit int) ([]sdk.AccAddress, error)
}

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// Why an offer has ended without a sale, as EventCertificateDelisted says it.
const (
	endWithdrawn   = "withdrawn"
	endTransferred = "transferred"
	endRevoked     = "revoked"
)

// List offers a certificate for a price, or at a new one.
func (k *Keeper) List(ctx context.Context, owner sdk.AccAddress, jobID uint64, price math.Int) error {
	cert, err := k.owned(ctx, owner, jobID)
	if err != nil {
		return err
	}
	if err := k.identity.MayStart(ctx, owner); err != nil {
		return errorsmod.Wrap(err, "owner")
	}
	if err := k.movable(ctx, cert); err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	listing := types.Listing{JobId: jobID, Seller: owner.String(), Price: price, ListedMs: now}
	if err := k.Listings.Set(ctx, jobID, listing); err != nil {
		return err
	}
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventCertificateListed{Listing: listing})
}

// Delist takes an offer back. An exit: whatever the owner's standing.
func (k *Keeper) Delist(ctx context.Context, owner sdk.AccAddress, jobID uint64) error {
	if _, err := k.owned(ctx, owner, jobID); err != nil {
		return err
	}
	ended, err := k.endListing(ctx, jobID, endWithdrawn)
	if err == nil && !ended {
		err = types.ErrNotListed.Wrapf("job %d", jobID)
	}
	return err
}

// endListing ends the offer of a certificate, if there is one, and says why.
func (k *Keeper) endListing(ctx context.Context, jobID uint64, reason string) (bool, error) {
	listing, err := k.Listings.Get(ctx, jobID)
	if errors.Is(err, collections.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := k.Listings.Remove(ctx, jobID); err != nil {
		return false, err
	}
	return true, typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventCertificateDelisted{
		JobId: jobID, Seller: listing.Seller, Reason: reason,
	})
}

// owned returns a certificate if it belongs to owner.
func (k *Keeper) owned(ctx context.Context, owner sdk.AccAddress, jobID uint64) (types.Certificate, error) {
	cert, held, err := k.Certificate(ctx, jobID)
	if err != nil {
		return cert, err
	}
	if !held.Equals(owner) {
		return cert, types.ErrNotOwner.Wrapf("the certificate of job %d belongs to %s, not to %s", jobID, held, owner)
	}
	return cert, nil
}

// movable answers whether a certificate may be sold: neither bound nor revoked.
func (k *Keeper) movable(ctx context.Context, cert types.Certificate) error {
	if cert.Bound {
		return types.ErrBound.Wrapf("job %d", cert.JobId)
	}
	revoked, err := k.Revocations.Has(ctx, cert.JobId)
	if err == nil && revoked {
		err = types.ErrRevoked.Wrapf("job %d", cert.JobId)
	}
	return err
}

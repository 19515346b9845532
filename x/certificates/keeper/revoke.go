package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Revoke marks a certificate as revoked, for ever, and ends its offer. The certificate stays as it is, with its owner.
func (k *Keeper) Revoke(ctx context.Context, jobID uint64, reason string, evidence jobstypes.Document) error {
	if !k.nft.HasNFT(ctx, types.ClassID, types.TokenID(jobID)) {
		return types.ErrNotFound.Wrapf("job %d", jobID)
	}
	revoked, err := k.Revocations.Has(ctx, jobID)
	if err != nil {
		return err
	}
	if revoked {
		return types.ErrRevoked.Wrapf("job %d", jobID)
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	revocation := types.Revocation{
		JobId: jobID, Reason: reason, Evidence: evidence, RevokedMs: now, RevokedHeight: sdkCtx.BlockHeight(),
	}
	if err := k.Revocations.Set(ctx, jobID, revocation); err != nil {
		return err
	}
	if _, err := k.endListing(ctx, jobID, endRevoked); err != nil {
		return err
	}
	return typedevent.Emit(sdkCtx, &types.EventCertificateRevoked{Revocation: revocation})
}

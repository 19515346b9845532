package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// Transfer gives a certificate of owner to recipient and ends its offer. Both must be active participants. A revoked
// certificate may be given away, visibly revoked; a bound one may not.
func (k *Keeper) Transfer(ctx context.Context, jobID uint64, owner, recipient sdk.AccAddress) error {
	cert, err := k.owned(ctx, owner, jobID)
	if err != nil {
		return err
	}
	if recipient.Equals(owner) {
		return types.ErrRecipient.Wrap("it is the owner")
	}
	if err := k.identity.MayStart(ctx, owner); err != nil {
		return errorsmod.Wrap(err, "owner")
	}
	if err := k.identity.Active(ctx, recipient); err != nil {
		return types.ErrRecipient.Wrap(err.Error())
	}
	if cert.Bound {
		return types.ErrBound.Wrapf("job %d", jobID)
	}
	if _, err := k.endListing(ctx, jobID, endTransferred); err != nil {
		return err
	}
	return k.move(ctx, jobID, owner, recipient)
}

// move changes who owns a certificate, whether given or sold.
func (k *Keeper) move(ctx context.Context, jobID uint64, from, to sdk.AccAddress) error {
	if err := k.nft.Transfer(ctx, types.ClassID, types.TokenID(jobID), to); err != nil {
		return err
	}
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventCertificateTransferred{
		JobId: jobID, From: from.String(), To: to.String(),
	})
}

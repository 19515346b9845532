package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// Transfer gives a certificate of owner to recipient. Both must be active participants.
func (k *Keeper) Transfer(ctx context.Context, jobID uint64, owner, recipient sdk.AccAddress) error {
	id := types.TokenID(jobID)
	if !k.nft.HasNFT(ctx, types.ClassID, id) {
		return types.ErrNotFound.Wrapf("job %d", jobID)
	}
	if held := k.nft.GetOwner(ctx, types.ClassID, id); !held.Equals(owner) {
		return types.ErrNotOwner.Wrapf("the certificate of job %d belongs to %s, not to %s", jobID, held, owner)
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
	if err := k.nft.Transfer(ctx, types.ClassID, id, recipient); err != nil {
		return err
	}
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventCertificateTransferred{
		JobId: jobID, From: owner.String(), To: recipient.String(),
	})
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Mint gives the employer the certificate of a job that ends as COMPLETED. It is part of the settlement: EndBlock only, and
// an error puts the settlement off. The job's ruling and time of settlement must be set.
func (k *Keeper) Mint(ctx context.Context, job jobstypes.Job, owner sdk.AccAddress, bound bool) error {
	if k.nft.HasNFT(ctx, types.ClassID, types.TokenID(job.Id)) {
		return types.ErrMinted.Wrapf("job %d", job.Id)
	}
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return types.ErrInvalidAddress.Wrapf("agent %q of job %d: %s", job.Agent, job.Id, err)
	}
	participant, err := k.identity.Participant(ctx, agent)
	if err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	cert, err := types.New(job, sdkCtx.ChainID(), participant.Responsible, sdkCtx.BlockHeight())
	if err != nil {
		return err
	}
	cert.Bound = bound
	token, err := cert.Token()
	if err != nil {
		return err
	}
	if err := k.nft.Mint(ctx, token, owner); err != nil {
		return err
	}
	return sdkCtx.EventManager().EmitTypedEvent(&types.EventCertificateMinted{
		JobId: cert.JobId, Owner: owner.String(), Agent: cert.Agent, ResultSha256: cert.Result.Sha256,
	})
}

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Mint gives the certificate of a job that ends as COMPLETED to its owner: the employer, or the sponsor of its program. It
// is part of the settlement: EndBlock only, and an error puts the settlement off. The job's ruling and time of settlement
// must be set.
func (k *Keeper) Mint(ctx context.Context, job jobstypes.Job, owner sdk.AccAddress, bound bool) error {
	cert, err := k.certify(ctx, job, bound)
	if err != nil {
		return err
	}
	token, err := cert.Token()
	if err != nil {
		return err
	}
	if err := k.cite(ctx, cert); err != nil {
		return err
	}
	if err := k.nft.Mint(ctx, token, owner); err != nil {
		if errors.Is(err, nft.ErrNFTExists) {
			return types.ErrMinted.Wrapf("job %d", job.Id)
		}
		return err
	}
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventCertificateMinted{
		JobId: cert.JobId, Owner: owner.String(), Agent: cert.Agent, ResultSha256: cert.Result.Sha256,
	})
}

// certify makes the certificate.
func (k *Keeper) certify(ctx context.Context, job jobstypes.Job, bound bool) (types.Certificate, error) {
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return types.Certificate{}, types.ErrInvalidAddress.Wrapf("agent %q of job %d: %s", job.Agent, job.Id, err)
	}
	participant, err := k.identity.Participant(ctx, agent)
	if err != nil {
		return types.Certificate{}, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	cert, err := types.New(job, sdkCtx.ChainID(), participant.Responsible, sdkCtx.BlockHeight())
	cert.CompletedAt, cert.Bound = sdkCtx.BlockTime().UTC(), bound
	return cert, err
}

// cite enters a new certificate under each of its sources. They exist already and never change, so no certificate can build
// on itself, however long the way.
func (k *Keeper) cite(ctx context.Context, cert types.Certificate) error {
	for _, source := range cert.Sources {
		if !k.nft.HasNFT(ctx, types.ClassID, types.TokenID(source)) {
			return types.ErrSource.Wrapf("job %d builds on %d, which has none", cert.JobId, source)
		}
		if err := k.CitedBy.Set(ctx, collections.Join(source, cert.JobId)); err != nil {
			return err
		}
	}
	return nil
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// NameContributors implements types.MsgServer.
func (s msgServer) NameContributors(
	ctx context.Context, msg *types.MsgNameContributors,
) (*types.MsgNameContributorsResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.NameContributors(sdk.UnwrapSDKContext(ctx), agent, msg.JobId, msg.Contributors); err != nil {
		return nil, err
	}
	return &types.MsgNameContributorsResponse{}, nil
}

// AcceptContribution implements types.MsgServer.
func (s msgServer) AcceptContribution(
	ctx context.Context, msg *types.MsgAcceptContribution,
) (*types.MsgAcceptContributionResponse, error) {
	contributor, err := signed(msg, msg.Contributor)
	if err != nil {
		return nil, err
	}
	if err := s.k.AcceptContribution(sdk.UnwrapSDKContext(ctx), contributor, msg.JobId, msg.ShareBps); err != nil {
		return nil, err
	}
	return &types.MsgAcceptContributionResponse{}, nil
}

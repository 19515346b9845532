package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// DeclareAvailability implements types.MsgServer.
func (s msgServer) DeclareAvailability(ctx context.Context, msg *types.MsgDeclareAvailability) (*types.MsgDeclareAvailabilityResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	return &types.MsgDeclareAvailabilityResponse{}, s.k.DeclareAvailability(sdk.UnwrapSDKContext(ctx), agent, msg)
}

// EndAvailability implements types.MsgServer.
func (s msgServer) EndAvailability(ctx context.Context, msg *types.MsgEndAvailability) (*types.MsgEndAvailabilityResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	return &types.MsgEndAvailabilityResponse{}, s.k.EndAvailability(sdk.UnwrapSDKContext(ctx), agent)
}

// DeclineJob implements types.MsgServer.
func (s msgServer) DeclineJob(ctx context.Context, msg *types.MsgDeclineJob) (*types.MsgDeclineJobResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	return &types.MsgDeclineJobResponse{}, s.k.DeclineJob(sdk.UnwrapSDKContext(ctx), agent, msg.JobId)
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Apply implements types.MsgServer.
func (s msgServer) Apply(ctx context.Context, msg *types.MsgApply) (*types.MsgApplyResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	application, err := s.k.Apply(sdk.UnwrapSDKContext(ctx), agent, msg)
	if err != nil {
		return nil, err
	}
	return &types.MsgApplyResponse{Bond: application.Bond}, nil
}

// WithdrawApplication implements types.MsgServer.
func (s msgServer) WithdrawApplication(ctx context.Context, msg *types.MsgWithdrawApplication) (*types.MsgWithdrawApplicationResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.WithdrawApplication(sdk.UnwrapSDKContext(ctx), agent, msg.JobId); err != nil {
		return nil, err
	}
	return &types.MsgWithdrawApplicationResponse{}, nil
}

// Award implements types.MsgServer.
func (s msgServer) Award(ctx context.Context, msg *types.MsgAward) (*types.MsgAwardResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	agent, err := partyOf(msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.Award(sdk.UnwrapSDKContext(ctx), employer, agent, msg); err != nil {
		return nil, err
	}
	return &types.MsgAwardResponse{}, nil
}

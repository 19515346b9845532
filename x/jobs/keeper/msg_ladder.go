package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Dispute implements types.MsgServer.
func (s msgServer) Dispute(ctx context.Context, msg *types.MsgDispute) (*types.MsgDisputeResponse, error) {
	sender, err := signed(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	dispute, err := s.k.Dispute(sdk.UnwrapSDKContext(ctx), sender, msg)
	if err != nil {
		return nil, err
	}
	return &types.MsgDisputeResponse{Bond: dispute.Bond, Rung: dispute.Rung}, nil
}

// Rule implements types.MsgServer.
func (s msgServer) Rule(ctx context.Context, msg *types.MsgRule) (*types.MsgRuleResponse, error) {
	if err := s.ruled(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.Rule(sdk.UnwrapSDKContext(ctx), msg.JobId, msg.Ruling(), msg.Reason); err != nil {
		return nil, err
	}
	return &types.MsgRuleResponse{}, nil
}

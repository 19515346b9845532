package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Dispute implements types.MsgServer.
func (s msgServer) Dispute(ctx context.Context, msg *types.MsgDispute) (*types.MsgDisputeResponse, error) {
	return nil, types.ErrNotAvailable
}

// Rule implements types.MsgServer.
func (s msgServer) Rule(ctx context.Context, msg *types.MsgRule) (*types.MsgRuleResponse, error) {
	return nil, types.ErrNotAvailable
}

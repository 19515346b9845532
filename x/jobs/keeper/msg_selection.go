package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Apply implements types.MsgServer.
func (s msgServer) Apply(_ context.Context, msg *types.MsgApply) (*types.MsgApplyResponse, error) {
	return nil, msg.ValidateBasic()
}

// WithdrawApplication implements types.MsgServer.
func (s msgServer) WithdrawApplication(_ context.Context, msg *types.MsgWithdrawApplication) (*types.MsgWithdrawApplicationResponse, error) {
	return nil, msg.ValidateBasic()
}

// Award implements types.MsgServer.
func (s msgServer) Award(_ context.Context, msg *types.MsgAward) (*types.MsgAwardResponse, error) {
	return nil, msg.ValidateBasic()
}

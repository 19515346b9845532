package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// AcceptWork implements types.MsgServer.
func (s msgServer) AcceptWork(ctx context.Context, msg *types.MsgAcceptWork) (*types.MsgAcceptWorkResponse, error) {
	return nil, types.ErrNotAvailable
}

// Contest implements types.MsgServer.
func (s msgServer) Contest(ctx context.Context, msg *types.MsgContest) (*types.MsgContestResponse, error) {
	return nil, types.ErrNotAvailable
}

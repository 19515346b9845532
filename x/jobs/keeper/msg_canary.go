package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// OpenCanary implements types.MsgServer.
func (s msgServer) OpenCanary(ctx context.Context, msg *types.MsgOpenCanary) (*types.MsgOpenCanaryResponse, error) {
	return nil, types.ErrNotAvailable
}

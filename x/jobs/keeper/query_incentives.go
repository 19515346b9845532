package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// IncentivePool implements types.QueryServer.
func (s queryServer) IncentivePool(context.Context, *types.QueryIncentivePoolRequest) (*types.QueryIncentivePoolResponse, error) {
	return nil, types.ErrNotAvailable
}

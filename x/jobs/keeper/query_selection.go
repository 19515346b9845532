package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Applications implements types.QueryServer.
func (s queryServer) Applications(context.Context, *types.QueryApplicationsRequest) (*types.QueryApplicationsResponse, error) {
	return nil, types.ErrNotAvailable
}

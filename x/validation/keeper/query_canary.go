package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/validation/types"
)

// CanaryRoots implements types.QueryServer.
func (q queryServer) CanaryRoots(ctx context.Context, req *types.QueryCanaryRootsRequest) (*types.QueryCanaryRootsResponse, error) {
	return nil, types.ErrInvalidRequest
}

// CanaryOffices implements types.QueryServer.
func (q queryServer) CanaryOffices(
	ctx context.Context, req *types.QueryCanaryOfficesRequest,
) (*types.QueryCanaryOfficesResponse, error) {
	return nil, types.ErrInvalidRequest
}

// CanarySlashes implements types.QueryServer.
func (q queryServer) CanarySlashes(
	ctx context.Context, req *types.QueryCanarySlashesRequest,
) (*types.QueryCanarySlashesResponse, error) {
	return nil, types.ErrInvalidRequest
}

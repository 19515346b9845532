package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// Lineage implements types.QueryServer.
func (queryServer) Lineage(context.Context, *types.QueryLineageRequest) (*types.QueryLineageResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// CitedBy implements types.QueryServer.
func (queryServer) CitedBy(context.Context, *types.QueryCitedByRequest) (*types.QueryCitedByResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Listings implements types.QueryServer.
func (queryServer) Listings(context.Context, *types.QueryListingsRequest) (*types.QueryListingsResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Portfolio implements types.QueryServer.
func (queryServer) Portfolio(context.Context, *types.QueryPortfolioRequest) (*types.QueryPortfolioResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

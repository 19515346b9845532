package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// Record implements types.QueryServer.
func (queryServer) Record(context.Context, *types.QueryRecordRequest) (*types.QueryRecordResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Ranking implements types.QueryServer.
func (queryServer) Ranking(context.Context, *types.QueryRankingRequest) (*types.QueryRankingResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// History implements types.QueryServer.
func (queryServer) History(context.Context, *types.QueryHistoryRequest) (*types.QueryHistoryResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Explain implements types.QueryServer.
func (queryServer) Explain(context.Context, *types.QueryExplainRequest) (*types.QueryExplainResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Pair implements types.QueryServer.
func (queryServer) Pair(context.Context, *types.QueryPairRequest) (*types.QueryPairResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

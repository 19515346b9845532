package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// DisputeQuote implements types.QueryServer.
func (q queryServer) DisputeQuote(ctx context.Context, req *types.QueryDisputeQuoteRequest) (*types.QueryDisputeQuoteResponse, error) {
	return nil, types.ErrNotAvailable
}

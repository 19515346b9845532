package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// DisputeQuote implements types.QueryServer. Where the verdict cannot be disputed the error says why.
func (s queryServer) DisputeQuote(ctx context.Context, req *types.QueryDisputeQuoteRequest) (*types.QueryDisputeQuoteResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	job, err := s.k.Job(ctx, req.JobId)
	if err != nil {
		return answer[types.QueryDisputeQuoteResponse](nil, err)
	}
	_, to, err := s.k.disputable(ctx, job)
	if err != nil {
		return answer[types.QueryDisputeQuoteResponse](nil, err)
	}
	return &types.QueryDisputeQuoteResponse{
		Bond: to.bond(job), Rung: to.Rung, Kind: to.Kind, Pool: to.Pool, Seats: to.Seats,
		MayDispute: job.WentAgainst(), ClosesMs: job.DeadlineMs,
	}, nil
}

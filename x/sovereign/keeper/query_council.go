package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Council returns the owner council.
func (q queryServer) Council(ctx context.Context, _ *types.QueryCouncilRequest) (*types.QueryCouncilResponse, error) {
	c, err := q.k.Council(ctx)
	return &types.QueryCouncilResponse{Council: c, AcceptedWeight: c.AcceptedWeight()}, err
}

// Decision returns how the council decided a proposal.
func (q queryServer) Decision(ctx context.Context, req *types.QueryDecisionRequest) (*types.QueryDecisionResponse, error) {
	d, err := q.k.Decision(ctx, req.ProposalId)
	if errors.Is(err, types.ErrUndecided) {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	return &types.QueryDecisionResponse{Decision: d}, err
}

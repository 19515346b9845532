package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Applications implements types.QueryServer.
func (s queryServer) Applications(ctx context.Context, req *types.QueryApplicationsRequest) (*types.QueryApplicationsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	list, next, err := s.applications(ctx, req)
	return answer(&types.QueryApplicationsResponse{Applications: list, Pagination: next}, err)
}

func (s queryServer) applications(
	ctx context.Context, req *types.QueryApplicationsRequest,
) ([]types.Application, *query.PageResponse, error) {
	applications := s.k.selection.Applications
	same := func(_ applicationKey, a types.Application) (types.Application, error) { return a, nil }
	switch {
	case req.JobId != 0 && req.Agent != "":
		return nil, nil, types.ErrFilter
	case req.JobId != 0:
		if _, err := s.k.Job(ctx, req.JobId); err != nil {
			return nil, nil, err
		}
		return query.CollectionPaginate(ctx, applications, page(req.Pagination), same,
			query.WithCollectionPaginationPairPrefix[uint64, sdk.AccAddress](req.JobId))
	case req.Agent != "":
		agent, err := partyOf(req.Agent)
		if err != nil {
			return nil, nil, err
		}
		return query.CollectionPaginate(ctx, applications.Indexes.Agent, page(req.Pagination),
			func(key collections.Pair[sdk.AccAddress, uint64], _ collections.NoValue) (types.Application, error) {
				return s.k.application(ctx, key.K2(), key.K1())
			},
			query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](agent))
	default:
		return query.CollectionPaginate(ctx, applications, page(req.Pagination), same)
	}
}

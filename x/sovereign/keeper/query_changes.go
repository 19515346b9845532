package keeper

import (
	"context"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Changes lists the change log, newest first; with reverse in the page request oldest first.
func (q queryServer) Changes(ctx context.Context, req *types.QueryChangesRequest) (*types.QueryChangesResponse, error) {
	if req == nil {
		req = &types.QueryChangesRequest{}
	}
	page := query.PageRequest{}
	if req.Pagination != nil {
		page = *req.Pagination
	}
	page.Reverse = !page.Reverse
	rows, next, err := query.CollectionFilteredPaginate(ctx, q.k.changes.rows, &page,
		func(_ uint64, c types.Change) (bool, error) { return req.Module == "" || c.Module == req.Module, nil },
		func(_ uint64, c types.Change) (types.Change, error) { return c, nil })
	if err != nil {
		return nil, err
	}
	return &types.QueryChangesResponse{Changes: rows, Pagination: next}, nil
}

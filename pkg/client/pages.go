package client

import (
	"context"
	"errors"

	"github.com/cosmos/cosmos-sdk/types/query"
)

// pageSize is how many items AllPages asks for at once.
const pageSize = 200

// AllPages reads a paginated query to its end.
//
//	jobs, err := client.AllPages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobstypes.Job, *query.PageResponse, error) {
//		r, err := c.Jobs().Jobs(ctx, &jobstypes.QueryJobsRequest{Employer: address, Pagination: page})
//		return r.GetJobs(), r.GetPagination(), err
//	})
//
// Between two pages the chain goes on; use AtHeight for a list of one moment.
func AllPages[T any](
	ctx context.Context, fetch func(context.Context, *query.PageRequest) ([]T, *query.PageResponse, error),
) ([]T, error) {
	var all []T
	page := &query.PageRequest{Limit: pageSize}
	for {
		items, next, err := fetch(ctx, page)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == nil || len(next.NextKey) == 0 {
			return all, nil
		}
		if string(next.NextKey) == string(page.Key) {
			return nil, errors.New("client: the node returns the same page again and again")
		}
		page = &query.PageRequest{Limit: pageSize, Key: next.NextKey}
	}
}

package keeper

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/validation/types"
)

// CanaryRoots implements Query.
func (s queryServer) CanaryRoots(ctx context.Context, req *types.QueryCanaryRootsRequest) (*types.QueryCanaryRootsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	var within []func(*query.CollectionsPaginateOptions[CanaryRootKey])
	if req.Office != "" {
		within = append(within, query.WithCollectionPaginationPairPrefix[string, uint64](req.Office))
	}
	roots, next, err := query.CollectionPaginate(ctx, s.k.Canaries.Roots, page(req.Pagination),
		func(_ CanaryRootKey, root types.CanaryRoot) (types.CanaryRoot, error) { return root, nil }, within...)
	if err != nil {
		return nil, err
	}
	return &types.QueryCanaryRootsResponse{Roots: roots, Pagination: next}, nil
}

// CanaryOffices implements Query.
func (s queryServer) CanaryOffices(ctx context.Context, req *types.QueryCanaryOfficesRequest) (*types.QueryCanaryOfficesResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	offices, next, err := query.CollectionPaginate(ctx, s.k.Canaries.Offices, page(req.Pagination),
		func(_ string, office types.CanaryOffice) (types.CanaryOffice, error) { return office, nil })
	if err != nil {
		return nil, err
	}
	return &types.QueryCanaryOfficesResponse{Offices: offices, Pagination: next}, nil
}

// CanarySlashes implements Query. What is void or final and still waits for its turn is shown until then.
func (s queryServer) CanarySlashes(ctx context.Context, req *types.QueryCanarySlashesRequest) (*types.QueryCanarySlashesResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	res := &types.QueryCanarySlashesResponse{}
	res.Slashes, res.Pagination, err = query.CollectionPaginate(ctx, s.k.Canaries.Slashes.Indexes.Validator, page(req.Pagination),
		func(key collections.Pair[sdk.AccAddress, SeatKey], _ collections.NoValue) (types.CanarySlash, error) {
			return s.k.Canaries.Slashes.Get(ctx, key.K2())
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, SeatKey](addr))
	if err != nil {
		return nil, err
	}
	for _, slash := range res.Slashes {
		if slices.ContainsFunc(res.Canaries, func(o types.OpenedCanary) bool { return o.JobId == slash.JobId }) {
			continue
		}
		opened, err := s.k.Canaries.Opened.Get(ctx, slash.JobId)
		if err != nil {
			return nil, err
		}
		res.Canaries = append(res.Canaries, opened)
	}
	return res, nil
}

package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	// maxPage bounds a page: an answer stays well below a megabyte.
	maxPage = 500
	// maxDuties bounds the answer to Duties: more seats than anybody may have at once.
	maxDuties = types.MaxActiveSeats
)

type queryServer struct {
	k *Keeper
}

var _ types.QueryServer = queryServer{}

// NewQueryServer returns the query server.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k: k} }

var errEmptyRequest = status.Error(codes.InvalidArgument, "empty request")

// page bounds a page request.
func page(request *query.PageRequest) *query.PageRequest {
	if request == nil || request.Limit <= maxPage {
		return request
	}
	bounded := *request
	bounded.Limit = maxPage
	return &bounded
}

func address(bech32 string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(bech32)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, types.ErrInvalidAddress.Wrap(err.Error()).Error())
	}
	return addr, nil
}

// Params implements Query.
func (s queryServer) Params(ctx context.Context, req *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	version := req.Version
	if version == 0 {
		current, err := s.k.ReviewVersion(ctx)
		if err != nil {
			return nil, err
		}
		version = current
	}
	params, err := s.k.ParamsAt(ctx, version)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params, Version: version}, nil
}

// Pool implements Query.
func (s queryServer) Pool(ctx context.Context, req *types.QueryPoolRequest) (*types.QueryPoolResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	pool, err := s.k.pool(ctx, req.Id)
	if err != nil {
		return nil, err
	}
	total, err := s.k.tree(req.Id).Total(s.k.storeService.OpenKVStore(ctx))
	if err != nil {
		return nil, err
	}
	return &types.QueryPoolResponse{Pool: pool, TotalWeight: total}, nil
}

// Pools implements Query.
func (s queryServer) Pools(ctx context.Context, req *types.QueryPoolsRequest) (*types.QueryPoolsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	pools, next, err := query.CollectionPaginate(ctx, s.k.Pools, page(req.Pagination),
		func(_ string, pool types.Pool) (types.Pool, error) { return pool, nil })
	if err != nil {
		return nil, err
	}
	return &types.QueryPoolsResponse{Pools: pools, Pagination: next}, nil
}

// PoolMembers implements Query.
func (s queryServer) PoolMembers(ctx context.Context, req *types.QueryPoolMembersRequest) (*types.QueryPoolMembersResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	if _, err := s.k.pool(ctx, req.Id); err != nil {
		return nil, err
	}
	members, next, err := query.CollectionPaginate(ctx, s.k.Leaves, page(req.Pagination),
		func(key collections.Pair[string, uint64], addr sdk.AccAddress) (types.Leaf, error) {
			return s.k.leaf(sdk.UnwrapSDKContext(ctx), key, addr)
		}, query.WithCollectionPaginationPairPrefix[string, uint64](req.Id))
	if err != nil {
		return nil, err
	}
	return &types.QueryPoolMembersResponse{Members: members, Pagination: next}, nil
}

// Validator implements Query.
func (s queryServer) Validator(ctx context.Context, req *types.QueryValidatorRequest) (*types.QueryValidatorResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	v, err := s.k.validator(ctx, addr)
	if err != nil {
		return nil, err
	}
	return &types.QueryValidatorResponse{Validator: v, Free: v.Free()}, nil
}

// Validators implements Query.
func (s queryServer) Validators(ctx context.Context, req *types.QueryValidatorsRequest) (*types.QueryValidatorsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	list, next, err := query.CollectionPaginate(ctx, s.k.Validators, page(req.Pagination),
		func(_ sdk.AccAddress, v types.Validator) (types.Validator, error) { return v, nil })
	if err != nil {
		return nil, err
	}
	return &types.QueryValidatorsResponse{Validators: list, Pagination: next}, nil
}

// Unbondings implements Query.
func (s queryServer) Unbondings(ctx context.Context, req *types.QueryUnbondingsRequest) (*types.QueryUnbondingsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	list, next, err := query.CollectionPaginate(ctx, s.k.Unbondings.Indexes.Validator, page(req.Pagination),
		func(key collections.Pair[sdk.AccAddress, uint64], _ collections.NoValue) (types.Unbonding, error) {
			return s.k.Unbondings.Get(ctx, key.K2())
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](addr))
	if err != nil {
		return nil, err
	}
	return &types.QueryUnbondingsResponse{Unbondings: list, Pagination: next}, nil
}

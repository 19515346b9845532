package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Name returns a name and tells whether it is live.
func (q queryServer) Name(ctx context.Context, req *types.QueryNameRequest) (*types.QueryNameResponse, error) {
	if err := types.ValidateName(req.Name); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	n, err := q.k.name(ctx, req.Name)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownName)
	}
	if _, err := q.k.Resolve(ctx, req.Name); err != nil {
		return &types.QueryNameResponse{Name: n, Reason: err.Error()}, nil
	}
	return &types.QueryNameResponse{Name: n, Live: true}, nil
}

// Names lists the direct children of a name, the top-level names for "", or what an owner holds. Ended ones are listed too.
func (q queryServer) Names(ctx context.Context, req *types.QueryNamesRequest) (*types.QueryNamesResponse, error) {
	if req.Owner == "" {
		return q.children(ctx, req)
	}
	if req.Parent != "" {
		return nil, status.Error(codes.InvalidArgument, "give a parent or an owner, not both")
	}
	owner, err := address(req.Owner)
	if err != nil {
		return nil, err
	}
	list, page, err := query.CollectionPaginate(ctx, q.k.names.Indexes.Owner, bounded(req.Pagination),
		func(key collections.Pair[sdk.AccAddress, string], _ collections.NoValue) (types.Name, error) {
			return q.k.names.Get(ctx, key.K2())
		},
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, string](owner))
	return &types.QueryNamesResponse{Names: list, Pagination: page}, err
}

func (q queryServer) children(ctx context.Context, req *types.QueryNamesRequest) (*types.QueryNamesResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.names.Indexes.Parent, bounded(req.Pagination),
		func(key collections.Pair[string, string], _ collections.NoValue) (types.Name, error) {
			return q.k.names.Get(ctx, key.K2())
		},
		query.WithCollectionPaginationPairPrefix[string, string](req.Parent))
	return &types.QueryNamesResponse{Names: list, Pagination: page}, err
}

// Resolve returns the address that a live name stands for. It is an error where Name would say that the name is not live, so that nobody pays
// to an address of a name that has ended.
func (q queryServer) Resolve(ctx context.Context, req *types.QueryResolveRequest) (*types.QueryResolveResponse, error) {
	if err := types.ValidateName(req.Name); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	n, err := q.k.Resolve(ctx, req.Name)
	for _, ended := range []error{types.ErrNameExpired, types.ErrNameRevoked, types.ErrNameOrphaned} {
		if errors.Is(err, ended) {
			return nil, status.Error(codes.FailedPrecondition, err.Error())
		}
	}
	if err != nil {
		return nil, notFound(err, types.ErrUnknownName)
	}
	return &types.QueryResolveResponse{Address: n.Controller, Name: n}, nil
}

// RoleRoots lists the role roots.
func (q queryServer) RoleRoots(ctx context.Context, req *types.QueryRoleRootsRequest) (*types.QueryRoleRootsResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.roleRoots, bounded(req.Pagination),
		func(_ string, r types.RoleRoot) (types.RoleRoot, error) { return r, nil })
	return &types.QueryRoleRootsResponse{Roots: list, Pagination: page}, err
}

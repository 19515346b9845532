package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/agijobs/agijobs/x/identity/types"
)

// AllowlistRoot returns the allow list of a role.
func (q queryServer) AllowlistRoot(ctx context.Context, req *types.QueryAllowlistRootRequest) (*types.QueryAllowlistRootResponse, error) {
	if err := types.ValidateRole(req.Role); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	r, err := q.k.AllowlistRoot(ctx, req.Role)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownAllowlist)
	}
	return &types.QueryAllowlistRootResponse{Root: r}, nil
}

// AllowlistRoots lists the allow lists in order of role; there are at most three.
func (q queryServer) AllowlistRoots(ctx context.Context, _ *types.QueryAllowlistRootsRequest) (*types.QueryAllowlistRootsResponse, error) {
	list, err := q.k.allowlistRoots(ctx)
	return &types.QueryAllowlistRootsResponse{Roots: list}, err
}

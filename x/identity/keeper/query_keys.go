package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// ControllerKey returns the key that signs for an AI agent, if it was rotated.
func (q queryServer) ControllerKey(ctx context.Context, req *types.QueryControllerKeyRequest) (*types.QueryControllerKeyResponse, error) {
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	key, err := q.k.ControllerKey(ctx, addr)
	if err != nil {
		return nil, notFound(err, types.ErrNoControllerKey)
	}
	return &types.QueryControllerKeyResponse{Key: &key}, nil
}

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Terms returns the terms of participation and the version that must have been acknowledged now.
func (q queryServer) Terms(ctx context.Context, _ *types.QueryTermsRequest) (*types.QueryTermsResponse, error) {
	terms, err := q.k.Terms(ctx)
	if err != nil || terms.Version == 0 {
		return &types.QueryTermsResponse{}, err
	}
	return &types.QueryTermsResponse{Terms: &terms, Required: terms.Required(blockTime(ctx))}, nil
}

// Lock tells whether the wiring of admissions is locked, and since when.
func (q queryServer) Lock(ctx context.Context, _ *types.QueryLockRequest) (*types.QueryLockResponse, error) {
	lock, err := q.k.lock.Get(ctx)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return nil, err
	}
	return &types.QueryLockResponse{Lock: lock}, nil
}

package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Availability implements types.QueryServer.
func (s queryServer) Availability(context.Context, *types.QueryAvailabilityRequest) (*types.QueryAvailabilityResponse, error) {
	return nil, types.ErrNotAvailable
}

// Roster implements types.QueryServer.
func (s queryServer) Roster(context.Context, *types.QueryRosterRequest) (*types.QueryRosterResponse, error) {
	return nil, types.ErrNotAvailable
}

// DispatchQueue implements types.QueryServer.
func (s queryServer) DispatchQueue(context.Context, *types.QueryDispatchQueueRequest) (*types.QueryDispatchQueueResponse, error) {
	return nil, types.ErrNotAvailable
}

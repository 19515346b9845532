package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Program implements types.QueryServer.
func (s queryServer) Program(context.Context, *types.QueryProgramRequest) (*types.QueryProgramResponse, error) {
	return nil, types.ErrNotAvailable
}

// Programs implements types.QueryServer.
func (s queryServer) Programs(context.Context, *types.QueryProgramsRequest) (*types.QueryProgramsResponse, error) {
	return nil, types.ErrNotAvailable
}

// Allotments implements types.QueryServer.
func (s queryServer) Allotments(context.Context, *types.QueryAllotmentsRequest) (*types.QueryAllotmentsResponse, error) {
	return nil, types.ErrNotAvailable
}

// ProgramStatus implements types.QueryServer.
func (s queryServer) ProgramStatus(context.Context, *types.QueryProgramStatusRequest) (*types.QueryProgramStatusResponse, error) {
	return nil, types.ErrNotAvailable
}

package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Program implements types.QueryServer.
func (s queryServer) Program(ctx context.Context, req *types.QueryProgramRequest) (*types.QueryProgramResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	program, err := s.k.Program(ctx, req.ProgramId)
	return answer(&types.QueryProgramResponse{Program: program}, err)
}

// Programs implements types.QueryServer.
func (s queryServer) Programs(ctx context.Context, req *types.QueryProgramsRequest) (*types.QueryProgramsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	list, next, err := s.programs(ctx, req)
	return answer(&types.QueryProgramsResponse{Programs: list, Pagination: next}, err)
}

func (s queryServer) programs(ctx context.Context, req *types.QueryProgramsRequest) ([]types.Program, *query.PageResponse, error) {
	state := s.k.programs.programs
	if req.Sponsor == "" {
		return query.CollectionPaginate(ctx, state, page(req.Pagination),
			func(_ uint64, program types.Program) (types.Program, error) { return program, nil })
	}
	sponsor, err := partyOf(req.Sponsor)
	if err != nil {
		return nil, nil, err
	}
	return query.CollectionPaginate(ctx, state.Indexes.sponsor, page(req.Pagination),
		func(key collections.Pair[sdk.AccAddress, uint64], _ collections.NoValue) (types.Program, error) {
			return s.k.Program(ctx, key.K2())
		},
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](sponsor))
}

// Allotments implements types.QueryServer.
func (s queryServer) Allotments(ctx context.Context, req *types.QueryAllotmentsRequest) (*types.QueryAllotmentsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	if _, err := s.k.Program(ctx, req.ProgramId); err != nil {
		return answer[types.QueryAllotmentsResponse](nil, err)
	}
	list, next, err := query.CollectionPaginate(ctx, s.k.programs.allotments, page(req.Pagination),
		func(_ allotmentKey, allotment types.Allotment) (types.Allotment, error) { return allotment, nil },
		query.WithCollectionPaginationPairPrefix[uint64, sdk.AccAddress](req.ProgramId))
	return answer(&types.QueryAllotmentsResponse{Allotments: list, Pagination: next}, err)
}

// maxProgramJobs bounds the jobs that a status reads: the latest ones, which are those that have not ended.
const maxProgramJobs = 2_000

// ProgramStatus implements types.QueryServer.
func (s queryServer) ProgramStatus(
	ctx context.Context, req *types.QueryProgramStatusRequest,
) (*types.QueryProgramStatusResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	program, err := s.k.Program(ctx, req.ProgramId)
	if err != nil {
		return answer[types.QueryProgramStatusResponse](nil, err)
	}
	response := &types.QueryProgramStatusResponse{Program: program}
	if response.Free, err = s.k.leftOf(ctx, program.Id); err != nil {
		return nil, err
	}
	jobs, truncated, err := s.k.latestJobs(ctx, program.Id, maxProgramJobs)
	if err != nil {
		return nil, err
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	response.Truncated, response.Jobs = truncated, types.CountJobs(jobs)
	response.CriticalPath, response.RemainingMs = types.CriticalPath(jobs, now)
	return response, nil
}

// latestJobs returns the jobs of a program from the latest on, at most limit of them, and whether there are more.
func (k *Keeper) latestJobs(ctx context.Context, program uint64, limit int) (jobs []types.Job, more bool, err error) {
	latest := collections.NewPrefixedPairRange[uint64, uint64](program).Descending()
	err = k.Jobs.Indexes.Program.refs.Walk(ctx, latest, func(key collections.Pair[uint64, uint64]) (bool, error) {
		if len(jobs) == limit {
			more = true
			return true, nil
		}
		job, err := k.Job(ctx, key.K2())
		jobs = append(jobs, job)
		return err != nil, err
	})
	return jobs, more, err
}

package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Job implements types.QueryServer.
func (s queryServer) Job(ctx context.Context, req *types.QueryJobRequest) (*types.QueryJobResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	job, err := s.k.Job(ctx, req.JobId)
	return answer(&types.QueryJobResponse{Job: job}, err)
}

// Jobs implements types.QueryServer.
func (s queryServer) Jobs(ctx context.Context, req *types.QueryJobsRequest) (*types.QueryJobsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	jobs, next, err := s.jobs(ctx, req)
	return answer(&types.QueryJobsResponse{Jobs: jobs, Pagination: next}, err)
}

func (s queryServer) jobs(ctx context.Context, req *types.QueryJobsRequest) ([]types.Job, *query.PageResponse, error) {
	filters := 0
	for _, used := range []bool{
		req.Employer != "", req.Agent != "", req.Status != types.JOB_STATUS_UNSPECIFIED, req.Category != "", req.Program != 0,
	} {
		if used {
			filters++
		}
	}
	if filters > 1 {
		return nil, nil, types.ErrFilter
	}
	idx := s.k.Jobs.Indexes
	switch {
	case req.Employer != "":
		return byAddress(ctx, s.k, idx.Employer, req.Employer, req.Pagination)
	case req.Agent != "":
		return byAddress(ctx, s.k, idx.Agent, req.Agent, req.Pagination)
	case req.Status != types.JOB_STATUS_UNSPECIFIED:
		return byReference(ctx, s.k, idx.Status, int32(req.Status), req.Pagination)
	case req.Category != "":
		return byReference(ctx, s.k, idx.Category, req.Category, req.Pagination)
	case req.Program != 0:
		return byReference(ctx, s.k, idx.Program, req.Program, req.Pagination)
	default:
		return query.CollectionPaginate(ctx, s.k.Jobs, page(req.Pagination),
			func(_ uint64, job types.Job) (types.Job, error) { return job, nil })
	}
}

func byAddress(
	ctx context.Context, k *Keeper, index *Index[sdk.AccAddress], address string, req *query.PageRequest,
) ([]types.Job, *query.PageResponse, error) {
	addr, err := partyOf(address)
	if err != nil {
		return nil, nil, err
	}
	return byReference(ctx, k, index, addr, req)
}

// byReference pages through the jobs under a reference of an index.
func byReference[R any](
	ctx context.Context, k *Keeper, index *Index[R], ref R, req *query.PageRequest,
) ([]types.Job, *query.PageResponse, error) {
	return query.CollectionPaginate(ctx, index, page(req),
		func(key collections.Pair[R, uint64], _ collections.NoValue) (types.Job, error) {
			return k.Job(ctx, key.K2())
		},
		query.WithCollectionPaginationPairPrefix[R, uint64](ref))
}

// maxScan bounds the OPEN jobs that one page of OpenJobs looks at, far within what the node's query gas allows: postings
// that hardly anybody may claim cost their employer nothing and must not hide the others.
const maxScan = 500

// OpenJobs implements types.QueryServer. It asks of each OPEN job what a claim would ask. A page may hold fewer jobs than
// its limit, or none, and still have a next_key. Nothing is counted and no offset taken: both would look at everything.
func (s queryServer) OpenJobs(ctx context.Context, req *types.QueryOpenJobsRequest) (*types.QueryOpenJobsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	agent, err := partyOf(req.Agent)
	if err != nil {
		return answer[types.QueryOpenJobsResponse](nil, err)
	}
	next := page(req.Pagination)
	if next.Offset != 0 {
		return nil, status.Error(codes.InvalidArgument, "open jobs have no offset; go on with the next_key of the page before")
	}
	limit, response := next.Limit, &types.QueryOpenJobsResponse{Pagination: &query.PageResponse{}}
	next.CountTotal = false
	for scanned := uint64(0); scanned < maxScan && uint64(len(response.Jobs)) < limit; {
		next.Limit = min(limit-uint64(len(response.Jobs)), maxScan-scanned)
		jobs, after, err := byReference(ctx, s.k, s.k.Jobs.Indexes.Status, int32(types.JOB_STATUS_OPEN), next)
		if err != nil {
			return answer[types.QueryOpenJobsResponse](nil, err)
		}
		for _, job := range jobs {
			if !job.Dispatched() && s.k.Eligible(ctx, job, agent) == nil {
				response.Jobs = append(response.Jobs, job)
			}
		}
		scanned += uint64(len(jobs))
		next.Key, response.Pagination.NextKey = after.NextKey, after.NextKey
		if len(next.Key) == 0 {
			break
		}
	}
	return response, nil
}

// Eligibility implements types.QueryServer.
func (s queryServer) Eligibility(ctx context.Context, req *types.QueryEligibilityRequest) (*types.QueryEligibilityResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	agent, err := partyOf(req.Agent)
	if err != nil {
		return answer[types.QueryEligibilityResponse](nil, err)
	}
	job, err := s.k.Job(ctx, req.JobId)
	if err != nil {
		return answer[types.QueryEligibilityResponse](nil, err)
	}
	response := &types.QueryEligibilityResponse{Eligible: true, Bond: job.Terms.Bond}
	if err := s.k.Eligible(ctx, job, agent); err != nil {
		response.Eligible, response.Reason = false, err.Error()
	}
	return response, nil
}

// NextDeadline implements types.QueryServer.
func (s queryServer) NextDeadline(ctx context.Context, req *types.QueryNextDeadlineRequest) (*types.QueryNextDeadlineResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	job, err := s.k.Job(ctx, req.JobId)
	if err != nil {
		return answer[types.QueryNextDeadlineResponse](nil, err)
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	response := &types.QueryNextDeadlineResponse{
		Status: job.Status, DeadlineMs: job.DeadlineMs, NowMs: now, Action: deadlineAction(job),
	}
	if job.Status == types.JOB_STATUS_IN_REVIEW {
		deadlineMs, round, err := s.k.validation.RoundDeadline(ctx, job.Id, job.Rung)
		if err != nil {
			return nil, errorsmod.Wrapf(err, "job %d", job.Id)
		}
		response.DeadlineMs, response.Action = deadlineMs, roundAction(round)
	}
	return response, nil
}

// deadlineAction says what the chain does at a job's deadline.
func deadlineAction(job types.Job) string {
	switch job.Status {
	case types.JOB_STATUS_BLOCKED:
		return "what the job waits for has not completed: the escrow is refunded"
	case types.JOB_STATUS_OPEN:
		if job.Awarded != "" {
			return "the job is assigned as awarded"
		}
		if job.Awarding() == types.AWARD_RULE_LOWEST_PRICE {
			return "the lowest price of an eligible applicant has the job; without one the offer lapses and the escrow is refunded"
		}
		return "the offer lapses and the escrow is refunded"
	case types.JOB_STATUS_ASSIGNED:
		if job.RelistsLeft > 0 {
			return "the agent's bond is slashed and the job is offered again"
		}
		return "the agent's bond is slashed and the escrow is refunded"
	case types.JOB_STATUS_EMPLOYER_REVIEW:
		return "the work counts as accepted and the job is settled"
	case types.JOB_STATUS_APPROVED, types.JOB_STATUS_REJECTED, types.JOB_STATUS_UNJUDGEABLE, types.JOB_STATUS_DIVIDED:
		return "the verdict stands and the job is settled"
	case types.JOB_STATUS_COUNCIL:
		return "the council has not ruled: the default ruling ends the job"
	case types.JOB_STATUS_SETTLING:
		return "the job is settled"
	default:
		return "none: the job has ended"
	}
}

// roundAction says what the chain does at a round's deadline.
func roundAction(round validationtypes.RoundStatus) string {
	switch round {
	case validationtypes.ROUND_STATUS_DRAWING:
		return "a committee is drawn"
	case validationtypes.ROUND_STATUS_COMMIT:
		return "seats without a commitment are redrawn once, or the reveals begin"
	default:
		return "the votes are counted"
	}
}

// Stuck implements types.QueryServer.
func (s queryServer) Stuck(ctx context.Context, req *types.QueryStuckRequest) (*types.QueryStuckResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	jobs, next, err := query.CollectionPaginate(ctx, s.k.Jobs.Indexes.Stuck, page(req.Pagination),
		func(key collections.Pair[uint32, uint64], _ collections.NoValue) (types.Job, error) {
			return s.k.Job(ctx, key.K2())
		})
	return answer(&types.QueryStuckResponse{Jobs: jobs, Pagination: next}, err)
}

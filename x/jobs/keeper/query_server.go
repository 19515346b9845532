package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// maxPage bounds the objects in one answer: a job is about 1 KiB, so an answer stays far below what a node refuses.
const maxPage = 200

type queryServer struct{ k *Keeper }

var _ types.QueryServer = queryServer{}

// NewQueryServer returns the module's query server.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k: k} }

var errEmptyRequest = status.Error(codes.InvalidArgument, "empty request")

// page bounds a page request.
func page(req *query.PageRequest) *query.PageRequest {
	if req == nil {
		return &query.PageRequest{Limit: query.DefaultLimit}
	}
	bounded := *req
	if bounded.Limit == 0 {
		// The SDK would count everything where no limit is named.
		bounded.Limit = query.DefaultLimit
	}
	bounded.Limit = min(bounded.Limit, maxPage)
	return &bounded
}

// answer turns what the keeper did not find into a gRPC status that clients tell apart.
func answer[T any](response *T, err error) (*T, error) {
	switch {
	case err == nil:
		return response, nil
	case errors.Is(err, types.ErrJobNotFound), errors.Is(err, types.ErrProgramNotFound), errors.Is(err, types.ErrUnknownCategory),
		errors.Is(err, types.ErrUnknownRevision), errors.Is(err, types.ErrUnknownVersion), errors.Is(err, types.ErrNoRoster):
		return nil, status.Error(codes.NotFound, err.Error())
	case errors.Is(err, types.ErrAddress), errors.Is(err, types.ErrAmount), errors.Is(err, types.ErrFilter):
		return nil, status.Error(codes.InvalidArgument, err.Error())
	case errors.Is(err, types.ErrWrongStatus), errors.Is(err, types.ErrTooLate), errors.Is(err, types.ErrLadderOver):
		return nil, status.Error(codes.FailedPrecondition, err.Error())
	default:
		return nil, err
	}
}

// Params implements types.QueryServer.
func (s queryServer) Params(ctx context.Context, req *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	if req.Version == 0 {
		version, params, err := s.k.ParamsInForce(ctx)
		return answer(&types.QueryParamsResponse{Version: version, Params: params}, err)
	}
	params, err := s.k.ParamsOf(ctx, req.Version)
	return answer(&types.QueryParamsResponse{Version: req.Version, Params: params}, err)
}

// Category implements types.QueryServer.
func (s queryServer) Category(ctx context.Context, req *types.QueryCategoryRequest) (*types.QueryCategoryResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	if req.Revision == 0 {
		category, err := s.k.CategoryInForce(ctx, req.Slug)
		return answer(&types.QueryCategoryResponse{Category: category}, err)
	}
	category, err := s.k.CategoryOf(ctx, req.Slug, req.Revision)
	return answer(&types.QueryCategoryResponse{Category: category}, err)
}

// Categories implements types.QueryServer.
func (s queryServer) Categories(ctx context.Context, req *types.QueryCategoriesRequest) (*types.QueryCategoriesResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	list, next, err := query.CollectionPaginate(ctx, s.k.CurrentRevision, page(req.Pagination),
		func(slug string, revision uint64) (types.Category, error) { return s.k.CategoryOf(ctx, slug, revision) })
	return answer(&types.QueryCategoriesResponse{Categories: list, Pagination: next}, err)
}

// Quote implements types.QueryServer.
func (s queryServer) Quote(ctx context.Context, req *types.QueryQuoteRequest) (*types.QueryQuoteResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	payout, err := types.ParseAmount("payout", req.Payout)
	if err != nil {
		return answer[types.QueryQuoteResponse](nil, err)
	}
	category, err := s.k.CategoryInForce(ctx, req.Category)
	if err != nil {
		return answer[types.QueryQuoteResponse](nil, err)
	}
	work := category.MinWorkDuration
	if req.WorkDuration != nil {
		work = *req.WorkDuration
	}
	_, quote, err := s.k.newTerms(ctx, category, payout, work, req.Seats)
	if err != nil {
		return answer[types.QueryQuoteResponse](nil, err)
	}
	denom, err := s.k.purse.Denom(ctx)
	return answer(&types.QueryQuoteResponse{Quote: quote, Denom: denom}, err)
}

// Owed implements types.QueryServer.
func (s queryServer) Owed(ctx context.Context, req *types.QueryOwedRequest) (*types.QueryOwedResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	addr, err := partyOf(req.Address)
	if err != nil {
		return answer[types.QueryOwedResponse](nil, err)
	}
	stake, err := s.k.StakeOf(ctx, addr)
	if err != nil {
		return answer[types.QueryOwedResponse](nil, err)
	}
	escrow, err := s.k.escrowOf(ctx, addr)
	if err != nil {
		return nil, err
	}
	disputes, err := s.k.disputesOf(ctx, addr)
	return answer(&types.QueryOwedResponse{Stake: stake, Escrow: escrow, DisputeBonds: disputes}, err)
}

// escrowOf sums the escrow of an employer's jobs that have not ended.
func (k *Keeper) escrowOf(ctx context.Context, employer sdk.AccAddress) (math.Int, error) {
	return k.sumOver(ctx, k.Jobs.Indexes.UnendedEmployer, employer, types.Job.LockedEscrow)
}

// disputesOf sums the bonds of the disputes that a party has begun, as employer or as agent.
func (k *Keeper) disputesOf(ctx context.Context, party sdk.AccAddress) (math.Int, error) {
	own := func(job types.Job) math.Int { return job.LockedDisputesOf(party.String()) }
	asEmployer, err := k.sumOver(ctx, k.Jobs.Indexes.UnendedEmployer, party, own)
	if err != nil {
		return asEmployer, err
	}
	asAgent, err := k.sumOver(ctx, k.Jobs.Indexes.UnendedAgent, party, own)
	return asEmployer.Add(asAgent), err
}

// sumOver adds up an amount of each job that an index has for a party.
func (k *Keeper) sumOver(
	ctx context.Context, index *Index[sdk.AccAddress], party sdk.AccAddress, amount func(types.Job) math.Int,
) (math.Int, error) {
	sum := math.ZeroInt()
	ids, err := index.IDs(ctx, party, 0)
	if err != nil {
		return sum, err
	}
	for _, id := range ids {
		job, err := k.Job(ctx, id)
		if err != nil {
			return sum, err
		}
		sum = sum.Add(amount(job))
	}
	return sum, nil
}

// Escrow implements types.QueryServer.
func (s queryServer) Escrow(ctx context.Context, req *types.QueryEscrowRequest) (*types.QueryEscrowResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	sheet, err := s.k.BalanceSheet(ctx)
	return answer(&sheet, err)
}

package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// maxPage bounds the objects in one answer: a step is about 1 KiB, so an answer stays far below what a node refuses.
const maxPage = 200

type queryServer struct{ k *Keeper }

var _ types.QueryServer = queryServer{}

// NewQueryServer returns the server of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k: k} }

var errEmptyRequest = status.Error(codes.InvalidArgument, "empty request")

// Params implements types.QueryServer.
func (s queryServer) Params(ctx context.Context, req *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	params, err := s.k.Params.Get(ctx)
	return answer(&types.QueryParamsResponse{Params: params}, err)
}

// Loops implements types.QueryServer.
func (s queryServer) Loops(ctx context.Context, req *types.QueryLoopsRequest) (*types.QueryLoopsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	fold, err := s.k.Fold.Get(ctx)
	if err != nil {
		return nil, err
	}
	loops, next, err := query.CollectionPaginate(ctx, s.k.Loops, page(req.Pagination),
		func(_ string, loop types.Loop) (types.Loop, error) { return loop, nil })
	return answer(&types.QueryLoopsResponse{Loops: loops, Frozen: fold.Frozen, Pagination: next}, err)
}

// Loop implements types.QueryServer.
func (s queryServer) Loop(ctx context.Context, req *types.QueryLoopRequest) (*types.QueryLoopResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	loop, err := s.k.Loop(ctx, req.LoopId)
	if err != nil {
		return answer[types.QueryLoopResponse](nil, err)
	}
	fold, err := s.k.Fold.Get(ctx)
	if err != nil {
		return nil, err
	}
	states, next, err := query.CollectionPaginate(ctx, s.k.States, page(req.Pagination),
		func(_ stateKey, state types.LoopState) (types.LoopState, error) { return state, nil },
		query.WithCollectionPaginationPairPrefix[string, string](loop.Id))
	return answer(&types.QueryLoopResponse{Loop: loop, States: states, Frozen: fold.Frozen, Pagination: next}, err)
}

// History implements types.QueryServer.
func (s queryServer) History(ctx context.Context, req *types.QueryHistoryRequest) (*types.QueryHistoryResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	loop, category, err := s.k.steered(ctx, req.LoopId, req.Category)
	if err != nil {
		return answer[types.QueryHistoryResponse](nil, err)
	}
	// The latest first; whoever asks for the reverse wants the oldest first.
	latest := page(req.Pagination)
	latest.Reverse = !latest.Reverse
	steps, next, err := query.CollectionPaginate(ctx, s.k.Steps, latest,
		func(_ stepKey, step types.Step) (types.Step, error) { return step, nil },
		under(collections.TripleSuperPrefix[string, string, uint64](loop.Id, category)))
	return answer(&types.QueryHistoryResponse{Steps: steps, Pagination: next}, err)
}

// Explain implements types.QueryServer.
func (s queryServer) Explain(ctx context.Context, req *types.QueryExplainRequest) (*types.QueryExplainResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	loop, category, err := s.k.steered(ctx, req.LoopId, req.Category)
	if err != nil {
		return answer[types.QueryExplainResponse](nil, err)
	}
	sequence := req.Sequence
	if sequence == 0 {
		state, err := s.k.States.Get(ctx, collections.Join(loop.Id, category))
		if err != nil && !errors.Is(err, collections.ErrNotFound) {
			return nil, err
		}
		sequence = state.Steps
	}
	step, err := s.k.Steps.Get(ctx, collections.Join3(loop.Id, category, sequence))
	if errors.Is(err, collections.ErrNotFound) {
		err = s.k.noStep(ctx, loop, category, sequence)
	}
	if err != nil {
		return answer[types.QueryExplainResponse](nil, err)
	}
	today, err := s.k.today(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryExplainResponse{Step: step, Lines: step.Explain(loop, today)}, nil
}

// Policy implements types.QueryServer.
func (s queryServer) Policy(ctx context.Context, req *types.QueryPolicyRequest) (*types.QueryPolicyResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	category, err := s.k.jobs.CategoryInForce(ctx, req.Category)
	if err != nil {
		return answer[types.QueryPolicyResponse](nil, err)
	}
	_, rules, err := s.k.jobs.ParamsInForce(ctx)
	if err != nil {
		return nil, err
	}
	prices, err := s.k.Prices(ctx, category, rules)
	if err != nil {
		return nil, err
	}
	res := &types.QueryPolicyResponse{
		BonusBps: prices.BonusBps, ValidationFeeBps: prices.ValidationFeeBps, ProtocolFeeBps: prices.ProtocolFeeBps,
		SeatLockBps: prices.SeatLockBps,
	}
	if res.Outputs, err = s.k.outputs(ctx, category.Slug); err != nil {
		return nil, err
	}
	res.NextFoldMs, err = s.k.nextFold(ctx)
	return answer(res, err)
}

// Sensors implements types.QueryServer.
func (s queryServer) Sensors(ctx context.Context, req *types.QuerySensorsRequest) (*types.QuerySensorsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	if req.Category != "" {
		if _, err := s.k.jobs.CategoryInForce(ctx, req.Category); err != nil {
			return answer[types.QuerySensorsResponse](nil, err)
		}
	}
	sensors, err := s.k.sensorViews(ctx, req.Category)
	if err != nil {
		return nil, err
	}
	typical, err := s.k.typicalPayout(ctx, req.Category)
	return answer(&types.QuerySensorsResponse{Sensors: sensors, TypicalPayout: typical}, err)
}

// Temperatures implements types.QueryServer.
func (s queryServer) Temperatures(ctx context.Context, req *types.QueryTemperaturesRequest) (*types.QueryTemperaturesResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	fold, err := s.k.Fold.Get(ctx)
	if err != nil {
		return nil, err
	}
	m, err := s.k.Monitor.Get(ctx)
	if err != nil {
		return nil, err
	}
	list, next, err := query.CollectionPaginate(ctx, s.k.Temperatures, page(req.Pagination),
		func(_ collections.Pair[int32, string], t types.Temperature) (types.Temperature, error) { return t, nil })
	return answer(&types.QueryTemperaturesResponse{
		Temperatures: list, Monitor: m, Hamiltonian: m.Hamiltonian(), HamiltonianAlarm: fold.Alarm, Pagination: next,
	}, err)
}

// page bounds a page request.
func page(req *query.PageRequest) *query.PageRequest {
	var bounded query.PageRequest
	if req != nil {
		bounded = *req
	}
	if bounded.Limit == 0 {
		// The SDK would count everything where no limit is named.
		bounded.Limit = query.DefaultLimit
	}
	bounded.Limit = min(bounded.Limit, maxPage)
	return &bounded
}

// under restricts a page to the keys that begin with a prefix.
func under[K any](prefix K) func(*query.CollectionsPaginateOptions[K]) {
	return func(o *query.CollectionsPaginateOptions[K]) { o.Prefix = &prefix }
}

// answer turns what the keeper did not find into a gRPC status that clients tell apart.
func answer[T any](response *T, err error) (*T, error) {
	switch {
	case err == nil:
		return response, nil
	case errors.Is(err, types.ErrUnknownLoop), errors.Is(err, types.ErrUnknownCategory), errors.Is(err, types.ErrNoStep),
		errors.Is(err, jobstypes.ErrUnknownCategory):
		return nil, status.Error(codes.NotFound, err.Error())
	case errors.Is(err, types.ErrCategoryNeeded):
		return nil, status.Error(codes.InvalidArgument, err.Error())
	default:
		return nil, err
	}
}

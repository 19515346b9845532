package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Availability implements types.QueryServer.
func (s queryServer) Availability(ctx context.Context, req *types.QueryAvailabilityRequest) (*types.QueryAvailabilityResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	agent, err := partyOf(req.Agent)
	if err != nil {
		return answer[types.QueryAvailabilityResponse](nil, err)
	}
	a, err := s.k.availability(ctx, agent)
	if err != nil {
		return answer[types.QueryAvailabilityResponse](nil, err)
	}
	stake, err := s.k.StakeOf(ctx, agent)
	if err != nil {
		return nil, err
	}
	weight, err := s.k.rosterWeight(ctx, agent, a)
	return answer(&types.QueryAvailabilityResponse{Availability: a, Weight: weight, Free: a.FreeCapacity(stake)}, err)
}

// Roster implements types.QueryServer: the weights are those that a draw would see.
func (s queryServer) Roster(ctx context.Context, req *types.QueryRosterRequest) (*types.QueryRosterResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	if _, err := s.k.CategoryInForce(ctx, req.Category); err != nil {
		return answer[types.QueryRosterResponse](nil, err)
	}
	store, tree := s.k.rosters.store.OpenKVStore(ctx), rosterTree(req.Category)
	total, err := tree.Total(store)
	if err != nil {
		return nil, err
	}
	places, next, err := query.CollectionPaginate(ctx, s.k.rosters.Leaves, page(req.Pagination),
		func(key collections.Pair[string, uint64], agent sdk.AccAddress) (types.RosterPlace, error) {
			weight, err := tree.Weight(store, key.K2())
			return types.RosterPlace{Agent: agent.String(), Weight: weight, Leaf: key.K2()}, err
		},
		query.WithCollectionPaginationPairPrefix[string, uint64](req.Category))
	return answer(&types.QueryRosterResponse{Places: places, Total: total, Pagination: next}, err)
}

// DispatchQueue implements types.QueryServer.
func (s queryServer) DispatchQueue(ctx context.Context, req *types.QueryDispatchQueueRequest) (*types.QueryDispatchQueueResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	jobs, next, err := query.CollectionPaginate(ctx, s.k.Jobs.Indexes.DispatchQueue, page(req.Pagination),
		func(key queued, _ collections.NoValue) (types.Job, error) { return s.k.Job(ctx, key.K2()) })
	return answer(&types.QueryDispatchQueueResponse{Jobs: jobs, Pagination: next}, err)
}

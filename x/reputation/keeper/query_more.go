package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/reputation/types"
)

// Record returns what somebody has done in a role; nothing for somebody without a history.
func (s queryServer) Record(ctx context.Context, req *types.QueryRecordRequest) (*types.QueryRecordResponse, error) {
	if req == nil {
		return nil, errEmpty
	}
	addr, err := address("address", req.Address)
	if err != nil {
		return nil, err
	}
	if err := scored(req.Role, ""); err != nil {
		return nil, err
	}
	record, err := s.k.record(ctx, addr, req.Role)
	if err != nil {
		return nil, err
	}
	return &types.QueryRecordResponse{Record: record}, nil
}

// Ranking lists the scores above 0 of a role and a category, the highest first.
func (s queryServer) Ranking(ctx context.Context, req *types.QueryRankingRequest) (*types.QueryRankingResponse, error) {
	if req == nil {
		return nil, errEmpty
	}
	if err := scored(req.Role, req.Category); err != nil {
		return nil, err
	}
	now, params, err := s.k.rules(ctx)
	if err != nil {
		return nil, err
	}
	role := int32(req.Role)
	scores, page, err := query.CollectionPaginate(ctx, s.k.Ranking, bounded(req.Pagination),
		func(at place, _ collections.NoValue) (types.Score, error) {
			return s.k.scoreNow(ctx, params, now, at.K4(), req.Role, req.Category)
		}, under(collections.QuadSuperPrefix[int32, string, int64, sdk.AccAddress](role, req.Category)))
	if err != nil {
		return nil, err
	}
	return &types.QueryRankingResponse{Scores: scores, Pagination: page}, nil
}

// History lists the last history_length changes of a participant, the latest first; in reverse the oldest.
func (s queryServer) History(ctx context.Context, req *types.QueryHistoryRequest) (*types.QueryHistoryResponse, error) {
	if req == nil {
		return nil, errEmpty
	}
	addr, err := address("address", req.Address)
	if err != nil {
		return nil, err
	}
	params, err := s.k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	account, err := s.k.account(ctx, addr)
	if err != nil {
		return nil, err
	}
	_, last := account.Remembered()
	page := bounded(req.Pagination)
	page.Reverse = !page.Reverse
	changes, next, err := query.CollectionFilteredPaginate(ctx, s.k.Changes, page,
		func(key changeKey, _ types.StoredChange) (bool, error) {
			// A history that was longer once shrinks with the next changes.
			return key.K2()+uint64(params.HistoryLength) > last, nil
		},
		func(key changeKey, c types.StoredChange) (types.Change, error) { return c.Of(addr, key.K2()), nil },
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](addr))
	if err != nil {
		return nil, err
	}
	return &types.QueryHistoryResponse{Changes: changes, Pagination: next}, nil
}

// Explain spells out what a job changed for a participant, as long as its history remembers it. Job 0: the corrections.
func (s queryServer) Explain(ctx context.Context, req *types.QueryExplainRequest) (*types.QueryExplainResponse, error) {
	if req == nil {
		return nil, errEmpty
	}
	addr, err := address("address", req.Address)
	if err != nil {
		return nil, err
	}
	changes, err := s.k.changesOf(ctx, addr, req.JobId)
	if err != nil {
		return nil, err
	}
	if len(changes) == 0 {
		return nil, status.Errorf(codes.NotFound, "the history of %s remembers no change by job %d; the chain's events do", addr, req.JobId)
	}
	res := &types.QueryExplainResponse{Changes: changes}
	for _, c := range changes {
		res.Lines = append(res.Lines, c.Explain()...)
	}
	return res, nil
}

// Pair returns what two participants' organisations have gained from each other. Of one organisation, first and second are
// the same.
func (s queryServer) Pair(ctx context.Context, req *types.QueryPairRequest) (*types.QueryPairResponse, error) {
	if req == nil {
		return nil, errEmpty
	}
	first, err := address("first", req.First)
	if err != nil {
		return nil, err
	}
	second, err := address("second", req.Second)
	if err != nil {
		return nil, err
	}
	now, params, err := s.k.rules(ctx)
	if err != nil {
		return nil, err
	}
	d, err := s.k.dealing(ctx, params, now, first, second)
	if err != nil {
		return nil, err
	}
	if d.Same {
		group, err := s.k.Group(ctx, first)
		return &types.QueryPairResponse{Pair: types.Pair{First: group, Second: group}}, err
	}
	return &types.QueryPairResponse{Pair: d.pairs[0], Earlier: d.Earlier}, nil
}

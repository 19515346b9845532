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

// maxPage bounds one page, so that a query's answer stays small.
const maxPage = 500

type queryServer struct{ k *Keeper }

// NewQueryServer returns the server of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Params returns the parameters.
func (s queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := s.k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}

// Score returns one score as it reads now; 0 for somebody without a history.
func (s queryServer) Score(ctx context.Context, req *types.QueryScoreRequest) (*types.QueryScoreResponse, error) {
	if req == nil {
		return nil, status.Error(codes.InvalidArgument, "empty request")
	}
	addr, err := sdk.AccAddressFromBech32(req.Address)
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "address %q: %s", req.Address, err)
	}
	if !types.HasScore(req.Role) {
		return nil, status.Error(codes.InvalidArgument, types.ErrInvalidRole.Wrap(req.Role.String()).Error())
	}
	params, err := s.k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	score, err := s.k.load(ctx, params, addr, req.Role)
	if err != nil {
		return nil, err
	}
	return &types.QueryScoreResponse{Score: score}, nil
}

// Scores lists scores by address and role, all or of one participant.
func (s queryServer) Scores(ctx context.Context, req *types.QueryScoresRequest) (*types.QueryScoresResponse, error) {
	if req == nil {
		return nil, status.Error(codes.InvalidArgument, "empty request")
	}
	var opts []func(*query.CollectionsPaginateOptions[collections.Pair[sdk.AccAddress, int32]])
	if req.Address != "" {
		addr, err := sdk.AccAddressFromBech32(req.Address)
		if err != nil {
			return nil, status.Errorf(codes.InvalidArgument, "address %q: %s", req.Address, err)
		}
		opts = append(opts, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, int32](addr))
	}
	params, err := s.k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	scores, page, err := query.CollectionPaginate(ctx, s.k.Scores, bounded(req.Pagination),
		func(_ collections.Pair[sdk.AccAddress, int32], score types.Score) (types.Score, error) {
			score.Value = params.Clamp(score.Value)
			return score, nil
		}, opts...)
	if err != nil {
		return nil, err
	}
	return &types.QueryScoresResponse{Scores: scores, Pagination: page}, nil
}

// bounded returns a page request whose limit is at most maxPage; next_key leads on.
func bounded(page *query.PageRequest) *query.PageRequest {
	limited := query.PageRequest{}
	if page != nil {
		limited = *page
	}
	if limited.Limit == 0 {
		// The SDK would count everything where no limit is named.
		limited.Limit = query.DefaultLimit
	}
	limited.Limit = min(limited.Limit, maxPage)
	return &limited
}

package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
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
		return nil, errEmpty
	}
	addr, err := address("address", req.Address)
	if err != nil {
		return nil, err
	}
	if err := scored(req.Role, req.Category); err != nil {
		return nil, err
	}
	now, params, err := s.k.rules(ctx)
	if err != nil {
		return nil, err
	}
	res := &types.QueryScoreResponse{}
	if res.Score, err = s.k.scoreNow(ctx, params, now, addr, req.Role, req.Category); err != nil {
		return nil, err
	}
	if req.Role == identitytypes.ROLE_AGENT {
		_, _, res.Probation, err = s.k.Standing(ctx, addr, req.Role)
	}
	return res, err
}

// Scores lists scores by address, role and category, all or of one participant, as they read now.
func (s queryServer) Scores(ctx context.Context, req *types.QueryScoresRequest) (*types.QueryScoresResponse, error) {
	if req == nil {
		return nil, errEmpty
	}
	var of []func(*query.CollectionsPaginateOptions[scoreKey])
	if req.Address != "" {
		addr, err := address("address", req.Address)
		if err != nil {
			return nil, err
		}
		of = append(of, under(collections.TriplePrefix[sdk.AccAddress, int32, string](addr)))
	}
	now, params, err := s.k.rules(ctx)
	if err != nil {
		return nil, err
	}
	scores, page, err := query.CollectionPaginate(ctx, s.k.Scores, bounded(req.Pagination),
		func(key scoreKey, _ types.StoredScore) (types.Score, error) {
			return s.k.scoreNow(ctx, params, now, key.K1(), identitytypes.Role(key.K2()), key.K3())
		}, of...)
	if err != nil {
		return nil, err
	}
	return &types.QueryScoresResponse{Scores: scores, Pagination: page}, nil
}

var errEmpty = status.Error(codes.InvalidArgument, "empty request")

// address reads an address of a request.
func address(field, text string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(text)
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "%s %q: %s", field, text, err)
	}
	return addr, nil
}

// scored refuses a role or a category in which there are no scores.
func scored(role identitytypes.Role, category string) error {
	if !types.HasScore(role) {
		return status.Error(codes.InvalidArgument, types.ErrInvalidRole.Wrap(role.String()).Error())
	}
	if err := types.CheckCategory(role, category); err != nil {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	return nil
}

// under restricts a page to the keys that begin with a prefix.
func under[K any](prefix K) func(*query.CollectionsPaginateOptions[K]) {
	return func(o *query.CollectionsPaginateOptions[K]) { o.Prefix = &prefix }
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

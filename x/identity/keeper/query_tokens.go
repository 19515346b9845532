package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/identity/types"
)

// IssuerKey returns a trusted key.
func (q queryServer) IssuerKey(ctx context.Context, req *types.QueryIssuerKeyRequest) (*types.QueryIssuerKeyResponse, error) {
	key, err := q.k.IssuerKey(ctx, req.Kid)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownKey)
	}
	return &types.QueryIssuerKeyResponse{Key: key}, nil
}

// IssuerKeys lists trusted keys in order of kid, those that are not active as well.
func (q queryServer) IssuerKeys(ctx context.Context, req *types.QueryIssuerKeysRequest) (*types.QueryIssuerKeysResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.issuerKeys, bounded(req.Pagination),
		func(_ string, key types.IssuerKey) (types.IssuerKey, error) { return key, nil })
	return &types.QueryIssuerKeysResponse{Keys: list, Pagination: page}, err
}

// TokenUsed tells whether a token was used. It is forgotten some time after it has expired.
func (q queryServer) TokenUsed(ctx context.Context, req *types.QueryTokenUsedRequest) (*types.QueryTokenUsedResponse, error) {
	used, err := q.k.usedTokens.Has(ctx, types.TokenID(req.Issuer, req.Jti))
	return &types.QueryTokenUsedResponse{Used: used}, err
}

// SourceUsage returns what a source of admissions has used of its limit on this UTC day.
func (q queryServer) SourceUsage(ctx context.Context, req *types.QuerySourceUsageRequest) (*types.QuerySourceUsageResponse, error) {
	limit, err := q.k.sourceLimit(ctx, req.Source)
	if err != nil {
		return nil, notFound(err, types.ErrInvalidSource)
	}
	usage, err := q.k.SourceUsage(ctx, req.Source)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QuerySourceUsageResponse{Usage: usage, Limit: limit}, nil
}

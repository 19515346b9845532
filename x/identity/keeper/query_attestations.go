package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Attestations lists what a source has attested and not revoked, in order of address; expired ones may be among them.
func (q queryServer) Attestations(ctx context.Context, req *types.QueryAttestationsRequest) (*types.QueryAttestationsResponse, error) {
	if _, _, err := types.ParseAttester(req.Source); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	list, page, err := query.CollectionPaginate(ctx, q.k.attestations, bounded(req.Pagination),
		func(_ collections.Pair[string, sdk.AccAddress], a types.Attestation) (types.Attestation, error) {
			return a, nil
		},
		query.WithCollectionPaginationPairPrefix[string, sdk.AccAddress](req.Source))
	return &types.QueryAttestationsResponse{Attestations: list, Pagination: page}, err
}

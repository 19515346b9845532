package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/identity/types"
)

// CredentialType returns a type of credential.
func (q queryServer) CredentialType(ctx context.Context, req *types.QueryCredentialTypeRequest) (*types.QueryCredentialTypeResponse, error) {
	t, err := q.k.CredentialType(ctx, req.Id)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownCredentialType)
	}
	return &types.QueryCredentialTypeResponse{Type: t}, nil
}

// CredentialTypes lists the types in order of id.
func (q queryServer) CredentialTypes(ctx context.Context, req *types.QueryCredentialTypesRequest) (*types.QueryCredentialTypesResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.credentialTypes, bounded(req.Pagination),
		func(_ string, t types.CredentialType) (types.CredentialType, error) { return t, nil })
	return &types.QueryCredentialTypesResponse{Types: list, Pagination: page}, err
}

// Credentials lists the credentials of a participant in order of type, in whatever standing.
func (q queryServer) Credentials(ctx context.Context, req *types.QueryCredentialsRequest) (*types.QueryCredentialsResponse, error) {
	addr, err := address(req.Subject)
	if err != nil {
		return nil, err
	}
	list, page, err := query.CollectionPaginate(ctx, q.k.credentials, bounded(req.Pagination),
		func(_ collections.Pair[sdk.AccAddress, string], c types.Credential) (types.Credential, error) {
			return c, nil
		},
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, string](addr))
	return &types.QueryCredentialsResponse{Credentials: list, Pagination: page}, err
}

// Credential returns one credential and tells whether it counts now, and if not, why.
func (q queryServer) Credential(ctx context.Context, req *types.QueryCredentialRequest) (*types.QueryCredentialResponse, error) {
	addr, err := address(req.Subject)
	if err != nil {
		return nil, err
	}
	c, err := q.k.Credential(ctx, addr, req.Type)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownCredential)
	}
	if err := q.k.checkCredential(ctx, addr, req.Type); err != nil {
		return &types.QueryCredentialResponse{Credential: c, Reason: err.Error()}, nil
	}
	return &types.QueryCredentialResponse{Credential: c, Valid: true}, nil
}

package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// maxPage bounds one page, so that a query's answer stays small.
const maxPage = 200

type queryServer struct{ k *Keeper }

// NewQueryServer returns the server of the module's queries.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Certificate returns the certificate of a job and its owner.
func (s queryServer) Certificate(ctx context.Context, req *types.QueryCertificateRequest) (*types.QueryCertificateResponse, error) {
	if req == nil || req.JobId == 0 {
		return nil, status.Error(codes.InvalidArgument, "job_id is missing")
	}
	cert, owner, err := s.k.Certificate(ctx, req.JobId)
	if err != nil {
		return nil, notFound(err, types.ErrNotFound)
	}
	return s.answer(ctx, cert, owner)
}

// Certificates lists certificates by id, all or of one owner.
func (s queryServer) Certificates(ctx context.Context, req *types.QueryCertificatesRequest) (*types.QueryCertificatesResponse, error) {
	if req == nil {
		return nil, status.Error(codes.InvalidArgument, "empty request")
	}
	if req.Owner != "" {
		if _, err := sdk.AccAddressFromBech32(req.Owner); err != nil {
			return nil, status.Errorf(codes.InvalidArgument, "owner %q: %s", req.Owner, err)
		}
	}
	res, err := s.k.nft.NFTs(ctx, &nft.QueryNFTsRequest{ClassId: types.ClassID, Owner: req.Owner, Pagination: bounded(req.Pagination)})
	if err != nil {
		return nil, err
	}
	out := &types.QueryCertificatesResponse{Pagination: res.Pagination}
	for _, token := range res.Nfts {
		cert, err := types.Decode(s.k.cdc, *token)
		if err != nil {
			return nil, err
		}
		entry, err := s.answer(ctx, cert, s.k.nft.GetOwner(ctx, token.ClassId, token.Id))
		if err != nil {
			return nil, err
		}
		out.Certificates = append(out.Certificates, *entry)
	}
	return out, nil
}

// answer adds what may be known of a certificate besides itself.
func (s queryServer) answer(ctx context.Context, cert types.Certificate, owner sdk.AccAddress) (*types.QueryCertificateResponse, error) {
	out := &types.QueryCertificateResponse{Certificate: cert, Owner: owner.String(), ClassId: types.ClassID}
	var err error
	if out.Revocation, err = optional(ctx, s.k.Revocations, cert.JobId); err != nil {
		return nil, err
	}
	out.Listing, err = optional(ctx, s.k.Listings, cert.JobId)
	return out, err
}

// optional returns what a map holds under an id, or nil.
func optional[V any](ctx context.Context, m collections.Map[uint64, V], id uint64) (*V, error) {
	v, err := m.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, nil
	}
	return &v, err
}

// notFound gives an error its status where it says that something does not exist.
func notFound(err, sentinel error) error {
	if errors.Is(err, sentinel) {
		return status.Error(codes.NotFound, err.Error())
	}
	return err
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

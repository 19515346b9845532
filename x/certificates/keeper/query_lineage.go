package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// Lineage lists what a certificate builds on, directly or not, itself first.
func (s queryServer) Lineage(ctx context.Context, req *types.QueryLineageRequest) (*types.QueryLineageResponse, error) {
	if err := s.exists(ctx, req.GetJobId()); err != nil {
		return nil, err
	}
	read := map[uint64]types.Certificate{}
	ids, distance, truncated, err := types.Trace(req.JobId, types.MaxLineage, func(id uint64) ([]uint64, bool, error) {
		cert, _, err := s.k.Certificate(ctx, id)
		if errors.Is(err, types.ErrNotFound) {
			return nil, false, nil
		}
		read[id] = cert
		return cert.Sources, true, err
	})
	if err != nil {
		return nil, err
	}
	out := &types.QueryLineageResponse{Truncated: truncated}
	for i, id := range ids {
		revoked, err := s.k.Revocations.Has(ctx, id)
		if err != nil {
			return nil, err
		}
		cert := read[id]
		out.Nodes = append(out.Nodes, types.LineageNode{
			JobId: id, Title: cert.Title, Category: cert.Category, Agent: cert.Agent, ResultSha256: cert.Result.Sha256,
			Distance: distance[i], Sources: cert.Sources, Revoked: revoked, Label: cert.Label,
		})
	}
	return out, nil
}

// CitedBy lists the certificates that build directly on one, by id.
func (s queryServer) CitedBy(ctx context.Context, req *types.QueryCitedByRequest) (*types.QueryCitedByResponse, error) {
	if err := s.exists(ctx, req.GetJobId()); err != nil {
		return nil, err
	}
	ids, page, err := query.CollectionPaginate(ctx, s.k.CitedBy, bounded(req.Pagination),
		func(key collections.Pair[uint64, uint64], _ collections.NoValue) (uint64, error) {
			return key.K2(), nil
		},
		query.WithCollectionPaginationPairPrefix[uint64, uint64](req.JobId))
	return &types.QueryCitedByResponse{JobIds: ids, Pagination: page}, err
}

// Listings lists what is for sale, by job id.
func (s queryServer) Listings(ctx context.Context, req *types.QueryListingsRequest) (*types.QueryListingsResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, s.k.Listings, bounded(req.GetPagination()),
		func(_ uint64, l types.Listing) (types.Listing, error) { return l, nil })
	return &types.QueryListingsResponse{Listings: list, Pagination: page}, err
}

// exists refuses a request about no certificate.
func (s queryServer) exists(ctx context.Context, jobID uint64) error {
	if jobID == 0 {
		return status.Error(codes.InvalidArgument, "job_id is missing")
	}
	found, err := s.k.Exists(ctx, jobID)
	if err == nil && !found {
		err = status.Error(codes.NotFound, types.ErrNotFound.Wrapf("job %d", jobID).Error())
	}
	return err
}

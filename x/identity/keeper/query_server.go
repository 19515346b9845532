package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/identity/types"
)

// maxPage bounds one page of a list: about 100 kB of participants.
const maxPage = 200

type queryServer struct{ k *Keeper }

// NewQueryServer returns the query server.
func NewQueryServer(k *Keeper) types.QueryServer { return queryServer{k} }

// Params returns the current parameters.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.params.Get(ctx)
	return &types.QueryParamsResponse{Params: params}, err
}

// Participant returns one participant; the treasury is one.
func (q queryServer) Participant(ctx context.Context, req *types.QueryParticipantRequest) (*types.QueryParticipantResponse, error) {
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	p, err := q.k.Participant(ctx, addr)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownParticipant)
	}
	return &types.QueryParticipantResponse{Participant: p}, nil
}

// Participants lists admitted participants, all or of one organisation, in order of address.
func (q queryServer) Participants(ctx context.Context, req *types.QueryParticipantsRequest) (*types.QueryParticipantsResponse, error) {
	if req.OrganisationId == "" {
		list, page, err := query.CollectionPaginate(ctx, q.k.participants, bounded(req.Pagination),
			func(_ sdk.AccAddress, p types.Participant) (types.Participant, error) { return p, nil })
		return &types.QueryParticipantsResponse{Participants: list, Pagination: page}, err
	}
	list, page, err := query.CollectionPaginate(ctx, q.k.participants.Indexes.Organisation, bounded(req.Pagination),
		func(key collections.Pair[string, sdk.AccAddress], _ collections.NoValue) (types.Participant, error) {
			return q.k.participants.Get(ctx, key.K2())
		},
		query.WithCollectionPaginationPairPrefix[string, sdk.AccAddress](req.OrganisationId))
	return &types.QueryParticipantsResponse{Participants: list, Pagination: page}, err
}

// Organisation returns one organisation; the treasury's is one.
func (q queryServer) Organisation(ctx context.Context, req *types.QueryOrganisationRequest) (*types.QueryOrganisationResponse, error) {
	o, err := q.k.Organisation(ctx, req.Id)
	if err != nil {
		return nil, notFound(err, types.ErrUnknownOrganisation)
	}
	return &types.QueryOrganisationResponse{Organisation: o}, nil
}

// Organisations lists organisations in order of id, without the treasury's.
func (q queryServer) Organisations(ctx context.Context, req *types.QueryOrganisationsRequest) (*types.QueryOrganisationsResponse, error) {
	list, page, err := query.CollectionPaginate(ctx, q.k.organisations, bounded(req.Pagination),
		func(_ string, o types.Organisation) (types.Organisation, error) { return o, nil })
	return &types.QueryOrganisationsResponse{Organisations: list, Pagination: page}, err
}

// Authorized says whether an address may start new business in a role, and if not, why.
func (q queryServer) Authorized(ctx context.Context, req *types.QueryAuthorizedRequest) (*types.QueryAuthorizedResponse, error) {
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	if err := types.ValidateRole(req.Role); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	if err := q.k.Authorize(ctx, addr, req.Role); err != nil {
		return &types.QueryAuthorizedResponse{Reason: err.Error()}, nil
	}
	return &types.QueryAuthorizedResponse{Authorized: true}, nil
}

// RegistrarUsage returns what a registrar has used of today's limits.
func (q queryServer) RegistrarUsage(ctx context.Context, req *types.QueryRegistrarUsageRequest) (*types.QueryRegistrarUsageResponse, error) {
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	usage, err := q.k.Usage(ctx, addr)
	return &types.QueryRegistrarUsageResponse{Usage: usage}, err
}

func address(s string) (sdk.AccAddress, error) {
	addr, err := types.ParseAddress("address", s)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	return addr, nil
}

func notFound(err, unknown error) error {
	if errors.Is(err, unknown) {
		return status.Error(codes.NotFound, err.Error())
	}
	return err
}

func bounded(page *query.PageRequest) *query.PageRequest {
	if page == nil {
		return nil
	}
	bounded := *page
	bounded.Limit = min(bounded.Limit, maxPage)
	return &bounded
}

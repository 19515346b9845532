package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Portfolio groups what the present members of an organisation own by category, agent's organisation and year. It is added up
// when it is asked for: nobody pays in every block for what is looked at now and then.
func (s queryServer) Portfolio(ctx context.Context, req *types.QueryPortfolioRequest) (*types.QueryPortfolioResponse, error) {
	if req.GetOrganisation() == "" {
		return nil, status.Error(codes.InvalidArgument, "organisation is missing")
	}
	members, err := s.k.identity.Members(ctx, req.Organisation, types.MaxPortfolio+1)
	if err != nil {
		return nil, notFound(err, identitytypes.ErrUnknownOrganisation)
	}
	truncated := len(members) > types.MaxPortfolio
	if truncated {
		members = members[:types.MaxPortfolio]
	}
	c := collector{k: s.k, portfolio: types.NewPortfolio(), organisations: map[string]string{}}
	for _, member := range members {
		more, err := c.collect(ctx, member)
		if err != nil {
			return nil, err
		}
		if more {
			truncated = true
			break
		}
	}
	return c.portfolio.Answer(truncated), nil
}

// collector reads certificates into a portfolio.
type collector struct {
	k         *Keeper
	portfolio *types.Portfolio
	// organisations of the agents that have been asked for.
	organisations map[string]string
}

// collect adds what a member owns; it tells whether there is more than a query reads.
func (c *collector) collect(ctx context.Context, member sdk.AccAddress) (more bool, err error) {
	page := &query.PageRequest{Limit: maxPage}
	for {
		res, err := c.k.nft.NFTs(ctx, &nft.QueryNFTsRequest{ClassId: types.ClassID, Owner: member.String(), Pagination: page})
		if err != nil {
			return false, err
		}
		for _, token := range res.Nfts {
			if c.portfolio.Count() == types.MaxPortfolio {
				return true, nil
			}
			if err := c.add(ctx, *token); err != nil {
				return false, err
			}
		}
		if len(res.Pagination.GetNextKey()) == 0 {
			return false, nil
		}
		page = &query.PageRequest{Key: res.Pagination.NextKey, Limit: maxPage}
	}
}

func (c *collector) add(ctx context.Context, token nft.NFT) error {
	cert, err := types.Decode(c.k.cdc, token)
	if err != nil {
		return err
	}
	organisation, known := c.organisations[cert.Agent]
	if !known {
		agent, err := sdk.AccAddressFromBech32(cert.Agent)
		if err != nil {
			return err
		}
		p, err := c.k.identity.Participant(ctx, agent)
		if err != nil {
			return err
		}
		organisation = p.OrganisationId
		c.organisations[cert.Agent] = organisation
	}
	revoked, err := c.k.Revocations.Has(ctx, cert.JobId)
	if err != nil {
		return err
	}
	c.portfolio.Add(cert, organisation, revoked)
	return nil
}

package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// NameContributors implements types.MsgServer.
func (s msgServer) NameContributors(
	ctx context.Context, msg *types.MsgNameContributors,
) (*types.MsgNameContributorsResponse, error) {
	return nil, types.ErrNotAvailable
}

// AcceptContribution implements types.MsgServer.
func (s msgServer) AcceptContribution(
	ctx context.Context, msg *types.MsgAcceptContribution,
) (*types.MsgAcceptContributionResponse, error) {
	return nil, types.ErrNotAvailable
}

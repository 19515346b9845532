package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// OpenCanary implements types.MsgServer.
func (s msgServer) OpenCanary(ctx context.Context, msg *types.MsgOpenCanary) (*types.MsgOpenCanaryResponse, error) {
	auditor, err := signed(msg, msg.Auditor)
	if err != nil {
		return nil, err
	}
	employer, err := partyOf(msg.Employer)
	if err != nil {
		return nil, err
	}
	agent, err := partyOf(msg.Agent)
	if err != nil {
		return nil, err
	}
	return &types.MsgOpenCanaryResponse{}, s.k.OpenCanary(sdk.UnwrapSDKContext(ctx), auditor, employer, agent, msg)
}

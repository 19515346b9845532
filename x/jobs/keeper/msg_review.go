package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// AcceptWork implements types.MsgServer.
func (s msgServer) AcceptWork(ctx context.Context, msg *types.MsgAcceptWork) (*types.MsgAcceptWorkResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	if err := s.k.AcceptWork(sdk.UnwrapSDKContext(ctx), employer, msg.JobId); err != nil {
		return nil, err
	}
	return &types.MsgAcceptWorkResponse{}, nil
}

// Contest implements types.MsgServer.
func (s msgServer) Contest(ctx context.Context, msg *types.MsgContest) (*types.MsgContestResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	if err := s.k.Contest(sdk.UnwrapSDKContext(ctx), employer, msg.JobId, msg.Reason, msg.Evidence); err != nil {
		return nil, err
	}
	return &types.MsgContestResponse{}, nil
}

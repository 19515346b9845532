package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// DeclareAvailability implements types.MsgServer.
func (s msgServer) DeclareAvailability(_ context.Context, msg *types.MsgDeclareAvailability) (*types.MsgDeclareAvailabilityResponse, error) {
	return nil, msg.ValidateBasic()
}

// EndAvailability implements types.MsgServer.
func (s msgServer) EndAvailability(_ context.Context, msg *types.MsgEndAvailability) (*types.MsgEndAvailabilityResponse, error) {
	return nil, msg.ValidateBasic()
}

// DeclineJob implements types.MsgServer.
func (s msgServer) DeclineJob(_ context.Context, msg *types.MsgDeclineJob) (*types.MsgDeclineJobResponse, error) {
	return nil, msg.ValidateBasic()
}

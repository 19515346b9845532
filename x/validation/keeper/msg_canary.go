package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/validation/types"
)

// RegisterCanaries implements types.MsgServer.
func (s msgServer) RegisterCanaries(
	ctx context.Context, msg *types.MsgRegisterCanaries,
) (*types.MsgRegisterCanariesResponse, error) {
	return nil, types.ErrInvalidRequest
}

// DiscloseCanaries implements types.MsgServer.
func (s msgServer) DiscloseCanaries(
	ctx context.Context, msg *types.MsgDiscloseCanaries,
) (*types.MsgDiscloseCanariesResponse, error) {
	return nil, types.ErrInvalidRequest
}

// ContradictCanary implements types.MsgServer.
func (s msgServer) ContradictCanary(
	ctx context.Context, msg *types.MsgContradictCanary,
) (*types.MsgContradictCanaryResponse, error) {
	return nil, types.ErrInvalidRequest
}

// LiftCanaryBar implements types.MsgServer.
func (s msgServer) LiftCanaryBar(
	ctx context.Context, msg *types.MsgLiftCanaryBar,
) (*types.MsgLiftCanaryBarResponse, error) {
	return nil, types.ErrInvalidRequest
}

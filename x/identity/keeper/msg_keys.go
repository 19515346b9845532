package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// RotateControllerKey replaces the key that signs for an AI agent. Its responsible participant.
func (s msgServer) RotateControllerKey(ctx context.Context, msg *types.MsgRotateControllerKey) (*types.MsgRotateControllerKeyResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	sender, err := types.ParseAddress("sender", msg.Sender)
	if err != nil {
		return nil, err
	}
	agent, err := types.ParseAddress("address", msg.Address)
	if err != nil {
		return nil, err
	}
	key, err := types.ParseControllerKey(msg.PublicKey)
	if err != nil {
		return nil, err
	}
	return &types.MsgRotateControllerKeyResponse{}, s.k.RotateKey(ctx, sender, agent, key)
}

// AllowRotation agrees that who answers for the sender may replace its key.
func (s msgServer) AllowRotation(ctx context.Context, msg *types.MsgAllowRotation) (*types.MsgAllowRotationResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	agent, err := types.ParseAddress("sender", msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgAllowRotationResponse{}, s.k.AllowRotation(ctx, agent)
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// RegisterCanaries implements types.MsgServer.
func (s msgServer) RegisterCanaries(ctx context.Context, msg *types.MsgRegisterCanaries) (*types.MsgRegisterCanariesResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	auditor, err := party(msg.Auditor)
	if err != nil {
		return nil, err
	}
	root, err := s.k.RegisterCanaries(sdk.UnwrapSDKContext(ctx), auditor, msg.Root)
	if err != nil {
		return nil, err
	}
	return &types.MsgRegisterCanariesResponse{Office: root.Office, Day: root.Day}, nil
}

// DiscloseCanaries implements types.MsgServer.
func (s msgServer) DiscloseCanaries(ctx context.Context, msg *types.MsgDiscloseCanaries) (*types.MsgDiscloseCanariesResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	auditor, err := party(msg.Auditor)
	if err != nil {
		return nil, err
	}
	return &types.MsgDiscloseCanariesResponse{}, s.k.DiscloseCanaries(sdk.UnwrapSDKContext(ctx), auditor, msg.Day, msg.Leaves)
}

// ContradictCanary implements types.MsgServer.
func (s msgServer) ContradictCanary(ctx context.Context, msg *types.MsgContradictCanary) (*types.MsgContradictCanaryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	sender, err := party(msg.Sender)
	if err != nil {
		return nil, err
	}
	if _, err := s.k.identity.Participant(ctx, sender); err != nil {
		return nil, err
	}
	return &types.MsgContradictCanaryResponse{}, s.k.ContradictCanary(
		sdk.UnwrapSDKContext(ctx), msg.JobId, msg.Office, msg.Day, msg.Leaf, msg.Proof)
}

// LiftCanaryBar implements types.MsgServer.
func (s msgServer) LiftCanaryBar(ctx context.Context, msg *types.MsgLiftCanaryBar) (*types.MsgLiftCanaryBarResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgLiftCanaryBarResponse{}, s.k.LiftCanaryBar(sdk.UnwrapSDKContext(ctx), msg.Office)
}

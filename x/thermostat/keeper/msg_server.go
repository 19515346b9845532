package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

type msgServer struct{ k *Keeper }

// NewMsgServer returns the server of the module's messages.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// SetLoop adds a loop or replaces one. Authority.
func (s msgServer) SetLoop(ctx context.Context, msg *types.MsgSetLoop) (*types.MsgSetLoopResponse, error) {
	if err := s.admit(msg, msg.Authority); err != nil {
		return nil, err
	}
	revision, err := s.k.SetLoop(ctx, msg.Loop)
	if err != nil {
		return nil, err
	}
	return &types.MsgSetLoopResponse{Revision: revision}, nil
}

// RemoveLoop takes a loop out. Authority.
func (s msgServer) RemoveLoop(ctx context.Context, msg *types.MsgRemoveLoop) (*types.MsgRemoveLoopResponse, error) {
	if err := s.admit(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.RemoveLoop(ctx, msg.LoopId); err != nil {
		return nil, err
	}
	return &types.MsgRemoveLoopResponse{}, nil
}

// Override sets an output by hand, or ends that. Authority.
func (s msgServer) Override(ctx context.Context, msg *types.MsgOverride) (*types.MsgOverrideResponse, error) {
	if err := s.admit(msg, msg.Authority); err != nil {
		return nil, err
	}
	until, err := s.k.Override(ctx, msg.LoopId, msg.Category, msg.Value, msg.Duration)
	if err != nil {
		return nil, err
	}
	return &types.MsgOverrideResponse{UntilMs: until}, nil
}

// Freeze holds all loops and emission, or lets them go on. Authority.
func (s msgServer) Freeze(ctx context.Context, msg *types.MsgFreeze) (*types.MsgFreezeResponse, error) {
	if err := s.admit(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.Freeze(ctx, msg.Frozen, msg.Reason); err != nil {
		return nil, err
	}
	return &types.MsgFreezeResponse{}, nil
}

// UpdateParams replaces the parameters. Authority.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := s.admit(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.SetParams(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, nil
}

// admit checks a message by itself, and that the authority has signed it.
func (s msgServer) admit(msg interface{ ValidateBasic() error }, signer string) error {
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	if signer != s.k.authority {
		return types.ErrUnauthorized.Wrapf("signer is %s, the authority is %s", signer, s.k.authority)
	}
	return nil
}

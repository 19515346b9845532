package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// UpdateGuardians replaces the guardians. Authority only.
func (s msgServer) UpdateGuardians(ctx context.Context, msg *types.MsgUpdateGuardians) (*types.MsgUpdateGuardiansResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgUpdateGuardiansResponse{}, s.k.SetGuardians(ctx, msg.Guardians)
}

// Pause brakes: the council without limit, a guardian a scope within the budget.
func (s msgServer) Pause(ctx context.Context, msg *types.MsgPause) (*types.MsgPauseResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	council := msg.Sender == s.k.authority
	switch {
	case council && len(msg.TypeUrls) > 0:
		return &types.MsgPauseResponse{Tripped: true}, s.k.PauseTypes(ctx, msg.TypeUrls, msg.Reason)
	case council:
		return &types.MsgPauseResponse{Tripped: true}, s.k.PauseScope(ctx, msg.Scope, msg.Reason)
	case len(msg.TypeUrls) > 0:
		return nil, errorsmod.Wrap(types.ErrUnauthorized, "guardians pause scopes, the council single types")
	}
	guardian, err := sdk.AccAddressFromBech32(msg.Sender)
	if err != nil {
		return nil, errorsmod.Wrap(types.ErrInvalidAddress, err.Error())
	}
	tripped, err := s.k.CallBrake(ctx, guardian, msg.Scope, msg.Reason)
	return &types.MsgPauseResponse{Tripped: tripped}, err
}

// Resume releases the brake. Authority only.
func (s msgServer) Resume(ctx context.Context, msg *types.MsgResume) (*types.MsgResumeResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	if len(msg.TypeUrls) > 0 {
		return &types.MsgResumeResponse{}, s.k.ResumeTypes(ctx, msg.TypeUrls, msg.Reason)
	}
	return &types.MsgResumeResponse{}, s.k.ResumeScope(ctx, msg.Scope, msg.Reason)
}

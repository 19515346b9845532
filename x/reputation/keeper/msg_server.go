package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/reputation/types"
)

type msgServer struct{ k *Keeper }

// NewMsgServer returns the server of the module's messages.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Adjust corrects one score. Authority.
func (s msgServer) Adjust(ctx context.Context, msg *types.MsgAdjust) (*types.MsgAdjustResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.onlyAuthority(msg.Authority); err != nil {
		return nil, err
	}
	addr, err := sdk.AccAddressFromBech32(msg.Address)
	if err != nil {
		return nil, err
	}
	if err := s.k.Adjust(ctx, addr, msg.Role, msg.Change, msg.Reason); err != nil {
		return nil, err
	}
	return &types.MsgAdjustResponse{}, nil
}

// UpdateParams replaces the parameters. Authority.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.onlyAuthority(msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.SetParams(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, nil
}

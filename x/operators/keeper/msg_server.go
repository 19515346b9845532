package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/operators/types"
)

type msgServer struct{ k *Keeper }

// NewMsgServer returns the messages of x/operators.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// GrantSeats implements types.MsgServer.
func (s msgServer) GrantSeats(ctx context.Context, msg *types.MsgGrantSeats) (*types.MsgGrantSeatsResponse, error) {
	if err := s.check(msg, msg.Authority); err != nil {
		return nil, err
	}
	addr, err := types.ParseAddress("operator", msg.Operator)
	if err != nil {
		return nil, err
	}
	if err := s.k.Grant(ctx, addr, msg.Amount); err != nil {
		return nil, err
	}
	return &types.MsgGrantSeatsResponse{}, nil
}

// RemoveOperator implements types.MsgServer.
func (s msgServer) RemoveOperator(ctx context.Context, msg *types.MsgRemoveOperator) (*types.MsgRemoveOperatorResponse, error) {
	if err := s.check(msg, msg.Authority); err != nil {
		return nil, err
	}
	addr, err := types.ParseAddress("operator", msg.Operator)
	if err != nil {
		return nil, err
	}
	removal, err := s.k.Remove(ctx, addr, msg.Reason)
	if err != nil {
		return nil, err
	}
	return &types.MsgRemoveOperatorResponse{MaturesAt: removal.MaturesAt}, nil
}

// UpdateParams implements types.MsgServer.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := s.check(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.SetParams(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, nil
}

func (s msgServer) check(msg interface{ ValidateBasic() error }, authority string) error {
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	return s.k.requireAuthority(authority)
}

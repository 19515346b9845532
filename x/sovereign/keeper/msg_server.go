package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

type msgServer struct{ k *Keeper }

// NewMsgServer returns the message server.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// UpdateParams replaces the parameters. Authority only.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, s.k.SetParams(ctx, msg.Params)
}

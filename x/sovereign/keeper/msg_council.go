package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// UpdateCouncil replaces members and threshold. Authority only.
func (s msgServer) UpdateCouncil(ctx context.Context, msg *types.MsgUpdateCouncil) (*types.MsgUpdateCouncilResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgUpdateCouncilResponse{}, s.k.UpdateCouncil(ctx, msg.Council)
}

// AcceptSeat takes the seat that the council offered. The member.
func (s msgServer) AcceptSeat(ctx context.Context, msg *types.MsgAcceptSeat) (*types.MsgAcceptSeatResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	member, err := sdk.AccAddressFromBech32(msg.Member)
	if err != nil {
		return nil, err
	}
	return &types.MsgAcceptSeatResponse{}, s.k.AcceptSeat(ctx, member)
}

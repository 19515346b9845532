package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Slash implements Msg.
func (s msgServer) Slash(ctx context.Context, msg *types.MsgSlash) (*types.MsgSlashResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	addr, err := sdk.AccAddressFromBech32(msg.Validator)
	if err != nil {
		return nil, types.ErrInvalidAddress.Wrap(err.Error())
	}
	return &types.MsgSlashResponse{}, s.k.SlashByCouncil(sdk.UnwrapSDKContext(ctx), addr, msg.Bps, msg.Reason)
}

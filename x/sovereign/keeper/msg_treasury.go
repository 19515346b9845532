package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// SpendTreasury pays out of the treasury. Authority only.
func (s msgServer) SpendTreasury(ctx context.Context, msg *types.MsgSpendTreasury) (*types.MsgSpendTreasuryResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	recipient, err := sdk.AccAddressFromBech32(msg.Recipient)
	if err != nil {
		return nil, errorsmod.Wrap(types.ErrInvalidAddress, err.Error())
	}
	return &types.MsgSpendTreasuryResponse{}, s.k.SpendTreasury(ctx, recipient, msg.Amount, msg.Reason)
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/types"
)

type msgServer struct{ k *Keeper }

// NewMsgServer returns the server of the module's messages.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Transfer gives a certificate to another active participant. Entry; its owner. The gov module account stands for the
// treasury on both sides.
func (s msgServer) Transfer(ctx context.Context, msg *types.MsgTransfer) (*types.MsgTransferResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	owner, err := sdk.AccAddressFromBech32(msg.Owner)
	if err != nil {
		return nil, err
	}
	recipient, err := sdk.AccAddressFromBech32(msg.Recipient)
	if err != nil {
		return nil, err
	}
	if err := s.k.Transfer(ctx, msg.JobId, money.Party(owner), money.Party(recipient)); err != nil {
		return nil, err
	}
	return &types.MsgTransferResponse{}, nil
}

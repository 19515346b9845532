package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// msgServer decodes and authorises; what happens is the keeper's. It validates messages itself, since nested ones never pass
// the ante handler. The gov module account stands for the treasury wherever a party is named.
type msgServer struct{ k *Keeper }

var _ types.MsgServer = msgServer{}

// NewMsgServer returns the server of the module's messages.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// signed validates a party's message and returns the party.
func signed(msg sdk.HasValidateBasic, signer string) (sdk.AccAddress, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	return partyOf(signer)
}

func partyOf(address string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, types.ErrInvalidAddress.Wrap(err.Error())
	}
	return money.Party(addr), nil
}

// Transfer implements types.MsgServer.
func (s msgServer) Transfer(ctx context.Context, msg *types.MsgTransfer) (*types.MsgTransferResponse, error) {
	owner, err := signed(msg, msg.Owner)
	if err != nil {
		return nil, err
	}
	recipient, err := partyOf(msg.Recipient)
	if err != nil {
		return nil, err
	}
	if err := s.k.Transfer(ctx, msg.JobId, owner, recipient); err != nil {
		return nil, err
	}
	return &types.MsgTransferResponse{}, nil
}

// List implements types.MsgServer.
func (s msgServer) List(ctx context.Context, msg *types.MsgList) (*types.MsgListResponse, error) {
	owner, err := signed(msg, msg.Owner)
	if err != nil {
		return nil, err
	}
	if err := s.k.List(ctx, owner, msg.JobId, msg.Price); err != nil {
		return nil, err
	}
	return &types.MsgListResponse{}, nil
}

// Delist implements types.MsgServer.
func (s msgServer) Delist(ctx context.Context, msg *types.MsgDelist) (*types.MsgDelistResponse, error) {
	owner, err := signed(msg, msg.Owner)
	if err != nil {
		return nil, err
	}
	if err := s.k.Delist(ctx, owner, msg.JobId); err != nil {
		return nil, err
	}
	return &types.MsgDelistResponse{}, nil
}

// Buy implements types.MsgServer.
func (s msgServer) Buy(ctx context.Context, msg *types.MsgBuy) (*types.MsgBuyResponse, error) {
	buyer, err := signed(msg, msg.Buyer)
	if err != nil {
		return nil, err
	}
	if err := s.k.Buy(sdk.UnwrapSDKContext(ctx), buyer, msg.JobId, msg.MaxPrice); err != nil {
		return nil, err
	}
	return &types.MsgBuyResponse{}, nil
}

// Revoke implements types.MsgServer.
func (s msgServer) Revoke(ctx context.Context, msg *types.MsgRevoke) (*types.MsgRevokeResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if msg.Authority != s.k.authority {
		return nil, types.ErrAuthority.Wrapf("it is %s", s.k.authority)
	}
	if err := s.k.Revoke(ctx, msg.JobId, msg.Reason, msg.Evidence); err != nil {
		return nil, err
	}
	return &types.MsgRevokeResponse{}, nil
}

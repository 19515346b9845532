package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// List implements types.MsgServer.
func (msgServer) List(context.Context, *types.MsgList) (*types.MsgListResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Delist implements types.MsgServer.
func (msgServer) Delist(context.Context, *types.MsgDelist) (*types.MsgDelistResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Buy implements types.MsgServer.
func (msgServer) Buy(context.Context, *types.MsgBuy) (*types.MsgBuyResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

// Revoke implements types.MsgServer.
func (msgServer) Revoke(context.Context, *types.MsgRevoke) (*types.MsgRevokeResponse, error) {
	return nil, status.Error(codes.Unimplemented, "not available yet")
}

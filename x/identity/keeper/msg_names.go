package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// RegisterName registers a name: the owner of its parent, or the authority.
func (s msgServer) RegisterName(ctx context.Context, msg *types.MsgRegisterName) (*types.MsgRegisterNameResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	n := types.Name{Name: msg.Name, Owner: msg.Owner, Controller: msg.Controller, ExpiresAt: msg.ExpiresAt}
	if n.Controller == "" {
		n.Controller = n.Owner
	}
	return &types.MsgRegisterNameResponse{}, s.k.RegisterName(ctx, sender, n)
}

// RenewName gives a name a later end: the owner of its parent, or the authority.
func (s msgServer) RenewName(ctx context.Context, msg *types.MsgRenewName) (*types.MsgRenewNameResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgRenewNameResponse{}, s.k.RenewName(ctx, sender, msg.Name, msg.ExpiresAt)
}

// SetNameController says what address a name stands for. Owner of the name.
func (s msgServer) SetNameController(ctx context.Context, msg *types.MsgSetNameController) (*types.MsgSetNameControllerResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgSetNameControllerResponse{}, s.k.SetNameController(ctx, sender, msg.Name, msg.Controller)
}

// TransferName gives a name to another owner, who then controls it. Owner of the name.
func (s msgServer) TransferName(ctx context.Context, msg *types.MsgTransferName) (*types.MsgTransferNameResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgTransferNameResponse{}, s.k.TransferName(ctx, sender, msg.Name, msg.NewOwner)
}

// RevokeName ends a name at once. Authority only.
func (s msgServer) RevokeName(ctx context.Context, msg *types.MsgRevokeName) (*types.MsgRevokeNameResponse, error) {
	authority, err := checkedSender(msg, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgRevokeNameResponse{}, s.k.RevokeName(ctx, authority, msg.Name, msg.Reason)
}

// SetRoleRoot sets a role root. Authority only.
func (s msgServer) SetRoleRoot(ctx context.Context, msg *types.MsgSetRoleRoot) (*types.MsgSetRoleRootResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgSetRoleRootResponse{}, s.k.SetRoleRoot(ctx, msg.Root)
}

// EnrolWithName admits an applicant who controls a name under a role root. Any active participant sends it.
func (s msgServer) EnrolWithName(ctx context.Context, msg *types.MsgEnrolWithName) (*types.MsgEnrolWithNameResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	admitted, err := s.k.EnrolWithName(ctx, sender, msg.Applicant, msg.Name)
	return &types.MsgEnrolWithNameResponse{Admitted: admitted}, err
}

// checkedSender checks what a message can tell by itself and returns who sent it.
func checkedSender(msg sdk.HasValidateBasic, sender string) (sdk.AccAddress, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	return types.ParseAddress("sender", sender)
}

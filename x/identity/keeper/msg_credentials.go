package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// SetCredentialType registers, changes or deactivates a type of credential. Authority only.
func (s msgServer) SetCredentialType(ctx context.Context, msg *types.MsgSetCredentialType) (*types.MsgSetCredentialTypeResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgSetCredentialTypeResponse{}, s.k.SetCredentialType(ctx, msg.Type)
}

// IssueCredential issues a credential, or replaces one. Issuers of the type or authority.
func (s msgServer) IssueCredential(ctx context.Context, msg *types.MsgIssueCredential) (*types.MsgIssueCredentialResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	sender, err := types.ParseAddress("sender", msg.Sender)
	if err != nil {
		return nil, err
	}
	c := types.Credential{Subject: msg.Subject, Type: msg.Type, ValueHash: msg.ValueHash, ExpiresAt: msg.ExpiresAt}
	return &types.MsgIssueCredentialResponse{}, s.k.IssueCredential(ctx, sender, c)
}

// RevokeCredential revokes a credential. Issuers of the type or authority.
func (s msgServer) RevokeCredential(ctx context.Context, msg *types.MsgRevokeCredential) (*types.MsgRevokeCredentialResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	sender, err := types.ParseAddress("sender", msg.Sender)
	if err != nil {
		return nil, err
	}
	subject, err := types.ParseAddress("subject", msg.Subject)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevokeCredentialResponse{}, s.k.RevokeCredential(ctx, sender, subject, msg.Type, msg.Reason)
}

package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// SetTerms publishes a new version of the terms of participation. Authority only.
func (s msgServer) SetTerms(ctx context.Context, msg *types.MsgSetTerms) (*types.MsgSetTermsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	version, err := s.k.SetTerms(ctx, msg.Uri, msg.Sha256, msg.EffectiveAt)
	return &types.MsgSetTermsResponse{Version: version}, err
}

// AcknowledgeTerms acknowledges the terms of participation. Any participant who is not revoked.
func (s msgServer) AcknowledgeTerms(ctx context.Context, msg *types.MsgAcknowledgeTerms) (*types.MsgAcknowledgeTermsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	party, err := s.party(ctx, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgAcknowledgeTermsResponse{}, s.k.AcknowledgeTerms(ctx, party, msg.Version)
}

// LockAdmission locks the wiring of admissions for good. Authority only.
func (s msgServer) LockAdmission(ctx context.Context, msg *types.MsgLockAdmission) (*types.MsgLockAdmissionResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgLockAdmissionResponse{}, s.k.LockAdmission(ctx)
}

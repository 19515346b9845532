package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// EnrolWithProof enrols an applicant who is on an allow list. Any active participant.
func (s msgServer) EnrolWithProof(ctx context.Context, msg *types.MsgEnrolWithProof) (*types.MsgEnrolWithProofResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	sender, err := types.ParseAddress("sender", msg.Sender)
	if err != nil {
		return nil, err
	}
	applicant, err := types.ParseAddress("applicant", msg.Applicant)
	if err != nil {
		return nil, err
	}
	isNew, err := s.k.EnrolWithProof(ctx, sender, applicant, msg.Role, msg.Version, msg.Proof())
	return &types.MsgEnrolWithProofResponse{Admitted: isNew}, err
}

// SetAllowlistRoot creates, replaces or deactivates the allow list of a role. Authority only.
func (s msgServer) SetAllowlistRoot(ctx context.Context, msg *types.MsgSetAllowlistRoot) (*types.MsgSetAllowlistRootResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	version, err := s.k.SetAllowlistRoot(ctx, msg.Root)
	return &types.MsgSetAllowlistRootResponse{Version: version}, err
}

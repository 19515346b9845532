package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Attest admits a key on the word of a name's owner or an organisation's representative.
func (s msgServer) Attest(ctx context.Context, msg *types.MsgAttest) (*types.MsgAttestResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	admitted, err := s.k.Attest(ctx, sender, msg)
	return &types.MsgAttestResponse{Admitted: admitted}, err
}

// RevokeAttestation takes the word back, and with it the roles it gave.
func (s msgServer) RevokeAttestation(ctx context.Context, msg *types.MsgRevokeAttestation) (*types.MsgRevokeAttestationResponse, error) {
	sender, err := checkedSender(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevokeAttestationResponse{}, s.k.RevokeAttestation(ctx, sender, msg.Source, msg.Address)
}

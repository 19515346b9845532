package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// SetIssuerKey trusts, changes or deactivates an issuer's key. Authority only.
func (s msgServer) SetIssuerKey(ctx context.Context, msg *types.MsgSetIssuerKey) (*types.MsgSetIssuerKeyResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgSetIssuerKeyResponse{}, s.k.SetIssuerKey(ctx, msg.Key)
}

// EnrolWithToken admits an applicant for whom a trusted issuer has signed a token. Any active participant.
func (s msgServer) EnrolWithToken(ctx context.Context, msg *types.MsgEnrolWithToken) (*types.MsgEnrolWithTokenResponse, error) {
	token, err := msg.Parse()
	if err != nil {
		return nil, err
	}
	sender, err := types.ParseAddress("sender", msg.Sender)
	if err != nil {
		return nil, err
	}
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(types.TokenGas, "signature of a token")
	admitted, err := s.k.EnrolWithToken(ctx, sender, token)
	return &types.MsgEnrolWithTokenResponse{Admitted: admitted}, err
}

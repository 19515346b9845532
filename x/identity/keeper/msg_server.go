package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

type msgServer struct{ k *Keeper }

// NewMsgServer returns the message server.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

// Admit admits participants, or updates admitted ones. Registrar or authority.
func (s msgServer) Admit(ctx context.Context, msg *types.MsgAdmit) (*types.MsgAdmitResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	desk, err := s.desk(ctx, msg.Sender)
	if err != nil {
		return nil, err
	}
	admitted, updated, err := s.k.AdmitBatch(ctx, desk, msg.Participants)
	return &types.MsgAdmitResponse{Admitted: admitted, Updated: updated}, err
}

// Suspend stops a participant's new business. Registrar or authority.
func (s msgServer) Suspend(ctx context.Context, msg *types.MsgSuspend) (*types.MsgSuspendResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	desk, addr, err := s.deskAnd(ctx, msg.Sender, msg.Address)
	if err != nil {
		return nil, err
	}
	return &types.MsgSuspendResponse{}, s.k.Suspend(ctx, desk, addr, msg.Reason)
}

// Reinstate makes a suspended participant active again. Registrar or authority.
func (s msgServer) Reinstate(ctx context.Context, msg *types.MsgReinstate) (*types.MsgReinstateResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	desk, addr, err := s.deskAnd(ctx, msg.Sender, msg.Address)
	if err != nil {
		return nil, err
	}
	return &types.MsgReinstateResponse{}, s.k.Reinstate(ctx, desk, addr)
}

// Revoke ends a participation for good. Authority; a registrar only where no stake is held.
func (s msgServer) Revoke(ctx context.Context, msg *types.MsgRevoke) (*types.MsgRevokeResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	desk, addr, err := s.deskAnd(ctx, msg.Sender, msg.Address)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevokeResponse{}, s.k.Revoke(ctx, desk, addr, msg.Reason)
}

// UpdateMetadata replaces the sender's own metadata reference.
func (s msgServer) UpdateMetadata(ctx context.Context, msg *types.MsgUpdateMetadata) (*types.MsgUpdateMetadataResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	party, err := s.party(ctx, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgUpdateMetadataResponse{}, s.k.UpdateMetadata(ctx, party, msg.MetadataUri, msg.MetadataHash)
}

// Leave ends the sender's own participation.
func (s msgServer) Leave(ctx context.Context, msg *types.MsgLeave) (*types.MsgLeaveResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	party, err := s.party(ctx, msg.Sender)
	if err != nil {
		return nil, err
	}
	return &types.MsgLeaveResponse{}, s.k.Leave(ctx, party)
}

// SetOrganisation creates or replaces an organisation. Authority only.
func (s msgServer) SetOrganisation(ctx context.Context, msg *types.MsgSetOrganisation) (*types.MsgSetOrganisationResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgSetOrganisationResponse{}, s.k.SetOrganisation(ctx, msg.Organisation)
}

// UpdateParams replaces the parameters. Authority only.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, s.k.SetParams(ctx, msg.Params)
}

// party returns who a sender acts for in its own matters. The treasury has none.
func (s msgServer) party(ctx context.Context, sender string) (sdk.AccAddress, error) {
	addr, err := types.ParseAddress("sender", sender)
	if err != nil {
		return nil, err
	}
	party := money.Party(addr)
	return party, s.k.requireOutside(ctx, party)
}

func (s msgServer) desk(ctx context.Context, sender string) (Desk, error) {
	addr, err := types.ParseAddress("sender", sender)
	if err != nil {
		return Desk{}, err
	}
	return s.k.Desk(ctx, addr)
}

func (s msgServer) deskAnd(ctx context.Context, sender, address string) (Desk, sdk.AccAddress, error) {
	desk, err := s.desk(ctx, sender)
	if err != nil {
		return Desk{}, nil, err
	}
	addr, err := types.ParseAddress("address", address)
	return desk, addr, err
}

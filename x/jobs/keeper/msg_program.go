package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// CreateProgram implements types.MsgServer.
func (s msgServer) CreateProgram(ctx context.Context, msg *types.MsgCreateProgram) (*types.MsgCreateProgramResponse, error) {
	sponsor, err := signed(msg, msg.Sponsor)
	if err != nil {
		return nil, err
	}
	id, err := s.k.CreateProgram(sdk.UnwrapSDKContext(ctx), sponsor, msg)
	if err != nil {
		return nil, err
	}
	return &types.MsgCreateProgramResponse{ProgramId: id}, nil
}

// FundProgram implements types.MsgServer.
func (s msgServer) FundProgram(ctx context.Context, msg *types.MsgFundProgram) (*types.MsgFundProgramResponse, error) {
	sponsor, err := signed(msg, msg.Sponsor)
	if err != nil {
		return nil, err
	}
	if err := s.k.FundProgram(sdk.UnwrapSDKContext(ctx), sponsor, msg); err != nil {
		return nil, err
	}
	return &types.MsgFundProgramResponse{}, nil
}

// SetAllotment implements types.MsgServer.
func (s msgServer) SetAllotment(ctx context.Context, msg *types.MsgSetAllotment) (*types.MsgSetAllotmentResponse, error) {
	sponsor, err := signed(msg, msg.Sponsor)
	if err != nil {
		return nil, err
	}
	if err := s.k.SetAllotment(sdk.UnwrapSDKContext(ctx), sponsor, msg); err != nil {
		return nil, err
	}
	return &types.MsgSetAllotmentResponse{}, nil
}

// directs returns who acts on a program's status: the authority, or its sponsor.
func (s msgServer) directs(ctx context.Context, msg interface{ ValidateBasic() error }, sender string, program uint64) (string, error) {
	party, err := signed(msg, sender)
	if err != nil {
		return "", err
	}
	if sender == s.k.authority {
		return sender, nil
	}
	_, err = s.k.sponsorsProgram(ctx, program, party)
	return party.String(), err
}

// PauseProgram implements types.MsgServer.
func (s msgServer) PauseProgram(ctx context.Context, msg *types.MsgPauseProgram) (*types.MsgPauseProgramResponse, error) {
	actor, err := s.directs(ctx, msg, msg.Sender, msg.ProgramId)
	if err != nil {
		return nil, err
	}
	if err := s.k.PauseProgram(sdk.UnwrapSDKContext(ctx), actor, msg.ProgramId); err != nil {
		return nil, err
	}
	return &types.MsgPauseProgramResponse{}, nil
}

// ResumeProgram implements types.MsgServer. New business needs a sponsor in good standing.
func (s msgServer) ResumeProgram(ctx context.Context, msg *types.MsgResumeProgram) (*types.MsgResumeProgramResponse, error) {
	actor, err := s.directs(ctx, msg, msg.Sender, msg.ProgramId)
	if err != nil {
		return nil, err
	}
	if actor != s.k.authority {
		sponsor, err := partyOf(actor)
		if err != nil {
			return nil, err
		}
		if err := s.k.identity.Authorize(ctx, sponsor, identitytypes.ROLE_EMPLOYER); err != nil {
			return nil, err
		}
	}
	if err := s.k.ResumeProgram(sdk.UnwrapSDKContext(ctx), actor, msg.ProgramId); err != nil {
		return nil, err
	}
	return &types.MsgResumeProgramResponse{}, nil
}

// CloseProgram implements types.MsgServer.
func (s msgServer) CloseProgram(ctx context.Context, msg *types.MsgCloseProgram) (*types.MsgCloseProgramResponse, error) {
	sponsor, err := signed(msg, msg.Sponsor)
	if err != nil {
		return nil, err
	}
	if err := s.k.CloseProgram(sdk.UnwrapSDKContext(ctx), sponsor, msg.ProgramId); err != nil {
		return nil, err
	}
	return &types.MsgCloseProgramResponse{}, nil
}

// ApproveProgram implements types.MsgServer.
func (s msgServer) ApproveProgram(ctx context.Context, msg *types.MsgApproveProgram) (*types.MsgApproveProgramResponse, error) {
	if err := s.ruled(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.ApproveProgram(sdk.UnwrapSDKContext(ctx), msg); err != nil {
		return nil, err
	}
	return &types.MsgApproveProgramResponse{}, nil
}

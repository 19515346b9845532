package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// CreateProgram implements types.MsgServer.
func (s msgServer) CreateProgram(_ context.Context, msg *types.MsgCreateProgram) (*types.MsgCreateProgramResponse, error) {
	return nil, msg.ValidateBasic()
}

// FundProgram implements types.MsgServer.
func (s msgServer) FundProgram(_ context.Context, msg *types.MsgFundProgram) (*types.MsgFundProgramResponse, error) {
	return nil, msg.ValidateBasic()
}

// SetAllotment implements types.MsgServer.
func (s msgServer) SetAllotment(_ context.Context, msg *types.MsgSetAllotment) (*types.MsgSetAllotmentResponse, error) {
	return nil, msg.ValidateBasic()
}

// PauseProgram implements types.MsgServer.
func (s msgServer) PauseProgram(_ context.Context, msg *types.MsgPauseProgram) (*types.MsgPauseProgramResponse, error) {
	return nil, msg.ValidateBasic()
}

// ResumeProgram implements types.MsgServer.
func (s msgServer) ResumeProgram(_ context.Context, msg *types.MsgResumeProgram) (*types.MsgResumeProgramResponse, error) {
	return nil, msg.ValidateBasic()
}

// CloseProgram implements types.MsgServer.
func (s msgServer) CloseProgram(_ context.Context, msg *types.MsgCloseProgram) (*types.MsgCloseProgramResponse, error) {
	return nil, msg.ValidateBasic()
}

// ApproveProgram implements types.MsgServer.
func (s msgServer) ApproveProgram(_ context.Context, msg *types.MsgApproveProgram) (*types.MsgApproveProgramResponse, error) {
	return nil, msg.ValidateBasic()
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/validation/types"
)

type msgServer struct {
	k *Keeper
}

var _ types.MsgServer = msgServer{}

// NewMsgServer returns the message server.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k: k} }

// party returns the party that a signer stands for. The address has been validated.
func party(signer string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(signer)
	if err != nil {
		return nil, types.ErrInvalidAddress.Wrap(err.Error())
	}
	return money.Party(addr), nil
}

// Bond implements Msg.
func (s msgServer) Bond(ctx context.Context, msg *types.MsgBond) (*types.MsgBondResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgBondResponse{}, s.k.Bond(sdk.UnwrapSDKContext(ctx), addr, msg.Amount)
}

// Unbond implements Msg.
func (s msgServer) Unbond(ctx context.Context, msg *types.MsgUnbond) (*types.MsgUnbondResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgUnbondResponse{}, s.k.Unbond(sdk.UnwrapSDKContext(ctx), addr, msg.Amount)
}

// JoinPool implements Msg.
func (s msgServer) JoinPool(ctx context.Context, msg *types.MsgJoinPool) (*types.MsgJoinPoolResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgJoinPoolResponse{}, s.k.JoinPool(sdk.UnwrapSDKContext(ctx), addr, msg.Pool)
}

// LeavePool implements Msg.
func (s msgServer) LeavePool(ctx context.Context, msg *types.MsgLeavePool) (*types.MsgLeavePoolResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgLeavePoolResponse{}, s.k.LeavePool(sdk.UnwrapSDKContext(ctx), addr, msg.Pool)
}

// CommitVote implements Msg.
func (s msgServer) CommitVote(ctx context.Context, msg *types.MsgCommitVote) (*types.MsgCommitVoteResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgCommitVoteResponse{}, s.k.CommitVote(sdk.UnwrapSDKContext(ctx), addr, msg.JobId, msg.Rung, msg.Commitment)
}

// RevealVote implements Msg.
func (s msgServer) RevealVote(ctx context.Context, msg *types.MsgRevealVote) (*types.MsgRevealVoteResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevealVoteResponse{}, s.k.RevealVote(sdk.UnwrapSDKContext(ctx), addr, msg.JobId, msg.Rung, msg.Vote, msg.Salt)
}

// Unjail implements Msg.
func (s msgServer) Unjail(ctx context.Context, msg *types.MsgUnjail) (*types.MsgUnjailResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	addr, err := party(msg.Validator)
	if err != nil {
		return nil, err
	}
	return &types.MsgUnjailResponse{}, s.k.Unjail(sdk.UnwrapSDKContext(ctx), addr)
}

// SetPool implements Msg.
func (s msgServer) SetPool(ctx context.Context, msg *types.MsgSetPool) (*types.MsgSetPoolResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	return &types.MsgSetPoolResponse{}, s.k.SetPool(sdk.UnwrapSDKContext(ctx), msg.Pool)
}

// UpdateParams implements Msg.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	if err := s.k.requireAuthority(msg.Authority); err != nil {
		return nil, err
	}
	version, err := s.k.UpdateParams(sdk.UnwrapSDKContext(ctx), msg.Params)
	if err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{Version: version}, nil
}

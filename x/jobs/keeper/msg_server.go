package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// msgServer decodes and authorises; what happens is the keeper's. It validates messages itself, since nested ones never
// pass the ante handler.
type msgServer struct{ k *Keeper }

var _ types.MsgServer = msgServer{}

// NewMsgServer returns the module's message server.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k: k} }

// partyOf returns the party that a valid message's signer stands for.
func partyOf(signer string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(signer)
	if err != nil {
		return nil, errorsmod.Wrap(types.ErrAddress, err.Error())
	}
	return money.Party(addr), nil
}

// signed validates a party's message and returns the party.
func signed(msg interface{ ValidateBasic() error }, signer string) (sdk.AccAddress, error) {
	if err := msg.ValidateBasic(); err != nil {
		return nil, err
	}
	return partyOf(signer)
}

// ruled validates an authority's message.
func (s msgServer) ruled(msg interface{ ValidateBasic() error }, signer string) error {
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	if signer != s.k.authority {
		return errorsmod.Wrapf(types.ErrAuthority, "it is %s", s.k.authority)
	}
	return nil
}

// PostJob implements types.MsgServer.
func (s msgServer) PostJob(ctx context.Context, msg *types.MsgPostJob) (*types.MsgPostJobResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	job, err := s.k.PostJob(sdk.UnwrapSDKContext(ctx), employer, msg)
	if err != nil {
		return nil, err
	}
	return &types.MsgPostJobResponse{JobId: job.Id, Escrowed: job.Escrow.Total()}, nil
}

// RaisePayout implements types.MsgServer.
func (s msgServer) RaisePayout(ctx context.Context, msg *types.MsgRaisePayout) (*types.MsgRaisePayoutResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	extra, err := s.k.RaisePayout(sdk.UnwrapSDKContext(ctx), employer, msg.JobId, msg.Payout, msg.ExpectedExtra)
	if err != nil {
		return nil, err
	}
	return &types.MsgRaisePayoutResponse{Extra: extra}, nil
}

// CancelJob implements types.MsgServer.
func (s msgServer) CancelJob(ctx context.Context, msg *types.MsgCancelJob) (*types.MsgCancelJobResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	if err := s.k.CancelJob(sdk.UnwrapSDKContext(ctx), employer, msg.JobId); err != nil {
		return nil, err
	}
	return &types.MsgCancelJobResponse{}, nil
}

// DelistJob implements types.MsgServer.
func (s msgServer) DelistJob(ctx context.Context, msg *types.MsgDelistJob) (*types.MsgDelistJobResponse, error) {
	if err := s.ruled(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.DelistJob(sdk.UnwrapSDKContext(ctx), msg.JobId, msg.Reason); err != nil {
		return nil, err
	}
	return &types.MsgDelistJobResponse{}, nil
}

// ClaimJob implements types.MsgServer.
func (s msgServer) ClaimJob(ctx context.Context, msg *types.MsgClaimJob) (*types.MsgClaimJobResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	job, err := s.k.ClaimJob(sdk.UnwrapSDKContext(ctx), agent, msg.JobId)
	if err != nil {
		return nil, err
	}
	return &types.MsgClaimJobResponse{Bond: job.Terms.Bond, DeadlineMs: job.DeadlineMs}, nil
}

// SubmitWork implements types.MsgServer.
func (s msgServer) SubmitWork(ctx context.Context, msg *types.MsgSubmitWork) (*types.MsgSubmitWorkResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.SubmitWork(sdk.UnwrapSDKContext(ctx), agent, msg.JobId, msg.Submission); err != nil {
		return nil, err
	}
	return &types.MsgSubmitWorkResponse{}, nil
}

// SurrenderJob implements types.MsgServer.
func (s msgServer) SurrenderJob(ctx context.Context, msg *types.MsgSurrenderJob) (*types.MsgSurrenderJobResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.SurrenderJob(sdk.UnwrapSDKContext(ctx), agent, msg.JobId); err != nil {
		return nil, err
	}
	return &types.MsgSurrenderJobResponse{}, nil
}

// ExtendJob implements types.MsgServer.
func (s msgServer) ExtendJob(ctx context.Context, msg *types.MsgExtendJob) (*types.MsgExtendJobResponse, error) {
	employer, err := signed(msg, msg.Employer)
	if err != nil {
		return nil, err
	}
	deadlineMs, err := s.k.ExtendJob(sdk.UnwrapSDKContext(ctx), employer, msg.JobId, msg.Extra)
	if err != nil {
		return nil, err
	}
	return &types.MsgExtendJobResponse{DeadlineMs: deadlineMs}, nil
}

// AcceptVerdict implements types.MsgServer.
func (s msgServer) AcceptVerdict(ctx context.Context, msg *types.MsgAcceptVerdict) (*types.MsgAcceptVerdictResponse, error) {
	sender, err := signed(msg, msg.Sender)
	if err != nil {
		return nil, err
	}
	if err := s.k.AcceptVerdict(sdk.UnwrapSDKContext(ctx), sender, msg.JobId); err != nil {
		return nil, err
	}
	return &types.MsgAcceptVerdictResponse{}, nil
}

// DepositStake implements types.MsgServer.
func (s msgServer) DepositStake(ctx context.Context, msg *types.MsgDepositStake) (*types.MsgDepositStakeResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.DepositStake(sdk.UnwrapSDKContext(ctx), agent, msg.Amount); err != nil {
		return nil, err
	}
	return &types.MsgDepositStakeResponse{}, nil
}

// WithdrawStake implements types.MsgServer.
func (s msgServer) WithdrawStake(ctx context.Context, msg *types.MsgWithdrawStake) (*types.MsgWithdrawStakeResponse, error) {
	agent, err := signed(msg, msg.Agent)
	if err != nil {
		return nil, err
	}
	if err := s.k.WithdrawStake(sdk.UnwrapSDKContext(ctx), agent, msg.Amount); err != nil {
		return nil, err
	}
	return &types.MsgWithdrawStakeResponse{}, nil
}

// SetCategory implements types.MsgServer.
func (s msgServer) SetCategory(ctx context.Context, msg *types.MsgSetCategory) (*types.MsgSetCategoryResponse, error) {
	if err := s.ruled(msg, msg.Authority); err != nil {
		return nil, err
	}
	revision, err := s.k.SetCategory(sdk.UnwrapSDKContext(ctx), msg.Category)
	if err != nil {
		return nil, err
	}
	return &types.MsgSetCategoryResponse{Revision: revision}, nil
}

// UpdateParams implements types.MsgServer.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := s.ruled(msg, msg.Authority); err != nil {
		return nil, err
	}
	version, err := s.k.UpdateParams(sdk.UnwrapSDKContext(ctx), msg.Params)
	if err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{Version: version}, nil
}

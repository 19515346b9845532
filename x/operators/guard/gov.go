package guard

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/x/operators/keeper"
	"github.com/agijobs/agijobs/x/operators/types"
)

// Gov is x/gov with guarded messages.
type Gov struct {
	gov.AppModule
	server    govv1.MsgServer
	authority string
}

// NewGov returns the module. closed may be nil.
func NewGov(
	cdc codec.Codec, k *govkeeper.Keeper, ak govtypes.AccountKeeper, bk govtypes.BankKeeper, operators *keeper.Keeper,
	closed types.ClosedProposals,
) Gov {
	return Gov{
		AppModule: gov.NewAppModule(cdc, k, ak, bk),
		server:    govServer{to: govkeeper.NewMsgServerImpl(k), operators: operators, closed: closed},
		authority: operators.Authority(),
	}
}

// RegisterServices implements module.HasServices. The legacy messages stand on the guarded ones.
func (m Gov) RegisterServices(cfg module.Configurator) {
	m.AppModule.RegisterServices(configurator{cfg, map[string]any{
		"cosmos.gov.v1.Msg":      m.server,
		"cosmos.gov.v1beta1.Msg": govkeeper.NewLegacyMsgServerImpl(m.authority, m.server),
	}})
}

type govServer struct {
	to        govv1.MsgServer
	operators *keeper.Keeper
	closed    types.ClosedProposals
}

// SubmitProposal goes through: x/sovereign's hooks decide who may propose.
func (s govServer) SubmitProposal(ctx context.Context, msg *govv1.MsgSubmitProposal) (*govv1.MsgSubmitProposalResponse, error) {
	return s.to.SubmitProposal(ctx, msg)
}

// Vote goes through: x/sovereign's hooks decide whose vote counts.
func (s govServer) Vote(ctx context.Context, msg *govv1.MsgVote) (*govv1.MsgVoteResponse, error) {
	return s.to.Vote(ctx, msg)
}

// VoteWeighted goes through as Vote.
func (s govServer) VoteWeighted(ctx context.Context, msg *govv1.MsgVoteWeighted) (*govv1.MsgVoteWeightedResponse, error) {
	return s.to.VoteWeighted(ctx, msg)
}

// Deposit goes through as Vote.
func (s govServer) Deposit(ctx context.Context, msg *govv1.MsgDeposit) (*govv1.MsgDepositResponse, error) {
	return s.to.Deposit(ctx, msg)
}

// ExecLegacyContent is disabled: a second way in for what messages do.
func (s govServer) ExecLegacyContent(
	context.Context, *govv1.MsgExecLegacyContent,
) (*govv1.MsgExecLegacyContentResponse, error) {
	return nil, errorsmod.Wrap(types.ErrDisabled, "MsgExecLegacyContent")
}

// UpdateParams refuses what contradicts the council's rule.
func (s govServer) UpdateParams(ctx context.Context, msg *govv1.MsgUpdateParams) (*govv1.MsgUpdateParamsResponse, error) {
	res, err := s.to.UpdateParams(ctx, msg)
	if err != nil {
		return nil, err
	}
	if err := s.operators.CheckGovParams(ctx, msg.Params); err != nil {
		return nil, err
	}
	return res, nil
}

// CancelProposal refuses proposals that the council has decided: their proposer cannot take the decision back. Nor can a
// proposer whose seat is gone take back what the others are voting on.
func (s govServer) CancelProposal(
	ctx context.Context, msg *govv1.MsgCancelProposal,
) (*govv1.MsgCancelProposalResponse, error) {
	if s.closed != nil {
		closed, err := s.closed.ClosedProposal(ctx, msg.ProposalId)
		if err != nil {
			return nil, err
		}
		if closed {
			return nil, errorsmod.Wrapf(types.ErrProposalClosed, "proposal %d", msg.ProposalId)
		}
		proposer, err := types.ParseAddress("proposer", msg.Proposer)
		if err != nil {
			return nil, err
		}
		if err := s.closed.RequireMember(ctx, proposer); err != nil {
			return nil, err
		}
	}
	return s.to.CancelProposal(ctx, msg)
}

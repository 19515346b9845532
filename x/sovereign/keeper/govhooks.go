package keeper

import (
	"context"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// GovHooks make x/gov the council's: the first three run in the member's message and refuse by an error; the last two run
// in x/gov's EndBlocker, which logs an error and goes on.
type GovHooks struct{ k *Keeper }

var _ govtypes.GovHooks = GovHooks{}

// GovHooks returns the hooks to set on x/gov.
func (k *Keeper) GovHooks() GovHooks { return GovHooks{k} }

// AfterProposalSubmission takes proposals of members only, none expedited (x/gov queues a failed one of those again), none
// with a message that nobody may send or that spends deposits, and MaxOpenProposals at a time.
func (h GovHooks) AfterProposalSubmission(ctx context.Context, id uint64, proposer sdk.AccAddress) error {
	if err := h.k.requireMember(ctx, proposer); err != nil {
		return err
	}
	p, err := h.k.council.gov.Proposals.Get(ctx, id)
	if err != nil {
		return err
	}
	if p.Expedited {
		return errorsmod.Wrap(types.ErrProposal, "expedited; leave it out, a decision executes as soon as enough members say yes")
	}
	messages, err := p.GetMsgs()
	if err != nil {
		return err
	}
	if err := types.CheckMessages(messages, h.k.rule); err != nil {
		return err
	}
	return h.requireRoom(ctx)
}

// requireRoom counts open proposals, this one included: voted on, or waiting for their deposit.
func (h GovHooks) requireRoom(ctx context.Context) error {
	open := 0
	count := func() (bool, error) {
		open++
		return open > types.MaxOpenProposals, nil
	}
	gov := h.k.council.gov
	err := gov.VotingPeriodProposals.Walk(ctx, nil, func(uint64, []byte) (bool, error) { return count() })
	if err != nil {
		return err
	}
	err = gov.InactiveProposalsQueue.Walk(ctx, nil, func(collections.Pair[time.Time, uint64], uint64) (bool, error) { return count() })
	if err != nil {
		return err
	}
	if open > types.MaxOpenProposals {
		return errorsmod.Wrapf(types.ErrTooManyProposals, "%d are", types.MaxOpenProposals)
	}
	return nil
}

// AfterProposalDeposit takes deposits of members only, while the proposal is open.
func (h GovHooks) AfterProposalDeposit(ctx context.Context, id uint64, depositor sdk.AccAddress) error {
	if err := h.k.requireMember(ctx, depositor); err != nil {
		return err
	}
	closed, err := h.k.ClosedProposal(ctx, id)
	if err != nil {
		return err
	}
	if closed {
		return errorsmod.Wrapf(types.ErrProposalClosed, "proposal %d", id)
	}
	return nil
}

// AfterProposalVote takes plain votes of members only, while the proposal is open, and closes it when it is decided.
func (h GovHooks) AfterProposalVote(ctx context.Context, id uint64, voter sdk.AccAddress) error {
	gov := h.k.council.gov
	if err := h.k.requireMember(ctx, voter); err != nil {
		return err
	}
	p, err := gov.Proposals.Get(ctx, id)
	if err != nil {
		return err
	}
	if ended(ctx, p) {
		return errorsmod.Wrapf(types.ErrProposalClosed, "proposal %d", id)
	}
	vote, err := gov.Votes.Get(ctx, collections.Join(id, voter))
	if err != nil {
		return err
	}
	if err := plain(vote); err != nil {
		return err
	}
	c, err := h.k.Council(ctx)
	if err != nil {
		return err
	}
	return h.k.closeIfDecided(ctx, c, p)
}

// AfterProposalFailedMinDeposit has nothing to do.
func (GovHooks) AfterProposalFailedMinDeposit(context.Context, uint64) error { return nil }

// AfterProposalVotingPeriodEnded says how the proposal was decided and, when it has executed, what it changed: x/gov calls
// it after each proposal, so that every change has the proposal that made it, also when several execute in one block.
func (h GovHooks) AfterProposalVotingPeriodEnded(ctx context.Context, id uint64) error {
	d, err := h.k.Decision(ctx, id)
	if err != nil {
		return err
	}
	err = sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventProposalDecided{
		ProposalId: id, Passed: d.Passed, YesWeight: d.YesWeight, Threshold: d.Threshold, Voters: d.Voters,
	})
	if err != nil || !d.Passed {
		return err
	}
	return h.k.RecordChanges(ctx, id, d.Voters)
}

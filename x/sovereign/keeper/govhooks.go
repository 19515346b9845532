package keeper

import (
	"context"
	"slices"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// GovHooks make x/gov the council's: the first three run in the member's message and refuse by an error; the last two run
// in x/gov's EndBlocker, which logs an error and goes on.
type GovHooks struct{ k *Keeper }

var _ govtypes.GovHooks = GovHooks{}

// GovHooks returns the hooks to set on x/gov.
func (k *Keeper) GovHooks() GovHooks { return GovHooks{k} }

// AfterProposalSubmission takes proposals of members only, none expedited (x/gov queues a failed one of those again), none
// with a message that nobody may send or that spends deposits, none above MaxProposalBytes, and MaxOpenProposals at a time, shared by the members.
func (h GovHooks) AfterProposalSubmission(ctx context.Context, id uint64, proposer sdk.AccAddress) error {
	if err := h.k.RequireMember(ctx, proposer); err != nil {
		return err
	}
	p, err := h.k.council.gov.Proposals.Get(ctx, id)
	if err != nil {
		return err
	}
	if p.Expedited {
		return errorsmod.Wrap(types.ErrProposal, "expedited; leave it out, a decision executes as soon as enough members say yes")
	}
	if size := p.Size(); size > types.MaxProposalBytes {
		return errorsmod.Wrapf(types.ErrProposal, "it has %d bytes; at most %d: split it", size, types.MaxProposalBytes)
	}
	messages, err := p.GetMsgs()
	if err != nil {
		return err
	}
	if err := types.CheckMessages(messages, h.k.rule); err != nil {
		return err
	}
	return h.requireRoom(ctx, id, proposer)
}

// requireRoom counts open proposals, voted on or waiting for their deposit, besides the new one: all of them, and those that
// hold a deposit of the proposer. Each member has a share of the places, so that none can keep the others from proposing.
func (h GovHooks) requireRoom(ctx context.Context, id uint64, proposer sdk.AccAddress) error {
	open, err := h.k.waitingProposals(ctx)
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(other uint64) bool { return other == id })
	if len(open) >= types.MaxOpenProposals {
		return errorsmod.Wrapf(types.ErrTooManyProposals, "%d are", types.MaxOpenProposals)
	}
	own := 0
	for _, other := range open {
		has, err := h.k.council.gov.Deposits.Has(ctx, collections.Join(other, proposer))
		if err != nil {
			return err
		}
		if has {
			own++
		}
	}
	c, err := h.k.Council(ctx)
	if err != nil {
		return err
	}
	if share := c.OpenShare(); own >= share {
		return errorsmod.Wrapf(types.ErrTooManyProposals, "%d hold a deposit of %s, whose share of %d places is %d",
			own, proposer, types.MaxOpenProposals, share)
	}
	return nil
}

// waitingProposals lists the proposals that are voted on or wait for their deposit.
func (k *Keeper) waitingProposals(ctx context.Context) ([]uint64, error) {
	open, err := k.openProposals(ctx)
	if err != nil {
		return nil, err
	}
	err = k.council.gov.InactiveProposalsQueue.Walk(ctx, nil, func(key collections.Pair[time.Time, uint64], _ uint64) (bool, error) {
		open = append(open, key.K2())
		return false, nil
	})
	return open, err
}

// AfterProposalDeposit takes deposits of members only, while the proposal is open.
func (h GovHooks) AfterProposalDeposit(ctx context.Context, id uint64, depositor sdk.AccAddress) error {
	if err := h.k.RequireMember(ctx, depositor); err != nil {
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
	if err := h.k.RequireMember(ctx, voter); err != nil {
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
	err = typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventProposalDecided{
		ProposalId: id, Passed: d.Passed, YesWeight: d.YesWeight, Threshold: d.Threshold, Voters: d.Voters,
	})
	if err != nil || !d.Passed {
		return err
	}
	return h.k.RecordChanges(ctx, id, d.Voters)
}

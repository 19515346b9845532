package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

var _ identitytypes.StakeReader = (*Keeper)(nil)

// StakeOf returns an agent's standing stake; all zero where it has none.
func (k *Keeper) StakeOf(ctx context.Context, agent sdk.AccAddress) (types.AgentStake, error) {
	stake, err := k.Stakes.Get(ctx, agent)
	if errors.Is(err, collections.ErrNotFound) {
		return types.AgentStake{Agent: agent.String(), Free: math.ZeroInt(), Locked: math.ZeroInt()}, nil
	}
	return stake, err
}

// changeStake applies a change to an agent's stake.
func (k *Keeper) changeStake(ctx context.Context, agent sdk.AccAddress, change func(stake *types.AgentStake)) (types.AgentStake, error) {
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return stake, err
	}
	change(&stake)
	return stake, k.setStake(ctx, agent, stake)
}

// setStake writes an agent's stake. One that has become empty is forgotten.
func (k *Keeper) setStake(ctx context.Context, agent sdk.AccAddress, stake types.AgentStake) error {
	if stake.Free.IsNegative() || stake.Locked.IsNegative() {
		return fmt.Errorf("stake of %s would be %s free, %s locked", agent, stake.Free, stake.Locked)
	}
	if stake.Free.IsZero() && stake.Locked.IsZero() && stake.ActiveJobs == 0 && stake.Applications == 0 {
		return k.Stakes.Remove(ctx, agent)
	}
	return k.Stakes.Set(ctx, agent, stake)
}

// DepositStake adds to an agent's free stake.
func (k *Keeper) DepositStake(ctx sdk.Context, agent sdk.AccAddress, amount math.Int) error {
	if err := k.identity.Authorize(ctx, agent, identitytypes.ROLE_AGENT); err != nil {
		return err
	}
	if err := k.purse.TakeIn(ctx, agent, amount); err != nil {
		return err
	}
	stake, err := k.changeStake(ctx, agent, func(s *types.AgentStake) { s.Free = s.Free.Add(amount) })
	if err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventStakeDeposited{
		Agent: agent.String(), Amount: amount, Free: stake.Free,
	})
}

// WithdrawStake takes an amount out of the free stake. It is paid in EndBlock of the same block.
func (k *Keeper) WithdrawStake(ctx sdk.Context, agent sdk.AccAddress, amount math.Int) error {
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return err
	}
	if stake.Free.LT(amount) {
		return errorsmod.Wrapf(types.ErrStake, "it is %s, of which %s was asked", stake.Free, amount)
	}
	stake.Free = stake.Free.Sub(amount)
	if err := k.setStake(ctx, agent, stake); err != nil {
		return err
	}
	return k.journal.Append(ctx, journal.Entry{Kind: entryWithdrawn, Address: agent, Amount: amount})
}

// creditBack undoes a withdrawal that could not be paid.
func (k *Keeper) creditBack(ctx sdk.Context, agent sdk.AccAddress, amount math.Int, failure error) error {
	if _, err := k.changeStake(ctx, agent, func(s *types.AgentStake) { s.Free = s.Free.Add(amount) }); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventWithdrawalFailed{
		Agent: agent.String(), Amount: amount, Error: failure.Error(),
	})
}

// lockBond locks a bond out of an agent's free stake, as it is stored, and takes what is missing from the agent's account.
func (k *Keeper) lockBond(ctx context.Context, agent sdk.AccAddress, stake types.AgentStake, bond math.Int) error {
	return k.lock(ctx, agent, stake, bond, func(s *types.AgentStake) { s.ActiveJobs++ })
}

// lock locks an amount as lockBond does; count says what it is for.
func (k *Keeper) lock(
	ctx context.Context, agent sdk.AccAddress, stake types.AgentStake, bond math.Int, count func(stake *types.AgentStake),
) error {
	fromStake := math.MinInt(stake.Free, bond)
	if missing := bond.Sub(fromStake); missing.IsPositive() {
		if err := k.purse.TakeIn(ctx, agent, missing); err != nil {
			return err
		}
	}
	stake.Free, stake.Locked = stake.Free.Sub(fromStake), stake.Locked.Add(bond)
	count(&stake)
	return k.setStake(ctx, agent, stake)
}

// unlockBond ends a bond: what is returned becomes free stake, the rest has left the module.
func (k *Keeper) unlockBond(ctx context.Context, agent sdk.AccAddress, bond, returned math.Int) error {
	_, err := k.changeStake(ctx, agent, func(s *types.AgentStake) {
		s.Locked, s.Free = s.Locked.Sub(bond), s.Free.Add(returned)
	})
	return err
}

// leaveAssignment counts one job less in ASSIGNED.
func (k *Keeper) leaveAssignment(ctx context.Context, agent sdk.AccAddress) error {
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return err
	}
	if stake.ActiveJobs == 0 {
		return fmt.Errorf("%s has no active job to leave", agent)
	}
	stake.ActiveJobs--
	return k.setStake(ctx, agent, stake)
}

// HasStake implements identitytypes.StakeReader: the module holds stake of addr, an application of addr stands (its bond may
// be nothing), a job of addr has not ended, or a program has money that is addr's to spend or to get back.
func (k *Keeper) HasStake(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	stake, err := k.StakeOf(ctx, addr)
	if err != nil || stake.Free.IsPositive() || stake.Locked.IsPositive() || stake.Applications > 0 {
		return err == nil, err
	}
	employs, err := k.Jobs.Indexes.UnendedEmployer.Any(ctx, addr)
	if err != nil || employs {
		return employs, err
	}
	works, err := k.Jobs.Indexes.UnendedAgent.Any(ctx, addr)
	if err != nil || works {
		return works, err
	}
	return k.hasAllotment(ctx, addr)
}

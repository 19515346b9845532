package keeper

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/operators/types"
)

// Invariants lists what must always hold.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "operators/state", Check: k.checkState},
		{Name: "operators/holders", Check: k.checkHolders},
		{Name: "operators/removals", Check: k.checkRemovals},
	}
}

// checkState: the state is a valid genesis and power is bonded in seats.
func (k *Keeper) checkState(ctx sdk.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := gs.Validate(); err != nil {
		return err
	}
	params, err := k.staking.GetParams(ctx)
	if err != nil {
		return err
	}
	if params.BondDenom != types.SeatDenom {
		return fmt.Errorf("power is bonded in %s", params.BondDenom)
	}
	return nil
}

// checkHolders: only operators and the two staking pools hold seats, and every delegation is an operator's to itself.
func (k *Keeper) checkHolders(ctx sdk.Context) error {
	holders, err := k.holders(ctx)
	if err != nil {
		return err
	}
	for _, addr := range holders {
		known, err := k.operators.Has(ctx, addr)
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("%s holds seats and is no operator", addr)
		}
	}
	return nil
}

// checkRemovals: the queue holds each removal once, at its time; a removed operator has a jailed validator or none, and
// no seat bonded.
func (k *Keeper) checkRemovals(ctx sdk.Context) error {
	iter, err := k.queue.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	queued, err := iter.Keys()
	if err != nil {
		return err
	}
	removals, err := k.removals.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	list, err := removals.KeyValues()
	if err != nil {
		return err
	}
	if len(queued) != len(list) {
		return fmt.Errorf("%d removals, %d in the queue", len(list), len(queued))
	}
	for _, kv := range list {
		has, err := k.queue.Has(ctx, queueKey(kv.Value.MaturesAt, kv.Key))
		if err != nil {
			return err
		}
		if !has {
			return fmt.Errorf("removal of %s is not in the queue", kv.Value.Operator)
		}
		power, err := k.power(ctx, sdk.ValAddress(kv.Key))
		if err != nil {
			return err
		}
		if power.Next != 0 {
			return fmt.Errorf("%s has been removed and has a power of %d", kv.Value.Operator, power.Next)
		}
	}
	return nil
}

// holders lists who holds seats, free, bonded or unbonding, but for the two staking pools, in order. It walks all
// delegations: for genesis and invariants only.
func (k *Keeper) holders(ctx context.Context) ([]sdk.AccAddress, error) {
	list, err := k.freeHolders(ctx)
	if err != nil {
		return nil, err
	}
	delegations, err := k.staking.GetAllDelegations(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range delegations {
		if list, err = appendBonded(list, d.DelegatorAddress, d.ValidatorAddress); err != nil {
			return nil, err
		}
	}
	var failure error
	err = k.staking.IterateUnbondingDelegations(ctx, func(_ int64, ubd stakingtypes.UnbondingDelegation) bool {
		list, failure = appendBonded(list, ubd.DelegatorAddress, ubd.ValidatorAddress)
		return failure != nil
	})
	if err != nil {
		return nil, err
	}
	return sorted(list), failure
}

func appendBonded(list []sdk.AccAddress, delegator, validator string) ([]sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(delegator)
	if err != nil {
		return list, err
	}
	if own := sdk.ValAddress(addr).String(); own != validator {
		return list, fmt.Errorf("%s has delegated to %s", delegator, validator)
	}
	return append(list, addr), nil
}

func (k *Keeper) freeHolders(ctx context.Context) ([]sdk.AccAddress, error) {
	pools := map[string]bool{
		moduleAddress(stakingtypes.BondedPoolName).String():    true,
		moduleAddress(stakingtypes.NotBondedPoolName).String(): true,
	}
	var list []sdk.AccAddress
	page := &query.PageRequest{Limit: maxPage}
	for {
		res, err := k.bank.DenomOwners(ctx, &banktypes.QueryDenomOwnersRequest{Denom: types.SeatDenom, Pagination: page})
		if err != nil {
			return nil, err
		}
		for _, owner := range res.DenomOwners {
			if pools[owner.Address] {
				continue
			}
			addr, err := sdk.AccAddressFromBech32(owner.Address)
			if err != nil {
				return nil, err
			}
			list = append(list, addr)
		}
		if res.Pagination == nil || len(res.Pagination.NextKey) == 0 {
			return list, nil
		}
		page = &query.PageRequest{Key: res.Pagination.NextKey, Limit: maxPage}
	}
}

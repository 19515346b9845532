package keeper

import (
	"context"
	"errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// powers lists the power of every operator, in the operators' order. Since x/staking takes all operators in (max_validators
// is never below their number), the next power follows from each one's own validator.
func (k *Keeper) powers(ctx context.Context) ([]types.Power, error) {
	list, err := k.addresses(ctx)
	if err != nil {
		return nil, err
	}
	set := make([]types.Power, len(list))
	for i, addr := range list {
		if set[i], err = k.power(ctx, sdk.ValAddress(addr)); err != nil {
			return nil, err
		}
	}
	return set, nil
}

func (k *Keeper) power(ctx context.Context, val sdk.ValAddress) (types.Power, error) {
	last, err := k.staking.GetLastValidatorPower(ctx, val)
	if err != nil {
		return types.Power{}, err
	}
	validator, err := k.staking.GetValidator(ctx, val)
	if errors.Is(err, stakingtypes.ErrNoValidatorFound) {
		return types.Power{Last: last}, nil
	}
	if err != nil {
		return types.Power{}, err
	}
	if validator.Jailed {
		return types.Power{Last: last}, nil
	}
	return types.Power{Last: last, Next: validator.PotentialConsensusPower(k.staking.PowerReduction(ctx))}, nil
}

// KeepMinimum runs a message that may take an operator out, and refuses what it did when it leaves too few. The message's
// writes are thrown away with the error.
func (k *Keeper) KeepMinimum(ctx context.Context, run func() error) error {
	before, err := k.powers(ctx)
	if err != nil {
		return err
	}
	if err := run(); err != nil {
		return err
	}
	after, err := k.powers(ctx)
	if err != nil {
		return err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	return types.CheckMinimum(before, after, params.MinOperators)
}

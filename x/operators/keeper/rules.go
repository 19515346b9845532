package keeper

import (
	"context"
	"errors"

	errorsmod "cosmossdk.io/errors"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// CheckStakingParams refuses parameters of x/staking that contradict the rules of the operators.
func (k *Keeper) CheckStakingParams(ctx context.Context, p stakingtypes.Params) error {
	list, err := k.addresses(ctx)
	if err != nil {
		return err
	}
	consensus, err := k.consensus.Get(ctx)
	if err != nil {
		return err
	}
	return types.CheckStakingParams(p, len(list), consensus.Evidence)
}

// CheckGovParams refuses parameters of x/gov that contradict the council's rule.
func (k *Keeper) CheckGovParams(ctx context.Context, p govv1.Params) error {
	base, err := k.currency.Denom(ctx)
	if err != nil {
		return err
	}
	return types.CheckGovParams(p, base)
}

// CheckStoredConsensusParams refuses the consensus parameters that a message has just stored.
func (k *Keeper) CheckStoredConsensusParams(ctx context.Context) error {
	p, err := k.consensus.Get(ctx)
	if err != nil {
		return err
	}
	staking, err := k.staking.GetParams(ctx)
	if err != nil {
		return err
	}
	if err := types.CheckConsensusParams(p, staking.UnbondingTime); err != nil {
		return err
	}
	if p.Validator == nil {
		return errorsmod.Wrap(types.ErrConsensusParams, "validator pub_key_types are missing")
	}
	return k.checkKeyTypes(ctx, p.Validator.PubKeyTypes)
}

// checkKeyTypes refuses a list of key types without those of the operators' keys, in use or rotated to.
func (k *Keeper) checkKeyTypes(ctx context.Context, allowed []string) error {
	list, err := k.addresses(ctx)
	if err != nil {
		return err
	}
	pending, err := k.staking.PendingConsKeyRotations(ctx)
	if err != nil {
		return err
	}
	for _, addr := range list {
		validator, err := k.staking.GetValidator(ctx, sdk.ValAddress(addr))
		if errors.Is(err, stakingtypes.ErrNoValidatorFound) {
			continue
		}
		if err != nil {
			return err
		}
		key, err := validator.ConsPubKey()
		if err != nil {
			return err
		}
		keys := []cryptotypes.PubKey{key}
		if rotation, ok := pending[string(addr)]; ok {
			keys = append(keys, rotation.NewPubKey)
		}
		for _, key := range keys {
			if stakingtypes.ValidateConsensusPubKeyType(key, allowed) != nil {
				return errorsmod.Wrapf(types.ErrConsensusParams, "pub_key_types lacks %s, the type of operator %s", key.Type(), addr)
			}
		}
	}
	return nil
}

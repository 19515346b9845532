package keeper

import (
	"context"
	"crypto/sha256"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// ControllerKey returns the record of a rotated key, or ErrNoControllerKey.
func (k *Keeper) ControllerKey(ctx context.Context, addr sdk.AccAddress) (types.ControllerKey, error) {
	c, err := k.controllerKeys.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return types.ControllerKey{}, errorsmod.Wrapf(types.ErrNoControllerKey, "%s", addr)
	}
	return c, err
}

// SigningKey returns the key that signs for an address instead of the one in x/auth, or nil for almost everybody. One key read; the
// ante handler asks it for each signer.
func (k *Keeper) SigningKey(ctx context.Context, addr sdk.AccAddress) (cryptotypes.PubKey, error) {
	c, err := k.ControllerKey(ctx, addr)
	if errors.Is(err, types.ErrNoControllerKey) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.Key()
}

// RotateKey replaces the key that signs for an AI agent. The agent keeps its address, and with it bonds, jobs, reputation and stake.
// x/auth keeps the old key, since its accounts must have the key that their address comes from; the ante handler takes this one.
func (k *Keeper) RotateKey(ctx context.Context, sender, agent sdk.AccAddress, key *secp256k1.PubKey) error {
	p, err := k.rotatable(ctx, agent)
	if err != nil {
		return err
	}
	if err := k.requireRotates(ctx, sender, p); err != nil {
		return err
	}
	old, err := k.ControllerKey(ctx, agent)
	if err != nil && !errors.Is(err, types.ErrNoControllerKey) {
		return err
	}
	same, err := k.signs(ctx, agent, key)
	if err != nil {
		return err
	}
	if same {
		return errorsmod.Wrapf(types.ErrSameKey, "%s", agent)
	}
	record, err := types.NewControllerKey(agent, key, old.Rotations+1)
	if err != nil {
		return err
	}
	if err := k.controllerKeys.Set(ctx, agent, record); err != nil {
		return err
	}
	sum := sha256.Sum256(key.Key)
	return emit(ctx, &types.EventControllerKeyRotated{
		Address: p.Address, Responsible: p.Responsible, KeySha256: sum[:], Rotations: record.Rotations,
	})
}

// rotatable returns an AI agent whose key may be rotated. Nobody takes over an office of the nation this way: a registrar could admit a
// council member as somebody's AI agent.
func (k *Keeper) rotatable(ctx context.Context, agent sdk.AccAddress) (types.Participant, error) {
	p, err := k.stored(ctx, agent)
	if err != nil {
		return p, err
	}
	if p.Kind != types.PARTICIPANT_KIND_AI_AGENT {
		return p, errorsmod.Wrapf(types.ErrNoAgent, "%s is %s", agent, p.Kind)
	}
	if err := requireNotRevoked(p); err != nil {
		return p, err
	}
	return p, k.requireNoOffice(ctx, agent)
}

// requireRotates asks whether a sender may rotate the key of an agent. It is a duty: a stolen key must be stopped also by somebody who
// is suspended, expired or has not acknowledged the newest terms. The authority steps in only where nobody answers any more, since who
// has the key has the agent's money.
func (k *Keeper) requireRotates(ctx context.Context, sender sdk.AccAddress, agent types.Participant) error {
	responsible, err := types.ParseAddress("responsible", agent.Responsible)
	if err != nil {
		return err
	}
	p, err := k.stored(ctx, responsible)
	if err != nil {
		return err
	}
	revoked := p.Status == types.PARTICIPANT_STATUS_REVOKED
	switch {
	case sender.String() == k.authority && revoked:
		return nil
	case !sender.Equals(responsible):
		return errorsmod.Wrapf(types.ErrNotResponsible, "%s answers for %s", agent.Responsible, agent.Address)
	default:
		return requireNotRevoked(p)
	}
}

// signs tells whether a key is the one that signs for an address now.
func (k *Keeper) signs(ctx context.Context, addr sdk.AccAddress, key *secp256k1.PubKey) (bool, error) {
	present, err := k.SigningKey(ctx, addr)
	if err != nil {
		return false, err
	}
	if present == nil {
		return addr.Equals(sdk.AccAddress(key.Address())), nil
	}
	return present.Equals(key), nil
}

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
	p, err := k.rotatable(ctx, sender, agent)
	if err != nil {
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

// AllowRotation records that an AI agent has agreed to have its key replaced by who answers for it. Nobody else can say so: an address that
// somebody merely names as his agent is not his to take. It is for good, since who has stolen the key would take it back, and it is for
// this one participant: when the authority changes who answers, the agent is asked again.
func (k *Keeper) AllowRotation(ctx context.Context, agent sdk.AccAddress) error {
	p, err := k.stored(ctx, agent)
	if err != nil {
		return err
	}
	if p.Kind != types.PARTICIPANT_KIND_AI_AGENT {
		return errorsmod.Wrapf(types.ErrNoAgent, "%s is %s", agent, p.Kind)
	}
	if err := k.requireEntry(ctx, agent); err != nil {
		return err
	}
	if p.RotationAllowedTo == p.Responsible {
		return errorsmod.Wrapf(types.ErrNothingNew, "%s may rotate the key of %s", p.Responsible, p.Address)
	}
	p.RotationAllowedTo = p.Responsible
	if err := k.participants.Set(ctx, agent, p); err != nil {
		return err
	}
	return emit(ctx, &types.EventRotationAllowed{Address: p.Address, Responsible: p.Responsible})
}

// rotatable returns an AI agent whose key may be rotated by a sender. It is a duty: a stolen key must be stopped also by somebody who is
// suspended, revoked, expired or has not acknowledged the newest terms, and for an agent who is. Nobody, the authority included, takes
// over an office of the nation or somebody else's agent this way: who has the key has the agent's money and stake.
func (k *Keeper) rotatable(ctx context.Context, sender, agent sdk.AccAddress) (types.Participant, error) {
	p, err := k.stored(ctx, agent)
	if err != nil {
		return p, err
	}
	switch {
	case p.Kind != types.PARTICIPANT_KIND_AI_AGENT:
		return p, errorsmod.Wrapf(types.ErrNoAgent, "%s is %s", agent, p.Kind)
	case sender.String() != p.Responsible:
		return p, errorsmod.Wrapf(types.ErrNotResponsible, "%s answers for %s", p.Responsible, p.Address)
	case p.RotationAllowedTo != p.Responsible:
		return p, errorsmod.Wrapf(types.ErrRotationNotAllowed, "%s", p.Address)
	}
	return p, k.requireNoOffice(ctx, agent)
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

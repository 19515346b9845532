package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// attestRights are what a source of attestations may grant now.
type attestRights struct {
	roles        []types.Role
	organisation string
	// limit is counted on limitSource.
	limit       uint32
	limitSource string
	// generation of the name; 0 for an organisation.
	generation uint64
}

// Attest admits a key on the word of a name's owner or an organisation's representative; it returns whether the key is new.
func (k *Keeper) Attest(ctx context.Context, sender sdk.AccAddress, msg *types.MsgAttest) (bool, error) {
	addr, err := types.ParseAddress("address", msg.Address)
	if err != nil {
		return false, err
	}
	now := blockTime(ctx)
	word := types.Attestation{
		Address: msg.Address, Source: msg.Source, Attester: msg.Sender, Roles: types.SortedRoles(msg.Roles), AttestedAt: now, ExpiresAt: msg.ExpiresAt.UTC(),
	}
	if err := word.CheckEnd(now); err != nil {
		return false, err
	}
	rights, err := k.attestRights(ctx, sender, msg)
	if err != nil {
		return false, err
	}
	if i := slices.IndexFunc(word.Roles, func(r types.Role) bool { return !slices.Contains(rights.roles, r) }); i >= 0 {
		return false, errorsmod.Wrapf(types.ErrSourceRights, "%s may not attest %s", msg.Source, word.Roles[i])
	}
	word.Generation = rights.generation
	if err := k.setAttestation(ctx, addr, word); err != nil {
		return false, err
	}
	isNew, err := k.Enrol(ctx, Enrolment{
		Path: types.ADMISSION_PATH_ATTESTATION, Source: msg.Source, Limit: rights.limit, LimitSource: rights.limitSource,
		Sender: sender, Admission: msg.Admission(rights.organisation), Version: rights.generation,
	})
	if err != nil {
		return false, err
	}
	return isNew, emit(ctx, &types.EventAttested{Attestation: word})
}

// attestRights answers whether the sender may speak for a source, and what it may grant.
func (k *Keeper) attestRights(ctx context.Context, sender sdk.AccAddress, msg *types.MsgAttest) (attestRights, error) {
	name, organisation, err := types.ParseAttester(msg.Source)
	if err != nil {
		return attestRights{}, err
	}
	if name == "" {
		return k.organisationRights(ctx, sender, organisation)
	}
	n, root, err := k.underRoot(ctx, name)
	if err != nil {
		return attestRights{}, err
	}
	if n.Owner != sender.String() {
		return attestRights{}, errorsmod.Wrapf(types.ErrNotNameOwner, "%s is %s's", name, n.Owner)
	}
	if msg.Kind != root.Kind && msg.Kind != types.PARTICIPANT_KIND_AI_AGENT {
		return attestRights{}, errorsmod.Wrapf(types.ErrSourceRights, "role root %s admits %s, and AI agents that an owner answers for", root.Name, root.Kind)
	}
	// Under a root without an organisation only an AI agent's responsible ties a key to the owner, who must not judge what a key of his own has posted.
	if root.OrganisationId == "" && msg.Kind != types.PARTICIPANT_KIND_AI_AGENT {
		return attestRights{}, errorsmod.Wrapf(types.ErrSourceRights,
			"role root %s admits into no organisation, so its names attest AI agents only, that an owner answers for", root.Name)
	}
	if n.ExpiresAt != nil && msg.ExpiresAt.After(*n.ExpiresAt) {
		return attestRights{}, errorsmod.Wrapf(types.ErrAttestationEnd, "%s itself ends on %s", name, n.ExpiresAt.UTC())
	}
	return attestRights{
		roles: root.Attestable(), organisation: root.OrganisationId, limit: root.DailyAdmissions, limitSource: types.NameSource(root.Name),
		generation: n.Generation,
	}, nil
}

func (k *Keeper) organisationRights(ctx context.Context, sender sdk.AccAddress, id string) (attestRights, error) {
	o, err := k.Organisation(ctx, id)
	if err != nil {
		return attestRights{}, err
	}
	if !o.Active {
		return attestRights{}, errorsmod.Wrapf(types.ErrInactiveOrganisation, "%q", id)
	}
	if !slices.Contains(o.Representatives, sender.String()) {
		return attestRights{}, errorsmod.Wrapf(types.ErrNotRepresentative, "%s of %q", sender, id)
	}
	return attestRights{roles: o.AttestRoles, organisation: id, limit: o.DailyAttestations}, nil
}

// setAttestation records a word in place of an earlier one of the same key.
func (k *Keeper) setAttestation(ctx context.Context, addr sdk.AccAddress, word types.Attestation) error {
	key := collections.Join(word.Source, addr)
	old, err := k.attestations.Get(ctx, key)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		if word.Generation > 0 {
			if err := k.makeRoom(ctx, word.Source); err != nil {
				return err
			}
		}
	case err != nil:
		return err
	default:
		if err := word.CheckFollows(old, word.AttestedAt); err != nil {
			return err
		}
	}
	return k.attestations.Set(ctx, key, word)
}

// makeRoom drops what has expired of a name's attestations and asks whether there is room for one more.
func (k *Keeper) makeRoom(ctx context.Context, source string) error {
	list, err := k.attestationsOf(ctx, source)
	if err != nil {
		return err
	}
	live, now := 0, blockTime(ctx)
	for _, a := range list {
		if !a.Value.Expired(now) {
			live++
			continue
		}
		if err := k.attestations.Remove(ctx, a.Key); err != nil {
			return err
		}
	}
	if live >= types.MaxAttestations {
		return errorsmod.Wrapf(types.ErrTooManyAttestations, "%s has %d", source, live)
	}
	return nil
}

type attestationEntry = collections.KeyValue[collections.Pair[string, sdk.AccAddress], types.Attestation]

// attestationsOf returns a name's attestations: types.MaxAttestations at most. An organisation has no such bound: do not ask for its.
func (k *Keeper) attestationsOf(ctx context.Context, source string) ([]attestationEntry, error) {
	it, err := k.attestations.Iterate(ctx, collections.NewPrefixedPairRange[string, sdk.AccAddress](source))
	if err != nil {
		return nil, err
	}
	return it.KeyValues()
}

// RevokeAttestation takes an attestation back, and with it the roles it gave: the present owner of the name, a representative of the organisation,
// or the authority. It is a duty: nobody's standing is asked.
func (k *Keeper) RevokeAttestation(ctx context.Context, by sdk.AccAddress, source, address string) error {
	if err := k.requireMayRevoke(ctx, by, source); err != nil {
		return err
	}
	addr, err := types.ParseAddress("address", address)
	if err != nil {
		return err
	}
	has, err := k.attestations.Has(ctx, collections.Join(source, addr))
	if err != nil {
		return err
	}
	if !has {
		return errorsmod.Wrapf(types.ErrUnknownAttestation, "%s of %s", source, address)
	}
	return k.endAttestation(ctx, by, source, addr)
}

func (k *Keeper) requireMayRevoke(ctx context.Context, by sdk.AccAddress, source string) error {
	if k.isAuthority(by) {
		return nil
	}
	name, organisation, err := types.ParseAttester(source)
	if err != nil {
		return err
	}
	if name != "" {
		_, err := k.ownedName(ctx, by, name)
		return err
	}
	o, err := k.Organisation(ctx, organisation)
	if err == nil && !slices.Contains(o.Representatives, by.String()) {
		err = errorsmod.Wrapf(types.ErrNotRepresentative, "%s of %q", by, organisation)
	}
	return err
}

// endAttestations takes back all of a name.
func (k *Keeper) endAttestations(ctx context.Context, by sdk.AccAddress, source string) error {
	list, err := k.attestationsOf(ctx, source)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := k.endAttestation(ctx, by, source, a.Key.K2()); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) endAttestation(ctx context.Context, by sdk.AccAddress, source string, addr sdk.AccAddress) error {
	if err := k.attestations.Remove(ctx, collections.Join(source, addr)); err != nil {
		return err
	}
	if err := k.EndRoles(ctx, addr.String(), types.ADMISSION_PATH_ATTESTATION, source); err != nil {
		return err
	}
	return emit(ctx, &types.EventAttestationRevoked{Address: addr.String(), Source: source, RevokedBy: by.String()})
}

package keeper

import (
	"context"
	"errors"
	"slices"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// CredentialType returns a type of credential, or ErrUnknownCredentialType.
func (k *Keeper) CredentialType(ctx context.Context, id string) (types.CredentialType, error) {
	t, err := k.credentialTypes.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.CredentialType{}, errorsmod.Wrapf(types.ErrUnknownCredentialType, "%q", id)
	}
	return t, err
}

// Credential returns a credential in whatever standing, or ErrUnknownCredential.
func (k *Keeper) Credential(ctx context.Context, subject sdk.AccAddress, typ string) (types.Credential, error) {
	c, err := k.credentials.Get(ctx, collections.Join(subject, typ))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Credential{}, errorsmod.Wrapf(types.ErrUnknownCredential, "%s, %s", subject, typ)
	}
	return c, err
}

// HasCredential tells whether somebody holds a credential that counts now (block time). Two key reads. It does not ask for the
// standing of the subject: who starts new business is asked for that by Authorize.
func (k *Keeper) HasCredential(ctx context.Context, addr sdk.AccAddress, typ string) (bool, error) {
	err := k.checkCredential(ctx, addr, typ)
	for _, refused := range []error{
		types.ErrUnknownCredential, types.ErrUnknownCredentialType, types.ErrInactiveCredentialType, types.ErrCredentialRevoked,
		types.ErrCredentialExpired,
	} {
		if errors.Is(err, refused) {
			return false, nil
		}
	}
	return err == nil, err
}

// checkCredential returns nil when a credential counts now, otherwise why not.
func (k *Keeper) checkCredential(ctx context.Context, addr sdk.AccAddress, typ string) error {
	c, err := k.Credential(ctx, addr, typ)
	if err != nil {
		return err
	}
	t, err := k.CredentialType(ctx, typ)
	if err != nil {
		return err
	}
	return c.Check(t, blockTime(ctx))
}

// SetCredentialType registers, changes or deactivates a type. Credentials of a type that is not active stay and count for nothing.
func (k *Keeper) SetCredentialType(ctx context.Context, t types.CredentialType) error {
	old, err := k.CredentialType(ctx, t.Id)
	isNew := errors.Is(err, types.ErrUnknownCredentialType)
	if err != nil && !isNew {
		return err
	}
	locked, err := k.locked(ctx)
	if err != nil {
		return err
	}
	if locked && t.Widens(old) {
		return errorsmod.Wrapf(types.ErrLocked, "type of credential %s", t.Id)
	}
	if isNew {
		if err := k.requireRoomForType(ctx); err != nil {
			return err
		}
	}
	if err := k.credentialTypes.Set(ctx, t.Id, t); err != nil {
		return err
	}
	return emit(ctx, &types.EventCredentialTypeSet{Type: t})
}

func (k *Keeper) requireRoomForType(ctx context.Context) error {
	it, err := k.credentialTypes.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	keys, err := it.Keys()
	if err != nil {
		return err
	}
	if len(keys) >= types.MaxCredentialTypes {
		return errorsmod.Wrapf(types.ErrTooManyTypes, "there are %d", len(keys))
	}
	return nil
}

// IssueCredential issues a credential or replaces one. What was revoked is issued again only by who revoked it or the authority; what
// the authority revoked, only by the authority.
func (k *Keeper) IssueCredential(ctx context.Context, issuer sdk.AccAddress, c types.Credential) error {
	t, err := k.CredentialType(ctx, c.Type)
	if err != nil {
		return err
	}
	if err := k.requireIssues(ctx, issuer, t); err != nil {
		return err
	}
	if c.Subject == issuer.String() {
		return errorsmod.Wrap(types.ErrInvalidCredential, "an issuer does not vouch for itself")
	}
	c.Issuer, c.IssuedAt = issuer.String(), blockTime(ctx)
	if err := t.CheckExpiry(c.ExpiresAt, c.IssuedAt); err != nil {
		return err
	}
	return k.putCredential(ctx, t, c, func(old types.Credential) error {
		if old.Revoked && old.RevokedBy != c.Issuer && c.Issuer != k.authority {
			return errorsmod.Wrapf(types.ErrCredentialRevoked, "%s of %s, by %s", old.Type, old.Subject, old.RevokedBy)
		}
		return nil
	})
}

// errSame: a token says nothing new.
var errSame = errors.New("the credential says this already")

// issueByToken issues what a token of a key grants; changed is false when the subject holds it already. A token never brings back
// what was revoked. Its expiry is cut to what the type allows: a token does not know the types.
func (k *Keeper) issueByToken(
	ctx context.Context, subject sdk.AccAddress, kid, typ string, valueHash []byte, expiresAt *time.Time,
) (changed bool, err error) {
	t, err := k.CredentialType(ctx, typ)
	if err != nil {
		return false, err
	}
	now := blockTime(ctx)
	if err := (types.CredentialType{}).CheckExpiry(expiresAt, now); err != nil {
		return false, err
	}
	c := types.Credential{
		Subject: subject.String(), Type: typ, Issuer: types.KeySource(kid), ValueHash: valueHash, IssuedAt: now, ExpiresAt: t.Cut(expiresAt, now),
	}
	err = k.putCredential(ctx, t, c, func(old types.Credential) error {
		if old.Revoked {
			return errorsmod.Wrapf(types.ErrCredentialRevoked, "%s of %s, by %s", old.Type, old.Subject, old.RevokedBy)
		}
		if old.Says(c) {
			return errSame
		}
		return nil
	})
	if errors.Is(err, errSame) {
		return false, nil
	}
	return err == nil, err
}

// putCredential is where both ways of issuing end. may answers whether a credential that is there already can be replaced.
func (k *Keeper) putCredential(ctx context.Context, t types.CredentialType, c types.Credential, may func(old types.Credential) error) error {
	if !t.Active {
		return errorsmod.Wrapf(types.ErrInactiveCredentialType, "%s", t.Id)
	}
	if err := c.Validate(); err != nil {
		return err
	}
	subject, err := types.ParseAddress("subject", c.Subject)
	if err != nil {
		return err
	}
	p, err := k.stored(ctx, subject)
	if err != nil {
		return err
	}
	if err := requireNotRevoked(p); err != nil {
		return err
	}
	old, err := k.Credential(ctx, subject, c.Type)
	switch {
	case errors.Is(err, types.ErrUnknownCredential):
	case err != nil:
		return err
	default:
		if err := may(old); err != nil {
			return err
		}
	}
	if err := k.credentials.Set(ctx, collections.Join(subject, c.Type), c); err != nil {
		return err
	}
	return emit(ctx, &types.EventCredentialIssued{Credential: c})
}

// requireIssues asks whether an address may issue credentials of a type now: the authority, or one of the type's issuers who is
// authorised as ISSUER.
func (k *Keeper) requireIssues(ctx context.Context, addr sdk.AccAddress, t types.CredentialType) error {
	if addr.String() == k.authority {
		return nil
	}
	if !slices.Contains(t.Issuers, addr.String()) {
		return errorsmod.Wrapf(types.ErrNotIssuer, "%s, %s", addr, t.Id)
	}
	return k.Authorize(ctx, addr, types.ROLE_ISSUER)
}

// RevokeCredential takes a credential back, whoever of the type's issuers has issued it. The authority may also revoke what an issuer
// has revoked, so that no issuer brings it back.
func (k *Keeper) RevokeCredential(ctx context.Context, by, subject sdk.AccAddress, typ, reason string) error {
	t, err := k.CredentialType(ctx, typ)
	if err != nil {
		return err
	}
	if err := k.requireRevokes(ctx, by, t); err != nil {
		return err
	}
	c, err := k.Credential(ctx, subject, typ)
	if err != nil {
		return err
	}
	if c.Revoked && (by.String() != k.authority || c.RevokedBy == k.authority) {
		return errorsmod.Wrapf(types.ErrCredentialRevoked, "%s of %s, by %s", typ, subject, c.RevokedBy)
	}
	c.Revoked, c.RevokedBy, c.RevokedReason = true, by.String(), reason
	if err := k.credentials.Set(ctx, collections.Join(subject, typ), c); err != nil {
		return err
	}
	return emit(ctx, &types.EventCredentialRevoked{Subject: c.Subject, Type: typ, RevokedBy: c.RevokedBy, Reason: reason})
}

// requireRevokes asks whether an address may revoke credentials of a type. As with a registrar's suspensions it is a power over others: a
// suspended or expired issuer has none, but new terms of participation do not hold up a revocation.
func (k *Keeper) requireRevokes(ctx context.Context, addr sdk.AccAddress, t types.CredentialType) error {
	if addr.String() == k.authority {
		return nil
	}
	if !slices.Contains(t.Issuers, addr.String()) {
		return errorsmod.Wrapf(types.ErrNotIssuer, "%s, %s", addr, t.Id)
	}
	p, err := k.stored(ctx, addr)
	if err != nil {
		return err
	}
	return p.Authorize(types.ROLE_ISSUER, blockTime(ctx))
}

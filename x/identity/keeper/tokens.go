package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// IssuerKey returns a trusted key, or ErrUnknownKey.
func (k *Keeper) IssuerKey(ctx context.Context, kid string) (types.IssuerKey, error) {
	key, err := k.issuerKeys.Get(ctx, kid)
	if errors.Is(err, collections.ErrNotFound) {
		return types.IssuerKey{}, errorsmod.Wrapf(types.ErrUnknownKey, "%q", kid)
	}
	return key, err
}

// SetIssuerKey trusts a key, or changes what its tokens may grant. Under one kid lies one key for ever: what a token was
// verified with never becomes unclear.
func (k *Keeper) SetIssuerKey(ctx context.Context, key types.IssuerKey) error {
	key, err := key.Canonical()
	if err != nil {
		return err
	}
	old, err := k.IssuerKey(ctx, key.Kid)
	isNew := errors.Is(err, types.ErrUnknownKey)
	if err != nil && !isNew {
		return err
	}
	if !isNew && old.Jwk != key.Jwk {
		return errorsmod.Wrapf(types.ErrKeyChange, "%s", key.Kid)
	}
	locked, err := k.locked(ctx)
	if err != nil {
		return err
	}
	if locked && (isNew || key.Widens(old)) {
		return errorsmod.Wrapf(types.ErrLocked, "key %s", key.Kid)
	}
	if err := k.requireGrantable(ctx, key); err != nil {
		return err
	}
	if err := k.issuerKeys.Set(ctx, key.Kid, key); err != nil {
		return err
	}
	return emit(ctx, &types.EventIssuerKeySet{Key: key})
}

// requireGrantable checks that what a key may grant exists. Organisations and types of credentials never vanish, so a key that
// was set can always be narrowed and deactivated.
func (k *Keeper) requireGrantable(ctx context.Context, key types.IssuerKey) error {
	for _, id := range key.OrganisationIds {
		if _, err := k.Organisation(ctx, id); err != nil {
			return err
		}
	}
	for _, id := range key.CredentialTypes {
		known, err := k.credentialTypes.Has(ctx, id)
		if err != nil {
			return err
		}
		if !known {
			return errorsmod.Wrapf(types.ErrInvalidIssuerKey, "credential type %q is not registered", id)
		}
	}
	return nil
}

// EnrolWithToken carries out what a token grants, once; it returns whether the applicant is new.
func (k *Keeper) EnrolWithToken(ctx context.Context, sender sdk.AccAddress, token types.Token) (isNew bool, err error) {
	key, err := k.IssuerKey(ctx, token.Kid)
	if err != nil {
		return false, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return false, err
	}
	now := blockTime(ctx)
	at := types.Moment{Now: now, ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), MaxLifetime: params.TokenMaxLifetime}
	if err := token.Check(key, at); err != nil {
		return false, err
	}
	if err := k.useToken(ctx, token); err != nil {
		return false, err
	}
	fresh, err := k.newCredentials(ctx, key.Kid, token.Claims)
	if err != nil {
		return false, err
	}
	isNew, err = k.Enrol(ctx, Enrolment{
		Path: types.ADMISSION_PATH_TOKEN, Source: types.KeySource(key.Kid), Limit: key.DailyAdmissions, Sender: sender,
		Admission: token.Claims.Admission(token.GrantEnds(key, now)), BringsMore: len(fresh) > 0, Evidence: token.Evidence(),
	})
	if err != nil {
		return false, err
	}
	return isNew, k.issueAll(ctx, key.Kid, token.Claims.Subject, fresh)
}

// newCredentials returns those of a token that its subject does not hold already in the same way.
func (k *Keeper) newCredentials(ctx context.Context, kid string, c types.Claims) ([]types.TokenCredential, error) {
	subject, err := types.ParseAddress("sub", c.Subject)
	if err != nil {
		return nil, err
	}
	var fresh []types.TokenCredential
	for _, cred := range c.Credentials {
		old, err := k.credentials.Get(ctx, collections.Join(subject, cred.Type))
		if err != nil && !errors.Is(err, collections.ErrNotFound) {
			return nil, err
		}
		if err != nil || !cred.HeldAs(old, types.KeySource(kid)) {
			fresh = append(fresh, cred)
		}
	}
	return fresh, nil
}

func (k *Keeper) issueAll(ctx context.Context, kid, subject string, list []types.TokenCredential) error {
	addr, err := types.ParseAddress("sub", subject)
	if err != nil {
		return err
	}
	for _, cred := range list {
		if _, err := k.issueByToken(ctx, addr, kid, cred.Type, cred.ValueHash, cred.ExpiresAt()); err != nil {
			return errorsmod.Wrapf(err, "credential %s", cred.Type)
		}
	}
	return nil
}

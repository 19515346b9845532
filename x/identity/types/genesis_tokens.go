package types

import (
	"strings"
	"time"

	errorsmod "cosmossdk.io/errors"
)

// validateTokens checks the trusted keys, what they refer to, and the memory of used tokens.
func (gs GenesisState) validateTokens(_ map[string]ParticipantKind) error {
	kids, err := gs.validateIssuerKeys()
	if err != nil {
		return err
	}
	for _, u := range gs.SourceUsage {
		if kid, ok := strings.CutPrefix(u.Source, KeyPrefix); ok && !kids[kid] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "usage of key %q, which is not there", kid)
		}
	}
	seen := make(map[string]bool, len(gs.UsedTokens))
	for _, u := range gs.UsedTokens {
		if err := u.Validate(); err != nil {
			return err
		}
		if seen[string(u.Id)] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "used token %X is listed twice", u.Id)
		}
		seen[string(u.Id)] = true
	}
	return nil
}

func (gs GenesisState) validateIssuerKeys() (map[string]bool, error) {
	organisations, credentialTypes := map[string]bool{}, map[string]bool{}
	for _, o := range gs.Organisations {
		organisations[o.Id] = true
	}
	for _, c := range gs.CredentialTypes {
		credentialTypes[c.Id] = true
	}
	kids := make(map[string]bool, len(gs.IssuerKeys))
	for _, k := range gs.IssuerKeys {
		canonical, err := k.Canonical()
		if err != nil {
			return nil, err
		}
		if kids[k.Kid] {
			return nil, errorsmod.Wrapf(ErrInvalidGenesis, "key %s is listed twice", k.Kid)
		}
		if canonical.Jwk != k.Jwk {
			return nil, errorsmod.Wrapf(ErrInvalidGenesis, "jwk of key %s; write it as RFC 7638 does: %s", k.Kid, canonical.Jwk)
		}
		for _, id := range k.OrganisationIds {
			if !organisations[id] {
				return nil, errorsmod.Wrapf(ErrUnknownOrganisation, "%q of key %s", id, k.Kid)
			}
		}
		for _, id := range k.CredentialTypes {
			if !credentialTypes[id] {
				return nil, errorsmod.Wrapf(ErrInvalidGenesis, "credential type %q of key %s is not there", id, k.Kid)
			}
		}
		kids[k.Kid] = true
	}
	return kids, nil
}

// Validate checks one record of the memory.
func (u UsedToken) Validate() error {
	if len(u.Id) != HashSize || u.ExpiresAt.Unix() <= 0 || u.ExpiresAt.Nanosecond() != 0 || u.ExpiresAt.Unix() >= maxJSONTime {
		return errorsmod.Wrapf(ErrInvalidGenesis, "used token %X until %s", u.Id, u.ExpiresAt.UTC().Format(time.RFC3339Nano))
	}
	return nil
}

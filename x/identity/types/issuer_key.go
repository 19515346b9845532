package types

import (
	"regexp"
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// MaxKeyGrants bounds organisations and credential types of one key: a record stays below ten kilobytes.
	MaxKeyGrants = 64
	// MaxKeyTerm is ten years: longer than any document lasts that an issuer looks at.
	MaxKeyTerm = 3650 * 24 * time.Hour
)

var (
	kidRule = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)
	// issuerRule takes a StringOrURI of RFC 7519 in printable ASCII without spaces; 128 hold a usual https address.
	issuerRule = wordRule
	// grantedTypeRule bounds the text; whether a type exists the state knows.
	grantedTypeRule = regexp.MustCompile(`^[a-z0-9][a-z0-9/_-]{0,63}$`)
)

// Canonical checks what needs no state and returns the record as it is stored: the JWK in the form of RFC 7638, lists sorted.
func (k IssuerKey) Canonical() (IssuerKey, error) {
	if !kidRule.MatchString(k.Kid) {
		return k, errorsmod.Wrapf(ErrInvalidIssuerKey, "kid of %d characters; use 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'", len(k.Kid))
	}
	if !issuerRule.MatchString(k.Issuer) {
		return k, errorsmod.Wrapf(ErrInvalidIssuerKey, "issuer of %d characters; use 1 to 128 printable ASCII characters without spaces", len(k.Issuer))
	}
	key, err := ParseJWK(k.Jwk)
	if err != nil {
		return k, errorsmod.Wrapf(err, "key %s", k.Kid)
	}
	if key.KeyID != "" && key.KeyID != k.Kid {
		return k, errorsmod.Wrapf(ErrInvalidIssuerKey, "the jwk is that of kid %q, not of %q", key.KeyID, k.Kid)
	}
	if err := k.validateGrants(); err != nil {
		return k, err
	}
	k.Jwk = key.Canonical
	k.Roles, k.Kinds = SortedRoles(k.Roles), sortedList(k.Kinds)
	k.OrganisationIds, k.CredentialTypes = sortedList(k.OrganisationIds), sortedList(k.CredentialTypes)
	return k, nil
}

func (k IssuerKey) validateGrants() error {
	if err := validateRoles(k.Roles); err != nil {
		return err
	}
	if err := CheckGrant(ADMISSION_PATH_TOKEN, k.Roles); err != nil {
		return err
	}
	if len(k.Kinds) == 0 || countDistinct(k.Kinds) != len(k.Kinds) {
		return errorsmod.Wrap(ErrInvalidIssuerKey, "kinds are empty or have one twice; name those that the key may admit")
	}
	for _, kind := range k.Kinds {
		if err := validateKind(kind); err != nil {
			return err
		}
	}
	if len(k.Roles) == 0 && len(k.CredentialTypes) == 0 {
		return errorsmod.Wrap(ErrInvalidIssuerKey, "neither roles nor credential types: the key could grant nothing")
	}
	for _, list := range [][]string{k.OrganisationIds, k.CredentialTypes} {
		if len(list) > MaxKeyGrants || countDistinct(list) != len(list) {
			return errorsmod.Wrapf(ErrInvalidIssuerKey, "a list of %d organisations or credential types; at most %d, none twice", len(list), MaxKeyGrants)
		}
	}
	for _, id := range k.OrganisationIds {
		if id == TreasuryOrganisation {
			return errorsmod.Wrapf(ErrReservedOrganisation, "%q is the treasury's own", id)
		}
		if err := ValidateSlug(id); err != nil {
			return err
		}
	}
	for _, id := range k.CredentialTypes {
		if !grantedTypeRule.MatchString(id) {
			return errorsmod.Wrapf(ErrInvalidIssuerKey, "credential type of %d characters; use 1 to 64 of a-z, 0-9, '/', '_' and '-'", len(id))
		}
	}
	if k.Term < 0 || k.Term > MaxKeyTerm {
		return errorsmod.Wrapf(ErrInvalidIssuerKey, "term is %s; choose 0s to %s", k.Term, MaxKeyTerm)
	}
	if k.DailyAdmissions > MaxDaily {
		return errorsmod.Wrapf(ErrInvalidIssuerKey, "daily_admissions is %d; at most %d", k.DailyAdmissions, MaxDaily)
	}
	return nil
}

// Widens tells whether the record grants anything that the one that stands does not. One that is not active grants nothing; to activate
// it again is to widen, whatever it holds.
func (k IssuerKey) Widens(old IssuerKey) bool {
	switch {
	case !k.Active:
		return false
	case !old.Active, k.Issuer != old.Issuer, k.DailyAdmissions > old.DailyAdmissions:
		return true
	case old.Term != 0 && (k.Term == 0 || k.Term > old.Term):
		return true
	// Without organisations a key admits people who act for themselves: that is another right, not a smaller one.
	case (len(k.OrganisationIds) == 0) != (len(old.OrganisationIds) == 0):
		return true
	}
	return !within(k.Roles, old.Roles) || !within(k.Kinds, old.Kinds) ||
		!within(k.OrganisationIds, old.OrganisationIds) || !within(k.CredentialTypes, old.CredentialTypes)
}

// permits answers whether tokens of the key may grant what a token claims.
func (k IssuerKey) permits(c Claims) error {
	for _, role := range c.Roles {
		if !slices.Contains(k.Roles, role) {
			return errorsmod.Wrapf(ErrSourceRights, "key %s, %s", k.Kid, role)
		}
	}
	if !slices.Contains(k.Kinds, c.Kind) {
		return errorsmod.Wrapf(ErrSourceRights, "key %s, %s", k.Kid, c.Kind)
	}
	switch {
	case c.Organisation == "" && len(k.OrganisationIds) > 0:
		return errorsmod.Wrapf(ErrSourceRights, "key %s admits into organisations only; the claim org must name one", k.Kid)
	case c.Organisation != "" && !slices.Contains(k.OrganisationIds, c.Organisation):
		return errorsmod.Wrapf(ErrSourceRights, "key %s, organisation %q", k.Kid, c.Organisation)
	}
	for _, cred := range c.Credentials {
		if !slices.Contains(k.CredentialTypes, cred.Type) {
			return errorsmod.Wrapf(ErrSourceRights, "key %s, credential %q", k.Kid, cred.Type)
		}
	}
	return nil
}

func sortedList[T ~int32 | ~string](list []T) []T {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

func countDistinct[T ~int32 | ~string](list []T) int { return len(slices.Compact(sortedList(list))) }

func within[T comparable](list, of []T) bool {
	return !slices.ContainsFunc(list, func(e T) bool { return !slices.Contains(of, e) })
}

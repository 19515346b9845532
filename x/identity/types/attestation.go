package types

import (
	"slices"
	"strings"
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// MaxAttestations is how many live attestations one name has: a firm's few machines, not a crowd.
	MaxAttestations = 8
	// MaxAttestationTerm makes whoever vouches for a key look at it once in two years.
	MaxAttestationTerm = 2 * 365 * 24 * time.Hour
	// MaxRepresentatives is how many may attest for one organisation.
	MaxRepresentatives = 16
)

// ParseAttester returns the name or the organisation behind a source of attestations; the other is "".
func ParseAttester(source string) (name, organisation string, err error) {
	if name, ok := strings.CutPrefix(source, NamePrefix); ok {
		return name, "", ValidateName(name)
	}
	if id, ok := strings.CutPrefix(source, OrganisationPrefix); ok {
		return "", id, ValidateSlug(id)
	}
	return "", "", errorsmod.Wrapf(ErrInvalidSource, "%.*q; write name:<name> or organisation:<id>", MaxSource, source)
}

// Expired tells whether an attestation has ended at a block time: it lasts until expires_at, exclusive.
func (a Attestation) Expired(at time.Time) bool { return !at.Before(a.ExpiresAt) }

// CheckEnd answers whether an attestation may last until its end, counted from a block time.
func (a Attestation) CheckEnd(now time.Time) error {
	if !a.ExpiresAt.After(now) || a.ExpiresAt.After(now.Add(MaxAttestationTerm)) {
		return errorsmod.Wrapf(ErrAttestationEnd, "%s; choose a time after %s and until %s",
			utcText(a.ExpiresAt), utcText(now), utcText(now.Add(MaxAttestationTerm)))
	}
	return nil
}

// CheckFollows answers whether an attestation may replace an earlier one of the same key: taking back needs an event of its own.
func (a Attestation) CheckFollows(old Attestation, now time.Time) error {
	if old.Expired(now) {
		return nil
	}
	if !rolesWithin(old.Roles, a.Roles) {
		return errorsmod.Wrapf(ErrAttestationNarrower, "%s has %v", a.Address, old.Roles)
	}
	if a.ExpiresAt.Before(old.ExpiresAt) {
		return errorsmod.Wrapf(ErrAttestationNarrower, "%s has it until %s", a.Address, utcText(old.ExpiresAt))
	}
	return nil
}

// Validate checks one record of the state.
func (a Attestation) Validate() error {
	if _, err := ParseAddress("address", a.Address); err != nil {
		return err
	}
	if _, err := ParseAddress("attester", a.Attester); err != nil {
		return err
	}
	if _, _, err := ParseAttester(a.Source); err != nil {
		return err
	}
	if err := validateAttested(a.Roles); err != nil {
		return err
	}
	if !slices.IsSorted(a.Roles) {
		return errorsmod.Wrapf(ErrInvalidAttestation, "roles of %s are not sorted", a.Address)
	}
	if !a.ExpiresAt.After(a.AttestedAt) {
		return errorsmod.Wrapf(ErrInvalidAttestation, "of %s ends before it begins", a.Address)
	}
	return nil
}

func validateAttested(roles []Role) error {
	if len(roles) == 0 {
		return errorsmod.Wrap(ErrInvalidAttestation, "no role")
	}
	return validateGrantableRoles(roles)
}

// validateAttesting checks who may attest what for an organisation.
func (o Organisation) validateAttesting() error {
	if len(o.Representatives) > MaxRepresentatives {
		return errorsmod.Wrapf(ErrInvalidOrganisation, "%d representatives; at most %d", len(o.Representatives), MaxRepresentatives)
	}
	for i, r := range o.Representatives {
		if _, err := ParseAddress("representative", r); err != nil {
			return err
		}
		if slices.Contains(o.Representatives[:i], r) {
			return errorsmod.Wrapf(ErrInvalidOrganisation, "representative %s is listed twice", r)
		}
	}
	if err := validateGrantableRoles(o.AttestRoles); err != nil {
		return err
	}
	if o.DailyAttestations > MaxDaily {
		return errorsmod.Wrapf(ErrInvalidOrganisation, "daily_attestations is %d; at most %d", o.DailyAttestations, MaxDaily)
	}
	return nil
}

// Widens tells whether representatives could attest what they cannot of the old record. Who they are is no wiring, and of an organisation
// that is not active nobody attests.
func (o Organisation) Widens(old Organisation) bool {
	if !o.Active || len(o.AttestRoles) == 0 {
		return false
	}
	return !old.Active || !rolesWithin(o.AttestRoles, old.AttestRoles) || o.DailyAttestations > old.DailyAttestations
}

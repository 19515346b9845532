package types

import (
	"bytes"
	"time"

	errorsmod "cosmossdk.io/errors"
)

// MaxAllowlistTerm bounds the term of a list's roles: what is to last longer than a passport needs no end.
const MaxAllowlistTerm = 3650 * 24 * time.Hour

// Deactivates tells whether a setting says nothing but that the list is off: all else stays as it stands.
func (r AllowlistRoot) Deactivates() bool { return !r.Active && len(r.Root) == 0 }

// validateSetting checks what the authority sends.
func (r AllowlistRoot) validateSetting() error {
	if r.Version != 0 {
		return errorsmod.Wrapf(ErrInvalidSource, "version is %d; the chain counts it, leave it out", r.Version)
	}
	if !r.Deactivates() {
		return r.validate()
	}
	if r.Uri != "" || r.Kind != PARTICIPANT_KIND_UNSPECIFIED || r.OrganisationId != "" || r.Term != 0 || r.DailyAdmissions != 0 {
		return errorsmod.Wrap(ErrInvalidSource, "root is missing; to deactivate a list send its role alone")
	}
	return validateListedRole(r.Role)
}

// validate checks one record but for its version.
func (r AllowlistRoot) validate() error {
	if err := validateListedRole(r.Role); err != nil {
		return err
	}
	if len(r.Root) != HashSize {
		return errorsmod.Wrapf(ErrInvalidSource, "root has %d bytes; a SHA-256 has %d", len(r.Root), HashSize)
	}
	if err := ValidateMetadata(r.Uri, nil); err != nil {
		return err
	}
	if r.Kind != PARTICIPANT_KIND_HUMAN && r.Kind != PARTICIPANT_KIND_ORGANISATION {
		return errorsmod.Wrapf(ErrInvalidKind, "%s; an allow list admits HUMAN or ORGANISATION", r.Kind)
	}
	if r.OrganisationId == TreasuryOrganisation {
		return errorsmod.Wrapf(ErrReservedOrganisation, "%q is the treasury's own", r.OrganisationId)
	}
	if r.OrganisationId != "" {
		if err := ValidateSlug(r.OrganisationId); err != nil {
			return err
		}
	}
	if r.Term < 0 || r.Term > MaxAllowlistTerm {
		return errorsmod.Wrapf(ErrInvalidSource, "term is %s; choose 0s (no end) to %s", r.Term, MaxAllowlistTerm)
	}
	if r.DailyAdmissions > MaxDaily {
		return errorsmod.Wrapf(ErrInvalidSource, "daily_admissions is %d; at most %d", r.DailyAdmissions, MaxDaily)
	}
	return nil
}

func validateListedRole(role Role) error {
	if err := ValidateRole(role); err != nil {
		return err
	}
	return CheckGrant(ADMISSION_PATH_PROOF, []Role{role})
}

// Replacing returns the record that a setting makes of the one that stands; the zero record for none. A new root has the next version. The
// same root keeps its version: what changes about the list does not spoil the proofs that people hold.
func (r AllowlistRoot) Replacing(old AllowlistRoot) AllowlistRoot {
	if r.Deactivates() {
		old.Active = false
		return old
	}
	r.Version = old.Version
	if !bytes.Equal(r.Root, old.Root) {
		r.Version++
	}
	return r
}

// Widens tells whether a record admits what the old one does not, apart from whom it lists. Another kind or organisation is neither wider nor
// narrower, so it counts as wider.
func (r AllowlistRoot) Widens(old AllowlistRoot) bool {
	return r.Kind != old.Kind || r.OrganisationId != old.OrganisationId || outlasts(r.Term, old.Term) ||
		r.DailyAdmissions > old.DailyAdmissions || r.Active && !old.Active
}

// outlasts tells whether term a ends after b; 0 never ends.
func outlasts(a, b time.Duration) bool { return b != 0 && (a == 0 || a > b) }

// End returns when a role that is given now ends; nil if it does not.
func (r AllowlistRoot) End(now time.Time) *time.Time {
	if r.Term == 0 {
		return nil
	}
	end := now.Add(r.Term)
	return &end
}

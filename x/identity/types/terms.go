package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
)

// MaxTermsNotice is how far ahead new terms can be published: what lies further away is decided when it comes near.
const MaxTermsNotice = 365 * 24 * time.Hour

// Required returns the version that must have been acknowledged at a block time: this one from effective_at on, before that the one
// that was required when it was published; 0: none.
func (t Terms) Required(at time.Time) uint64 {
	if at.Before(t.EffectiveAt) {
		return t.RequiredBefore
	}
	return t.Version
}

// Next returns the terms that follow on these (the zero value: the first ones) when they are published at a block time.
func (t Terms) Next(uri string, sha256 []byte, effectiveAt *time.Time, now time.Time) (Terms, error) {
	start := now
	if effectiveAt != nil {
		start = *effectiveAt
	}
	if start.Before(now) || start.After(now.Add(MaxTermsNotice)) {
		return Terms{}, errorsmod.Wrapf(ErrInvalidTerms, "effective_at is %s; choose %s to %s, or leave it out for at once",
			start.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339), now.Add(MaxTermsNotice).UTC().Format(time.RFC3339))
	}
	next := Terms{Version: t.Version + 1, Uri: uri, Sha256: sha256, EffectiveAt: start.UTC(), RequiredBefore: t.Required(now)}
	return next, next.Validate()
}

// Check refuses new business at a block time to a participant who has not acknowledged what is required. The treasury signs nothing.
func (t Terms) Check(p Participant, at time.Time) error {
	if required := t.Required(at); p.AcknowledgedTerms < required && p.Address != TreasuryParticipant().Address {
		return errorsmod.Wrapf(ErrTermsUnknown, "%s has acknowledged version %d, version %d is required, see %s",
			p.Address, p.AcknowledgedTerms, required, t.Uri)
	}
	return nil
}

// Acknowledged answers whether a participant may acknowledge a version at a block time: the newest or the required one, and only what
// it has not acknowledged yet.
func (t Terms) Acknowledged(p Participant, version uint64, at time.Time) error {
	required := t.Required(at)
	switch {
	case version == 0 || version != t.Version && version != required:
		return errorsmod.Wrapf(ErrTermsVersion, "version %d; the newest is %d, required is %d", version, t.Version, required)
	case version <= p.AcknowledgedTerms:
		return errorsmod.Wrapf(ErrTermsAcknowledged, "%s, version %d", p.Address, p.AcknowledgedTerms)
	}
	return nil
}

// Validate checks the terms of the state.
func (t Terms) Validate() error {
	if t.Version == 0 || t.RequiredBefore >= t.Version {
		return errorsmod.Wrapf(ErrInvalidTerms, "version %d, before it %d was required", t.Version, t.RequiredBefore)
	}
	return validateDocument(t.Uri, t.Sha256)
}

// validateDocument: terms without their hash could be exchanged after they were acknowledged.
func validateDocument(uri string, sha256 []byte) error {
	if uri == "" || len(sha256) != HashSize {
		return errorsmod.Wrapf(ErrInvalidTerms, "give the uri of the document and its SHA-256 of %d bytes, not %d", HashSize, len(sha256))
	}
	return ValidateMetadata(uri, sha256)
}

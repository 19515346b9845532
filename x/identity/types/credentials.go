package types

import (
	"regexp"
	"slices"
	"strings"
	"time"

	errorsmod "cosmossdk.io/errors"
)

// Bounds of credentials and their types.
const (
	// MaxCredentialTypeID holds three short words.
	MaxCredentialTypeID = 64
	// MaxCredentialTypes keeps what one participant can hold, and what the authority has to look after, small.
	MaxCredentialTypes = 256
	// MaxIssuers is more than the offices of one kind that a nation lets vouch for the same fact; the record stays small.
	MaxIssuers = 32
	// MaxCredentialLifetime is a human life; no credential with a bound lasts longer.
	MaxCredentialLifetime = 100 * 365 * 24 * time.Hour
	// maxIssuer holds an address or "key:" and the longest kid.
	maxIssuer = 96
)

var credentialTypeRule = regexp.MustCompile(`^[a-z0-9-]+(/[a-z0-9-]+){0,2}$`)

// ValidateCredentialTypeID checks an id such as citizen or clearance/secret.
func ValidateCredentialTypeID(id string) error {
	if len(id) > MaxCredentialTypeID || !credentialTypeRule.MatchString(id) {
		return errorsmod.Wrapf(ErrInvalidCredentialType, "id of %d bytes; use 1 to 3 parts of a-z, 0-9 and '-' with '/' between them, at most %d bytes",
			len(id), MaxCredentialTypeID)
	}
	return nil
}

// Validate checks one type.
func (t CredentialType) Validate() error {
	if err := ValidateCredentialTypeID(t.Id); err != nil {
		return err
	}
	if len(t.Issuers) > MaxIssuers {
		return errorsmod.Wrapf(ErrInvalidCredentialType, "%d issuers; name at most %d", len(t.Issuers), MaxIssuers)
	}
	for i, issuer := range t.Issuers {
		if _, err := ParseAddress("issuer", issuer); err != nil {
			return err
		}
		if slices.Contains(t.Issuers[:i], issuer) {
			return errorsmod.Wrapf(ErrInvalidCredentialType, "issuer %s is listed twice", issuer)
		}
	}
	if t.MaxLifetime < 0 || t.MaxLifetime > MaxCredentialLifetime {
		return errorsmod.Wrapf(ErrInvalidCredentialType, "max_lifetime is %s; choose 0s (no bound) to %s", t.MaxLifetime, MaxCredentialLifetime)
	}
	return nil
}

// Widens tells whether the type lets anybody do more than the old one did: a new type, a new issuer, a longer life, or active again.
// The zero value stands for a type that is not there yet.
func (t CredentialType) Widens(old CredentialType) bool {
	if old.Id == "" {
		return true
	}
	if t.Active && !old.Active {
		return true
	}
	if old.MaxLifetime != 0 && (t.MaxLifetime == 0 || t.MaxLifetime > old.MaxLifetime) {
		return true
	}
	return slices.ContainsFunc(t.Issuers, func(issuer string) bool { return !slices.Contains(old.Issuers, issuer) })
}

// latest returns until when a credential that is issued at a block time may last; nil: for ever.
func (t CredentialType) latest(at time.Time) *time.Time {
	if t.MaxLifetime == 0 {
		return nil
	}
	end := at.Add(t.MaxLifetime)
	return &end
}

// CheckExpiry refuses an expiry that has passed or is later than the type allows; nil is never.
func (t CredentialType) CheckExpiry(expires *time.Time, now time.Time) error {
	if expires != nil && !expires.After(now) {
		return errorsmod.Wrapf(ErrInvalidExpiry, "expires_at %s, block time %s", expires.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	if end := t.latest(now); later(expires, end) {
		return errorsmod.Wrapf(ErrCredentialLifetime, "%s lasts %s: until %s at the latest", t.Id, t.MaxLifetime, end.UTC().Format(time.RFC3339))
	}
	return nil
}

// Cut returns the earlier of an expiry and the latest that the type allows. A token says how long its roles last and knows no types.
func (t CredentialType) Cut(expires *time.Time, now time.Time) *time.Time {
	return earlier(expires, t.latest(now))
}

// Expired tells whether the credential has ended at a block time: it lasts until expires_at, exclusive.
func (c Credential) Expired(at time.Time) bool { return c.ExpiresAt != nil && !at.Before(*c.ExpiresAt) }

// Check returns nil when the credential counts at a block time, otherwise why not. t is the credential's type.
func (c Credential) Check(t CredentialType, at time.Time) error {
	switch {
	case t.Id != c.Type:
		return errorsmod.Wrapf(ErrUnknownCredential, "%s, %s", c.Subject, t.Id)
	case !t.Active:
		return errorsmod.Wrapf(ErrInactiveCredentialType, "%s", t.Id)
	case c.Revoked:
		return errorsmod.Wrapf(ErrCredentialRevoked, "%s of %s: %s", c.Type, c.Subject, c.RevokedReason)
	case c.Expired(at):
		return errorsmod.Wrapf(ErrCredentialExpired, "%s of %s, on %s", c.Type, c.Subject, c.ExpiresAt.UTC().Format(time.RFC3339))
	}
	return nil
}

// Valid tells whether the credential counts at a block time.
func (c Credential) Valid(t CredentialType, at time.Time) bool { return c.Check(t, at) == nil }

// Says tells whether the credential already says what another one would: the same value, at least as long, and not revoked.
func (c Credential) Says(other Credential) bool {
	return !c.Revoked && string(c.ValueHash) == string(other.ValueHash) && !later(other.ExpiresAt, c.ExpiresAt)
}

// Validate checks one record of the state.
func (c Credential) Validate() error {
	if _, err := ParseAddress("subject", c.Subject); err != nil {
		return err
	}
	if err := ValidateCredentialTypeID(c.Type); err != nil {
		return err
	}
	if err := validateIssuer(c.Issuer); err != nil {
		return err
	}
	if err := validateValueHash(c.ValueHash); err != nil {
		return err
	}
	if c.ExpiresAt != nil && !c.ExpiresAt.After(c.IssuedAt) {
		return errorsmod.Wrapf(ErrInvalidCredential, "%s of %s expires before it was issued", c.Type, c.Subject)
	}
	if !c.Revoked {
		if c.RevokedBy != "" || c.RevokedReason != "" {
			return errorsmod.Wrapf(ErrInvalidCredential, "%s of %s is not revoked and says who revoked it", c.Type, c.Subject)
		}
		return nil
	}
	if _, err := ParseAddress("revoked_by", c.RevokedBy); err != nil {
		return err
	}
	return ValidateReason(c.RevokedReason)
}

func validateIssuer(issuer string) error {
	if kid, ok := strings.CutPrefix(issuer, KeyPrefix); ok {
		if kid == "" || len(issuer) > maxIssuer {
			return errorsmod.Wrapf(ErrInvalidCredential, "issuer of %d bytes", len(issuer))
		}
		return nil
	}
	_, err := ParseAddress("issuer", issuer)
	return err
}

func validateValueHash(hash []byte) error {
	if len(hash) != 0 && len(hash) != HashSize {
		return errorsmod.Wrapf(ErrInvalidCredential, "value_hash of %d bytes; give none or a salted SHA-256 of %d", len(hash), HashSize)
	}
	return nil
}

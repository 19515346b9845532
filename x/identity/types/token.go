package types

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// MaxToken holds every claim at its usual length and a few credentials.
	MaxToken = 2_048
	// TokenGas pays for the signature and for reading the token, beside the bytes of the transaction. The SDK takes 1,000 for a
	// secp256k1 signature of an account; Ed25519 costs less, P-256 about the same, and several times more where Go has no assembly for it.
	TokenGas = 3_000
)

// Token is a compact JWS (RFC 7515) whose form is right. Nothing it says counts before Verify.
type Token struct {
	Algorithm string
	Kid       string
	Claims    Claims

	text string
}

// Moment is when and where a token is used.
type Moment struct {
	Now         time.Time
	ChainID     string
	MaxLifetime time.Duration
}

// Checks of which a verifier without the chain knows nothing.
const (
	CheckActive = "key active"
	CheckIssuer = "issuer"
	CheckRights = "rights of the key"
)

// TokenCheck is one question to a token: the error says what is wrong, nil that it is all right.
type TokenCheck struct {
	Name string
	Err  error
}

// ParseToken reads a token and checks all that needs neither key nor state.
func ParseToken(text string) (Token, error) {
	if len(text) > MaxToken {
		return Token{}, errorsmod.Wrapf(ErrTokenFormat, "%d bytes; at most %d", len(text), MaxToken)
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return Token{}, errorsmod.Wrapf(ErrTokenFormat, "%d parts; it has header, payload and signature", len(parts))
	}
	decoded := make([][]byte, 0, len(parts))
	for i, part := range parts {
		raw, err := decodeBase64url(part)
		if err != nil {
			return Token{}, errorsmod.Wrapf(ErrTokenFormat, "%s: %s", []string{"header", "payload", "signature"}[i], err)
		}
		decoded = append(decoded, raw)
	}
	token := Token{text: text}
	if err := token.readHeader(decoded[0]); err != nil {
		return Token{}, err
	}
	claims, err := parseClaims(decoded[1])
	token.Claims = claims
	return token, err
}

// readHeader takes alg, kid and typ. Whatever else a header may hold (jwk, jku, x5c, crit, b64 …) tells the verifier how to verify: here
// only the registered key does.
func (t *Token) readHeader(raw []byte) error {
	m, err := readMembers(raw)
	if err != nil {
		return errorsmod.Wrapf(ErrTokenHeader, "header: %s", err)
	}
	t.Algorithm = m.text("alg", wordRule, "EdDSA or ES256")
	t.Kid = m.text("kid", kidRule, "1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-'")
	if typ := m.optional("typ", wordRule, "JWT"); typ != "" && typ != "JWT" {
		m.fail("typ is not JWT")
	}
	if left := m.left(); left != "" {
		return errorsmod.Wrapf(ErrTokenHeader, "it also holds %s", left)
	}
	if t.Algorithm != "" && t.Algorithm != AlgEdDSA && t.Algorithm != AlgES256 {
		return errorsmod.Wrapf(ErrTokenAlgorithm, "alg is %.32q", t.Algorithm)
	}
	if m.err != nil {
		return errorsmod.Wrapf(ErrTokenHeader, "%s", m.err)
	}
	return nil
}

// Verify answers whether a public JWK signed the token, by the algorithm of the key.
func (t Token) Verify(jwk string) error {
	key, err := ParseJWK(jwk)
	if err != nil {
		return err
	}
	if t.Algorithm != key.Algorithm {
		return errorsmod.Wrapf(ErrTokenAlgorithm, "alg is %s, the key verifies %s", t.Algorithm, key.Algorithm)
	}
	return key.Verify(t.text)
}

// Checks asks everything that a registered key, block time and chain decide, in the order in which the chain asks.
func (t Token) Checks(key IssuerKey, m Moment) []TokenCheck {
	return []TokenCheck{
		{CheckActive, t.checkActive(key)},
		{"signature", t.Verify(key.Jwk)},
		{CheckIssuer, t.checkIssuer(key)},
		{"audience", t.checkAudience(m)},
		{"valid yet", t.checkStarted(m)},
		{"not expired", t.checkExpiry(m)},
		{"lifetime", t.checkLifetime(m)},
		{CheckRights, key.permits(t.Claims)},
		{"end of the grant", t.checkEnds(key, m)},
	}
}

// Check returns what is wrong first, or nil.
func (t Token) Check(key IssuerKey, m Moment) error {
	for _, check := range t.Checks(key, m) {
		if check.Err != nil {
			return check.Err
		}
	}
	return nil
}

func (t Token) checkActive(key IssuerKey) error {
	if !key.Active {
		return errorsmod.Wrapf(ErrSourceInactive, "key %s", key.Kid)
	}
	return nil
}

func (t Token) checkIssuer(key IssuerKey) error {
	if t.Claims.Issuer != key.Issuer {
		return errorsmod.Wrapf(ErrTokenIssuer, "iss is %q, key %s is of %q", t.Claims.Issuer, key.Kid, key.Issuer)
	}
	return nil
}

func (t Token) checkAudience(m Moment) error {
	if t.Claims.Audience != m.ChainID {
		return errorsmod.Wrapf(ErrTokenAudience, "aud is %q, this is %q", t.Claims.Audience, m.ChainID)
	}
	return nil
}

func (t Token) checkStarted(m Moment) error {
	start := max(t.Claims.IssuedAt, t.Claims.NotBefore)
	if time.Unix(start, 0).After(m.Now.Add(TokenLeeway)) {
		return errorsmod.Wrapf(ErrTokenNotYet, "it begins at %s, block time is %s", stamp(time.Unix(start, 0)), stamp(m.Now))
	}
	return nil
}

func (t Token) checkExpiry(m Moment) error {
	if end := time.Unix(t.Claims.Expires, 0); !m.Now.Before(end) {
		return errorsmod.Wrapf(ErrTokenExpired, "it ended at %s, block time is %s", stamp(end), stamp(m.Now))
	}
	return nil
}

func (t Token) checkLifetime(m Moment) error {
	if seconds := t.Claims.Expires - t.Claims.IssuedAt; seconds > int64(m.MaxLifetime/time.Second) {
		return errorsmod.Wrapf(ErrTokenLifetime, "%d s from iat to exp, at most %s", seconds, m.MaxLifetime)
	}
	return nil
}

// checkEnds looks at when roles and credentials end: not before they begin, and the roles not later than the key may grant. A term counts
// from iat where that is later than block time, so that an issuer can always write iat + term.
func (t Token) checkEnds(key IssuerKey, m Moment) error {
	for _, cred := range t.Claims.Credentials {
		if end := cred.ExpiresAt(); end != nil && !m.Now.Before(*end) {
			return errorsmod.Wrapf(ErrTokenUntil, "credential %s ended at %s, block time is %s", cred.Type, stamp(*end), stamp(m.Now))
		}
	}
	until := unixOrNil(t.Claims.Until)
	if until == nil {
		return nil
	}
	if !m.Now.Before(*until) {
		return errorsmod.Wrapf(ErrTokenUntil, "until is %s, block time is %s", stamp(*until), stamp(m.Now))
	}
	from := m.Now
	if issued := time.Unix(t.Claims.IssuedAt, 0); issued.After(from) {
		from = issued
	}
	if key.Term != 0 && until.After(from.Add(key.Term)) {
		return errorsmod.Wrapf(ErrTokenUntil, "until is %s, key %s grants at most %s", stamp(*until), key.Kid, key.Term)
	}
	return nil
}

// GrantEnds is when the roles end that a token grants at a block time: as it says, and never later than the key may grant; nil for a
// grant that lasts as long as the participation.
func (t Token) GrantEnds(key IssuerKey, now time.Time) *time.Time {
	var longest *time.Time
	if key.Term != 0 {
		end := now.Add(key.Term)
		longest = &end
	}
	return earlier(unixOrNil(t.Claims.Until), longest)
}

// Evidence is the SHA-256 of the token: an auditor who has it finds its event.
func (t Token) Evidence() []byte {
	sum := sha256.Sum256([]byte(t.text))
	return sum[:]
}

// UsedID is under what the chain remembers the token.
func (t Token) UsedID() []byte { return TokenID(t.Claims.Issuer, t.Claims.ID) }

// TokenID is the SHA-256 over the length-prefixed iss and jti: an issuer numbers its tokens, whatever key signs them.
func TokenID(issuer, jti string) []byte {
	h := sha256.New()
	for _, part := range []string{issuer, jti} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write([]byte(part))
	}
	return h.Sum(nil)
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

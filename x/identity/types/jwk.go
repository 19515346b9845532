package types

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"

	"filippo.io/edwards25519"
	"github.com/go-jose/go-jose/v4"

	errorsmod "cosmossdk.io/errors"
)

// Algorithms of tokens. Each key has exactly one.
const (
	AlgEdDSA = string(jose.EdDSA)
	AlgES256 = string(jose.ES256)
)

const (
	// MaxJWK holds the public keys of both kinds with all members that are taken.
	MaxJWK = 512
	// keyBytes is the size of an Ed25519 key and of a coordinate on P-256.
	keyBytes = 32
)

var (
	wordRule = regexp.MustCompile(`^[!-~]{1,128}$`)
	// secretMembers are those of private keys (RFC 7518 section 6, RFC 8037 section 2).
	secretMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth"}
)

// PublicKey is a key that verifies tokens.
type PublicKey struct {
	// Algorithm is the only one that the key verifies.
	Algorithm string
	// Canonical is the JWK in the form of RFC 7638: the members that make the key, sorted, without spaces.
	Canonical string
	// KeyID is the member kid of the JWK, or empty.
	KeyID string

	key jose.JSONWebKey
}

// ParseJWK reads a public JWK: Ed25519 (RFC 8037) or P-256 (RFC 7518 section 6.2). Beside the key it may say alg, use and kid.
func ParseJWK(text string) (PublicKey, error) {
	if len(text) > MaxJWK {
		return PublicKey{}, errorsmod.Wrapf(ErrInvalidIssuerKey, "jwk of %d bytes; at most %d", len(text), MaxJWK)
	}
	m, err := readMembers([]byte(text))
	if err != nil {
		return PublicKey{}, errorsmod.Wrapf(ErrInvalidIssuerKey, "jwk: %s", err)
	}
	for _, name := range secretMembers {
		if _, secret := m.take(name); secret {
			return PublicKey{}, errorsmod.Wrapf(ErrPrivateKey, "the jwk has the member %s", name)
		}
	}
	key, err := publicKey(m)
	if err != nil {
		return PublicKey{}, err
	}
	return key, key.load()
}

// publicKey takes the members of a public key and refuses those it does not know: nobody shall believe that they count.
func publicKey(m *members) (PublicKey, error) {
	kty := m.text("kty", wordRule, "OKP or EC")
	if _, symmetric := m.take("k"); symmetric || kty == "oct" {
		return PublicKey{}, errorsmod.Wrap(ErrInvalidIssuerKey, "a symmetric key: whoever can verify with it can issue; use Ed25519 or P-256")
	}
	crv := m.text("crv", wordRule, "Ed25519 or P-256")
	key := PublicKey{KeyID: m.optional("kid", wordRule, "1 to 128 printable ASCII characters")}
	x := m.text("x", wordRule, "base64url of 32 bytes")
	switch {
	case kty == "OKP" && crv == "Ed25519":
		key.Algorithm, key.Canonical = AlgEdDSA, fmt.Sprintf(`{"crv":"Ed25519","kty":"OKP","x":"%s"}`, x)
		m.checkKeyBytes("x", x)
	case kty == "EC" && crv == "P-256":
		y := m.text("y", wordRule, "base64url of 32 bytes")
		key.Algorithm, key.Canonical = AlgES256, fmt.Sprintf(`{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, x, y)
		m.checkKeyBytes("x", x)
		m.checkKeyBytes("y", y)
	case m.err == nil:
		return PublicKey{}, errorsmod.Wrapf(ErrInvalidIssuerKey, "kty %q with crv %q; use OKP with Ed25519 or EC with P-256", kty, crv)
	}
	if alg := m.optional("alg", wordRule, key.Algorithm); alg != "" && alg != key.Algorithm {
		m.fail("alg does not fit the key; it verifies %s", key.Algorithm)
	}
	if use := m.optional("use", wordRule, "sig"); use != "" && use != "sig" {
		m.fail("use does not say sig; take a key for signatures")
	}
	if left := m.left(); left != "" {
		m.fail("member %s; send kty, crv, x, y and at most alg, use and kid", left)
	}
	if m.err != nil {
		return PublicKey{}, errorsmod.Wrapf(ErrInvalidIssuerKey, "jwk: %s", m.err)
	}
	return key, nil
}

func (m *members) checkKeyBytes(name, value string) {
	raw, err := decodeBase64url(value)
	if err != nil {
		m.fail("%s: %s", name, err)
	} else if len(raw) != keyBytes {
		m.fail("%s has %d bytes; it needs %d", name, len(raw), keyBytes)
	}
}

// load makes the key ready to verify and refuses points that are no keys. That of P-256 the library looks at.
func (k *PublicKey) load() error {
	if err := k.key.UnmarshalJSON([]byte(k.Canonical)); err != nil {
		return errorsmod.Wrapf(ErrInvalidIssuerKey, "jwk: %s", err)
	}
	if ed, ok := k.key.Key.(ed25519.PublicKey); ok {
		return checkEd25519(ed)
	}
	return nil
}

// checkEd25519 refuses bytes that are no point, points with a second spelling and those of small order: for these anybody can make
// signatures that verify.
func checkEd25519(key ed25519.PublicKey) error {
	point, err := new(edwards25519.Point).SetBytes(key)
	if err != nil || !bytes.Equal(point.Bytes(), key) {
		return errorsmod.Wrap(ErrInvalidIssuerKey, "jwk: x is no point of Ed25519")
	}
	if new(edwards25519.Point).MultByCofactor(point).Equal(edwards25519.NewIdentityPoint()) == 1 {
		return errorsmod.Wrap(ErrInvalidIssuerKey, "jwk: x is a point of small order, for which anybody can sign")
	}
	return nil
}

// Verify answers whether the key signed a compact JWS, whatever it holds. The algorithm is that of the key.
func (k PublicKey) Verify(compact string) error {
	jws, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(k.Algorithm)})
	if err != nil {
		return errorsmod.Wrapf(ErrTokenSignature, "%s", err)
	}
	if _, err := jws.Verify(k.key.Key); err != nil {
		return errorsmod.Wrapf(ErrTokenSignature, "%s", err)
	}
	return nil
}

// Thumbprint is the SHA-256 of the canonical form in base64url (RFC 7638): a good kid.
func (k PublicKey) Thumbprint() string {
	sum := sha256.Sum256([]byte(k.Canonical))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

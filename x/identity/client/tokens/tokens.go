// Package tokens makes what x/identity verifies: keys of issuers and tokens that enrol people. It is for tests and small issuers; a
// national eID signs with its own system.
package tokens

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/agijobs/agijobs/x/identity/types"
)

// NewKey makes a private key; its kid is the thumbprint of RFC 7638.
func NewKey(alg string) (jose.JSONWebKey, error) {
	key := jose.JSONWebKey{Algorithm: alg, Use: "sig"}
	switch alg {
	case types.AlgEdDSA:
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return key, err
		}
		key.Key = private
	case types.AlgES256:
		private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return key, err
		}
		key.Key = private
	default:
		return key, fmt.Errorf("algorithm %q: choose %s or %s", alg, types.AlgEdDSA, types.AlgES256)
	}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return key, err
	}
	key.KeyID = base64.RawURLEncoding.EncodeToString(sum)
	return key, nil
}

// ReadKey reads a private key as a JWK and makes sure that the chain would take its public part.
func ReadKey(raw []byte) (jose.JSONWebKey, error) {
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(raw); err != nil {
		return key, fmt.Errorf("private key: %w", err)
	}
	if key.IsPublic() {
		return key, fmt.Errorf("this is a public key: tokens are issued with the private one")
	}
	public, err := PublicJWK(key)
	if err != nil {
		return key, err
	}
	parsed, err := types.ParseJWK(public)
	if err != nil {
		return key, err
	}
	if key.KeyID == "" {
		key.KeyID = parsed.Thumbprint()
	}
	key.Algorithm = parsed.Algorithm
	return key, nil
}

// PublicJWK returns the public part of a key as a JWK.
func PublicJWK(key jose.JSONWebKey) (string, error) {
	public := key.Public()
	raw, err := public.MarshalJSON()
	return string(raw), err
}

// claims is the payload in the order in which people read it.
type claims struct {
	Iss         string       `json:"iss"`
	Sub         string       `json:"sub"`
	Roles       []string     `json:"roles,omitempty"`
	Credentials []credential `json:"credentials,omitempty"`
	Org         string       `json:"org,omitempty"`
	Kind        string       `json:"kind"`
	Iat         int64        `json:"iat"`
	Nbf         int64        `json:"nbf,omitempty"`
	Exp         int64        `json:"exp"`
	Until       int64        `json:"until,omitempty"`
	Jti         string       `json:"jti"`
	Aud         string       `json:"aud"`
	Responsible string       `json:"responsible,omitempty"`
	ModelID     string       `json:"model_id,omitempty"`
	ModelHash   string       `json:"model_hash,omitempty"`
}

type credential struct {
	Type      string `json:"type"`
	ValueHash string `json:"value_hash,omitempty"`
	Exp       int64  `json:"exp,omitempty"`
}

// Payload writes claims as the payload of a token.
func Payload(c types.Claims) ([]byte, error) {
	out := claims{
		Iss: c.Issuer, Sub: c.Subject, Org: c.Organisation, Kind: short(c.Kind.String(), "PARTICIPANT_KIND_"),
		Iat: c.IssuedAt, Nbf: c.NotBefore, Exp: c.Expires, Until: c.Until, Jti: c.ID, Aud: c.Audience,
		Responsible: c.Responsible, ModelID: c.ModelID, ModelHash: hex.EncodeToString(c.ModelHash),
	}
	for _, role := range c.Roles {
		out.Roles = append(out.Roles, short(role.String(), "ROLE_"))
	}
	for _, cred := range c.Credentials {
		out.Credentials = append(out.Credentials, credential{Type: cred.Type, ValueHash: hex.EncodeToString(cred.ValueHash), Exp: cred.Expires})
	}
	return json.Marshal(out)
}

func short(name, prefix string) string { return strings.ToLower(strings.TrimPrefix(name, prefix)) }

// Issue signs claims with a private key. The header says alg, kid and typ.
func Issue(key jose.JSONWebKey, c types.Claims) (string, error) {
	payload, err := Payload(c)
	if err != nil {
		return "", err
	}
	return Sign(key, payload)
}

// Sign makes a compact JWS of any payload; whether the chain takes it is another question.
func Sign(key jose.JSONWebKey, payload []byte) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(key.Algorithm), Key: key},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

package demo

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// claims returns what a right token for somebody says.
func (d *desk) claims(newcomer string) identitytypes.Claims {
	now := time.Now()
	d.tokens++
	return identitytypes.Claims{
		Issuer: eID, Subject: d.addresses[newcomer], Roles: []identitytypes.Role{working}, Kind: human, IssuedAt: now.Unix(),
		Expires: now.Add(time.Hour).Unix(), ID: fmt.Sprintf("demo-%d", d.tokens), Audience: d.node.ChainID,
	}
}

// forgedTokens are those that an attacker without the issuer's key makes for the stranger.
func (d *desk) forgedTokens(ctx context.Context) error {
	payload, err := tokens.Payload(d.claims(stranger))
	if err != nil {
		return err
	}
	public, err := tokens.PublicJWK(d.eddsa)
	if err != nil {
		return err
	}
	withHMAC := jws("HS256", d.eddsa.KeyID, payload, func(input []byte) []byte {
		mac := hmac.New(sha256.New, []byte(public))
		mac.Write(input)
		return mac.Sum(nil)
	})
	confused := d.es256
	confused.KeyID = d.eddsa.KeyID
	byOtherAlgorithm, err := tokens.Sign(confused, payload)
	if err != nil {
		return err
	}
	own, err := tokens.NewKey(identitytypes.AlgEdDSA)
	if err != nil {
		return err
	}
	own.KeyID = d.eddsa.KeyID
	byOwnKey, err := tokens.Sign(own, payload)
	if err != nil {
		return err
	}
	const algorithm = "the algorithm of a token is that of its registered key"
	enrol := func(token string) []string { return []string{"identity", "enrol", "token", token} }
	return d.refusals(ctx, []refuse{
		{ministry, "sends a token with alg none and no signature", algorithm, enrol(jws("none", d.eddsa.KeyID, payload, func([]byte) []byte { return nil }))},
		{ministry, "sends a token whose signature is an HMAC with the public key", algorithm, enrol(withHMAC)},
		{ministry, "sends a token that says ES256 and names the EdDSA key", algorithm, enrol(byOtherAlgorithm)},
		{ministry, "sends a token signed with a key of the attacker's own", "the signature of the token is not that of the registered key", enrol(byOwnKey)},
	})
}

// tokenRefusals are tokens that the issuer has signed and that the chain must not take.
func (d *desk) tokenRefusals(ctx context.Context) error {
	list := []refuse{
		{
			ministry, "sends the statistician's token a second time", "the token was used already",
			[]string{"identity", "enrol", "token", d.spent},
		},
	}
	for _, t := range []struct {
		tried, because string
		key            jose.JSONWebKey
		spoil          func(c *identitytypes.Claims)
	}{
		{"for another chain", "the token was issued for another chain", d.eddsa, func(c *identitytypes.Claims) { c.Audience = "agi-elsewhere-1" }},
		{"that has expired", "the token has expired", d.eddsa, func(c *identitytypes.Claims) { c.IssuedAt, c.Expires = c.IssuedAt-7200, c.IssuedAt-3600 }},
		{"that is not valid yet", "the token is not valid yet", d.eddsa, func(c *identitytypes.Claims) { c.NotBefore = c.IssuedAt + 1800 }},
		{"for a role that its key may not grant", "this source of admissions may not grant that", d.eddsa, func(c *identitytypes.Claims) { c.Roles = []identitytypes.Role{employing} }},
		{"for a role of the authority", "role is granted by the authority only", d.eddsa, func(c *identitytypes.Claims) { c.Roles = []identitytypes.Role{identitytypes.ROLE_MODERATOR} }},
		{"of a key that has used up its day", "daily limit of this source of admissions is used up", d.es256, func(*identitytypes.Claims) {}},
	} {
		claims := d.claims(stranger)
		t.spoil(&claims)
		token, err := tokens.Issue(t.key, claims)
		if err != nil {
			return err
		}
		list = append(list, refuse{ministry, "sends a token " + t.tried, t.because, []string{"identity", "enrol", "token", token}})
	}
	more, err := d.tokensOfOthers()
	if err != nil {
		return err
	}
	return d.refusals(ctx, append(list, more...))
}

// tokensOfOthers: a token for another address, and one that says who somebody is.
func (d *desk) tokensOfOthers() ([]refuse, error) {
	other, err := tokens.Issue(d.eddsa, d.claims(successor))
	if err != nil {
		return nil, err
	}
	payload, err := tokens.Payload(d.claims(stranger))
	if err != nil {
		return nil, err
	}
	named := map[string]any{}
	if err := json.Unmarshal(payload, &named); err != nil {
		return nil, err
	}
	named["given_name"] = "Ada"
	if payload, err = json.Marshal(named); err != nil {
		return nil, err
	}
	personal, err := tokens.Sign(d.eddsa, payload)
	if err != nil {
		return nil, err
	}
	return []refuse{
		{
			ministry, "enrols the stranger with a token for the successor", "the token was issued for another address",
			[]string{"tx", "identity", "enrol-with-token", d.addresses[stranger], other},
		},
		{
			ministry, "sends a token that carries a person's name", "a token must not carry claims that the chain does not use",
			[]string{"identity", "enrol", "token", personal},
		},
	}, nil
}

// jws writes a compact JWS whose signature is whatever sign returns.
func jws(alg, kid string, payload []byte, sign func(input []byte) []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	input := encode([]byte(fmt.Sprintf(`{"alg":%q,"kid":%q,"typ":"JWT"}`, alg, kid))) + "." + encode(payload)
	return input + "." + encode(sign([]byte(input)))
}

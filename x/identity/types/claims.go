package types

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4/json"

	errorsmod "cosmossdk.io/errors"
)

const (
	// MaxTokenCredentials is what fits into a token beside the rest.
	MaxTokenCredentials = 16
	// TokenLeeway is how far iat and nbf may lie after block time. Block time is the median of what operators say about the block before:
	// it lags behind the issuer's clock by a block or more, and a token must work at once.
	TokenLeeway = 60 * time.Second
)

var (
	jtiRule     = regexp.MustCompile(`^[!-~]{1,64}$`)
	subjectRule = regexp.MustCompile(`^[a-z0-9]{1,90}$`) // bech32 has at most 90
	hashRule    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	modelRule   = regexp.MustCompile(`^[!-~]{1,128}$`)
	enumRule    = regexp.MustCompile(`^[A-Za-z_]{1,40}$`) // of roles and kinds
)

const hashHelp = "64 hexadecimal digits in lower case"

// Claims are what a token says; times are Unix seconds, 0 where a claim is missing.
type Claims struct {
	Issuer       string
	Subject      string
	Roles        []Role
	Credentials  []TokenCredential
	Organisation string
	Kind         ParticipantKind
	IssuedAt     int64
	NotBefore    int64
	Expires      int64
	// Until is when what the token grants ends.
	Until       int64
	ID          string
	Audience    string
	Responsible string
	ModelID     string
	ModelHash   []byte
}

// TokenCredential is a credential that a token carries.
type TokenCredential struct {
	Type      string
	ValueHash []byte
	// Expires is in Unix seconds, 0 for none.
	Expires int64
}

// ExpiresAt is the end of the credential, nil for none.
func (c TokenCredential) ExpiresAt() *time.Time { return unixOrNil(c.Expires) }

// HeldAs tells whether a credential of the state is all that this one would make: from the same issuer, with the same value, and not
// ending earlier.
func (c TokenCredential) HeldAs(old Credential, issuer string) bool {
	return old.Issuer == issuer && !old.Revoked && bytes.Equal(old.ValueHash, c.ValueHash) && !later(c.ExpiresAt(), old.ExpiresAt)
}

// parseClaims reads the payload of a token. Claims that the chain does not use are refused: they could tell who somebody is.
func parseClaims(payload []byte) (Claims, error) {
	m, err := readMembers(payload)
	if err != nil {
		return Claims{}, errorsmod.Wrapf(ErrTokenClaims, "payload: %s", err)
	}
	c := Claims{
		Issuer:       m.text("iss", issuerRule, "1 to 128 printable ASCII characters without spaces"),
		Subject:      m.text("sub", subjectRule, "an address"),
		Roles:        m.roles(),
		Credentials:  m.credentials(),
		Organisation: m.optional("org", slugRule, "the id of an organisation, or leave it out"),
		Kind:         m.kind(),
		IssuedAt:     m.seconds("iat", true),
		NotBefore:    m.seconds("nbf", false),
		Expires:      m.seconds("exp", true),
		Until:        m.seconds("until", false),
		ID:           m.text("jti", jtiRule, "1 to 64 printable ASCII characters without spaces"),
		Audience:     m.audience(),
		Responsible:  m.optional("responsible", subjectRule, "an address"),
		ModelID:      m.optional("model_id", modelRule, "1 to 128 printable ASCII characters without spaces"),
		ModelHash:    unhex(m.optional("model_hash", hashRule, hashHelp)),
	}
	if left := m.left(); left != "" {
		return Claims{}, errorsmod.Wrapf(ErrTokenUnknownClaim, "%s", left)
	}
	if m.err != nil {
		return Claims{}, errorsmod.Wrapf(ErrTokenClaims, "%s", m.err)
	}
	return c, c.validate()
}

// validate checks how the claims fit together.
func (c Claims) validate() error {
	if len(c.Roles) == 0 && len(c.Credentials) == 0 {
		return errorsmod.Wrap(ErrTokenClaims, "neither roles nor credentials: the token grants nothing")
	}
	if c.Expires <= c.IssuedAt || c.NotBefore >= c.Expires {
		return errorsmod.Wrap(ErrTokenClaims, "exp must lie after iat and nbf")
	}
	if c.Until != 0 && c.Until <= c.IssuedAt {
		return errorsmod.Wrap(ErrTokenClaims, "until must lie after iat")
	}
	seen := make(map[string]bool, len(c.Credentials))
	for _, cred := range c.Credentials {
		if seen[cred.Type] {
			return errorsmod.Wrapf(ErrTokenClaims, "credential %s is there twice", cred.Type)
		}
		if cred.Expires != 0 && cred.Expires <= c.IssuedAt {
			return errorsmod.Wrapf(ErrTokenClaims, "credential %s: exp must lie after iat", cred.Type)
		}
		seen[cred.Type] = true
	}
	if err := CheckGrant(ADMISSION_PATH_TOKEN, c.Roles); err != nil {
		return err
	}
	return c.Admission(nil).Validate()
}

// Admission is what the token asks for, lasting until an end.
func (c Claims) Admission(end *time.Time) Admission {
	return Admission{
		Address: c.Subject, Kind: c.Kind, OrganisationId: c.Organisation, Roles: c.Roles, ExpiresAt: end,
		Responsible: c.Responsible, ModelId: c.ModelID, ModelHash: c.ModelHash,
	}
}

// roles takes the claim roles: ["agent"] or ["ROLE_AGENT"].
func (m *members) roles() []Role {
	var roles []Role
	for _, raw := range m.list("roles", len(Role_name)) {
		role, ok := RoleByName(m.textOf("an element of roles", raw, enumRule, "the name of a role"))
		if !ok {
			m.fail("roles has an unknown name; use employer, agent or validator")
		}
		roles = append(roles, role)
	}
	return roles
}

func (m *members) kind() ParticipantKind {
	name := m.text("kind", enumRule, "human, organisation or ai_agent")
	kind, ok := KindByName(name)
	if !ok {
		m.fail("kind is unknown; use human, organisation or ai_agent")
	}
	return kind
}

// audience takes the claim aud: one chain id, or a list of exactly one. A token for two chains would be used twice.
func (m *members) audience() string {
	const help = "a chain id"
	raw, ok := m.take("aud")
	if !ok {
		m.fail("aud is missing")
		return ""
	}
	if len(raw) > 0 && raw[0] == '[' {
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil || len(list) != 1 {
			m.fail("aud names %d chains; issue one token for each", len(list))
			return ""
		}
		raw = list[0]
	}
	return m.textOf("aud", raw, chainIDRule, help)
}

func (m *members) credentials() []TokenCredential {
	var list []TokenCredential
	for _, raw := range m.list("credentials", MaxTokenCredentials) {
		in, err := readMembers(raw)
		if err != nil {
			m.fail("credentials: %s", err)
			return nil
		}
		list = append(list, TokenCredential{
			Type:      in.text("type", grantedTypeRule, "1 to 64 of a-z, 0-9, '/', '_' and '-'"),
			ValueHash: unhex(in.optional("value_hash", hashRule, hashHelp)),
			Expires:   in.seconds("exp", false),
		})
		if left := in.left(); left != "" {
			in.fail("%s is unknown; a credential has type, value_hash and exp", left)
		}
		if in.err != nil {
			m.fail("credentials: %s", in.err)
			return nil
		}
	}
	return list
}

// RoleByName returns the role of a name such as agent or ROLE_AGENT.
func RoleByName(name string) (Role, bool) {
	value, ok := byName(Role_value, "ROLE_", name)
	return Role(value), ok
}

// KindByName returns the kind of a name such as human or PARTICIPANT_KIND_HUMAN.
func KindByName(name string) (ParticipantKind, bool) {
	value, ok := byName(ParticipantKind_value, "PARTICIPANT_KIND_", name)
	return ParticipantKind(value), ok
}

// byName takes the full name of an enum's value or its end in lower case; nothing between, so that a role has two spellings and no more.
func byName(values map[string]int32, prefix, name string) (int32, bool) {
	if name == strings.ToLower(name) {
		name = prefix + strings.ToUpper(name)
	}
	value, ok := values[name]
	return value, ok && value != 0
}

// unhex decodes what hashRule has taken.
func unhex(s string) []byte {
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) == 0 {
		return nil
	}
	return raw
}

func unixOrNil(seconds int64) *time.Time {
	if seconds == 0 {
		return nil
	}
	at := time.Unix(seconds, 0).UTC()
	return &at
}

package types_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/identity/types"
)

func issuerKey() types.IssuerKey {
	return types.IssuerKey{
		Kid: "eid-1", Issuer: issuer, Jwk: rfc8037Key, Roles: []types.Role{types.ROLE_VALIDATOR, types.ROLE_AGENT},
		Kinds:           []types.ParticipantKind{types.PARTICIPANT_KIND_ORGANISATION, types.PARTICIPANT_KIND_HUMAN},
		OrganisationIds: []string{"uni", "acme"}, CredentialTypes: []string{"tier/gold", "citizen"},
		Term: time.Hour, DailyAdmissions: 5, Active: true,
	}
}

func TestIssuerKeyIsStoredInOneForm(t *testing.T) {
	key, err := issuerKey().Canonical()
	require.NoError(t, err)
	want := issuerKey()
	want.Jwk = `{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	want.Roles = []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR}
	want.Kinds = []types.ParticipantKind{types.PARTICIPANT_KIND_HUMAN, types.PARTICIPANT_KIND_ORGANISATION}
	want.OrganisationIds, want.CredentialTypes = []string{"acme", "uni"}, []string{"citizen", "tier/gold"}
	require.Equal(t, want, key)
}

func TestIssuerKeyRefuses(t *testing.T) {
	many := func(n int) []string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf("t%d", i))
		}
		return list
	}
	for name, tc := range map[string]struct {
		change func(*types.IssuerKey)
		err    error
	}{
		"no kid":                {func(k *types.IssuerKey) { k.Kid = "" }, types.ErrInvalidIssuerKey},
		"long kid":              {func(k *types.IssuerKey) { k.Kid = strings.Repeat("k", 65) }, types.ErrInvalidIssuerKey},
		"kid with a slash":      {func(k *types.IssuerKey) { k.Kid = "a/b" }, types.ErrInvalidIssuerKey},
		"no issuer":             {func(k *types.IssuerKey) { k.Issuer = "" }, types.ErrInvalidIssuerKey},
		"long issuer":           {func(k *types.IssuerKey) { k.Issuer = strings.Repeat("i", 129) }, types.ErrInvalidIssuerKey},
		"jwk of another kid":    {func(k *types.IssuerKey) { k.Jwk = strings.Replace(k.Jwk, "{", `{"kid":"eid-2",`, 1) }, types.ErrInvalidIssuerKey},
		"private key":           {func(k *types.IssuerKey) { k.Jwk = strings.Replace(k.Jwk, "{", `{"d":"x",`, 1) }, types.ErrPrivateKey},
		"role of the authority": {func(k *types.IssuerKey) { k.Roles = []types.Role{types.ROLE_REGISTRAR} }, types.ErrRoleNotGrantable},
		"role twice":            {func(k *types.IssuerKey) { k.Roles = []types.Role{types.ROLE_AGENT, types.ROLE_AGENT} }, types.ErrInvalidRoles},
		"grants nothing":        {func(k *types.IssuerKey) { k.Roles, k.CredentialTypes = nil, nil }, types.ErrInvalidIssuerKey},
		"no kind":               {func(k *types.IssuerKey) { k.Kinds = nil }, types.ErrInvalidIssuerKey},
		"unknown kind":          {func(k *types.IssuerKey) { k.Kinds = []types.ParticipantKind{9} }, types.ErrInvalidKind},
		"kind twice":            {func(k *types.IssuerKey) { k.Kinds = append(k.Kinds, k.Kinds[0]) }, types.ErrInvalidIssuerKey},
		"65 organisations":      {func(k *types.IssuerKey) { k.OrganisationIds = many(65) }, types.ErrInvalidIssuerKey},
		"organisation twice":    {func(k *types.IssuerKey) { k.OrganisationIds = []string{"acme", "acme"} }, types.ErrInvalidIssuerKey},
		"the treasury":          {func(k *types.IssuerKey) { k.OrganisationIds = []string{"treasury"} }, types.ErrReservedOrganisation},
		"no slug":               {func(k *types.IssuerKey) { k.OrganisationIds = []string{"A"} }, types.ErrInvalidOrganisation},
		"65 types":              {func(k *types.IssuerKey) { k.CredentialTypes = many(65) }, types.ErrInvalidIssuerKey},
		"empty type":            {func(k *types.IssuerKey) { k.CredentialTypes = []string{""} }, types.ErrInvalidIssuerKey},
		"negative term":         {func(k *types.IssuerKey) { k.Term = -1 }, types.ErrInvalidIssuerKey},
		"long term":             {func(k *types.IssuerKey) { k.Term = types.MaxKeyTerm + 1 }, types.ErrInvalidIssuerKey},
		"too many a day":        {func(k *types.IssuerKey) { k.DailyAdmissions = types.MaxDaily + 1 }, types.ErrInvalidIssuerKey},
	} {
		t.Run(name, func(t *testing.T) {
			key := issuerKey()
			tc.change(&key)
			_, err := key.Canonical()
			require.ErrorIs(t, err, tc.err)
		})
	}
	key := issuerKey()
	key.OrganisationIds, key.CredentialTypes, key.Term, key.DailyAdmissions = many(64), many(64), types.MaxKeyTerm, types.MaxDaily
	_, err := key.Canonical()
	require.NoError(t, err, "all at their bounds")
}

func TestIssuerKeyWidens(t *testing.T) {
	for name, tc := range map[string]struct {
		old, change func(*types.IssuerKey)
		want        bool
	}{
		"same":                 {nil, func(*types.IssuerKey) {}, false},
		"deactivated":          {nil, func(k *types.IssuerKey) { k.Active = false }, false},
		"deactivated, wider":   {nil, func(k *types.IssuerKey) { k.Active, k.DailyAdmissions = false, 100 }, false},
		"activated again":      {func(k *types.IssuerKey) { k.Active = false }, func(*types.IssuerKey) {}, true},
		"another issuer":       {nil, func(k *types.IssuerKey) { k.Issuer = "other" }, true},
		"more a day":           {nil, func(k *types.IssuerKey) { k.DailyAdmissions++ }, true},
		"fewer a day":          {nil, func(k *types.IssuerKey) { k.DailyAdmissions-- }, false},
		"longer":               {nil, func(k *types.IssuerKey) { k.Term++ }, true},
		"shorter":              {nil, func(k *types.IssuerKey) { k.Term-- }, false},
		"without end":          {nil, func(k *types.IssuerKey) { k.Term = 0 }, true},
		"an end at last":       {func(k *types.IssuerKey) { k.Term = 0 }, func(k *types.IssuerKey) { k.Term = types.MaxKeyTerm }, false},
		"still without end":    {func(k *types.IssuerKey) { k.Term = 0 }, func(k *types.IssuerKey) { k.Term = 0 }, false},
		"another role":         {nil, func(k *types.IssuerKey) { k.Roles = []types.Role{types.ROLE_EMPLOYER} }, true},
		"a role less":          {nil, func(k *types.IssuerKey) { k.Roles = k.Roles[:1] }, false},
		"another kind":         {nil, func(k *types.IssuerKey) { k.Kinds = append(k.Kinds, types.PARTICIPANT_KIND_AI_AGENT) }, true},
		"a kind less":          {nil, func(k *types.IssuerKey) { k.Kinds = k.Kinds[:1] }, false},
		"another organisation": {nil, func(k *types.IssuerKey) { k.OrganisationIds = []string{"uni", "lab"} }, true},
		"an organisation less": {nil, func(k *types.IssuerKey) { k.OrganisationIds = []string{"uni"} }, false},
		"out of organisations": {nil, func(k *types.IssuerKey) { k.OrganisationIds = nil }, true},
		"into organisations":   {func(k *types.IssuerKey) { k.OrganisationIds = nil }, func(*types.IssuerKey) {}, true},
		"another credential":   {nil, func(k *types.IssuerKey) { k.CredentialTypes = append(k.CredentialTypes, "x") }, true},
		"a credential less":    {nil, func(k *types.IssuerKey) { k.CredentialTypes = nil }, false},
		"other order":          {nil, func(k *types.IssuerKey) { k.OrganisationIds = []string{"acme", "uni"} }, false},
	} {
		old, key := issuerKey(), issuerKey()
		if tc.old != nil {
			tc.old(&old)
		}
		tc.change(&key)
		require.Equal(t, tc.want, key.Widens(old), name)
	}
}

func TestCredentialIsHeld(t *testing.T) {
	hour := now.Add(time.Hour)
	held := types.Credential{Issuer: "key:k", ValueHash: []byte{1}, ExpiresAt: &hour}
	cred := types.TokenCredential{Type: "a", ValueHash: []byte{1}, Expires: hour.Unix()}
	require.True(t, cred.HeldAs(held, "key:k"))
	require.False(t, cred.HeldAs(held, "key:other"))
	for name, change := range map[string]func(*types.Credential){
		"value": func(c *types.Credential) { c.ValueHash = nil }, "revoked": func(c *types.Credential) { c.Revoked = true },
		"ends earlier": func(c *types.Credential) { c.ExpiresAt = &now },
	} {
		old := held
		change(&old)
		require.False(t, cred.HeldAs(old, "key:k"), name)
	}
	held.ExpiresAt = nil
	require.True(t, cred.HeldAs(held, "key:k"), "it has no end")
}

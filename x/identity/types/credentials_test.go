package types_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/identity/types"
)

func TestCredentialTypeValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.CredentialType)
		err    error
	}{
		"good":               {func(*types.CredentialType) {}, nil},
		"one part":           {func(c *types.CredentialType) { c.Id = "citizen" }, nil},
		"three parts":        {func(c *types.CredentialType) { c.Id = "skill/translation/de-fr" }, nil},
		"64 bytes":           {func(c *types.CredentialType) { c.Id = strings.Repeat("a", 64) }, nil},
		"65 bytes":           {func(c *types.CredentialType) { c.Id = strings.Repeat("a", 65) }, types.ErrInvalidCredentialType},
		"four parts":         {func(c *types.CredentialType) { c.Id = "a/b/c/d" }, types.ErrInvalidCredentialType},
		"empty":              {func(c *types.CredentialType) { c.Id = "" }, types.ErrInvalidCredentialType},
		"empty part":         {func(c *types.CredentialType) { c.Id = "a//b" }, types.ErrInvalidCredentialType},
		"trailing slash":     {func(c *types.CredentialType) { c.Id = "a/" }, types.ErrInvalidCredentialType},
		"new line":           {func(c *types.CredentialType) { c.Id = "a\n" }, types.ErrInvalidCredentialType},
		"capital":            {func(c *types.CredentialType) { c.Id = "Citizen" }, types.ErrInvalidCredentialType},
		"issuer twice":       {func(c *types.CredentialType) { c.Issuers = []string{address("a"), address("a")} }, types.ErrInvalidCredentialType},
		"issuer no address":  {func(c *types.CredentialType) { c.Issuers = []string{"a"} }, types.ErrInvalidAddress},
		"33 issuers":         {func(c *types.CredentialType) { c.Issuers = make([]string, 33) }, types.ErrInvalidCredentialType},
		"negative life":      {func(c *types.CredentialType) { c.MaxLifetime = -1 }, types.ErrInvalidCredentialType},
		"longest life":       {func(c *types.CredentialType) { c.MaxLifetime = types.MaxCredentialLifetime }, nil},
		"longer than a life": {func(c *types.CredentialType) { c.MaxLifetime = types.MaxCredentialLifetime + 1 }, types.ErrInvalidCredentialType},
	} {
		t.Run(name, func(t *testing.T) {
			c := types.CredentialType{Id: "clearance/secret", Issuers: []string{address("a"), address("b")}, Active: true}
			tc.change(&c)
			require.ErrorIs(t, c.Validate(), tc.err)
		})
	}
}

func TestCredentialTypeWidens(t *testing.T) {
	old := types.CredentialType{Id: "x", Issuers: []string{"a", "b"}, MaxLifetime: time.Hour, Active: true}
	off := old
	off.Active = false
	endless := old
	endless.MaxLifetime = 0
	with := func(base types.CredentialType, change func(*types.CredentialType)) types.CredentialType {
		change(&base)
		return base
	}
	for name, tc := range map[string]struct {
		next, old types.CredentialType
		want      bool
	}{
		"new type":              {old, types.CredentialType{}, true},
		"new, not active":       {off, types.CredentialType{}, true},
		"the same":              {old, old, false},
		"deactivated":           {off, old, false},
		"reactivated":           {old, off, true},
		"stays off":             {off, off, false},
		"other order":           {with(old, func(c *types.CredentialType) { c.Issuers = []string{"b", "a"} }), old, false},
		"one issuer less":       {with(old, func(c *types.CredentialType) { c.Issuers = []string{"b"} }), old, false},
		"no issuer":             {with(old, func(c *types.CredentialType) { c.Issuers = nil }), old, false},
		"one issuer more":       {with(old, func(c *types.CredentialType) { c.Issuers = []string{"a", "b", "c"} }), old, true},
		"another issuer":        {with(old, func(c *types.CredentialType) { c.Issuers = []string{"a", "c"} }), old, true},
		"another, not active":   {with(off, func(c *types.CredentialType) { c.Issuers = []string{"a", "c"} }), old, true},
		"shorter":               {with(old, func(c *types.CredentialType) { c.MaxLifetime = time.Minute }), old, false},
		"longer":                {with(old, func(c *types.CredentialType) { c.MaxLifetime = time.Hour + 1 }), old, true},
		"endless":               {endless, old, true},
		"stays endless":         {endless, endless, false},
		"endless gets an end":   {old, endless, false},
		"narrower and longer":   {with(old, func(c *types.CredentialType) { c.Issuers, c.MaxLifetime = nil, 0 }), old, true},
		"wider, then forgotten": {with(old, func(c *types.CredentialType) { c.Issuers = []string{"c"} }), old, true},
	} {
		require.Equal(t, tc.want, tc.next.Widens(tc.old), name)
	}
}

func drawType(t *rapid.T) types.CredentialType {
	return types.CredentialType{
		Id: "x", Issuers: rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), func(s string) string { return s }).Draw(t, "issuers"),
		MaxLifetime: time.Duration(rapid.IntRange(0, 3).Draw(t, "life")), Active: rapid.Bool().Draw(t, "active"),
	}
}

// allows tells whether a type lets somebody issue for a time (0: for ever).
func allows(c types.CredentialType, issuer string, life time.Duration) bool {
	return c.Active && slices.Contains(c.Issuers, issuer) && (c.MaxLifetime == 0 || life != 0 && life <= c.MaxLifetime)
}

// What does not widen allows nobody anything that was not allowed before, however many steps it takes.
func TestNarrowingNeverAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := drawType(t)
		now := first
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			if next := drawType(t); !next.Widens(now) {
				now = next
			}
		}
		require.False(t, now.Widens(now))
		for _, issuer := range []string{"a", "b", "c"} {
			for life := range time.Duration(5) {
				if allows(now, issuer, life) && !allows(first, issuer, life) {
					t.Fatalf("%+v allows %s %d, %+v did not", now, issuer, life, first)
				}
			}
		}
	})
}

func TestCredentialCheck(t *testing.T) {
	end := now.Add(time.Hour)
	typ := types.CredentialType{Id: "x", Active: true}
	c := types.Credential{Subject: address("a"), Type: "x", Issuer: address("b"), IssuedAt: now, ExpiresAt: &end}
	require.NoError(t, c.Check(typ, now))
	require.True(t, c.Valid(typ, end.Add(-1)))
	require.False(t, c.Valid(typ, end))
	require.ErrorIs(t, c.Check(typ, end), types.ErrCredentialExpired)
	require.ErrorIs(t, c.Check(types.CredentialType{Id: "y", Active: true}, now), types.ErrUnknownCredential)
	require.ErrorIs(t, c.Check(types.CredentialType{Id: "x"}, now), types.ErrInactiveCredentialType)
	c.Revoked = true
	require.ErrorIs(t, c.Check(typ, now), types.ErrCredentialRevoked)
}

package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

var (
	issuer  = addr("issuer")
	issuer2 = addr("issuer2")
	subject = addr("subject")
)

const (
	year      = 365 * 24 * time.Hour
	clearance = "clearance/secret"
)

func clearances() types.CredentialType {
	return types.CredentialType{Id: clearance, Issuers: []string{issuer.String(), issuer2.String()}, MaxLifetime: year, Active: true}
}

func (f *fixture) setType(t types.CredentialType) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.SetCredentialType(ctx, &types.MsgSetCredentialType{Authority: authority, Type: t})
		return err
	}
}

func (f *fixture) issue(sender string, a sdk.AccAddress, typ string, hash []byte, expires *time.Time) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.IssueCredential(ctx, &types.MsgIssueCredential{
			Sender: sender, Subject: a.String(), Type: typ, ValueHash: hash, ExpiresAt: expires,
		})
		return err
	}
}

func (f *fixture) revokeCredential(sender string, a sdk.AccAddress, typ, reason string) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.RevokeCredential(ctx, &types.MsgRevokeCredential{Sender: sender, Subject: a.String(), Type: typ, Reason: reason})
		return err
	}
}

// vouching is a chain with two issuers of clearances and a subject.
func vouching(t *testing.T) *fixture {
	t.Helper()
	f := started(t)
	f.admit(t, authority, person(issuer, types.ROLE_ISSUER), person(issuer2, types.ROLE_ISSUER), person(subject))
	require.NoError(t, f.setType(clearances())(f.ctx))
	return f
}

func (f *fixture) has(t *testing.T, a sdk.AccAddress, typ string) bool {
	t.Helper()
	has, err := f.k.HasCredential(f.ctx, a, typ)
	require.NoError(t, err)
	return has
}

func until(d time.Duration) *time.Time {
	at := genesisTime.Add(d)
	return &at
}

func TestIssueAndRevokeCredential(t *testing.T) {
	f := vouching(t)
	hash := make([]byte, 32)
	want := types.Credential{
		Subject: subject.String(), Type: clearance, Issuer: issuer.String(), ValueHash: hash, IssuedAt: genesisTime, ExpiresAt: until(time.Hour),
	}
	require.False(t, f.has(t, subject, clearance))
	require.Equal(t, typed(t, &types.EventCredentialIssued{Credential: want}),
		f.events(t, f.issue(issuer.String(), subject, clearance, hash, until(time.Hour))))
	require.True(t, f.has(t, subject, clearance))
	require.False(t, f.has(t, subject, "citizen"), "a type that nobody has registered")

	f.later(time.Hour - time.Nanosecond)
	require.True(t, f.has(t, subject, clearance))
	f.later(time.Nanosecond)
	require.False(t, f.has(t, subject, clearance), "what expires at T is gone at T")
	res, err := f.query.Credential(f.ctx, &types.QueryCredentialRequest{Subject: subject.String(), Type: clearance})
	require.NoError(t, err)
	require.False(t, res.Valid)
	require.Contains(t, res.Reason, "credential has expired")

	require.NoError(t, f.issue(issuer2.String(), subject, clearance, nil, until(2*time.Hour))(f.ctx), "another issuer renews it")
	require.True(t, f.has(t, subject, clearance))
	require.Equal(t, typed(t, &types.EventCredentialRevoked{
		Subject: subject.String(), Type: clearance, RevokedBy: issuer.String(), Reason: "withdrawn",
	}), f.events(t, f.revokeCredential(issuer.String(), subject, clearance, "withdrawn")))
	require.False(t, f.has(t, subject, clearance))
	f.sound(t)
}

// What was revoked comes back by who revoked it or by the authority; what the authority revoked, by the authority alone.
func TestRevokedCredentialComesBackByTheRightHand(t *testing.T) {
	f := vouching(t)
	end := until(year)
	issue := func(by string) func(sdk.Context) error { return f.issue(by, subject, clearance, nil, end) }
	revoke := func(by string) func(sdk.Context) error { return f.revokeCredential(by, subject, clearance, "x") }
	require.NoError(t, issue(issuer.String())(f.ctx))

	require.NoError(t, revoke(issuer2.String())(f.ctx))
	f.refused(t, types.ErrCredentialRevoked, issue(issuer.String()))
	f.refused(t, types.ErrCredentialRevoked, revoke(issuer.String()))
	require.NoError(t, issue(issuer2.String())(f.ctx))
	require.True(t, f.has(t, subject, clearance))

	require.NoError(t, revoke(issuer2.String())(f.ctx))
	require.NoError(t, revoke(authority)(f.ctx), "the authority takes the revocation over")
	f.refused(t, types.ErrCredentialRevoked, revoke(authority))
	f.refused(t, types.ErrCredentialRevoked, issue(issuer2.String()))
	require.NoError(t, issue(authority)(f.ctx))
	require.True(t, f.has(t, subject, clearance))
}

func TestIssueCredentialRefused(t *testing.T) {
	f := vouching(t)
	f.admit(t, authority, person(addr("gone")), person(addr("late"), types.ROLE_ISSUER), person(addr("norole")))
	require.NoError(t, f.revoke(authority, addr("gone"), "x")(f.ctx))
	typ := clearances()
	typ.Issuers = append(typ.Issuers, addr("late").String(), addr("norole").String())
	require.NoError(t, f.setType(typ)(f.ctx))
	require.NoError(t, f.suspend(authority, addr("late"), "x")(f.ctx))
	require.NoError(t, f.setType(types.CredentialType{Id: "old", Issuers: []string{issuer.String()}})(f.ctx))

	end := until(time.Hour)
	for name, tc := range map[string]struct {
		run func(sdk.Context) error
		err error
	}{
		"no such type":         {f.issue(issuer.String(), subject, "citizen", nil, end), types.ErrUnknownCredentialType},
		"bad type":             {f.issue(issuer.String(), subject, "A", nil, end), types.ErrInvalidCredentialType},
		"inactive type":        {f.issue(issuer.String(), subject, "old", nil, end), types.ErrInactiveCredentialType},
		"not an issuer of it":  {f.issue(registrar.String(), subject, clearance, nil, end), types.ErrNotIssuer},
		"issuer is suspended":  {f.issue(addr("late").String(), subject, clearance, nil, end), types.ErrSuspended},
		"issuer lost the role": {f.issue(addr("norole").String(), subject, clearance, nil, end), types.ErrRoleMissing},
		"for itself":           {f.issue(issuer.String(), issuer, clearance, nil, end), types.ErrInvalidCredential},
		"unknown subject":      {f.issue(issuer.String(), stranger, clearance, nil, end), types.ErrUnknownParticipant},
		"treasury":             {f.issue(issuer.String(), money.TreasuryAddress(), clearance, nil, end), types.ErrUnknownParticipant},
		"revoked subject":      {f.issue(issuer.String(), addr("gone"), clearance, nil, end), types.ErrRevoked},
		"hash of 31 bytes":     {f.issue(issuer.String(), subject, clearance, make([]byte, 31), end), types.ErrInvalidCredential},
		"expired":              {f.issue(issuer.String(), subject, clearance, nil, &genesisTime), types.ErrInvalidExpiry},
		"without end":          {f.issue(issuer.String(), subject, clearance, nil, nil), types.ErrCredentialLifetime},
		"too long":             {f.issue(issuer.String(), subject, clearance, nil, until(year+1)), types.ErrCredentialLifetime},
		"revoke: none":         {f.revokeCredential(issuer.String(), subject, clearance, "x"), types.ErrUnknownCredential},
		"revoke: no type":      {f.revokeCredential(issuer.String(), subject, "citizen", "x"), types.ErrUnknownCredentialType},
		"revoke: no issuer":    {f.revokeCredential(registrar.String(), subject, clearance, "x"), types.ErrNotIssuer},
		"revoke: suspended":    {f.revokeCredential(addr("late").String(), subject, clearance, "x"), types.ErrSuspended},
		"revoke: no reason":    {f.revokeCredential(issuer.String(), subject, clearance, ""), types.ErrInvalidReason},
		"type by registrar": {func(ctx sdk.Context) error {
			_, err := f.srv.SetCredentialType(ctx, &types.MsgSetCredentialType{Authority: registrar.String(), Type: clearances()})
			return err
		}, types.ErrUnauthorized},
	} {
		t.Run(name, func(t *testing.T) { f.refused(t, tc.err, tc.run) })
	}
	require.NoError(t, f.issue(issuer.String(), subject, clearance, nil, until(year))(f.ctx), "the longest")
}

func TestIssueByToken(t *testing.T) {
	f := vouching(t)
	by := func(hash []byte, end *time.Time) (bool, error) {
		return f.k.IssueByToken(f.ctx, subject, "eid-1", clearance, hash, end)
	}
	changed, err := by(nil, nil)
	require.NoError(t, err)
	require.True(t, changed)
	c, err := f.k.Credential(f.ctx, subject, clearance)
	require.NoError(t, err)
	require.Equal(t, types.Credential{
		Subject: subject.String(), Type: clearance, Issuer: "key:eid-1", IssuedAt: genesisTime, ExpiresAt: until(year),
	}, c, "the type cuts the life")

	for name, tc := range map[string]struct {
		hash []byte
		end  *time.Time
		want bool
	}{
		"the same": {nil, nil, false},
		"shorter":  {nil, until(time.Hour), false},
		"a value":  {make([]byte, 32), nil, true},
	} {
		ctx, _ := f.ctx.CacheContext()
		changed, err := f.k.IssueByToken(ctx, subject, "eid-1", clearance, tc.hash, tc.end)
		require.NoError(t, err, name)
		require.Equal(t, tc.want, changed, name)
	}
	f.later(time.Hour)
	changed, err = by(nil, nil)
	require.NoError(t, err)
	require.True(t, changed, "an hour longer")

	for name, tc := range map[string]struct {
		a   sdk.AccAddress
		typ string
		end *time.Time
		err error
	}{
		"no type":  {subject, "citizen", nil, types.ErrUnknownCredentialType},
		"nobody":   {stranger, clearance, nil, types.ErrUnknownParticipant},
		"has gone": {subject, clearance, &genesisTime, types.ErrInvalidExpiry},
	} {
		f.refused(t, tc.err, func(ctx sdk.Context) error {
			changed, err := f.k.IssueByToken(ctx, tc.a, "eid-1", tc.typ, nil, tc.end)
			require.False(t, changed, name)
			return err
		})
	}
	require.NoError(t, f.revokeCredential(issuer.String(), subject, clearance, "x")(f.ctx))
	f.refused(t, types.ErrCredentialRevoked, func(ctx sdk.Context) error {
		_, err := f.k.IssueByToken(ctx, subject, "eid-1", clearance, nil, nil)
		return err
	})
	off := clearances()
	off.Active = false
	require.NoError(t, f.setType(off)(f.ctx))
	f.refused(t, types.ErrInactiveCredentialType, func(ctx sdk.Context) error {
		_, err := f.k.IssueByToken(ctx, addr("human"), "eid-1", clearance, nil, nil)
		return err
	})
}

// A deactivated type counts for nothing and takes nothing new, but what was issued can be revoked.
func TestInactiveType(t *testing.T) {
	f := vouching(t)
	require.NoError(t, f.issue(issuer.String(), subject, clearance, nil, until(time.Hour))(f.ctx))
	off := clearances()
	off.Active = false
	require.Equal(t, typed(t, &types.EventCredentialTypeSet{Type: off}), f.events(t, f.setType(off)))
	require.False(t, f.has(t, subject, clearance))
	require.NoError(t, f.revokeCredential(issuer.String(), subject, clearance, "x")(f.ctx))
}

func TestTypesAreBounded(t *testing.T) {
	f := started(t)
	for i := range types.MaxCredentialTypes {
		require.NoError(t, f.setType(types.CredentialType{Id: fmt.Sprintf("t-%d", i)})(f.ctx))
	}
	require.ErrorIs(t, f.setType(types.CredentialType{Id: "one-more"})(f.ctx), types.ErrTooManyTypes)
	require.NoError(t, f.setType(types.CredentialType{Id: "t-1", Active: true})(f.ctx), "a change needs no room")
}

func TestLockHoldsTypes(t *testing.T) {
	f := vouching(t)
	lock := func(ctx sdk.Context) error {
		_, err := f.srv.LockAdmission(ctx, &types.MsgLockAdmission{Authority: authority})
		return err
	}
	res, err := f.query.Lock(f.ctx, &types.QueryLockRequest{})
	require.NoError(t, err)
	require.False(t, res.Lock.Locked)
	f.refused(t, types.ErrUnauthorized, func(ctx sdk.Context) error {
		_, err := f.srv.LockAdmission(ctx, &types.MsgLockAdmission{Authority: registrar.String()})
		return err
	})
	require.Equal(t, typed(t, &types.EventAdmissionLocked{Lock: types.AdmissionLock{Locked: true, LockedAt: &genesisTime}}), f.events(t, lock))
	f.refused(t, types.ErrAlreadyLocked, lock)
	res, err = f.query.Lock(f.ctx, &types.QueryLockRequest{})
	require.NoError(t, err)
	require.Equal(t, types.AdmissionLock{Locked: true, LockedAt: &genesisTime}, res.Lock)

	f.refused(t, types.ErrLocked, f.setType(types.CredentialType{Id: "new"}))
	wider := clearances()
	wider.Issuers = append(wider.Issuers, registrar.String())
	f.refused(t, types.ErrLocked, f.setType(wider))
	narrow := clearances()
	narrow.Issuers, narrow.Active = narrow.Issuers[:1], false
	require.NoError(t, f.setType(narrow)(f.ctx))
	f.refused(t, types.ErrLocked, f.setType(clearances()))
}

func TestCredentialQueries(t *testing.T) {
	f := vouching(t)
	require.NoError(t, f.setType(types.CredentialType{Id: "citizen", Issuers: []string{issuer.String()}, Active: true})(f.ctx))
	require.NoError(t, f.issue(issuer.String(), subject, "citizen", nil, nil)(f.ctx))
	require.NoError(t, f.issue(issuer.String(), subject, clearance, nil, until(time.Hour))(f.ctx))
	require.NoError(t, f.issue(issuer.String(), human, "citizen", nil, nil)(f.ctx))

	all, err := f.query.CredentialTypes(f.ctx, &types.QueryCredentialTypesRequest{})
	require.NoError(t, err)
	require.Len(t, all.Types, 2)
	one, err := f.query.CredentialType(f.ctx, &types.QueryCredentialTypeRequest{Id: clearance})
	require.NoError(t, err)
	require.Equal(t, clearances(), one.Type)
	_, err = f.query.CredentialType(f.ctx, &types.QueryCredentialTypeRequest{Id: "no"})
	require.ErrorContains(t, err, "NotFound")
	held, err := f.query.Credentials(f.ctx, &types.QueryCredentialsRequest{Subject: subject.String()})
	require.NoError(t, err)
	require.Len(t, held.Credentials, 2)
	c, err := f.query.Credential(f.ctx, &types.QueryCredentialRequest{Subject: subject.String(), Type: "citizen"})
	require.NoError(t, err)
	require.True(t, c.Valid)
	require.Nil(t, c.Credential.ExpiresAt)
	_, err = f.query.Credential(f.ctx, &types.QueryCredentialRequest{Subject: human.String(), Type: clearance})
	require.ErrorContains(t, err, "NotFound")
}

package keeper_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

var bot = sdk.AccAddress(key("bot").Address())

func key(name string) *secp256k1.PubKey {
	return secp256k1.GenPrivKeyFromSecret([]byte(name)).PubKey().(*secp256k1.PubKey)
}

func packed(t *testing.T, key cryptotypes.PubKey) *codectypes.Any {
	t.Helper()
	bz, err := codectypes.NewAnyWithValue(key)
	require.NoError(t, err)
	return bz
}

func (f *fixture) rotate(t *testing.T, sender string, a sdk.AccAddress, key cryptotypes.PubKey) func(sdk.Context) error {
	t.Helper()
	msg := &types.MsgRotateControllerKey{Sender: sender, Address: a.String(), PublicKey: packed(t, key)}
	return func(ctx sdk.Context) error {
		_, err := f.srv.RotateControllerKey(ctx, msg)
		return err
	}
}

// allow has AI agents agree that who answers for them may replace their keys.
func (f *fixture) allow(t *testing.T, agents ...sdk.AccAddress) {
	t.Helper()
	for _, a := range agents {
		_, err := f.srv.AllowRotation(f.ctx, &types.MsgAllowRotation{Sender: a.String()})
		require.NoError(t, err)
	}
}

func (f *fixture) signing(t *testing.T, a sdk.AccAddress) cryptotypes.PubKey {
	t.Helper()
	key, err := f.k.SigningKey(f.ctx, a)
	require.NoError(t, err)
	return key
}

func TestRotateControllerKey(t *testing.T) {
	f := started(t)
	f.admit(t, registrar.String(), machine(bot, human, types.ROLE_AGENT))
	f.allow(t, bot)
	require.Nil(t, f.signing(t, bot))
	_, err := f.query.ControllerKey(f.ctx, &types.QueryControllerKeyRequest{Address: bot.String()})
	require.ErrorContains(t, err, "NotFound")
	before := f.get(t, bot)

	f.refused(t, types.ErrSameKey, f.rotate(t, human.String(), bot, key("bot")))
	sum := sha256.Sum256(key("new").Key)
	require.Equal(t, typed(t, &types.EventControllerKeyRotated{
		Address: bot.String(), Responsible: human.String(), KeySha256: sum[:], Rotations: 1,
	}), f.events(t, f.rotate(t, human.String(), bot, key("new"))))
	require.True(t, f.signing(t, bot).Equals(key("new")))
	require.Equal(t, before, f.get(t, bot), "nothing else of it changes")
	require.Nil(t, f.acc.GetAccount(f.ctx, bot).GetPubKey(), "the key never gets into x/auth")
	f.refused(t, types.ErrSameKey, f.rotate(t, human.String(), bot, key("new")))

	require.NoError(t, f.rotate(t, human.String(), bot, key("newer"))(f.ctx))
	require.NoError(t, f.rotate(t, human.String(), bot, key("bot"))(f.ctx), "its responsible may bring the first key back")
	got, err := f.query.ControllerKey(f.ctx, &types.QueryControllerKeyRequest{Address: bot.String()})
	require.NoError(t, err)
	require.EqualValues(t, 3, got.Key.Rotations)
	require.True(t, f.signing(t, bot).Equals(key("bot")))
	f.sound(t)
}

// A stolen key is stopped also by who is suspended, expired, revoked or behind with the terms, and for a revoked agent.
func TestRotationIsADuty(t *testing.T) {
	f := started(t)
	owner := person(addr("owner"))
	owner.ExpiresAt = until(time.Minute)
	f.admit(t, authority, owner, machine(bot, addr("owner"), types.ROLE_AGENT))
	f.allow(t, bot)
	require.NoError(t, f.setTerms(nil)(f.ctx))
	require.NoError(t, f.suspend(authority, addr("owner"), "x")(f.ctx))
	require.NoError(t, f.suspend(authority, bot, "x")(f.ctx))
	f.later(time.Hour)
	require.NoError(t, f.rotate(t, addr("owner").String(), bot, key("new"))(f.ctx))
	require.NoError(t, f.revoke(authority, addr("owner"), "x")(f.ctx))
	require.NoError(t, f.revoke(authority, bot, "x")(f.ctx))
	require.NoError(t, f.rotate(t, addr("owner").String(), bot, key("newer"))(f.ctx))
}

// An address is nobody's to take because somebody has named it as his agent.
func TestAllowRotation(t *testing.T) {
	f := started(t)
	f.admit(t, authority, machine(bot, human, types.ROLE_AGENT), machine(addr("held"), human))
	require.NoError(t, f.suspend(authority, addr("held"), "x")(f.ctx))
	allow := func(a sdk.AccAddress) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := f.srv.AllowRotation(ctx, &types.MsgAllowRotation{Sender: a.String()})
			return err
		}
	}
	f.refused(t, types.ErrRotationNotAllowed, f.rotate(t, human.String(), bot, key("new")))
	f.refused(t, types.ErrNoAgent, allow(human))
	f.refused(t, types.ErrUnknownParticipant, allow(stranger))
	f.refused(t, types.ErrSuspended, allow(addr("held")))
	require.Equal(t, typed(t, &types.EventRotationAllowed{Address: bot.String(), Responsible: human.String()}), f.events(t, allow(bot)))
	f.refused(t, types.ErrNothingNew, allow(bot))
	require.NoError(t, f.rotate(t, human.String(), bot, key("new"))(f.ctx))

	f.admit(t, authority, machine(bot, auditor, types.ROLE_AGENT))
	f.refused(t, types.ErrNotResponsible, f.rotate(t, human.String(), bot, key("newer")))
	f.refused(t, types.ErrRotationNotAllowed, f.rotate(t, auditor.String(), bot, key("newer")))
	f.allow(t, bot)
	require.NoError(t, f.rotate(t, auditor.String(), bot, key("newer"))(f.ctx))
	f.sound(t)
}

func TestRotateControllerKeyRefused(t *testing.T) {
	f := started(t)
	official := addr("official")
	f.k.SetProtector(offices{string(official): nil})
	f.admit(t, authority, machine(bot, human), machine(addr("gone"), human), machine(official, human), person(addr("left")),
		machine(addr("orphan"), addr("left")), machine(addr("wary"), human))
	f.allow(t, bot, addr("gone"), official, addr("orphan"))
	require.NoError(t, f.revoke(authority, addr("gone"), "x")(f.ctx))
	require.NoError(t, f.leave(addr("left").String())(f.ctx))
	me, multi := human.String(), kmultisig.NewLegacyAminoPubKey(1, []cryptotypes.PubKey{key("a"), key("b")})
	for name, tc := range map[string]struct {
		run func(sdk.Context) error
		err error
	}{
		"a human's":                {f.rotate(t, me, human, key("new")), types.ErrNoAgent},
		"nobody's":                 {f.rotate(t, me, stranger, key("new")), types.ErrUnknownParticipant},
		"one that has not agreed":  {f.rotate(t, me, addr("wary"), key("new")), types.ErrRotationNotAllowed},
		"an official's":            {f.rotate(t, me, official, key("new")), types.ErrOffice},
		"by the agent":             {f.rotate(t, bot.String(), bot, key("new")), types.ErrNotResponsible},
		"by a registrar":           {f.rotate(t, registrar.String(), bot, key("new")), types.ErrNotResponsible},
		"by the authority":         {f.rotate(t, authority, bot, key("new")), types.ErrNotResponsible},
		"an orphan's by authority": {f.rotate(t, authority, addr("orphan"), key("new")), types.ErrNotResponsible},
		"to ed25519":               {f.rotate(t, me, bot, ed25519.GenPrivKeyFromSecret([]byte("x")).PubKey()), types.ErrInvalidKey},
		"to a multisig":            {f.rotate(t, me, bot, multi), types.ErrInvalidKey},
		"to 32 bytes":              {f.rotate(t, me, bot, &secp256k1.PubKey{Key: make([]byte, 32)}), types.ErrInvalidKey},
		"to no key":                {f.rotate(t, me, bot, &secp256k1.PubKey{}), types.ErrInvalidKey},
		"to a point off the curve": {f.rotate(t, me, bot, &secp256k1.PubKey{Key: append([]byte{2}, make([]byte, 32)...)}), types.ErrInvalidKey},
		"to nothing": {func(ctx sdk.Context) error {
			_, err := f.srv.RotateControllerKey(ctx, &types.MsgRotateControllerKey{Sender: me, Address: bot.String()})
			return err
		}, types.ErrInvalidKey},
		"to bytes that are no message": {func(ctx sdk.Context) error {
			_, err := f.srv.RotateControllerKey(ctx, &types.MsgRotateControllerKey{
				Sender: me, Address: bot.String(), PublicKey: &codectypes.Any{TypeUrl: "/cosmos.crypto.secp256k1.PubKey", Value: []byte{0xff}},
			})
			return err
		}, types.ErrInvalidKey},
	} {
		t.Run(name, func(t *testing.T) { f.refused(t, tc.err, tc.run) })
	}
}

// Who answers for an agent can take it over, so a registrar cannot make itself the one.
func TestRegistrarDoesNotChangeWhoAnswers(t *testing.T) {
	f := started(t)
	f.admit(t, registrar.String(), machine(bot, human, types.ROLE_AGENT))
	f.refused(t, types.ErrResponsibleFixed, func(ctx sdk.Context) error {
		_, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: registrar.String(), Participants: []types.Admission{machine(bot, registrar, types.ROLE_AGENT)}})
		return err
	})
	f.admit(t, authority, machine(bot, auditor, types.ROLE_AGENT))
	f.allow(t, bot)
	f.refused(t, types.ErrNotResponsible, f.rotate(t, human.String(), bot, key("new")))
	require.NoError(t, f.rotate(t, auditor.String(), bot, key("new"))(f.ctx))
}

// Credentials, terms, keys and the lock come back from an export byte by byte.
func TestGenesisRoundTripOfCredentialsTermsKeys(t *testing.T) {
	f := vouching(t)
	f.admit(t, registrar.String(), machine(bot, human, types.ROLE_AGENT))
	f.allow(t, bot)
	require.NoError(t, f.issue(issuer.String(), subject, clearance, make([]byte, 32), until(time.Hour))(f.ctx))
	_, err := f.k.IssueByToken(f.ctx, human, "eid-1", clearance, nil, nil)
	require.NoError(t, err)
	require.NoError(t, f.revokeCredential(issuer2.String(), human, clearance, "x")(f.ctx))
	require.NoError(t, f.setTerms(nil)(f.ctx))
	require.NoError(t, f.acknowledge(human.String(), 1)(f.ctx))
	require.NoError(t, f.setTerms(until(time.Hour))(f.ctx))
	require.NoError(t, f.rotate(t, human.String(), bot, key("new"))(f.ctx))
	require.NoError(t, f.k.LockAdmission(f.ctx))
	exported := f.export(t)

	g := bare(t)
	require.NoError(t, g.module.ValidateGenesis(g.enc.Codec, nil, []byte(exported)))
	g.module.InitGenesis(g.ctx, g.enc.Codec, []byte(exported))

	require.Equal(t, exported, g.export(t))
	require.True(t, g.signing(t, bot).Equals(key("new")))
	require.True(t, g.has(t, subject, clearance))
	require.False(t, g.has(t, human, clearance))
	require.ErrorIs(t, g.k.LockAdmission(g.ctx), types.ErrAlreadyLocked)
	g.sound(t)
}

package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

const termsURI = "https://gov.example/terms"

func (f *fixture) setTerms(effective *time.Time) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.SetTerms(ctx, &types.MsgSetTerms{Authority: authority, Uri: termsURI, Sha256: make([]byte, 32), EffectiveAt: effective})
		return err
	}
}

func (f *fixture) acknowledge(sender string, version uint64) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := f.srv.AcknowledgeTerms(ctx, &types.MsgAcknowledgeTerms{Sender: sender, Version: version})
		return err
	}
}

func TestTermsStopNewBusinessUntilAcknowledged(t *testing.T) {
	f := started(t)
	f.refused(t, types.ErrNoTerms, f.acknowledge(human.String(), 1))
	none, err := f.query.Terms(f.ctx, &types.QueryTermsRequest{})
	require.NoError(t, err)
	require.Equal(t, &types.QueryTermsResponse{}, none)

	terms := types.Terms{Version: 1, Uri: termsURI, Sha256: make([]byte, 32), EffectiveAt: genesisTime}
	require.Equal(t, typed(t, &types.EventTermsSet{Terms: terms}), f.events(t, f.setTerms(nil)))
	require.ErrorIs(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER), types.ErrTermsUnknown)
	require.ErrorContains(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER),
		human.String()+" has acknowledged version 0, version 1 is required, see "+termsURI)
	require.NoError(t, f.k.Authorize(f.ctx, money.TreasuryAddress(), types.ROLE_EMPLOYER), "the treasury signs nothing")
	require.NoError(t, f.k.Active(f.ctx, human), "the gate does not ask")

	require.Equal(t, typed(t, &types.EventTermsAcknowledged{Address: human.String(), Version: 1}), f.events(t, f.acknowledge(human.String(), 1)))
	require.NoError(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER))
	f.refused(t, types.ErrTermsAcknowledged, f.acknowledge(human.String(), 1))

	f.later(time.Hour)
	require.NoError(t, f.setTerms(until(2*time.Hour))(f.ctx))
	require.NoError(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER), "not in force yet")
	got, err := f.query.Terms(f.ctx, &types.QueryTermsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 2, got.Terms.Version)
	require.EqualValues(t, 1, got.Required)
	require.NoError(t, f.acknowledge(registrar.String(), 1)(f.ctx), "what is required now")
	require.NoError(t, f.acknowledge(registrar.String(), 2)(f.ctx), "what is newest")
	f.refused(t, types.ErrTermsAcknowledged, f.acknowledge(registrar.String(), 1))

	f.later(time.Hour)
	require.ErrorIs(t, f.k.Authorize(f.ctx, human, types.ROLE_EMPLOYER), types.ErrTermsUnknown)
	require.NoError(t, f.k.Authorize(f.ctx, registrar, types.ROLE_REGISTRAR))
	f.refused(t, types.ErrTermsVersion, f.acknowledge(human.String(), 1))
	f.refused(t, types.ErrTermsVersion, f.acknowledge(human.String(), 3))
	f.refused(t, types.ErrTermsVersion, f.acknowledge(human.String(), 0))
	f.sound(t)
}

// It is no business: who is suspended or expired may acknowledge, who is gone may not.
func TestAcknowledgingIsAnExit(t *testing.T) {
	f := started(t)
	old := person(addr("expired"))
	old.ExpiresAt = until(time.Minute)
	f.admit(t, registrar.String(), old, person(addr("gone")))
	require.NoError(t, f.setTerms(nil)(f.ctx))
	require.NoError(t, f.suspend(registrar.String(), human, "x")(f.ctx), "suspending asks for no terms")
	require.NoError(t, f.revoke(registrar.String(), addr("gone"), "x")(f.ctx))
	f.later(time.Hour)
	for _, a := range []sdk.AccAddress{human, addr("expired")} {
		require.NoError(t, f.acknowledge(a.String(), 1)(f.ctx))
		require.EqualValues(t, 1, f.get(t, a).AcknowledgedTerms)
	}
	f.refused(t, types.ErrRevoked, f.acknowledge(addr("gone").String(), 1))
	f.refused(t, types.ErrUnknownParticipant, f.acknowledge(stranger.String(), 1))
	f.refused(t, types.ErrBuiltIn, f.acknowledge(authority, 1))
	require.NoError(t, f.leave(registrar2.String())(f.ctx), "leaving asks for no terms")
}

// Everything that is new business in x/identity asks for the terms; what is a desk's duty does not.
func TestTermsInXIdentity(t *testing.T) {
	f := vouching(t)
	require.NoError(t, f.issue(issuer.String(), subject, clearance, nil, until(time.Hour))(f.ctx))
	require.NoError(t, f.setTerms(nil)(f.ctx))
	for name, run := range map[string]func(sdk.Context) error{
		"admit": func(ctx sdk.Context) error {
			_, err := f.srv.Admit(ctx, &types.MsgAdmit{Sender: registrar.String(), Participants: []types.Admission{person(addr("new"))}})
			return err
		},
		"metadata": func(ctx sdk.Context) error {
			_, err := f.srv.UpdateMetadata(ctx, &types.MsgUpdateMetadata{Sender: human.String(), MetadataUri: "did:a"})
			return err
		},
		"issue": f.issue(issuer.String(), subject, clearance, nil, until(time.Hour)),
	} {
		t.Run(name, func(t *testing.T) { f.refused(t, types.ErrTermsUnknown, run) })
	}
	require.NoError(t, f.revokeCredential(issuer.String(), subject, clearance, "x")(f.ctx))
	require.NoError(t, f.suspend(registrar.String(), human, "x")(f.ctx))
	require.NoError(t, f.reinstate(registrar.String(), human)(f.ctx))
	f.admit(t, authority, person(addr("new")))
	require.NoError(t, f.acknowledge(registrar.String(), 1)(f.ctx))
	f.admit(t, registrar.String(), person(addr("new2")))
}

func TestSetTermsRefused(t *testing.T) {
	f := started(t)
	set := func(sender, uri string, hash []byte, effective *time.Time) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := f.srv.SetTerms(ctx, &types.MsgSetTerms{Authority: sender, Uri: uri, Sha256: hash, EffectiveAt: effective})
			return err
		}
	}
	hash := make([]byte, 32)
	for name, tc := range map[string]struct {
		run func(sdk.Context) error
		err error
	}{
		"registrar": {set(registrar.String(), termsURI, hash, nil), types.ErrUnauthorized},
		"no uri":    {set(authority, "", hash, nil), types.ErrInvalidTerms},
		"no hash":   {set(authority, termsURI, nil, nil), types.ErrInvalidTerms},
		"bad uri":   {set(authority, "terms", hash, nil), types.ErrInvalidMetadata},
		"past":      {set(authority, termsURI, hash, until(-1)), types.ErrInvalidTerms},
		"far":       {set(authority, termsURI, hash, until(types.MaxTermsNotice+1)), types.ErrInvalidTerms},
	} {
		t.Run(name, func(t *testing.T) { f.refused(t, tc.err, tc.run) })
	}
	require.NoError(t, f.setTerms(until(types.MaxTermsNotice))(f.ctx))
}

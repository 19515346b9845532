package app_test

import (
	"time"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Names of the world: rootName grants roles, ownName is the party's, childName hangs below that.
const (
	rootName  = "gov"
	ownName   = "party.gov"
	childName = "old.party.gov"
	citizens  = "citizen"
)

// applicant was never on the chain; vouched is a key that the party has attested.
var (
	applicant = testapp.NewActor("applicant")
	vouched   = testapp.NewActor("vouched")
)

// wiring is what admits besides registrars.
type wiring struct {
	// robot and machine are AI agents for whom the party answers; the machine has allowed it to rotate its key.
	robot, machine testapp.Actor
	list           identitytypes.AllowlistRoot
	key            identitytypes.IssuerKey
	private        jose.JSONWebKey
}

// wire sets up one of each source of admissions, and what the party has by them. The terms are in force long after the matrix.
func (w *world) wire() {
	agents := []identitytypes.Role{identitytypes.ROLE_AGENT}
	human := identitytypes.PARTICIPANT_KIND_HUMAN
	private, err := tokens.NewKey(identitytypes.AlgEdDSA)
	require.NoError(w.T, err)
	public, err := tokens.PublicJWK(private)
	require.NoError(w.T, err)
	leaf := identitytypes.AllowlistLeaf(testapp.ChainID, identitytypes.ROLE_AGENT, applicant.Addr)
	w.private = private
	w.list = identitytypes.AllowlistRoot{
		Role: identitytypes.ROLE_AGENT, Root: merkle.HashFromByteSlices([][]byte{leaf}), Uri: "https://example.org/list", Kind: human, DailyAdmissions: 9, Active: true,
	}
	w.key = identitytypes.IssuerKey{
		Kid: private.KeyID, Issuer: "https://eid.example.org", Jwk: public, Roles: agents, Kinds: []identitytypes.ParticipantKind{human},
		DailyAdmissions: 9, Active: true,
	}
	effective, end := w.Time.AddDate(0, 1, 0), w.nameEnd(2)
	w.Govern(
		&identitytypes.MsgSetAllowlistRoot{Authority: app.Authority(), Root: w.list},
		&identitytypes.MsgSetIssuerKey{Authority: app.Authority(), Key: w.key},
		&identitytypes.MsgRegisterName{Sender: app.Authority(), Name: rootName, Owner: w.Operator().String()},
		&identitytypes.MsgSetRoleRoot{Authority: app.Authority(), Root: w.roleRoot()},
		&identitytypes.MsgRegisterName{
			Sender: app.Authority(), Name: ownName, Owner: w.party.String(), Controller: applicant.String(), ExpiresAt: &end,
		},
		&identitytypes.MsgSetCredentialType{Authority: app.Authority(), Type: w.credentialType()},
		&identitytypes.MsgSetTerms{Authority: app.Authority(), Uri: "https://example.org/terms", Sha256: testapp.Hash("terms"), EffectiveAt: &effective},
	)
	childEnd := w.nameEnd(1)
	w.Must(w.party,
		&identitytypes.MsgRegisterName{Sender: w.party.String(), Name: childName, Owner: w.citizen.String(), ExpiresAt: &childEnd},
		w.attest(w.party.String(), vouched),
		w.issue(w.party.String()),
	)
	w.Must(w.machine, &identitytypes.MsgAllowRotation{Sender: w.machine.String()})
	w.mine.name = ownName
}

// nameEnd is some years after the start, so that it does not depend on the block.
func (w *world) nameEnd(years int) time.Time { return testapp.GenesisTime.AddDate(years, 0, 0) }

func (w *world) roleRoot() identitytypes.RoleRoot {
	return identitytypes.RoleRoot{
		Name: rootName, Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}, Kind: identitytypes.PARTICIPANT_KIND_HUMAN, DailyAdmissions: 9, Active: true,
	}
}

func (w *world) credentialType() identitytypes.CredentialType {
	return identitytypes.CredentialType{Id: citizens, Issuers: []string{w.party.String()}, Active: true}
}

func (w *world) attest(from string, who testapp.Actor) sdk.Msg {
	end := w.nameEnd(1)
	return &identitytypes.MsgAttest{
		Sender: from, Source: identitytypes.NameSource(ownName), Address: who.String(), Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
		Kind: identitytypes.PARTICIPANT_KIND_AI_AGENT, ExpiresAt: &end,
	}
}

func (w *world) issue(from string) sdk.Msg {
	return &identitytypes.MsgIssueCredential{Sender: from, Subject: w.citizen.String(), Type: citizens}
}

func (w *world) token() string {
	now := w.base.BlockTime()
	text, err := tokens.Issue(w.private, identitytypes.Claims{
		Issuer: w.key.Issuer, Subject: applicant.String(), Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}, Kind: identitytypes.PARTICIPANT_KIND_HUMAN,
		IssuedAt: now.Unix(), Expires: now.Add(long).Unix(), ID: "1", Audience: testapp.ChainID,
	})
	require.NoError(w.T, err)
	return text
}

// named leaves out the treasury, which owns no name.
func named(msg func(w *world, from string) sdk.Msg) func(*world, objects, string) sdk.Msg {
	return func(w *world, o objects, from string) sdk.Msg {
		if o.name == "" {
			return nil
		}
		return msg(w, from)
	}
}

var wiringTemplates = map[string]template{
	"/agijobs.identity.v1.MsgEnrolWithProof": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgEnrolWithProof{Sender: from, Applicant: applicant.String(), Role: identitytypes.ROLE_AGENT, Version: 1, Total: 1}
	}},
	"/agijobs.identity.v1.MsgEnrolWithToken": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgEnrolWithToken{Sender: from, Applicant: applicant.String(), Token: w.token()}
	}},
	"/agijobs.identity.v1.MsgEnrolWithName": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgEnrolWithName{Sender: from, Applicant: applicant.String(), Name: ownName}
	}},
	"/agijobs.identity.v1.MsgAttest": {msg: named(func(w *world, from string) sdk.Msg { return w.attest(from, applicant) })},
	"/agijobs.identity.v1.MsgRevokeAttestation": {msg: named(func(_ *world, from string) sdk.Msg {
		return &identitytypes.MsgRevokeAttestation{Sender: from, Source: identitytypes.NameSource(ownName), Address: vouched.String()}
	})},
	"/agijobs.identity.v1.MsgSetAllowlistRoot": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSetAllowlistRoot{Authority: from, Root: w.list}
	}},
	"/agijobs.identity.v1.MsgSetIssuerKey": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSetIssuerKey{Authority: from, Key: w.key}
	}},
	"/agijobs.identity.v1.MsgSetRoleRoot": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSetRoleRoot{Authority: from, Root: w.roleRoot()}
	}},
	"/agijobs.identity.v1.MsgSetCredentialType": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSetCredentialType{Authority: from, Type: w.credentialType()}
	}},
	"/agijobs.identity.v1.MsgLockAdmission": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgLockAdmission{Authority: from}
	}},
	"/agijobs.identity.v1.MsgIssueCredential": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg { return w.issue(from) }},
	"/agijobs.identity.v1.MsgRevokeCredential": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgRevokeCredential{Sender: from, Subject: w.citizen.String(), Type: citizens, Reason: "moved"}
	}},
	"/agijobs.identity.v1.MsgRegisterName": {msg: named(func(w *world, from string) sdk.Msg {
		end := w.nameEnd(1)
		return &identitytypes.MsgRegisterName{Sender: from, Name: "new." + ownName, Owner: w.citizen.String(), ExpiresAt: &end}
	})},
	"/agijobs.identity.v1.MsgRenewName": {msg: named(func(w *world, from string) sdk.Msg {
		end := w.nameEnd(2)
		return &identitytypes.MsgRenewName{Sender: from, Name: childName, ExpiresAt: &end}
	})},
	"/agijobs.identity.v1.MsgSetNameController": {msg: named(func(w *world, from string) sdk.Msg {
		return &identitytypes.MsgSetNameController{Sender: from, Name: ownName, Controller: w.citizen.String()}
	})},
	"/agijobs.identity.v1.MsgTransferName": {msg: named(func(w *world, from string) sdk.Msg {
		return &identitytypes.MsgTransferName{Sender: from, Name: ownName, NewOwner: w.citizen.String()}
	})},
	"/agijobs.identity.v1.MsgRevokeName": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgRevokeName{Authority: from, Name: ownName, Reason: "impostor"}
	}},
	"/agijobs.identity.v1.MsgSetTerms": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgSetTerms{Authority: from, Uri: "https://example.org/terms", Sha256: testapp.Hash("new terms")}
	}},
	"/agijobs.identity.v1.MsgAcknowledgeTerms": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgAcknowledgeTerms{Sender: from, Version: 1}
	}},
	"/agijobs.identity.v1.MsgAllowRotation": {own: true, agent: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &identitytypes.MsgAllowRotation{Sender: from}
	}},
	"/agijobs.identity.v1.MsgRotateControllerKey": {msg: named(func(w *world, from string) sdk.Msg {
		key, err := codectypes.NewAnyWithValue(testapp.NewActor("new key").Key.PubKey())
		require.NoError(w.T, err)
		return &identitytypes.MsgRotateControllerKey{Sender: from, Address: w.machine.String(), PublicKey: key}
	})},
}

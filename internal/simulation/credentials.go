package simulation

import (
	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// credentialFactories are those of credentials.
func credentialFactories(reg *registry) {
	add(reg, 6, issueCredential)
	add(reg, 2, revokeCredential)
	add(reg, 1, setCredentialType)
}

// issuer returns the type of credential and who issues it, if both can.
func (n *Nation) issuer() (string, bool) {
	t, ok := pick(n, n.identity().CredentialTypes, func(t identitytypes.CredentialType) bool {
		return t.Id == licensed && t.Active && n.idle(t.Issuers[0]) && n.may(t.Issuers[0], identitytypes.ROLE_ISSUER)
	})
	if !ok {
		return "", false
	}
	return t.Issuers[0], true
}

func (n *Nation) credential(subject string) (identitytypes.Credential, bool) {
	return pick(n, n.identity().Credentials, func(c identitytypes.Credential) bool { return c.Subject == subject && c.Type == licensed })
}

func issueCredential(n *Nation) *identitytypes.MsgIssueCredential {
	issuer, ok := n.issuer()
	if !ok {
		return nil
	}
	subject, ok := n.outside(func(p identitytypes.Participant) bool {
		_, has := n.credential(p.Address)
		return !has && p.Address != issuer
	})
	if !ok {
		return nil
	}
	return &identitytypes.MsgIssueCredential{Sender: issuer, Subject: subject, Type: licensed, ExpiresAt: n.inDays(5, 100)}
}

func revokeCredential(n *Nation) *identitytypes.MsgRevokeCredential {
	issuer, ok := n.issuer()
	if !ok {
		return nil
	}
	c, ok := pick(n, n.identity().Credentials, func(c identitytypes.Credential) bool { return !c.Revoked && c.Issuer == issuer })
	if !ok {
		return nil
	}
	return &identitytypes.MsgRevokeCredential{Sender: issuer, Subject: c.Subject, Type: c.Type, Reason: "moved"}
}

func setCredentialType(n *Nation) *identitytypes.MsgSetCredentialType {
	t, ok := pick(n, n.identity().CredentialTypes, func(t identitytypes.CredentialType) bool { return t.Id == licensed })
	if !ok {
		return nil
	}
	if !n.locked() {
		t.Active = n.chance(80)
	}
	return &identitytypes.MsgSetCredentialType{Authority: app.Authority(), Type: t}
}

package simulation

import (
	"fmt"
	"time"

	"github.com/cometbft/cometbft/crypto/merkle"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// enrolmentFactories are the ways into the registry without a registrar, and what the authority says of them.
func enrolmentFactories(reg *registry) {
	add(reg, 5, enrolWithProof)
	add(reg, 5, enrolWithToken)
	add(reg, 8, enrolWithName)
	add(reg, 6, attest)
	add(reg, 2, revokeAttestation)
	add(reg, 1, (*Nation).allowlist)
	add(reg, 1, setIssuerKey)
	add(reg, 1, setRoleRoot)
	add(reg, 1, lockAdmission)
}

// sender of an enrolment is any active participant.
func (n *Nation) sender() (string, bool) {
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool { return n.idle(p.Address) && n.standing(p.Address) })
	return p.Address, ok
}

// allowlist is a new version of the list of agents: some of those who were strangers once.
func (n *Nation) allowlist() *identitytypes.MsgSetAllowlistRoot {
	count := n.between(strangers/2, strangers)
	root, _ := merkle.ProofsFromByteSlices(n.listed(count))
	n.lists[string(root)] = count
	return &identitytypes.MsgSetAllowlistRoot{Authority: app.Authority(), Root: identitytypes.AllowlistRoot{
		Role: identitytypes.ROLE_AGENT, Root: root, Uri: "https://example.org/list", Kind: human, DailyAdmissions: 50, Active: true,
	}}
}

// listed are the leaves of a list.
func (n *Nation) listed(count int) (leaves [][]byte) {
	for _, a := range n.newcomers[:count] {
		leaves = append(leaves, identitytypes.AllowlistLeaf(testapp.ChainID, identitytypes.ROLE_AGENT, a.Address))
	}
	return leaves
}

func enrolWithProof(n *Nation) *identitytypes.MsgEnrolWithProof {
	sender, ok := n.sender()
	if !ok || len(n.identity().AllowlistRoots) == 0 {
		return nil
	}
	list := n.identity().AllowlistRoots[0]
	count, known := n.lists[string(list.Root)]
	if !known || !list.Active {
		return nil
	}
	index, ok := pick(n, indices(count), func(i int) bool {
		_, admitted := n.person(n.newcomers[i].AddressBech32)
		return !admitted
	})
	if !ok || !n.take("person "+n.newcomers[index].AddressBech32) {
		return nil
	}
	_, proofs := merkle.ProofsFromByteSlices(n.listed(count))
	return &identitytypes.MsgEnrolWithProof{
		Sender: sender, Applicant: n.newcomers[index].AddressBech32, Role: identitytypes.ROLE_AGENT, Version: list.Version,
		Total: uint64(count), Index: uint64(index), Aunts: proofs[index].Aunts,
	}
}

func indices(count int) (list []int) {
	for i := range count {
		list = append(list, i)
	}
	return list
}

func enrolWithToken(n *Nation) *identitytypes.MsgEnrolWithToken {
	sender, ok := n.sender()
	if !ok {
		return nil
	}
	private, _ := n.issuerKey()
	active := false
	for _, k := range n.identity().IssuerKeys {
		active = active || k.Kid == private.KeyID && k.Active
	}
	applicant, found := n.stranger()
	if !active || !found || !n.take("person "+applicant) {
		return nil
	}
	text, err := tokens.Issue(private, identitytypes.Claims{
		Issuer: issuerName, Subject: applicant, Roles: []identitytypes.Role{oneOf(n, identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT)}, Kind: human,
		IssuedAt: n.Time.Unix(), Expires: n.Time.Add(12 * time.Hour).Unix(), ID: fmt.Sprintf("%d-%d", n.Height, n.r.Intn(1_000_000)), Audience: testapp.ChainID,
	})
	require.NoError(n.T, err)
	return &identitytypes.MsgEnrolWithToken{Sender: sender, Applicant: applicant, Token: text}
}

// enrolWithName uses a child of the role root whose controller is no participant yet.
func enrolWithName(n *Nation) *identitytypes.MsgEnrolWithName {
	sender, ok := n.sender()
	if !ok {
		return nil
	}
	name, ok := n.name(func(name identitytypes.Name) bool {
		_, admitted := n.person(name.Controller)
		return !admitted && identitytypes.ParentName(name.Name) == rootName
	})
	if !ok || !n.rootActive() || !n.take("person "+name.Controller, "name "+name.Name) {
		return nil
	}
	return &identitytypes.MsgEnrolWithName{Sender: sender, Applicant: name.Controller, Name: name.Name}
}

func (n *Nation) rootActive() bool {
	for _, r := range n.identity().RoleRoots {
		if r.Name == rootName {
			return r.Active
		}
	}
	return false
}

// attest admits a key on the word of a house's representative, or of a name's owner who answers for it.
func attest(n *Nation) *identitytypes.MsgAttest {
	newcomer, ok := n.stranger()
	if !ok {
		return nil
	}
	msg := &identitytypes.MsgAttest{Address: newcomer, ExpiresAt: n.inDays(3, 20)}
	if n.chance(50) {
		o, ok := pick(n, n.identity().Organisations, func(o identitytypes.Organisation) bool { return o.Id == house && o.Active })
		if !ok || !n.idle(o.Representatives[0]) || !n.standing(o.Representatives[0]) || !n.take("person "+newcomer) {
			return nil
		}
		msg.Sender, msg.Source, msg.Kind, msg.Roles = o.Representatives[0], identitytypes.OrganisationSource(house), human, o.AttestRoles
		return msg
	}
	name, ok := n.name(func(name identitytypes.Name) bool {
		owner, _ := n.person(name.Owner)
		lasts := name.ExpiresAt != nil && msg.ExpiresAt.Before(*name.ExpiresAt)
		return lasts && owner.Kind == human && n.idle(name.Owner) && n.standing(name.Owner) && identitytypes.ParentName(name.Name) == rootName
	})
	if !ok || !n.rootActive() || !n.take("person "+newcomer, "name "+name.Name) {
		return nil
	}
	msg.Sender, msg.Source, msg.Kind, msg.ModelId, msg.ModelHash = name.Owner, identitytypes.NameSource(name.Name), machine, "vendor/model", hash("model")
	msg.Roles = []identitytypes.Role{identitytypes.ROLE_AGENT}
	return msg
}

func revokeAttestation(n *Nation) *identitytypes.MsgRevokeAttestation {
	owners := map[string]string{}
	for _, name := range n.identity().Names {
		owners[identitytypes.NameSource(name.Name)] = name.Owner
	}
	for _, o := range n.identity().Organisations {
		if o.Id == house {
			owners[identitytypes.OrganisationSource(house)] = o.Representatives[0]
		}
	}
	a, ok := pick(n, n.identity().Attestations, func(a identitytypes.Attestation) bool {
		return n.known(owners[a.Source]) && n.idle(owners[a.Source]) && !n.taken["person "+a.Address]
	})
	if !ok || !n.take("person "+a.Address) {
		return nil
	}
	return &identitytypes.MsgRevokeAttestation{Sender: owners[a.Source], Source: a.Source, Address: a.Address}
}

func setIssuerKey(n *Nation) *identitytypes.MsgSetIssuerKey {
	private, _ := n.issuerKey()
	k, ok := pick(n, n.identity().IssuerKeys, func(k identitytypes.IssuerKey) bool { return k.Kid == private.KeyID })
	if !ok {
		return nil
	}
	if !n.locked() {
		k.Active, k.DailyAdmissions = n.chance(80), uint32(n.between(10, 50))
	}
	return &identitytypes.MsgSetIssuerKey{Authority: app.Authority(), Key: k}
}

func setRoleRoot(n *Nation) *identitytypes.MsgSetRoleRoot {
	root, ok := pick(n, n.identity().RoleRoots, func(r identitytypes.RoleRoot) bool { return r.Name == rootName })
	if !ok {
		return nil
	}
	if !n.locked() {
		root.Active, root.DailyAdmissions = n.chance(80), uint32(n.between(10, 50))
	}
	return &identitytypes.MsgSetRoleRoot{Authority: app.Authority(), Root: root}
}

func (n *Nation) locked() bool { return n.identity().Lock.Locked }

// lockAdmission is for good, so it comes late in a life if at all.
func lockAdmission(n *Nation) *identitytypes.MsgLockAdmission {
	if n.locked() || n.Height < 60 || !n.chance(15) {
		return nil
	}
	return &identitytypes.MsgLockAdmission{Authority: app.Authority()}
}

package simulation

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// registryFactories are those of registrars and of participants about themselves.
func registryFactories(reg *registry) {
	add(reg, 12, admit)
	add(reg, 3, suspend)
	add(reg, 12, reinstate)
	add(reg, 1, revoke)
	add(reg, 4, updateMetadata)
	add(reg, 2, leave)
	add(reg, 60, acknowledgeTerms)
	add(reg, 6, allowRotation)
	add(reg, 4, rotateControllerKey)
}

const human, machine = identitytypes.PARTICIPANT_KIND_HUMAN, identitytypes.PARTICIPANT_KIND_AI_AGENT

// admit lets a registrar take in a stranger, as a person or as somebody's AI agent.
func admit(n *Nation) *identitytypes.MsgAdmit {
	registrar, ok := n.who(identitytypes.ROLE_REGISTRAR, anybody)
	if !ok {
		return nil
	}
	newcomer, ok := n.stranger()
	if !ok || !n.take("person "+newcomer) {
		return nil
	}
	a := identitytypes.Admission{Address: newcomer, Kind: human}
	a.Roles = oneOf(n, []identitytypes.Role{identitytypes.ROLE_EMPLOYER}, []identitytypes.Role{identitytypes.ROLE_AGENT}, []identitytypes.Role{identitytypes.ROLE_VALIDATOR}, nil)
	if n.chance(40) {
		responsible, ok := n.outside(func(p identitytypes.Participant) bool { return p.Kind == human })
		if !ok {
			return nil
		}
		a.Kind, a.Responsible, a.ModelId, a.ModelHash = machine, responsible, "vendor/model", hash("model")
		a.Roles = []identitytypes.Role{identitytypes.ROLE_AGENT}
	}
	if n.chance(30) {
		a.ExpiresAt = n.inDays(5, 60)
	}
	return &identitytypes.MsgAdmit{Sender: registrar, Participants: []identitytypes.Admission{a}}
}

// outside returns an active participant without an office of the nation or a role of the authority, for whom ok holds.
func (n *Nation) outside(ok func(identitytypes.Participant) bool) (string, bool) {
	p, found := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return p.Status == identitytypes.PARTICIPANT_STATUS_ACTIVE && !p.Protected() && !n.holdsOffice(p.Address) && !n.taken["person "+p.Address] && ok(p)
	})
	return p.Address, found
}

func (n *Nation) holdsOffice(address string) bool {
	for _, g := range n.sovereign().Guardians {
		if g.Address == address {
			return true
		}
	}
	return seated(n.sovereign().Council, address)
}

func suspend(n *Nation) *identitytypes.MsgSuspend {
	registrar, ok := n.who(identitytypes.ROLE_REGISTRAR, anybody)
	if !ok {
		return nil
	}
	whom, ok := n.outside(func(p identitytypes.Participant) bool { return n.idle(p.Address) })
	if !ok || !n.take("person "+whom) {
		return nil
	}
	return &identitytypes.MsgSuspend{Sender: registrar, Address: whom, Reason: "audit"}
}

func reinstate(n *Nation) *identitytypes.MsgReinstate {
	registrar, ok := n.who(identitytypes.ROLE_REGISTRAR, anybody)
	if !ok {
		return nil
	}
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return p.Status == identitytypes.PARTICIPANT_STATUS_SUSPENDED && !p.Protected() && p.StatusBy != app.Authority()
	})
	if !ok || !n.take("person "+p.Address) {
		return nil
	}
	return &identitytypes.MsgReinstate{Sender: registrar, Address: p.Address}
}

// revoke ends a participation: a registrar's of somebody without stake, or the council's of anybody.
func revoke(n *Nation) *identitytypes.MsgRevoke {
	if n.chance(30) {
		whom, ok := n.outside(func(p identitytypes.Participant) bool { return n.spare(p) })
		if !ok || !n.take("person "+whom) {
			return nil
		}
		return &identitytypes.MsgRevoke{Sender: app.Authority(), Address: whom, Reason: "fraud"}
	}
	registrar, ok := n.who(identitytypes.ROLE_REGISTRAR, anybody)
	if !ok {
		return nil
	}
	whom, ok := n.outside(func(p identitytypes.Participant) bool { return n.idle(p.Address) && !n.bound(p.Address) })
	if !ok || !n.take("person "+whom) {
		return nil
	}
	return &identitytypes.MsgRevoke{Sender: registrar, Address: whom, Reason: "fraud"}
}

// bound tells whether a module holds stake or escrow of somebody.
func (n *Nation) bound(address string) bool {
	addr := sdk.MustAccAddressFromBech32(address)
	jobs, err := n.App.Jobs.HasStake(n.view.ctx, addr)
	if err != nil {
		n.T.Fatal(err)
	}
	judges, err := n.App.Validation.HasStake(n.view.ctx, addr)
	if err != nil {
		n.T.Fatal(err)
	}
	return jobs || judges
}

// spare tells whether the nation can do without somebody: there are more than a few in each role.
func (n *Nation) spare(p identitytypes.Participant) bool {
	for _, role := range p.Roles {
		others := 0
		for _, q := range n.identity().Participants {
			if q.Status == identitytypes.PARTICIPANT_STATUS_ACTIVE && q.Has(role) {
				others++
			}
		}
		if others < 12 {
			return false
		}
	}
	return true
}

func updateMetadata(n *Nation) *identitytypes.MsgUpdateMetadata {
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool { return n.idle(p.Address) && n.standing(p.Address) })
	if !ok {
		return nil
	}
	return &identitytypes.MsgUpdateMetadata{Sender: p.Address, MetadataUri: fmt.Sprintf("https://example.org/%d", n.r.Intn(1_000)), MetadataHash: hash("me")}
}

func leave(n *Nation) *identitytypes.MsgLeave {
	whom, ok := n.outside(func(p identitytypes.Participant) bool {
		return n.idle(p.Address) && n.known(p.Address) && n.spare(p) && !n.answers(p.Address)
	})
	if !ok || !n.take("person "+whom) {
		return nil
	}
	return &identitytypes.MsgLeave{Sender: whom}
}

// known tells whether somebody's key is.
func (n *Nation) known(address string) bool {
	_, ok := n.byAddress[address]
	return ok
}

// answers tells whether somebody answers for an AI agent.
func (n *Nation) answers(address string) bool {
	for _, p := range n.identity().Participants {
		if p.Responsible == address {
			return true
		}
	}
	return false
}

func acknowledgeTerms(n *Nation) *identitytypes.MsgAcknowledgeTerms {
	terms := n.identity().Terms
	if terms == nil {
		return nil
	}
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return p.Status != identitytypes.PARTICIPANT_STATUS_REVOKED && p.AcknowledgedTerms < terms.Version && n.known(p.Address) && n.idle(p.Address)
	})
	if !ok || !n.take("person "+p.Address) {
		return nil
	}
	return &identitytypes.MsgAcknowledgeTerms{Sender: p.Address, Version: terms.Version}
}

func allowRotation(n *Nation) *identitytypes.MsgAllowRotation {
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return p.Kind == machine && p.Responsible != "" && p.RotationAllowedTo != p.Responsible && n.idle(p.Address) && n.standing(p.Address)
	})
	if !ok || !n.take("person "+p.Address) {
		return nil
	}
	return &identitytypes.MsgAllowRotation{Sender: p.Address}
}

package simulation

import (
	"fmt"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// nameFactories are those of names.
func nameFactories(reg *registry) {
	add(reg, 8, registerName)
	add(reg, 5, renewName)
	add(reg, 3, setNameController)
	add(reg, 2, transferName)
	add(reg, 1, revokeName)
}

// name returns one that lives, with all above it, and that no other message of the block is about.
func (n *Nation) name(ok func(identitytypes.Name) bool) (identitytypes.Name, bool) {
	return pick(n, n.identity().Names, func(name identitytypes.Name) bool {
		_, err := n.App.Identity.Resolve(n.view.ctx, name.Name)
		return err == nil && !n.taken["name "+name.Name] && ok(name)
	})
}

// root returns the role root's name if its owner can act.
func (n *Nation) root() (identitytypes.Name, bool) {
	return n.name(func(name identitytypes.Name) bool {
		return name.Name == rootName && n.idle(name.Owner) && n.standing(name.Owner)
	})
}

func registerName(n *Nation) *identitytypes.MsgRegisterName {
	root, ok := n.root()
	if !ok {
		return nil
	}
	owner, ok := n.outside(func(p identitytypes.Participant) bool { return p.Kind == human && n.known(p.Address) })
	if !ok {
		return nil
	}
	msg := &identitytypes.MsgRegisterName{
		Sender: root.Owner, Name: fmt.Sprintf("office-%d.%s", n.r.Intn(100_000), rootName), Owner: owner, ExpiresAt: n.inDays(10, 100),
	}
	if controller, ok := n.stranger(); ok && n.chance(70) {
		msg.Controller = controller
	}
	return msg
}

// child returns a living name below the root.
func (n *Nation) child(ok func(identitytypes.Name) bool) (identitytypes.Name, bool) {
	return n.name(func(name identitytypes.Name) bool { return identitytypes.ParentName(name.Name) == rootName && ok(name) })
}

func renewName(n *Nation) *identitytypes.MsgRenewName {
	root, ok := n.root()
	if !ok {
		return nil
	}
	name, ok := n.child(func(name identitytypes.Name) bool { return name.ExpiresAt != nil })
	if !ok || !n.take("name "+name.Name) {
		return nil
	}
	end := name.ExpiresAt.AddDate(0, 0, n.between(1, 30))
	return &identitytypes.MsgRenewName{Sender: root.Owner, Name: name.Name, ExpiresAt: &end}
}

// owned returns a child whose owner can act.
func (n *Nation) owned() (identitytypes.Name, bool) {
	return n.child(func(name identitytypes.Name) bool { return n.idle(name.Owner) && n.standing(name.Owner) })
}

func setNameController(n *Nation) *identitytypes.MsgSetNameController {
	name, ok := n.owned()
	if !ok {
		return nil
	}
	controller, ok := n.stranger()
	if !ok || controller == name.Controller || !n.take("name "+name.Name) {
		return nil
	}
	return &identitytypes.MsgSetNameController{Sender: name.Owner, Name: name.Name, Controller: controller}
}

func transferName(n *Nation) *identitytypes.MsgTransferName {
	name, ok := n.owned()
	if !ok {
		return nil
	}
	heir, ok := n.outside(func(p identitytypes.Participant) bool { return p.Kind == human && p.Address != name.Owner })
	if !ok || !n.take("name "+name.Name) {
		return nil
	}
	return &identitytypes.MsgTransferName{Sender: name.Owner, Name: name.Name, NewOwner: heir}
}

func revokeName(n *Nation) *identitytypes.MsgRevokeName {
	name, ok := n.child(func(name identitytypes.Name) bool {
		return !asking(n, func(m *identitytypes.MsgRevokeName) bool { return m.Name == name.Name })
	})
	if !ok || !n.take("name "+name.Name) {
		return nil
	}
	return &identitytypes.MsgRevokeName{Authority: app.Authority(), Name: name.Name, Reason: "impostor"}
}

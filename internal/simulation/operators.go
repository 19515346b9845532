package simulation

import (
	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

// operatorFactories are those of x/operators.
func operatorFactories(reg *registry) {
	add(reg, 2, grantSeats)
	add(reg, 1, removeOperator)
	add(reg, 1, updateOperators)
}

func (n *Nation) removed(address string) bool {
	for _, r := range n.operators().Removals {
		if r.Operator == address {
			return true
		}
	}
	return asking(n, func(m *operatorstypes.MsgRemoveOperator) bool { return m.Operator == address })
}

func grantSeats(n *Nation) *operatorstypes.MsgGrantSeats {
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return n.may(p.Address, identitytypes.ROLE_NODE_OPERATOR) && p.Address != n.operator() && !n.removed(p.Address)
	})
	if !ok {
		return nil
	}
	return &operatorstypes.MsgGrantSeats{Authority: app.Authority(), Operator: p.Address, Amount: seats(1)}
}

// operator signs all blocks, so it stays.
func (n *Nation) operator() string { return n.Operator().String() }

func removeOperator(n *Nation) *operatorstypes.MsgRemoveOperator {
	if len(n.operators().Operators)-len(n.operators().Removals) < 4 || n.Height < 40 || !n.chance(30) {
		return nil
	}
	o, ok := pick(n, n.operators().Operators, func(o operatorstypes.Operator) bool { return o.Address != n.operator() && !n.removed(o.Address) })
	if !ok {
		return nil
	}
	return &operatorstypes.MsgRemoveOperator{Authority: app.Authority(), Operator: o.Address, Reason: "contract ended"}
}

func updateOperators(n *Nation) *operatorstypes.MsgUpdateParams {
	return &operatorstypes.MsgUpdateParams{Authority: app.Authority(), Params: operatorstypes.Params{MinOperators: 1, BurnsPerBlock: uint32(n.between(1, 20))}}
}

package simulation

import (
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
)

// reputationFactories are those of x/reputation.
func reputationFactories(reg *registry) {
	add(reg, 2, adjust)
	add(reg, 1, updateReputation)
}

func adjust(n *Nation) *reputationtypes.MsgAdjust {
	role := oneOf(n, identitytypes.ROLE_AGENT, identitytypes.ROLE_VALIDATOR, identitytypes.ROLE_EMPLOYER)
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool { return p.Has(role) })
	if !ok {
		return nil
	}
	change := math.NewInt(int64(n.between(1, 5_000)))
	if n.chance(40) {
		change = change.Neg()
	}
	return &reputationtypes.MsgAdjust{Authority: app.Authority(), Address: p.Address, Role: role, Change: change, Reason: "service"}
}

func updateReputation(n *Nation) *reputationtypes.MsgUpdateParams {
	p, err := n.App.Reputation.Params.Get(n.view.ctx)
	require.NoError(n.T, err)
	p.HalfLife, p.ReranksPerBlock = time.Duration(n.between(30, 200))*24*time.Hour, uint32(n.between(1, 100))
	return &reputationtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

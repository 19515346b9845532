package owner

import (
	"testing"

	"github.com/stretchr/testify/require"

	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// Council members and guardians may be participants as well, and may leave as such: the office stays, and with it the way
// to use it. What they did as participants ends as for everybody.
func TestLeavingDoesNotStrandAnOffice(t *testing.T) {
	guardian := testapp.NewActor("guardian")
	n := foundWith(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, guardian, testapp.AGI(1_000), citizenship)
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
			for i := range 2 { // members who take part in the market, too
				p := gs.Participants[len(gs.Participants)-1]
				p.Address = official(i).String()
				gs.Participants = append(gs.Participants, p)
			}
		})
		testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
			gs.Guardians = []sovereigntypes.Guardian{{Address: guardian.String()}}
		})
	}}, 2, 1, 1)
	a, b := n.officials[0], n.officials[1]
	for _, who := range []testapp.Actor{a, b, guardian} {
		n.Must(who, &identitytypes.MsgLeave{Sender: who.String()})
		p, err := n.App.Identity.Participant(n.Ctx(), who.Addr)
		require.NoError(t, err)
		require.Equal(t, identitytypes.PARTICIPANT_STATUS_REVOKED, p.Status)
		n.refuse(identitytypes.ErrRevoked, who, &identitytypes.MsgLeave{Sender: who.String()})
	}
	council := n.council()
	require.EqualValues(t, 2, council.AcceptedWeight())

	// The guardian brakes, the council decides: propose, vote, execute.
	n.Must(guardian, pauseMsg(guardian, marketScope))
	paused, err := n.App.Sovereign.Paused(n.Ctx())
	require.NoError(t, err)
	require.True(t, paused)
	id := n.propose(a, n.maxStep(5), &sovereigntypes.MsgResume{Authority: app.Authority(), Scope: marketScope, Reason: "done"})
	n.votes(id, yes, 0, 1)
	require.Equal(t, govv1.StatusPassed, n.status(id))
	n.requireMaxStep(5)

	// As participants they are gone: an office is no role of the market.
	n.refuse(identitytypes.ErrRevoked, a, &jobstypes.MsgDepositStake{Agent: a.String(), Amount: testapp.AGI(1)})
	n.refuse(identitytypes.ErrRevoked, guardian, &identitytypes.MsgUpdateMetadata{Sender: guardian.String(), MetadataUri: "did:web:a"})

	// When the office ends, the way through the gate ends with it, for entry messages; and the seat can be given again.
	n.votes(n.propose(a, seats(1, map[int]uint32{0: 1})), yes, 0, 1)
	n.refuse(sovereigntypes.ErrNotMember, b, proposal(b, n.maxStep(6)))
	n.votes(n.propose(a, seats(1, map[int]uint32{0: 1, 1: 1})), yes, 0)
	n.Must(b, &sovereigntypes.MsgAcceptSeat{Member: b.String()})
	n.votes(n.propose(b, n.maxStep(6)), yes, 1)
	n.requireMaxStep(6)
}

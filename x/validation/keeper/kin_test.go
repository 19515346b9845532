package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// agentOf makes an AI agent, in no organisation of its own, of somebody who answers for it.
func (f *fixture) agentOf(agent, responsible sdk.AccAddress) {
	f.identity.participants[agent.String()] = identitytypes.Participant{
		Address: agent.String(), Kind: identitytypes.PARTICIPANT_KIND_AI_AGENT, Responsible: responsible.String(),
	}
}

// Whoever answers for many AI agents must not fill a committee with them.
func TestAgentsOfOnePersonTakeOneSeatWhileThePoolAllows(t *testing.T) {
	f := setup(t)
	for i := range 4 {
		f.agentOf(actor(i), actor(4)) // actors 0 to 4 are one person
	}
	f.members(7)
	one := map[string]bool{}
	for i := range 5 {
		one[actor(i).String()] = true
	}
	for n := range uint64(8) {
		_, seats := f.drawn(job+n, 3)
		held := 0
		for _, s := range seats {
			if one[s.Validator] {
				held++
			}
		}
		require.Equal(t, 1, held)
		f.settle(job+n, types.FinalNone, true)
	}
}

// An organisation must not fill a committee with the agents of its people either.
func TestAgentsCountWithTheOrganisationOfWhoAnswersForThem(t *testing.T) {
	f := setup(t)
	for i := range 4 {
		f.inOrganisation(actor(10+i), "acme")
		f.agentOf(actor(i), actor(10+i))
	}
	f.members(6)
	for n := range uint64(8) {
		_, seats := f.drawn(job+n, 3)
		held := 0
		for _, s := range seats {
			for i := range 4 {
				if s.Validator == actor(i).String() {
					held++
				}
			}
		}
		require.Equal(t, 1, held)
		f.settle(job+n, types.FinalNone, true)
	}
}

func TestARedrawSpreadsFromTheSeatsThatStay(t *testing.T) {
	for n := range 6 {
		f := setup(t)
		f.members(6)
		round, seats := f.drawn(job+uint64(n), 3)
		// Two who have no seat turn out to be agents of the one who commits.
		free := map[string]bool{}
		for i := range 6 {
			free[actor(i).String()] = true
		}
		for _, s := range seats {
			delete(free, s.Validator)
		}
		var others []sdk.AccAddress
		for i := range 6 {
			if free[actor(i).String()] {
				others = append(others, actor(i))
			}
		}
		require.Len(t, others, 3)
		f.agentOf(others[0], holder(seats[0]))
		f.agentOf(others[1], holder(seats[0]))
		require.NoError(t, f.commit(round.JobId, holder(seats[0]), vote(approve)))
		require.NoError(t, f.commit(round.JobId, holder(seats[1]), vote(approve)))
		f.until(round.ClosesMs)
		f.blocks(types.DrawDelay + 1)
		_, seats = f.round(round.JobId)
		require.Len(t, seats, 4)
		require.Equal(t, others[2].String(), seats[3].Validator)
	}
}

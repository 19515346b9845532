package integration

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// The agent's organisation admits validators that are AI agents of its people, each in no organisation of its own. None
// of them may judge the organisation's work.
func TestAnOrganisationCannotJudgeItsWorkThroughAIAgents(t *testing.T) {
	const puppets = 6
	boss := testapp.NewActor("boss")
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, boss, testapp.AGI(1), identitytypes.Participant{OrganisationId: "lab-1"})
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
			for n := range puppets {
				address := testapp.NewActor(fmt.Sprintf("validator%d", n)).String()
				for i := range gs.Participants {
					if p := &gs.Participants[i]; p.Address == address {
						p.Kind, p.OrganisationId = identitytypes.PARTICIPANT_KIND_AI_AGENT, ""
						p.Responsible, p.ModelId = boss.String(), "vendor/model"
					}
				}
			}
		})
	}}})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	m.Committee(job)
	_, seats := m.Round(job)
	require.Len(t, seats, 3)
	for _, s := range seats {
		for _, puppet := range m.Validators[:puppets] {
			require.NotEqual(t, puppet.String(), s.Validator)
		}
	}
}

// Whoever leaves the nation with all stake as soon as it is drawn is slashed like everybody who stays away; who leaves and
// does its duty gets its fee; both get what is left.
func TestLeavingEvadesNoSlashAndCostsNoDuty(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	committee := m.Committee(job)
	_, seats := m.Round(job)
	lock := seats[0].Lock
	truant, dutiful := committee[0], committee[1]
	before := map[string]math.Int{}
	for _, v := range []testapp.Actor{truant, dutiful} {
		before[v.Name] = m.Balance(v.Addr)
		m.Must(v,
			&validationtypes.MsgUnbond{Validator: v.String(), Amount: testapp.AGI(1_000).Sub(lock).QuoRaw(2)},
			&validationtypes.MsgLeavePool{Validator: v.String(), Pool: testapp.Pool},
			&identitytypes.MsgLeave{Sender: v.String()})
	}
	m.All(committee[1:], func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	m.Wait(testapp.CommitWindow)
	replacement := m.Committee(job)
	require.Len(t, replacement, 1)
	m.All(replacement, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	m.All(append(replacement, committee[1:]...), func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, testapp.Approve) })
	m.Wait(testapp.ChallengeWindow)
	m.Blocks(2)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)

	m.BlockAfter(testapp.UnbondingPeriod)
	m.Blocks(2)
	m.BlockAfter(testapp.UnbondingPeriod) // what was locked began its way out at settlement
	m.Blocks(2)
	for _, v := range []testapp.Actor{truant, dutiful} {
		record, err := m.App.Validation.Validators.Get(m.Ctx(), v.Addr)
		require.NoError(t, err)
		require.True(t, record.Backing().IsZero(), "%s has %s left", v.Name, record.Backing())
		require.Empty(t, record.Pools)
	}
	slashed := lock.MulRaw(300).QuoRaw(10_000)
	gain := func(v testapp.Actor) math.Int { return m.Balance(v.Addr).Sub(before[v.Name]) }
	require.Equal(t, testapp.AGI(1_000).Sub(slashed).Sub(testapp.Fee), gain(truant))
	require.True(t, gain(dutiful).GT(testapp.AGI(1_000)), "%s", gain(dutiful))
}

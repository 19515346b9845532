package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// helper is a third agent, of nobody's organisation.
var helper = testutil.Addr(4)

func share(addr sdk.AccAddress, bps uint32) types.Contributor {
	return types.Contributor{Address: addr.String(), ShareBps: bps}
}

func nameMsg(id uint64, list ...types.Contributor) *types.MsgNameContributors {
	return &types.MsgNameContributors{Agent: agent.String(), JobId: id, Contributors: list}
}

func agreeMsg(id uint64, who sdk.AccAddress, bps uint32) *types.MsgAcceptContribution {
	return &types.MsgAcceptContribution{Contributor: who.String(), JobId: id, ShareBps: bps}
}

func name(e *testutil.Env, id uint64, list ...types.Contributor) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.NameContributors, nameMsg(id, list...))
	require.NoError(e.T, err)
}

func agree(e *testutil.Env, id uint64, who sdk.AccAddress, bps uint32) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.AcceptContribution, agreeMsg(id, who, bps))
	require.NoError(e.T, err)
}

// assignedJob is a job that agent has taken; helper is admitted.
func assignedJob(t *testing.T, change ...func(*types.MsgPostJob)) (*testutil.Env, uint64) {
	t.Helper()
	e := testutil.New(t)
	e.Council.Members = nil
	e.Identity.Admit(helper, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
	id := post(e, change...)
	claim(e, agent, id)
	e.EndBlock()
	return e, id
}

func TestContributors(t *testing.T) {
	e, id := assignedJob(t)
	name(e, id, share(rival, 1_000), share(helper, 333))
	agree(e, id, rival, 1_000)
	name(e, id, share(rival, 2_500), share(helper, 333))
	require.Equal(t, []types.Contributor{share(rival, 2_500), share(helper, 333)}, e.Job(id).Contributors, "who had agreed is asked anew")
	deadline := e.Job(id).DeadlineMs
	suspend(e, helper) // consent is a duty
	agree(e, id, rival, 2_500)
	agree(e, id, helper, 333)
	require.Equal(t, deadline, e.Job(id).DeadlineMs)
	submit(e, id)
	e.EndBlock()
	named := testutil.EventsOf[*types.EventContributorsNamed](t, e.Events)
	require.Len(t, named, 2)
	require.Equal(t, &types.EventContributorsNamed{
		JobId: id, Agent: agent.String(), Contributors: []types.Contributor{share(rival, 2_500), share(helper, 333)},
	}, named[1])
	require.Equal(t, &types.EventContributionAccepted{JobId: id, Contributor: helper.String(), ShareBps: 333},
		testutil.EventsOf[*types.EventContributionAccepted](t, e.Events)[2])

	// What becomes of a contributor does not matter to what was promised to it.
	p := e.Identity.Participants[helper.String()]
	p.Status = identitytypes.PARTICIPANT_STATUS_REVOKED
	e.Identity.Participants[helper.String()] = p
	e.EndBlock(closeRound(e, id, approved, 3))
	e.Pass(time.Hour)
	e.EndBlock()

	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
	require.EqualValues(t, 25_000, e.Gain(rival))
	require.EqualValues(t, 3_330, e.Bank.Balance(e.Ctx, helper).Int64())
	require.EqualValues(t, 71_670-bond, e.Gain(agent))
	settled := testutil.EventsOf[*types.EventJobSettled](t, e.Events)[0]
	paid := map[string]string{}
	for _, p := range settled.Payments {
		paid[p.To+" "+p.Reason] = p.Amount.String()
	}
	require.Equal(t, "25000", paid[rival.String()+" contribution"])
	require.Equal(t, "3330", paid[helper.String()+" contribution"])
	require.Equal(t, "71670", paid[agent.String()+" payout"])
}

// mates are so many agents, each admitted.
func mates(e *testutil.Env, n int, organisation func(i int) string) (list []types.Contributor) {
	for i := range n {
		addr := testutil.Addr(byte(40 + i))
		e.Identity.Admit(addr, identitytypes.PARTICIPANT_KIND_HUMAN, organisation(i), identitytypes.ROLE_AGENT)
		if id := organisation(i); id != "" {
			e.Identity.Organisations[id] = identitytypes.Organisation{Id: id, Kind: identitytypes.ORGANISATION_KIND_LAB, Active: true}
		}
		list = append(list, share(addr, 100))
	}
	return list
}

func TestNameContributorsRefused(t *testing.T) {
	responsible := func(who, by sdk.AccAddress) func(*testutil.Env) {
		return func(e *testutil.Env) {
			p := e.Identity.Participants[who.String()]
			p.Responsible = by.String()
			e.Identity.Participants[who.String()] = p
		}
	}
	for name, test := range map[string]struct {
		prepare func(*testutil.Env)
		list    []types.Contributor
		want    error
	}{
		"the agent":                 {list: []types.Contributor{share(agent, 1)}, want: types.ErrContributors},
		"the employer":              {prepare: func(e *testutil.Env) { e.Identity.Admit(employer, 1, "", identitytypes.ROLE_AGENT) }, list: []types.Contributor{share(employer, 1)}, want: types.ErrContributors},
		"no agent":                  {list: []types.Contributor{share(seats[0], 1)}, want: testutil.ErrIdentity},
		"suspended":                 {prepare: func(e *testutil.Env) { suspend(e, rival) }, list: []types.Contributor{share(rival, 1)}, want: testutil.ErrIdentity},
		"the employer's AI agent":   {prepare: responsible(rival, employer), list: []types.Contributor{share(rival, 1)}, want: types.ErrContributors},
		"the employer's colleague":  {prepare: join(rival, "ministry"), list: []types.Contributor{share(rival, 1)}, want: types.ErrContributors},
		"of a foreign organisation": {prepare: join(rival, "abroad"), list: []types.Contributor{share(rival, 1)}, want: types.ErrOrganisationKind},
		"the second is refused":     {list: []types.Contributor{share(rival, 1), share(agent, 1)}, want: types.ErrContributors},
		"too much":                  {list: []types.Contributor{share(rival, 9_001)}, want: types.ErrContributors},
	} {
		t.Run(name, func(t *testing.T) {
			e, id := assignedJob(t)
			if test.prepare != nil {
				test.prepare(e)
			}
			refused(e, e.Msgs.NameContributors, nameMsg(id, test.list...), test.want)
		})
	}
}

func TestColleaguesWhereTheyMayTakeTheJob(t *testing.T) {
	e := testutil.New(t)
	setCategory(func(c *types.Category) { c.SameOrganisation = true })(e)
	join(rival, "ministry")(e)
	id := post(e)
	claim(e, agent, id)
	name(e, id, share(rival, 500))
	e.EndBlock()
}

func TestContributorsComeFromFourOrganisations(t *testing.T) {
	e, id := assignedJob(t)
	four := func(i int) string { return []string{"a1", "b2", "c3", "d4"}[i%4] }
	name(e, id, mates(e, 16, four)...)
	refused(e, e.Msgs.NameContributors, nameMsg(id, append(mates(e, 4, four), share(helper, 1))...), types.ErrContributors)
	alone := func(int) string { return "" }
	name(e, id, mates(e, 4, alone)...)
	refused(e, e.Msgs.NameContributors, nameMsg(id, mates(e, 5, alone)...), types.ErrContributors)
	name(e, id)
	require.Empty(t, e.Job(id).Contributors)
	submit(e, id)
	e.EndBlock()
}

func TestContributionsOutOfTime(t *testing.T) {
	e, id := assignedJob(t)
	refused(e, e.Msgs.NameContributors, nameMsg(3, share(rival, 1)), types.ErrJobNotFound)
	refused(e, e.Msgs.AcceptContribution, agreeMsg(3, rival, 1), types.ErrJobNotFound)
	other := nameMsg(id, share(helper, 1))
	other.Agent = rival.String()
	refused(e, e.Msgs.NameContributors, other, types.ErrNotAgent)
	refused(e, e.Msgs.AcceptContribution, agreeMsg(id, rival, 1), types.ErrNotContributor)
	name(e, id, share(rival, 1_000), share(helper, 5))
	refused(e, e.Msgs.AcceptContribution, agreeMsg(id, rival, 1_001), types.ErrShare)
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrNotAgreed)
	agree(e, id, rival, 1_000)
	refused(e, e.Msgs.AcceptContribution, agreeMsg(id, rival, 1_000), types.ErrNotContributor)
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrNotAgreed)

	e.Clock.Ms = e.Job(id).DeadlineMs
	refused(e, e.Msgs.NameContributors, nameMsg(id), types.ErrTooLate)
	refused(e, e.Msgs.AcceptContribution, agreeMsg(id, helper, 5), types.ErrTooLate)
	e.Clock.Ms--
	agree(e, id, helper, 5)
	submit(e, id)
	refused(e, e.Msgs.NameContributors, nameMsg(id), types.ErrWrongStatus)
	e.EndBlock()
}

func TestContributorsLeaveWithTheAssignment(t *testing.T) {
	e, id := assignedJob(t)
	surrendered := post(e, withRelists(1))
	claim(e, agent, surrendered)
	e.EndBlock()
	name(e, surrendered, share(rival, 7))
	surrender(e, surrendered)
	refused(e, e.Msgs.AcceptContribution, agreeMsg(surrendered, rival, 7), types.ErrTooLate)
	refused(e, e.Msgs.NameContributors, nameMsg(surrendered), types.ErrTooLate)
	name(e, id, share(rival, 7))
	e.EndBlock()

	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(surrendered).Status)
	require.Empty(t, e.Job(surrendered).Contributors, "the next agent names its own")
	refused(e, e.Msgs.AcceptContribution, agreeMsg(surrendered, rival, 7), types.ErrNotContributor)
	require.Len(t, e.Job(id).Contributors, 1)
}

// Who is named judges nothing of the job; naming judges would shape the committee.
func TestContributorsKeepFewJudgesAway(t *testing.T) {
	for title, test := range map[string]struct {
		excluded, total uint64
		want            error
	}{
		"a tenth":           {100, 1_000, nil},
		"more":              {101, 1_000, types.ErrContributorWeight},
		"an empty pool":     {0, 0, nil},
		"the whole pool":    {1_000, 1_000, types.ErrContributorWeight},
		"nobody who judges": {0, 1_000, nil},
	} {
		t.Run(title, func(t *testing.T) {
			e, id := assignedJob(t)
			join(rival, "judges")(e)
			e.Identity.Organisations["judges"] = identitytypes.Organisation{Id: "judges", Kind: identitytypes.ORGANISATION_KIND_LAB}
			e.Identity.Admit(testutil.Addr(5), identitytypes.PARTICIPANT_KIND_HUMAN, "lab", identitytypes.ROLE_AGENT)
			e.Identity.Admit(seats[1], identitytypes.PARTICIPANT_KIND_HUMAN, "employers-of-judges", identitytypes.ROLE_VALIDATOR)
			p := e.Identity.Participants[helper.String()]
			p.Responsible = seats[1].String()
			e.Identity.Participants[helper.String()] = p
			list := []types.Contributor{share(rival, 7), share(helper, 8), share(testutil.Addr(5), 9)}
			name(e, id, list...)
			for _, c := range list {
				addr, err := sdk.AccAddressFromBech32(c.Address)
				require.NoError(t, err)
				agree(e, id, addr, c.ShareBps)
			}
			var pools []string
			var addresses, organisations [][]string
			e.Validation.WeightFn = func(pool string, a, o []string) (uint64, uint64, error) {
				pools, addresses, organisations = append(pools, pool), append(addresses, a), append(organisations, o)
				return test.excluded, test.total, nil
			}
			if test.want != nil {
				refused(e, e.Msgs.SubmitWork, submitMsg(id), test.want)
			} else {
				submit(e, id)
			}
			require.Equal(t, []string{"general"}, pools)
			require.Equal(t, [][]string{{rival.String(), helper.String(), seats[1].String()}}, addresses, "the agent's colleague is kept away without being named")
			require.Equal(t, [][]string{{"judges", "employers-of-judges"}}, organisations, "a round keeps away who belongs to a contributor's principal, too")
			e.EndBlock()
		})
	}
}

// No committee that the job can come to is shaped, the panel of a dispute included: each pool of the ladder is asked, once.
func TestContributorsKeepFewJudgesOfEveryPoolAway(t *testing.T) {
	for _, full := range []string{"general", "moderators", "none"} {
		t.Run(full, func(t *testing.T) {
			e := onLadder(t)
			e.Council.Members = nil
			e.Identity.Admit(helper, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
			id := post(e)
			claim(e, agent, id)
			e.EndBlock()
			name(e, id, share(helper, 8))
			agree(e, id, helper, 8)
			var asked []string
			e.Validation.WeightFn = func(pool string, _, _ []string) (uint64, uint64, error) {
				asked = append(asked, pool)
				if pool == full {
					return 101, 1_000, nil
				}
				return 100, 1_000, nil
			}
			if full == "none" {
				submit(e, id)
				require.Equal(t, []string{"general", "moderators"}, asked, "the council is no pool")
				return
			}
			refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrContributorWeight)
			_, err := tx(e, e.Msgs.SubmitWork, submitMsg(id))
			require.ErrorContains(t, err, "pool "+full)
		})
	}
}

// Who answers for a contributor judges nothing of the job, nor does its organisation: both count.
func TestContributorsKeepTheOrganisationBehindThemAway(t *testing.T) {
	e, id := assignedJob(t)
	e.Identity.Admit(seats[1], identitytypes.PARTICIPANT_KIND_HUMAN, "judges", identitytypes.ROLE_VALIDATOR)
	p := e.Identity.Participants[helper.String()]
	p.Responsible = seats[1].String()
	e.Identity.Participants[helper.String()] = p
	name(e, id, share(helper, 8))
	agree(e, id, helper, 8)
	e.Validation.WeightFn = func(_ string, _, organisations []string) (uint64, uint64, error) {
		if len(organisations) == 1 && organisations[0] == "judges" {
			return 500, 1_000, nil
		}
		return 0, 1_000, nil
	}
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrContributorWeight)
}

// An agent lends its name to nobody whom the category or the employer keeps out.
func TestContributorsAreAdmittedLikeAgents(t *testing.T) {
	human := identitytypes.PARTICIPANT_KIND_HUMAN
	for title, test := range map[string]struct {
		category func(*types.Category)
		post     func(*types.MsgPostJob)
		want     error
	}{
		"the category's kinds":       {func(c *types.Category) { c.AgentKinds = append(c.AgentKinds, human) }, func(*types.MsgPostJob) {}, types.ErrAgentKind},
		"the employer's kinds":       {func(*types.Category) {}, func(m *types.MsgPostJob) { m.Requirements.AgentKinds = append(m.Requirements.AgentKinds, human) }, types.ErrAgentKind},
		"the category's credentials": {func(c *types.Category) { c.AgentCredentials = []string{"medic"} }, func(*types.MsgPostJob) {}, types.ErrCredential},
		"the employer's credentials": {func(*types.Category) {}, func(m *types.MsgPostJob) { m.Requirements.Credentials = []string{"medic"} }, types.ErrCredential},
	} {
		t.Run(title, func(t *testing.T) {
			e := testutil.New(t)
			setCategory(test.category)(e)
			holding(agent, "medic")(e)
			e.Identity.Admit(agent, human, "lab", identitytypes.ROLE_AGENT)
			e.Identity.Admit(helper, identitytypes.PARTICIPANT_KIND_AI_AGENT, "", identitytypes.ROLE_AGENT)
			id := post(e, test.post)
			claim(e, agent, id)
			e.EndBlock()
			refused(e, e.Msgs.NameContributors, nameMsg(id, share(helper, 9_000)), test.want)
		})
	}
}

// The compensation for a spec that nobody can judge is shared as pay is.
func TestContributorsShareTheCompensation(t *testing.T) {
	e, id := assignedJob(t)
	name(e, id, share(rival, 3_333))
	agree(e, id, rival, 3_333)
	submit(e, id)
	e.EndBlock()
	e.EndBlock(closeRound(e, id, unjudgeable, 3))
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(id).Status)
	require.EqualValues(t, 3_333, e.Gain(rival))
	require.EqualValues(t, 6_667-bond, e.Gain(agent))
}

// An agent cannot choose its last judge: nobody is named for whose sake the council could not judge the job.
func TestContributorsDoNotBarTheCouncil(t *testing.T) {
	e, id := assignedJob(t)
	e.Council.Members = []string{helper.String()}
	refused(e, e.Msgs.NameContributors, nameMsg(id, share(helper, 1)), types.ErrContributors)

	e.Identity.Organisations["cabinet"] = identitytypes.Organisation{Id: "cabinet", Kind: identitytypes.ORGANISATION_KIND_LAB}
	join(rival, "cabinet")(e)
	join(helper, "cabinet")(e)
	refused(e, e.Msgs.NameContributors, nameMsg(id, share(rival, 1)), types.ErrContributors)

	e.Council.Members = nil
	name(e, id, share(rival, 1))
}

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func inviting(list ...string) func(*types.MsgPostJob) {
	return func(m *types.MsgPostJob) { m.Invited = list }
}

func holding(addr sdk.AccAddress, credentials ...string) func(*testutil.Env) {
	return func(e *testutil.Env) { e.Identity.Credentials = map[string][]string{addr.String(): credentials} }
}

// The claim, the eligibility and the list of open jobs ask the same.
func TestInvitedAndQualified(t *testing.T) {
	asks := func(credentials ...string) func(*types.MsgPostJob) {
		return func(m *types.MsgPostJob) { m.Requirements.Credentials = credentials }
	}
	categoryAsks := func(credentials ...string) func(*testutil.Env) {
		return setCategory(func(c *types.Category) { c.AgentCredentials = credentials })
	}
	nothing := func(*testutil.Env) {}
	for name, test := range map[string]struct {
		prepare  func(*testutil.Env)
		category func(*testutil.Env)
		post     func(*types.MsgPostJob)
		want     error
	}{
		"invited":                          {nothing, nothing, inviting(rival.String(), agent.String()), nil},
		"its organisation is invited":      {nothing, nothing, inviting("org:lab"), nil},
		"another is invited":               {nothing, nothing, inviting(rival.String()), types.ErrNotInvited},
		"another organisation is invited":  {nothing, nothing, inviting("org:abroad"), types.ErrNotInvited},
		"left the organisation":            {join(agent, ""), nothing, inviting("org:lab"), types.ErrNotInvited},
		"holds the credential":             {holding(agent, "medic"), nothing, asks("medic"), nil},
		"lacks the credential":             {nothing, nothing, asks("medic"), types.ErrCredential},
		"another holds it":                 {holding(rival, "medic"), nothing, asks("medic"), types.ErrCredential},
		"holds one of two":                 {holding(agent, "medic"), nothing, asks("citizen", "medic"), types.ErrCredential},
		"lacks what the category asks for": {holding(agent, "medic"), categoryAsks("citizen"), asks("medic"), types.ErrCredential},
		"holds what both ask for":          {holding(agent, "citizen", "medic"), categoryAsks("citizen"), asks("medic"), nil},
		"invited without the credential": {nothing, nothing, func(m *types.MsgPostJob) {
			inviting(agent.String())(m)
			asks("medic")(m)
		}, types.ErrCredential},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			test.category(e)
			id := post(e, test.post)
			e.EndBlock()
			test.prepare(e)

			answer, err := e.Queries.Eligibility(e.Ctx, &types.QueryEligibilityRequest{JobId: id, Agent: agent.String()})
			require.NoError(t, err)
			open, err := e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: agent.String()})
			require.NoError(t, err)
			if test.want == nil {
				require.True(t, answer.Eligible, answer.Reason)
				require.Len(t, open.Jobs, 1)
				claim(e, agent, id)
				e.EndBlock()
				return
			}
			require.False(t, answer.Eligible)
			require.Contains(t, answer.Reason, test.want.Error())
			require.Empty(t, open.Jobs)
			refused(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: id}, test.want)
		})
	}
}

func TestInvitationsThatInviteNobody(t *testing.T) {
	e := testutil.New(t)
	for name, test := range map[string]struct {
		list []string
		want error
	}{
		"himself":                  {[]string{employer.String()}, types.ErrInvited},
		"himself and others":       {[]string{agent.String(), employer.String()}, types.ErrInvited},
		"his own organisation":     {[]string{"org:ministry"}, types.ErrInvited},
		"an unknown organisation":  {[]string{"org:nowhere"}, testutil.ErrIdentity},
		"an id without its prefix": {[]string{"lab"}, types.ErrInvited},
	} {
		t.Run(name, func(t *testing.T) { refused(e, e.Msgs.PostJob, postMsg(inviting(test.list...)), test.want) })
	}
	setCategory(func(c *types.Category) { c.SameOrganisation = true })(e)
	id := post(e, inviting("org:ministry", testutil.Addr(99).String()))
	require.Equal(t, []string{"org:ministry", testutil.Addr(99).String()}, e.Job(id).Invited, "who is not admitted yet may be invited")
	e.EndBlock()
}

// The treasury signs as the authority and invites itself no more than others do.
func TestTheTreasuryInvitesOthers(t *testing.T) {
	e := testutil.New(t)
	msg := postMsg(inviting(treasury.String()))
	msg.Employer = testutil.Authority.String()
	refused(e, e.Msgs.PostJob, msg, types.ErrInvited)
}

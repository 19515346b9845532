package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// The score opens larger and more jobs; on probation it opens the smallest alone. Claim and query say so alike.
func TestTierOfAnAgent(t *testing.T) {
	probation := func(e *testutil.Env) { e.Scores.OnProbation = map[string]bool{agent.String(): true} }
	both := func(a, b func(*testutil.Env)) func(*testutil.Env) {
		return func(e *testutil.Env) { a(e); b(e) }
	}
	for _, tc := range []struct {
		name    string
		prepare func(*testutil.Env)
		want    error
		says    string
	}{
		{"a newcomer", func(*testutil.Env) {}, types.ErrTier, "with a score of 0 it is tier 0, up to 99999; a payout of 100000 needs tier 1, from a score of 50"},
		{"one point short", score(49), types.ErrTier, "needs tier 1"},
		{"at the bound", score(50), nil, ""},
		{"on probation", both(score(50), probation), types.ErrTier, "on probation it is tier 0"},
		{"one job held", both(score(50), busySmall(1)), nil, ""},
		{"as many as the tier allows", both(score(50), busySmall(2)), types.ErrTooManyActive, "2 of 2"},
		{"a tier that allows more than the chain", both(score(100), busySmall(5)), types.ErrTooManyActive, "5 of 5"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e := testutil.New(t)
			setParams(e, func(p *types.Params) {
				p.MaxActiveJobs = 5
				p.Tiers = []types.Tier{
					{MinScore: math.ZeroInt(), MaxPayout: math.NewInt(99_999), MaxActiveJobs: 1},
					{MinScore: math.NewInt(50), MaxPayout: math.NewInt(100_000), MaxActiveJobs: 2},
					{MinScore: math.NewInt(100), MaxPayout: math.NewInt(100_000), MaxActiveJobs: 50},
				}
			})
			id := post(e)
			tc.prepare(e)
			e.EndBlock()
			answer, err := e.Queries.Eligibility(e.Ctx, &types.QueryEligibilityRequest{JobId: id, Agent: agent.String()})
			require.NoError(t, err)
			require.Equal(t, tc.want == nil, answer.Eligible, answer.Reason)
			msg := &types.MsgClaimJob{Agent: agent.String(), JobId: id}
			if tc.want == nil {
				claim(e, agent, id)
				return
			}
			require.Contains(t, answer.Reason, tc.says)
			refused(e, e.Msgs.ClaimJob, msg, tc.want)
		})
	}
}

// busySmall gives the agent other small jobs.
func busySmall(jobs int) func(*testutil.Env) {
	return func(e *testutil.Env) {
		for range jobs {
			claim(e, agent, post(e, func(m *types.MsgPostJob) { m.Payout = math.NewInt(10_000) }))
		}
	}
}

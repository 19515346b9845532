package keeper_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func (f *fixture) explain(t *testing.T, jobID uint64, address string) *types.QueryExplainResponse {
	t.Helper()
	res, err := keeper.NewQueryServer(f.k).Explain(f.ctx, &types.QueryExplainRequest{JobId: jobID, Address: address})
	require.NoError(t, err)
	return res
}

func TestExplain(t *testing.T) {
	f := setup(t)
	f.identity.admit(employer, "north", nil)
	f.identity.admit(agent, "south", nil)
	f.set(t, agent, asAgent, "1000")
	f.trade(t, 1, employer, agent)
	f.clock.now += (24 * time.Hour).Milliseconds()
	failed := settledJob(jobstypes.OUTCOME_FAILED)
	failed.Id, failed.Verdict.Status = 2, jobstypes.JOB_STATUS_REJECTED
	failed.Disputes = []jobstypes.Dispute{{By: agent.String(), Against: jobstypes.JOB_STATUS_REJECTED}}
	f.trade(t, 3, employer, agent)
	require.NoError(t, f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: failed, Seats: []validationtypes.SeatJudgement{
		seat(11, validationtypes.SEAT_STATUS_REVEALED, true), seat(12, validationtypes.SEAT_STATUS_ABSENT, false),
	}}))
	require.NoError(t, f.k.Adjust(f.ctx, agent, asAgent, math.NewInt(-7), "case 4"))

	for _, tc := range []struct {
		job  uint64
		who  string
		want string
	}{
		{1, agent.String(), `
job 1: completed as agent (the score in category records changed by the same rule)
before = 1000
base = log2(1 + payout / unit) = 2
speed = base × speed_bps × (1 − used / allowed) = 0.25
points = (base + speed) × quality = (2 + 0.25) × 80 % = 1.8
gain = points × unit_points × (1 − before / cap) = 1.8 × 100 × (1 − 1000 / 100000) = 178.2
score = 1000 + 178.2 = 1178.2`},
		{1, employer.String(), `
job 1: employed as employer
before = 0
base = log2(1 + payout / unit) = 2
points = base × 10 % of the role = 0.2
gain = points × unit_points × (1 − before / cap) = 0.2 × 100 × (1 − 0 / 100000) = 20
score = 0 + 20 = 20`},
		{3, agent.String(), `
job 3: completed as agent (the score in category records changed by the same rule)
before = 1178.2 × 2^(−elapsed / half_life) = 1178.2 × 2^(−24h0m0s / 17520h0m0s) = 1177.081810394765562499
base = log2(1 + payout / unit) = 2
speed = base × speed_bps × (1 − used / allowed) = 0.25
points = (base + speed) × quality = (2 + 0.25) × 80 % = 1.8
gain = points × unit_points × (1 − before / cap) = 1.8 × 100 × (1 − 1177.081810394765562499 / 100000) / 2^1 for 1 earlier gains of this pair of organisations = 88.940626370644710993
score = 1177.081810394765562499 + 88.940626370644710993 = 1266.022436765410273492`},
		{2, agent.String(), `
job 2: rejected as agent (the score in category records changed by the same rule)
before = 1266.022436765410273492
base = log2(1 + payout / unit) = 2
loss = base × 200 % × unit_points = 2 × 200 % × 100 = 400
score = 1266.022436765410273492 − 400 = 866.022436765410273492
job 2: dispute_lost as agent (the score in category records changed by the same rule)
before = 866.022436765410273492
base = log2(1 + payout / unit) = 2
loss = base × 50 % × unit_points = 2 × 50 % × 100 = 100
score = 866.022436765410273492 − 100 = 766.022436765410273492`},
		{2, account(12).String(), `
job 2: absent as validator
before = 0
base = log2(1 + payout / unit) = 2
loss = base × 30 % × unit_points = 2 × 30 % × 100 = 60
score = 0 + 0 = 0, held within 0 and 100000`},
		{0, agent.String(), `
correction of the score as agent
before = 766.022436765410273492
correction by the authority: case 4
score = 766.022436765410273492 − 7 = 759.022436765410273492`},
	} {
		res := f.explain(t, tc.job, tc.who)
		require.Equal(t, strings.TrimPrefix(tc.want, "\n"), strings.Join(res.Lines, "\n"))
		for _, c := range res.Changes {
			require.LessOrEqual(t, c.ElapsedMs, (24 * time.Hour).Milliseconds(), "a stranger's score is not old")
			require.Equal(t, c.After.String(), c.Decayed.Add(c.By).String(), "the sum is the change")
			again := c
			_, err := again.Onto(c.Stored, c.ElapsedMs)
			require.NoError(t, err)
			require.Equal(t, c.String(), again.String(), "the change follows from its own numbers")
		}
	}

	// A pair of one organisation, and a score above a cap that was lowered.
	f.identity.admit(account(3), "north", nil)
	f.set(t, account(3), asAgent, "1000")
	f.param(t, func(p *types.Params) { p.Cap = math.NewInt(1_000); p.UnitPoints = 100 })
	f.set(t, account(3), asAgent, "2000")
	f.trade(t, 5, employer, account(3))
	lines := f.explain(t, 5, account(3).String()).Lines
	require.Contains(t, lines, "before = 2000, held within 0 and 1000: 1000")
	require.Contains(t, lines, "gain = 0: agent and employer are one organisation, or one person answers for both")

	q := keeper.NewQueryServer(f.k)
	_, err := q.Explain(f.ctx, &types.QueryExplainRequest{JobId: 99, Address: agent.String()})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = q.Explain(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = q.Explain(f.ctx, &types.QueryExplainRequest{Address: "x"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	f.invariants(t)
}

// The parameters may change: what was explained before is explained the same.
func TestExplanationsOutliveParameters(t *testing.T) {
	f := setup(t)
	f.trade(t, 1, employer, agent)
	before := f.explain(t, 1, agent.String())
	f.param(t, func(p *types.Params) { p.UnitPoints, p.SpeedBps, p.HalfLife, p.Cap = 7, 1, 0, math.NewInt(5_000) })
	require.Equal(t, before, f.explain(t, 1, agent.String()))
}

func TestHistory(t *testing.T) {
	f := setup(t)
	f.param(t, func(p *types.Params) { p.HistoryLength = 8 })
	jobs := func(page *query.PageRequest) (ids []uint64, next []byte) {
		res, err := keeper.NewQueryServer(f.k).History(f.ctx, &types.QueryHistoryRequest{Address: agent.String(), Pagination: page})
		require.NoError(t, err)
		for _, c := range res.Changes {
			ids = append(ids, c.JobId)
		}
		return ids, res.Pagination.NextKey
	}
	trade := func(from, to uint64) {
		for id := from; id <= to; id++ {
			f.trade(t, id, employer, agent)
			f.invariants(t)
		}
	}
	trade(1, 5)
	ids, _ := jobs(nil)
	require.Equal(t, []uint64{5, 4, 3, 2, 1}, ids)
	trade(6, 11)
	ids, _ = jobs(nil)
	require.Equal(t, []uint64{11, 10, 9, 8, 7, 6, 5, 4}, ids, "the last eight")

	// Page by page, and from the oldest on.
	ids, next := jobs(&query.PageRequest{Limit: 3})
	require.Equal(t, []uint64{11, 10, 9}, ids)
	ids, next = jobs(&query.PageRequest{Limit: 3, Key: next})
	require.Equal(t, []uint64{8, 7, 6}, ids)
	ids, next = jobs(&query.PageRequest{Limit: 3, Key: next})
	require.Equal(t, []uint64{5, 4}, ids)
	require.Empty(t, next)
	ids, _ = jobs(&query.PageRequest{Reverse: true, Limit: 2})
	require.Equal(t, []uint64{4, 5}, ids)

	// A shorter history reads short at once, and shrinks with what follows.
	f.param(t, func(p *types.Params) { p.HistoryLength = 2 })
	ids, _ = jobs(nil)
	require.Equal(t, []uint64{11, 10}, ids)
	trade(12, 14)
	ids, _ = jobs(nil)
	require.Equal(t, []uint64{14, 13}, ids)
	kept, err := f.k.Accounts.Get(f.ctx, agent)
	require.NoError(t, err)
	require.Equal(t, []uint64{13, 14}, []uint64{kept.FirstChange, kept.LastChange})

	for _, req := range []*types.QueryHistoryRequest{nil, {Address: "x"}} {
		_, err := keeper.NewQueryServer(f.k).History(f.ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestQueryScore(t *testing.T) {
	f := setup(t)
	f.set(t, account(1), asAgent, "90000")
	f.param(t, func(p *types.Params) { p.Cap = math.NewInt(50_000) })
	q := keeper.NewQueryServer(f.k)

	res, err := q.Score(f.ctx, &types.QueryScoreRequest{Address: account(1).String(), Role: asAgent})
	require.NoError(t, err)
	require.Equal(t, "50000.000000000000000000", res.Score.Value.String())

	res, err = q.Score(f.ctx, &types.QueryScoreRequest{Address: account(2).String(), Role: asAgent})
	require.NoError(t, err)
	require.True(t, res.Score.Value.IsZero())
	require.Equal(t, account(2).String(), res.Score.Address)

	for _, req := range []*types.QueryScoreRequest{
		nil,
		{},
		{Address: "x", Role: asAgent},
		{Address: account(1).String()},
		{Address: account(1).String(), Role: identitytypes.ROLE_AUDITOR},
	} {
		_, err = q.Score(f.ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

func TestQueryScores(t *testing.T) {
	f := setup(t)
	for n := byte(1); n <= 3; n++ {
		f.set(t, account(n), asAgent, "90000")
		f.set(t, account(n), asEmployer, "2")
	}
	f.param(t, func(p *types.Params) { p.Cap = math.NewInt(50_000) })
	q := keeper.NewQueryServer(f.k)

	// All, page by page.
	var seen []types.Score
	page := &query.PageRequest{Limit: 4}
	for {
		res, err := q.Scores(f.ctx, &types.QueryScoresRequest{Pagination: page})
		require.NoError(t, err)
		seen = append(seen, res.Scores...)
		if len(res.Pagination.NextKey) == 0 {
			break
		}
		page = &query.PageRequest{Key: res.Pagination.NextKey, Limit: 4}
	}
	require.Len(t, seen, 6)
	require.Equal(t, "50000.000000000000000000", seen[1].Value.String(), "agent after employer, held at the cap")

	// One participant's, page by page.
	res, err := q.Scores(f.ctx, &types.QueryScoresRequest{Address: account(2).String(), Pagination: &query.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.Len(t, res.Scores, 1)
	require.Equal(t, account(2).String(), res.Scores[0].Address)
	res, err = q.Scores(f.ctx, &types.QueryScoresRequest{
		Address: account(2).String(), Pagination: &query.PageRequest{Key: res.Pagination.NextKey, Limit: 100_000},
	})
	require.NoError(t, err)
	require.Len(t, res.Scores, 1)
	require.Equal(t, asAgent, res.Scores[0].Role)
	require.Empty(t, res.Pagination.NextKey)

	for _, req := range []*types.QueryScoresRequest{nil, {Address: "x"}} {
		_, err = q.Scores(f.ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

func TestQueryRecordAndPair(t *testing.T) {
	f := setup(t)
	f.identity.admit(employer, "north", nil)
	f.identity.admit(agent, "south", nil)
	f.identity.admit(account(3), "north", nil)
	f.trade(t, 1, employer, agent)
	q := keeper.NewQueryServer(f.k)

	record, err := q.Record(f.ctx, &types.QueryRecordRequest{Address: agent.String(), Role: asAgent})
	require.NoError(t, err)
	require.Equal(t, f.record(t, agent, asAgent), record.Record)
	record, err = q.Record(f.ctx, &types.QueryRecordRequest{Address: account(9).String(), Role: asEmployer})
	require.NoError(t, err)
	require.Equal(t, types.NewRecord(account(9), asEmployer), record.Record)

	pair, err := q.Pair(f.ctx, &types.QueryPairRequest{First: agent.String(), Second: account(3).String()})
	require.NoError(t, err)
	require.Equal(t, &types.QueryPairResponse{Pair: types.Pair{First: "north", Second: "south", GainsMs: []int64{1_000}}, Earlier: 1}, pair)
	pair, err = q.Pair(f.ctx, &types.QueryPairRequest{First: employer.String(), Second: account(3).String()})
	require.NoError(t, err)
	require.Equal(t, &types.QueryPairResponse{Pair: types.Pair{First: "north", Second: "north"}}, pair, "one organisation")

	for _, req := range []*types.QueryRecordRequest{nil, {Address: "x", Role: asAgent}, {Address: agent.String()}} {
		_, err = q.Record(f.ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
	for _, req := range []*types.QueryPairRequest{nil, {First: "x", Second: agent.String()}, {First: agent.String()}} {
		_, err = q.Pair(f.ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
}

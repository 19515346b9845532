package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
)

// ranking lists a whole ranking, page by page.
func (f *fixture) ranking(t require.TestingT, ctx sdk.Context, role identitytypes.Role, category string, limit uint64) (all []types.Score) {
	page := &query.PageRequest{Limit: limit}
	for {
		res, err := keeper.NewQueryServer(f.k).Ranking(ctx, &types.QueryRankingRequest{Role: role, Category: category, Pagination: page})
		require.NoError(t, err)
		all = append(all, res.Scores...)
		if len(res.Pagination.NextKey) == 0 {
			return all
		}
		page = &query.PageRequest{Limit: limit, Key: res.Pagination.NextKey}
	}
}

func who(scores []types.Score) (list []string) {
	for _, s := range scores {
		list = append(list, s.Address+" "+s.Value.TruncateInt().String())
	}
	return list
}

func as(n byte, value string) string { return account(n).String() + " " + value }

func TestRanking(t *testing.T) {
	f := setup(t)
	year := (365 * 24 * time.Hour).Milliseconds()
	f.set(t, account(1), asAgent, "800") // 200 after two half-lives of two years
	f.set(t, account(4), asAgent, "0")
	f.setIn(t, account(1), asAgent, "records", "7")
	f.set(t, account(1), asEmployer, "9")
	f.clock.now += 2 * year
	f.set(t, account(2), asAgent, "300") // 150
	f.clock.now += 2 * year
	f.set(t, account(3), asAgent, "170")
	f.set(t, account(5), asAgent, "170")
	f.invariants(t)

	want := []string{as(1, "200"), as(3, "170"), as(5, "170"), as(2, "150")}
	require.Equal(t, want, who(f.ranking(t, f.ctx, asAgent, "", 100)), "a score of 0 has no place, equals are in order of their addresses")
	require.Equal(t, want, who(f.ranking(t, f.ctx, asAgent, "", 1)), "page by page")
	require.Equal(t, want, who(f.ranking(t, f.ctx, asAgent, "", 3)))
	require.Equal(t, []string{as(1, "1")}, who(f.ranking(t, f.ctx, asAgent, "records", 100)))
	require.Equal(t, []string{as(1, "2")}, who(f.ranking(t, f.ctx, asEmployer, "", 100)))
	require.Empty(t, f.ranking(t, f.ctx, asAgent, "record", 100), "a category whose name begins another's")

	// Time changes the scores and never their order.
	f.clock.now += 2 * year
	require.Equal(t, []string{as(1, "100"), as(3, "85"), as(5, "85"), as(2, "75")}, who(f.ranking(t, f.ctx, asAgent, "", 100)))

	for _, req := range []*types.QueryRankingRequest{
		nil, {}, {Role: identitytypes.ROLE_AUDITOR}, {Role: asEmployer, Category: "records"}, {Role: asAgent, Category: "No Slug"},
	} {
		_, err := keeper.NewQueryServer(f.k).Ranking(f.ctx, req)
		require.Equal(t, codes.InvalidArgument, status.Code(err), "%v", req)
	}
}

// After a change of the half-life the places move a few at a time; what is read is right at once.
func TestANewHalfLifeMovesThePlaces(t *testing.T) {
	f := setup(t)
	day := (24 * time.Hour).Milliseconds()
	for n := byte(1); n <= 7; n++ {
		f.set(t, account(n), asAgent, math.LegacyNewDec(10_000-5*int64(n)).QuoInt64(10).String())
		f.clock.now += day
	}
	// Each has half a point less than the one of the day before. With a half-life of two years the last is ahead, with one of
	// ten the first.
	old := f.ranking(t, f.ctx, asAgent, "", 100)
	require.Equal(t, account(7).String(), old[0].Address)
	f.param(t, func(p *types.Params) { p.HalfLife, p.ReranksPerBlock = 87_600*time.Hour, 3 })
	require.NoError(t, f.k.EndBlocker(f.ctx))
	f.invariants(t)
	has, err := f.k.Rerank.Has(f.ctx)
	require.NoError(t, err)
	require.True(t, has, "three of seven")

	// A score that changes meanwhile is in its new place.
	require.NoError(t, f.k.Adjust(f.ctx, account(6), asAgent, math.NewInt(500), "case 1"))
	f.invariants(t)
	// A further change begins anew.
	require.NoError(t, f.k.EndBlocker(f.ctx))
	f.param(t, func(p *types.Params) { p.HalfLife = 24 * time.Hour })
	f.param(t, func(p *types.Params) { p.HistoryLength = 9 })
	before := f.export(t)
	for blocks := 0; blocks < 3; blocks++ {
		has, err := f.k.Rerank.Has(f.ctx)
		require.NoError(t, err)
		require.True(t, has, "block %d", blocks)
		require.NoError(t, f.k.EndBlocker(f.ctx))
		f.invariants(t)
	}
	has, err = f.k.Rerank.Has(f.ctx)
	require.NoError(t, err)
	require.False(t, has, "seven in three blocks")
	require.NoError(t, f.k.EndBlocker(f.ctx))

	inOrder(t, f.ranking(t, f.ctx, asAgent, "", 100))
	require.Equal(t, string(before), string(f.export(t)), "an export has the places that the half-life gives")
	g := bare(t)
	g.clock.now = f.clock.now
	g.module.InitGenesis(g.ctx, g.enc.Codec, before)
	require.Equal(t, who(f.ranking(t, f.ctx, asAgent, "", 100)), who(g.ranking(t, g.ctx, asAgent, "", 100)))
	g.invariants(t)
}

// One score that cannot be moved stops neither the others nor the chain.
func TestAPlaceThatCannotBeMoved(t *testing.T) {
	f := setup(t)
	f.set(t, account(1), asAgent, "10")
	f.set(t, account(2), asAgent, "20")
	score := f.stored(t, account(1), asAgent)
	score.Value = math.LegacyNewDecFromInt(types.MaxCap.MulRaw(1 << 62)).MulInt64(1 << 62).MulInt64(1 << 40)
	require.NoError(t, f.k.SetScore(f.ctx, account(1), score))
	f.param(t, func(p *types.Params) { p.HalfLife = 48 * time.Hour })
	require.NoError(t, f.k.EndBlocker(f.ctx))
	params, err := f.k.Params.Get(f.ctx)
	require.NoError(t, err)
	want, err := params.RankKey(dec("20"), f.clock.now)
	require.NoError(t, err)
	require.Equal(t, want, f.stored(t, account(2), asAgent).RankKey)
	has, err := f.k.Rerank.Has(f.ctx)
	require.NoError(t, err)
	require.False(t, has)
}

// inOrder asserts that a ranking falls. A billionth of a doubling is what the keys cannot tell apart.
func inOrder(t require.TestingT, scores []types.Score) {
	for i := 1; i < len(scores); i++ {
		above, below := scores[i-1].Value, scores[i].Value
		slack := below.Mul(dec("0.000000003")).Add(dec("0.000000000000000002"))
		require.True(t, above.GTE(below.Sub(slack)), "place %d has %s, place %d has %s", i, above, i+1, below)
	}
}

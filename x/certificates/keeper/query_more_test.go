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

	"github.com/agijobs/agijobs/x/certificates/keeper"
	"github.com/agijobs/agijobs/x/certificates/testutil"
	"github.com/agijobs/agijobs/x/certificates/types"
)

// mintOn mints a certificate that builds on others.
func mintOn(t testing.TB, f *testutil.Fixture, id uint64, sources ...uint64) {
	t.Helper()
	j := testutil.Job(id)
	j.Submission.Certificates, j.Program, j.Label = sources, 3, "step"
	require.NoError(t, f.Keeper.Mint(f.Ctx, j, testutil.Employer, false))
}

func TestLineageAndCitedBy(t *testing.T) {
	f := testutil.New(t)
	mintOn(t, f, 101)
	mintOn(t, f, 102, 101)
	mintOn(t, f, 103, 101, 102)
	mintOn(t, f, 104, 103)
	mintOn(t, f, 105, 101)
	revoke(t, f, 101)
	sound(t, f)
	q := keeper.NewQueryServer(f.Keeper)
	res, err := q.Lineage(f.Ctx, &types.QueryLineageRequest{JobId: 104})
	require.NoError(t, err)
	node := func(id uint64, distance uint32, revoked bool, sources ...uint64) types.LineageNode {
		j := testutil.Job(id)
		return types.LineageNode{
			JobId: id, Title: j.Title, Category: j.Category, Agent: j.Agent, ResultSha256: j.Submission.Result.Sha256,
			Distance: distance, Sources: sources, Revoked: revoked, Label: "step",
		}
	}
	require.Equal(t, &types.QueryLineageResponse{Nodes: []types.LineageNode{
		node(104, 0, false, 103), node(103, 1, false, 101, 102), node(101, 2, true), node(102, 2, false, 101),
	}}, res)

	cited, err := q.CitedBy(f.Ctx, &types.QueryCitedByRequest{JobId: 101, Pagination: &query.PageRequest{Limit: 2}})
	require.NoError(t, err)
	require.Equal(t, []uint64{102, 103}, cited.JobIds)
	cited, err = q.CitedBy(f.Ctx, &types.QueryCitedByRequest{JobId: 101, Pagination: &query.PageRequest{Key: cited.Pagination.NextKey}})
	require.NoError(t, err)
	require.Equal(t, []uint64{105}, cited.JobIds)
	require.Empty(t, cited.Pagination.NextKey)
	cited, err = q.CitedBy(f.Ctx, &types.QueryCitedByRequest{JobId: 104})
	require.NoError(t, err)
	require.Empty(t, cited.JobIds)

	for id, want := range map[uint64]codes.Code{0: codes.InvalidArgument, 999: codes.NotFound} {
		_, err = q.Lineage(f.Ctx, &types.QueryLineageRequest{JobId: id})
		require.Equal(t, want, status.Code(err))
		_, err = q.CitedBy(f.Ctx, &types.QueryCitedByRequest{JobId: id})
		require.Equal(t, want, status.Code(err))
	}
}

// However much a work builds on, a query reads no more than its bound.
func TestLineageIsBounded(t *testing.T) {
	f := testutil.New(t)
	mintOn(t, f, 1)
	for id := uint64(2); id <= types.MaxLineage+1; id++ {
		mintOn(t, f, id, id-1)
	}
	q := keeper.NewQueryServer(f.Keeper)
	for _, tc := range []struct {
		id        uint64
		nodes     int
		truncated bool
	}{{types.MaxLineage, types.MaxLineage, false}, {types.MaxLineage + 1, types.MaxLineage, true}} {
		res, err := q.Lineage(f.Ctx, &types.QueryLineageRequest{JobId: tc.id})
		require.NoError(t, err)
		require.Len(t, res.Nodes, tc.nodes)
		require.Equal(t, tc.truncated, res.Truncated)
	}
}

func TestListings(t *testing.T) {
	f := testutil.New(t)
	f.Mint(t, 101, 102, 103)
	for _, id := range []uint64{103, 101, 102} {
		offer(t, f, id, testutil.Employer, int64(id))
	}
	q := keeper.NewQueryServer(f.Keeper)
	res, err := q.Listings(f.Ctx, &types.QueryListingsRequest{Pagination: &query.PageRequest{Limit: 2}})
	require.NoError(t, err)
	listing := func(id uint64) types.Listing {
		return types.Listing{JobId: id, Seller: testutil.Employer.String(), Price: math.NewInt(int64(id)), ListedMs: testutil.Now}
	}
	require.Equal(t, []types.Listing{listing(101), listing(102)}, res.Listings)
	res, err = q.Listings(f.Ctx, &types.QueryListingsRequest{Pagination: &query.PageRequest{Key: res.Pagination.NextKey}})
	require.NoError(t, err)
	require.Equal(t, []types.Listing{listing(103)}, res.Listings)
	_, err = q.Listings(f.Ctx, nil)
	require.NoError(t, err)
}

func TestPortfolio(t *testing.T) {
	f := testutil.New(t)
	other := testutil.Account(21)
	f.Identity.Add(archive, other)
	f.Identity.Join("ministry", testutil.Employer, archive)
	f.Identity.Join("lab", other)
	mint := func(id uint64, category string, agent, owner sdk.AccAddress, payout int64, year int) {
		j := testutil.Job(id)
		j.Category, j.Agent, j.Escrow.Payout = category, agent.String(), math.NewInt(payout)
		ctx := f.Ctx.WithBlockTime(time.Date(year, 12, 31, 23, 0, 0, 0, time.UTC))
		require.NoError(t, f.Keeper.Mint(ctx, j, owner, false))
	}
	mint(101, "data", testutil.Agent, testutil.Employer, 100, 2031)
	mint(102, "data", other, archive, 20, 2031)
	mint(103, "data", other, testutil.Employer, 3, 2031)
	mint(104, "data", other, testutil.Employer, 7, 2030)
	mint(105, "bias", other, testutil.Employer, 1_000, 2031)
	mint(106, "bias", other, other, 9, 2031)
	revoke(t, f, 105)

	q := keeper.NewQueryServer(f.Keeper)
	res, err := q.Portfolio(f.Ctx, &types.QueryPortfolioRequest{Organisation: "ministry"})
	require.NoError(t, err)
	row := func(category, organisation string, year int32, count, revoked uint64, value int64) types.PortfolioRow {
		return types.PortfolioRow{Category: category, AgentOrganisation: organisation, Year: year, Certificates: count, Revoked: revoked, Value: math.NewInt(value)}
	}
	require.Equal(t, (&types.QueryPortfolioResponse{
		Rows: []types.PortfolioRow{
			row("bias", "lab", 2031, 1, 1, 0), row("data", "", 2031, 1, 0, 100), row("data", "lab", 2030, 1, 0, 7), row("data", "lab", 2031, 2, 0, 23),
		},
		Certificates: 5, Value: math.NewInt(130),
	}).String(), res.String())

	// What is sold or given away is another's.
	require.NoError(t, f.Keeper.Transfer(f.Ctx, 101, testutil.Employer, other))
	res, err = q.Portfolio(f.Ctx, &types.QueryPortfolioRequest{Organisation: "lab"})
	require.NoError(t, err)
	require.Equal(t, "109", res.Value.String())

	for organisation, want := range map[string]codes.Code{"": codes.InvalidArgument, "moon": codes.NotFound} {
		_, err = q.Portfolio(f.Ctx, &types.QueryPortfolioRequest{Organisation: organisation})
		require.Equal(t, want, status.Code(err))
	}
}

func TestPortfolioIsBounded(t *testing.T) {
	f := testutil.New(t)
	f.Identity.Join("ministry", testutil.Employer)
	q := keeper.NewQueryServer(f.Keeper)
	for id := uint64(1); id <= types.MaxPortfolio; id++ {
		f.Mint(t, id)
	}
	res, err := q.Portfolio(f.Ctx, &types.QueryPortfolioRequest{Organisation: "ministry"})
	require.NoError(t, err)
	require.False(t, res.Truncated)
	f.Mint(t, types.MaxPortfolio+1)
	res, err = q.Portfolio(f.Ctx, &types.QueryPortfolioRequest{Organisation: "ministry"})
	require.NoError(t, err)
	require.True(t, res.Truncated)
	require.EqualValues(t, types.MaxPortfolio, res.Certificates)
}

package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func TestJobsQuery(t *testing.T) {
	e := everyStatus(t)
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		request types.QueryJobsRequest
		want    func(types.Job) bool
	}{
		"all":         {types.QueryJobsRequest{}, func(types.Job) bool { return true }},
		"by employer": {types.QueryJobsRequest{Employer: employer.String()}, func(types.Job) bool { return true }},
		"by agent":    {types.QueryJobsRequest{Agent: agent.String()}, func(j types.Job) bool { return j.Agent == agent.String() }},
		"by status": {types.QueryJobsRequest{Status: types.JOB_STATUS_CANCELLED}, func(j types.Job) bool {
			return j.Status == types.JOB_STATUS_CANCELLED
		}},
		"by category": {types.QueryJobsRequest{Category: "general"}, func(types.Job) bool { return true }},
		"none":        {types.QueryJobsRequest{Category: "gen"}, func(types.Job) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			var want, got []types.Job
			for _, job := range gs.Jobs {
				if test.want(job) {
					want = append(want, job)
				}
			}
			// Page by page.
			request := test.request
			request.Pagination = &query.PageRequest{Limit: 2}
			for {
				response, err := e.Queries.Jobs(e.Ctx, &request)
				require.NoError(t, err)
				require.LessOrEqual(t, len(response.Jobs), 2)
				got = append(got, response.Jobs...)
				if len(response.Pagination.NextKey) == 0 {
					break
				}
				request.Pagination.Key = response.Pagination.NextKey
			}
			require.Equal(t, want, got)
		})
	}
	_, err = e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Agent: agent.String(), Category: "general"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Agent: "x"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestAPageIsBounded(t *testing.T) {
	e := testutil.New(t)
	for range 205 {
		post(e, func(m *types.MsgPostJob) { m.Payout = math.NewInt(1) })
	}
	e.EndBlock()
	response, err := e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Pagination: &query.PageRequest{Limit: 1_000}})
	require.NoError(t, err)
	require.Len(t, response.Jobs, 200)
	open, err := e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: agent.String()})
	require.NoError(t, err)
	require.Len(t, open.Jobs, 100)
}

func TestOpenJobs(t *testing.T) {
	e := testutil.New(t)
	post(e, minScore(10))
	fits := post(e)
	claim(e, rival, post(e))
	response, err := e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: agent.String()})
	require.NoError(t, err)
	require.Len(t, response.Jobs, 1)
	require.Equal(t, fits, response.Jobs[0].Id)
	response, err = e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: employer.String()})
	require.NoError(t, err)
	require.Empty(t, response.Jobs)
}

// Jobs that the agent may not claim do not hide the others: each page looks at so many and says where to go on.
func TestOpenJobsLooksAtSoManyAPage(t *testing.T) {
	e := testutil.New(t)
	var fits []uint64
	for i := range 1_003 {
		if i%400 == 399 {
			fits = append(fits, post(e, tiny))
		} else {
			post(e, tiny, minScore(10))
		}
	}
	var found []uint64
	req := &types.QueryOpenJobsRequest{Agent: agent.String(), Pagination: &query.PageRequest{CountTotal: true}}
	var pages []int
	for {
		response, err := e.Queries.OpenJobs(e.Ctx, req)
		require.NoError(t, err)
		for _, job := range response.Jobs {
			found = append(found, job.Id)
		}
		pages = append(pages, len(response.Jobs))
		require.Zero(t, response.Pagination.Total)
		if len(response.Pagination.NextKey) == 0 {
			break
		}
		req.Pagination.Key = response.Pagination.NextKey
	}
	require.Equal(t, fits, found)
	require.Equal(t, []int{1, 1, 0}, pages)

	first, err := e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: agent.String(), Pagination: &query.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.Equal(t, fits[0], first.Jobs[0].Id)
	require.NotEmpty(t, first.Pagination.NextKey)
	_, err = e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: agent.String(), Pagination: &query.PageRequest{Offset: 1}})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func tiny(m *types.MsgPostJob) { m.Payout = math.NewInt(1) }

// Where no limit is named, the SDK would count all that there is.
func TestNothingIsCountedUnasked(t *testing.T) {
	e := testutil.New(t)
	post(e)
	for _, asked := range []*query.PageRequest{nil, {}, {Limit: 1}} {
		response, err := e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Pagination: asked})
		require.NoError(t, err)
		require.Zero(t, response.Pagination.Total)
	}
	response, err := e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Pagination: &query.PageRequest{CountTotal: true}})
	require.NoError(t, err)
	require.EqualValues(t, 1, response.Pagination.Total)
}

func TestQuoteQueryIsWhatPostingCosts(t *testing.T) {
	e := testutil.New(t)
	work := time.Hour
	response, err := e.Queries.Quote(e.Ctx, &types.QueryQuoteRequest{Category: "general", Payout: "100000", WorkDuration: &work})
	require.NoError(t, err)
	require.Equal(t, testutil.Denom, response.Denom)
	job := e.Job(post(e))
	require.Equal(t, job.Escrow, response.Quote.Escrow)
	require.Equal(t, job.Terms.Bond, response.Quote.Bond)
	require.Equal(t, job.Terms.SeatLock, response.Quote.SeatLock)
	require.EqualValues(t, total, response.Quote.Total.Int64())

	// 0500 would be 320 to Go's parser.
	for _, payout := range []string{"", "1.5", "0500", "0x10", "0b1", "1_000", "+5", "-5", " 5", "٥", "1000000000000000000000000000001"} {
		_, err = e.Queries.Quote(e.Ctx, &types.QueryQuoteRequest{Category: "general", Payout: payout})
		require.Equal(t, codes.InvalidArgument, status.Code(err), payout)
	}
	_, err = e.Queries.Quote(e.Ctx, &types.QueryQuoteRequest{Category: "nothing", Payout: "1"})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = e.Queries.Quote(e.Ctx, &types.QueryQuoteRequest{Category: "general", Payout: "0"})
	require.ErrorIs(t, err, types.ErrPayout)
}

func TestNextDeadline(t *testing.T) {
	e := everyStatus(t)
	e.Validation.Deadline = 4_711
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	for _, job := range gs.Jobs {
		response, err := e.Queries.NextDeadline(e.Ctx, &types.QueryNextDeadlineRequest{JobId: job.Id})
		require.NoError(t, err)
		want := job.DeadlineMs
		if job.Status == types.JOB_STATUS_IN_REVIEW {
			want = 4_711
		}
		require.Equal(t, want, response.DeadlineMs)
		require.Equal(t, job.Status, response.Status)
		require.Equal(t, e.Clock.Ms, response.NowMs)
		require.Equal(t, job.Status.Terminal(), response.Action == "none: the job has ended", "%s: %s", job.Status, response.Action)
	}
}

func TestOwedAndEscrow(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	post(e)
	claim(e, agent, id)
	deposit(e, agent, 5)
	e.EndBlock()
	owed, err := e.Queries.Owed(e.Ctx, &types.QueryOwedRequest{Address: employer.String()})
	require.NoError(t, err)
	require.EqualValues(t, 2*total, owed.Escrow.Int64())
	require.True(t, owed.Stake.Free.IsZero())
	owed, err = e.Queries.Owed(e.Ctx, &types.QueryOwedRequest{Address: agent.String()})
	require.NoError(t, err)
	require.EqualValues(t, bond, owed.Stake.Locked.Int64())
	require.True(t, owed.Escrow.IsZero())
	sheet, err := e.Queries.Escrow(e.Ctx, &types.QueryEscrowRequest{})
	require.NoError(t, err)
	require.Equal(t, types.QueryEscrowResponse{
		Denom: testutil.Denom, Held: math.NewInt(2*total + bond + 5), EscrowOwed: math.NewInt(2 * total),
		StakeFree: math.NewInt(5), StakeLocked: math.NewInt(bond), OpenJobs: 2, DisputeBonds: math.ZeroInt(),
		Allotments: math.ZeroInt(), Incentives: math.ZeroInt(),
	}, *sheet)
}

func TestRuleQueries(t *testing.T) {
	e := testutil.New(t)
	setCategory(func(c *types.Category) { c.Title = "New" })(e)
	setCategory(func(c *types.Category) { c.Slug = "audit" })(e)
	list, err := e.Queries.Categories(e.Ctx, &types.QueryCategoriesRequest{})
	require.NoError(t, err)
	require.Equal(t, []string{"audit", "general"}, []string{list.Categories[0].Slug, list.Categories[1].Slug})
	require.EqualValues(t, 2, list.Categories[1].Revision)
	first, err := e.Queries.Category(e.Ctx, &types.QueryCategoryRequest{Slug: "general", Revision: 1})
	require.NoError(t, err)
	require.Equal(t, testutil.Category(), first.Category)
	_, err = e.Queries.Category(e.Ctx, &types.QueryCategoryRequest{Slug: "general", Revision: 3})
	require.Equal(t, codes.NotFound, status.Code(err))
	params, err := e.Queries.Params(e.Ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 1, params.Version)
	_, err = e.Queries.Params(e.Ctx, &types.QueryParamsRequest{Version: 2})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = e.Queries.Job(e.Ctx, &types.QueryJobRequest{JobId: 1})
	require.Equal(t, codes.NotFound, status.Code(err))
}

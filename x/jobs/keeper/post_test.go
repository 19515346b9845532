package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

const total = 111_000 // payout 100,000 + validation 9,000 + protocol 2,000

func TestPostJob(t *testing.T) {
	e := testutil.New(t)
	response, err := tx(e, e.Msgs.PostJob, postMsg(withRelists(1), func(m *types.MsgPostJob) { m.ExpectedTotal = math.NewInt(total) }))
	require.NoError(t, err)
	require.Equal(t, uint64(100_001_000), response.JobId, "height 1, slot 1, first of its transaction")
	require.EqualValues(t, total, response.Escrowed.Int64())

	job := e.Job(response.JobId)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.Equal(t, testutil.Start, job.PostedMs)
	require.Equal(t, testutil.Start+(24*time.Hour).Milliseconds(), job.DeadlineMs)
	require.EqualValues(t, 1, job.RelistsLeft)
	require.Equal(t, types.Terms{
		ParamsVersion: 1, CategoryRevision: 1, ReviewVersion: 1, ValidationFeeBps: 900, ProtocolFeeBps: 200, Seats: 3,
		SeatFee: math.NewInt(3_000), SeatLock: math.NewInt(3_333), Bond: math.NewInt(11_000), SeatLockBps: 10_000,
	}, job.Terms)

	e.EndBlock()
	require.EqualValues(t, -total, e.Gain(employer))
	require.Equal(t, []string{"posted 100001000"}, e.Hooks.Heard)
	require.Equal(t, []*types.EventJobPosted{{
		JobId: job.Id, Employer: employer.String(), Category: "general", Status: types.JOB_STATUS_OPEN,
		Payout: math.NewInt(100_000), Escrowed: math.NewInt(total), SpecUri: job.Spec.Uri, SpecSha256: hash(1),
		DeadlineMs: job.DeadlineMs,
	}}, testutil.EventsOf[*types.EventJobPosted](t, e.Events))
}

func TestPostJobRefused(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(e *testutil.Env)
		change  func(m *types.MsgPostJob)
		want    error
	}{
		"no employer":         {change: func(m *types.MsgPostJob) { m.Employer = rival.String() }, want: testutil.ErrIdentity},
		"bad address":         {change: func(m *types.MsgPostJob) { m.Employer = "agi1x" }, want: types.ErrAddress},
		"unknown category":    {change: func(m *types.MsgPostJob) { m.Category = "nothing" }, want: types.ErrUnknownCategory},
		"closed category":     {prepare: setCategory(func(c *types.Category) { c.Open = false }), want: types.ErrCategoryClosed},
		"uri elsewhere":       {change: func(m *types.MsgPostJob) { m.Spec.Uri = "https://data.example.evil/spec" }, want: types.ErrURIPrefix},
		"payout n+1":          {change: func(m *types.MsgPostJob) { m.Payout = math.NewInt(2_000_001) }, want: types.ErrPayout},
		"work too short":      {change: func(m *types.MsgPostJob) { m.WorkDuration = time.Minute - time.Millisecond }, want: types.ErrDuration},
		"work too long":       {change: func(m *types.MsgPostJob) { m.WorkDuration = 10*time.Hour + time.Millisecond }, want: types.ErrDuration},
		"open too long":       {change: func(m *types.MsgPostJob) { m.OpenFor = 24*time.Hour + time.Millisecond }, want: types.ErrDuration},
		"total n-1":           {change: func(m *types.MsgPostJob) { m.ExpectedTotal = math.NewInt(total - 1) }, want: types.ErrEscrowAbove},
		"not enough money":    {change: func(m *types.MsgPostJob) { m.Payout = math.NewInt(1_900_000) }, prepare: spend(employer, 8_500_000), want: testutil.ErrFunds},
		"foreign":             {prepare: join(employer, "abroad"), want: types.ErrOrganisationKind},
		"organisation unheld": {prepare: join(employer, "gone"), want: testutil.ErrIdentity},
		"relists":             {change: withRelists(4), want: types.ErrRelists},
		"even seats":          {change: func(m *types.MsgPostJob) { m.Seats = 4 }, want: types.ErrSeats},
		"unknown program":     {change: func(m *types.MsgPostJob) { m.Program = 1 }, want: types.ErrProgramNotFound},
		"in a hurry":          {change: func(m *types.MsgPostJob) { m.Priority = types.PRIORITY_URGENT }, want: types.ErrPriority},
		"hash":                {change: func(m *types.MsgPostJob) { m.Spec.Sha256 = hash(1)[:31] }, want: types.ErrHash},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			if test.prepare != nil {
				test.prepare(e)
			}
			msg := postMsg()
			if test.change != nil {
				test.change(msg)
			}
			refused(e, e.Msgs.PostJob, msg, test.want)
		})
	}
}

func setCategory(change func(*types.Category)) func(*testutil.Env) {
	return func(e *testutil.Env) {
		category := testutil.Category()
		change(&category)
		_, err := e.Msgs.SetCategory(e.Ctx, &types.MsgSetCategory{Authority: testutil.Authority.String(), Category: category})
		require.NoError(e.T, err)
	}
}

func setParams(e *testutil.Env, change func(*types.Params)) {
	e.T.Helper()
	params := testutil.Params()
	change(&params)
	_, err := e.Msgs.UpdateParams(e.Ctx, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: params})
	require.NoError(e.T, err)
}

func join(addr sdk.AccAddress, organisation string) func(*testutil.Env) {
	return func(e *testutil.Env) {
		p := e.Identity.Participants[addr.String()]
		p.OrganisationId = organisation
		e.Identity.Participants[addr.String()] = p
	}
}

// spend gives an amount of a party away.
func spend(addr sdk.AccAddress, amount int64) func(*testutil.Env) {
	return func(e *testutil.Env) {
		coins := sdk.NewCoins(sdk.NewInt64Coin(testutil.Denom, amount))
		require.NoError(e.T, e.Bank.SendCoinsFromAccountToModule(e.Ctx, addr, "elsewhere", coins))
	}
}

func TestPostAtTheLimits(t *testing.T) {
	e := testutil.New(t)
	post(e, func(m *types.MsgPostJob) { m.WorkDuration, m.OpenFor = time.Minute, time.Millisecond })
	big := post(e, func(m *types.MsgPostJob) { m.Payout, m.WorkDuration = math.NewInt(2_000_000), 10*time.Hour })
	require.EqualValues(t, 5, e.Job(big).Terms.Seats)
	wish := post(e, func(m *types.MsgPostJob) { m.Seats = 7 })
	require.EqualValues(t, 7, e.Job(wish).Terms.Seats)
	e.EndBlock()
}

func TestATransactionPostsAtMost999Jobs(t *testing.T) {
	e := testutil.New(t)
	e.Bank.Fund(e.Ctx, employer, 0)
	err := e.Tx(func(ctx sdk.Context) error {
		for i := range 999 {
			response, err := e.Msgs.PostJob(ctx, postMsg(func(m *types.MsgPostJob) { m.Payout = math.NewInt(1) }))
			require.NoError(t, err)
			require.EqualValues(t, 100_001_000+i, response.JobId)
		}
		_, err := e.Msgs.PostJob(ctx, postMsg())
		require.ErrorIs(t, err, types.ErrTooManyJobs)
		return nil
	})
	require.NoError(t, err)
	require.EqualValues(t, 100_002_000, post(e), "the next transaction has its own numbers")
	e.EndBlock()
	require.EqualValues(t, 200_001_000, post(e), "so has the next block")
}

// A council proposal runs in gov's EndBlock, after bank's: money moves at once, the treasury is the party.
func TestTheTreasuryPostsInEndBlock(t *testing.T) {
	e := testutil.New(t)
	var id uint64
	e.EndBlock(func(ctx sdk.Context) {
		response, err := e.Msgs.PostJob(ctx, postMsg(func(m *types.MsgPostJob) { m.Employer = testutil.Authority.String() }))
		require.NoError(t, err)
		id = response.JobId
	})
	require.EqualValues(t, 100_000_000, id, "slot 0")
	require.Equal(t, treasury.String(), e.Job(id).Employer)
	require.EqualValues(t, -total, e.Gain(treasury))

	e.EndBlock(func(ctx sdk.Context) {
		_, err := e.Msgs.CancelJob(ctx, &types.MsgCancelJob{Employer: testutil.Authority.String(), JobId: id})
		require.NoError(t, err)
	})
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(id).Status)
	require.Zero(t, e.Gain(treasury))
}

func TestAJobKeepsItsTerms(t *testing.T) {
	e := testutil.New(t)
	id := reviewed(e)
	before := e.Job(id).Terms
	setParams(e, func(p *types.Params) { p.ProtocolFeeBps, p.ChallengeWindow = 500, 2*time.Hour })
	setCategory(func(c *types.Category) { c.Open = false })(e)
	e.Validation.Version = 2
	e.EndBlock(closeRound(e, id, approved, 3))
	require.Equal(t, before, e.Job(id).Terms)
	require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), e.Job(id).DeadlineMs)
}

func TestRaisePayout(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	e.EndBlock()
	// Rules that came later do not touch the raise.
	setParams(e, func(p *types.Params) { p.ProtocolFeeBps, p.ValidationFeeBps = 1_000, 1_000 })

	msg := &types.MsgRaisePayout{Employer: employer.String(), JobId: id, Payout: math.NewInt(1_000_000), ExpectedExtra: math.NewInt(999_000)}
	response, err := tx(e, e.Msgs.RaisePayout, msg)
	require.NoError(t, err)
	require.EqualValues(t, 999_000, response.Extra.Int64(), "1,110,000 less 111,000")

	job := e.Job(id)
	require.EqualValues(t, 5, job.Terms.Seats)
	require.EqualValues(t, 18_000, job.Terms.SeatFee.Int64())
	require.EqualValues(t, 20_000, job.Terms.SeatLock.Int64())
	require.EqualValues(t, 110_000, job.Terms.Bond.Int64())
	require.Equal(t, testutil.Start+(24*time.Hour).Milliseconds(), job.DeadlineMs, "the window stays")
	e.EndBlock()
	require.EqualValues(t, -1_110_000, e.Gain(employer))
	require.Equal(t, []*types.EventPayoutRaised{{
		JobId: id, Employer: employer.String(), Payout: math.NewInt(1_000_000), Extra: math.NewInt(999_000),
		Status: types.JOB_STATUS_OPEN,
	}}, testutil.EventsOf[*types.EventPayoutRaised](t, e.Events))
}

func TestRaisePayoutRefused(t *testing.T) {
	e := testutil.New(t)
	id, taken := post(e), post(e)
	claim(e, agent, taken)
	e.EndBlock()
	raise := func(id uint64, payout, extra int64) *types.MsgRaisePayout {
		return &types.MsgRaisePayout{Employer: employer.String(), JobId: id, Payout: math.NewInt(payout), ExpectedExtra: math.NewInt(extra)}
	}
	refused(e, e.Msgs.RaisePayout, raise(id, 100_000, 1), types.ErrRaise)
	refused(e, e.Msgs.RaisePayout, raise(id, 99_999, 1), types.ErrRaise)
	refused(e, e.Msgs.RaisePayout, raise(id, 2_000_001, 9_999_999), types.ErrPayout)
	refused(e, e.Msgs.RaisePayout, raise(id, 200_000, 110_999), types.ErrEscrowAbove)
	refused(e, e.Msgs.RaisePayout, raise(id+7, 200_000, 111_000), types.ErrJobNotFound)
	refused(e, e.Msgs.RaisePayout, raise(taken, 200_000, 111_000), types.ErrWrongStatus)
	other := raise(id, 200_000, 111_000)
	other.Employer = rival.String()
	refused(e, e.Msgs.RaisePayout, other, types.ErrNotEmployer)
	e.Clock.Ms = e.Job(id).DeadlineMs
	refused(e, e.Msgs.RaisePayout, raise(id, 200_000, 111_000), types.ErrTooLate)
	e.Clock.Ms--
	suspend(e, employer)
	refused(e, e.Msgs.RaisePayout, raise(id, 200_000, 111_000), testutil.ErrIdentity)
}

// A larger committee divides the fee anew: the floors may eat a raise of a unit up.
func TestRaiseThatWouldLowerTheEscrow(t *testing.T) {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.MinSeatFee = math.NewInt(1) })
	setCategory(func(c *types.Category) { c.Seats[1].MinPayout = math.NewInt(101) })(e)
	id := post(e, func(m *types.MsgPostJob) { m.Payout = math.NewInt(100) })
	e.EndBlock()
	require.EqualValues(t, 9, e.Job(id).Escrow.ValidationFee.Int64(), "3 seats of 3; 5 seats would get 1 each")
	refused(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
		Employer: employer.String(), JobId: id, Payout: math.NewInt(101), ExpectedExtra: math.NewInt(100),
	}, types.ErrRaise)
}

// suspend takes all roles of a party: it may start nothing new.
func suspend(e *testutil.Env, addr sdk.AccAddress) {
	p := e.Identity.Participants[addr.String()]
	p.Roles, p.Status = nil, identitytypes.PARTICIPANT_STATUS_SUSPENDED
	e.Identity.Participants[addr.String()] = p
}

func TestCancelAndDelist(t *testing.T) {
	e := testutil.New(t)
	mine, listed := post(e), post(e)
	e.EndBlock()
	suspend(e, employer) // cancelling is an exit
	_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: mine})
	require.NoError(t, err)
	require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(mine).Status)
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: mine}, types.ErrWrongStatus)
	refused(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: mine}, types.ErrWrongStatus)
	_, err = tx(e, e.Msgs.DelistJob, &types.MsgDelistJob{Authority: testutil.Authority.String(), JobId: listed, Reason: "personal data"})
	require.NoError(t, err)
	e.EndBlock()

	for id, basis := range map[uint64]types.RulingBasis{mine: types.RULING_BASIS_EMPLOYER, listed: types.RULING_BASIS_AUTHORITY} {
		job := e.Job(id)
		require.Equal(t, types.JOB_STATUS_CANCELLED, job.Status)
		require.Equal(t, types.Ruling{Outcome: types.OUTCOME_CANCELLED, Basis: basis}, *job.Ruling)
		require.EqualValues(t, total, job.Escrow.Total().Int64(), "the record keeps its amounts")
	}
	require.Zero(t, e.Gain(employer))
	require.Len(t, testutil.EventsOf[*types.EventJobCancelled](t, e.Events), 2)
}

func TestCancelRefused(t *testing.T) {
	e := testutil.New(t)
	id, taken := post(e), post(e)
	claim(e, agent, taken)
	e.EndBlock()
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: agent.String(), JobId: id}, types.ErrNotEmployer)
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: taken}, types.ErrWrongStatus)
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: 7}, types.ErrJobNotFound)
	refused(e, e.Msgs.DelistJob, &types.MsgDelistJob{Authority: employer.String(), JobId: id, Reason: "x"}, types.ErrAuthority)
	refused(e, e.Msgs.DelistJob, &types.MsgDelistJob{Authority: testutil.Authority.String(), JobId: taken, Reason: "x"}, types.ErrWrongStatus)
	e.Clock.Ms = e.Job(id).DeadlineMs
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id}, types.ErrTooLate)
}

func TestAuthority(t *testing.T) {
	e := testutil.New(t)
	params := testutil.Params()
	refused(e, e.Msgs.UpdateParams, &types.MsgUpdateParams{Authority: employer.String(), Params: params}, types.ErrAuthority)
	bad := params
	bad.SettlementsPerBlock = 0
	refused(e, e.Msgs.UpdateParams, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: bad}, types.ErrParams)
	params.Ladder = []types.Rung{{Pool: "nowhere"}}
	refused(e, e.Msgs.UpdateParams, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: params}, types.ErrUnknownPool)
	refused(e, e.Msgs.SetCategory, &types.MsgSetCategory{Authority: employer.String(), Category: testutil.Category()}, types.ErrAuthority)
	category := testutil.Category()
	category.Pool = "nowhere"
	refused(e, e.Msgs.SetCategory, &types.MsgSetCategory{Authority: testutil.Authority.String(), Category: category}, types.ErrUnknownPool)

	response, err := tx(e, e.Msgs.SetCategory, &types.MsgSetCategory{Authority: testutil.Authority.String(), Category: testutil.Category()})
	require.NoError(t, err)
	require.EqualValues(t, 2, response.Revision)
	updated, err := tx(e, e.Msgs.UpdateParams, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: testutil.Params()})
	require.NoError(t, err)
	require.EqualValues(t, 2, updated.Version)
	old, err := e.Queries.Params(e.Ctx, &types.QueryParamsRequest{Version: 1})
	require.NoError(t, err)
	require.Equal(t, testutil.Params(), old.Params)
	e.EndBlock()
}

// A job in the place of another would lock the other's money for ever.
func TestNoJobTakesAnothersPlace(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	e.EndBlock()
	e.Ctx = e.Ctx.WithBlockHeight(e.Ctx.BlockHeight() - 1)
	refused(e, e.Msgs.PostJob, postMsg(), types.ErrJobID)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
}

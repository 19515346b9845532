package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func TestFundAndAllot(t *testing.T) {
	e, id := inProgramOf(t)
	fund := &types.MsgFundProgram{Sponsor: employer.String(), ProgramId: id, Amount: math.NewInt(50_000)}
	_, err := tx(e, e.Msgs.FundProgram, fund)
	require.NoError(t, err)
	require.Equal(t, int64(650_000), left(e, id, employer))
	allot(e, id, delegate, 100_000)
	allot(e, id, stranger, 20_000)
	require.Equal(t, []int64{930_000, 100_000, 20_000}, []int64{left(e, id, employer), left(e, id, delegate), left(e, id, stranger)})
	allot(e, id, stranger, 0)
	require.Equal(t, []int64{950_000, -1}, []int64{left(e, id, employer), left(e, id, stranger)})
	e.EndBlock()
	require.Equal(t, []int64{1_050_000, 0, 0, 0}, sums(e, id))
	require.Equal(t, []*types.EventProgramFunded{{ProgramId: id, Amount: fund.Amount, Budget: math.NewInt(1_050_000)}},
		testutil.EventsOf[*types.EventProgramFunded](t, e.Events))
	require.Len(t, testutil.EventsOf[*types.EventAllotmentSet](t, e.Events), 3)

	set := func(sponsor, who sdk.AccAddress, amount int64) *types.MsgSetAllotment {
		return &types.MsgSetAllotment{Sponsor: sponsor.String(), ProgramId: id, Delegate: who.String(), Left: math.NewInt(amount)}
	}
	refused(e, e.Msgs.SetAllotment, set(employer, delegate, 1_050_001), types.ErrAllotment)
	refused(e, e.Msgs.SetAllotment, set(employer, employer, 1), types.ErrDelegate)
	refused(e, e.Msgs.SetAllotment, set(employer, stranger, 0), types.ErrDelegate)
	refused(e, e.Msgs.SetAllotment, set(delegate, delegate, 1), types.ErrNotSponsor)
	stolen := *fund
	stolen.Sponsor = stranger.String()
	refused(e, e.Msgs.FundProgram, &stolen, types.ErrNotSponsor)
	for n := range 62 {
		allot(e, id, testutil.Addr(byte(100+n)), 1)
	}
	refused(e, e.Msgs.SetAllotment, set(employer, stranger, 1), types.ErrAllotment)
	closeProgram(e, id)
	refused(e, e.Msgs.SetAllotment, set(employer, delegate, 1), types.ErrProgramStatus)
	refused(e, e.Msgs.FundProgram, fund, types.ErrProgramStatus)
	e.EndBlock()
}

// What each end of a job gives back, to whom.
func TestProgramMoneyByOutcome(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(e *testutil.Env, id uint64)
		// left of the delegate, and budget, committed, spent, returned.
		left int64
		sums []int64
	}{
		{"completed", complete, 289_000, []int64{1_000_000, 0, jobCosts, 0}},
		// Payout, protocol fee and half of the slash of 5,500 come back: 9,000 for the seats less 2,750.
		{"failed", fail, 393_750, []int64{1_000_000, 0, 6_250, 0}},
		{"cancelled", func(e *testutil.Env, id uint64) {
			_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: delegate.String(), JobId: id})
			require.NoError(e.T, err)
			e.EndBlock()
		}, 400_000, []int64{1_000_000, 0, 0, 0}},
		// The whole escrow and half of the slash of 2,200, which nobody had put in.
		{"expired", func(e *testutil.Env, id uint64) {
			claim(e, agent, id)
			e.EndBlock()
			e.Pass(time.Hour)
			e.EndBlock()
		}, 401_100, []int64{1_001_100, 0, 0, 0}},
		{"raised", func(e *testutil.Env, id uint64) {
			raise := &types.MsgRaisePayout{Employer: delegate.String(), JobId: id, Payout: math.NewInt(150_000), ExpectedExtra: math.NewInt(55_500)}
			_, err := tx(e, e.Msgs.RaisePayout, raise)
			require.NoError(e.T, err)
			e.EndBlock()
		}, 233_500, []int64{1_000_000, 166_500, 0, 0}},
		{"delegation ended", func(e *testutil.Env, id uint64) {
			allot(e, e.Job(id).Program, delegate, 0)
			_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: delegate.String(), JobId: id})
			require.NoError(e.T, err)
			e.EndBlock()
			require.Equal(e.T, int64(1_000_000), left(e, e.Job(id).Program, employer))
		}, -1, []int64{1_000_000, 0, 0, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, id := inProgramOf(t)
			job := post(e, by(delegate, id, "a"))
			e.EndBlock()
			tc.end(e, job)
			require.Equal(t, tc.left, left(e, id, delegate))
			require.Equal(t, tc.sums, sums(e, id))
			require.Zero(t, e.Gain(delegate))
			require.Equal(t, int64(-1_000_000), e.Gain(employer))
		})
	}
}

// A relisted job's slash is the program's at once, and the job goes on.
func TestSlashOfARelistIsTheProgramsAtOnce(t *testing.T) {
	e, id := inProgramOf(t)
	job := post(e, by(delegate, id, "a"), withRelists(1))
	claim(e, agent, job)
	e.EndBlock()
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(job).Status)
	require.Equal(t, int64(400_000-jobCosts+1_100), left(e, id, delegate))
	require.Equal(t, []int64{1_001_100, jobCosts, 0, 0}, sums(e, id))
	complete(e, job)
	require.Equal(t, []int64{1_001_100, 0, jobCosts, 0}, sums(e, id))
}

func TestRaiseUnderProgramRefused(t *testing.T) {
	e, id := inProgramOf(t)
	job := post(e, by(delegate, id, "a"))
	e.EndBlock()
	raise := &types.MsgRaisePayout{Employer: delegate.String(), JobId: job, Payout: math.NewInt(150_001), ExpectedExtra: math.NewInt(100_000)}
	refused(e, e.Msgs.RaisePayout, raise, types.ErrProgramJob)
	raise.Payout = math.NewInt(150_000)
	allot(e, id, delegate, 10)
	refused(e, e.Msgs.RaisePayout, raise, types.ErrAllotment)
	allot(e, id, delegate, 400_000)
	pause(e, id, employer)
	refused(e, e.Msgs.RaisePayout, raise, types.ErrProgramStatus)
}

// Posted, raised and closed in one block: every job is counted before EndBlock looks whether the program is over, also where
// the council's own close comes first in the journal.
func TestCloseInTheBlockOfAPosting(t *testing.T) {
	for name, sponsor := range map[string]sdk.AccAddress{"a ministry": employer, "the treasury": testutil.Authority} {
		t.Run(name, func(t *testing.T) {
			e, id := inProgramOf(t, func(m *types.MsgCreateProgram) { m.Sponsor = sponsor.String() })
			job := post(e, by(delegate, id, "a"))
			_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
				Employer: delegate.String(), JobId: job, Payout: math.NewInt(150_000), ExpectedExtra: math.NewInt(55_500),
			})
			require.NoError(t, err)
			e.EndBlock(func(ctx sdk.Context) {
				_, err := e.Msgs.CloseProgram(ctx, &types.MsgCloseProgram{Sponsor: sponsor.String(), ProgramId: id})
				require.NoError(t, err)
			})
			require.Empty(t, testutil.EventsOf[*types.EventProgramEnded](t, e.Events))
			require.Equal(t, []int64{1_000_000, 166_500, 0, 0}, sums(e, id))

			claim(e, agent, job)
			e.EndBlock()
			e.Pass(time.Hour)
			e.EndBlock()
			require.Equal(t, types.JOB_STATUS_EXPIRED, e.Job(job).Status)
			// Half of the slash of 20 % of 16,500 came in.
			require.Equal(t, []int64{1_001_650, 0, 0, 1_001_650}, sums(e, id))
			ended := testutil.EventsOf[*types.EventProgramEnded](t, e.Events)
			require.Equal(t, []*types.EventProgramEnded{{
				ProgramId: id, Sponsor: program(e, id).Sponsor, Returned: math.NewInt(1_001_650), Spent: math.ZeroInt(),
			}}, ended)
			refused(e, e.Msgs.CloseProgram, &types.MsgCloseProgram{Sponsor: sponsor.String(), ProgramId: id}, types.ErrProgramStatus)
		})
	}
}

func TestCloseWithoutJobsReturnsTheBudget(t *testing.T) {
	e, id := inProgramOf(t)
	refused(e, e.Msgs.CloseProgram, &types.MsgCloseProgram{Sponsor: delegate.String(), ProgramId: id}, types.ErrNotSponsor)
	e.Identity.Admit(employer, 0, "")
	closeProgram(e, id)
	require.Equal(t, int64(-1_000_000), e.Gain(employer), "money leaves in EndBlock")
	e.EndBlock()
	require.Equal(t, int64(0), e.Gain(employer))
	require.Equal(t, []int64{1_000_000, 0, 0, 1_000_000}, sums(e, id))
	require.Equal(t, e.Clock.Ms, program(e, id).ClosedMs)
	require.Equal(t, int64(-1), left(e, id, employer))
}

// A payment that fails changes nothing, and closing again asks for it.
func TestCloseAgainAfterAFailedPayment(t *testing.T) {
	e, id := inProgramOf(t)
	job := post(e, by(delegate, id, "a"))
	closeProgram(e, id)
	e.EndBlock()
	e.Bank.SendErr = func(to sdk.AccAddress, _ math.Int) error {
		if to.Equals(employer) {
			return testutil.ErrFunds
		}
		return nil
	}
	_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: delegate.String(), JobId: job})
	require.NoError(t, err)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(job).Status)
	failed := testutil.EventsOf[*types.EventHookFailed](t, e.Events)
	require.Len(t, failed, 1)
	require.Equal(t, "jobs/program_end", failed[0].Hook)
	require.Equal(t, []int64{1_000_000, 0, 0, 0}, sums(e, id))

	e.Bank.SendErr = nil
	closeProgram(e, id)
	e.EndBlock()
	require.Equal(t, []int64{1_000_000, 0, 0, 1_000_000}, sums(e, id))
	require.Equal(t, int64(0), e.Gain(employer))
}

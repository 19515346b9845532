package keeper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// byVerdict brings a job to its end by a round's result that nobody challenges.
func byVerdict(result validationtypes.RoundResult, agreed int) func(e *testutil.Env) uint64 {
	return func(e *testutil.Env) uint64 {
		id := reviewed(e)
		e.EndBlock(closeRound(e, id, result, agreed))
		if !e.Job(id).Status.Terminal() {
			e.Pass(time.Hour)
			e.EndBlock()
		}
		return id
	}
}

// Every outcome's money, to the unit: what each party has at the end more than at the beginning.
func TestOutcomes(t *testing.T) {
	type money struct{ employer, agent, stake, treasury, burned, seat0, seat2 int64 }
	for name, test := range map[string]struct {
		run    func(e *testutil.Env) uint64
		status types.JobStatus
		basis  types.RulingBasis
		want   money
	}{
		"completed": {
			byVerdict(approved, 3), types.JOB_STATUS_COMPLETED, types.RULING_BASIS_VERDICT,
			money{employer: -111_000, agent: 89_000, stake: 11_000, treasury: 1_000, burned: 1_000, seat0: 3_000, seat2: 3_000},
		},
		"completed by two": {
			byVerdict(approved, 2), types.JOB_STATUS_COMPLETED, types.RULING_BASIS_VERDICT,
			money{employer: -108_000, agent: 89_000, stake: 11_000, treasury: 1_000, burned: 1_000, seat0: 3_000},
		},
		"failed": {
			byVerdict(rejected, 3), types.JOB_STATUS_FAILED, types.RULING_BASIS_VERDICT,
			money{employer: -9_000 + 2_750, agent: -11_000, stake: 5_500, treasury: 1_375, burned: 1_375, seat0: 3_000, seat2: 3_000},
		},
		"unjudgeable": {
			byVerdict(unjudgeable, 3), types.JOB_STATUS_CANCELLED, types.RULING_BASIS_VERDICT,
			money{employer: -19_000, agent: -1_000, stake: 11_000, seat0: 3_000, seat2: 3_000},
		},
		"no committee": {
			byVerdict(noCommittee, 0), types.JOB_STATUS_SPLIT, types.RULING_BASIS_DEFAULT,
			money{employer: -51_000, agent: 39_000, stake: 11_000, treasury: 500, burned: 500},
		},
		"expired": {func(e *testutil.Env) uint64 {
			id := post(e)
			claim(e, agent, id)
			e.EndBlock()
			e.Pass(time.Hour)
			e.EndBlock()
			return id
		}, types.JOB_STATUS_EXPIRED, types.RULING_BASIS_DEADLINE, money{employer: 1_100, agent: -11_000, stake: 8_800, treasury: 550, burned: 550}},
		"surrendered": {func(e *testutil.Env) uint64 {
			id := post(e)
			claim(e, agent, id)
			e.EndBlock()
			surrender(e, id)
			e.EndBlock()
			return id
		}, types.JOB_STATUS_EXPIRED, types.RULING_BASIS_SURRENDER, money{employer: 275, agent: -11_000, stake: 10_450, treasury: 138, burned: 137}},
		"lapsed": {func(e *testutil.Env) uint64 {
			id := post(e)
			e.Pass(24 * time.Hour)
			e.EndBlock()
			return id
		}, types.JOB_STATUS_CANCELLED, types.RULING_BASIS_LAPSED, money{}},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			id := test.run(e)
			job := e.Job(id)
			require.Equal(t, test.status, job.Status)
			require.Equal(t, test.basis, job.Ruling.Basis)
			require.Zero(t, job.DeadlineMs)
			require.Equal(t, e.Clock.Ms, job.SettledMs)
			require.Equal(t, e.Ctx.BlockHeight()-1, job.SettledHeight)
			require.Equal(t, test.want, money{
				e.Gain(employer), e.Gain(agent), e.Stake(agent).Free.Int64(), e.Gain(treasury), e.Bank.Burned(e.Ctx).Int64(),
				e.Gain(seats[0]), e.Gain(seats[2]),
			})
			require.True(t, e.Stake(agent).Locked.IsZero())
			requireSettledEvent(t, e, job)
			require.Equal(t, "settled 100001000", e.Hooks.Heard[len(e.Hooks.Heard)-1])
			require.Equal(t, test.status, e.Hooks.Settled[0].Job.Status)
			if job.Submission == nil {
				require.Empty(t, e.Validation.Settled, "there never was a round")
			} else {
				require.Equal(t, []uint64{id}, e.Validation.Settled)
			}
		})
	}
}

// requireSettledEvent checks that the payments of the event make up the money that came in.
func requireSettledEvent(t *testing.T, e *testutil.Env, job types.Job) {
	t.Helper()
	events := testutil.EventsOf[*types.EventJobSettled](t, e.Events)
	require.Len(t, events, 1)
	require.Equal(t, job.Status, events[0].Status)
	sum := math.ZeroInt()
	for _, p := range events[0].Payments {
		require.True(t, p.Amount.IsPositive())
		require.NotEmpty(t, p.To)
		sum = sum.Add(p.Amount)
	}
	require.Equal(t, events[0].MoneyIn.String(), sum.String())
}

func TestTheSeatsAreJudgedAgainstTheFinalOutcome(t *testing.T) {
	for result, want := range map[validationtypes.RoundResult]validationtypes.FinalVerdict{
		approved: validationtypes.FinalApproved, rejected: validationtypes.FinalRejected,
		unjudgeable: validationtypes.FinalUnjudgeable, noCommittee: validationtypes.FinalNone,
	} {
		e := testutil.New(t)
		e.Validation.JudgeFn = func(_ uint64, finding validationtypes.Finding) ([]validationtypes.SeatJudgement, error) {
			require.Equal(t, want, finding.Final)
			require.Equal(t, want == validationtypes.FinalNone, finding.Blameless)
			return nil, nil
		}
		byVerdict(result, 0)(e)
		require.Len(t, e.Validation.Settled, 1)
	}
}

func TestDefaultRulingByMajority(t *testing.T) {
	e := testutil.New(t)
	id := reviewed(e)
	e.Validation.Seats[id] = judgements(1)
	e.EndBlock(func(ctx sdk.Context) {
		require.NoError(t, e.Keeper.AfterRoundClosed(ctx, validationtypes.RoundClosed{
			JobID: id, Result: noVerdict, Tally: validationtypes.Tally{Seats: 3, Revealed: 1, Approvals: 1},
		}))
	})
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_COMPLETED, job.Status, "settled in the very block")
	require.Equal(t, types.Ruling{Outcome: types.OUTCOME_COMPLETED, Basis: types.RULING_BASIS_DEFAULT, Blameless: true}, *job.Ruling)
	recorded := testutil.EventsOf[*types.EventVerdictRecorded](t, e.Events)
	require.Equal(t, types.JOB_STATUS_SETTLING, recorded[0].Status)
}

// More seats are owed than the escrow covers: the treasury adds up to its cap, the rest reduces all alike.
func TestShortfall(t *testing.T) {
	e := testutil.New(t)
	id := reviewed(e)
	e.EndBlock(closeRound(e, id, approved, 3))
	extra := testutil.Addr(14)
	e.Validation.Seats[id] = append(judgements(3), validationtypes.SeatJudgement{Validator: extra, Agreed: true})
	e.Pass(time.Hour)
	e.EndBlock()
	require.EqualValues(t, 2_375, e.Gain(seats[0]), "(9,000 + 500) / 4")
	require.EqualValues(t, 2_375, e.Bank.Balance(e.Ctx, extra).Int64())
	require.EqualValues(t, 500, e.Gain(treasury), "1,000 of the fee less 500")
}

// A settlement that fails moves nothing, is tried again after a backoff that doubles, and succeeds once it can.
func TestFailedSettlement(t *testing.T) {
	broken := errors.New("a bug")
	for name, fail := range map[string]func(e *testutil.Env, failing bool){
		"certificate": func(e *testutil.Env, failing bool) {
			e.Certificates.MintFn = func(types.Job) error {
				if failing {
					return broken
				}
				return nil
			}
		},
		"seats": func(e *testutil.Env, failing bool) {
			e.Validation.SettleFn = func(context.Context, uint64, []validationtypes.SeatJudgement) error {
				if failing {
					panic(broken)
				}
				return nil
			}
		},
		"bank": func(e *testutil.Env, failing bool) {
			e.Bank.SendErr = func(to sdk.AccAddress, _ math.Int) error {
				if failing && to.Equals(seats[1]) {
					return broken
				}
				return nil
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			id := reviewed(e)
			e.EndBlock(closeRound(e, id, approved, 3))
			fail(e, true)
			e.Pass(time.Hour)
			for i, hours := range []int64{1, 2, 4, 4} {
				e.EndBlock()
				job := e.Job(id)
				require.Equal(t, types.JOB_STATUS_SETTLING, job.Status)
				require.EqualValues(t, i+1, job.FailedSettlements)
				require.Equal(t, e.Clock.Ms+hours*time.Hour.Milliseconds(), job.DeadlineMs)
				require.EqualValues(t, -total, e.Gain(employer), "nothing moved")
				require.Zero(t, e.Gain(seats[0]))
				failed := testutil.EventsOf[*types.EventSettlementFailed](t, e.Events)
				require.Len(t, failed, 1)
				require.EqualValues(t, i+1, failed[0].Attempts)
				require.Equal(t, job.DeadlineMs, failed[0].RetryMs)
				require.Contains(t, failed[0].Error, "a bug")
				require.Empty(t, testutil.EventsOf[*types.EventJobSettled](t, e.Events))
				stuck, err := e.Queries.Stuck(e.Ctx, &types.QueryStuckRequest{})
				require.NoError(t, err)
				require.Len(t, stuck.Jobs, 1)
				e.EndBlock()
				require.Equal(t, job, e.Job(id), "not before its time")
				e.Clock.Ms = job.DeadlineMs
			}
			fail(e, false)
			e.EndBlock()
			require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
			require.EqualValues(t, 89_000, e.Gain(agent))
			stuck, err := e.Queries.Stuck(e.Ctx, &types.QueryStuckRequest{})
			require.NoError(t, err)
			require.Empty(t, stuck.Jobs)
		})
	}
}

// What leaves the module account is compared with what the plan says, for settlements and for slashed bonds.
func TestMoneyThatDoesNotAddUp(t *testing.T) {
	e := testutil.New(t)
	settling, expiring := reviewed(e), post(e, withRelists(1))
	claim(e, rival, expiring)
	e.EndBlock(closeRound(e, settling, approved, 3))
	e.Bank.Lossy = true
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(settling).Status)
	require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(expiring).Status)
	for _, failed := range testutil.EventsOf[*types.EventSettlementFailed](t, e.Events) {
		require.Contains(t, failed.Error, types.ErrSettlement.Error())
	}
	e.Bank.Lossy = false
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(settling).Status)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(expiring).Status)
}

// A subscriber that fails or panics is reported and stops nothing; what it wrote is gone.
func TestFailingSubscriber(t *testing.T) {
	e := testutil.New(t)
	e.Hooks.Fn = func(ctx context.Context, call string, _ types.Job) error {
		e.Bank.Fund(ctx, testutil.Addr(50), 5)
		if call == "settled" {
			panic("subscriber")
		}
		return errors.New("subscriber")
	}
	id := byVerdict(approved, 3)(e)
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
	require.True(t, e.Bank.Balance(e.Ctx, testutil.Addr(50)).IsZero())
	require.Equal(t, []*types.EventHookFailed{{JobId: id, Hook: "listener", Error: "panic: subscriber"}},
		testutil.EventsOf[*types.EventHookFailed](t, e.Events))
	require.Len(t, e.Hooks.Heard, 5, "posted, assigned, submitted, verdict, settled")
}

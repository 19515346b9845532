package integration

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

const (
	rewardLoop = "reward"
	issueLoop  = "issue"
	slewBps    = 400
)

func decimal(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

// regulated is a market that steps every ten seconds, with a loop for the reward of its one category and one that mints while the pool is
// low. Its one employer weighs as much as there is.
func regulated(t *testing.T, o testapp.Options) *testapp.Market {
	t.Helper()
	edit := o.Genesis
	o.Genesis = func(state app.GenesisState, c *testapp.Chain) {
		testapp.ShortVoting(state, c)
		c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(1_000)))
		testapp.Edit(c, state, thermostattypes.ModuleName, func(gs *thermostattypes.GenesisState) {
			gs.Params.Epoch, gs.Params.OrganisationBps, gs.Params.SmoothingBps = 10*time.Second, 10_000, 10_000
			gs.Params.MaxEmissionPerEpoch, gs.Params.MaxSupply = testapp.AGI(5), testapp.AGI(1_000_000_000)
			loop := thermostattypes.Loop{
				Id: rewardLoop, Revision: 1, Actuator: thermostattypes.ACTUATOR_REWARD,
				Inputs: []thermostattypes.LoopInput{{
					Sensor: thermostattypes.SENSOR_KIND_TIME_TO_ASSIGNMENT, Weight: decimal("1"), Target: decimal("15"), Scale: decimal("2"),
				}, {
					Sensor: thermostattypes.SENSOR_KIND_BACKLOG_AGE, Weight: decimal("1"), Target: decimal("15"), Scale: decimal("2"),
				}},
				Kp: decimal("0.5"), Ki: decimal("0.2"), Kd: decimal("0"), DerivativeBps: 10_000,
				IntegralMin: decimal("-0.2"), IntegralMax: decimal("1"), OutMax: 4_000, Slew: slewBps, Deadband: decimal("0.12"), Enabled: true,
			}
			issue := thermostattypes.Loop{
				Id: issueLoop, Revision: 1, Actuator: thermostattypes.ACTUATOR_EMISSION,
				Inputs: []thermostattypes.LoopInput{{
					Sensor: thermostattypes.SENSOR_KIND_POOL_LEVEL, Weight: decimal("-1"), Target: decimal("20000000"), Scale: decimal("2"),
				}},
				Kp: decimal("1"), Ki: decimal("0"), Kd: decimal("0"), DerivativeBps: 10_000,
				IntegralMin: decimal("0"), IntegralMax: decimal("1"), OutMax: 10_000, Slew: 10_000, Deadband: decimal("0.1"), Enabled: true,
			}
			gs.Loops = []thermostattypes.Loop{issue, loop}
		})
		if edit != nil {
			edit(state, c)
		}
	}
	return testapp.StartMarket(t, testapp.MarketOptions{Options: o})
}

// reward is where the loop of the market's category stands.
func reward(m *testapp.Market) thermostattypes.LoopState {
	m.T.Helper()
	s, err := m.App.Thermostat.States.Get(m.Ctx(), collections.Join(rewardLoop, testapp.Category))
	require.NoError(m.T, err)
	return s
}

// A category that nobody works in raises its reward step by step; a new job carries it and an old one does not; when jobs are taken at
// once it comes back. What the loop mints for the pool is in the books.
func TestTheRewardFollowsTheNeed(t *testing.T) {
	m := regulated(t, testapp.Options{})
	first := m.Post(m.Employer, func(p *jobstypes.MsgPostJob) { p.OpenFor = time.Hour })
	supply := m.Supply()

	last := math.LegacyZeroDec()
	for range 12 {
		m.Blocks(10)
		s := reward(m)
		require.True(t, s.Output.Sub(last).Abs().LTE(math.LegacyNewDec(slewBps)), "%s after %s", s.Output, last)
		last = s.Output
	}
	require.True(t, last.GTE(math.LegacyNewDec(2_000)), "output %s", last)
	require.True(t, last.LTE(math.LegacyNewDec(4_000)))
	second := m.Post(m.Employer)
	require.Zero(t, m.Job(first).Terms.BonusBps)
	require.EqualValues(t, last.RoundInt64(), m.Job(second).Terms.BonusBps)

	// The pool was empty: the loop has minted, and not more than an epoch's most in each.
	pool := m.Balance(money.IncentivesAddress())
	minted := m.Supply().Sub(supply)
	require.True(t, minted.IsPositive())
	require.True(t, minted.LTE(testapp.AGI(5*14)), "minted %s", minted)
	held := m.Job(second).LockedIncentives()
	require.True(t, held.IsPositive())
	require.Equal(t, m.Job(second).Escrow.ProtocolFee, held, "outside a program not more than the fee")
	require.Equal(t, minted, pool.Add(held))
	require.NoError(t, m.App.CheckInvariants())

	// Taken at once from now on.
	m.Claim(m.Agent, first)
	m.Claim(m.Agent, second)
	for n := 0; n < 20 && reward(m).Output.IsPositive(); n++ {
		job := m.Post(m.Employer)
		m.Claim(m.Agent, job)
		m.Blocks(8)
		m.Submit(m.Agent, job)
	}
	require.True(t, reward(m).Output.IsZero(), "output %s", reward(m).Output)
	require.NoError(t, m.App.CheckInvariants())
}

// The owner sets a price by hand and holds all loops: both count for the very next posting, and a running job keeps its terms.
func TestTheOwnerSetsAPriceAtOnce(t *testing.T) {
	m := regulated(t, testapp.Options{})
	old := m.Post(m.Employer)

	m.Govern(
		&thermostattypes.MsgOverride{Authority: council.String(), LoopId: rewardLoop, Category: testapp.Category, Value: 1_234, Duration: time.Hour},
		&thermostattypes.MsgFreeze{Authority: council.String(), Frozen: true, Reason: "an audit"},
	)
	set := m.Post(m.Employer)
	require.EqualValues(t, 1_234, m.Job(set).Terms.BonusBps)
	require.Zero(t, m.Job(old).Terms.BonusBps)
	supply := m.Supply()
	m.Blocks(60)
	require.EqualValues(t, 1_234, reward(m).Output.RoundInt64())
	require.Equal(t, supply, m.Supply(), "a frozen thermostat mints nothing")

	m.Govern(&thermostattypes.MsgRemoveLoop{Authority: council.String(), LoopId: rewardLoop},
		&thermostattypes.MsgFreeze{Authority: council.String(), Reason: "the audit is over"})
	require.Zero(t, m.Job(m.Post(m.Employer)).Terms.BonusBps)
	require.NoError(t, m.App.CheckInvariants())
}

// A guardian's pause stops the market's clock, and with it every step; with the clock the steps go on.
func TestNothingMovesWhileTheMarketIsPaused(t *testing.T) {
	guardian := testapp.NewActor("registrar")
	m := regulated(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
			gs.Guardians = []sovereigntypes.Guardian{{Address: guardian.String()}}
		})
	}})
	m.Post(m.Employer)
	m.Blocks(30)
	m.Must(guardian, &sovereigntypes.MsgPause{Sender: guardian.String(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "a drill"})
	m.Blocks(1)
	before, supply := reward(m), m.Supply()
	m.Blocks(60)
	require.Equal(t, before, reward(m))
	require.Equal(t, supply, m.Supply(), "nothing is minted")

	m.Govern(&sovereigntypes.MsgResume{Authority: app.Authority(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "the drill is over"})
	m.Blocks(30)
	require.Greater(t, reward(m).Steps, before.Steps)
}

// Without money in the pool and without a loop that mints, a raised reward is a promise that nothing covers: a job carries it, holds
// nothing of the pool, and pays what its employer has put in.
func TestARewardThatThePoolCannotPay(t *testing.T) {
	m := regulated(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		testapp.Edit(c, state, thermostattypes.ModuleName, func(gs *thermostattypes.GenesisState) {
			gs.Loops = slices.DeleteFunc(gs.Loops, func(l thermostattypes.Loop) bool { return l.Id == issueLoop })
		})
	}})
	m.Govern(&thermostattypes.MsgOverride{
		Authority: app.Authority(), LoopId: rewardLoop, Category: testapp.Category, Value: 1_234, Duration: time.Hour,
	})
	require.True(t, m.Balance(money.IncentivesAddress()).IsZero())
	supply, start := m.Supply(), len(m.History)

	job := m.Post(m.Employer)
	require.EqualValues(t, 1_234, m.Job(job).Terms.BonusBps)
	require.True(t, m.Job(job).LockedIncentives().IsZero(), "held %s", m.Job(job).LockedIncentives())
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	m.Judge(job, testapp.Approve)
	before := m.Balance(m.Agent.Addr)
	m.Wait(testapp.ChallengeWindow)

	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, m.Job(job).Escrow.Payout.String(), m.Balance(m.Agent.Addr).Sub(before).String(), "the pay without a bonus")
	require.True(t, m.Supply().LTE(supply), "nothing is minted")
	for _, block := range m.History[start:] {
		for _, e := range block.Response.Events {
			require.False(t, strings.HasSuffix(e.Type, "Failed"), "%s", e)
		}
	}
	require.NoError(t, m.App.CheckInvariants())
}

// What the owner allows at most is minted to the unit, and then nothing more, however empty the pool is.
func TestEmissionEndsAtTheMostOfSupply(t *testing.T) {
	m := regulated(t, testapp.Options{})
	params, err := m.App.Thermostat.Params.Get(m.Ctx())
	require.NoError(t, err)
	params.MaxSupply = m.Supply().Add(testapp.AGI(7))
	m.Govern(&thermostattypes.MsgUpdateParams{Authority: app.Authority(), Params: params})

	m.Blocks(40)
	require.Equal(t, params.MaxSupply.String(), m.Supply().String(), "two epochs' most are more than is left")
	m.Blocks(40)
	require.Equal(t, params.MaxSupply.String(), m.Supply().String())

	// Below what there is: nothing is taken back.
	params.MaxSupply = m.Supply().Sub(testapp.AGI(1))
	supply := m.Supply()
	m.Govern(&thermostattypes.MsgUpdateParams{Authority: app.Authority(), Params: params})
	m.Blocks(20)
	require.Equal(t, supply.String(), m.Supply().String())
	require.NoError(t, m.App.CheckInvariants())
}

// An export goes on as the chain that it was made of, steps and all.
func TestARegulatedExportGoesOn(t *testing.T) {
	m := regulated(t, testapp.Options{})
	m.Post(m.Employer)
	m.Claim(m.Agent, m.Post(m.Employer))
	m.Blocks(33)
	_, bz := m.Chain.Export()
	twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})
	for range 25 {
		m.Block()
		twin.Block()
	}
	want, _ := m.Chain.Export()
	got, _ := twin.Export()
	for _, name := range []string{thermostattypes.ModuleName, jobstypes.ModuleName} {
		require.JSONEq(t, string(want[name]), string(got[name]), name)
	}
}

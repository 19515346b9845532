package integration

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// outage is how long (block time) no block comes.
const outage = 6 * time.Hour

// halt lets one block come after the outage: market time advances by no more than max_step.
func halt(m *testapp.Market) {
	m.T.Helper()
	before, then := m.Now(), m.Time
	m.BlockAfter(outage)
	require.Equal(m.T, then.Add(outage), m.Time)
	require.Equal(m.T, before+testapp.MaxStep.Milliseconds(), m.Now())
}

// stage is one wait of a job's life and what ends it in time.
type stage struct {
	name string
	// half of the wait, in market time; 0: one block.
	half time.Duration
	act  func(m *testapp.Market, job uint64)
}

// life is a job's life from its posting to its certificate.
var life = []stage{
	{"OPEN", testapp.OpenFor / 2, func(m *testapp.Market, job uint64) { m.Claim(m.Agent, job) }},
	{"ASSIGNED", testapp.WorkDuration / 2, func(m *testapp.Market, job uint64) { m.Submit(m.Agent, job) }},
	{"waiting for the draw", 0, func(m *testapp.Market, job uint64) { require.Len(m.T, m.Committee(job), 3) }},
	{"commit window", testapp.CommitWindow / 2, func(m *testapp.Market, job uint64) {
		m.All(m.Committee(job), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	}},
	{"reveal window", testapp.RevealWindow / 2, func(m *testapp.Market, job uint64) {
		m.All(seatsOf(m, job), func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, testapp.Approve) })
	}},
	{"challenge window", testapp.ChallengeWindow / 2, func(m *testapp.Market, job uint64) {
		m.Must(m.Employer, &jobstypes.MsgAcceptVerdict{Sender: m.Employer.String(), JobId: job})
	}},
}

// seatsOf lists a job's committee, whatever it has done.
func seatsOf(m *testapp.Market, job uint64) []testapp.Actor {
	m.T.Helper()
	_, seats := m.Round(job)
	var out []testapp.Actor
	for _, s := range seats {
		for _, v := range m.Validators {
			if v.String() == s.Validator {
				out = append(out, v)
			}
		}
	}
	return out
}

func TestHaltInEveryWindow(t *testing.T) {
	for halted, s := range life {
		t.Run(s.name, func(t *testing.T) { livesThrough(t, halted, 1) })
	}
}

func TestHaltsInARow(t *testing.T) {
	// Three steps of market time fit into what is left of half a window: four into the shortest.
	for halted, s := range life {
		if s.half > 3*testapp.MaxStep {
			t.Run(s.name, func(t *testing.T) { livesThrough(t, halted, 3) })
		}
	}
}

// livesThrough takes a job through its life with some outages in the middle of one stage.
func livesThrough(t *testing.T, halted, outages int) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	start := len(m.History)
	job := m.Post(m.Employer)
	for i, s := range life {
		if i == halted {
			if s.half > 0 {
				m.Wait(s.half)
			}
			before := waits(m, job)
			for range outages {
				halt(m)
			}
			require.Equal(t, before, waits(m, job), "what the job waits for")
		}
		s.act(m, job)
	}
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	noHarm(t, m, start)
}

// wait is what a job waits for and until when (market time, ms).
type wait struct {
	job      jobstypes.JobStatus
	deadline int64
	round    validationtypes.RoundStatus
	closes   int64
}

func waits(m *testapp.Market, job uint64) wait {
	m.T.Helper()
	j := m.Job(job)
	w := wait{job: j.Status, deadline: j.DeadlineMs}
	if j.Status == jobstypes.JOB_STATUS_IN_REVIEW {
		round, _ := m.Round(job)
		w.round, w.closes = round.Status, round.ClosesMs
	}
	return w
}

// harm lists the events that say that somebody was slashed, jailed, absent or too late.
var harm = []string{
	"EventSeatSlashed", "EventSeatAbsent", "EventSeatWithheld", "EventValidatorJailed", "EventAssignmentEnded",
	"EventJobCancelled", "EventCommitteeNotDrawn", "EventItemFailed", "EventSettlementFailed",
}

// harmed lists such events of a chain's blocks from one on.
func harmed(m *testapp.Market, from int) (list []string) {
	for _, block := range m.History[from:] {
		for _, event := range block.Response.Events {
			name := event.Type[strings.LastIndex(event.Type, ".")+1:]
			if slices.Contains(harm, name) {
				list = append(list, name)
			}
		}
	}
	return list
}

// noHarm checks events from a block on, and that everybody's stake is whole.
func noHarm(t *testing.T, m *testapp.Market, from int) {
	t.Helper()
	require.Empty(t, harmed(m, from))
	for _, v := range m.Validators {
		record, err := m.App.Validation.Validators.Get(m.Ctx(), v.Addr)
		require.NoError(t, err)
		require.Equal(t, testapp.AGI(1_000).String(), record.Stake.String(), v.Name)
		require.True(t, record.Locked.IsZero(), v.Name)
		require.Zero(t, record.Absences, v.Name)
		require.False(t, record.Jailed(), v.Name)
	}
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), m.Agent.Addr)
	require.NoError(t, err)
	require.True(t, stake.Locked.IsZero())
	require.Equal(t, int64(bondOf100), stake.Free.Int64(), "the bond is whole")
}

// TestHaltOfARelistedJob: an offer that has come back waits on as the first one did.
func TestHaltOfARelistedJob(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	job := m.Post(m.Employer, func(p *postJob) { p.Relists = 1 })
	m.Claim(m.Agent2, job)
	m.Must(m.Agent2, &jobstypes.MsgSurrenderJob{Agent: m.Agent2.String(), JobId: job})
	start := len(m.History)
	m.Wait(testapp.OpenFor / 2)
	before := waits(m, job)
	halt(m)
	require.Equal(t, before, waits(m, job))
	for _, s := range life {
		s.act(m, job)
	}
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	noHarm(t, m, start)
}

// TestHaltInARedraw: the outage falls into the wait for replacements, and into their own window.
func TestHaltInARedraw(t *testing.T) {
	for _, c := range []struct {
		name  string
		drawn bool
	}{{"waiting for the second draw", false}, {"the replacements' commit window", true}} {
		t.Run(c.name, func(t *testing.T) {
			m := testapp.StartMarket(t, testapp.MarketOptions{})
			job := m.Post(m.Employer)
			m.Claim(m.Agent, job)
			m.Submit(m.Agent, job)
			committee := m.Committee(job)
			m.All(committee[:2], func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
			m.Wait(testapp.CommitWindow) // the third is absent, before the outage and by its own fault
			require.ElementsMatch(t, []string{"EventSeatAbsent", "EventSeatSlashed"}, harmed(m, 0))
			start := len(m.History)
			if c.drawn {
				m.Committee(job)
				m.Wait(testapp.CommitWindow / 2)
			}
			before := waits(m, job)
			halt(m)
			require.Equal(t, before, waits(m, job))
			m.All(m.Committee(job), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
			_, seats := m.Round(job)
			for _, seat := range seats {
				if seat.Status == validationtypes.SEAT_STATUS_COMMITTED {
					v := actorOf(m, seat.Validator)
					m.Must(v, m.RevealMsg(v, job, testapp.Approve))
				}
			}
			m.Wait(testapp.ChallengeWindow)
			require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
			require.Empty(t, harmed(m, start))
		})
	}
}

func actorOf(m *testapp.Market, addr string) testapp.Actor {
	m.T.Helper()
	for _, v := range m.Validators {
		if v.String() == addr {
			return v
		}
	}
	require.Fail(m.T, "no such validator", addr)
	return testapp.Actor{}
}

// TestHaltInJail: an outage is no time served; the jail ends when as much market time has passed as without it.
func TestHaltInJail(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{
		Review: func(p *validationtypes.Params) { p.JailAfter, p.JailDuration = 1, time.Minute },
	})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	committee := m.Committee(job)
	m.All(committee[:2], func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	m.Wait(testapp.CommitWindow)
	jailed := committee[2]
	until := func() int64 {
		v, err := m.App.Validation.Validators.Get(m.Ctx(), jailed.Addr)
		require.NoError(t, err)
		return v.JailedUntilMs
	}
	end := until()
	require.Positive(t, end)
	// The round goes on, so that the outage hurts nobody in it either.
	m.All(m.Committee(job), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	_, seats := m.Round(job)
	for _, seat := range seats {
		if seat.Status == validationtypes.SEAT_STATUS_COMMITTED {
			v := actorOf(m, seat.Validator)
			m.Must(v, m.RevealMsg(v, job, testapp.Approve))
		}
	}
	m.Wait(time.Duration(end-m.Now())*time.Millisecond - time.Minute/2)
	start := len(m.History)
	halt(m)
	require.Equal(t, end, until())
	require.Empty(t, harmed(m, start))
	unjail := &validationtypes.MsgUnjail{Validator: jailed.String()}
	res := m.Deliver(jailed, unjail)
	require.Equal(t, validationtypes.ErrStillJailed.ABCICode(), res.Code, "the outage is no time served: %s", res.Log)
	m.Wait(time.Duration(end-m.Now()) * time.Millisecond)
	m.Must(jailed, unjail)
	require.Zero(t, until())
}

package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

// testJob is a valid job in a status, the n-th of block 7.
func testJob(n uint32, status JobStatus) Job {
	id, err := NewJobID(7, 1, n)
	if err != nil {
		panic(err)
	}
	j := Job{
		Id: id, Employer: addr(1), Title: "a job", Category: DefaultCategory, Status: status,
		Spec: testPost().Spec, WorkDuration: time.Hour, OpenFor: time.Hour,
		Terms: Terms{
			ParamsVersion: 1, CategoryRevision: 1, ReviewVersion: 1, Seats: 3,
			SeatFee: math.NewInt(30), SeatLock: math.NewInt(50), Bond: math.NewInt(100),
		},
		Escrow: Escrow{Payout: math.NewInt(1_000), ValidationFee: math.NewInt(90), ProtocolFee: math.NewInt(20)},
	}
	if status.Waiting() {
		j.DeadlineMs = 1
	}
	if status != open && status != blocked && status != JOB_STATUS_CANCELLED {
		j.Agent = addr(2)
	}
	switch status {
	case inReview, approved, rejected, unjudgeable, council, JOB_STATUS_COMPLETED, JOB_STATUS_FAILED, JOB_STATUS_SPLIT:
		s := testSubmission()
		j.Submission = &s
	}
	ends := map[JobStatus]Outcome{
		settling: OUTCOME_EXPIRED, JOB_STATUS_COMPLETED: OUTCOME_COMPLETED, JOB_STATUS_FAILED: OUTCOME_FAILED,
		JOB_STATUS_EXPIRED: OUTCOME_EXPIRED, JOB_STATUS_CANCELLED: OUTCOME_CANCELLED, JOB_STATUS_SPLIT: OUTCOME_SPLIT,
	}
	if outcome, ended := ends[status]; ended {
		j.Ruling = &Ruling{Outcome: outcome, Basis: RULING_BASIS_DEFAULT}
	}
	return j
}

// testGenesis has one job in each status.
func testGenesis() GenesisState {
	gs := *DefaultGenesis()
	var locked, active int64
	for i, status := range statuses[1:] {
		j := testJob(uint32(i), status)
		gs.Jobs = append(gs.Jobs, j)
		locked += j.LockedBond().Int64()
		if status == assigned {
			active++
		}
	}
	gs.Stakes = []AgentStake{
		{Agent: addr(3), Free: math.NewInt(5), Locked: math.ZeroInt()},
		{Agent: addr(2), Free: math.NewInt(7), Locked: math.NewInt(locked), ActiveJobs: uint32(active)},
	}
	return gs
}

func TestDefaultGenesis(t *testing.T) {
	require.NoError(t, DefaultGenesis().Validate())
	c := DefaultGenesis().Categories[0]
	require.Equal(t, "general", c.Slug)
	require.ErrorIs(t, c.AllowsURI("file:///tmp/spec"), ErrURIPrefix)
}

func TestGenesisWithJobs(t *testing.T) {
	gs := testGenesis()
	require.NoError(t, gs.Validate())
	// ASSIGNED, IN_REVIEW, three verdicts, COUNCIL, SETTLING.
	require.Equal(t, int64(700), gs.Stakes[1].Locked.Int64())

	bz, err := gs.Marshal()
	require.NoError(t, err)
	var back GenesisState
	require.NoError(t, back.Unmarshal(bz))
	require.NoError(t, back.Validate())
}

func TestLocked(t *testing.T) {
	for _, status := range statuses[1:] {
		j := testJob(0, status)
		wantBond, wantEscrow := int64(100), int64(1_110)
		if j.Agent == "" || status.Terminal() {
			wantBond = 0
		}
		if status.Terminal() {
			wantEscrow = 0
		}
		require.Equal(t, wantBond, j.LockedBond().Int64(), status.String())
		require.Equal(t, wantEscrow, j.LockedEscrow().Int64(), status.String())
	}
}

func TestGenesisRefuses(t *testing.T) {
	job := func(change func(*Job)) func(*GenesisState) {
		return func(gs *GenesisState) { change(&gs.Jobs[2]) } // the one in ASSIGNED
	}
	of := func(status JobStatus, change func(*Job)) func(*GenesisState) {
		return func(gs *GenesisState) {
			for i := range gs.Jobs {
				if gs.Jobs[i].Status == status {
					change(&gs.Jobs[i])
					return
				}
			}
		}
	}
	for _, tc := range []struct {
		name   string
		change func(*GenesisState)
		says   string
	}{
		{"no parameters", func(gs *GenesisState) { gs.Params = nil }, "no version"},
		{"parameters from 2", func(gs *GenesisState) { gs.Params[0].Version = 2 }, "version 2 in place 1"},
		{"a version twice", func(gs *GenesisState) { gs.Params = append(gs.Params, gs.Params[0]) }, "version 1 in place 2"},
		{"bad parameters", func(gs *GenesisState) { gs.Params[0].Params.BurnBps = 10_001 }, "burn_bps"},
		{"bad category", func(gs *GenesisState) { gs.Categories[0].Pool = "" }, "pool"},
		{"revision 0", func(gs *GenesisState) { gs.Categories[0].Revision = 0 }, "want 1"},
		{"a revision twice", func(gs *GenesisState) { gs.Categories = append(gs.Categories, gs.Categories[0]) }, "want 2"},
		{"a revision left out", func(gs *GenesisState) {
			c := testCategory()
			c.Revision = 3
			gs.Categories = append(gs.Categories, c)
		}, "want 2"},
		{"categories out of order", func(gs *GenesisState) {
			c := testCategory()
			c.Slug = "aaa"
			gs.Categories = append(gs.Categories, c)
		}, "sort by slug"},
		{"jobs out of order", func(gs *GenesisState) { gs.Jobs[0], gs.Jobs[1] = gs.Jobs[1], gs.Jobs[0] }, "sort by id"},
		{"a job twice", func(gs *GenesisState) { gs.Jobs[1] = gs.Jobs[0] }, "sort by id"},
		{"an id that no block gives", job(func(j *Job) { j.Id = 700_001_999 }), "no block could have given it"},
		{"an id of block 0", func(gs *GenesisState) { gs.Jobs[0].Id = 5 }, "no block could have given it"},
		{"unknown version", job(func(j *Job) { j.Terms.ParamsVersion = 2 }), "keeps version 2"},
		{"version 0", job(func(j *Job) { j.Terms.ParamsVersion = 0 }), "keeps version 0"},
		{"unknown category", job(func(j *Job) { j.Category = "other" }), "category other"},
		{"unknown revision", job(func(j *Job) { j.Terms.CategoryRevision = 2 }), "keeps revision 2"},
		{"no title", job(func(j *Job) { j.Title = "" }), "title"},
		{"no spec", job(func(j *Job) { j.Spec = Document{} }), "spec"},
		{"no employer", job(func(j *Job) { j.Employer = "" }), "employer"},
		{"employer in capitals", job(func(j *Job) { j.Employer = strings.ToUpper(j.Employer) }), "write AGI1"},
		{"too many relists", job(func(j *Job) { j.RelistsLeft = 4 }), "4 left"},
		{"no payout", job(func(j *Job) { j.Escrow.Payout = math.ZeroInt() }), "payout"},
		{"no protocol fee", job(func(j *Job) { j.Escrow.ProtocolFee = math.Int{} }), "protocol_fee"},
		{"fees that are no multiple", job(func(j *Job) { j.Escrow.ValidationFee = math.NewInt(91) }), "is not seats · seat_fee = 90"},
		{"even seats", job(func(j *Job) { j.Terms.Seats = 4 }), "odd"},
		{"no bond", job(func(j *Job) { j.Terms.Bond = math.Int{} }), "bond"},
		{"no agent", job(func(j *Job) { j.Agent = "" }), "without an agent"},
		{"bad agent", job(func(j *Job) { j.Agent = "agi1x" }), "agent"},
		{"open with an agent", of(open, func(j *Job) { j.Agent = addr(2) }), "OPEN with an agent"},
		{"no status", job(func(j *Job) { j.Status = none }), "unknown status"},
		{"unknown status", job(func(j *Job) { j.Status = 99 }), "unknown status 99"},
		{"waiting without a deadline", job(func(j *Job) { j.DeadlineMs = 0 }), "with deadline 0"},
		{"settling without a deadline", of(settling, func(j *Job) { j.DeadlineMs = 0 }), "with deadline 0"},
		{"negative deadline", job(func(j *Job) { j.DeadlineMs = -1 }), "with deadline -1"},
		{"review with a deadline", of(inReview, func(j *Job) { j.DeadlineMs = 1 }), "with deadline 1"},
		{"ended with a deadline", of(JOB_STATUS_FAILED, func(j *Job) { j.DeadlineMs = 1 }), "with deadline 1"},
		{"review of nothing", of(inReview, func(j *Job) { j.Submission = nil }), "without a submission"},
		{"bad submission", of(inReview, func(j *Job) { j.Submission.Result.Sha256 = nil }), "result sha256"},
		{"ruled too early", of(inReview, func(j *Job) { j.Ruling = &Ruling{} }), "with a ruling"},
		{"settling without a ruling", of(settling, func(j *Job) { j.Ruling = nil }), "without a ruling"},
		{"ended without a ruling", of(JOB_STATUS_SPLIT, func(j *Job) { j.Ruling = nil }), "without a ruling"},
		{"ended otherwise than ruled", of(JOB_STATUS_SPLIT, func(j *Job) { j.Ruling.Outcome = OUTCOME_FAILED }), "ruled OUTCOME_FAILED"},
		{"paid work of nobody", of(settling, func(j *Job) { j.Agent = "" }), "ruled OUTCOME_EXPIRED without an agent"},
		{"settling work that was not handed in", of(settling, func(j *Job) { j.Ruling.Outcome = OUTCOME_COMPLETED }), "without a submission"},
		{"unjudgeable work of nobody", of(JOB_STATUS_CANCELLED, func(j *Job) { j.Ruling.Unjudgeable = true }), "without an agent"},
		{"bad ruling", of(settling, func(j *Job) { j.Ruling.SplitBps = 1 }), "1 bps to the agent"},
		{"a stake twice", func(gs *GenesisState) { gs.Stakes = append(gs.Stakes, gs.Stakes[0]) }, "stands twice"},
		{"a stake of nobody", func(gs *GenesisState) { gs.Stakes[0].Agent = "" }, "agent"},
		{"a stake in capitals", func(gs *GenesisState) { gs.Stakes[0].Agent = strings.ToUpper(addr(3)) }, "write AGI1"},
		{"negative stake", func(gs *GenesisState) { gs.Stakes[0].Free = math.NewInt(-1) }, "free"},
		{"unset stake", func(gs *GenesisState) { gs.Stakes[0].Locked = math.Int{} }, "locked"},
		{"too little locked", func(gs *GenesisState) { gs.Stakes[1].Locked = math.NewInt(699) }, "has locked 699, the bonds of its jobs sum to 700"},
		{"locked for nothing", func(gs *GenesisState) { gs.Stakes[0].Locked = math.OneInt() }, "sum to 0"},
		{"too many active", func(gs *GenesisState) { gs.Stakes[1].ActiveJobs = 2 }, "has 2 active jobs, 1 are assigned"},
		{"jobs without a stake", func(gs *GenesisState) { gs.Stakes = gs.Stakes[:1] }, "has jobs and no stake"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gs := testGenesis()
			tc.change(&gs)
			err := gs.Validate()
			require.ErrorIs(t, err, ErrGenesis)
			require.ErrorContains(t, err, tc.says)
		})
	}
}

// Between a surrender and the end of its block an assignment has its ruling already.
func TestGenesisTakesSurrenderedAssignment(t *testing.T) {
	gs := testGenesis()
	gs.Jobs[2].Ruling = &Ruling{Outcome: OUTCOME_EXPIRED, Basis: RULING_BASIS_SURRENDER}
	require.NoError(t, gs.Validate())
	gs.Jobs[2].Ruling.Outcome = OUTCOME_FAILED
	require.ErrorIs(t, gs.Validate(), ErrGenesis)
}

// An agent whose only job is in review at no bond has no stake to export.
func TestGenesisNeedsNoEmptyStake(t *testing.T) {
	gs := *DefaultGenesis()
	j := testJob(0, inReview)
	j.Terms.Bond = math.ZeroInt()
	gs.Jobs = []Job{j}
	require.NoError(t, gs.Validate())
}

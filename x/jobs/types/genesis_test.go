package types

import (
	"slices"
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
	if slices.Contains(submitted, status) {
		s := testSubmission()
		j.Submission = &s
	}
	switch status {
	case approved, rejected, unjudgeable:
		j.AddRound(Verdict{Status: status, Seats: 3})
	case divided:
		climbed(&j, rejected, rejected)
		j.AddRound(Verdict{Status: divided, Rung: 2, SplitBps: 4_000})
	case council:
		climbed(&j, approved, JOB_STATUS_UNSPECIFIED, rejected)
	case employerReview:
		j.Review = REVIEW_MODE_EMPLOYER
	case JOB_STATUS_COMPLETED, JOB_STATUS_FAILED, JOB_STATUS_SPLIT:
		j.AddRound(Verdict{Seats: 3})
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

// climbed gives a job rounds that handed back statuses, each verdict disputed by the last of the sides that it went against.
func climbed(j *Job, statuses ...JobStatus) {
	for _, status := range statuses {
		j.AddRound(Verdict{Status: status, Rung: j.Rung, Seats: 3})
		j.Rung++
		if sides := j.sidesAgainst(status); len(sides) > 0 {
			j.Disputes = append(j.Disputes, Dispute{
				By: sides[len(sides)-1], Against: status, Rung: j.Rung, Reason: DISPUTE_REASON_OTHER, Bond: math.NewInt(200),
				Evidence: testPost().Spec,
			})
		}
	}
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
	gs.addProgram()
	gs.Stakes = []AgentStake{
		{Agent: addr(3), Free: math.NewInt(5), Locked: math.ZeroInt()},
		{Agent: addr(2), Free: math.NewInt(7), Locked: math.NewInt(locked), ActiveJobs: uint32(active)},
	}
	return gs
}

// testProgram pays for two jobs: the BLOCKED one waits for the OPEN one.
const testProgram = 6 * idPerHeight

func (gs *GenesisState) addProgram() {
	wait := time.Hour
	for i := range gs.Jobs {
		j := &gs.Jobs[i]
		switch j.Status {
		case open:
			j.Program, j.Label, j.OfferedMs = testProgram, "first", 1
		case blocked:
			j.Program, j.Label, j.DependsOn, j.WaitsFor, j.BlockedFor = testProgram, "second", []string{"first"}, 1, &wait
		}
	}
	p := Program{
		Id: testProgram, Sponsor: addr(4), Title: "A program", Document: testPost().Spec, Status: PROGRAM_STATUS_ACTIVE,
		Priority: PRIORITY_URGENT, MaxPayout: math.NewInt(1_000), Unended: 2,
	}.Opened(math.NewInt(5_000))
	p.Committed = math.NewInt(2_220)
	gs.Programs = []Program{p}
	gs.Allotments = []Allotment{
		{ProgramId: testProgram, Delegate: addr(1), Left: math.NewInt(780)}, {ProgramId: testProgram, Delegate: addr(4), Left: math.NewInt(2_000)},
	}
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
	// ASSIGNED, IN_REVIEW, EMPLOYER_REVIEW, four verdicts, COUNCIL, SETTLING.
	require.Equal(t, int64(900), gs.Stakes[1].Locked.Int64())

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
		wantDisputes := map[JobStatus]int64{divided: 400, council: 400}[status]
		require.Equal(t, wantDisputes, j.LockedDisputes().Int64(), status.String())
		sum := j.LockedDisputesOf(j.Employer)
		if j.Agent != "" {
			sum = sum.Add(j.LockedDisputesOf(j.Agent))
		}
		require.Equal(t, wantDisputes, sum.Int64(), status.String())
	}
}

// Terms of before the rate, and both ends of it.
func TestGenesisTakesSeatLockRates(t *testing.T) {
	for _, bps := range []uint32{0, 10_000, 50_000} {
		gs := testGenesis()
		for i := range gs.Jobs {
			gs.Jobs[i].Terms.SeatLockBps = bps
		}
		require.NoError(t, gs.Validate())
	}
	asked := math.NewInt(33)
	for bps, want := range map[uint32]int64{0: 33, 10_000: 33, 15_000: 49, 50_000: 165} {
		requireInt(t, math.NewInt(want), Terms{SeatLockBps: bps}.SeatLockOf(asked))
	}
}

func contestOf(j *Job) Dispute {
	return Dispute{
		By: j.Employer, Against: employerReview, Reason: DISPUTE_REASON_FAILS_SPEC, Evidence: testPost().Spec, Bond: math.ZeroInt(),
	}
}

// What the refusals below are next to.
func TestGenesisTakesContestsAndCouncilEnds(t *testing.T) {
	gs := testGenesis()
	for i := range gs.Jobs {
		switch j := &gs.Jobs[i]; j.Status {
		case inReview:
			j.Disputes = []Dispute{contestOf(j)}
			j.Review = REVIEW_MODE_EMPLOYER
		case JOB_STATUS_COMPLETED:
			j.Verdict, j.Ruling.Basis, j.Review = nil, RULING_BASIS_ACCEPTED, REVIEW_MODE_EMPLOYER
		case JOB_STATUS_SPLIT:
			j.Verdict, j.Ruling.Basis = nil, RULING_BASIS_COUNCIL
			climbed(j, unjudgeable, none, none)
		}
	}
	require.NoError(t, gs.Validate())
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
		{"a seat that locks less than is asked", job(func(j *Job) { j.Terms.SeatLockBps = 9_999 }), "a seat locks 9999 bps"},
		{"a seat that locks more than it may", job(func(j *Job) { j.Terms.SeatLockBps = 50_001 }), "a seat locks 50001 bps"},
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
		{"a round of another rung", of(approved, func(j *Job) { j.Verdict.Rung = 1 }), "it is of rung 1"},
		{"a verdict without a round", of(approved, func(j *Job) { j.Verdict = nil }), "APPROVED on rung 0 after 0 rounds"},
		{"another verdict", of(approved, func(j *Job) { j.Verdict.Status = rejected }), "APPROVED on rung 0 after 1 rounds"},
		{"a verdict that is none", of(approved, func(j *Job) { j.Verdict.Status = council }), "is not a verdict"},
		{"more than all of it", of(divided, func(j *Job) { j.Verdict.SplitBps = 10_001 }), "10001 bps"},
		{"a part of it without a panel", of(approved, func(j *Job) { j.Verdict.SplitBps = 1 }), "1 bps under JOB_STATUS_APPROVED"},
		{"divided by a committee", of(divided, func(j *Job) {
			j.EarlierRounds, j.Verdict.Rung, j.Rung, j.Disputes = nil, 0, 0, nil
		}), "of a RUNG_KIND_COMMITTEE"},
		{"earlier rounds without a last one", of(inReview, func(j *Job) { j.EarlierRounds = []Verdict{{}} }), "without a last one"},
		{"in review after its round", of(inReview, func(j *Job) { j.AddRound(Verdict{}) }), "IN_REVIEW on rung 0 after 1 rounds"},
		{"in review on the council's rung", of(council, func(j *Job) { j.Status, j.DeadlineMs = inReview, 0 }), "IN_REVIEW on rung 3"},
		{"before the council too early", of(inReview, func(j *Job) { j.Status, j.DeadlineMs = council, 1 }), "COUNCIL on rung 0"},
		{"above the ladder", of(council, func(j *Job) {
			j.AddRound(Verdict{Rung: 3})
			j.Rung = 4
		}), "rung 4 of a ladder of 4"},
		{"a round of the council", of(JOB_STATUS_SPLIT, func(j *Job) {
			j.Verdict = nil
			climbed(j, none, none, none)
			j.AddRound(Verdict{Rung: 3})
		}), "of a RUNG_KIND_COUNCIL"},
		{"ended on a rung without a round", of(JOB_STATUS_SPLIT, func(j *Job) {
			j.Verdict = nil
			climbed(j, none, none)
		}), "the round of rung 2 is missing"},
		{"rounds of nothing", job(func(j *Job) { j.AddRound(Verdict{}) }), "ASSIGNED on rung 0 after 1 rounds"},
		{"an employer's review after a round", of(employerReview, func(j *Job) { j.AddRound(Verdict{}) }), "EMPLOYER_REVIEW on rung 0 after 1"},
		{"a dispute of a stranger", of(council, func(j *Job) { j.Disputes[0].By = addr(9) }), "APPROVED is not against"},
		{"a dispute of the winner", of(council, func(j *Job) { j.Disputes[0].By = j.Agent }), "APPROVED is not against"},
		{"a dispute of another verdict", of(council, func(j *Job) { j.Disputes[0].Against = rejected }), "rung 0 found JOB_STATUS_APPROVED"},
		{"a dispute of no verdict", of(council, func(j *Job) { j.Disputes[1].Against, j.Disputes[1].Rung = none, 2 }), "is not against"},
		{"a dispute to the first rung", of(council, func(j *Job) { j.Disputes[0].Rung = 0 }), "leads to rung 0"},
		{"a dispute to a rung to come", of(divided, func(j *Job) { j.Disputes[1].Rung = 3 }), "leads to rung 3, the job is on rung 2"},
		{"disputes out of order", of(council, func(j *Job) { slices.Reverse(j.Disputes) }), "leads to rung 1 after one to rung 3"},
		{"a dispute without a bond", of(council, func(j *Job) { j.Disputes[0].Bond = math.ZeroInt() }), "has no bond"},
		{"a dispute without a bond set", of(council, func(j *Job) { j.Disputes[0].Bond = math.Int{} }), "bond must be set"},
		{"a dispute without a reason", of(council, func(j *Job) { j.Disputes[0].Reason = 0 }), "unknown reason 0"},
		{"a dispute without evidence", of(council, func(j *Job) { j.Disputes[0].Evidence = Document{} }), "evidence uri"},
		{"a dispute before time", of(council, func(j *Job) { j.Disputes[0].DisputedMs = -1 }), "it is of -1 ms"},
		{"a contest with a bond", of(inReview, func(j *Job) {
			j.Disputes = []Dispute{contestOf(j)}
			j.Disputes[0].Bond = math.OneInt()
		}), "a contest is the employer's"},
		{"a contest of the agent", of(inReview, func(j *Job) {
			j.Disputes = []Dispute{contestOf(j)}
			j.Disputes[0].By = j.Agent
		}), "a contest is the employer's"},
		{"a contest after a dispute", of(council, func(j *Job) { j.Disputes = append(j.Disputes, contestOf(j)) }), "a contest is the employer's"},
		{"ruled by a canary without its verdict", of(settling, func(j *Job) {
			j.Ruling = &Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY}
		}), "canary JOB_STATUS_UNSPECIFIED"},
		{"a stake twice", func(gs *GenesisState) { gs.Stakes = append(gs.Stakes, gs.Stakes[0]) }, "stands twice"},
		{"a stake of nobody", func(gs *GenesisState) { gs.Stakes[0].Agent = "" }, "agent"},
		{"a stake in capitals", func(gs *GenesisState) { gs.Stakes[0].Agent = strings.ToUpper(addr(3)) }, "write AGI1"},
		{"negative stake", func(gs *GenesisState) { gs.Stakes[0].Free = math.NewInt(-1) }, "free"},
		{"unset stake", func(gs *GenesisState) { gs.Stakes[0].Locked = math.Int{} }, "locked"},
		{"too little locked", func(gs *GenesisState) { gs.Stakes[1].Locked = math.NewInt(899) }, "has locked 899, the bonds of its jobs and applications sum to 900"},
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

package types

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

func testCreateProgram() *MsgCreateProgram {
	return &MsgCreateProgram{
		Sponsor: addr(1), Title: "Flood relief", Document: testPost().Spec, Budget: math.NewInt(1_000), Priority: PRIORITY_URGENT,
		Categories: []string{"general", "statistics"}, MaxPayout: math.NewInt(100),
		Delegates: []Allotment{{Delegate: addr(2), Left: math.NewInt(400)}, {Delegate: addr(3), Left: math.NewInt(600)}},
	}
}

func TestCreateProgramBounds(t *testing.T) {
	slugs := func(n int) (list []string) {
		for i := range n {
			list = append(list, "c-"+string(rune('a'+i/26))+string(rune('a'+i%26)))
		}
		return list
	}
	delegates := func(n int) (list []Allotment) {
		for i := range n {
			list = append(list, Allotment{Delegate: addr(byte(10 + i)), Left: math.OneInt()})
		}
		return list
	}
	for _, tc := range []struct {
		name   string
		change func(*MsgCreateProgram)
		err    error
		says   string
	}{
		{"as it is", func(*MsgCreateProgram) {}, nil, ""},
		{"no sponsor", func(m *MsgCreateProgram) { m.Sponsor = "" }, ErrAddress, "sponsor"},
		{"no title", func(m *MsgCreateProgram) { m.Title = " " }, ErrText, "title"},
		{"long title", func(m *MsgCreateProgram) { m.Title = strings.Repeat("x", 141) }, ErrText, "141"},
		{"no document", func(m *MsgCreateProgram) { m.Document = Document{} }, ErrURI, "document uri"},
		{"no budget", func(m *MsgCreateProgram) { m.Budget = math.Int{} }, ErrAmount, "budget"},
		{"zero budget", func(m *MsgCreateProgram) { m.Budget, m.Delegates = math.ZeroInt(), nil }, ErrAmount, "budget"},
		{"too large a budget", func(m *MsgCreateProgram) { m.Budget = MaxAmount().AddRaw(1) }, ErrAmount, "budget"},
		{"no max_payout", func(m *MsgCreateProgram) { m.MaxPayout = math.Int{} }, ErrAmount, "max_payout"},
		{"no priority", func(m *MsgCreateProgram) { m.Priority = PRIORITY_UNSPECIFIED }, nil, ""},
		{"unknown priority", func(m *MsgCreateProgram) { m.Priority = 9 }, ErrPriority, "unknown priority 9"},
		{"all categories", func(m *MsgCreateProgram) { m.Categories = nil }, nil, ""},
		{"most categories", func(m *MsgCreateProgram) { m.Categories = slugs(32) }, nil, ""},
		{"too many categories", func(m *MsgCreateProgram) { m.Categories = slugs(33) }, ErrProgram, "33 categories"},
		{"unsorted", func(m *MsgCreateProgram) { slices.Reverse(m.Categories) }, ErrProgram, "sort them"},
		{"category twice", func(m *MsgCreateProgram) { m.Categories = []string{"aa", "aa"} }, ErrProgram, "each once"},
		{"no slug", func(m *MsgCreateProgram) { m.Categories = []string{"A"} }, ErrText, "category"},
		{"nobody else", func(m *MsgCreateProgram) { m.Delegates = nil }, nil, ""},
		{"most delegates", func(m *MsgCreateProgram) { m.Delegates = delegates(63) }, nil, ""},
		{"too many delegates", func(m *MsgCreateProgram) { m.Delegates = delegates(64) }, ErrDelegate, "at most 63"},
		{"delegate twice", func(m *MsgCreateProgram) { m.Delegates[1].Delegate = addr(2) }, ErrDelegate, "already"},
		{"sponsor as delegate", func(m *MsgCreateProgram) { m.Delegates[1].Delegate = addr(1) }, ErrDelegate, "already"},
		{"no address", func(m *MsgCreateProgram) { m.Delegates[1].Delegate = "x" }, ErrAddress, "delegate 2"},
		{"delegate of nothing", func(m *MsgCreateProgram) { m.Delegates[0].Left = math.ZeroInt() }, ErrAmount, "delegate 1"},
		{"an id", func(m *MsgCreateProgram) { m.Delegates[0].ProgramId = 5 }, ErrDelegate, "program_id"},
		{"more than the budget", func(m *MsgCreateProgram) { m.Delegates[1].Left = math.NewInt(601) }, ErrAllotment, "1001 of a budget of 1000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := testCreateProgram()
			tc.change(m)
			requireErr(t, m.ValidateBasic(), tc.err, tc.says)
		})
	}
}

func TestProgramMessages(t *testing.T) {
	ten := math.NewInt(10)
	for _, id := range []uint64{0, 5, idPerHeight + JobsPerSlot} {
		require.ErrorIs(t, (&MsgFundProgram{Sponsor: addr(1), ProgramId: id, Amount: ten}).ValidateBasic(), ErrProgramNotFound)
		require.ErrorIs(t, (&MsgSetAllotment{Sponsor: addr(1), ProgramId: id, Delegate: addr(2), Left: ten}).ValidateBasic(), ErrProgramNotFound)
		require.ErrorIs(t, (&MsgPauseProgram{Sender: addr(1), ProgramId: id}).ValidateBasic(), ErrProgramNotFound)
		require.ErrorIs(t, (&MsgResumeProgram{Sender: addr(1), ProgramId: id}).ValidateBasic(), ErrProgramNotFound)
		require.ErrorIs(t, (&MsgCloseProgram{Sponsor: addr(1), ProgramId: id}).ValidateBasic(), ErrProgramNotFound)
		require.ErrorIs(t, (&MsgApproveProgram{Authority: addr(1), ProgramId: id}).ValidateBasic(), ErrProgramNotFound)
	}
	require.ErrorIs(t, (&MsgFundProgram{Sponsor: addr(1), ProgramId: testProgram, Amount: math.ZeroInt()}).ValidateBasic(), ErrAmount)
	require.NoError(t, (&MsgSetAllotment{Sponsor: addr(1), ProgramId: testProgram, Delegate: addr(2), Left: math.ZeroInt()}).ValidateBasic())
	require.ErrorIs(t, (&MsgSetAllotment{Sponsor: addr(1), ProgramId: testProgram, Delegate: addr(2)}).ValidateBasic(), ErrAmount)
	require.ErrorIs(t, (&MsgApproveProgram{Authority: addr(1), ProgramId: testProgram, Priority: 4}).ValidateBasic(), ErrPriority)
}

func TestLabelsAndDependenciesOfAPosting(t *testing.T) {
	hour, zero, long := time.Hour, time.Duration(0), maxDuration+time.Millisecond
	labels := func(n int) (list []string) {
		for i := range n {
			list = append(list, "l"+string(rune('a'+i)))
		}
		return list
	}
	inProgram := func(label string, wait *time.Duration, dependsOn ...string) func(*MsgPostJob) {
		return func(m *MsgPostJob) {
			m.Program, m.Label, m.BlockedFor, m.DependsOn = testProgram, label, wait, dependsOn
		}
	}
	for _, tc := range []struct {
		name   string
		change func(*MsgPostJob)
		err    error
		says   string
	}{
		{"no program", func(m *MsgPostJob) { m.BlockedFor = &zero }, nil, ""},
		{"program alone", inProgram("", nil), nil, ""},
		{"label", inProgram("a.z-0_9", nil), nil, ""},
		{"longest label", inProgram(strings.Repeat("x", 64), nil), nil, ""},
		{"long label", inProgram(strings.Repeat("x", 65), nil), ErrLabel, "65 bytes"},
		{"capitals", inProgram("Census", nil), ErrLabel, "a-z"},
		{"a label without a program", func(m *MsgPostJob) { m.Label = "a" }, ErrLabel, "name the program"},
		{"dependencies without one", func(m *MsgPostJob) { m.DependsOn, m.BlockedFor = labels(1), &hour }, ErrDependency, "name the program"},
		{"waits", inProgram("a", &hour, "b", "c"), nil, ""},
		{"waits without a label", inProgram("", &hour, "b"), nil, ""},
		{"most dependencies", inProgram("a", &hour, labels(16)...), nil, ""},
		{"too many dependencies", inProgram("a", &hour, labels(17)...), ErrDependency, "17 labels"},
		{"dependency twice", inProgram("a", &hour, "b", "b"), ErrDependency, "twice"},
		{"itself", inProgram("a", &hour, "b", "a"), ErrDependency, "waits for itself"},
		{"no label", inProgram("a", &hour, "b c"), ErrDependency, "b c"},
		{"no end", inProgram("a", nil, "b"), ErrDependency, "blocked_for is missing"},
		{"no time", inProgram("a", &zero, "b"), ErrDuration, "blocked_for"},
		{"too long", inProgram("a", &long, "b"), ErrDuration, "blocked_for"},
		{"waits for nobody", inProgram("a", &hour), ErrDependency, "blocked_for without"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := testPost()
			tc.change(m)
			requireErr(t, m.ValidateBasic(), tc.err, tc.says)
		})
	}
}

func TestPayable(t *testing.T) {
	p := testGenesis().Programs[0]
	p.Categories = []string{"general"}
	payout := math.NewInt(1_000)
	require.NoError(t, p.Payable("general", payout, PRIORITY_UNSPECIFIED))
	require.NoError(t, p.Payable("general", payout, PRIORITY_URGENT))
	require.ErrorIs(t, p.Payable("general", payout, PRIORITY_CRITICAL), ErrPriority)
	require.ErrorIs(t, p.Payable("statistics", payout, PRIORITY_NORMAL), ErrProgramJob)
	require.ErrorIs(t, p.Payable("general", payout.AddRaw(1), PRIORITY_NORMAL), ErrProgramJob)
	for _, status := range []ProgramStatus{PROGRAM_STATUS_PAUSED, PROGRAM_STATUS_CLOSED} {
		p.Status = status
		require.ErrorIs(t, p.Payable("general", payout, PRIORITY_NORMAL), ErrProgramStatus)
	}
}

// Money that a slashed agent brings in lowers what was spent, and is part of the budget beyond that.
func TestProgramCounts(t *testing.T) {
	p := Program{}.Opened(math.NewInt(1_000))
	left := math.NewInt(1_000)
	require.NoError(t, p.Adds(left))

	p.Enter(math.NewInt(300))
	p.Raise(math.NewInt(50))
	left = left.SubRaw(350)
	require.NoError(t, p.Adds(left))

	p.Release(math.NewInt(40))
	left = left.AddRaw(40)
	require.NoError(t, p.Adds(left))

	p.Credit(math.NewInt(7))
	p.Balance()
	left = left.AddRaw(7)
	require.Equal(t, "1007", p.Budget.String())
	require.NoError(t, p.Adds(left))

	p.Credit(math.NewInt(330))
	p.Leave(math.NewInt(310))
	p.Balance()
	left = left.AddRaw(330)
	require.Equal(t, []string{"1027", "0", "0"}, []string{p.Budget.String(), p.Committed.String(), p.Spent.String()})
	require.Equal(t, []uint64{0, 1}, []uint64{p.Unended, p.Ended})
	require.NoError(t, p.Adds(left))
	require.ErrorIs(t, p.Adds(left.AddRaw(1)), ErrProgram)
}

func TestGenesisRefusesPrograms(t *testing.T) {
	find := func(gs *GenesisState, status JobStatus) *Job {
		return &gs.Jobs[slices.IndexFunc(gs.Jobs, func(j Job) bool { return j.Status == status })]
	}
	for _, tc := range []struct {
		name   string
		change func(*GenesisState)
		says   string
	}{
		{"no program", func(gs *GenesisState) { gs.Programs, gs.Allotments = nil, nil }, "belongs to program"},
		{"orphan", func(gs *GenesisState) { gs.Allotments[0].ProgramId = 1 }, "no such program"},
		{"twice", func(gs *GenesisState) { gs.Programs = append(gs.Programs, gs.Programs[0]) }, "each once"},
		{"no id", func(gs *GenesisState) { gs.Programs[0].Id = 5 }, "no block"},
		{"status", func(gs *GenesisState) { gs.Programs[0].Status = 0 }, "unknown status"},
		{"committed", func(gs *GenesisState) { gs.Programs[0].Committed = math.NewInt(1) }, "its jobs say 2220"},
		{"unended", func(gs *GenesisState) { gs.Programs[0].Unended = 3 }, "3 unended"},
		{"ended", func(gs *GenesisState) { gs.Programs[0].Ended = 1 }, "1 ended"},
		{"budget", func(gs *GenesisState) { gs.Programs[0].Budget = math.NewInt(5_001) }, "budget 5001 is not"},
		{"returned", func(gs *GenesisState) { gs.Programs[0].Returned = math.OneInt() }, "before its end"},
		{"allotment twice", func(gs *GenesisState) { gs.Allotments[1].Delegate = addr(1) }, "stands twice"},
		{"no sponsor's", func(gs *GenesisState) { gs.Allotments[1].Delegate = addr(5) }, "none of its sponsor"},
		{"negative", func(gs *GenesisState) { gs.Allotments[0].Left = math.NewInt(-1) }, "left"},
		{"label of two", func(gs *GenesisState) { find(gs, open).Label = "second" }, `"second" of program`},
		{"unused label", func(gs *GenesisState) { find(gs, blocked).DependsOn = []string{"third"} }, "nobody has used"},
		{"waits for too many", func(gs *GenesisState) { find(gs, blocked).WaitsFor = 2 }, "waits for 2 of 1"},
		{"waits for none", func(gs *GenesisState) { find(gs, blocked).WaitsFor = 0 }, "while it waits for 0"},
		{"OPEN and waits", func(gs *GenesisState) {
			j := find(gs, open)
			j.DependsOn, j.BlockedFor, j.WaitsFor = []string{"second"}, find(gs, blocked).BlockedFor, 1
		}, "while it waits for 1"},
		{"label without a program", func(gs *GenesisState) { find(gs, assigned).Label = "x" }, "without a program"},
		{"unknown priority", func(gs *GenesisState) { find(gs, assigned).Priority = 9 }, "unknown priority"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gs := testGenesis()
			require.NoError(t, gs.Validate())
			tc.change(&gs)
			requireErr(t, gs.Validate(), ErrGenesis, tc.says)
		})
	}
}

package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/jobs/types"
)

const goodProgram = `title: Flood relief
document:
  file: program.md
  uri: https://files.example.org/program.md
budget: 10000 AGI
max_payout: 500 AGI
priority: urgent
categories: [general, statistics]
delegates:
  - who: lab.gov
    left: 2000 AGI
`

func readGoodProgram(t *testing.T, text string) (*types.MsgCreateProgram, error) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "program.md"), []byte("done means done"), 0o600))
	return programMessage(strings.NewReader(text), dir, employer, findActor, agi)
}

func TestCreateProgramFromAFile(t *testing.T) {
	got, err := readGoodProgram(t, goodProgram)
	require.NoError(t, err)
	require.Equal(t, &types.MsgCreateProgram{
		Sponsor: employer.String(), Title: "Flood relief", Document: types.Document{Uri: "https://files.example.org/program.md", Sha256: specSum[:]},
		Budget: math.NewInt(10_000_000_000), Priority: types.PRIORITY_URGENT, Categories: []string{"general", "statistics"},
		MaxPayout: math.NewInt(500_000_000), Delegates: []types.Allotment{{Delegate: lab.String(), Left: math.NewInt(2_000_000_000)}},
	}, got)
}

func TestCreateProgramRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ old, now, want string }{
		"unknown key":       {"priority:", "hurry:", `unknown key "hurry"; known here: title, document, budget`},
		"unknown in list":   {"    left:", "    most:", `unknown key "most"; known here: who, left`},
		"no file":           {"  file: program.md\n", "", "document.file is missing"},
		"other hash":        {"  uri:", "  sha256: 00\n  uri:", "document.sha256 is 00"},
		"no budget":         {"budget: 10000 AGI\n", "", "budget is missing"},
		"no max_payout":     {"max_payout: 500 AGI\n", "", "max_payout is missing"},
		"unknown priority":  {"urgent", "high", "normal, urgent, critical"},
		"unknown delegate":  {"lab.gov", "nobody", `delegate 1 ("nobody")`},
		"beyond the budget": {"2000 AGI", "10001 AGI", "of a budget of"},
		"two programs":      {"title: Flood relief\n", "title: x\n---\ntitle: Flood relief\n", "one program"},
		"nothing":           {goodProgram, "", "no program"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, goodProgram, tc.old)
			_, err := readGoodProgram(t, strings.Replace(goodProgram, tc.old, tc.now, 1))
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestProgramStatusIsReadable(t *testing.T) {
	hour := int64(3_600_000)
	answer := &types.QueryProgramStatusResponse{
		Program: types.Program{
			Id: 7, Title: "Flood relief", Status: types.PROGRAM_STATUS_ACTIVE, Priority: types.PRIORITY_URGENT,
			Budget: math.NewInt(10_000_000), Committed: math.NewInt(2_500_000), Spent: math.ZeroInt(), Returned: math.ZeroInt(),
		},
		Free: math.NewInt(7_500_000),
		Jobs: []types.ProgramJobs{{Status: types.JOB_STATUS_BLOCKED, Jobs: 1}, {Status: types.JOB_STATUS_ASSIGNED, Jobs: 2}},
		CriticalPath: []types.PathStep{
			{Label: "survey", JobId: 11, Status: types.JOB_STATUS_ASSIGNED, RemainingMs: 2 * hour, StartsMs: 100},
			{Label: "tables", JobId: 12, Status: types.JOB_STATUS_BLOCKED, RemainingMs: 3 * hour, StartsMs: 100 + 2*hour},
			{JobId: 13, Status: types.JOB_STATUS_BLOCKED, RemainingMs: hour, StartsMs: 100 + 5*hour},
		},
		RemainingMs: 6 * hour, Truncated: true,
	}
	require.Equal(t, `program 7: Flood relief (active, up to urgent)
  budget     10 AGI
  free       7.5 AGI
  committed  2.5 AGI
  spent      0 AGI
  returned   0 AGI
jobs
  blocked          1
  assigned         2
  and older ones, which are not read
critical path: 6h0m0s of work
  survey: job 11, assigned, from +0s, 2h0m0s
  └─ tables: job 12, blocked, from +2h0m0s, 3h0m0s
     └─ (no label): job 13, blocked, from +5h0m0s, 1h0m0s
`, programStatusText(answer, agi))

	answer.Jobs, answer.CriticalPath, answer.Truncated = nil, nil, false
	require.Contains(t, programStatusText(answer, agi), "none yet\ncritical path: every job has ended\n")
}

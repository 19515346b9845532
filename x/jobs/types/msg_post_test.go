package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

func testPost() *MsgPostJob {
	return &MsgPostJob{
		Employer:      addr(1),
		Title:         "Statistics of the harvest",
		Category:      "general",
		Tags:          []string{"csv", "statistics"},
		Spec:          Document{Uri: "https://data.example/spec.md", Sha256: hash32(1)},
		Payout:        math.NewInt(100 * agi),
		WorkDuration:  time.Hour,
		OpenFor:       24 * time.Hour,
		Relists:       1,
		ExpectedTotal: math.NewInt(110 * agi),
	}
}

func TestMsgPostJobBounds(t *testing.T) {
	tags := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = string(rune('a' + i))
		}
		return list
	}
	for _, tc := range []struct {
		name   string
		change func(*MsgPostJob)
		err    error
		says   string
	}{
		{"as it is", func(*MsgPostJob) {}, nil, ""},
		{"no employer", func(m *MsgPostJob) { m.Employer = "" }, ErrAddress, "employer"},
		{"another chain's employer", func(m *MsgPostJob) { m.Employer = "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a" }, ErrAddress, "employer"},
		{"no title", func(m *MsgPostJob) { m.Title = "" }, ErrText, "title"},
		{"longest title", func(m *MsgPostJob) { m.Title = strings.Repeat("x", 140) }, nil, ""},
		{"long title", func(m *MsgPostJob) { m.Title = strings.Repeat("x", 141) }, ErrText, "title has 141 bytes"},
		{"title of two lines", func(m *MsgPostJob) { m.Title = "a\nb" }, ErrText, "title"},
		{"no category", func(m *MsgPostJob) { m.Category = "" }, ErrText, "category"},
		{"no tags", func(m *MsgPostJob) { m.Tags = nil }, nil, ""},
		{"most tags", func(m *MsgPostJob) { m.Tags = tags(8) }, nil, ""},
		{"too many tags", func(m *MsgPostJob) { m.Tags = tags(9) }, ErrTags, "9 tags"},
		{"longest tag", func(m *MsgPostJob) { m.Tags = []string{strings.Repeat("x", 32)} }, nil, ""},
		{"long tag", func(m *MsgPostJob) { m.Tags = []string{strings.Repeat("x", 33)} }, ErrTags, "33 bytes"},
		{"empty tag", func(m *MsgPostJob) { m.Tags = []string{""} }, ErrTags, "empty"},
		{"tag twice", func(m *MsgPostJob) { m.Tags = []string{"a", "b", "a"} }, ErrTags, "appears twice"},
		{"no spec", func(m *MsgPostJob) { m.Spec = Document{} }, ErrURI, "spec uri"},
		{"short hash", func(m *MsgPostJob) { m.Spec.Sha256 = m.Spec.Sha256[:31] }, ErrHash, "spec sha256 has 31"},
		{"long hash", func(m *MsgPostJob) { m.Spec.Sha256 = append(m.Spec.Sha256, 0) }, ErrHash, "spec sha256 has 33"},
		{"long uri", func(m *MsgPostJob) { m.Spec.Uri = "https://" + strings.Repeat("x", 505) }, ErrURI, "513 bytes"},
		{"climbing uri", func(m *MsgPostJob) { m.Spec.Uri = "https://data.example/../x" }, ErrURI, "spec uri"},
		{"no payout", func(m *MsgPostJob) { m.Payout = math.Int{} }, ErrAmount, "payout"},
		{"zero payout", func(m *MsgPostJob) { m.Payout = math.ZeroInt() }, ErrAmount, "payout"},
		{"negative payout", func(m *MsgPostJob) { m.Payout = math.NewInt(-5) }, ErrAmount, "payout"},
		{"payout of one unit", func(m *MsgPostJob) { m.Payout = math.OneInt() }, nil, ""},
		{"largest payout", func(m *MsgPostJob) { m.Payout = MaxAmount() }, nil, ""},
		{"payout above it", func(m *MsgPostJob) { m.Payout = MaxAmount().AddRaw(1) }, ErrAmount, "payout"},
		{"no work duration", func(m *MsgPostJob) { m.WorkDuration = 0 }, ErrDuration, "work_duration"},
		{"negative work duration", func(m *MsgPostJob) { m.WorkDuration = -time.Hour }, ErrDuration, "work_duration"},
		{"shortest work duration", func(m *MsgPostJob) { m.WorkDuration = time.Millisecond }, nil, ""},
		{"parts of milliseconds", func(m *MsgPostJob) { m.WorkDuration += time.Microsecond }, ErrDuration, "whole milliseconds"},
		{"more than a year", func(m *MsgPostJob) { m.WorkDuration = maxDuration + time.Millisecond }, ErrDuration, "work_duration"},
		{"never open", func(m *MsgPostJob) { m.OpenFor = 0 }, ErrDuration, "open_for"},
		{"open for a year", func(m *MsgPostJob) { m.OpenFor = maxDuration }, nil, ""},
		{"larger committee", func(m *MsgPostJob) { m.Seats = 21 }, nil, ""},
		{"even committee", func(m *MsgPostJob) { m.Seats = 4 }, ErrSeats, "4 must be odd"},
		{"too large a committee", func(m *MsgPostJob) { m.Seats = 23 }, ErrSeats, "at most 21"},
		{"most relists", func(m *MsgPostJob) { m.Relists = 3 }, nil, ""},
		{"too many relists", func(m *MsgPostJob) { m.Relists = 4 }, ErrRelists, "at most 3"},
		{"no expected total", func(m *MsgPostJob) { m.ExpectedTotal = math.Int{} }, ErrAmount, "expected_total"},
		{"a score", func(m *MsgPostJob) { m.Requirements.MinScore = math.NewInt(700) }, nil, ""},
		{"negative score", func(m *MsgPostJob) { m.Requirements.MinScore = math.NewInt(-1) }, ErrRequirements, "min_score"},
		{"agents of a kind", func(m *MsgPostJob) { m.Requirements.AgentKinds = []identitytypes.ParticipantKind{3} }, nil, ""},
		{"unknown agents", func(m *MsgPostJob) { m.Requirements.AgentKinds = []identitytypes.ParticipantKind{9} }, ErrRequirements, "unknown kind"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := testPost()
			tc.change(m)
			requireErr(t, m.ValidateBasic(), tc.err, tc.says)
		})
	}
}

func requireErr(t *testing.T, got, want error, says string) {
	t.Helper()
	require.ErrorIs(t, got, want)
	if want != nil {
		require.ErrorContains(t, got, says)
	}
}

// What the chain cannot do yet is refused by name and never ignored.
func TestMsgPostJobNotAvailable(t *testing.T) {
	for _, tc := range []struct {
		says   string // empty: accepted
		change func(*MsgPostJob)
	}{
		{"", func(m *MsgPostJob) { m.Assignment = ASSIGNMENT_MODE_CLAIM }},
		{"", func(m *MsgPostJob) { m.Review = REVIEW_MODE_COMMITTEE }},
		{"", func(m *MsgPostJob) { m.Assignment = ASSIGNMENT_MODE_DISPATCH }},
		{"", func(m *MsgPostJob) { m.Priority = PRIORITY_NORMAL }},
		{"", func(m *MsgPostJob) { m.Assignment = ASSIGNMENT_MODE_SELECTION }},
		{"", func(m *MsgPostJob) {
			m.Assignment, m.AwardRule = ASSIGNMENT_MODE_SELECTION, AWARD_RULE_LOWEST_PRICE
		}},
		{"", func(m *MsgPostJob) { m.Priority = PRIORITY_CRITICAL }},
		{"", func(m *MsgPostJob) { m.Review = REVIEW_MODE_EMPLOYER }},
		{"review 77: use COMMITTEE or EMPLOYER", func(m *MsgPostJob) { m.Review = 77 }},
	} {
		m := testPost()
		tc.change(m)
		if tc.says == "" {
			require.NoError(t, m.ValidateBasic())
			continue
		}
		requireErr(t, m.ValidateBasic(), ErrNotAvailable, tc.says)
	}
	for says, change := range map[string]func(*MsgPostJob){
		"unknown mode 77":       func(m *MsgPostJob) { m.Assignment = 77 },
		"unknown award_rule 77": func(m *MsgPostJob) { m.AwardRule = 77 },
	} {
		m := testPost()
		change(m)
		requireErr(t, m.ValidateBasic(), ErrAssignment, says)
	}
}

// A message as it comes off the wire has no unset amounts inside, and one with fields left out must not panic.
func TestMsgPostJobEmpty(t *testing.T) {
	require.ErrorIs(t, (&MsgPostJob{}).ValidateBasic(), ErrAddress)
	require.ErrorIs(t, (&MsgPostJob{Employer: addr(1), Title: "x", Category: "general", Spec: testPost().Spec}).ValidateBasic(), ErrAmount)
	requireInt(t, math.ZeroInt(), Requirements{}.Score())
}

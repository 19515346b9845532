package types

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVoteValidate(t *testing.T) {
	checks := func(names ...string) (out []CheckAnswer) {
		for _, n := range names {
			out = append(out, CheckAnswer{Check: n})
		}
		return out
	}
	many := func(n int) (out []CheckAnswer) {
		for i := range n {
			out = append(out, CheckAnswer{Check: string(rune('a' + i))})
		}
		return out
	}
	const ok = ""
	for name, c := range map[string]struct {
		vote Vote
		want string
	}{
		"approve":              {Vote{Verdict: VOTE_VERDICT_APPROVE}, ok},
		"reject":               {Vote{Verdict: VOTE_VERDICT_REJECT}, ok},
		"unjudgeable spec":     {Vote{Verdict: VOTE_VERDICT_UNJUDGEABLE_SPEC}, ok},
		"unjudgeable result":   {Vote{Verdict: VOTE_VERDICT_UNJUDGEABLE_RESULT}, ok},
		"unspecified":          {Vote{}, "verdict 0 is unknown"},
		"unknown":              {Vote{Verdict: 6}, "verdict 6 is unknown"},
		"split":                {Vote{Verdict: VOTE_VERDICT_SPLIT, SplitBps: 10_000}, ok},
		"split of nothing":     {Vote{Verdict: VOTE_VERDICT_SPLIT}, ok},
		"split above all":      {Vote{Verdict: VOTE_VERDICT_SPLIT, SplitBps: 10_001}, "split_bps 10001 is above 10000"},
		"split by a rejection": {Vote{Verdict: VOTE_VERDICT_REJECT, SplitBps: 1}, "only the verdict split"},
		"negative":             {Vote{Verdict: -1}, "verdict -1 is unknown"},
		"best score":           {Vote{Verdict: 1, Score: 100}, ok},
		"score too high":       {Vote{Verdict: 1, Score: 101}, "score 101 is above 100"},
		"16 checks":            {Vote{Verdict: 1, Checks: many(16)}, ok},
		"17 checks":            {Vote{Verdict: 1, Checks: many(17)}, "17 check answers"},
		"unsorted":             {Vote{Verdict: 1, Checks: checks("b", "a")}, "sort the checks"},
		"twice":                {Vote{Verdict: 1, Checks: checks("a", "a")}, "answer each once"},
		"unnamed":              {Vote{Verdict: 1, Checks: checks("")}, "1 to 32 bytes"},
		"32 bytes":             {Vote{Verdict: 1, Checks: checks(strings.Repeat("n", 32))}, ok},
		"33 bytes":             {Vote{Verdict: 1, Checks: checks(strings.Repeat("n", 33))}, "1 to 32 bytes"},
		"check not utf-8":      {Vote{Verdict: 1, Checks: checks("\xff")}, "not valid UTF-8"},
		"512 bytes of uri":     {Vote{Verdict: 1, ReportUri: strings.Repeat("u", 512)}, ok},
		"513 bytes of uri":     {Vote{Verdict: 1, ReportUri: strings.Repeat("u", 513)}, "513 bytes, at most 512"},
		"uri not utf-8":        {Vote{Verdict: 1, ReportUri: "\xff"}, "not valid UTF-8"},
		"hash":                 {Vote{Verdict: 1, ReportHash: make([]byte, 32)}, ok},
		"hash of 31 bytes":     {Vote{Verdict: 1, ReportHash: make([]byte, 31)}, "31 bytes"},
		"hash of 33 bytes":     {Vote{Verdict: 1, ReportHash: make([]byte, 33)}, "33 bytes"},
		"hash of a hex digit":  {Vote{Verdict: 1, ReportHash: make([]byte, 64)}, "64 bytes"},
	} {
		err := c.vote.Validate()
		if c.want == ok {
			require.NoError(t, err, name)
		} else {
			require.ErrorContains(t, err, c.want, name)
		}
	}
}

// answers builds answers from names; a name that begins with '!' fails.
func answers(names ...string) (list []CheckAnswer) {
	for _, name := range names {
		bare, failed := strings.CutPrefix(name, "!")
		list = append(list, CheckAnswer{Check: bare, Pass: !failed})
	}
	return list
}

func TestVoteValidateFor(t *testing.T) {
	plain, panel := Round{}, Round{Panel: true}
	asked := Round{Checks: []string{"licence", "privacy"}}
	for name, c := range map[string]struct {
		round Round
		vote  Vote
		want  string
	}{
		"nothing asked":           {plain, Vote{Verdict: VOTE_VERDICT_APPROVE}, ""},
		"answered, nothing asked": {plain, Vote{Verdict: VOTE_VERDICT_APPROVE, Checks: answers("privacy")}, `check "privacy" is not asked for: answer none`},
		"all answered":            {asked, Vote{Verdict: VOTE_VERDICT_APPROVE, Checks: answers("licence", "!privacy")}, ""},
		"none answered":           {asked, Vote{Verdict: VOTE_VERDICT_REJECT}, `check "licence" is not answered: answer licence, privacy`},
		"one missing":             {asked, Vote{Verdict: VOTE_VERDICT_REJECT, Checks: answers("licence")}, `check "privacy" is not answered`},
		"one more":                {asked, Vote{Verdict: VOTE_VERDICT_REJECT, Checks: answers("bias", "licence", "privacy")}, `check "bias" is not asked for`},
		"another":                 {asked, Vote{Verdict: VOTE_VERDICT_REJECT, Checks: answers("licence", "safety")}, `check "privacy" is not answered`},
		"unsorted":                {asked, Vote{Verdict: VOTE_VERDICT_REJECT, Checks: answers("privacy", "licence")}, "sort the checks"},
		"split in a committee":    {plain, Vote{Verdict: VOTE_VERDICT_SPLIT, SplitBps: 1}, "only a panel can split"},
		"split in a panel":        {panel, Vote{Verdict: VOTE_VERDICT_SPLIT, SplitBps: 1}, ""},
		"approve in a panel":      {panel, Vote{Verdict: VOTE_VERDICT_APPROVE}, ""},
		"out of bounds":           {panel, Vote{}, "verdict 0 is unknown"},
	} {
		err := c.vote.ValidateFor(c.round)
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, c.want, name)
	}
}

// A failed check rejects, whatever the vote names.
func TestSide(t *testing.T) {
	for verdict, want := range map[VoteVerdict]RoundResult{
		VOTE_VERDICT_UNSPECIFIED:        ROUND_RESULT_UNSPECIFIED,
		VOTE_VERDICT_APPROVE:            ROUND_RESULT_APPROVED,
		VOTE_VERDICT_REJECT:             ROUND_RESULT_REJECTED,
		VOTE_VERDICT_UNJUDGEABLE_SPEC:   ROUND_RESULT_UNJUDGEABLE,
		VOTE_VERDICT_UNJUDGEABLE_RESULT: ROUND_RESULT_REJECTED,
		VOTE_VERDICT_SPLIT:              ROUND_RESULT_SPLIT,
		99:                              ROUND_RESULT_UNSPECIFIED,
	} {
		require.Equal(t, want, Vote{Verdict: verdict}.Side(), verdict)
		passed := Vote{Verdict: verdict, Checks: answers("licence", "privacy")}
		require.Equal(t, want, passed.Side(), verdict)
		require.Empty(t, passed.Failed())
		failed := Vote{Verdict: verdict, Checks: answers("licence", "!privacy", "!safety")}
		require.Equal(t, ROUND_RESULT_REJECTED, failed.Side(), verdict)
		require.Equal(t, "privacy", failed.Failed())
	}
}

func TestRequiredChecks(t *testing.T) {
	many := make([]string, MaxChecks+1)
	for i := range many {
		many[i] = "check-" + string(rune('a'+i))
	}
	for name, c := range map[string]struct {
		checks []string
		want   string
	}{
		"none":      {nil, ""},
		"sixteen":   {many[:MaxChecks], ""},
		"seventeen": {many, "17 checks, at most 16"},
		"unsorted":  {[]string{"b", "a"}, "sort the checks"},
		"twice":     {[]string{"a", "a"}, "name each once"},
		"unnamed":   {[]string{""}, "must be 1 to 32"},
		"with =":    {[]string{"a=b"}, "must be 1 to 32"},
		"too long":  {[]string{strings.Repeat("a", 33)}, "must be 1 to 32"},
	} {
		err := validateRequiredChecks(c.checks)
		if c.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, ErrInvalidRound, name)
		require.ErrorContains(t, err, c.want, name)
	}
}

package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

var (
	agi      = sovereigntypes.Currency{Base: "uagi", Display: "AGI", Exponent: 6}
	employer = sdk.AccAddress(bytes.Repeat([]byte{3}, 20))
	lab      = sdk.AccAddress(bytes.Repeat([]byte{4}, 20))
	specSum  = sha256.Sum256([]byte("done means done"))
)

// market quotes payout + 10 %.
type market struct{ err error }

func (m market) Quote(_ context.Context, in *types.QueryQuoteRequest, _ ...grpc.CallOption) (*types.QueryQuoteResponse, error) {
	if m.err != nil {
		return nil, m.err
	}
	payout, ok := math.NewIntFromString(in.Payout)
	if !ok {
		return nil, errors.New("payout")
	}
	fee := payout.QuoRaw(10)
	return &types.QueryQuoteResponse{Quote: types.Quote{
		Escrow: types.Escrow{Payout: payout, ValidationFee: fee, ProtocolFee: math.ZeroInt()},
		Total:  payout.Add(fee), Seats: 3, SeatFee: fee.QuoRaw(3), SeatLock: math.OneInt(), Bond: math.OneInt(),
	}}, nil
}

// post does what the command does up to the signature.
func post(t *testing.T, text string, offline bool) ([]quoted, error) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "spec.md"), []byte("done means done"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "empty.md"), nil, 0o600))
	file := filepath.Join(dir, "jobs.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	documents, from, err := openDocuments(nil, file)
	if err != nil {
		return nil, err
	}
	clientCtx := client.Context{}.WithFromAddress(employer).WithOffline(offline)
	var out []quoted
	for i, d := range documents {
		if err := findInvited(documents[i:i+1], findActor); err != nil {
			return nil, err
		}
		q, err := prepareOne(context.Background(), clientCtx, market{}, d, from, agi)
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", i+1, err)
		}
		out = append(out, q)
	}
	return out, nil
}

// findActor knows addresses and lab.gov.
func findActor(text string) (sdk.AccAddress, error) {
	if text == "lab.gov" {
		return lab, nil
	}
	return sdk.AccAddressFromBech32(text)
}

const good = `title: Summarise the census
category: statistics
tags: [census, csv]
spec:
  file: spec.md
  uri: https://files.example.org/spec.md
payout: 250 AGI
work_duration: 1d12h
open_for: 7d
relists: 1
seats: 5
requirements:
  min_score: 10
  agent_kinds: [ai_agent, human]
`

func TestPostOneDocument(t *testing.T) {
	got, err := post(t, good, false)
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, &types.MsgPostJob{
		Employer: employer.String(), Title: "Summarise the census", Category: "statistics", Tags: []string{"census", "csv"},
		Spec:   types.Document{Uri: "https://files.example.org/spec.md", Sha256: specSum[:]},
		Payout: math.NewInt(250_000_000), WorkDuration: 36 * time.Hour, OpenFor: 7 * 24 * time.Hour, Relists: 1, Seats: 5,
		Requirements: types.Requirements{
			MinScore:   math.NewInt(10),
			AgentKinds: []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_AI_AGENT, identitytypes.PARTICIPANT_KIND_HUMAN},
		},
		ExpectedTotal: math.NewInt(275_000_000),
	}, got[0].msg)
}

func TestPostWithReviewersAndInvited(t *testing.T) {
	got, err := post(t, strings.Replace(good, "  min_score: 10\n", "  min_score: 10\n  credentials: [medic, clearance/secret]\n", 1)+`review: Employer
extra_checks: [safety, accuracy]
invited: [lab.gov, "org:lab-1"]
`, false)
	require.NoError(t, err)
	require.Equal(t, types.REVIEW_MODE_EMPLOYER, got[0].msg.Review)
	require.Equal(t, []string{"safety", "accuracy"}, got[0].msg.ExtraChecks)
	require.Equal(t, []string{lab.String(), "org:lab-1"}, got[0].msg.Invited)
	require.Equal(t, []string{"medic", "clearance/secret"}, got[0].msg.Requirements.Credentials)

	got, err = post(t, good+"review: committee\n", false)
	require.NoError(t, err)
	require.Equal(t, types.REVIEW_MODE_COMMITTEE, got[0].msg.Review)
}

func TestPostUnderAProgram(t *testing.T) {
	documents, err := readDocuments(strings.NewReader(good + `assignment: dispatch
priority: Critical
program: 18420001000
label: tables
depends_on: [survey, cleaning]
blocked_for: 30d
royalty_bps: 500
rights: CC-BY-4.0
---
` + good + `assignment: selection
award_rule: lowest-price
`))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "spec.md"), []byte("done means done"), 0o600))
	var got []*types.MsgPostJob
	for _, d := range documents {
		msg, err := d.message(employer, dir, agi)
		require.NoError(t, err)
		got = append(got, msg)
	}
	first, month := got[0], 30*24*time.Hour
	require.Equal(t, types.ASSIGNMENT_MODE_DISPATCH, first.Assignment)
	require.Equal(t, types.PRIORITY_CRITICAL, first.Priority)
	require.Equal(t, uint64(18_420_001_000), first.Program)
	require.Equal(t, "tables", first.Label)
	require.Equal(t, []string{"survey", "cleaning"}, first.DependsOn)
	require.Equal(t, &month, first.BlockedFor)
	require.Equal(t, uint32(500), first.RoyaltyBps)
	require.Equal(t, "CC-BY-4.0", first.Rights)
	require.Equal(t, types.ASSIGNMENT_MODE_SELECTION, got[1].Assignment)
	require.Equal(t, types.AWARD_RULE_LOWEST_PRICE, got[1].AwardRule)
	require.Zero(t, got[1].Program)
}

// The flag wins over what the documents say.
func TestProgramFlag(t *testing.T) {
	cmd := NewPostCmd()
	documents, err := readDocuments(strings.NewReader(good + "program: 5\n---\n" + good))
	require.NoError(t, err)
	require.NoError(t, setProgram(cmd, documents))
	require.Equal(t, []string{"5", ""}, []string{documents[0].Program.text, documents[1].Program.text})
	require.NoError(t, cmd.Flags().Set("program", "18420001000"))
	require.NoError(t, setProgram(cmd, documents))
	for _, d := range documents {
		require.Equal(t, "18420001000", d.Program.text)
	}
}

// A plan of a whole program is one file and one transaction.
func TestPostManyDocuments(t *testing.T) {
	var text strings.Builder
	for n := range 30 {
		fmt.Fprintf(&text, "---\n%sprogram: 18420001000\nlabel: l%d\n", good, n)
		if n > 0 {
			fmt.Fprintf(&text, "depends_on: [l%d]\nblocked_for: 7d\n", n-1)
		}
	}
	got, err := post(t, text.String(), false)
	require.NoError(t, err)
	require.Len(t, got, 30)
	for n, q := range got {
		require.Equal(t, fmt.Sprint("l", n), q.msg.Label)
	}
}

func TestPostTwoDocuments(t *testing.T) {
	second := strings.Replace(good, "250 AGI", "1000000", 1)
	got, err := post(t, "---\n"+good+"---\n"+second+"expected_total: 2 AGI\n---\n", false)
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, math.NewInt(250_000_000), got[0].msg.Payout)
	require.Equal(t, math.NewInt(1_000_000), got[1].msg.Payout)
	require.Equal(t, math.NewInt(2_000_000), got[1].msg.ExpectedTotal, "what the document gives is kept")
}

func TestPostRefuses(t *testing.T) {
	sum := hex.EncodeToString(specSum[:])
	change := func(old, now string) string {
		require.Contains(t, good, old)
		return strings.Replace(good, old, now, 1)
	}
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"unknown key":            {good + "urgent: true\n", []string{"line 15", `unknown key "urgent"`, "work_duration"}},
		"unknown key in spec":    {change("  uri:", "  url:"), []string{"line 6", `unknown key "url"`, "sha256"}},
		"unknown key in second":  {good + "---\n" + good + "budget: 5\n", []string{"line 30", `unknown key "budget"`}},
		"unknown review":         {good + "review: everybody\n", []string{"line 15", `review "everybody" is unknown`, "committee or employer"}},
		"review a list":          {good + "review: [employer]\n", []string{"line 15", "one value"}},
		"unknown assignment":     {good + "assignment: lottery\n", []string{"line 15", `assignment "lottery" is unknown: write claim, selection, dispatch`}},
		"unknown priority":       {good + "priority: high\n", []string{"normal, urgent, critical"}},
		"unspecified award":      {good + "award_rule: unspecified\n", []string{"employer, lowest_price"}},
		"program by name":        {good + "program: flood\n", []string{"line 15", "query jobs programs"}},
		"label alone":            {good + "label: a\n", []string{"name the program"}},
		"blocked in words":       {good + "blocked_for: long\n", []string{"line 15", "blocked_for"}},
		"no blocked_for":         {good + "program: 18420001000\ndepends_on: [a]\n", []string{"blocked_for is missing"}},
		"check no slug":          {good + "extra_checks: [Is it safe]\n", []string{`check "Is it safe"`}},
		"five extra checks":      {good + "extra_checks: [aa, bb, cc, dd, ee]\n", []string{"at most 4"}},
		"invited unknown":        {good + "invited: [nobody]\n", []string{"document 1", "invited", "org:<id>"}},
		"invited twice":          {good + "invited: [lab.gov, " + lab.String() + "]\n", []string{"appears twice"}},
		"credential no type":     {change("min_score: 10", "credentials: [Medic!]"), []string{"1 to 3 parts"}},
		"two unknown keys":       {good + "a: 1\nb: 2\n", []string{`"a"`, `"b"`}},
		"key twice":              {good + "title: again\n", []string{"line 15", "already defined"}},
		"no yaml":                {"title: [", []string{"yaml"}},
		"no map":                 {"- title: x\n", []string{"line 1"}},
		"nothing in it":          {"---\n---\n", []string{"no job"}},
		"no spec":                {change("  file: spec.md\n", ""), []string{"spec.file is missing"}},
		"no uri":                 {change("  uri: https://files.example.org/spec.md\n", ""), []string{"spec.uri is missing"}},
		"spec file not there":    {change("spec.md\n  uri", "none.md\n  uri"), []string{"none.md", "no such file"}},
		"spec file empty":        {change("spec.md\n  uri", "empty.md\n  uri"), []string{"is empty"}},
		"spec file is a folder":  {change("spec.md\n  uri", ".\n  uri"), []string{"directory"}},
		"other hash":             {change("  uri", "  sha256: 00\n  uri"), []string{"spec.sha256 is 00", sum}},
		"no payout":              {change("payout: 250 AGI\n", ""), []string{"payout is missing"}},
		"payout empty":           {change("250 AGI", ""), []string{"payout is missing"}},
		"payout 0":               {change("250 AGI", "0"), []string{"line 7", "above 0"}},
		"payout negative":        {change("250 AGI", "-5"), []string{"line 7", `"-5"`}},
		"payout in words":        {change("250 AGI", "much"), []string{"line 7", "2.5 AGI"}},
		"payout exponent":        {change("250 AGI", "1e6"), []string{"unit e6 is unknown"}},
		"payout other unit":      {change("250 AGI", "250 EUR"), []string{"unit EUR is unknown", "uagi"}},
		"payout too fine":        {change("250 AGI", "0.0000001 AGI"), []string{"more than 6 decimals"}},
		"payout half a unit":     {change("250 AGI", "1.5"), []string{"fraction of the smallest unit"}},
		"payout a list":          {change("250 AGI", "[1]"), []string{"line 7", "one value"}},
		"payout huge":            {change("250 AGI", strings.Repeat("9", 90)), []string{"too large"}},
		"no work duration":       {change("work_duration: 1d12h\n", ""), []string{"work_duration is missing"}},
		"duration without unit":  {change("1d12h", "36"), []string{"line 8", "90m, 36h"}},
		"negative duration":      {change("7d", "-7h"), []string{"line 9", "open_for"}},
		"relists":                {change("relists: 1", "relists: 4"), []string{"at most 3"}},
		"relists negative":       {change("relists: 1", "relists: -1"), []string{"line 10"}},
		"even seats":             {change("seats: 5", "seats: 4"), []string{"odd"}},
		"unknown kind":           {change("human]", "robot]"), []string{`"robot" is unknown`}},
		"kind unspecified":       {change("human]", "unspecified]"), []string{`"unspecified" is unknown`}},
		"score in words":         {change("min_score: 10", "min_score: high"), []string{"line 13", "whole number"}},
		"no title":               {change("title: Summarise the census\n", ""), []string{"title"}},
		"quote above the limit":  {good + "expected_total: 274.999999 AGI\n", []string{"asks for 275 AGI", "expected_total 274.999999 AGI"}},
		"second document broken": {good + "---\n" + strings.Replace(good, "250 AGI", "x", 1), []string{"document 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := post(t, tc.text, false)
			require.Error(t, err)
			for _, want := range tc.want {
				require.ErrorContains(t, err, want)
			}
			require.NotContains(t, err.Error(), "cli.", "the file's words, not the program's")
		})
	}
}

func TestPostTakesTheRightHash(t *testing.T) {
	text := strings.Replace(good, "  uri", "  sha256: "+strings.ToUpper(hex.EncodeToString(specSum[:]))+"\n  uri", 1)
	_, err := post(t, text, false)
	require.NoError(t, err)
}

func TestPostOffline(t *testing.T) {
	_, err := post(t, good, true)
	require.ErrorContains(t, err, "expected_total is missing")
	got, err := post(t, good+"expected_total: 275000000\n", true)
	require.NoError(t, err)
	require.Equal(t, math.NewInt(275_000_000), got[0].msg.ExpectedTotal)
	_, err = parseAmount("5 AGI", sovereigntypes.Currency{})
	require.ErrorContains(t, err, "base units")
}

func TestPostFromStandardInput(t *testing.T) {
	documents, dir, err := openDocuments(strings.NewReader(good), "-")
	require.NoError(t, err)
	require.Len(t, documents, 1)
	require.Equal(t, ".", dir)
}

func TestPostTooManyDocuments(t *testing.T) {
	_, err := readDocuments(strings.NewReader(strings.Repeat("---\ntitle: x\n", maxDocuments)))
	require.NoError(t, err)
	_, err = readDocuments(strings.NewReader(strings.Repeat("---\ntitle: x\n", maxDocuments+1)))
	require.ErrorContains(t, err, "split the file")
}

func TestQuoteFailure(t *testing.T) {
	_, err := applyQuote(context.Background(), market{err: errors.New("category is closed")}, &types.MsgPostJob{Payout: math.OneInt()}, agi)
	require.ErrorContains(t, err, "category is closed")
}

func TestPrintQuotes(t *testing.T) {
	quotes, err := post(t, good, false)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, printQuotes(&out, false, quotes, agi))
	require.Contains(t, out.String(), "locked now, at most    275 AGI")
	require.Contains(t, out.String(), "25 AGI (3 seats, 8.333333 AGI each)")

	out.Reset()
	require.NoError(t, printQuotes(&out, true, quotes, agi))
	var parsed map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &parsed))
	require.Equal(t, "275000000", parsed["total"])
	require.Equal(t, hex.EncodeToString(specSum[:]), parsed["spec_sha256"])
}

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "250000000": 250_000_000, "7uagi": 7, "7 uagi": 7, "1 AGI": 1_000_000, "0.5AGI": 500_000, "2.000001 AGI": 2_000_001,
		"1_000": 1000, "007": 7,
	} {
		got, err := parseAmount(text, agi)
		require.NoError(t, err, text)
		require.Equal(t, math.NewInt(want), got, text)
	}
	for _, text := range []string{"", " ", "AGI", ".5 AGI", "1. AGI", "1 agi", "1,5 AGI", "+1", "1 AGI AGI", "0x10", "1.0"} {
		_, err := parseAmount(text, agi)
		require.Error(t, err, text)
	}
}

func TestAmountsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := math.NewIntFromUint64(rapid.Uint64().Draw(t, "amount"))
		currency := agi
		currency.Exponent = rapid.Uint32Range(0, 18).Draw(t, "exponent")
		back, err := parseAmount(showAmount(amount, currency), currency)
		if err != nil || !back.Equal(amount) {
			t.Fatalf("%s became %s: %v", amount, back, err)
		}
	})
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90m": 90 * time.Minute, "36h": 36 * time.Hour, "7d": 168 * time.Hour, "1d12h": 36 * time.Hour, "1h30m": 90 * time.Minute,
	} {
		got, err := parseDuration(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "7", "0s", "0d", "-1h", "1d-30h", "1d-1h", "d", "1w", "99999999999d", "1.5d"} {
		_, err := parseDuration(text)
		require.Error(t, err, text)
	}
}

func TestCommandHasAnExample(t *testing.T) {
	require.Contains(t, NewPostCmd().Example, "tx jobs post")
}

// Whatever a file holds, reading it ends in documents or in an error.
func FuzzReadDocuments(f *testing.F) {
	f.Add(good)
	f.Add("---\n---\n")
	f.Fuzz(func(t *testing.T, text string) {
		documents, err := readDocuments(strings.NewReader(text))
		if err == nil && len(documents) == 0 {
			t.Fatal("neither documents nor an error")
		}
	})
}

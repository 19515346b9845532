package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func TestRulingFor(t *testing.T) {
	want := map[JobStatus]Ruling{
		approved:    {Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_VERDICT},
		rejected:    {Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_VERDICT},
		unjudgeable: {Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_VERDICT, Unjudgeable: true},
		divided:     {Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_VERDICT, SplitBps: 3_000, Blameless: true},
	}
	for _, status := range statuses {
		ruling, err := RulingFor(Verdict{Status: status, SplitBps: 3_000}, RULING_BASIS_VERDICT)
		if _, ok := want[status]; !ok {
			require.ErrorIs(t, err, ErrRuling, status.String())
			continue
		}
		require.NoError(t, err)
		require.Equal(t, want[status], ruling)
		require.NoError(t, ruling.Validate())
	}
}

func TestDefaultRuling(t *testing.T) {
	byDefault := func(outcome Outcome) Ruling { return Ruling{Outcome: outcome, Basis: RULING_BASIS_DEFAULT} }
	blameless := func(outcome Outcome, split uint32) Ruling {
		return Ruling{Outcome: outcome, Basis: RULING_BASIS_DEFAULT, SplitBps: split, Blameless: true}
	}
	votes := func(approvals, rejections uint32) Verdict {
		return Verdict{Seats: 9, Revealed: approvals + rejections, Approvals: approvals, Rejections: rejections}
	}
	for _, tc := range []struct {
		name   string
		rounds []Verdict
		want   Ruling
	}{
		{"no round", nil, blameless(OUTCOME_SPLIT, 5_000)},
		{"no vote", []Verdict{{Seats: 3}}, blameless(OUTCOME_SPLIT, 5_000)},
		{"tie", []Verdict{votes(2, 2)}, blameless(OUTCOME_SPLIT, 5_000)},
		{"one approval, no quorum", []Verdict{votes(1, 0)}, blameless(OUTCOME_COMPLETED, 0)},
		{"one rejection, no quorum", []Verdict{votes(0, 1)}, blameless(OUTCOME_FAILED, 0)},
		{"no share", []Verdict{votes(3, 2)}, blameless(OUTCOME_COMPLETED, 0)},
		{"all rounds count", []Verdict{votes(2, 1), votes(0, 0), votes(1, 3)}, blameless(OUTCOME_FAILED, 0)},
		{"a tie over all rounds", []Verdict{votes(2, 1), votes(1, 2)}, blameless(OUTCOME_SPLIT, 5_000)},
		{"unjudgeable counts for neither", []Verdict{{Revealed: 5, Approvals: 1, Rejections: 1, Unjudgeable: 3}}, blameless(OUTCOME_SPLIT, 5_000)},
		{"unjudgeable does not hide a side", []Verdict{{Revealed: 5, Rejections: 2, Approvals: 1, Unjudgeable: 2}}, blameless(OUTCOME_FAILED, 0)},
		{"a split counts for neither", []Verdict{votes(0, 1), {Revealed: 5, Splits: 4, Approvals: 1}}, blameless(OUTCOME_SPLIT, 5_000)},
		{"approved stands", []Verdict{{Status: approved, Approvals: 2, Rejections: 1}}, byDefault(OUTCOME_COMPLETED)},
		{"rejected stands whatever was counted", []Verdict{{Status: rejected, Approvals: 9}}, byDefault(OUTCOME_FAILED)},
		{"a verdict stands against later rounds without one", []Verdict{{Status: rejected}, votes(9, 0), votes(4, 1)}, byDefault(OUTCOME_FAILED)},
		{"the last verdict stands", []Verdict{{Status: rejected}, {Status: approved}, votes(0, 5)}, byDefault(OUTCOME_COMPLETED)},
		{"unjudgeable stands", []Verdict{{Status: unjudgeable}}, Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_DEFAULT, Unjudgeable: true}},
		{"divided stands", []Verdict{{Status: rejected}, votes(0, 0), {Status: divided, SplitBps: 7_000}}, blameless(OUTCOME_SPLIT, 7_000)},
		{"divided to nothing stands", []Verdict{{Status: divided}}, blameless(OUTCOME_SPLIT, 0)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ruling := DefaultRuling(tc.rounds)
			require.Equal(t, tc.want, ruling)
			require.NoError(t, ruling.Validate())
		})
	}
}

// Swapping the votes swaps the sides: the default ruling favours neither.
func TestDefaultRulingIsFair(t *testing.T) {
	mirror := map[Outcome]Outcome{OUTCOME_COMPLETED: OUTCOME_FAILED, OUTCOME_FAILED: OUTCOME_COMPLETED, OUTCOME_SPLIT: OUTCOME_SPLIT}
	rapid.Check(t, func(t *rapid.T) {
		v := Verdict{Approvals: rapid.Uint32Range(0, 21).Draw(t, "approvals"), Rejections: rapid.Uint32Range(0, 21).Draw(t, "rejections")}
		swapped := Verdict{Approvals: v.Rejections, Rejections: v.Approvals}
		a, b := DefaultRuling([]Verdict{v}), DefaultRuling([]Verdict{swapped})
		require.Equal(t, mirror[a.Outcome], b.Outcome)
		require.True(t, a.Blameless && b.Blameless)
	})
}

func TestFinalVerdictOf(t *testing.T) {
	finding := func(final validationtypes.FinalVerdict, blameless bool) validationtypes.Finding {
		return validationtypes.Finding{Final: final, Blameless: blameless}
	}
	canary := func(verdict JobStatus) Ruling {
		return Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: verdict}
	}
	for _, tc := range []struct {
		ruling Ruling
		want   validationtypes.Finding
	}{
		{Ruling{Outcome: OUTCOME_COMPLETED}, finding(validationtypes.FinalApproved, false)},
		{Ruling{Outcome: OUTCOME_COMPLETED, Blameless: true}, finding(validationtypes.FinalApproved, true)},
		{Ruling{Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_COUNCIL}, finding(validationtypes.FinalApproved, false)},
		{Ruling{Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_ACCEPTED}, finding(validationtypes.FinalApproved, false)},
		{Ruling{Outcome: OUTCOME_FAILED}, finding(validationtypes.FinalRejected, false)},
		{Ruling{Outcome: OUTCOME_FAILED, Blameless: true}, finding(validationtypes.FinalRejected, true)},
		{Ruling{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_COUNCIL}, finding(validationtypes.FinalRejected, false)},
		{Ruling{Outcome: OUTCOME_CANCELLED, Unjudgeable: true}, finding(validationtypes.FinalUnjudgeable, false)},
		{Ruling{Outcome: OUTCOME_CANCELLED}, finding(validationtypes.FinalNone, true)},
		{Ruling{Outcome: OUTCOME_EXPIRED}, finding(validationtypes.FinalNone, true)},
		{Ruling{Outcome: OUTCOME_SPLIT, SplitBps: 5_000}, finding(validationtypes.FinalNone, true)},
		{Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_COUNCIL}, finding(validationtypes.FinalNone, true)},
		{canary(approved), validationtypes.Finding{Final: validationtypes.FinalApproved, Canary: true}},
		{canary(rejected), validationtypes.Finding{Final: validationtypes.FinalRejected, Canary: true}},
		{canary(unjudgeable), validationtypes.Finding{Final: validationtypes.FinalUnjudgeable, Canary: true}},
	} {
		require.Equal(t, tc.want, FinalVerdictOf(tc.ruling), "%v", tc.ruling)
	}
}

func TestRulingsOfTheLastRung(t *testing.T) {
	canary := Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: rejected}
	for _, good := range []Ruling{
		canary,
		{Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_ACCEPTED},
		{Outcome: OUTCOME_COMPLETED, Basis: RULING_BASIS_COUNCIL},
		{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_COUNCIL},
		{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_COUNCIL, SplitBps: 10_000, Blameless: true},
	} {
		require.NoError(t, good.Validate(), "%v", good)
	}
	unjudgeableCanary, blamelessCanary, divided := canary, canary, canary
	unjudgeableCanary.Unjudgeable, blamelessCanary.Blameless, divided.Canary = true, true, JOB_STATUS_DIVIDED
	for _, bad := range []Ruling{
		unjudgeableCanary, blamelessCanary, divided,
		{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY},
		{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_CANARY, Canary: rejected},
		{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_VERDICT, Canary: rejected},
		{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_ACCEPTED},
		{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_COUNCIL},
		{Outcome: OUTCOME_EXPIRED, Basis: RULING_BASIS_COUNCIL},
	} {
		require.ErrorIs(t, bad.Validate(), ErrRuling, "%v", bad)
	}
}

func TestRulingValidate(t *testing.T) {
	good := Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: 10_000}
	require.NoError(t, good.Validate())
	for name, change := range map[string]func(*Ruling){
		"no outcome":         func(r *Ruling) { r.Outcome = OUTCOME_UNSPECIFIED },
		"unknown outcome":    func(r *Ruling) { r.Outcome = 99 },
		"no basis":           func(r *Ruling) { r.Basis = RULING_BASIS_UNSPECIFIED },
		"unknown basis":      func(r *Ruling) { r.Basis = 99 },
		"more than all":      func(r *Ruling) { r.SplitBps = 10_001 },
		"split elsewhere":    func(r *Ruling) { r.Outcome = OUTCOME_FAILED },
		"unjudgeable, split": func(r *Ruling) { r.Unjudgeable = true },
	} {
		bad := good
		change(&bad)
		require.ErrorIs(t, bad.Validate(), ErrRuling, name)
	}
}

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
	}
	for _, status := range statuses {
		ruling, err := RulingFor(status, RULING_BASIS_VERDICT)
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
	for _, tc := range []struct {
		name string
		last *Verdict
		want Ruling
	}{
		{"no round", nil, blameless(OUTCOME_SPLIT, 5_000)},
		{"no vote", &Verdict{Seats: 3}, blameless(OUTCOME_SPLIT, 5_000)},
		{"tie", &Verdict{Seats: 5, Revealed: 4, Approvals: 2, Rejections: 2}, blameless(OUTCOME_SPLIT, 5_000)},
		{"one approval, no quorum", &Verdict{Seats: 3, Revealed: 1, Approvals: 1}, blameless(OUTCOME_COMPLETED, 0)},
		{"one rejection, no quorum", &Verdict{Seats: 3, Revealed: 1, Rejections: 1}, blameless(OUTCOME_FAILED, 0)},
		{"no share", &Verdict{Seats: 5, Revealed: 5, Approvals: 3, Rejections: 2}, blameless(OUTCOME_COMPLETED, 0)},
		{"unjudgeable counts for neither", &Verdict{Seats: 5, Revealed: 5, Approvals: 1, Rejections: 1, Unjudgeable: 3}, blameless(OUTCOME_SPLIT, 5_000)},
		{"unjudgeable does not hide a side", &Verdict{Seats: 5, Revealed: 5, Rejections: 2, Approvals: 1, Unjudgeable: 2}, blameless(OUTCOME_FAILED, 0)},
		{"approved stands", &Verdict{Status: approved, Approvals: 2, Rejections: 1}, byDefault(OUTCOME_COMPLETED)},
		{"rejected stands whatever was counted", &Verdict{Status: rejected, Approvals: 9}, byDefault(OUTCOME_FAILED)},
		{"unjudgeable stands", &Verdict{Status: unjudgeable}, Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_DEFAULT, Unjudgeable: true}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ruling := DefaultRuling(tc.last)
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
		a, b := DefaultRuling(&v), DefaultRuling(&swapped)
		require.Equal(t, mirror[a.Outcome], b.Outcome)
		require.True(t, a.Blameless && b.Blameless)
	})
}

func TestFinalVerdictOf(t *testing.T) {
	for _, tc := range []struct {
		ruling    Ruling
		final     validationtypes.FinalVerdict
		blameless bool
	}{
		{Ruling{Outcome: OUTCOME_COMPLETED}, validationtypes.FinalApproved, false},
		{Ruling{Outcome: OUTCOME_COMPLETED, Blameless: true}, validationtypes.FinalApproved, true},
		{Ruling{Outcome: OUTCOME_FAILED}, validationtypes.FinalRejected, false},
		{Ruling{Outcome: OUTCOME_FAILED, Blameless: true}, validationtypes.FinalRejected, true},
		{Ruling{Outcome: OUTCOME_CANCELLED, Unjudgeable: true}, validationtypes.FinalUnjudgeable, false},
		{Ruling{Outcome: OUTCOME_CANCELLED}, validationtypes.FinalNone, true},
		{Ruling{Outcome: OUTCOME_EXPIRED}, validationtypes.FinalNone, true},
		{Ruling{Outcome: OUTCOME_SPLIT, SplitBps: 5_000}, validationtypes.FinalNone, true},
	} {
		final, blameless := FinalVerdictOf(tc.ruling)
		require.Equal(t, tc.final, final, "%v", tc.ruling)
		require.Equal(t, tc.blameless, blameless, "%v", tc.ruling)
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

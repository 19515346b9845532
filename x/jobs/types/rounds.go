package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
)

// AddRound writes down what a round handed back: verdict is always the last round's.
func (j *Job) AddRound(v Verdict) {
	if j.Verdict != nil {
		j.EarlierRounds = append(j.EarlierRounds, *j.Verdict)
	}
	j.Verdict = &v
}

// Rounds lists what the rounds have handed back, by rung.
func (j Job) Rounds() []Verdict {
	if j.Verdict == nil {
		return nil
	}
	return append(slices.Clone(j.EarlierRounds), *j.Verdict)
}

// Approval returns the last round that approved the work, nil if none did. Its quality is the work's: seats that found
// otherwise scored something else.
func (j Job) Approval() *Verdict {
	rounds := j.Rounds()
	for i := len(rounds) - 1; i >= 0; i-- {
		if rounds[i].Status == approved {
			return &rounds[i]
		}
	}
	return nil
}

// StandingRuling is what the verdict that a job waits on means when nobody challenges it. It fails with ErrRuling where the
// job waits on none.
func (j Job) StandingRuling() (Ruling, error) {
	if j.Verdict == nil || j.Verdict.Status != j.Status {
		return Ruling{}, errorsmod.Wrapf(ErrRuling, "%s is not a verdict", j.Status)
	}
	return RulingFor(*j.Verdict, RULING_BASIS_VERDICT)
}

// challenged lists the statuses in which a verdict waits for the end of its challenge window.
var challenged = []JobStatus{approved, rejected, unjudgeable, divided}

// Challengeable tells whether a verdict can be disputed or accepted in the status.
func (s JobStatus) Challengeable() bool { return slices.Contains(challenged, s) }

// validateRounds: every rung below the job's has had its round, in order, and the status follows from the last. So a job
// can always climb on, settle or be judged.
func (j Job) validateRounds() error {
	if len(j.EarlierRounds) > 0 && j.Verdict == nil {
		return errorsmod.Wrap(ErrRounds, "earlier rounds without a last one")
	}
	rounds := j.Rounds()
	for i, round := range rounds {
		if err := round.validate(uint32(i)); err != nil {
			return errorsmod.Wrapf(err, "round %d", i)
		}
	}
	n, rung := uint64(len(rounds)), uint64(j.Rung)
	var fits bool
	switch {
	case j.Submission == nil, j.Status == employerReview:
		fits = n == 0 && rung == 0
	case j.Status == inReview, j.Status == council:
		fits = n == rung
	case j.Status.Challengeable():
		fits = n == rung+1 && j.Verdict.Status == j.Status
	default:
		// The council hands back no round, nor does an employer who takes the work.
		fits = n == rung || n == rung+1
	}
	if !fits {
		return errorsmod.Wrapf(ErrRounds, "%s on rung %d after %d rounds", j.Status, j.Rung, n)
	}
	return nil
}

func (v Verdict) validate(rung uint32) error {
	switch {
	case v.Rung != rung:
		return errorsmod.Wrapf(ErrRounds, "it is of rung %d", v.Rung)
	case v.Status != JOB_STATUS_UNSPECIFIED && !v.Status.Challengeable():
		return errorsmod.Wrapf(ErrRounds, "%s is not a verdict", v.Status)
	case v.SplitBps > BpsDenominator, v.SplitBps != 0 && v.Status != divided:
		return errorsmod.Wrapf(ErrRounds, "%d bps under %s", v.SplitBps, v.Status)
	}
	return nil
}

// validateLadder checks a job against its ladder: only a panel divides, only the last rung can be the council's, and a
// round belongs to a rung that draws seats.
func (j Job) validateLadder(ladder []Rung) error {
	if uint64(j.Rung) >= uint64(len(ladder)) {
		return errorsmod.Wrapf(ErrRounds, "job %d is on rung %d of a ladder of %d", j.Id, j.Rung, len(ladder))
	}
	rounds := j.Rounds()
	for _, round := range rounds {
		kind := ladder[round.Rung].Judges()
		if kind == RUNG_KIND_COUNCIL || (round.Status == divided && kind != RUNG_KIND_PANEL) {
			return errorsmod.Wrapf(ErrRounds, "job %d has a round %s of a %s", j.Id, round.Status, kind)
		}
	}
	atCouncil := ladder[j.Rung].Judges() == RUNG_KIND_COUNCIL
	switch {
	case j.Status == council && !atCouncil, j.Status == inReview && atCouncil:
		return errorsmod.Wrapf(ErrRounds, "job %d is %s on rung %d", j.Id, j.Status, j.Rung)
	case j.Submission == nil, j.Status == inReview, j.Status == employerReview, atCouncil:
		return nil
	case uint64(len(rounds)) == uint64(j.Rung) && j.Rung > 0:
		return errorsmod.Wrapf(ErrRounds, "job %d is %s and the round of rung %d is missing", j.Id, j.Status, j.Rung)
	}
	return nil
}

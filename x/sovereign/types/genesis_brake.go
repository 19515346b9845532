package types

import (
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
)

// validateBrake refuses what contradicts itself; that paused types are entry messages is checked when the chain starts.
func (gs GenesisState) validateBrake() error {
	if err := ValidateGuardians(gs.Guardians); err != nil {
		return err
	}
	for _, check := range []func() error{gs.validatePauses, gs.validateCalls, gs.validatePausedTypes} {
		if err := check(); err != nil {
			return err
		}
	}
	if gs.Clock == nil {
		return nil
	}
	return CheckPauses(gs.Pauses, gs.GuardianPauses, gs.Clock.BlockTimeMs)
}

func (gs GenesisState) validatePauses() error {
	if gs.Clock == nil && len(gs.GuardianPauses) > 0 {
		return errorsmod.Wrap(ErrInvalidGenesis, "pauses by guardians in a new chain")
	}
	seen := make(map[PauseScope]bool, len(gs.Pauses))
	for _, p := range gs.Pauses {
		if err := ValidateScope(p.Scope); err != nil {
			return err
		}
		if seen[p.Scope] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "two pauses of %s", p.Scope)
		}
		seen[p.Scope] = true
		if err := validateReason(p.Reason); err != nil {
			return err
		}
		if p.ByGuardians() && gs.Clock == nil {
			return errorsmod.Wrap(ErrInvalidGenesis, "a pause by guardians in a new chain")
		}
	}
	for _, p := range gs.GuardianPauses {
		if err := p.validate(); err != nil {
			return err
		}
	}
	return nil
}

func (p GuardianPause) validate() error {
	if err := ValidateScope(p.Scope); err != nil {
		return err
	}
	if len(p.TrippedBy) == 0 || len(p.TrippedBy) > MaxGuardians {
		return errorsmod.Wrapf(ErrInvalidGenesis, "a pause tripped by %d guardians", len(p.TrippedBy))
	}
	for _, address := range p.TrippedBy {
		if err := validateAddress("tripped_by", address); err != nil {
			return err
		}
	}
	if !wholeMs(p.StartedAt) || (p.EndedAt != nil && (!wholeMs(*p.EndedAt) || p.EndedAt.Before(p.StartedAt))) {
		return errorsmod.Wrapf(ErrInvalidGenesis, "a pause by guardians from %s to %v", p.StartedAt, p.EndedAt)
	}
	if p.ResumedEarly && p.EndedAt == nil {
		return errorsmod.Wrap(ErrInvalidGenesis, "a running pause that was resumed early")
	}
	if p.Budget <= 0 || p.Cooldown < p.Budget {
		return errorsmod.Wrapf(ErrInvalidGenesis, "a pause by guardians with budget %s in %s", p.Budget, p.Cooldown)
	}
	return nil
}

func (gs GenesisState) validateCalls() error {
	type caller struct {
		scope    PauseScope
		guardian string
	}
	seen := make(map[caller]bool, len(gs.GuardianCalls))
	for _, c := range gs.GuardianCalls {
		if err := ValidateScope(c.Scope); err != nil {
			return err
		}
		if err := validateReason(c.Reason); err != nil {
			return err
		}
		if !slices.ContainsFunc(gs.Guardians, func(g Guardian) bool { return g.Address == c.Guardian }) {
			return errorsmod.Wrapf(ErrInvalidGenesis, "a call of %s, who is no guardian", c.Guardian)
		}
		key := caller{c.Scope, c.Guardian}
		if seen[key] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "two calls of %s for %s", c.Guardian, c.Scope)
		}
		seen[key] = true
		if !wholeMs(c.CalledAt) {
			return errorsmod.Wrapf(ErrInvalidGenesis, "a call at %s; give whole milliseconds", c.CalledAt)
		}
	}
	return nil
}

func (gs GenesisState) validatePausedTypes() error {
	seen := make(map[string]bool, len(gs.PausedTypes))
	for _, p := range gs.PausedTypes {
		if err := validateTarget(PAUSE_SCOPE_UNSPECIFIED, []string{p.TypeUrl}); err != nil {
			return err
		}
		if err := validateReason(p.Reason); err != nil {
			return err
		}
		if seen[p.TypeUrl] {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s is paused twice", p.TypeUrl)
		}
		seen[p.TypeUrl] = true
		if !wholeMs(p.PausedAt) {
			return errorsmod.Wrapf(ErrInvalidGenesis, "%s is paused at %s; give whole milliseconds", p.TypeUrl, p.PausedAt)
		}
	}
	return nil
}

// CheckPauses checks what holds between the pauses and the guardians' record of them at a block time (ms): each running
// record has its pause and each pause by guardians its running record, it has not outlived its end, and nobody has taken
// more than the budget, nor will have when the running ones end.
func CheckPauses(pauses []Pause, records []GuardianPause, nowMs int64) error {
	running := 0
	for _, r := range records {
		if r.Running() {
			running++
		}
	}
	byGuardians := 0
	planned := slices.Clone(records)
	for _, p := range pauses {
		if !wholeMs(p.StartedAt) || (p.EndsAt != nil) != p.ByGuardians() {
			return errorsmod.Wrapf(ErrBrake, "the pause of %s: the council's has no end, the guardians' has one", p.Scope)
		}
		if !p.ByGuardians() {
			continue
		}
		byGuardians++
		if p.UntilMs() <= nowMs {
			return errorsmod.Wrapf(ErrBrake, "the pause of %s has outlived its end", p.Scope)
		}
		same := func(r GuardianPause) bool {
			return r.Running() && r.Scope == p.Scope && r.StartedAt.Equal(p.StartedAt) && slices.Equal(r.TrippedBy, p.TrippedBy)
		}
		i := slices.IndexFunc(records, same)
		if i < 0 {
			return errorsmod.Wrapf(ErrBrake, "the pause of %s is not in the guardians' record", p.Scope)
		}
		planned[i].EndedAt = p.EndsAt
	}
	if running != byGuardians {
		return errorsmod.Wrapf(ErrBrake, "%d pauses by guardians run, of which %d hold", running, byGuardians)
	}
	if err := CheckBudget(records, nowMs); err != nil {
		return err
	}
	return CheckBudget(planned, nowMs)
}

func wholeMs(t time.Time) bool { return t.Nanosecond()%int(time.Millisecond) == 0 }

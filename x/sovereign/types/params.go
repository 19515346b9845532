package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// DefaultMaxStep is ten blocks of the usual pace: a slow round of consensus passes unnoticed, an outage does not.
	DefaultMaxStep = 10 * time.Second
	// MinMaxStep keeps the market alive: below it market time would fall behind on blocks of the usual pace without end.
	MinMaxStep = 100 * time.Millisecond
	// MaxMaxStep bounds what one late block may take from a window: a window of w holds at least w / max_step blocks.
	MaxMaxStep = time.Minute

	// DefaultGuardianThreshold lets each guardian brake alone: a brake that needs a meeting comes too late.
	DefaultGuardianThreshold = 1
	// DefaultGuardianWindow is how long guardians have to find each other by telephone.
	DefaultGuardianWindow = time.Hour
	// MinGuardianWindow holds several blocks, so that calls of one moment can meet.
	MinGuardianWindow = time.Minute
	// MaxGuardianWindow keeps a forgotten call from tripping a pause weeks later.
	MaxGuardianWindow = 7 * 24 * time.Hour
	// DefaultGuardianPauseMax is a working day for the council to come together.
	DefaultGuardianPauseMax = 24 * time.Hour
	// MinGuardianPauseMax is the shortest pause that people notice.
	MinGuardianPauseMax = time.Minute
	// MaxGuardianPauseMax keeps guardians from ruling: who needs longer is the council.
	MaxGuardianPauseMax = 7 * 24 * time.Hour
	// DefaultGuardianCooldown spreads one day of pause over two weeks.
	DefaultGuardianCooldown = 14 * 24 * time.Hour
	// MinCooldownPerPause: guardians can hold the market for an eighth of the time at most.
	MinCooldownPerPause = 8
	// MaxGuardianCooldown: a budget that comes back after more than a year is none.
	MaxGuardianCooldown = 365 * 24 * time.Hour
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		MaxStep:           DefaultMaxStep,
		GuardianThreshold: DefaultGuardianThreshold,
		GuardianWindow:    DefaultGuardianWindow,
		GuardianPauseMax:  DefaultGuardianPauseMax,
		GuardianCooldown:  DefaultGuardianCooldown,
	}
}

// Validate checks bounds and relations.
func (p Params) Validate() error {
	for _, d := range []struct {
		name        string
		value       time.Duration
		least, most time.Duration
	}{
		{"max_step", p.MaxStep, MinMaxStep, MaxMaxStep},
		{"guardian_window", p.GuardianWindow, MinGuardianWindow, MaxGuardianWindow},
		{"guardian_pause_max", p.GuardianPauseMax, MinGuardianPauseMax, MaxGuardianPauseMax},
		{"guardian_cooldown", p.GuardianCooldown, MinCooldownPerPause * MinGuardianPauseMax, MaxGuardianCooldown},
	} {
		if d.value < d.least || d.value > d.most {
			return errorsmod.Wrapf(ErrInvalidParams, "%s is %s; choose %s to %s", d.name, d.value, d.least, d.most)
		}
		if d.value%time.Millisecond != 0 {
			return errorsmod.Wrapf(ErrInvalidParams, "%s is %s; the clocks count whole milliseconds", d.name, d.value)
		}
	}
	// Not bounded by the number of guardians: the two are changed by two messages, and Threshold copes.
	if p.GuardianThreshold < 1 || p.GuardianThreshold > MaxGuardians {
		return errorsmod.Wrapf(ErrInvalidParams, "guardian_threshold is %d; choose 1 to %d", p.GuardianThreshold, MaxGuardians)
	}
	if least := MinCooldownPerPause * p.GuardianPauseMax; p.GuardianCooldown < least {
		return errorsmod.Wrapf(ErrInvalidParams, "guardian_cooldown is %s; with guardian_pause_max %s it is at least %s",
			p.GuardianCooldown, p.GuardianPauseMax, least)
	}
	return nil
}

// Threshold is how many different guardians trip a pause: guardian_threshold, or all of them where there are fewer, so
// that the brake never needs more guardians than there are.
func (p Params) Threshold(guardians int) int { return min(int(p.GuardianThreshold), guardians) }

package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
)

const secondsPerDay = 24 * 60 * 60

// Day is the number of UTC days since 1970-01-01 at a block time.
func Day(at time.Time) int64 {
	day, rest := at.Unix()/secondsPerDay, at.Unix()%secondsPerDay
	if rest < 0 {
		day--
	}
	return day
}

// On returns the usage as it stands on a day: nothing is used yet on a new one.
func (u RegistrarUsage) On(day int64) RegistrarUsage {
	if u.Day == day {
		return u
	}
	return RegistrarUsage{Registrar: u.Registrar, Day: day}
}

// Admit counts n admissions, or says that the limit does not allow them.
func (u RegistrarUsage) Admit(n int, limit uint32) (RegistrarUsage, error) {
	count, err := use(u.Admissions, n, limit, "admissions")
	u.Admissions = count
	return u, err
}

// Suspend counts one suspension or revocation, or says that the limit does not allow it.
func (u RegistrarUsage) Suspend(limit uint32) (RegistrarUsage, error) {
	count, err := use(u.Suspensions, 1, limit, "suspensions")
	u.Suspensions = count
	return u, err
}

// On returns the usage as it stands on a day: nothing is used yet on a new one.
func (u SourceUsage) On(day int64) SourceUsage {
	if u.Day == day {
		return u
	}
	return SourceUsage{Source: u.Source, Day: day}
}

// Admit counts one admission, or says that the limit does not allow it.
func (u SourceUsage) Admit(limit uint32) (SourceUsage, error) {
	if u.Admissions >= limit {
		return u, errorsmod.Wrapf(ErrSourceLimit, "%s: %d of %d used", u.Source, u.Admissions, limit)
	}
	u.Admissions++
	return u, nil
}

func use(used uint32, n int, limit uint32, what string) (uint32, error) {
	total := uint64(used) + uint64(n)
	if total > uint64(limit) {
		return used, errorsmod.Wrapf(ErrDailyLimit, "%d of %d %s used, %d more wanted", used, limit, what, n)
	}
	return uint32(total), nil
}

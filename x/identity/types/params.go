package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// DefaultDailyAdmissions is two full batches: a registry office's day, and what a stolen registrar key can do in one.
	DefaultDailyAdmissions = 1_000
	// DefaultDailySuspensions lets a registrar stop a fraud ring, not a market.
	DefaultDailySuspensions = 50
	// MaxDaily bounds both limits: at a million a day a registrar is an authority.
	MaxDaily = 1_000_000
	// DefaultSeasoning: sybils bought today judge nothing this week.
	DefaultSeasoning = 7 * 24 * time.Hour
	// MaxSeasoning keeps a new nation able to build up its judges within a quarter.
	MaxSeasoning = 90 * 24 * time.Hour
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		RegistrarDailyAdmissions:  DefaultDailyAdmissions,
		RegistrarDailySuspensions: DefaultDailySuspensions,
		Seasoning:                 DefaultSeasoning,
	}
}

// Validate checks bounds. A limit of 0 takes the power from registrars.
func (p Params) Validate() error {
	if p.RegistrarDailyAdmissions > MaxDaily {
		return errorsmod.Wrapf(ErrInvalidParams, "registrar_daily_admissions is %d; at most %d", p.RegistrarDailyAdmissions, MaxDaily)
	}
	if p.RegistrarDailySuspensions > MaxDaily {
		return errorsmod.Wrapf(ErrInvalidParams, "registrar_daily_suspensions is %d; at most %d", p.RegistrarDailySuspensions, MaxDaily)
	}
	if p.Seasoning < 0 || p.Seasoning > MaxSeasoning {
		return errorsmod.Wrapf(ErrInvalidParams, "seasoning is %s; choose 0s to %s", p.Seasoning, MaxSeasoning)
	}
	return nil
}

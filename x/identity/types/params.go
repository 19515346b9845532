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
	// DefaultTokenLifetime is a working day of the issuer's desk and a night.
	DefaultTokenLifetime = 24 * time.Hour
	// MaxTokenLifetime bounds how long used tokens are remembered.
	MaxTokenLifetime = 30 * 24 * time.Hour
	// DefaultNameGrace lets an office on holiday renew its name.
	DefaultNameGrace = 30 * 24 * time.Hour
	// MaxNameGrace keeps names from lying idle for more than a year.
	MaxNameGrace = 365 * 24 * time.Hour
	// DefaultPrunes forgets as many tokens in a block as a block can bring.
	DefaultPrunes = 500
	// MaxPrunes keeps the work of one block small.
	MaxPrunes = 10_000
	// MaxSeasoning keeps a new nation able to build up its judges within a quarter.
	MaxSeasoning = 90 * 24 * time.Hour
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		RegistrarDailyAdmissions:  DefaultDailyAdmissions,
		RegistrarDailySuspensions: DefaultDailySuspensions,
		Seasoning:                 DefaultSeasoning,
		TransferPolicy:            TRANSFER_POLICY_OPEN,
		TokenMaxLifetime:          DefaultTokenLifetime,
		NameGrace:                 DefaultNameGrace,
		PrunesPerBlock:            DefaultPrunes,
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
	if p.TransferPolicy != TRANSFER_POLICY_OPEN && p.TransferPolicy != TRANSFER_POLICY_PARTICIPANTS_ONLY {
		return errorsmod.Wrapf(ErrInvalidParams, "transfer_policy is %s; choose TRANSFER_POLICY_OPEN or TRANSFER_POLICY_PARTICIPANTS_ONLY", p.TransferPolicy)
	}
	if p.TokenMaxLifetime < time.Minute || p.TokenMaxLifetime > MaxTokenLifetime {
		return errorsmod.Wrapf(ErrInvalidParams, "token_max_lifetime is %s; choose 1m to %s", p.TokenMaxLifetime, MaxTokenLifetime)
	}
	if p.NameGrace < 0 || p.NameGrace > MaxNameGrace {
		return errorsmod.Wrapf(ErrInvalidParams, "name_grace is %s; choose 0s to %s", p.NameGrace, MaxNameGrace)
	}
	if p.PrunesPerBlock < 1 || p.PrunesPerBlock > MaxPrunes {
		return errorsmod.Wrapf(ErrInvalidParams, "prunes_per_block is %d; choose 1 to %d", p.PrunesPerBlock, MaxPrunes)
	}
	return nil
}

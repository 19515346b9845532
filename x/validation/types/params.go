package types

import (
	"fmt"
	"time"

	"cosmossdk.io/math"
)

// Bounds of the parameters; the reasons stand in the module's README.
const (
	MinWindow          = 2 * time.Second
	MaxWindow          = 30 * 24 * time.Hour
	MaxFractionDen     = 1_000
	MinJail            = time.Minute
	MaxJail            = 365 * 24 * time.Hour
	MinUnbonding       = time.Minute
	MaxUnbonding       = 365 * 24 * time.Hour
	MaxActiveSeats     = 1_000
	MaxJailAfter       = 100
	MaxWeightUnits     = 1_000_000
	MaxPerBlock        = 10_000
	MaxLockBits        = 96
	MinWrongVoteWindow = time.Minute
	MaxWrongVoteWindow = 365 * 24 * time.Hour
	MinDisclose        = time.Hour
	MaxDisclose        = 365 * 24 * time.Hour
	MaxCanaryHold      = 2 * 365 * 24 * time.Hour
	defaultWeightUnit  = 1_000_000
	defaultMinSeatLock = 1_000_000
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		CommitWindow:       12 * time.Hour,
		RevealWindow:       12 * time.Hour,
		Quorum:             Fraction{Num: 2, Den: 3},
		Majority:           Fraction{Num: 2, Den: 3},
		MinCommittee:       3,
		SeatLockBps:        2_000,
		MinSeatLock:        math.NewInt(defaultMinSeatLock),
		WrongVoteSlashBps:  500,
		WithheldSlashBps:   2_500,
		AbsentSlashBps:     300,
		BurnBps:            5_000,
		MaxActiveSeats:     16,
		JailAfter:          3,
		JailDuration:       24 * time.Hour,
		UnbondingPeriod:    7 * 24 * time.Hour,
		WeightUnit:         math.NewInt(defaultWeightUnit),
		MaxWeightUnits:     10_000,
		DrawsPerBlock:      50,
		ClosesPerBlock:     100,
		UnbondingsPerBlock: 100,
		WeightsPerBlock:    1_000,

		MaxWrongVoteSlashBps: 2_000,
		WrongVoteWindow:      30 * 24 * time.Hour,
		CanarySlashBps:       10_000,
		CanaryCapBps:         1_000,
		CanaryDiscloseWithin: 90 * 24 * time.Hour,
		CanaryHold:           100 * 24 * time.Hour,
		CanariesPerBlock:     100,
	}
}

// Validate returns an error if a parameter is out of bounds or contradicts another.
func (p Params) Validate() error {
	for _, check := range []func() error{p.validateRound, p.validateSlashes, p.validateCanaries, p.validateStake, p.validateCaps} {
		if err := check(); err != nil {
			return ErrInvalidParams.Wrap(err.Error())
		}
	}
	return nil
}

func (p Params) validateRound() error {
	if err := between("commit_window", p.CommitWindow, MinWindow, MaxWindow); err != nil {
		return err
	}
	if err := between("reveal_window", p.RevealWindow, MinWindow, MaxWindow); err != nil {
		return err
	}
	if err := validateShare("quorum", p.Quorum); err != nil {
		return err
	}
	if err := validateShare("majority", p.Majority); err != nil {
		return err
	}
	// With half of the votes, or less, two sides could both have the majority.
	if uint64(p.Majority.Num)*2 <= uint64(p.Majority.Den) {
		return fmt.Errorf("majority %d/%d must be above 1/2", p.Majority.Num, p.Majority.Den)
	}
	if p.MinCommittee == 0 || p.MinCommittee > MaxSeats || p.MinCommittee%2 == 0 {
		return fmt.Errorf("min_committee %d must be odd and at most %d", p.MinCommittee, MaxSeats)
	}
	return nil
}

func (p Params) validateSlashes() error {
	for _, rate := range []struct {
		name string
		bps  uint32
	}{
		{"seat_lock_bps", p.SeatLockBps},
		{"wrong_vote_slash_bps", p.WrongVoteSlashBps},
		{"max_wrong_vote_slash_bps", p.MaxWrongVoteSlashBps},
		{"withheld_slash_bps", p.WithheldSlashBps},
		{"absent_slash_bps", p.AbsentSlashBps},
		{"burn_bps", p.BurnBps},
	} {
		if rate.bps > wholeBps {
			return fmt.Errorf("%s %d is above %d", rate.name, rate.bps, wholeBps)
		}
	}
	if p.WrongVoteSlashBps > p.MaxWrongVoteSlashBps {
		return fmt.Errorf("wrong_vote_slash_bps %d must be at most max_wrong_vote_slash_bps %d", p.WrongVoteSlashBps, p.MaxWrongVoteSlashBps)
	}
	// Hiding a vote must cost more than erring ever does, else nobody would open a vote that looks lost.
	if p.WithheldSlashBps <= p.MaxWrongVoteSlashBps {
		return fmt.Errorf("withheld_slash_bps %d must be above max_wrong_vote_slash_bps %d", p.WithheldSlashBps, p.MaxWrongVoteSlashBps)
	}
	if err := between("wrong_vote_window", p.WrongVoteWindow, MinWrongVoteWindow, MaxWrongVoteWindow); err != nil {
		return err
	}
	// Staying away must not cost more than sealing rubbish and never opening it.
	if p.AbsentSlashBps > p.WithheldSlashBps {
		return fmt.Errorf("absent_slash_bps %d must be at most withheld_slash_bps %d", p.AbsentSlashBps, p.WithheldSlashBps)
	}
	if p.JailAfter == 0 || p.JailAfter > MaxJailAfter {
		return fmt.Errorf("jail_after %d must be 1 to %d", p.JailAfter, MaxJailAfter)
	}
	return between("jail_duration", p.JailDuration, MinJail, MaxJail)
}

func (p Params) validateCanaries() error {
	if p.CanarySlashBps > wholeBps {
		return fmt.Errorf("canary_slash_bps %d is above %d", p.CanarySlashBps, wholeBps)
	}
	// Who fails a test knows that it was one; it must not come cheaper than an error that nobody planted.
	if p.CanarySlashBps < p.WrongVoteSlashBps {
		return fmt.Errorf("canary_slash_bps %d must be at least wrong_vote_slash_bps %d", p.CanarySlashBps, p.WrongVoteSlashBps)
	}
	if p.CanaryCapBps == 0 || p.CanaryCapBps > wholeBps {
		return fmt.Errorf("canary_cap_bps %d must be 1 to %d", p.CanaryCapBps, wholeBps)
	}
	if err := between("canary_disclose_within", p.CanaryDiscloseWithin, MinDisclose, MaxDisclose); err != nil {
		return err
	}
	if err := between("canary_hold", p.CanaryHold, MinDisclose, MaxCanaryHold); err != nil {
		return err
	}
	// A slash must not be final before the leaves that could void it are known.
	if p.CanaryHold < p.CanaryDiscloseWithin {
		return fmt.Errorf("canary_hold %s must be at least canary_disclose_within %s", p.CanaryHold, p.CanaryDiscloseWithin)
	}
	return nil
}

func (p Params) validateStake() error {
	if err := validateUnits("min_seat_lock", p.MinSeatLock); err != nil {
		return err
	}
	if err := validateUnits("weight_unit", p.WeightUnit); err != nil {
		return err
	}
	if p.MaxWeightUnits == 0 || p.MaxWeightUnits > MaxWeightUnits {
		return fmt.Errorf("max_weight_units %d must be 1 to %d", p.MaxWeightUnits, MaxWeightUnits)
	}
	if p.MaxActiveSeats == 0 || p.MaxActiveSeats > MaxActiveSeats {
		return fmt.Errorf("max_active_seats %d must be 1 to %d", p.MaxActiveSeats, MaxActiveSeats)
	}
	return between("unbonding_period", p.UnbondingPeriod, MinUnbonding, MaxUnbonding)
}

func (p Params) validateCaps() error {
	for _, limit := range []struct {
		name  string
		value uint32
	}{
		{"draws_per_block", p.DrawsPerBlock},
		{"closes_per_block", p.ClosesPerBlock},
		{"unbondings_per_block", p.UnbondingsPerBlock},
		{"weights_per_block", p.WeightsPerBlock},
		{"canaries_per_block", p.CanariesPerBlock},
	} {
		if limit.value == 0 || limit.value > MaxPerBlock {
			return fmt.Errorf("%s %d must be 1 to %d", limit.name, limit.value, MaxPerBlock)
		}
	}
	return nil
}

func between(name string, d, least, most time.Duration) error {
	if d < least || d > most {
		return fmt.Errorf("%s %s must be %s to %s", name, d, least, most)
	}
	if d%time.Millisecond != 0 {
		return fmt.Errorf("%s %s must be whole milliseconds", name, d)
	}
	return nil
}

func validateShare(name string, f Fraction) error {
	if err := f.Validate(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if f.Den > MaxFractionDen {
		return fmt.Errorf("%s: denominator %d is above %d", name, f.Den, MaxFractionDen)
	}
	return nil
}

func validateUnits(name string, amount math.Int) error {
	if amount.IsNil() || !amount.IsPositive() || amount.BigInt().BitLen() > MaxLockBits {
		return fmt.Errorf("%s %s must be above 0 and have at most %d bits", name, amount, MaxLockBits)
	}
	return nil
}

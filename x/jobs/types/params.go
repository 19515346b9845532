package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// agi is 1 AGI in base units.
const agi = 1_000_000

// Bounds of the parameters. Each says what breaks beyond it.
const (
	// MaxValidationFeeBps: judging work that costs more than half of it is a mistake of units.
	MaxValidationFeeBps = 5_000
	// MaxProtocolFeeBps: a tax above a fifth would drive work off the chain.
	MaxProtocolFeeBps = 2_000
	// maxCompensationBps: an agent must never earn more from a spec that nobody can judge than half of the work's price.
	maxCompensationBps = 5_000
	// maxRerouteCompensationBps: a fifth pays for work that was begun; above it being taken off a job would be a business.
	maxRerouteCompensationBps = 2_000
	// minWindow is the shortest window of market time: one second, for tests and demonstrations.
	minWindow = time.Second
	// maxChallengeWindow: nobody's pay waits longer than a month for a challenge, for the council or for its employer.
	maxChallengeWindow = 30 * 24 * time.Hour
	// maxRetryBackoff: a repaired binary must settle within a week without anybody's help.
	maxRetryBackoff = 7 * 24 * time.Hour
	// maxActiveJobs: one revocation ends all assignments of an agent in one block.
	maxActiveJobs = 100
	// maxSettlementsPerBlock: about a second of work on a small machine.
	maxSettlementsPerBlock = 10_000
	// maxDisputeBondBps: above half of the payout only the rich could afford to be right.
	maxDisputeBondBps = 5_000
	// maxExclusionBps: beyond half of a pool the contributors would choose their judges.
	maxExclusionBps = 5_000
)

// DefaultParams are the parameters of version 1, in base units of a currency of 6 decimals.
func DefaultParams() Params {
	return Params{
		ValidationFeeBps:           800,
		MinSeatFee:                 math.NewInt(agi / 10),
		ProtocolFeeBps:             200,
		BurnBps:                    5_000,
		BondBps:                    500,
		BondMin:                    math.NewInt(agi),
		BondCap:                    math.NewInt(1_000_000 * agi),
		RejectSlashBps:             5_000,
		ExpirySlashBps:             2_000,
		SurrenderSlashBps:          500,
		SlashToEmployerBps:         5_000,
		UnjudgeableCompensationBps: 1_000,
		RerouteCompensationBps:     500,
		ShortfallCap:               math.NewInt(100 * agi),
		ChallengeWindow:            24 * time.Hour,
		Ladder:                     DefaultLadder(),
		MaxActiveJobs:              20,
		SettlementsPerBlock:        200,
		RetryBackoff:               time.Hour,
		MaxRetryBackoff:            24 * time.Hour,
		DisputeBondBps:             50,
		DisputeBondMin:             math.NewInt(agi),
		DisputeBondMax:             math.NewInt(10_000 * agi),
		CouncilWindow:              7 * 24 * time.Hour,
		EmployerWindow:             3 * 24 * time.Hour,
		ContributorExclusionBps:    1_000,
	}.withMarketDefaults()
}

// DefaultLadder is a committee, a larger one, five moderators who may divide the payout, and the council.
func DefaultLadder() []Rung {
	return []Rung{
		{Kind: RUNG_KIND_COMMITTEE},
		{Kind: RUNG_KIND_COMMITTEE},
		{Kind: RUNG_KIND_PANEL, Pool: "moderators", Seats: 5},
		{Kind: RUNG_KIND_COUNCIL},
	}
}

// Validate checks the bounds of each parameter and the relations between them.
func (p Params) Validate() error {
	for _, check := range []func() error{
		p.validateFees, p.validateBond, p.validateDisputeBond, p.validateSlashes, p.validateTimes, p.validateLimits, p.validateMarket, p.validateLadder,
	} {
		if err := check(); err != nil {
			return errorsmod.Wrap(ErrParams, err.Error())
		}
	}
	return nil
}

func (p Params) validateFees() error {
	return firstError(
		atMost("validation_fee_bps", p.ValidationFeeBps, MaxValidationFeeBps),
		// A seat without pay is judged without care.
		positive("min_seat_fee", p.MinSeatFee),
		atMost("protocol_fee_bps", p.ProtocolFeeBps, MaxProtocolFeeBps),
		atMost("burn_bps", p.BurnBps, BpsDenominator),
		notNegative("shortfall_cap", p.ShortfallCap),
	)
}

func (p Params) validateBond() error {
	if err := firstError(
		atMost("bond_bps", p.BondBps, BpsDenominator),
		notNegative("bond_min", p.BondMin),
		// Without a bond an agent risks nothing by taking a job and leaving it.
		positive("bond_cap", p.BondCap),
	); err != nil {
		return err
	}
	if p.BondMin.GT(p.BondCap) {
		return errorsmod.Wrapf(ErrAmount, "bond_min %s is above bond_cap %s", p.BondMin, p.BondCap)
	}
	return nil
}

func (p Params) validateDisputeBond() error {
	if err := firstError(
		atMost("dispute_bond_bps", p.DisputeBondBps, maxDisputeBondBps),
		// The council has no seats to be paid: without a bond who has lost would always ask it.
		positive("dispute_bond_min", p.DisputeBondMin),
		positive("dispute_bond_max", p.DisputeBondMax),
	); err != nil {
		return err
	}
	if p.DisputeBondMin.GT(p.DisputeBondMax) {
		return errorsmod.Wrapf(ErrAmount, "dispute_bond_min %s is above dispute_bond_max %s", p.DisputeBondMin, p.DisputeBondMax)
	}
	return nil
}

func (p Params) validateSlashes() error {
	return firstError(
		atMost("reject_slash_bps", p.RejectSlashBps, BpsDenominator),
		// Handing in bad work must cost at least as much as handing in none …
		atMost("expiry_slash_bps (by reject_slash_bps)", p.ExpirySlashBps, p.RejectSlashBps),
		// … and an honest return of the job at most as much as silence.
		atMost("surrender_slash_bps (by expiry_slash_bps)", p.SurrenderSlashBps, p.ExpirySlashBps),
		atMost("slash_to_employer_bps", p.SlashToEmployerBps, BpsDenominator),
		atMost("unjudgeable_compensation_bps", p.UnjudgeableCompensationBps, maxCompensationBps),
		atMost("reroute_compensation_bps", p.RerouteCompensationBps, maxRerouteCompensationBps),
	)
}

func (p Params) validateTimes() error {
	return firstError(
		within("challenge_window", p.ChallengeWindow, minWindow, maxChallengeWindow),
		within("council_window", p.CouncilWindow, minWindow, maxChallengeWindow),
		within("employer_window", p.EmployerWindow, minWindow, maxChallengeWindow),
		within("retry_backoff", p.RetryBackoff, minWindow, maxRetryBackoff),
		// The backoff doubles from the first to the second.
		within("max_retry_backoff (from retry_backoff)", p.MaxRetryBackoff, p.RetryBackoff, maxRetryBackoff),
	)
}

func (p Params) validateLimits() error {
	return firstError(
		between("max_active_jobs", p.MaxActiveJobs, 1, maxActiveJobs),
		// With 0 no job would ever settle.
		between("settlements_per_block", p.SettlementsPerBlock, 1, maxSettlementsPerBlock),
		atMost("contributor_exclusion_bps", p.ContributorExclusionBps, maxExclusionBps),
	)
}

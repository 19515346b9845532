package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// Bounds of the parameters of tiers, dispatch and incentives.
const (
	// maxTiers: more steps are a table that nobody reads.
	maxTiers = 8
	// maxDispatchPerBlock: each costs a draw in a roster of any size.
	maxDispatchPerBlock = 10_000
	// maxDispatchRetry: who waits for an agent is looked for every hour at least, before the doubling.
	maxDispatchRetry = time.Hour
	// maxDeclineWindow: who needs more than a day to say no has taken the job.
	maxDeclineWindow = 24 * time.Hour
	// maxStandingBps: one job never costs more than half of a standing.
	maxStandingBps = 5_000
	// minIncentiveEpoch and maxIncentiveEpoch: shorter ones forget what was given, longer ones strangle a program.
	minIncentiveEpoch = time.Minute
	maxIncentiveEpoch = 90 * 24 * time.Hour
	// maxIncentiveOrganisationBps: beyond a fifth of the pool in one epoch one organisation would empty it.
	maxIncentiveOrganisationBps = 2_000
)

// DefaultTiers returns the table of version 1: who is new takes small jobs, a few at once. What max_active_jobs allows bounds all of them.
func DefaultTiers() []Tier {
	return []Tier{
		{MinScore: math.ZeroInt(), MaxPayout: math.NewInt(10_000 * agi), MaxActiveJobs: 10},
		{MinScore: math.NewInt(2_000), MaxPayout: math.NewInt(100_000 * agi), MaxActiveJobs: maxActiveJobs},
		{MinScore: math.NewInt(10_000), MaxPayout: MaxAmount(), MaxActiveJobs: maxActiveJobs},
	}
}

// withMarketDefaults sets the parameters of tiers, dispatch and incentives.
func (p Params) withMarketDefaults() Params {
	p.Tiers = DefaultTiers()
	p.DispatchPerBlock = 200
	p.DispatchRetry = 10 * time.Second
	p.DeclineWindow = 10 * time.Minute
	p.DeclineStandingBps = 1_000
	p.MissStandingBps = 3_000
	p.IncentiveEpoch = 24 * time.Hour
	p.IncentiveEpochCap = math.NewInt(100_000 * agi)
	p.IncentiveOrganisationBps = 500
	return p
}

func (p Params) validateMarket() error {
	if err := p.validateTiers(); err != nil {
		return err
	}
	return firstError(
		// With 0 no job would ever be assigned.
		between("dispatch_per_block", p.DispatchPerBlock, 1, maxDispatchPerBlock),
		within("dispatch_retry", p.DispatchRetry, minWindow, maxDispatchRetry),
		within("decline_window", p.DeclineWindow, 0, maxDeclineWindow),
		atMost("miss_standing_bps", p.MissStandingBps, maxStandingBps),
		// Saying no must never cost more than silence.
		atMost("decline_standing_bps (by miss_standing_bps)", p.DeclineStandingBps, p.MissStandingBps),
		within("incentive_epoch", p.IncentiveEpoch, minIncentiveEpoch, maxIncentiveEpoch),
		notNegative("incentive_epoch_cap", p.IncentiveEpochCap),
		atMost("incentive_organisation_bps", p.IncentiveOrganisationBps, maxIncentiveOrganisationBps),
	)
}

// validateTiers: the first is for everybody; a better score never closes anything.
func (p Params) validateTiers() error {
	if len(p.Tiers) == 0 || len(p.Tiers) > maxTiers {
		return errorsmod.Wrapf(ErrTier, "%d tiers; use 1 to %d", len(p.Tiers), maxTiers)
	}
	for i, tier := range p.Tiers {
		if err := firstError(
			notNegative("min_score", tier.MinScore),
			positive("max_payout", tier.MaxPayout),
			between("max_active_jobs of a tier", tier.MaxActiveJobs, 1, maxActiveJobs),
		); err != nil {
			return errorsmod.Wrapf(err, "tier %d", i)
		}
		if i == 0 {
			if !tier.MinScore.IsZero() {
				return errorsmod.Wrapf(ErrTier, "the first is from %s; a newcomer has 0", tier.MinScore)
			}
			continue
		}
		before := p.Tiers[i-1]
		if !tier.MinScore.GT(before.MinScore) || tier.MaxPayout.LT(before.MaxPayout) || tier.MaxActiveJobs < before.MaxActiveJobs {
			return errorsmod.Wrapf(ErrTier, "tier %d: the scores must rise, and nothing may fall with them", i)
		}
	}
	return nil
}

package types

import "cosmossdk.io/math"

// This file holds the rules of bonuses and boosts.

// Held returns what a job holds of the incentives pool, in base units; nothing once it has ended.
func (j Job) LockedIncentives() math.Int {
	if j.Incentives == nil || j.Status.Terminal() {
		return math.ZeroInt()
	}
	return orZero(j.Incentives.Bonus).Add(orZero(j.Incentives.Boost))
}

// validateIncentives checks what a record says of its incentives.
func (j Job) validateIncentives() error { return nil }

// validateIncentives checks the epoch of a genesis.
func (gs GenesisState) validateIncentives() error { return nil }

package types

import (
	"time"

	"cosmossdk.io/math"
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		Epoch: time.Hour, OrganisationBps: 1_000, SmoothingBps: 3_000, FoldsPerBlock: 8,
		MaxEmissionPerEpoch: math.ZeroInt(), MaxSupply: math.ZeroInt(),
		SlaTargetBps: 9_000, SlaScaleBps: 2_000, MonitorBps: 500, HamiltonianHighBps: 0,
		TemperatureLowBps: 2_500, TemperatureHighBps: 17_500,
	}
}

// EpochAt returns the number of the epoch of a moment (market time in ms).
func (p Params) EpochAt(ms int64) int64 { return ms / p.Epoch.Milliseconds() }

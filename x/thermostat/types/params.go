package types

import (
	"time"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Bounds of the parameters. Reasons are in the README's table too.
const (
	// MaxBps is the whole in basis points.
	MaxBps = jobstypes.BpsDenominator
	// MinEpoch: below a second there would be more epochs than blocks.
	MinEpoch = time.Second
	// MaxEpoch: prices that move less than once a month follow nothing.
	MaxEpoch = 30 * 24 * time.Hour
	// MinOrganisationBps is the share of one bin if all weigh the same: with less there would never be enough of them.
	MinOrganisationBps = (MaxBps + Bins - 1) / Bins
	// MaxOrganisationBps is for a market of one employer. Beyond a quarter, two organisations that agree are half of what is
	// measured, and with the whole nothing bounds what one does.
	MaxOrganisationBps = MaxBps
	// MinSmoothingBps: with less, a change would take more than a hundred epochs to be seen.
	MinSmoothingBps = 100
	// MaxFoldsPerBlock bounds what EndBlock reads: each fold reads the bins of a category.
	MaxFoldsPerBlock = 100
	// NeutralBps is a temperature at target.
	NeutralBps = MaxBps
	// MaxTemperatureBps is the highest temperature.
	MaxTemperatureBps = 2 * MaxBps
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		Epoch: time.Hour, OrganisationBps: 1_000, SmoothingBps: 3_000, FoldsPerBlock: 8,
		MaxEmissionPerEpoch: math.ZeroInt(), MaxSupply: math.ZeroInt(),
		SlaTargetBps: 9_000, SlaScaleBps: 2_000, MonitorBps: 500, HamiltonianHighBps: 0,
		TemperatureLowBps: 0, TemperatureHighBps: 17_500,
	}
}

// Validate checks each parameter and the relations between them.
func (p Params) Validate() error {
	if p.Epoch < MinEpoch || p.Epoch > MaxEpoch || p.Epoch%time.Millisecond != 0 {
		return ErrInvalidParams.Wrapf("epoch is %s; use %s to %s, in whole milliseconds", p.Epoch, MinEpoch, MaxEpoch)
	}
	for _, n := range []struct {
		name      string
		value     uint32
		low, high uint32
	}{
		{"organisation_bps", p.OrganisationBps, MinOrganisationBps, MaxOrganisationBps},
		{"smoothing_bps", p.SmoothingBps, MinSmoothingBps, MaxBps},
		{"folds_per_block", p.FoldsPerBlock, 1, MaxFoldsPerBlock},
		{"sla_target_bps", p.SlaTargetBps, 1, MaxBps},
		// A scale beyond the target could never be missed by all of it.
		{"sla_scale_bps", p.SlaScaleBps, 1, p.SlaTargetBps},
		{"monitor_bps", p.MonitorBps, 1, MaxBps},
		{"temperature_low_bps", p.TemperatureLowBps, 0, NeutralBps},
		{"temperature_high_bps", p.TemperatureHighBps, NeutralBps, MaxTemperatureBps},
	} {
		if n.value < n.low || n.value > n.high {
			return ErrInvalidParams.Wrapf("%s is %d; use %d to %d", n.name, n.value, n.low, n.high)
		}
	}
	if p.HamiltonianHighBps < -MaxBps || p.HamiltonianHighBps > MaxBps {
		return ErrInvalidParams.Wrapf("hamiltonian_high_bps is %d; use %d to %d", p.HamiltonianHighBps, -MaxBps, MaxBps)
	}
	return p.validateEmission()
}

// validateEmission: nothing is minted unless both caps are set, and one epoch can never mint more than all of the supply.
func (p Params) validateEmission() error {
	if err := amountWithin("max_supply", p.MaxSupply, jobstypes.MaxAmount()); err != nil {
		return err
	}
	return amountWithin("max_emission_per_epoch", p.MaxEmissionPerEpoch, p.MaxSupply)
}

func amountWithin(name string, v, high math.Int) error {
	if v.IsNil() || v.IsNegative() || v.GT(high) {
		return ErrInvalidParams.Wrapf("%s is %s; use 0 to %s", name, v, high)
	}
	return nil
}

// EpochAt returns the number of the epoch of a moment (market time in ms).
func (p Params) EpochAt(ms int64) int64 { return ms / p.Epoch.Milliseconds() }

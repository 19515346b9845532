package types

import "cosmossdk.io/math"

// DefaultGenesis returns the state of a new chain.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams(), Loops: DefaultLoops(), Monitor: NewMonitor(), Fold: NewFold()}
}

// NewMonitor returns a monitor that has seen nothing.
func NewMonitor() Monitor {
	return Monitor{
		Dissipated: math.LegacyZeroDec(), Delivered: math.LegacyZeroDec(), Treasury: math.ZeroInt(),
		Drain: math.LegacyZeroDec(), Emitted: math.ZeroInt(),
	}
}

// NewFold returns the state before the first fold.
func NewFold() Fold { return Fold{Heat: math.LegacyZeroDec()} }

// NewBin returns an empty bin.
func NewBin(category string, number uint32) Bin {
	return Bin{
		Category: category, Number: number, SinceSum: math.ZeroInt(),
		PayoutSum: math.LegacyZeroDec(), WaitSum: math.LegacyZeroDec(), LagSum: math.LegacyZeroDec(),
	}
}

// NewFlows returns the flows of an epoch that begins.
func NewFlows(category string) Flows {
	return Flows{
		Category: category, Spend: math.ZeroInt(), Fees: math.ZeroInt(), Bonuses: math.ZeroInt(), Emitted: math.ZeroInt(),
		Dissipated: math.ZeroInt(), Delivered: math.ZeroInt(),
	}
}

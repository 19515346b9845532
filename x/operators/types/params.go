package types

import errorsmod "cosmossdk.io/errors"

const (
	// DefaultMinOperators lets a chain of one node start. A nation sets 4: the fewest that survive one faulty node.
	DefaultMinOperators = 1
	// MaxMinOperators is the default max_validators of x/staking: more could not all have power.
	MaxMinOperators = 100
	// DefaultBurnsPerBlock ends a purge of a large set within seconds.
	DefaultBurnsPerBlock = 16
	// MaxBurnsPerBlock keeps the EndBlocker short: a burn writes a dozen keys.
	MaxBurnsPerBlock = 1_000
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{MinOperators: DefaultMinOperators, BurnsPerBlock: DefaultBurnsPerBlock}
}

// Validate checks bounds. A minimum of 0 would let the last operator go, and a chain without operators is dead.
func (p Params) Validate() error {
	if p.MinOperators < 1 || p.MinOperators > MaxMinOperators {
		return errorsmod.Wrapf(ErrInvalidParams, "min_operators is %d; choose 1 to %d", p.MinOperators, MaxMinOperators)
	}
	if p.BurnsPerBlock < 1 || p.BurnsPerBlock > MaxBurnsPerBlock {
		return errorsmod.Wrapf(ErrInvalidParams, "burns_per_block is %d; choose 1 to %d", p.BurnsPerBlock, MaxBurnsPerBlock)
	}
	return nil
}

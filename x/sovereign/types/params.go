package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
)

const (
	// DefaultMaxStep is ten blocks of the usual pace: a slow round of consensus passes unnoticed, an outage does not.
	DefaultMaxStep = 10 * time.Second
	// MinMaxStep keeps the market alive: below it market time would fall behind on blocks of the usual pace without end.
	MinMaxStep = 100 * time.Millisecond
	// MaxMaxStep bounds what one late block may take from a window: a window of w holds at least w / max_step blocks.
	MaxMaxStep = time.Minute
)

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params { return Params{MaxStep: DefaultMaxStep} }

// Validate checks bounds.
func (p Params) Validate() error {
	if p.MaxStep < MinMaxStep || p.MaxStep > MaxMaxStep {
		return errorsmod.Wrapf(ErrInvalidParams, "max_step is %s; choose %s to %s", p.MaxStep, MinMaxStep, MaxMaxStep)
	}
	if p.MaxStep%time.Millisecond != 0 {
		return errorsmod.Wrapf(ErrInvalidParams, "max_step is %s; market time counts whole milliseconds", p.MaxStep)
	}
	return nil
}

package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
)

// maxTimeMs is the end of the year 9999, the last time that a protobuf timestamp holds: it keeps all sums in int64.
const maxTimeMs = 253_402_300_799_999

// Advance is what one block did to market time, in milliseconds.
type Advance struct {
	// Step is what block time advanced since the last block.
	Step int64
	// Advanced is what market time advanced: 0 to max_step.
	Advanced int64
}

// Held tells whether the block's step was longer than what market time may advance.
func (a Advance) Held() bool { return a.Step > a.Advanced && a.Step > 0 }

// StartClock returns the clock of a chain whose genesis time is given: both times are equal.
func StartClock(genesis time.Time) (Clock, error) {
	ms := genesis.UnixMilli()
	c := Clock{NowMs: ms, BlockTimeMs: ms}
	if err := c.Validate(); err != nil {
		return Clock{}, errorsmod.Wrap(err, "genesis time; set genesis_time in the genesis file")
	}
	return c, nil
}

// Next returns the clock after a block of the given time. Market time advances by the block's step, by maxStep at most
// and never backwards. Should block time step back (only an import into a chain with an older genesis time does that),
// market time stands for that block and goes on from there.
func (c Clock) Next(block time.Time, maxStep time.Duration) (Clock, Advance) {
	blockMs := block.UnixMilli()
	step := blockMs - c.BlockTimeMs
	advanced := min(max(step, 0), maxStep.Milliseconds())
	return Clock{NowMs: c.NowMs + advanced, BlockTimeMs: blockMs}, Advance{Step: step, Advanced: advanced}
}

// Validate checks that both times lie between 1970 and the year 9999.
func (c Clock) Validate() error {
	for _, t := range []int64{c.NowMs, c.BlockTimeMs} {
		if t < 0 || t > maxTimeMs {
			return errorsmod.Wrapf(ErrInvalidGenesis, "time %d ms lies outside 1970 to 9999", t)
		}
	}
	return nil
}

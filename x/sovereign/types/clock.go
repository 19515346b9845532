package types

import (
	"math"
	"time"

	errorsmod "cosmossdk.io/errors"
)

// maxTimeMs is the end of the year 9999, the last time that a protobuf timestamp holds: it keeps all sums in int64.
const maxTimeMs = 253_402_300_799_999

const (
	// Runs is the end of a stop that never began.
	Runs = int64(math.MinInt64)
	// NoEnd is the end of a stop that only the council ends.
	NoEnd = int64(math.MaxInt64)
)

// Advance is what one block did to market time, in milliseconds.
type Advance struct {
	// Step is what block time advanced since the last block.
	Step int64
	// Running is the part of the step in which the market was not stopped.
	Running int64
	// Advanced is what market time advanced: 0 to max_step.
	Advanced int64
}

// Held tells whether the block's step was longer than what market time may advance while it runs.
func (a Advance) Held() bool { return a.Running > a.Advanced }

// StartClock returns the clock of a chain whose genesis time is given: both times are equal.
func StartClock(genesis time.Time) (Clock, error) {
	ms := genesis.UnixMilli()
	c := Clock{NowMs: ms, BlockTimeMs: ms}
	if err := c.Validate(); err != nil {
		return Clock{}, errorsmod.Wrap(err, "genesis time; set genesis_time in the genesis file")
	}
	return c, nil
}

// Next returns the clock after a block of the given time. The market has been stopped since the last block until block
// time stoppedUntilMs (Runs: not at all; NoEnd: it still is), which may lie within the step: market time then advances by
// the rest of the step. It advances by maxStep at most and never backwards. Should block time step back (only an import
// into a chain with an older genesis time does that), market time stands for that block and goes on from there.
func (c Clock) Next(block time.Time, maxStep time.Duration, stoppedUntilMs int64) (Clock, Advance) {
	blockMs := block.UnixMilli()
	running := int64(0)
	if from := max(c.BlockTimeMs, stoppedUntilMs); from < blockMs {
		running = blockMs - from
	}
	advanced := min(running, maxStep.Milliseconds())
	return Clock{NowMs: c.NowMs + advanced, BlockTimeMs: blockMs},
		Advance{Step: blockMs - c.BlockTimeMs, Running: running, Advanced: advanced}
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

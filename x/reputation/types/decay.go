package types

import (
	stdmath "math"
	"math/big"
	"time"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/fixedmath"
)

// rankUnit is what a rank key counts in: a billionth of a doubling, less than a millionth of a millipoint at the cap.
const rankUnit = 1_000_000_000

// logShift brings the least value, 10^-18, above 1, where logarithms begin.
const logShift = 64

var shifted = math.LegacyNewDecFromBigInt(new(big.Int).Lsh(big.NewInt(1), logShift))

// Decayed returns what is left of a value after elapsedMs: value · 2^(−elapsed / half_life), rounded down (see
// fixedmath.Decay for the bound of the error). Without a half-life, and where no time has passed, nothing is lost.
func Decayed(value math.LegacyDec, elapsedMs int64, halfLife time.Duration) (math.LegacyDec, error) {
	if halfLife.Milliseconds() <= 0 || elapsedMs <= 0 {
		return value, nil
	}
	return fixedmath.Decay(value, elapsedMs, halfLife.Milliseconds())
}

// Read returns a stored score as it reads at nowMs: decayed, then held within 0 and cap. In this order the ranking's keys
// order what is read.
func (p Params) Read(s Score, nowMs int64) (math.LegacyDec, error) {
	left, err := Decayed(s.Value, nowMs-s.UpdatedMs, p.HalfLife)
	if err != nil {
		return math.LegacyDec{}, err
	}
	return p.Clamp(left), nil
}

// RankKey orders scores whenever it is asked: all of them halve in the same time, so log2(value) + updated / half_life
// stays what it is. Two scores whose keys differ by more than one are read in that order for ever; within that (a billionth
// of a doubling) they may be read in either. 0 for a score of 0, which has no place.
func (p Params) RankKey(value math.LegacyDec, updatedMs int64) (int64, error) {
	if !value.IsPositive() {
		return 0, nil
	}
	log, err := fixedmath.Log2(value.Mul(shifted))
	if err != nil {
		return 0, err
	}
	key := log.Sub(math.LegacyNewDec(logShift))
	if halfLife := p.HalfLife.Milliseconds(); halfLife > 0 {
		key = key.Add(math.LegacyNewDec(updatedMs).QuoInt64(halfLife))
	}
	whole := key.MulInt64(rankUnit).TruncateInt()
	// Only times that no clock shows are so far away.
	if !whole.IsInt64() {
		if whole.IsNegative() {
			return stdmath.MinInt64, nil
		}
		return stdmath.MaxInt64, nil
	}
	return whole.Int64(), nil
}

package types

import (
	"math/big"

	"cosmossdk.io/math"
)

// scoreFactor is the factor of a validator without score; with the highest score it is twice that. Stake remains what
// counts most: reputation can double a weight and no more.
const scoreFactor = 100

// Weight returns a validator's draw weight in a pool, an integer below 2^40.
//
// Stake, minStake and unit are in base units; score is 0 to topScore. Weight is 0 below minStake (and without stake or
// unit), else units · factor with
//
//	units  = min(stake / unit, maxUnits), at least 1
//	factor = 100 + 100 · min(score, topScore) / topScore       100 (1x) to 200 (2x)
//
// all divisions rounded down. 2^40 leaves room for 2^24 validators in the sum of a pool's tree.
func Weight(stake, minStake, unit math.Int, maxUnits uint32, score, topScore math.Int) uint64 {
	if !stake.IsPositive() || stake.LT(minStake) || !unit.IsPositive() {
		return 0
	}
	units := math.MinInt(stake.Quo(unit), math.NewIntFromUint64(uint64(maxUnits)))
	units = math.MaxInt(units, math.OneInt())
	return units.Uint64() * factorOf(score, topScore)
}

func factorOf(score, topScore math.Int) uint64 {
	if !score.IsPositive() || !topScore.IsPositive() {
		return scoreFactor
	}
	if score.GTE(topScore) {
		return 2 * scoreFactor
	}
	// big.Int, since 100 · score may have more bits than math.Int allows.
	extra := new(big.Int).Mul(score.BigInt(), big.NewInt(scoreFactor))
	return scoreFactor + extra.Quo(extra, topScore.BigInt()).Uint64()
}

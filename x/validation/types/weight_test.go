package types

import (
	stdmath "math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// huge is the largest amount that math.Int holds.
func huge() math.Int {
	n := new(big.Int).Lsh(big.NewInt(1), math.MaxBitLen)
	return math.NewIntFromBigInt(n.Sub(n, big.NewInt(1)))
}

func TestWeightTable(t *testing.T) {
	i := math.NewInt
	for name, c := range map[string]struct {
		stake, minimum, unit math.Int
		maxUnits             uint32
		score, cap           math.Int
		want                 uint64
	}{
		"below the minimum":   {i(99), i(100), i(10), 50, i(0), i(100), 0},
		"at the minimum":      {i(100), i(100), i(10), 50, i(0), i(100), 1_000},
		"rounds down":         {i(109), i(100), i(10), 50, i(0), i(100), 1_000},
		"next unit":           {i(110), i(100), i(10), 50, i(0), i(100), 1_100},
		"at the cap":          {i(500), i(100), i(10), 50, i(0), i(100), 5_000},
		"above the cap":       {i(9_000), i(100), i(10), 50, i(0), i(100), 5_000},
		"less than a unit":    {i(5), i(1), i(10), 50, i(0), i(100), 100},
		"half of the score":   {i(100), i(100), i(10), 50, i(50), i(100), 1_500},
		"score rounds down":   {i(10), i(1), i(10), 50, i(1), i(3), 133},
		"full score":          {i(100), i(100), i(10), 50, i(100), i(100), 2_000},
		"above the top score": {i(100), i(100), i(10), 50, i(900), i(100), 2_000},
		"negative score":      {i(100), i(100), i(10), 50, i(-5), i(100), 1_000},
		"no cap":              {i(100), i(100), i(10), 50, i(5), i(0), 1_000},
		"no stake":            {i(0), i(0), i(10), 50, i(0), i(100), 0},
		"no unit":             {i(100), i(100), i(0), 50, i(0), i(100), 0},
		"no units":            {i(100), i(100), i(10), 0, i(0), i(100), 100},
		"everything huge":     {huge(), i(1), i(1), stdmath.MaxUint32, huge(), huge(), stdmath.MaxUint32 * 200},
		"huge score":          {i(10), i(1), i(10), 1, huge().QuoRaw(2), huge(), 149},
	} {
		require.Equal(t, c.want, Weight(c.stake, c.minimum, c.unit, c.maxUnits, c.score, c.cap), name)
	}
}

// More stake or score never weighs less; the weight has its bounds.
func TestWeightProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) math.Int { return math.NewInt(rapid.Int64Range(1, 1<<50).Draw(t, label)) }
		stake, minimum, unit, score, top := draw("stake"), draw("minimum"), draw("unit"), draw("score"), draw("cap")
		maxUnits := rapid.Uint32Min(1).Draw(t, "units")
		weight := Weight(stake, minimum, unit, maxUnits, score, top)
		require.Less(t, weight, uint64(1)<<40)
		require.Equal(t, stake.LT(minimum), weight == 0)
		require.LessOrEqual(t, weight, 200*uint64(maxUnits))
		require.LessOrEqual(t, weight, Weight(stake.Add(draw("more")), minimum, unit, maxUnits, score, top))
		require.LessOrEqual(t, weight, Weight(stake, minimum, unit, maxUnits, score.Add(draw("better")), top))
		require.LessOrEqual(t, weight, 2*Weight(stake, minimum, unit, maxUnits, math.ZeroInt(), top))
	})
}

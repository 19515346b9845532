package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The census counts what is due at a height and at a time, and who is in each pool.
func TestCensus(t *testing.T) {
	f := setup(t)
	f.members(5)
	census := func(height, now int64, most int) [2]int64 {
		draws, closes, judges, err := f.k.Census(f.ctx, height, now, most)
		require.NoError(t, err)
		for pool, n := range judges {
			if pool == "general" {
				require.EqualValues(t, min(5, most), n)
			} else {
				require.Zero(t, n, pool)
			}
		}
		require.Contains(t, judges, "general")
		return [2]int64{draws, closes}
	}
	const never = int64(1) << 60
	require.Equal(t, [2]int64{0, 0}, census(never, never, 10))

	f.open(job, 3)
	f.open(job+1, 3)
	require.Equal(t, [2]int64{0, 0}, census(f.ctx.BlockHeight(), never, 10), "drawn some blocks later")
	require.Equal(t, [2]int64{2, 0}, census(never, never, 10))
	require.Equal(t, [2]int64{1, 0}, census(never, never, 1), "up to the cap")

	round, _ := f.drawn(job+2, 3)
	require.Equal(t, [2]int64{0, 0}, census(never, round.ClosesMs-1, 10))
	require.Equal(t, [2]int64{0, 3}, census(never, round.ClosesMs, 10))
}

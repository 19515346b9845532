package types

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

func dec(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

// ofEach returns a sample for each mean: n of it.
func ofEach(n uint64, means ...string) []Sample {
	list := make([]Sample, len(means))
	for i, m := range means {
		list[i] = Sample{N: n, Sum: dec(m).MulInt64(int64(n))}
	}
	return list
}

func TestGatherBeginsWithTheMedian(t *testing.T) {
	r, ok := Reading{Sensor: SENSOR_KIND_BACKLOG}.Gather(ofEach(3, "1", "9", "2"), DefaultParams(), 7)
	require.True(t, ok)
	require.Equal(t, "2.000000000000000000", r.Value.String())
	require.Equal(t, "2.000000000000000000", r.Raw.String())
	require.Equal(t, "0.222222222222222222", r.Confidence.String())
	require.EqualValues(t, 9, r.Samples)
	require.EqualValues(t, 7, r.Epoch)
}

func TestBinOfIsPinned(t *testing.T) {
	require.EqualValues(t, 19, BinOf("ministry-of-energy"))
}

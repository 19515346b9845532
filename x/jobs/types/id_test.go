package types

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNewJobID(t *testing.T) {
	const lastHeight = math.MaxUint64 / idPerHeight
	for _, tc := range []struct {
		name    string
		height  int64
		slot, n uint32
		want    uint64
		err     error
	}{
		{name: "first block, council", height: 1, want: 100_000_000},
		{name: "first transaction", height: 1, slot: 1, want: 100_001_000},
		{name: "third job of the second transaction", height: 184_200, slot: 2, n: 2, want: 18_420_000_002_002},
		{name: "last n", height: 7, slot: 3, n: 998, want: 700_003_998},
		{name: "n too large", height: 7, slot: 3, n: 999, err: ErrTooManyJobs},
		{name: "n far too large", height: 7, slot: 3, n: math.MaxUint32, err: ErrTooManyJobs},
		{name: "simulation", height: 7, slot: 99_999, n: 998, want: 799_999_998},
		{name: "slot too large", height: 7, slot: 100_000, err: ErrJobID},
		{name: "genesis", height: 0, err: ErrJobID},
		{name: "negative height", height: -1, err: ErrJobID},
		{name: "last height", height: lastHeight, want: lastHeight * idPerHeight},
		{name: "last height, slot beyond the range", height: lastHeight, slot: 99_999, n: 998, err: ErrJobID},
		{name: "height beyond the range", height: lastHeight + 1, err: ErrJobID},
		{name: "largest height", height: math.MaxInt64, err: ErrJobID},
	} {
		t.Run(tc.name, func(t *testing.T) {
			id, err := NewJobID(tc.height, tc.slot, tc.n)
			require.ErrorIs(t, err, tc.err)
			require.Equal(t, tc.want, id)
		})
	}
}

// Ids order as (height, slot, n) do, hence none is given twice, and each tells where it comes from.
func TestJobIDOrder(t *testing.T) {
	type place struct {
		height  int64
		slot, n uint32
	}
	less := func(a, b place) bool {
		if a.height != b.height {
			return a.height < b.height
		}
		if a.slot != b.slot {
			return a.slot < b.slot
		}
		return a.n < b.n
	}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) (place, uint64) {
			p := place{
				rapid.Int64Range(1, 184_467_440_000).Draw(t, label+" height"),
				rapid.Uint32Range(0, 99_999).Draw(t, label+" slot"),
				rapid.Uint32Range(0, 998).Draw(t, label+" n"),
			}
			id, err := NewJobID(p.height, p.slot, p.n)
			require.NoError(t, err)
			height, slot, n := SplitJobID(id)
			require.Equal(t, p, place{height, slot, n})
			require.True(t, validJobID(id))
			return p, id
		}
		a, idA := draw("a")
		b, idB := draw("b")
		require.Equal(t, less(a, b), idA < idB)
		require.Equal(t, a == b, idA == idB)
	})
}

func TestValidJobID(t *testing.T) {
	for id, want := range map[uint64]bool{
		0: false, 1: false, 99_999_998: false, 100_000_000: true, 100_000_998: true, 100_000_999: false, 100_001_000: true,
		math.MaxUint64: true,
	} {
		require.Equal(t, want, validJobID(id), "%d", id)
	}
}

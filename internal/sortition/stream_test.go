package sortition

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestStreamBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := NewStream(seed(rapid.IntRange(0, 1_000).Draw(t, "seed")))
		n := rapid.Uint64Min(1).Draw(t, "n")
		for range 20 {
			require.Less(t, stream.Below(n), n)
		}
	})
}

func TestStreamEdges(t *testing.T) {
	stream := NewStream(seed(0))
	require.Zero(t, stream.Below(0))
	require.Zero(t, stream.counter, "0 takes nothing")
	require.Zero(t, stream.Below(1))
	require.EqualValues(t, 1, stream.counter)
	for range 100 {
		require.LessOrEqual(t, stream.Below(math.MaxUint64), uint64(math.MaxUint64-1))
	}
}

// Words below 2^64 mod n are rejected. For n just above half of 2^64 that is almost every second word; taking the
// remainder of all words would give the small numbers twice as often.
func TestStreamRejects(t *testing.T) {
	const n = uint64(1)<<63 + 1
	stream := NewStream(seed(9))
	const samples = 2_000
	low := 0
	for range samples {
		if stream.Below(n) < n/2 {
			low++
		}
	}
	require.InDelta(t, samples/2, low, 100)
	require.InDelta(t, 2*samples, stream.counter, 200)
}

// Vectors, computed apart from this code: the first 8 bytes of SHA-256(32 zero bytes ‖ counter).
func TestStreamVectors(t *testing.T) {
	stream := NewStream([32]byte{})
	for _, want := range []uint64{0x2c34ce1df23b838c, 0x8e00266fff0aacc, 0x975674ca07642178} {
		require.Equal(t, want, stream.next())
	}
}

package types

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Vectors, computed apart from this code.
func TestDrawVectors(t *testing.T) {
	previous, current := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	seed := DrawSeed("agijobs-1", 42, 1, 0, previous, current)
	require.Equal(t, "20ea57e827bdc8b1ec0873d2b9d2b174a7cc35bab4b03372ac90330227a54656", hex.EncodeToString(seed[:]))
	require.Equal(t, "f818afd37a6dc3bc92fb44731011277006db4efa6e9023cd7468c02335d22a4d",
		hex.EncodeToString(NextBeacon(previous, current)))
}

func TestEveryInputChangesTheSeed(t *testing.T) {
	a, b := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	seeds := [][32]byte{
		DrawSeed("c", 1, 2, 3, a, b),
		DrawSeed("d", 1, 2, 3, a, b),
		DrawSeed("c", 2, 2, 3, a, b),
		DrawSeed("c", 1, 3, 2, a, b),
		DrawSeed("c", 1, 2, 4, a, b),
		DrawSeed("c", 1, 2, 3, b, a),
		DrawSeed("c", 1, 2, 3, append(a[:32:32], 2), b[1:]), // the same bytes in a row
		DrawSeed("c", 1, 2, 3, nil, b),
	}
	seen := map[[32]byte]bool{}
	for i, seed := range seeds {
		require.False(t, seen[seed], "seed %d", i)
		seen[seed] = true
	}
}

func TestBeaconChains(t *testing.T) {
	header := bytes.Repeat([]byte{7}, 32)
	first := NextBeacon(nil, header)
	require.Len(t, first, HashLen)
	require.NotEqual(t, first, NextBeacon(first, header))
	require.Equal(t, first, NextBeacon([]byte{}, header))
}

func TestCommitteeSize(t *testing.T) {
	for _, c := range []struct{ wanted, found, minimum, want uint32 }{
		{3, 3, 3, 3},
		{3, 9, 3, 3},
		{5, 4, 3, 3},
		{7, 6, 3, 5},
		{7, 6, 5, 5},
		{7, 4, 5, 0},
		{3, 2, 3, 0},
		{3, 2, 1, 1},
		{3, 1, 1, 1},
		{3, 0, 1, 0},
		{0, 5, 1, 0},
		{0, 0, 0, 0},
		{4, 4, 3, 3},
		{2, 2, 2, 0},
	} {
		require.Equal(t, c.want, CommitteeSize(c.wanted, c.found, c.minimum), "%+v", c)
	}
	rapid.Check(t, func(t *rapid.T) {
		wanted, found := rapid.Uint32Range(0, 120).Draw(t, "wanted"), rapid.Uint32Range(0, 120).Draw(t, "found")
		minimum := rapid.Uint32Range(1, 20).Draw(t, "minimum")
		var want uint32
		for n := uint32(1); n <= min(wanted, found); n += 2 {
			if n >= minimum {
				want = n
			}
		}
		require.Equal(t, want, CommitteeSize(wanted, found, minimum))
	})
}

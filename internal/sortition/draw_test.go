package sortition

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func everybody(Look) (bool, error) { return true, nil }

// seed returns the i-th of a fixed sequence of seeds, so that the statistics below never change.
func seed(i int) [32]byte {
	return sha256.Sum256(binary.BigEndian.AppendUint64([]byte("sortition test"), uint64(i)))
}

func treeOf(t require.TestingT, weights ...uint64) *memStore {
	s := newMemStore()
	for i, w := range weights {
		set(t, s, uint64(i), w)
	}
	return s
}

func TestDrawIsFixedByTheSeed(t *testing.T) {
	s := treeOf(t, 5, 3, 8, 1, 1, 9, 2, 4)
	first, err := Draw(testTree, s, NewStream(seed(1)), 5, 8, everybody)
	require.NoError(t, err)
	again, err := Draw(testTree, s, NewStream(seed(1)), 5, 8, everybody)
	require.NoError(t, err)
	require.Equal(t, first, again)
	// A vector, computed apart from this code: a change of the algorithm is a change of consensus and must not pass unseen.
	require.Equal(t, []uint64{7, 0, 5, 3, 1}, first)
}

// Drawn leaves are distinct, eligible, have a weight and are not excluded; each is asked for once; everybody who is
// eligible is found as long as the pool is small enough for the scan.
func TestDrawProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Uint64Range(0, 1<<20), 1, 120).Draw(t, "weights")
		limit := uint64(len(weights))
		s := treeOf(t, weights...)
		refused := rapid.SliceOfN(rapid.Bool(), len(weights), len(weights)).Draw(t, "refused")
		already := rapid.SliceOfNDistinct(rapid.Uint64Range(0, limit-1), 0, 5, rapid.ID).Draw(t, "already")
		want := uint32(rapid.IntRange(0, 12).Draw(t, "want"))

		asked := map[uint64]bool{}
		got, err := Draw(testTree, s, NewStream(seed(rapid.IntRange(0, 1e6).Draw(t, "seed"))), want, limit,
			func(l Look) (bool, error) {
				require.False(t, asked[l.Index], "leaf %d asked for again", l.Index)
				asked[l.Index] = true
				index, weight, err := testTree.Find(s, l.Point)
				require.NoError(t, err)
				require.Equal(t, l, Look{Point: l.Point, Index: index, Weight: weight})
				return !refused[l.Index], nil
			}, already...)
		require.NoError(t, err)

		var available uint32
		for i, w := range weights {
			if w > 0 && !refused[i] && !slices.Contains(already, uint64(i)) {
				available++
			}
		}
		require.EqualValues(t, min(want, available), len(got))
		seen := map[uint64]bool{}
		for _, index := range got {
			require.False(t, seen[index])
			seen[index] = true
			require.False(t, refused[index])
			require.NotContains(t, already, index)
			require.Positive(t, weights[index])
		}
	})
}

// Two passes: the first with a stricter condition, the second goes on with the same stream.
func TestDrawInTwoPasses(t *testing.T) {
	s := treeOf(t, 10, 10, 10, 10, 10)
	organisation := []string{"a", "a", "a", "b", "b"}
	for i := range 200 {
		stream, taken := NewStream(seed(i)), map[string]bool{}
		first, err := Draw(testTree, s, stream, 5, 5, func(l Look) (bool, error) {
			free := !taken[organisation[l.Index]]
			taken[organisation[l.Index]] = true
			return free, nil
		})
		require.NoError(t, err)
		require.Len(t, first, 2, "one seat per organisation")
		require.NotEqual(t, organisation[first[0]], organisation[first[1]])

		second, err := Draw(testTree, s, stream, 5-uint32(len(first)), 5, everybody, first...)
		require.NoError(t, err)
		require.ElementsMatch(t, []uint64{0, 1, 2, 3, 4}, append(first, second...))
	}
}

func TestDrawBoundsItsWork(t *testing.T) {
	s := newMemStore()
	const members = 2_000
	for i := uint64(0); i < members; i++ {
		set(t, s, i, 1)
	}
	asked := 0
	got, err := Draw(testTree, s, NewStream(seed(0)), 7, members, func(Look) (bool, error) {
		asked++
		return false, nil
	})
	require.NoError(t, err)
	require.Empty(t, got)
	require.Equal(t, MaxTries+MaxScan, asked, "an empty seat ends the draw")
}

// When the tries miss, the scan goes onward from the last point, over the end to the beginning.
func TestDrawScansOnward(t *testing.T) {
	s := newMemStore()
	const members = 250
	for i := uint64(0); i < members; i++ {
		set(t, s, 3*i, 1_000) // leaves without weight are passed over
	}
	var order []uint64
	got, err := Draw(testTree, s, NewStream(seed(3)), 1, 3*members, func(l Look) (bool, error) {
		order = append(order, l.Index)
		return len(order) == members, nil
	})
	require.NoError(t, err)
	require.Len(t, order, members)
	require.Equal(t, order[members-1:], got)

	tried := order[:MaxTries]
	next := tried[MaxTries-1]
	for _, index := range order[MaxTries:] {
		for next = (next + 3) % (3 * members); slices.Contains(tried, next); {
			next = (next + 3) % (3 * members)
		}
		require.Equal(t, next, index)
	}
}

func TestDrawErrors(t *testing.T) {
	s := treeOf(t, 1, 1, 1)
	broken := errors.New("broken")
	_, err := Draw(testTree, s, NewStream(seed(0)), 2, 3, func(Look) (bool, error) { return false, broken })
	require.ErrorIs(t, err, broken)
	_, err = Draw(testTree, s, NewStream(seed(0)), 3, 2, everybody)
	require.ErrorIs(t, err, ErrCorrupt, "a weight beyond the leaves that were given out")

	got, err := Draw(testTree, newMemStore(), NewStream(seed(0)), 3, 0, everybody)
	require.NoError(t, err)
	require.Empty(t, got)
	got, err = Draw(testTree, s, NewStream(seed(0)), 3, 3, everybody, 0, 0, 1, 2, 77)
	require.NoError(t, err)
	require.Empty(t, got)
}

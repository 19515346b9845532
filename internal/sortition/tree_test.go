package sortition

import (
	"errors"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var testTree = New([]byte("pool/"))

func set(t require.TestingT, s Store, index, weight uint64) {
	require.NoError(t, testTree.Set(s, index, weight))
}

// leaf draws a leaf of any height of tree.
func leaf(t *rapid.T) uint64 {
	height := rapid.IntRange(1, MaxHeight).Draw(t, "height")
	return rapid.Uint64Range(0, 1<<(arityBits*height)-1).Draw(t, "leaf")
}

func TestEmptyTree(t *testing.T) {
	s := newMemStore()
	total, err := testTree.Total(s)
	require.NoError(t, err)
	require.Zero(t, total)
	weight, err := testTree.Weight(s, 5)
	require.NoError(t, err)
	require.Zero(t, weight)
	_, _, err = testTree.Find(s, 0)
	require.ErrorIs(t, err, ErrRange)
	set(t, s, 7, 0)
	set(t, s, MaxLeaves, 0)
	require.Empty(t, s.values)
}

func TestFindBoundaries(t *testing.T) {
	s := newMemStore()
	set(t, s, 0, 3)
	set(t, s, 2, 5)
	set(t, s, 4097, 2)
	for point, want := range []uint64{0, 0, 0, 2, 2, 2, 2, 2, 4097, 4097} {
		index, _, err := testTree.Find(s, uint64(point))
		require.NoError(t, err)
		require.Equal(t, want, index, "point %d", point)
	}
	_, _, err := testTree.Find(s, 10)
	require.ErrorIs(t, err, ErrRange)
	_, _, err = testTree.Find(s, math.MaxUint64)
	require.ErrorIs(t, err, ErrRange)
}

// The tree does what a map from leaves to weights does, whatever the order of updates.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, model := newMemStore(), map[uint64]uint64{}
		for range rapid.IntRange(1, 40).Draw(t, "updates") {
			index := leaf(t)
			if len(model) > 0 && rapid.Bool().Draw(t, "again") {
				index = rapid.SampledFrom(slices.Sorted(maps.Keys(model))).Draw(t, "known")
			}
			weight := rapid.Uint64Range(0, 1<<40).Draw(t, "weight")
			if rapid.IntRange(0, 2).Draw(t, "remove") == 0 {
				weight = 0
			}
			set(t, s, index, weight)
			model[index] = weight
			if weight == 0 {
				delete(model, index)
			}
		}
		requireModel(t, s, model)
		requireCanonical(t, s, model)
		for _, index := range slices.Sorted(maps.Keys(model)) {
			set(t, s, index, 0)
		}
		require.Empty(t, s.values, "the last weight leaves no key behind")
	})
}

func requireModel(t *rapid.T, s *memStore, model map[uint64]uint64) {
	var total uint64
	for _, index := range slices.Sorted(maps.Keys(model)) {
		weight, err := testTree.Weight(s, index)
		require.NoError(t, err)
		require.Equal(t, model[index], weight)
		for _, point := range []uint64{total, total + weight/2, total + weight - 1} {
			found, foundWeight, err := testTree.Find(s, point)
			require.NoError(t, err)
			require.Equal(t, index, found)
			require.Equal(t, weight, foundWeight)
		}
		at, err := testTree.span(s, index)
		require.NoError(t, err)
		require.Equal(t, span{index: index, start: total, weight: weight}, at)
		total += weight
	}
	got, err := testTree.Total(s)
	require.NoError(t, err)
	require.Equal(t, total, got)
	_, _, err = testTree.Find(s, total)
	require.ErrorIs(t, err, ErrRange)
	other := leaf(t)
	weight, err := testTree.Weight(s, other)
	require.NoError(t, err)
	require.Equal(t, model[other], weight)
}

// requireCanonical builds the same weights in another way and expects the same bytes.
func requireCanonical(t *rapid.T, s *memStore, model map[uint64]uint64) {
	fresh := newMemStore()
	for _, index := range rapid.Permutation(slices.Sorted(maps.Keys(model))).Draw(t, "order") {
		set(t, fresh, index, 1)
		set(t, fresh, index, model[index])
	}
	require.Equal(t, s.values, fresh.values)
}

func TestReadsAreLogarithmic(t *testing.T) {
	s := newMemStore()
	for _, c := range []struct {
		leaves uint64
		levels int
	}{{16, 1}, {256, 2}, {300, 3}, {4_096, 3}, {1 << 24, 6}} {
		set(t, s, c.leaves-1, 7)
		set(t, s, c.leaves/2, 3)
		total, err := testTree.Total(s)
		require.NoError(t, err)

		s.reads = 0
		_, _, err = testTree.Find(s, total-1)
		require.NoError(t, err)
		require.Equal(t, c.levels, s.reads, "Find among %d", c.leaves)

		s.reads = 0
		_, err = testTree.Weight(s, c.leaves-1)
		require.NoError(t, err)
		require.Equal(t, c.levels, s.reads, "Weight among %d", c.leaves)

		s.reads, s.writes = 0, 0
		set(t, s, c.leaves-1, 9)
		require.Equal(t, c.levels, s.reads, "Set among %d", c.leaves)
		require.Equal(t, c.levels, s.writes, "Set among %d", c.leaves)

		s.reads, s.writes = 0, 0
		set(t, s, c.leaves-1, 9)
		require.Zero(t, s.writes, "no change is no write")
	}
	// The most that one update can cost: removing the highest leaf lowers the tree to its first one.
	s = newMemStore()
	set(t, s, 0, 1)
	set(t, s, MaxLeaves-1, 1)
	s.reads, s.writes = 0, 0
	set(t, s, MaxLeaves-1, 0)
	require.LessOrEqual(t, s.reads, 2*MaxHeight)
	require.LessOrEqual(t, s.writes, 2*MaxHeight)
	require.Len(t, s.values, 1)
}

func TestTreesOfOneStoreAreApart(t *testing.T) {
	s := newMemStore()
	a, b := New([]byte("a/")), New([]byte("b/"))
	require.NoError(t, a.Set(s, 300, 5))
	require.NoError(t, b.Set(s, 300, 6))
	require.NoError(t, a.Set(s, 300, 0))
	weight, err := b.Weight(s, 300)
	require.NoError(t, err)
	require.EqualValues(t, 6, weight)
}

func TestPrefixIsCopied(t *testing.T) {
	prefix := append(make([]byte, 0, 16), "x/"...)
	tree := New(prefix)
	s := newMemStore()
	require.NoError(t, tree.Set(s, 1, 1))
	prefix[0] = 'y'
	weight, err := tree.Weight(s, 1)
	require.NoError(t, err)
	require.EqualValues(t, 1, weight)
}

func TestRefusedUpdatesChangeNothing(t *testing.T) {
	s := newMemStore()
	set(t, s, 1, math.MaxUint64-5)
	set(t, s, 40, 5)
	before := s.clone()
	require.ErrorIs(t, testTree.Set(s, 2, 1), ErrOverflow)
	require.ErrorIs(t, testTree.Set(s, 40, 6), ErrOverflow)
	require.ErrorIs(t, testTree.Set(s, 5_000, 1), ErrOverflow)
	require.ErrorIs(t, testTree.Set(s, MaxLeaves, 1), ErrRange)
	require.Equal(t, before.values, s.values)
	set(t, s, 1, 0)
	set(t, s, 2, math.MaxUint64-5)
}

// Whatever bytes stand in the store, every call returns, with an error or without.
func TestCorruptedBytesNeverPanic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newMemStore()
		leaves := rapid.SliceOfN(rapid.Uint64Range(0, 5_000), 1, 8).Draw(t, "leaves")
		for _, index := range leaves {
			set(t, s, index, 10)
		}
		total, err := testTree.Total(s)
		require.NoError(t, err)
		key := rapid.SampledFrom(slices.Sorted(maps.Keys(s.values))).Draw(t, "key")
		value := slices.Clone(s.values[key])
		switch rapid.IntRange(0, 3).Draw(t, "damage") {
		case 0:
			value[rapid.IntRange(0, len(value)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		case 1:
			value = value[:rapid.IntRange(0, len(value)-1).Draw(t, "cut")]
		case 2:
			value = rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "bytes")
		case 3:
			value = nil
		}
		s.values[key] = value

		var index, weight uint64
		for range 5 {
			index, weight, err = testTree.Find(s, rapid.Uint64Range(0, total-1).Draw(t, "point"))
			if err == nil {
				require.Positive(t, weight)
			} else {
				require.True(t, errors.Is(err, ErrCorrupt) || errors.Is(err, ErrRange), err)
			}
		}
		for _, index := range append(leaves, index) {
			if _, err := testTree.Weight(s, index); err != nil {
				require.ErrorIs(t, err, ErrCorrupt)
			}
			if err := testTree.Set(s, index, 3); err != nil {
				require.True(t, errors.Is(err, ErrCorrupt) || errors.Is(err, ErrOverflow), err)
			}
		}
		_, err = Draw(testTree, s, NewStream([32]byte{}), 3, MaxLeaves, func(Look) (bool, error) { return true, nil })
		if err != nil {
			require.True(t, errors.Is(err, ErrCorrupt) || errors.Is(err, ErrRange), err)
		}
	})
}

func FuzzDecodeNode(f *testing.F) {
	f.Add(node{1, 2, 3}.encode())
	f.Add(make([]byte, nodeLen))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := decodeNode(b)
		if err != nil {
			require.ErrorIs(t, err, ErrCorrupt)
			return
		}
		require.Equal(t, b, n.encode())
	})
}

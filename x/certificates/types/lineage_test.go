package types_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/certificates/types"
)

func of(graph map[uint64][]uint64) func(uint64) ([]uint64, bool, error) {
	return func(id uint64) ([]uint64, bool, error) {
		sources, found := graph[id]
		return sources, found, nil
	}
}

func TestTrace(t *testing.T) {
	// 9 builds on 5 and 4; both on 1; 4 on 5 as well.
	graph := map[uint64][]uint64{9: {5, 4}, 5: {1}, 4: {5, 1}, 1: nil, 2: nil}
	for _, tc := range []struct {
		name      string
		from      uint64
		limit     int
		ids       []uint64
		distance  []uint32
		truncated bool
	}{
		{"by distance, then id", 9, 10, []uint64{9, 4, 5, 1}, []uint32{0, 1, 1, 2}, false},
		{"just enough", 9, 4, []uint64{9, 4, 5, 1}, []uint32{0, 1, 1, 2}, false},
		{"one too many", 9, 3, []uint64{9, 4, 5}, []uint32{0, 1, 1}, true},
		{"alone", 2, 10, []uint64{2}, []uint32{0}, false},
		{"none", 7, 10, nil, nil, false},
	} {
		ids, distance, truncated, err := types.Trace(tc.from, tc.limit, of(graph))
		require.NoError(t, err, tc.name)
		require.Equal(t, tc.ids, ids, tc.name)
		require.Equal(t, tc.distance, distance, tc.name)
		require.Equal(t, tc.truncated, truncated, tc.name)
	}
	boom := errors.New("boom")
	_, _, _, err := types.Trace(9, 10, func(uint64) ([]uint64, bool, error) { return nil, false, boom })
	require.ErrorIs(t, err, boom)
}

// Whatever the graph, circles included: the walk ends, each stands once, and no more are asked for than the limit.
func TestTraceIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		graph := drawGraph(t, 12)
		limit, asked := rapid.IntRange(1, 12).Draw(t, "limit"), 0
		ids, distance, truncated, err := types.Trace(1, limit, func(id uint64) ([]uint64, bool, error) {
			asked++
			return graph[id], true, nil
		})
		require.NoError(t, err)
		require.LessOrEqual(t, asked, limit)
		require.Len(t, distance, len(ids))
		require.True(t, slices.IsSorted(distance))
		unique := slices.Clone(ids)
		slices.Sort(unique)
		require.Len(t, slices.Compact(unique), len(ids))
		require.True(t, !truncated || len(ids) == limit)
	})
}

func TestCheckLineage(t *testing.T) {
	for _, tc := range []struct {
		name  string
		graph map[uint64][]uint64
		want  string
	}{
		{"none", map[uint64][]uint64{}, ""},
		{"a diamond", map[uint64][]uint64{1: nil, 2: {1}, 3: {1}, 4: {2, 3}}, ""},
		{"missing", map[uint64][]uint64{1: {2}}, "job 1 builds on 2, which has none"},
		{"itself", map[uint64][]uint64{1: {1}}, "job 1 builds on itself"},
		{"a circle", map[uint64][]uint64{1: {3}, 2: {1}, 3: {2}, 4: nil}, "job 1 builds on itself"},
	} {
		err := types.CheckLineage(idsOf(tc.graph), tc.graph)
		if tc.want == "" {
			require.NoError(t, err, tc.name)
			continue
		}
		require.ErrorIs(t, err, types.ErrSource, tc.name)
		require.ErrorContains(t, err, tc.want, tc.name)
	}
}

// Who builds only on what existed before builds no circle; one edge from an earlier one to who builds on it makes one.
func TestCheckLineageFindsCircles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		graph := drawGraph(t, 12)
		for id, sources := range graph {
			graph[id] = slices.DeleteFunc(sources, func(source uint64) bool { return source >= id })
		}
		require.NoError(t, types.CheckLineage(idsOf(graph), graph))
		from := rapid.Uint64Range(1, 12).Draw(t, "from")
		ancestors, _, _, err := types.Trace(from, 100, of(graph))
		require.NoError(t, err)
		back := rapid.SampledFrom(ancestors).Draw(t, "back")
		graph[back] = append(graph[back], from)
		require.ErrorIs(t, types.CheckLineage(idsOf(graph), graph), types.ErrSource)
	})
}

func drawGraph(t *rapid.T, size uint64) map[uint64][]uint64 {
	graph := map[uint64][]uint64{}
	for id := uint64(1); id <= size; id++ {
		graph[id] = rapid.SliceOfNDistinct(rapid.Uint64Range(1, size), 0, 4, rapid.ID).Draw(t, "sources")
	}
	return graph
}

func idsOf(graph map[uint64][]uint64) (ids []uint64) {
	for id := range graph {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

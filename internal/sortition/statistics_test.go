package sortition

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The seeds of these tests are fixed: they either always pass or always fail.
const seeds = 10_000

// chiSquare returns sum((got - want)^2 / want) for counts against weights.
func chiSquare(counts []int, weights []uint64, samples int) float64 {
	var total uint64
	for _, w := range weights {
		total += w
	}
	var sum float64
	for i, w := range weights {
		want := float64(samples) * float64(w) / float64(total)
		diff := float64(counts[i]) - want
		sum += diff * diff / want
	}
	return sum
}

// critical are the values that chi-square exceeds once in a thousand, by degrees of freedom.
var critical = map[int]float64{5: 20.515, 7: 24.322, 9: 27.877, 15: 37.697, 19: 43.820, 99: 148.230}

func requireFits(t *testing.T, counts []int, weights []uint64, samples int) {
	t.Helper()
	limit, ok := critical[len(weights)-1]
	require.True(t, ok)
	require.Less(t, chiSquare(counts, weights, samples), limit, "counts %v for weights %v", counts, weights)
}

// Uniform points find leaves by weight.
func TestFindFitsTheWeights(t *testing.T) {
	s, weights, counts := newMemStore(), make([]uint64, 100), make([]int, 100)
	var total uint64
	for i := range weights {
		weights[i] = uint64(50 + 13*i)
		total += weights[i]
		set(t, s, uint64(i*37), weights[i])
	}
	const samples = 50_000
	stream := NewStream(seed(-1))
	for range samples {
		index, _, err := testTree.Find(s, stream.Below(total))
		require.NoError(t, err)
		counts[index/37]++
	}
	requireFits(t, counts, weights, samples)
}

// The first seat falls on each member by its weight, over as many seeds.
func TestFirstSeatFitsTheWeights(t *testing.T) {
	weights := []uint64{100, 200, 300, 150, 1_000, 120, 180, 400, 250, 500, 110, 130, 170, 190, 220, 260, 310, 330, 360, 720}
	s, counts := treeOf(t, weights...), make([]int, len(weights))
	for i := range seeds {
		got, err := Draw(testTree, s, NewStream(seed(i)), 1, uint64(len(weights)), everybody)
		require.NoError(t, err)
		counts[got[0]]++
	}
	requireFits(t, counts, weights, seeds)
}

// Among the eligible, those that are left out change nothing.
func TestFirstSeatFitsTheWeightsOfTheEligible(t *testing.T) {
	weights := []uint64{100, 900, 300, 900, 200, 900, 400, 900, 100, 900, 500, 900}
	var eligible []uint64
	for i := 0; i < len(weights); i += 2 {
		eligible = append(eligible, weights[i])
	}
	s, counts := treeOf(t, weights...), make([]int, len(eligible))
	for i := range seeds {
		got, err := Draw(testTree, s, NewStream(seed(i)), 1, uint64(len(weights)), func(l Look) (bool, error) {
			return l.Index%2 == 0, nil
		})
		require.NoError(t, err)
		counts[got[0]/2]++
	}
	requireFits(t, counts, eligible, seeds)
}

// The second seat falls by weight among those that the first one left: P(a, b) = w_a/T · w_b/(T - w_a).
func TestPairsFitTheWeights(t *testing.T) {
	weights := []uint64{700, 100, 200, 400} // one heavy leaf: rejected points must not favour its neighbour
	const total = 1_400
	s := treeOf(t, weights...)
	var counts [4][4]int
	for i := range seeds {
		got, err := Draw(testTree, s, NewStream(seed(i)), 2, 4, everybody)
		require.NoError(t, err)
		require.Len(t, got, 2)
		counts[got[0]][got[1]]++
	}
	var sum float64
	for a, wa := range weights {
		require.Zero(t, counts[a][a])
		for b, wb := range weights {
			if a != b {
				want := seeds * float64(wa) / total * float64(wb) / float64(total-wa)
				diff := float64(counts[a][b]) - want
				sum += diff * diff / want
			}
		}
	}
	require.Less(t, sum, 31.264, "11 degrees of freedom, once in a thousand")
}

// Seats of a committee: equal members sit equally often, heavier ones oftener, nobody more than once.
func TestInclusionFrequencies(t *testing.T) {
	const committee = 3
	equal := make([]uint64, 20)
	for i := range equal {
		equal[i] = 100
	}
	counts := inclusions(t, equal, committee)
	for i, c := range counts {
		// 1,500 expected, standard deviation 36.
		require.InDelta(t, seeds*committee/20, c, 160, "member %d", i)
	}

	rising := []uint64{100, 200, 400, 800, 1_600, 3_200}
	counts = inclusions(t, rising, committee)
	sum := 0
	for i, c := range counts {
		sum += c
		require.LessOrEqual(t, c, seeds)
		if i > 0 {
			require.Greater(t, c, counts[i-1])
		}
	}
	require.Equal(t, committee*seeds, sum)
}

func inclusions(t *testing.T, weights []uint64, committee uint32) []int {
	t.Helper()
	s, counts := treeOf(t, weights...), make([]int, len(weights))
	for i := range seeds {
		got, err := Draw(testTree, s, NewStream(seed(i)), committee, uint64(len(weights)), everybody)
		require.NoError(t, err)
		for _, index := range got {
			counts[index]++
		}
	}
	return counts
}

func TestStreamIsUniform(t *testing.T) {
	for _, n := range []uint64{6, 10, 16} {
		counts, weights := make([]int, n), make([]uint64, n)
		stream := NewStream(seed(int(n)))
		for range seeds {
			counts[stream.Below(n)]++
		}
		for i := range weights {
			weights[i] = 1
		}
		requireFits(t, counts, weights, seeds)
	}
}

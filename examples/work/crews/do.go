package crews

import (
	"fmt"
	"math"

	"github.com/agijobs/agijobs/examples/work/task"
)

// Do is the agent's program: the Hungarian method in its O(n^3) form with prices (Kuhn 1955; shortest augmenting paths
// after Jonker and Volgenant 1987).
func Do(spec, input []byte) ([]byte, error) {
	if _, err := task.Open(spec, input, Kind); err != nil {
		return nil, err
	}
	t, err := parse(input)
	if err != nil {
		return nil, err
	}
	districtOf, crewPrice, districtPrice := solve(t.seconds)
	out := Result{Kind: Kind, CrewPrices: crewPrice, DistrictPrices: districtPrice}
	for i, j := range districtOf {
		s := t.seconds[i][j]
		if s == forbidden {
			return nil, fmt.Errorf("input: no complete assignment exists: crew %s has no district", t.crews[i])
		}
		out.Assignment = append(out.Assignment, Trip{Crew: t.crews[i], District: t.districts[j], Seconds: s})
		out.TotalSeconds += s
	}
	return task.Canonical(out)
}

// solve returns each row's column, and prices with rowPrice + columnPrice <= cost in every cell, equal in chosen ones.
func solve(seconds [][]int64) (columnOf []int, rowPrice, columnPrice []int64) {
	n := len(seconds)
	// A forbidden cell costs more than any assignment without one.
	never := int64(n+1) * (maxSeconds + 1)
	cost := func(i, j int) int64 {
		if seconds[i][j] == forbidden {
			return never
		}
		return seconds[i][j]
	}
	// Row and column 0 stand for "none"; rowOf[j] is the row that holds column j.
	u, v, rowOf := make([]int64, n+1), make([]int64, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		augment(i, n, cost, u, v, rowOf)
	}
	columnOf = make([]int, n)
	for j := 1; j <= n; j++ {
		columnOf[rowOf[j]-1] = j - 1
	}
	return columnOf, u[1:], v[1:]
}

// augment seats row i along the cheapest path and moves the prices so that they stay feasible.
func augment(i, n int, cost func(i, j int) int64, u, v []int64, rowOf []int) {
	from, least, done := make([]int, n+1), make([]int64, n+1), make([]bool, n+1)
	for j := range least {
		least[j] = math.MaxInt64
	}
	rowOf[0] = i
	j0 := 0
	for rowOf[j0] != 0 {
		done[j0] = true
		row, delta, next := rowOf[j0], int64(math.MaxInt64), 0
		for j := 1; j <= n; j++ {
			if done[j] {
				continue
			}
			if c := cost(row-1, j-1) - u[row] - v[j]; c < least[j] {
				least[j], from[j] = c, j0
			}
			if least[j] < delta {
				delta, next = least[j], j
			}
		}
		for j := 0; j <= n; j++ {
			if done[j] {
				u[rowOf[j]] += delta
				v[j] -= delta
			} else if least[j] != math.MaxInt64 {
				least[j] -= delta
			}
		}
		j0 = next
	}
	for j0 != 0 {
		rowOf[j0] = rowOf[from[j0]]
		j0 = from[j0]
	}
}

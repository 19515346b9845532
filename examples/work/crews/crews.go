// Package crews finds the cheapest assignment of crews to districts, with a proof that there is no cheaper one.
package crews

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Kind names this work in specs.
const Kind = "crew-assignment/v1"

// Result is the assignment and its proof. Times and prices are in seconds.
type Result struct {
	Kind           string  `json:"kind"`
	Assignment     []Trip  `json:"assignment"`
	TotalSeconds   int64   `json:"total_seconds"`
	CrewPrices     []int64 `json:"crew_prices"`
	DistrictPrices []int64 `json:"district_prices"`
}

// Trip is one crew's place.
type Trip struct {
	Crew     string `json:"crew"`
	District string `json:"district"`
	Seconds  int64  `json:"seconds"`
}

// forbidden marks a cell that must not be used.
const forbidden = int64(-1)

// maxSeconds bounds a travel time to a day, so that sums cannot overflow.
const maxSeconds = 86_400

// table is the input: seconds[crew][district].
type table struct {
	crews, districts []string
	seconds          [][]int64
}

func parse(input []byte) (table, error) {
	lines := strings.Split(strings.TrimSuffix(string(input), "\n"), "\n")
	head := strings.Split(lines[0], ",")
	t := table{districts: head[1:]}
	if len(t.districts) == 0 || len(lines)-1 != len(t.districts) {
		return table{}, errors.New("input: crews and districts must be equally many, and at least one")
	}
	for i, line := range lines[1:] {
		cells := strings.Split(line, ",")
		if len(cells) != len(head) {
			return table{}, fmt.Errorf("input: row %d has %d cells, want %d", i+1, len(cells), len(head))
		}
		row := make([]int64, len(t.districts))
		for j, cell := range cells[1:] {
			if cell == "-" {
				row[j] = forbidden
				continue
			}
			n, err := strconv.ParseInt(cell, 10, 64)
			if err != nil || n < 0 || n > maxSeconds {
				return table{}, fmt.Errorf("input: %q of crew %s is not a travel time of at most %d s", cell, cells[0], maxSeconds)
			}
			row[j] = n
		}
		t.crews = append(t.crews, cells[0])
		t.seconds = append(t.seconds, row)
	}
	return t, nil
}

package crews

import (
	"github.com/agijobs/agijobs/examples/work/task"
)

// Check verifies the witness: the assignment is complete, adds up, and no assignment can cost less than the prices say.
// It needs no search: O(n^2) where the work took O(n^3).
func Check(spec, input, result []byte) (task.Report, error) {
	if _, err := task.Open(spec, input, Kind); err != nil {
		return task.BadSpec(Kind, err), nil
	}
	t, err := parse(input)
	if err != nil {
		return task.BadSpec(Kind, err), nil
	}
	var got Result
	if err := task.Decode(result, &got); err != nil {
		return task.BadResult(Kind, err), nil
	}
	var f task.Findings
	task.Equal(&f, "kind", got.Kind, Kind)
	checkAssignment(&f, t, got)
	checkProof(&f, t, got)
	return f.Report(Kind), nil
}

func checkAssignment(f *task.Findings, t table, got Result) {
	column := make(map[string]int, len(t.districts))
	for j, name := range t.districts {
		column[name] = j
	}
	task.Equal(f, "number of trips", len(got.Assignment), len(t.crews))
	taken := make([]bool, len(t.districts))
	var total int64
	for i, trip := range got.Assignment {
		if i >= len(t.crews) {
			break
		}
		task.Equal(f, "crew in place", trip.Crew, t.crews[i])
		j, known := column[trip.District]
		f.Hold(known, "district %q is not in the input", trip.District)
		if !known {
			continue
		}
		f.Hold(!taken[j], "district %s has two crews", trip.District)
		taken[j] = true
		f.Hold(t.seconds[i][j] != forbidden, "crew %s must not serve %s", trip.Crew, trip.District)
		task.Equal(f, "seconds of "+trip.Crew, trip.Seconds, t.seconds[i][j])
		total += trip.Seconds
	}
	task.Equal(f, "total_seconds", got.TotalSeconds, total)
}

// maxPrice keeps sums of prices far from overflow.
const maxPrice = int64(1) << 40

func checkProof(f *task.Findings, t table, got Result) {
	n := len(t.crews)
	f.Hold(len(got.CrewPrices) == n && len(got.DistrictPrices) == n, "the proof needs %d prices of each kind", n)
	if len(got.CrewPrices) != n || len(got.DistrictPrices) != n {
		return
	}
	var sum int64
	for k := range n {
		u, v := got.CrewPrices[k], got.DistrictPrices[k]
		f.Hold(max(u, -u, v, -v) <= maxPrice && min(u, v) > -maxPrice, "a price of number %d is out of bounds", k+1)
		sum += u + v
	}
	task.Equal(f, "sum of prices", sum, got.TotalSeconds)
	for i, u := range got.CrewPrices {
		feasible := true
		for j, v := range got.DistrictPrices {
			if s := t.seconds[i][j]; s != forbidden && u+v > s {
				feasible = false
			}
		}
		f.Hold(feasible, "the prices of crew %s exceed a travel time", t.crews[i])
	}
}

package labour

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"

	"github.com/agijobs/agijobs/examples/work/task"
)

// quarters of a year: means divide by it.
const quarters = 4

// Do is the agent's program.
func Do(spec, input []byte) ([]byte, error) {
	head, err := task.Open(spec, input, Kind)
	if err != nil {
		return nil, err
	}
	year, err := yearOf(head)
	if err != nil {
		return nil, err
	}
	rows, err := readAll(input)
	if err != nil {
		return nil, err
	}
	return task.Canonical(summarise(year, len(rows), inForce(rows)))
}

func readAll(input []byte) ([]row, error) {
	reader := csv.NewReader(bytes.NewReader(input))
	records, err := reader.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) < 2 || !slices.Equal(records[0], columns) {
		return nil, errors.New("input: the header is not the one of the spec")
	}
	rows := make([]row, 0, len(records)-1)
	for i, record := range records[1:] {
		r, err := parseRow(record)
		if err != nil {
			return nil, fmt.Errorf("input: row %d: %w", i+1, err)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

type key struct {
	code          string
	year, quarter int
	sector        string
}

// inForce keeps the highest revision of each return, and of these the ones that were not withdrawn.
func inForce(rows []row) []row {
	latest := map[key]row{}
	for _, r := range rows {
		k := key{r.code, r.year, r.quarter, r.sector}
		if old, ok := latest[k]; !ok || r.revision > old.revision {
			latest[k] = r
		}
	}
	kept := make([]row, 0, len(latest))
	for _, r := range latest {
		if !r.withdrawn {
			kept = append(kept, r)
		}
	}
	return kept
}

// sums are the totals of one group of rows.
type sums struct {
	name                                   string
	employed, unemployed, vacancies, hours int64
	wages                                  []wage
	byRegion                               map[string]int64
}

type wage struct{ cents, weight int64 }

func summarise(year, read int, rows []row) Result {
	out := Result{Kind: Kind, Year: year, RowsRead: read}
	regions, before, sectors := map[string]*sums{}, map[string]*sums{}, map[string]*sums{}
	for _, r := range rows {
		switch r.year {
		case year:
			out.RowsUsed++
			group(regions, r.code, r.region).add(r)
			group(sectors, r.sector, r.sector).add(r)
		case year - 1:
			out.RowsUsed++
			group(before, r.code, r.region).add(r)
		}
	}
	for code, s := range regions {
		out.Regions = append(out.Regions, Region{
			Code: code, Name: s.name, Employed: s.employed / quarters, Unemployed: s.unemployed / quarters,
			UnemploymentBps: s.rate(), ChangeBps: s.rate() - group(before, code, s.name).rate(),
			VacanciesPer1000: ratio(s.vacancies*1000, s.unemployed), MedianWageCents: median(s.wages),
		})
	}
	slices.SortFunc(out.Regions, func(a, b Region) int { return cmp.Compare(a.Code, b.Code) })
	for name, s := range sectors {
		mean := s.employed / quarters
		out.Sectors = append(out.Sectors, Sector{
			Name: name, Employed: mean, HoursPerHead: ratio(s.hours*1000, mean), LargestRegion: largest(s.byRegion),
		})
	}
	slices.SortFunc(out.Sectors, func(a, b Sector) int { return cmp.Compare(a.Name, b.Name) })
	out.Ranking = ranking(out.Regions)
	return out
}

func group(groups map[string]*sums, id, name string) *sums {
	s, ok := groups[id]
	if !ok {
		s = &sums{name: name, byRegion: map[string]int64{}}
		groups[id] = s
	}
	return s
}

func (s *sums) add(r row) {
	s.employed += r.employed
	s.unemployed += r.unemployed
	s.vacancies += r.vacancies
	s.hours += r.hoursThousands
	s.wages = append(s.wages, wage{r.wageCents, r.employed})
	s.byRegion[r.code] += r.employed
}

func (s *sums) rate() int64 { return ratio(s.unemployed*10_000, s.employed+s.unemployed) }

func ratio(num, den int64) int64 {
	if den == 0 {
		return 0
	}
	return num / den
}

// median is the least wage at which the weights up to it reach half of all weights.
func median(wages []wage) int64 {
	slices.SortFunc(wages, func(a, b wage) int { return cmp.Compare(a.cents, b.cents) })
	var total, upTo int64
	for _, w := range wages {
		total += w.weight
	}
	for _, w := range wages {
		if upTo += w.weight; 2*upTo >= total {
			return w.cents
		}
	}
	return 0
}

func largest(byRegion map[string]int64) string {
	best := ""
	for code, n := range byRegion {
		if best == "" || n > byRegion[best] || (n == byRegion[best] && code < best) {
			best = code
		}
	}
	return best
}

func ranking(regions []Region) []string {
	sorted := slices.Clone(regions)
	slices.SortFunc(sorted, func(a, b Region) int {
		return cmp.Or(cmp.Compare(b.UnemploymentBps, a.UnemploymentBps), cmp.Compare(a.Code, b.Code))
	})
	codes := make([]string, len(sorted))
	for i, r := range sorted {
		codes[i] = r.Code
	}
	return codes
}

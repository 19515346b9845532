package labour

import (
	"fmt"
	"sort"
	"strings"

	"github.com/agijobs/agijobs/examples/work/task"
)

// Check recomputes the table by another way than Do: it sorts the whole input once and scans it, where Do groups by maps;
// it finds a median by its definition, and a ranking by counting.
func Check(spec, input, result []byte) (task.Report, error) {
	head, err := task.Open(spec, input, Kind)
	if err != nil {
		return task.BadSpec(Kind, err), nil
	}
	year, err := yearOf(head)
	if err != nil {
		return task.BadSpec(Kind, err), nil
	}
	var got Result
	if err := task.Decode(result, &got); err != nil {
		return task.BadResult(Kind, err), nil
	}
	read, kept, err := scan(input)
	if err != nil {
		return task.BadSpec(Kind, err), nil
	}
	var f task.Findings
	task.Equal(&f, "kind", got.Kind, Kind)
	task.Equal(&f, "year", got.Year, year)
	task.Equal(&f, "rows_read", got.RowsRead, read)
	task.Equal(&f, "rows_used", got.RowsUsed, countYears(kept, year-1, year))
	checkRegions(&f, got.Regions, kept, year)
	checkSectors(&f, got.Sectors, kept, year)
	checkRanking(&f, got)
	return f.Report(Kind), nil
}

// scan reads the input, sorts it by return and revision, and keeps the last revision of each return.
func scan(input []byte) (read int, kept []row, err error) {
	lines := strings.Split(strings.TrimSuffix(string(input), "\n"), "\n")
	if lines[0] != strings.Join(columns, ",") {
		return 0, nil, fmt.Errorf("input: the header is not the one of the spec")
	}
	rows := make([]row, 0, len(lines))
	for i, line := range lines[1:] {
		r, err := parseRow(strings.Split(line, ","))
		if err != nil {
			return 0, nil, fmt.Errorf("input: row %d: %w", i+1, err)
		}
		rows = append(rows, r)
	}
	name := func(r row) string { return fmt.Sprintf("%s|%04d|%d|%s", r.code, r.year, r.quarter, r.sector) }
	sort.SliceStable(rows, func(i, j int) bool {
		if a, b := name(rows[i]), name(rows[j]); a != b {
			return a < b
		}
		return rows[i].revision < rows[j].revision
	})
	for i, r := range rows {
		if last := i == len(rows)-1 || name(rows[i+1]) != name(r); last && !r.withdrawn {
			kept = append(kept, r)
		}
	}
	return len(rows), kept, nil
}

func countYears(rows []row, from, to int) int {
	n := 0
	for _, r := range rows {
		if from <= r.year && r.year <= to {
			n++
		}
	}
	return n
}

// pick returns the rows of a year that match, in the order of the scan.
func pick(rows []row, year int, match func(row) bool) []row {
	var out []row
	for _, r := range rows {
		if r.year == year && match(r) {
			out = append(out, r)
		}
	}
	return out
}

func total(rows []row, of func(row) int64) int64 {
	var sum int64
	for _, r := range rows {
		sum += of(r)
	}
	return sum
}

func employed(r row) int64   { return r.employed }
func unemployed(r row) int64 { return r.unemployed }

// unemploymentBps is the largest whole number b with b·(employed+unemployed) <= 10,000·unemployed.
func unemploymentBps(rows []row) int64 {
	out, all := total(rows, unemployed), total(rows, employed)+total(rows, unemployed)
	if all == 0 {
		return 0
	}
	return int64(sort.Search(10_001, func(b int) bool { return int64(b)*all > 10_000*out }) - 1)
}

func checkRegions(f *task.Findings, got []Region, kept []row, year int) {
	names := map[string]string{}
	for _, r := range pick(kept, year, func(row) bool { return true }) {
		names[r.code] = r.region
	}
	task.Equal(f, "number of regions", len(got), len(names))
	for i, g := range got {
		f.Hold(i == 0 || got[i-1].Code < g.Code, "region %s is out of order", g.Code)
		inRegion := func(r row) bool { return r.code == g.Code }
		now, before := pick(kept, year, inRegion), pick(kept, year-1, inRegion)
		task.Equal(f, g.Code+" name", g.Name, names[g.Code])
		task.Equal(f, g.Code+" employed", g.Employed, total(now, employed)/4)
		task.Equal(f, g.Code+" unemployed", g.Unemployed, total(now, unemployed)/4)
		task.Equal(f, g.Code+" unemployment_bps", g.UnemploymentBps, unemploymentBps(now))
		task.Equal(f, g.Code+" change_bps", g.ChangeBps, unemploymentBps(now)-unemploymentBps(before))
		open := total(now, func(r row) int64 { return r.vacancies })
		if out := total(now, unemployed); out > 0 {
			f.Hold(g.VacanciesPer1000*out <= open*1000 && open*1000 < (g.VacanciesPer1000+1)*out,
				"%s vacancies_per_1000 is %d for %d posts and %d unemployed", g.Code, g.VacanciesPer1000, open, out)
		}
		checkMedian(f, g, now)
	}
}

// checkMedian verifies the definition: a wage that occurs, below which less than half of the weight lies and up to which
// at least half does.
func checkMedian(f *task.Findings, g Region, rows []row) {
	var all, below, upTo int64
	occurs := false
	for _, r := range rows {
		all += r.employed
		if r.wageCents < g.MedianWageCents {
			below += r.employed
		}
		if r.wageCents <= g.MedianWageCents {
			upTo += r.employed
		}
		occurs = occurs || r.wageCents == g.MedianWageCents
	}
	f.Hold(occurs && 2*below < all && 2*upTo >= all, "%s median_wage_cents %d is not the weighted median", g.Code, g.MedianWageCents)
}

func checkSectors(f *task.Findings, got []Sector, kept []row, year int) {
	names := map[string]bool{}
	for _, r := range pick(kept, year, func(row) bool { return true }) {
		names[r.sector] = true
	}
	task.Equal(f, "number of sectors", len(got), len(names))
	for i, g := range got {
		f.Hold(i == 0 || got[i-1].Name < g.Name, "sector %s is out of order", g.Name)
		rows := pick(kept, year, func(r row) bool { return r.sector == g.Name })
		heads := total(rows, employed) / 4
		task.Equal(f, g.Name+" employed", g.Employed, heads)
		hours := 1000 * total(rows, func(r row) int64 { return r.hoursThousands })
		f.Hold(heads > 0 && g.HoursPerHead*heads <= hours && hours < (g.HoursPerHead+1)*heads,
			"%s hours_per_head is %d for %d hours and %d heads", g.Name, g.HoursPerHead, hours, heads)
		task.Equal(f, g.Name+" largest_region", g.LargestRegion, largestRun(rows))
	}
}

// largestRun relies on the order of the scan: the rows of a region stand together, regions ascend.
func largestRun(rows []row) string {
	best, bestSum, sum := "", int64(-1), int64(0)
	for i, r := range rows {
		sum += r.employed
		if i == len(rows)-1 || rows[i+1].code != r.code {
			if sum > bestSum {
				best, bestSum = r.code, sum
			}
			sum = 0
		}
	}
	return best
}

// checkRanking counts for each region how many stand before it.
func checkRanking(f *task.Findings, got Result) {
	task.Equal(f, "length of ranking", len(got.Ranking), len(got.Regions))
	for _, r := range got.Regions {
		before := 0
		for _, o := range got.Regions {
			if o.UnemploymentBps > r.UnemploymentBps || (o.UnemploymentBps == r.UnemploymentBps && o.Code < r.Code) {
				before++
			}
		}
		f.Hold(before < len(got.Ranking) && got.Ranking[before] == r.Code, "%s should be number %d of the ranking", r.Code, before+1)
	}
}

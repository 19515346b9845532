// Package labour computes regional labour statistics from a table of quarterly returns.
package labour

import (
	"fmt"
	"strconv"

	"github.com/agijobs/agijobs/examples/work/task"
)

// Kind names this work in specs.
const Kind = "labour-statistics/v1"

// Result is the table of figures that the spec asks for. All figures are integers; divisions round down.
type Result struct {
	Kind string `json:"kind"`
	Year int    `json:"year"`
	// RowsRead counts data rows of the input, RowsUsed those that the figures are made from.
	RowsRead int      `json:"rows_read"`
	RowsUsed int      `json:"rows_used"`
	Regions  []Region `json:"regions"`
	Sectors  []Sector `json:"sectors"`
	// Ranking lists region codes by unemployment rate, highest first, ties by code.
	Ranking []string `json:"ranking"`
}

// Region holds the figures of one region for the year.
type Region struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Employed and Unemployed are means over the quarters of the year.
	Employed   int64 `json:"employed"`
	Unemployed int64 `json:"unemployed"`
	// UnemploymentBps is unemployed / (employed + unemployed) over the year, in basis points.
	UnemploymentBps int64 `json:"unemployment_bps"`
	// ChangeBps is UnemploymentBps less that of the year before.
	ChangeBps int64 `json:"change_bps"`
	// VacanciesPer1000 counts open posts for 1,000 unemployed.
	VacanciesPer1000 int64 `json:"vacancies_per_1000"`
	// MedianWageCents is the median of the rows' wages, weighted by employed.
	MedianWageCents int64 `json:"median_wage_cents"`
}

// Sector holds the figures of one sector for the year, over all regions.
type Sector struct {
	Name string `json:"name"`
	// Employed is the mean over the quarters.
	Employed int64 `json:"employed"`
	// HoursPerHead is hours worked in the year for each of Employed.
	HoursPerHead int64 `json:"hours_per_head"`
	// LargestRegion is the code of the region that employs most in the sector, ties by code.
	LargestRegion string `json:"largest_region"`
}

// columns of the input, in order.
var columns = []string{
	"region_code", "region", "year", "quarter", "sector", "revision", "status",
	"employed", "unemployed", "vacancies", "hours_thousand", "wage_cents",
}

// row is one return of one sector in one region and quarter.
type row struct {
	code, region   string
	year, quarter  int
	sector         string
	revision       int
	withdrawn      bool
	employed       int64
	unemployed     int64
	vacancies      int64
	hoursThousands int64
	wageCents      int64
}

func parseRow(cells []string) (row, error) {
	if len(cells) != len(columns) {
		return row{}, fmt.Errorf("%d cells, want %d", len(cells), len(columns))
	}
	var numbers [8]int64
	for i, at := range []int{2, 3, 5, 7, 8, 9, 10, 11} {
		n, err := strconv.ParseInt(cells[at], 10, 64)
		if err != nil || n < 0 {
			return row{}, fmt.Errorf("%s %q is not a whole number", columns[at], cells[at])
		}
		numbers[i] = n
	}
	if cells[6] != "final" && cells[6] != "withdrawn" {
		return row{}, fmt.Errorf("status %q is neither final nor withdrawn", cells[6])
	}
	return row{
		code: cells[0], region: cells[1], year: int(numbers[0]), quarter: int(numbers[1]), sector: cells[4],
		revision: int(numbers[2]), withdrawn: cells[6] == "withdrawn", employed: numbers[3], unemployed: numbers[4],
		vacancies: numbers[5], hoursThousands: numbers[6], wageCents: numbers[7],
	}, nil
}

func yearOf(spec task.Spec) (int, error) {
	year, err := strconv.Atoi(spec.Fields["year"])
	if err != nil {
		return 0, fmt.Errorf("spec: year %q is not a number", spec.Fields["year"])
	}
	return year, nil
}

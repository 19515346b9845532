package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
)

// inputs makes the generated inputs by folder. The generator's algorithm (PCG) and its seeds are fixed, so the bytes are too.
func inputs() map[string][]byte {
	return map[string][]byte{"labour-statistics": labour(), "crew-assignment": crews()}
}

var regions = []string{
	"Alderney Coast", "Birkland", "Castellar", "Dunmore", "Eastmarch", "Fenwick Isles", "Greywater", "Highmoor", "Innerport",
	"Kestrel Valley", "Lowmere", "Northhaven", "Oakshire", "Rivermouth", "Stonebridge", "Westerlund",
}

// sectors with their share of employment in percent, mean hourly wage in cents and hours per head and quarter.
var sectors = []struct {
	name               string
	share, wage, hours int64
}{
	{"Agriculture and forestry", 3, 1690, 455},
	{"Manufacturing", 17, 2950, 390},
	{"Construction", 8, 2480, 418},
	{"Trade and repair", 15, 2010, 372},
	{"Transport and storage", 6, 2150, 405},
	{"Information and communication", 6, 4120, 398},
	{"Finance and insurance", 4, 4390, 392},
	{"Public administration", 9, 3310, 386},
	{"Education", 9, 3240, 351},
	{"Health and care", 15, 2780, 362},
	{"Hospitality", 5, 1540, 338},
	{"Energy and water", 3, 3680, 401},
}

// labour makes about 2,000 returns: ten quarters of sixteen regions and twelve sectors, with corrections and withdrawals.
func labour() []byte {
	r := rand.New(rand.NewPCG(2031, 1)) // #nosec G404 -- test data, not secrets
	var out bytes.Buffer
	out.WriteString("region_code,region,year,quarter,sector,revision,status,employed,unemployed,vacancies,hours_thousand,wage_cents\n")
	for period := range 10 {
		year, quarter := 2029+(period+2)/4, (period+2)%4+1
		for i, region := range regions {
			size := 60_000 + int64(i*i)*3_100 + int64(i%3)*22_000
			for _, s := range sectors {
				employed := size*s.share/100*(90+r.Int64N(21))/100 + int64(period)*size*s.share/100_000
				unemployed := employed * (25 + int64(i*7%11)*6 + r.Int64N(18)) / 1000
				line := func(revision int, status string, employed, unemployed int64) {
					fmt.Fprintf(&out, "R%02d,%s,%d,%d,%s,%d,%s,%d,%d,%d,%d,%d\n", i+1, region, year, quarter, s.name, revision, status,
						employed, unemployed, unemployed*(200+r.Int64N(600))/1000, employed*s.hours/1000*(97+r.Int64N(7))/100,
						s.wage*(88+int64(i)+r.Int64N(9))/100+int64(period)*s.wage/250)
				}
				line(1, "final", employed, unemployed)
				switch r.IntN(40) {
				case 0, 1:
					line(2, "final", employed*(98+r.Int64N(5))/100, unemployed*(95+r.Int64N(11))/100)
				case 2:
					line(2, "withdrawn", employed, unemployed)
					if r.IntN(2) == 0 {
						line(3, "final", employed*101/100, unemployed)
					}
				}
			}
		}
	}
	return out.Bytes()
}

// crews makes a table of travel times from stations to districts of a river town: distance over a grid, two bridges, and cells
// that a crew must not serve.
func crews() []byte {
	const n = 64
	r := rand.New(rand.NewPCG(2031, 2)) // #nosec G404 -- test data, not secrets
	place := func() [2]int64 { return [2]int64{r.Int64N(20_000), r.Int64N(14_000)} }
	stations, districts := make([][2]int64, n), make([][2]int64, n)
	for i := range n {
		stations[i], districts[i] = place(), place()
	}
	var out bytes.Buffer
	out.WriteString("crew")
	for j := range n {
		fmt.Fprintf(&out, ",D%02d", j+1)
	}
	out.WriteByte('\n')
	for i, from := range stations {
		fmt.Fprintf(&out, "C%02d", i+1)
		for j, to := range districts {
			if i != j && r.IntN(9) == 0 {
				out.WriteString(",-")
				continue
			}
			fmt.Fprintf(&out, ",%d", 45+travel(from, to)*10/(110+r.Int64N(50)))
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// travel is the way over the grid in metres; the river runs at y = 7,000, its bridges are at x = 5,000 and x = 14,000.
func travel(a, b [2]int64) int64 {
	direct := abs(a[0]-b[0]) + abs(a[1]-b[1])
	if (a[1] < 7_000) == (b[1] < 7_000) {
		return direct
	}
	over := func(x int64) int64 { return abs(a[0]-x) + abs(x-b[0]) + abs(a[1]-b[1]) }
	return min(over(5_000), over(14_000))
}

func abs(n int64) int64 { return max(n, -n) }

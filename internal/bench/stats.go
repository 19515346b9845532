package bench

import "slices"

// Spread is what repeated measurements gave.
type Spread struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
}

// spreadOf sorts values; the median of an even number is the mean of the middle two.
func spreadOf(values []float64) Spread {
	if len(values) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return Spread{Min: sorted[0], Median: (sorted[(n-1)/2] + sorted[n/2]) / 2, Max: sorted[n-1]}
}

// ratios divides pairwise: what was measured side by side is compared.
func ratios(over, under []float64) []float64 {
	list := make([]float64, 0, len(over))
	for i := range min(len(over), len(under)) {
		if under[i] > 0 {
			list = append(list, over[i]/under[i])
		}
	}
	return list
}

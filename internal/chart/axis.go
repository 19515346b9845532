package chart

import (
	"math"
	"strconv"
	"strings"
)

// axis is a span with round numbers on it.
type axis struct {
	low, high float64
	ticks     []float64
	// digits after the point of its numbers.
	digits int
}

// ticksWanted is about how many numbers an axis gets.
const ticksWanted = 6

// newAxis makes an axis that holds all values. round widens it to round numbers.
func newAxis(low, high float64, round bool) axis {
	if low == high {
		// A flat curve lies in the middle of something.
		low, high = low-math.Max(1, math.Abs(low)/10), high+math.Max(1, math.Abs(high)/10)
	}
	step := roundStep((high - low) / ticksWanted)
	first, last := math.Ceil(low/step), math.Floor(high/step)
	if round {
		first, last = math.Floor(low/step), math.Ceil(high/step)
		low, high = first*step, last*step
	}
	a := axis{low: low, high: high, digits: max(0, -int(math.Floor(math.Log10(step)+1e-9)))}
	for n := first; n <= last; n++ {
		a.ticks = append(a.ticks, n*step)
	}
	return a
}

// roundStep returns 1, 2 or 5 times a power of ten, not below what is asked.
func roundStep(least float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, factor := range []float64{1, 2, 5} {
		if factor*power >= least {
			return factor * power
		}
	}
	return 10 * power
}

// label writes a number of the axis for people: 12,000 and 0.25.
func (a axis) label(v float64) string { return number(v, a.digits) }

// number writes a number with commas.
func number(v float64, digits int) string {
	plain := strconv.FormatFloat(math.Abs(v), 'f', digits, 64)
	whole, rest, _ := strings.Cut(plain, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(plain, "0.") != "" {
		b.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if rest != "" {
		b.WriteByte('.')
		b.WriteString(rest)
	}
	return b.String()
}

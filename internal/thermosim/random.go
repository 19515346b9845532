package thermosim

import "math"

// random is a stream of pseudo-random numbers (splitmix64: Steele, Lea and Flood, 2014). Equal seeds give equal streams on every
// machine and with every version of Go.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// share returns a number in [0, 1).
func (r *random) share() float64 { return float64(r.next()>>11) / (1 << 53) }

// chance is true in so many of all cases.
func (r *random) chance(share float64) bool { return r.share() < share }

// below returns a whole number in [0, n). The bias of the remainder is below 2^-40 for what is counted here.
func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

// poissonPiece bounds the mean that is drawn at once: e^-16 is far from the smallest numbers.
const poissonPiece = 16.0

// poisson returns a Poisson number (Knuth's product method, in pieces: sums of Poisson numbers are Poisson numbers).
func (r *random) poisson(mean float64) int {
	n := 0
	for mean > 0 {
		piece := math.Min(mean, poissonPiece)
		mean -= piece
		for product, limit := r.share(), math.Exp(-piece); product > limit; product *= r.share() {
			n++
		}
	}
	return n
}

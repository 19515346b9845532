// Package fixedmath has the functions that 18-decimal fixed-point numbers lack: the binary logarithm, its inverse, and
// decay by half-lives, in integer arithmetic alone, so that every machine gets the same digits.
package fixedmath

import (
	"errors"
	"fmt"
	"math/big"

	"cosmossdk.io/math"
)

const (
	// fracBits is the precision inside of the functions. The 18 decimals of a result need 60 bits; what the steps below
	// lose stays more than 30 decimals behind those.
	fracBits = 192
	// logBits is how many binary digits after the point the logarithm works out: 2^-96 is below 10^-28.
	logBits = 96
	// maxExponent bounds the argument of Exp2 on both sides, and with it the result; 2^-64 is below the last decimal.
	maxExponent = 64
)

// ErrDomain says that an argument is outside of what a function is defined for.
var ErrDomain = errors.New("fixedmath: argument out of range")

var (
	decUnit = new(big.Int).Exp(big.NewInt(10), big.NewInt(math.LegacyPrecision), nil)
	// ln2 is the natural logarithm of 2, times 2^fracBits, rounded down.
	ln2 = hexInt("b17217f7d1cf79abc9e3b39803f2f6af40f343267298b62d")
	// maxDecay bounds the argument of Decay, so that what its series loses stays far behind the last decimal.
	maxDecay = math.LegacyNewDecFromBigInt(new(big.Int).Lsh(big.NewInt(1), 128))
)

// Log2 returns the binary logarithm of x for x >= 1; ErrDomain below.
//
// The result is rounded down: it is never above the true value and less than 1.001e-18 below it. It never falls when x
// grows, and is exact for powers of two.
//
// With x = 2^n · m, 1 <= m < 2, each squaring of m gives the next binary digit of the logarithm: 1 if the square reaches
// 2, which then halves it. A step rounds m down by less than 2^-191, and the digit that this can touch counts half as
// much with every step: in all less than 2^-189, and 2^-96 for the digits left out. Rounding down keeps the order of two
// arguments in every step, so the result is monotone.
func Log2(x math.LegacyDec) (math.LegacyDec, error) {
	if x.IsNil() || x.LT(math.LegacyOneDec()) {
		return math.LegacyDec{}, fmt.Errorf("%w: logarithm of a number below 1", ErrDomain)
	}
	raw := x.BigInt()
	n := raw.BitLen() - decUnit.BitLen()
	if new(big.Int).Lsh(decUnit, uint(n)).Cmp(raw) > 0 {
		n--
	}
	// Rounding twice is rounding once: the second divisor is whole.
	if n <= fracBits {
		raw.Lsh(raw, uint(fracBits-n))
	} else {
		raw.Rsh(raw, uint(n-fracBits))
	}
	m := fractionOf(raw.Quo(raw, decUnit))

	var high, low uint64
	for range logBits {
		var whole uint64
		m, whole = m.square()
		high, low = high<<1|low>>63, low<<1
		if whole >= 2 {
			m = m.half(whole)
			low |= 1
		}
	}
	digits := big.NewInt(int64(n))
	digits.Lsh(digits, logBits-64).Or(digits, new(big.Int).SetUint64(high))
	digits.Lsh(digits, 64).Or(digits, new(big.Int).SetUint64(low))
	digits.Mul(digits, decUnit)
	digits.Rsh(digits, logBits)
	return math.LegacyNewDecFromBigIntWithPrec(digits, math.LegacyPrecision), nil
}

// Exp2 returns 2^x for x in [-64, 64]; ErrDomain outside.
//
// The result is rounded down: it is never above the true value and less than 1.001e-18 below it; below 2^-59.8 it is 0.
// It never falls when x grows, and is exact for whole x >= -18.
//
// With x = n + f, 0 <= f < 1, it is 2^n · 2^f. The series of 2^f loses less than 2^-180 of it, and 2^n at most 2^64 times
// that.
func Exp2(x math.LegacyDec) (math.LegacyDec, error) {
	if x.IsNil() || x.Abs().GT(math.LegacyNewDec(maxExponent)) {
		return math.LegacyDec{}, fmt.Errorf("%w: exponent outside of -%d to %d", ErrDomain, maxExponent, maxExponent)
	}
	// DivMod is Euclidean, so f is never negative.
	n, f := new(big.Int).DivMod(x.BigInt(), decUnit, new(big.Int))

	sum := powerOf2(f, decUnit)
	sum.Mul(sum, decUnit)
	// One shift, so that the result is rounded once.
	sum.Rsh(sum, uint(fracBits-n.Int64()))
	return math.LegacyNewDecFromBigIntWithPrec(sum, math.LegacyPrecision), nil
}

// Decay returns x · 2^(-elapsed/halfLife): what is left of x when it falls to a half in each halfLife. x is 0 to 2^128,
// elapsed is not negative and halfLife is positive, in any one unit; ErrDomain otherwise.
//
// The result is rounded down: it is never above the true value and less than 1e-18 + x · 2^-185 below it, so below 1.001e-18
// for x up to 2^115. It never grows with elapsed nor falls when x grows, and decaying in two steps leaves at most twice
// that much less than in one. It is exact, up to the last decimal, for whole half-lives.
//
// With elapsed = q · halfLife + r, 0 < r < halfLife, it is x · 2^((halfLife - r) / halfLife) halved q + 1 times. The series
// loses less than 2^-185 of x, and x is rounded once.
func Decay(x math.LegacyDec, elapsed, halfLife int64) (math.LegacyDec, error) {
	if x.IsNil() || x.IsNegative() || x.GT(maxDecay) || elapsed < 0 || halfLife <= 0 {
		return math.LegacyDec{}, fmt.Errorf("%w: decay of a number outside of 0 to 2^128, or of times that are none", ErrDomain)
	}
	raw, halvings, rest := x.BigInt(), elapsed/halfLife, elapsed%halfLife
	if rest > 0 {
		halvings++
		raw.Mul(raw, powerOf2(big.NewInt(halfLife-rest), big.NewInt(halfLife)))
		halvings += fracBits
	}
	if halvings > int64(raw.BitLen()) {
		return math.LegacyZeroDec(), nil
	}
	// One shift, so that the result is rounded once.
	raw.Rsh(raw, uint(halvings))
	return math.LegacyNewDecFromBigIntWithPrec(raw, math.LegacyPrecision), nil
}

// powerOf2 returns 2^(num/den) · 2^fracBits for 0 <= num < den, by the power series of e^(num/den · ln 2). num is changed.
// Every term is positive and rounded down (so the order of two arguments is kept); the series ends, after less than 50
// terms, when a term is 0. Rounding loses less than 2^-180 of it.
func powerOf2(num, den *big.Int) *big.Int {
	power := num.Mul(num, ln2)
	x := fractionOf(power.Quo(power, den))
	var sum fraction
	for k, term := uint64(2), x; term != (fraction{}); k++ {
		sum = sum.plus(term)
		term = term.times(x).over(k)
	}
	return sum.plusOne()
}

// hexInt reads a constant of this package.
func hexInt(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("fixedmath: bad constant " + s)
	}
	return n
}

package fixedmath

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// This file holds the functions in integers of any width, as their comments say them. Those of the package must give the same
// digits for every argument.

func wideLog2(x math.LegacyDec) math.LegacyDec {
	two := new(big.Int).Lsh(big.NewInt(1), fracBits+1)
	raw := x.BigInt()
	n := raw.BitLen() - decUnit.BitLen()
	divisor := new(big.Int).Lsh(decUnit, uint(n))
	if divisor.Cmp(raw) > 0 {
		n--
		divisor.Rsh(divisor, 1)
	}
	m := raw.Lsh(raw, fracBits)
	m.Quo(m, divisor)

	digits := big.NewInt(int64(n))
	for range logBits {
		m.Mul(m, m)
		m.Rsh(m, fracBits)
		digits.Lsh(digits, 1)
		if m.Cmp(two) >= 0 {
			m.Rsh(m, 1)
			digits.SetBit(digits, 0, 1)
		}
	}
	digits.Mul(digits, decUnit)
	digits.Rsh(digits, logBits)
	return math.LegacyNewDecFromBigIntWithPrec(digits, math.LegacyPrecision)
}

func widePowerOf2(num, den *big.Int) *big.Int {
	one := new(big.Int).Lsh(big.NewInt(1), fracBits)
	power := new(big.Int).Mul(num, ln2)
	power.Quo(power, den)
	sum, term := new(big.Int).Set(one), new(big.Int).Set(one)
	for k := int64(1); term.Sign() > 0; k++ {
		term.Mul(term, power)
		term.Rsh(term, fracBits)
		term.Quo(term, big.NewInt(k))
		sum.Add(sum, term)
	}
	return sum
}

func requireSameLog2(t require.TestingT, x math.LegacyDec) {
	got, err := Log2(x)
	require.NoError(t, err)
	require.Equal(t, wideLog2(x).String(), got.String(), "log2 of %s", x)
}

func requireSamePowerOf2(t require.TestingT, num, den *big.Int) {
	want := widePowerOf2(num, den)
	require.Equal(t, want.String(), powerOf2(new(big.Int).Set(num), den).String(), "2^(%s/%s)", num, den)
}

func TestSameDigitsAsWide(t *testing.T) {
	last := math.LegacySmallestDec()
	requireSameLog2(t, math.LegacyOneDec())
	for n := 1; n < 250; n++ { // around powers of two, and the largest arguments
		power := math.LegacyNewDecFromBigIntWithPrec(new(big.Int).Lsh(big.NewInt(1), uint(60+n)), math.LegacyPrecision)
		for _, x := range []math.LegacyDec{power.Sub(last), power, power.Add(last)} {
			requireSameLog2(t, x)
		}
	}
	for _, den := range []int64{1, 2, 3, 1<<63 - 1} {
		for _, num := range []int64{0, 1, den / 2, den - 1} {
			if num < den {
				requireSamePowerOf2(t, big.NewInt(num), big.NewInt(den))
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		requireSameLog2(t, drawDec(t, math.LegacyOneDec(), 240, "x"))
		den := rapid.Int64Range(1, 1<<63-1).Draw(t, "den") >> rapid.IntRange(0, 62).Draw(t, "denBits")
		den = max(den, 1)
		requireSamePowerOf2(t, big.NewInt(rapid.Int64Range(0, den-1).Draw(t, "num")), big.NewInt(den))
	})
}

// The words agree with integers of any width for every word, not only for those that functions come to.
func TestFraction(t *testing.T) {
	unit := new(big.Int).Lsh(big.NewInt(1), fracBits)
	wide := func(f fraction) *big.Int { return new(big.Int).Sub(f.plusOne(), unit) }
	word := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, 1 << 63, 1<<64 - 1}))
	draw := rapid.Custom(func(t *rapid.T) fraction {
		return fraction{word.Draw(t, "0"), word.Draw(t, "1"), word.Draw(t, "2")}
	})
	rapid.Check(t, func(t *rapid.T) {
		f, g := draw.Draw(t, "f"), draw.Draw(t, "g")
		require.Equal(t, f, fractionOf(f.plusOne()))

		want := f.plusOne()
		want.Rsh(want.Mul(want, want), fracBits)
		square, whole := f.square()
		require.Equal(t, new(big.Int).Rsh(want, fracBits).Uint64(), whole)
		require.Equal(t, fractionOf(want), square)

		want = new(big.Int).Rsh(new(big.Int).Mul(wide(f), wide(g)), fracBits)
		require.Equal(t, fractionOf(want), f.times(g))

		k := rapid.Uint64Range(1, 1<<64-1).Draw(t, "k")
		require.Equal(t, fractionOf(new(big.Int).Quo(wide(f), new(big.Int).SetUint64(k))), f.over(k))

		low, other := f.over(2), g.over(2)
		require.Equal(t, fractionOf(new(big.Int).Add(wide(low), wide(other))), low.plus(other))

		whole = rapid.Uint64Range(2, 3).Draw(t, "whole")
		sum := new(big.Int).Add(new(big.Int).Mul(new(big.Int).SetUint64(whole), unit), wide(f))
		require.Equal(t, fractionOf(sum.Rsh(sum, 1)), f.half(whole))
	})
}

func FuzzLog2(f *testing.F) {
	f.Add([]byte{1})
	f.Add([]byte("a number of some size"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		requireSameLog2(t, math.LegacyOneDec().Add(
			math.LegacyNewDecFromBigIntWithPrec(new(big.Int).SetBytes(raw[:min(len(raw), 31)]), math.LegacyPrecision)))
	})
}

func FuzzPowerOf2(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Add(uint64(1_234_567_890), uint64(63_072_000_000))
	f.Fuzz(func(t *testing.T, num, den uint64) {
		if num >= den {
			return
		}
		requireSamePowerOf2(t, new(big.Int).SetUint64(num), new(big.Int).SetUint64(den))
	})
}

package fixedmath

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// refPrec is the precision of the references, in bits.
const refPrec = 600

func float(n int64) *big.Float { return new(big.Float).SetPrec(refPrec).SetInt64(n) }

func floatOf(d math.LegacyDec) *big.Float {
	f := new(big.Float).SetPrec(refPrec).SetInt(d.BigInt())
	return f.Quo(f, new(big.Float).SetPrec(refPrec).SetInt(decUnit))
}

// refLn is ln m = 2 artanh((m-1)/(m+1)) as a series, for m in [1, 2].
func refLn(m *big.Float) *big.Float {
	z := new(big.Float).Quo(new(big.Float).Sub(m, float(1)), new(big.Float).Add(m, float(1)))
	square := new(big.Float).Mul(z, z)
	sum, power := float(0), new(big.Float).Set(z)
	for k := int64(1); k < 400; k += 2 { // (1/3)^400 is below 2^-600
		sum.Add(sum, new(big.Float).Quo(power, float(k)))
		power.Mul(power, square)
	}
	return sum.Mul(sum, float(2))
}

func refLog2(x *big.Float) *big.Float {
	m := new(big.Float).SetPrec(refPrec)
	exponent := x.MantExp(m) // x = m · 2^exponent, m in [1/2, 1)
	m.Mul(m, float(2))
	log := refLn(m)
	log.Quo(log, refLn(float(2)))
	return log.Add(log, float(int64(exponent-1)))
}

// refExp2 multiplies the square roots of square roots of 2 that the binary digits of x's fraction stand for.
func refExp2(x math.LegacyDec) *big.Float {
	n, rest := new(big.Int).DivMod(x.BigInt(), decUnit, new(big.Int))
	result, root := float(1), float(2)
	for range refPrec / 2 {
		root = new(big.Float).SetPrec(refPrec).Sqrt(root)
		rest.Lsh(rest, 1)
		if rest.Cmp(decUnit) >= 0 {
			rest.Sub(rest, decUnit)
			result.Mul(result, root)
		}
	}
	return result.SetMantExp(result, int(n.Int64()))
}

// requireBelow asserts 0 <= want - got < 1.001e-18.
func requireBelow(t require.TestingT, want *big.Float, got math.LegacyDec) {
	requireBelowBy(t, want, got, "1.001e-18", float(0))
}

// requireBelowBy asserts 0 <= want - got < bound + more.
func requireBelowBy(t require.TestingT, want *big.Float, got math.LegacyDec, bound string, more *big.Float) {
	diff := new(big.Float).Sub(want, floatOf(got))
	bounds, _, err := big.ParseFloat(bound, 10, refPrec, big.ToNearestEven)
	require.NoError(t, err)
	bounds.Add(bounds, more)
	// The references round too: at about 2^-300.
	slack := new(big.Float).SetMantExp(float(-1), -250)
	require.True(t, diff.Cmp(slack) >= 0 && diff.Cmp(bounds) < 0, "off by %s", diff.Text('g', 10))
}

func TestConstantLn2(t *testing.T) {
	want := refLn(float(2))
	want.SetMantExp(want, fracBits)
	floor, _ := want.Int(nil)
	require.Equal(t, floor.String(), ln2.String())
}

func TestLog2Known(t *testing.T) {
	for in, want := range map[string]string{
		"1":                          "0",
		"2":                          "1",
		"1024":                       "10",
		"18446744073709551616":       "64",
		"1.000000000000000001":       "0.000000000000000001", // 1.44e-18
		"1.5":                        "0.584962500721156181",
		"3":                          "1.584962500721156181",
		"10":                         "3.321928094887362347",
		"1.999999999999999999":       "0.999999999999999999",
		"1000000":                    "19.931568569324174087",
		"1152921504606846975.999999": "59.999999999999999999", // log2 is within 1e-24 of 60
	} {
		got, err := Log2(math.LegacyMustNewDecFromStr(in))
		require.NoError(t, err)
		require.Equal(t, math.LegacyMustNewDecFromStr(want).String(), got.String(), "log2 of %s", in)
	}
}

func TestExp2Known(t *testing.T) {
	for in, want := range map[string]string{
		"0":                     "1",
		"1":                     "2",
		"-1":                    "0.5",
		"-18":                   "0.000003814697265625",
		"0.5":                   "1.414213562373095048",
		"-0.5":                  "0.707106781186547524",
		"0.000000000000000001":  "1",
		"-0.000000000000000001": "0.999999999999999999",
		"64":                    "18446744073709551616",
		"-64":                   "0",
		"-59":                   "0.000000000000000001",
		"-60":                   "0",
		"10.25":                 "1217.748085762786372318",
	} {
		got, err := Exp2(math.LegacyMustNewDecFromStr(in))
		require.NoError(t, err)
		require.Equal(t, math.LegacyMustNewDecFromStr(want).String(), got.String(), "2^%s", in)
	}
}

func TestDomain(t *testing.T) {
	for _, in := range []string{"0.999999999999999999", "0", "-1", "-8"} {
		_, err := Log2(math.LegacyMustNewDecFromStr(in))
		require.ErrorIs(t, err, ErrDomain, in)
	}
	for _, in := range []string{"64.000000000000000001", "-64.000000000000000001", "1000000", "-1000000"} {
		_, err := Exp2(math.LegacyMustNewDecFromStr(in))
		require.ErrorIs(t, err, ErrDomain, in)
	}
	_, err := Log2(math.LegacyDec{})
	require.ErrorIs(t, err, ErrDomain)
	_, err = Exp2(math.LegacyDec{})
	require.ErrorIs(t, err, ErrDomain)
}

// drawDec draws a decimal from low to low plus 2^maxBits units of the last decimal, all magnitudes alike.
func drawDec(t *rapid.T, low math.LegacyDec, maxBits int, label string) math.LegacyDec {
	raw := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), (maxBits+7)/8, (maxBits+7)/8).Draw(t, label))
	raw.Rsh(raw, uint(len(raw.Bytes())*8-rapid.IntRange(0, len(raw.Bytes())*8).Draw(t, label+"Bits")))
	return low.Add(math.LegacyNewDecFromBigIntWithPrec(raw, math.LegacyPrecision))
}

func TestLog2Bound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDec(t, math.LegacyOneDec(), 240, "x")
		got, err := Log2(x)
		require.NoError(t, err)
		requireBelow(t, refLog2(floatOf(x)), got)
	})
}

func drawExponent(t *rapid.T, label string) math.LegacyDec {
	const limit = 64
	whole := rapid.Int64Range(-limit, limit-1).Draw(t, label)
	frac := rapid.Int64Range(0, 1e18).Draw(t, label+"Frac")
	return math.LegacyNewDec(whole).Add(math.LegacyNewDecWithPrec(frac, math.LegacyPrecision))
}

func TestExp2Bound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawExponent(t, "x")
		got, err := Exp2(x)
		require.NoError(t, err)
		requireBelow(t, refExp2(x), got)
	})
}

func TestMonotone(t *testing.T) {
	check := func(t require.TestingT, f func(math.LegacyDec) (math.LegacyDec, error), a, b math.LegacyDec) {
		low, err := f(math.LegacyMinDec(a, b))
		require.NoError(t, err)
		high, err := f(math.LegacyMaxDec(a, b))
		require.NoError(t, err)
		require.True(t, low.LTE(high), "%s and %s", a, b)
	}
	last := math.LegacySmallestDec()
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawDec(t, math.LegacyOneDec(), 240, "x"), drawDec(t, math.LegacyOneDec(), 240, "y")
		check(t, Log2, x, y)
		check(t, Log2, x, x.Add(last))
		a, b := drawExponent(t, "a"), drawExponent(t, "b")
		check(t, Exp2, a, b)
		check(t, Exp2, a, math.LegacyMinDec(a.Add(last), math.LegacyNewDec(64)))
	})
	for n := int64(-63); n < 64; n++ { // where the whole part changes
		whole := math.LegacyNewDec(n)
		check(t, Exp2, whole.Sub(last), whole)
		check(t, Exp2, whole, whole.Add(last))
	}
	for n := 1; n < 190; n++ {
		power := math.LegacyNewDecFromBigInt(new(big.Int).Lsh(big.NewInt(1), uint(n)))
		check(t, Log2, power.Sub(last), power)
		check(t, Log2, power, power.Add(last))
	}
}

// The sum rule holds up to rounding: log2(xy) = log2 x + log2 y; and 2^log2(x) comes back to x.
func TestInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDec(t, math.LegacyOneDec(), 120, "x")
		log, err := Log2(x)
		require.NoError(t, err)
		back, err := Exp2(log)
		require.NoError(t, err)
		require.True(t, back.LTE(x))
		// 2^(-1.1e-18) is 1 - 0.77e-18: a relative error, then the rounding of the last decimal.
		allowed := x.Mul(math.LegacySmallestDec()).Add(math.LegacyNewDecWithPrec(2, math.LegacyPrecision))
		require.True(t, x.Sub(back).LTE(allowed), "%s came back as %s", x, back)
	})
}

func TestArgumentsAreNotChanged(t *testing.T) {
	x := math.LegacyMustNewDecFromStr("3.7")
	_, err := Log2(x)
	require.NoError(t, err)
	_, err = Exp2(x)
	require.NoError(t, err)
	require.Equal(t, "3.700000000000000000", x.String())
}

func BenchmarkLog2(b *testing.B) {
	x := math.LegacyMustNewDecFromStr("1234567.891")
	for b.Loop() {
		if _, err := Log2(x); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExp2(b *testing.B) {
	x := math.LegacyMustNewDecFromStr("-12.345678901234567891")
	for b.Loop() {
		if _, err := Exp2(x); err != nil {
			b.Fatal(err)
		}
	}
}

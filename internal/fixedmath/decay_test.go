package fixedmath

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// refDecay multiplies x by the square roots of square roots of 1/2 that the binary digits of elapsed/halfLife stand for. Whole
// half-lives beyond the precision of the reference leave nothing.
func refDecay(x math.LegacyDec, elapsed, halfLife int64) *big.Float {
	if elapsed/halfLife > 4*refPrec {
		return float(0)
	}
	result, root := floatOf(x), new(big.Float).SetMantExp(float(1), -1)
	rest, den := big.NewInt(elapsed%halfLife), big.NewInt(halfLife)
	for range refPrec / 2 {
		root = new(big.Float).SetPrec(refPrec).Sqrt(root)
		rest.Lsh(rest, 1)
		if rest.Cmp(den) >= 0 {
			rest.Sub(rest, den)
			result.Mul(result, root)
		}
	}
	return result.SetMantExp(result, -int(elapsed/halfLife))
}

func TestDecayKnown(t *testing.T) {
	for _, tc := range []struct {
		x                 string
		elapsed, halfLife int64
		want              string
	}{
		{"100000", 0, 1, "100000"},
		{"100000", 0, 1 << 62, "100000"},
		{"100000", 7, 7, "50000"},
		{"100000", 21, 7, "12500"},
		{"100000", 1, 2, "70710.678118654752440084"},
		{"1", 1, 3, "0.793700525984099737"},
		{"1", 2, 3, "0.629960524947436582"},
		{"0.000000000000000001", 1, 1000, "0"},
		{"0.000000000000000003", 1, 1, "0.000000000000000001"},
		{"1000000000000", 99, 1, "0.000000000000000001"},
		{"1000000000000", 100, 1, "0"},
		{"1000000000000", 1<<63 - 1, 1, "0"},
		{"1000000000000", 1<<63 - 1, 1<<63 - 1, "500000000000"},
		{"0", 5, 7, "0"},
	} {
		got, err := Decay(math.LegacyMustNewDecFromStr(tc.x), tc.elapsed, tc.halfLife)
		require.NoError(t, err)
		require.Equal(t, math.LegacyMustNewDecFromStr(tc.want).String(), got.String(), "%s after %d/%d", tc.x, tc.elapsed, tc.halfLife)
	}
}

func TestDecayDomain(t *testing.T) {
	one, most := math.LegacyOneDec(), math.LegacyNewDecFromBigInt(new(big.Int).Lsh(big.NewInt(1), 128))
	_, err := Decay(most, 1, 2)
	require.NoError(t, err)
	for _, tc := range []struct {
		x                 math.LegacyDec
		elapsed, halfLife int64
	}{
		{math.LegacyDec{}, 1, 1}, {one.Neg(), 1, 1}, {most.Add(math.LegacySmallestDec()), 1, 1}, {one, -1, 1}, {one, 1, 0}, {one, 1, -1},
	} {
		_, err := Decay(tc.x, tc.elapsed, tc.halfLife)
		require.ErrorIs(t, err, ErrDomain)
	}
}

// requireDecayed asserts the bound that Decay states.
func requireDecayed(t require.TestingT, x math.LegacyDec, elapsed, halfLife int64, got math.LegacyDec) {
	lost := floatOf(x)
	requireBelowBy(t, refDecay(x, elapsed, halfLife), got, "1e-18", lost.SetMantExp(lost, -185))
}

func drawTimes(t *rapid.T) (elapsed, halfLife int64) {
	halfLife = rapid.Int64Range(1, 1<<62).Draw(t, "halfLife") >> rapid.IntRange(0, 61).Draw(t, "halfLifeBits")
	halfLife = max(halfLife, 1)
	if rapid.Bool().Draw(t, "near") && halfLife < 1<<50 {
		return rapid.Int64Range(0, 100*halfLife).Draw(t, "elapsed"), halfLife
	}
	return rapid.Int64Range(0, 1<<63-1).Draw(t, "elapsed"), halfLife
}

func TestDecayBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawDec(t, math.LegacyZeroDec(), 184, "x")
		elapsed, halfLife := drawTimes(t)
		got, err := Decay(x, elapsed, halfLife)
		require.NoError(t, err)
		requireDecayed(t, x, elapsed, halfLife, got)
	})
}

// Later is never more, a larger number never less, and two steps leave what one does, up to their rounding.
func TestDecayIsMonotone(t *testing.T) {
	decay := func(t *rapid.T, x math.LegacyDec, elapsed, halfLife int64) math.LegacyDec {
		got, err := Decay(x, elapsed, halfLife)
		require.NoError(t, err)
		require.False(t, got.IsNegative())
		return got
	}
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawDec(t, math.LegacyZeroDec(), 184, "x"), drawDec(t, math.LegacyZeroDec(), 184, "y")
		first, halfLife := drawTimes(t)
		second := rapid.Int64Range(0, 1<<63-1-first).Draw(t, "second")
		if rapid.Bool().Draw(t, "one more") {
			second = min(1, 1<<63-1-first)
		}
		after, later := decay(t, x, first, halfLife), decay(t, x, first+second, halfLife)
		require.True(t, later.LTE(after), "time")
		require.True(t, after.LTE(x))
		require.True(t, decay(t, math.LegacyMinDec(x, y), first, halfLife).LTE(decay(t, math.LegacyMaxDec(x, y), first, halfLife)), "number")
		steps := decay(t, after, second, halfLife)
		require.True(t, steps.LTE(later.Add(math.LegacySmallestDec())))
		require.True(t, later.Sub(steps).LTE(math.LegacyNewDecWithPrec(2, math.LegacyPrecision)), "%s in one step, %s in two", later, steps)
	})
}

func FuzzDecay(f *testing.F) {
	f.Add([]byte{1}, int64(1), int64(2))
	f.Add([]byte("a larger number than that"), int64(63_072_000_000), int64(86_400_000))
	f.Add([]byte("00000000000000000000FFF"), int64(67), int64(69)) // 1.0039e-18 below
	f.Fuzz(func(t *testing.T, raw []byte, elapsed, halfLife int64) {
		x := math.LegacyNewDecFromBigIntWithPrec(new(big.Int).SetBytes(raw[:min(len(raw), 23)]), math.LegacyPrecision)
		got, err := Decay(x, elapsed, halfLife)
		if elapsed < 0 || halfLife <= 0 {
			require.ErrorIs(t, err, ErrDomain)
			return
		}
		require.NoError(t, err)
		requireDecayed(t, x, elapsed, halfLife, got)
	})
}

func FuzzExp2(f *testing.F) {
	f.Add(int64(-3), int64(5e17))
	f.Add(int64(64), int64(0))
	f.Fuzz(func(t *testing.T, whole, frac int64) {
		x := math.LegacyNewDec(whole).Add(math.LegacyNewDecWithPrec(frac, math.LegacyPrecision))
		got, err := Exp2(x)
		if x.Abs().GT(math.LegacyNewDec(maxExponent)) {
			require.ErrorIs(t, err, ErrDomain)
			return
		}
		require.NoError(t, err)
		requireBelow(t, refExp2(x), got)
	})
}

func BenchmarkDecay(b *testing.B) {
	x := math.LegacyMustNewDecFromStr("1234567.891")
	for b.Loop() {
		if _, err := Decay(x, 1_234_567_890, 63_072_000_000); err != nil {
			b.Fatal(err)
		}
	}
}

package types_test

import (
	stdmath "math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/reputation/types"
)

const day = 24 * time.Hour

func TestRead(t *testing.T) {
	for _, tc := range []struct {
		name     string
		halfLife time.Duration
		value    string
		after    time.Duration
		want     string
	}{
		{"at once", 2 * day, "1000", 0, "1000"},
		{"half a half-life", 2 * day, "1000", day, "707.106781186547524400"},
		{"one", 2 * day, "1000", 2 * day, "500"},
		{"ten", 2 * day, "1024", 20 * day, "1"},
		{"off", 0, "1000", 100_000 * day, "1000"},
		{"a clock that went back", 2 * day, "1000", -day, "1000"},
		{"above a lowered cap", 2 * day, "300000", 0, "100000"},
		{"above it, decayed first", 2 * day, "300000", 2 * day, "100000"},
		{"no longer above it", 2 * day, "300000", 4 * day, "75000"},
	} {
		params := types.DefaultParams()
		params.HalfLife = tc.halfLife
		const written = 1_700_000_000_000
		got, err := params.Read(types.Score{Value: dec(tc.value), UpdatedMs: written}, written+tc.after.Milliseconds())
		require.NoError(t, err)
		require.Equal(t, dec(tc.want).String(), got.String(), tc.name)
	}
}

func TestRankKey(t *testing.T) {
	params := types.DefaultParams()
	for _, tc := range []struct {
		value    string
		updated  int64
		halfLife time.Duration
		want     int64
	}{
		{"0", 5, day, 0},
		{"1", 0, day, 0},
		{"1024", 0, day, 10_000_000_000},
		{"1024", 86_400_000, day, 11_000_000_000},
		{"1024", 86_400_000, 0, 10_000_000_000},
		{"0.5", 0, day, -1_000_000_000},
		{"0.000000000000000001", 0, day, -59_794_705_707}, // log2(10^-18)
		{"1", stdmath.MaxInt64, day, stdmath.MaxInt64},
	} {
		params.HalfLife = tc.halfLife
		got, err := params.RankKey(dec(tc.value), tc.updated)
		require.NoError(t, err)
		require.Equal(t, tc.want, got, "%s at %d", tc.value, tc.updated)
	}
}

// Of two scores the one with the higher key reads higher at every time, but for what a key cannot tell apart and the last
// decimals.
func TestRankKeysOrderScoresForEver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		params := types.DefaultParams()
		params.HalfLife = time.Duration(rapid.Int64Range(24, 87_600).Draw(t, "hours")) * time.Hour
		score := func(label string) (types.Score, int64) {
			value := math.LegacyNewDecWithPrec(rapid.Int64Range(1, 1<<62).Draw(t, label), rapid.Int64Range(0, 18).Draw(t, label+" prec"))
			s := types.Score{Value: math.LegacyMinDec(value, dec("1000000000000")), UpdatedMs: rapid.Int64Range(0, 1<<42).Draw(t, label+" at")}
			key, err := params.RankKey(s.Value, s.UpdatedMs)
			require.NoError(t, err)
			return s, key
		}
		a, keyA := score("a")
		b, keyB := score("b")
		if keyA < keyB {
			a, b = b, a
		}
		now := max(a.UpdatedMs, b.UpdatedMs) + rapid.Int64Range(0, 1<<42).Draw(t, "later")
		high, err := params.Read(a, now)
		require.NoError(t, err)
		low, err := params.Read(b, now)
		require.NoError(t, err)
		slack := low.Mul(dec("0.000000002")).Add(dec("0.000000000000000002"))
		require.True(t, high.GTE(low.Sub(slack)), "%s should not be below %s", high, low)
	})
}

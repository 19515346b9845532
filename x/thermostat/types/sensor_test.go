package types

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/fixedmath"
)

func TestEverySensorIsOfACategoryOrOfTheMarket(t *testing.T) {
	require.Len(t, SensorKind_name, 19, "a new sensor: say below what it is, and in the explanation in what unit")
	category := []SensorKind{
		SENSOR_KIND_TIME_TO_ASSIGNMENT, SENSOR_KIND_BACKLOG_AGE, SENSOR_KIND_BACKLOG, SENSOR_KIND_SLA, SENSOR_KIND_REJECTION_RATE,
		SENSOR_KIND_SPEND, SENSOR_KIND_FREE_CAPACITY,
	}
	for n := range SensorKind_name {
		require.Equal(t, contains(category, SensorKind(n)), SensorKind(n).OfCategory(), SensorKind(n))
	}
}

func contains(list []SensorKind, k SensorKind) bool {
	for _, other := range list {
		if other == k {
			return true
		}
	}
	return false
}

func TestMeasureAtTheEdges(t *testing.T) {
	for _, tc := range []struct{ natural, measured string }{
		{"0", "0"},
		{"1", "1"},
		{"3600", "11.814181884190280490"},
		{"0.000000000000000001", "0.000000000000000001"},
		{"340282366920938463463374607431768211455", "128"},
		{"340282366920938463463374607431768211456", "128"},
		{"340282366920938463463374607431768211457", "128"},
	} {
		got, err := SENSOR_KIND_BACKLOG_AGE.Measure(fixed(tc.natural))
		require.NoError(t, err)
		require.Equal(t, fixed(tc.measured).String(), got.String(), tc.natural)
	}
	largest := decoded(bytesOfOnes(39), false)
	got, err := SENSOR_KIND_SPEND.Measure(largest)
	require.NoError(t, err)
	require.Equal(t, math.LegacyNewDec(128).String(), got.String())
	// The largest number of base units that there can be.
	huge := math.NewIntFromBigInt(decoded(bytesOfOnes(32), false).BigInt())
	got, err = SENSOR_KIND_SPEND.Measure(math.LegacyNewDecFromInt(huge))
	require.NoError(t, err)
	require.Equal(t, math.LegacyNewDec(128).String(), got.String())

	share, err := SENSOR_KIND_SLA.Measure(fixed("0.95"))
	require.NoError(t, err)
	require.Equal(t, fixed("0.95"), share)
	_, err = SENSOR_KIND_BACKLOG.Measure(fixed("-0.000000000000000001"))
	require.ErrorIs(t, err, fixedmath.ErrDomain)
	_, err = SENSOR_KIND_SLA.Measure(math.LegacyDec{})
	require.ErrorIs(t, err, fixedmath.ErrDomain)
}

func TestNaturalAtTheEdges(t *testing.T) {
	for _, tc := range []struct{ measured, natural string }{
		{"-1", "0"},
		{"0", "0"},
		{"10", "1023"},
		{"59", "576460752303423487"},
		{"64", "18446744073709551615"},
		{"100", "1267650600228229401496703205375"},
		{"128", "340282366920938463463374607431768211455"},
		{"129", "340282366920938463463374607431768211455"},
		{"1000000000", "340282366920938463463374607431768211455"},
	} {
		got, err := SENSOR_KIND_SPEND.Natural(fixed(tc.measured))
		require.NoError(t, err)
		require.Equal(t, fixed(tc.natural).String(), got.String(), tc.measured)
	}
	share, err := SENSOR_KIND_SLA.Natural(fixed("0.95"))
	require.NoError(t, err)
	require.Equal(t, fixed("0.95"), share)
	_, err = SENSOR_KIND_SPEND.Natural(math.LegacyDec{})
	require.ErrorIs(t, err, fixedmath.ErrDomain)
}

func TestManipulationBound(t *testing.T) {
	for _, tc := range []struct {
		bps   uint32
		scale string
		k     SensorKind
		want  string
	}{
		{1_000, "2", SENSOR_KIND_BACKLOG, "0.111111111111111111"},
		{1_000, "64", SENSOR_KIND_BACKLOG, "0.111111111111111111"},
		{1_000, "0.5", SENSOR_KIND_SLA, "0.111111111111111111"},
		{1_000, "1", SENSOR_KIND_BACKLOG, "0.222222222222222222"},
		{2_500, "2", SENSOR_KIND_BACKLOG, "0.333333333333333333"},
		{5_000, "2", SENSOR_KIND_BACKLOG, "1"},
		{10_000, "2", SENSOR_KIND_BACKLOG, "1"},
	} {
		p := DefaultParams()
		p.OrganisationBps = tc.bps
		require.Equal(t, fixed(tc.want).String(), ManipulationBound(p, fixed(tc.scale), tc.k).String(), "%d, %s", tc.bps, tc.scale)
	}
}

package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

func dec(s string) math.LegacyDec { return math.LegacyMustNewDecFromStr(s) }

// Each sensor has its own part of what a bin has counted.
func TestSamplesOfABin(t *testing.T) {
	b := types.NewBin("general", 3)
	b.Enter(1_000)
	b.Enter(3_000)
	b.Enter(5_000)
	require.NoError(t, b.Post(math.NewInt(1_023)))
	require.NoError(t, b.Assign(31_000))
	require.NoError(t, b.Assign(63_000))
	require.NoError(t, b.Assign(-5))
	b.Submit(true)
	b.Submit(false)
	require.NoError(t, b.Decide(127_000))
	b.Judge(types.Judged{Rejected: true})
	b.Judge(types.Judged{Disputed: true, Overturned: true})
	b.Judge(types.Judged{Disputed: true})
	b.Seat(true)
	b.Seat(false)
	b.Seat(false)
	b.Seat(false)

	for sensor, want := range map[types.SensorKind]types.Sample{
		types.SENSOR_KIND_TIME_TO_ASSIGNMENT: {N: 3, Sum: dec("11")},
		// In the mean they are open for 1,023 seconds: 10 octaves each.
		types.SENSOR_KIND_BACKLOG_AGE:    {N: 3, Sum: dec("30")},
		types.SENSOR_KIND_BACKLOG:        {N: 1, Sum: dec("2")},
		types.SENSOR_KIND_SLA:            {N: 2, Sum: dec("1")},
		types.SENSOR_KIND_REJECTION_RATE: {N: 3, Sum: dec("1")},
		types.SENSOR_KIND_VALIDATION_LAG: {N: 1, Sum: dec("7")},
		types.SENSOR_KIND_ABSENCE_RATE:   {N: 4, Sum: dec("1")},
		types.SENSOR_KIND_OVERTURN_RATE:  {N: 3, Sum: dec("1")},
		types.SENSOR_KIND_DISPUTE_RATE:   {N: 3, Sum: dec("2")},
		types.SENSOR_KIND_POOL_LEVEL:     {N: 0, Sum: dec("0")},
	} {
		got, err := b.Sample(sensor, 1_026_000)
		require.NoError(t, err)
		require.Equal(t, want, got, sensor)
	}
	require.Equal(t, types.Sample{N: 1, Sum: dec("10")}, b.Payouts())

	// What is open stays; the rest begins again.
	next := types.NewBin("general", 3)
	next.Open, next.SinceSum = 3, math.NewInt(9_000)
	require.Equal(t, next, b.NextEpoch())
}

// A bin that has nothing to say says nothing.
func TestAnEmptyBinSaysNothing(t *testing.T) {
	for sensor := range types.SensorKind_name {
		s, err := types.NewBin("", 0).Sample(types.SensorKind(sensor), 5)
		require.NoError(t, err)
		require.Equal(t, types.Sample{Sum: math.LegacyZeroDec()}, s)
	}
}

// What was offered after the fold began is not old.
func TestTheBacklogIsNeverYoungerThanNow(t *testing.T) {
	b := types.NewBin("general", 3)
	b.Enter(2_000)
	s, err := b.Sample(types.SENSOR_KIND_BACKLOG_AGE, 1_000)
	require.NoError(t, err)
	require.Equal(t, types.Sample{N: 1, Sum: dec("0")}, s)
}

// Whoever enters leaves again, in any order, and nothing is left; leaving once too often is nothing.
func TestTheBacklogEmpties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := types.NewBin("general", 3)
		moments := rapid.SliceOf(rapid.Int64Range(1, 1<<50)).Draw(t, "moments")
		for _, ms := range moments {
			b.Enter(ms)
		}
		require.Equal(t, uint64(len(moments)), b.Open)
		for _, ms := range rapid.Permutation(moments).Draw(t, "order") {
			b.Leave(ms)
			require.False(t, b.SinceSum.IsNegative())
		}
		b.Leave(1)
		require.Equal(t, types.NewBin("general", 3), b)
	})
}

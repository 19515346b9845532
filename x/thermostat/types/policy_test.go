package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestPrices(t *testing.T) {
	params := jobstypes.DefaultParams()
	params.ValidationFeeBps, params.ProtocolFeeBps = 900, 200
	category := jobstypes.Category{BonusBps: 500}
	dec := testutil.Dec
	for _, tc := range []struct {
		name string
		o    types.Outputs
		want jobstypes.Prices
	}{
		{"none", types.Outputs{}, jobstypes.Prices{BonusBps: 500, ValidationFeeBps: 900, ProtocolFeeBps: 200, SeatLockBps: 10_000}},
		{
			"neutral",
			types.Outputs{Reward: dec("0"), ValidationFee: dec("10000"), ProtocolFee: dec("10000"), SeatLock: dec("10000")},
			jobstypes.Prices{BonusBps: 500, ValidationFeeBps: 900, ProtocolFeeBps: 200, SeatLockBps: 10_000},
		},
		{
			"floored",
			types.Outputs{Reward: dec("33.9"), ValidationFee: dec("12345.6"), ProtocolFee: dec("9999"), SeatLock: dec("12000.7")},
			jobstypes.Prices{BonusBps: 533, ValidationFeeBps: 1_111, ProtocolFeeBps: 199, SeatLockBps: 12_000},
		},
		{
			"held within bounds",
			types.Outputs{Reward: dec("10000"), ValidationFee: dec("60000"), ProtocolFee: dec("200000"), SeatLock: dec("9000")},
			jobstypes.Prices{BonusBps: 10_000, ValidationFeeBps: 5_000, ProtocolFeeBps: 2_000, SeatLockBps: 10_000},
		},
		{"no fee", types.Outputs{ProtocolFee: dec("0")}, jobstypes.Prices{BonusBps: 500, ValidationFeeBps: 900, SeatLockBps: 10_000}},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Equal(t, tc.want, tc.o.Prices(category, params)) })
	}
}

// Whatever valid loops and parameters make of them, x/jobs takes the prices.
func TestPricesAreWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		output := func(name string, low, high uint32) math.LegacyDec {
			return math.LegacyNewDecWithPrec(rapid.Int64Range(int64(low)*1_000, int64(high)*1_000).Draw(t, name), 3)
		}
		o := types.Outputs{
			Reward: output("reward", 0, types.MaxReward), ValidationFee: output("validation", types.MinValidationFee, types.MaxValidationFee),
			ProtocolFee: output("protocol", 0, types.MaxProtocolFee), SeatLock: output("lock", types.MinSeatLock, types.MaxSeatLock),
		}
		params := jobstypes.DefaultParams()
		params.ValidationFeeBps = rapid.Uint32Range(0, jobstypes.MaxValidationFeeBps).Draw(t, "validation fee")
		params.ProtocolFeeBps = rapid.Uint32Range(0, jobstypes.MaxProtocolFeeBps).Draw(t, "protocol fee")
		category := jobstypes.Category{BonusBps: rapid.Uint32Range(0, jobstypes.MaxBonusBps).Draw(t, "bonus")}

		p := o.Prices(category, params)

		require.LessOrEqual(t, p.ValidationFeeBps, uint32(jobstypes.MaxValidationFeeBps))
		require.LessOrEqual(t, p.ProtocolFeeBps, uint32(jobstypes.MaxProtocolFeeBps))
		require.LessOrEqual(t, p.BonusBps, uint32(jobstypes.MaxBonusBps))
		require.GreaterOrEqual(t, p.BonusBps, category.BonusBps, "a loop only adds")
		require.GreaterOrEqual(t, p.SeatLockBps, uint32(types.MinSeatLock))
		require.LessOrEqual(t, p.SeatLockBps, uint32(types.MaxSeatLock))
	})
}

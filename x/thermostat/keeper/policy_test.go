package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// prices are those of a posting in a category now.
func (f *fixture) prices(category string) jobstypes.Prices {
	f.t.Helper()
	p, err := f.k.Prices(f.ctx, jobstypes.Category{Slug: category}, f.jobs.Params)
	require.NoError(f.t, err)
	return p
}

func TestPrices(t *testing.T) {
	neutral := func(p jobstypes.Params) jobstypes.Prices {
		return jobstypes.Prices{
			ValidationFeeBps: p.ValidationFeeBps, ProtocolFeeBps: p.ProtocolFeeBps, SeatLockBps: jobstypes.BpsDenominator,
		}
	}
	f := setup(t)
	require.Equal(t, neutral(f.jobs.Params), f.prices("data"), "without loops they are the parameters")

	fee, lock := testutil.MarketLoop("fee", types.ACTUATOR_VALIDATION_FEE), testutil.MarketLoop("lock", types.ACTUATOR_SEAT_LOCK)
	tax, maps, reward := testutil.MarketLoop("tax", types.ACTUATOR_PROTOCOL_FEE), ownLoop("maps", "maps"), testutil.Loop("reward")
	reward.Neutral = 300
	f = setup(t, fee, lock, maps, reward, tax)
	require.Equal(t, neutral(f.jobs.Params), f.prices("data"), "a loop that has made no step turns nothing")

	f.stand(fee, "", "15000")
	f.stand(lock, "", "12000.9")
	f.stand(tax, "", "5000")
	f.stand(reward, "data", "800")
	f.stand(maps, "maps", "900")
	f.stand(reward, "maps", "4000")
	want := jobstypes.Prices{
		ValidationFeeBps: f.jobs.Params.ValidationFeeBps * 3 / 2, ProtocolFeeBps: f.jobs.Params.ProtocolFeeBps / 2,
		SeatLockBps: 12_000, BonusBps: 800,
	}
	require.Equal(t, want, f.prices("data"))
	want.BonusBps = 900
	require.Equal(t, want, f.prices("maps"), "a category's own loop comes first")
	want.BonusBps = 0
	require.Equal(t, want, f.prices("general"))

	// A changed parameter takes effect at once.
	f.jobs.Params.ProtocolFeeBps = 1_000
	require.Equal(t, uint32(500), f.prices("data").ProtocolFeeBps)
	p, err := f.k.Prices(f.ctx, jobstypes.Category{Slug: "data", BonusBps: 50}, f.jobs.Params)
	require.NoError(t, err)
	require.Equal(t, uint32(850), p.BonusBps)
}

// What a posting pays for prices does not grow with loops, steps, jobs or categories.
func TestPricesReadLittle(t *testing.T) {
	fee, lock := testutil.MarketLoop("fee", types.ACTUATOR_VALIDATION_FEE), testutil.MarketLoop("lock", types.ACTUATOR_SEAT_LOCK)
	tax, reward := testutil.MarketLoop("tax", types.ACTUATOR_PROTOCOL_FEE), testutil.Loop("reward")
	f := setup(t, fee, lock, reward, tax)
	for _, l := range []types.Loop{fee, lock, tax} {
		f.stand(l, "", "10000")
	}
	f.stand(reward, "data", "800")

	require.Equal(t, 9, f.reads(func(ctx sdk.Context) {
		_, err := f.k.Prices(ctx, jobstypes.Category{Slug: "data"}, f.jobs.Params)
		require.NoError(t, err)
	}))
}

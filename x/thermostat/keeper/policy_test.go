package keeper_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

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

	require.Equal(t, 2, f.reads(func(ctx sdk.Context) {
		_, err := f.k.Prices(ctx, jobstypes.Category{Slug: "data"}, f.jobs.Params)
		require.NoError(t, err)
	}))
}

// Whatever the council does with loops, and wherever they stand: prices are those of the loops that turn, also after a restart.
func TestPricesFollowTheLoops(t *testing.T) {
	f := setup(t)
	loops := []types.Loop{
		testutil.Loop("reward"), ownLoop("maps", "maps"), ownLoop("data", "data"),
		testutil.MarketLoop("fee", types.ACTUATOR_VALIDATION_FEE), testutil.MarketLoop("tax", types.ACTUATOR_PROTOCOL_FEE),
		testutil.MarketLoop("lock", types.ACTUATOR_SEAT_LOCK), testutil.MarketLoop("mint", types.ACTUATOR_EMISSION),
	}
	categories := []string{"data", "maps", "general"}
	before := f.ctx
	defer func() { f.ctx = before }()
	rapid.Check(t, func(t *rapid.T) {
		f.ctx, _ = before.CacheContext()
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			loop := rapid.SampledFrom(loops).Draw(t, "loop")
			category := loop.Category
			if loop.SteersMany() {
				category = rapid.SampledFrom(categories).Draw(t, "category")
			}
			switch rapid.IntRange(0, 4).Draw(t, "act") {
			case 0, 1: // A loop that is there already is replaced; one that was just removed is refused.
				loop.OutMax -= rapid.Uint32Range(0, 5).Draw(t, "most")
				if _, err := f.k.SetLoop(f.ctx, loop); err != nil {
					require.ErrorIs(t, err, types.ErrInvalidLoop)
				}
			case 2:
				if err := f.k.RemoveLoop(f.ctx, loop.Id); err != nil {
					require.ErrorIs(t, err, types.ErrUnknownLoop)
				}
				f.k.ForgetRemoved(f.ctx)
			default:
				value := rapid.Uint32Range(loop.OutMin, loop.OutMax-5).Draw(t, "value")
				if _, err := f.k.Override(f.ctx, loop.Id, category, value, time.Hour); err != nil {
					require.True(t, errors.Is(err, types.ErrUnknownLoop) || errors.Is(err, types.ErrUnknownCategory), "%s", err)
				}
			}
			require.Empty(t, broken(f.ctx, f.k.Invariants()))
		}
		was := f.dump()
		gs, err := f.k.ExportGenesis(f.ctx)
		require.NoError(t, err)
		restarted := setup(f.t)
		require.NoError(t, restarted.k.InitGenesis(restarted.ctx, *gs))
		for _, category := range categories {
			require.Equal(t, f.prices(category), restarted.prices(category))
		}
		require.Equal(t, was, f.dump(), "to ask changes nothing")
	})
}

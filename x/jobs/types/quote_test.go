package types

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

func TestNewQuote(t *testing.T) {
	for _, tc := range []struct {
		name                              string
		payout                            int64
		work                              time.Duration
		requested                         uint32
		seats                             uint32
		seatFee, validation, protocol, bd int64
	}{
		// 8 % of 100 AGI by 3: 2.666666 AGI each. Bond: 5 AGI and 1/2160 of it for one hour of 90 days.
		{"100 AGI", 100_000_000, time.Hour, 0, 3, 2_666_666, 7_999_998, 2_000_000, 5_002_314},
		{"longest work doubles the bond", 100_000_000, 90 * 24 * time.Hour, 0, 3, 2_666_666, 7_999_998, 2_000_000, 10_000_000},
		{"larger committee", 100_000_000, time.Hour, 5, 5, 1_600_000, 8_000_000, 2_000_000, 5_002_314},
		{"smaller wish than the table", 10_000_000_000, time.Hour, 3, 5, 160_000_000, 800_000_000, 200_000_000, 500_231_481},
		{"last unit of the first tier", 9_999_999_999, time.Hour, 0, 3, 266_666_666, 799_999_998, 199_999_999, 500_231_480},
		{"third tier", 1_000_000_000_000, time.Hour, 0, 7, 11_428_571_428, 79_999_999_996, 20_000_000_000, 50_023_148_148},
		{"min seat fee", 1_000_000, time.Second, 0, 3, 100_000, 300_000, 20_000, 1_000_000},
		{"bond never above the payout", 500_000, time.Hour, 0, 3, 100_000, 300_000, 10_000, 500_000},
		{"one unit", 1, time.Hour, 0, 3, 100_000, 300_000, 0, 1},
		{"bond at its cap", 100_000_000_000_000, 90 * 24 * time.Hour, 21, 21, 380_952_380_952, 7_999_999_999_992, 2_000_000_000_000, 1_000_000_000_000},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := quoteInput(math.NewInt(tc.payout))
			in.WorkDuration, in.RequestedSeats = tc.work, tc.requested
			q, err := NewQuote(in)
			require.NoError(t, err)
			require.Equal(t, tc.seats, q.Seats)
			require.Equal(t,
				[]int64{tc.payout, tc.seatFee, tc.validation, tc.protocol, tc.bd, tc.payout + tc.validation + tc.protocol, 0},
				[]int64{
					q.Escrow.Payout.Int64(), q.SeatFee.Int64(), q.Escrow.ValidationFee.Int64(), q.Escrow.ProtocolFee.Int64(),
					q.Bond.Int64(), q.Total.Int64(), q.SeatLock.Int64(),
				})
		})
	}
}

func TestNewQuoteRefuses(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*QuoteInput)
		err    error
	}{
		{"no payout", func(in *QuoteInput) { in.Payout = math.Int{} }, ErrPayout},
		{"zero", func(in *QuoteInput) { in.Payout = math.ZeroInt() }, ErrPayout},
		{"negative", func(in *QuoteInput) { in.Payout = math.NewInt(-1) }, ErrPayout},
		{"at the category's cap", func(in *QuoteInput) { in.Payout = in.Category.MaxPayout }, nil},
		{"above the category's cap", func(in *QuoteInput) { in.Payout = in.Category.MaxPayout.AddRaw(1) }, ErrPayout},
		{"above every bound", func(in *QuoteInput) {
			in.Category.MaxPayout = math.NewIntWithDecimal(1, 60)
			in.Payout = MaxAmount().AddRaw(1)
		}, ErrPayout},
		{"work at the minimum", func(in *QuoteInput) { in.WorkDuration = time.Second }, nil},
		{"work below the minimum", func(in *QuoteInput) { in.WorkDuration = time.Second - time.Millisecond }, ErrDuration},
		{"work at the maximum", func(in *QuoteInput) { in.WorkDuration = 90 * 24 * time.Hour }, nil},
		{"work above the maximum", func(in *QuoteInput) { in.WorkDuration = 90*24*time.Hour + time.Millisecond }, ErrDuration},
		{"parts of milliseconds", func(in *QuoteInput) { in.WorkDuration += time.Microsecond }, ErrDuration},
		{"a category without durations", func(in *QuoteInput) {
			in.Category.MinWorkDuration, in.Category.MaxWorkDuration, in.WorkDuration = 0, 0, 0
		}, ErrDuration},
		{"even committee", func(in *QuoteInput) { in.RequestedSeats = 4 }, ErrSeats},
		{"largest committee", func(in *QuoteInput) { in.RequestedSeats = MaxSeats }, nil},
		{"too large a committee", func(in *QuoteInput) { in.RequestedSeats = MaxSeats + 2 }, ErrSeats},
		{"a category without seats", func(in *QuoteInput) { in.Category.Seats = nil }, ErrSeats},
		{"prices beyond the whole", func(in *QuoteInput) { in.Prices.ProtocolFeeBps = 10_001 }, ErrPrices},
		{"validation beyond the whole", func(in *QuoteInput) { in.Prices.ValidationFeeBps = 10_001 }, ErrPrices},
		{"no seat lock named", func(in *QuoteInput) { in.Prices.SeatLockBps = 0 }, nil},
		{"the lowest seat lock", func(in *QuoteInput) { in.Prices.SeatLockBps = 10_000 }, nil},
		{"less than is asked", func(in *QuoteInput) { in.Prices.SeatLockBps = 9_999 }, ErrPrices},
		{"the highest seat lock", func(in *QuoteInput) { in.Prices.SeatLockBps = 50_000 }, nil},
		{"a seat lock above it", func(in *QuoteInput) { in.Prices.SeatLockBps = 50_001 }, ErrPrices},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := quoteInput(math.NewInt(100 * agi))
			tc.change(&in)
			_, err := NewQuote(in)
			require.ErrorIs(t, err, tc.err)
		})
	}
}

// Whatever is quoted stays within its bounds and does not overflow.
func TestQuoteBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, category := drawParams(t), testCategory()
		category.MaxPayout, category.MaxWorkDuration = MaxAmount(), maxDuration
		in := QuoteInput{
			Params: p, Category: category, Prices: fixedPrices(p), Payout: drawAmount(t, 1, "payout"),
			WorkDuration:   time.Duration(rapid.Int64Range(1_000, maxDuration.Milliseconds()).Draw(t, "ms")) * time.Millisecond,
			RequestedSeats: rapid.SampledFrom([]uint32{0, 1, 7, MaxSeats}).Draw(t, "requested"),
		}
		q, err := NewQuote(in)
		require.NoError(t, err)
		require.True(t, q.Seats%2 == 1 && q.Seats >= category.SeatsFor(in.Payout) && q.Seats <= MaxSeats)
		require.True(t, q.SeatFee.GTE(p.MinSeatFee))
		requireInt(t, q.SeatFee.MulRaw(int64(q.Seats)), q.Escrow.ValidationFee)
		requireInt(t, q.Escrow.Total(), q.Total)
		require.True(t, q.Escrow.ProtocolFee.MulRaw(BpsDenominator).LTE(in.Payout.MulRaw(int64(p.ProtocolFeeBps))))
		require.True(t, q.Bond.LTE(in.Payout) && q.Bond.LTE(p.BondCap))
		require.True(t, q.Bond.GTE(math.MinInt(math.MinInt(in.Payout, p.BondCap), p.BondMin)))

		longer := in
		longer.WorkDuration = maxDuration
		more, err := NewQuote(longer)
		require.NoError(t, err)
		require.True(t, more.Bond.GTE(q.Bond), "a longer hold never costs less")
	})
}

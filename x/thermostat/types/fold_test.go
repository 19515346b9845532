package types

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// ofEach returns a sample for each mean: n of it.
func ofEach(n uint64, means ...string) []Sample {
	list := make([]Sample, len(means))
	for i, m := range means {
		list[i] = Sample{N: n, Sum: fixed(m).MulInt64(int64(n))}
	}
	return list
}

// same returns that many samples of one mean.
func same(count int, n uint64, m string) []Sample {
	return ofEach(n, slices.Repeat([]string{m}, count)...)
}

// The bins are part of the state: they stay where they are for ever.
func TestBinOfIsPinned(t *testing.T) {
	require.EqualValues(t, 19, BinOf("ministry-of-energy"))
	require.EqualValues(t, BinOf(""), BinOf(""))
	seen := map[uint32]int{}
	for i := range 6_400 {
		bin := BinOf(fmt.Sprint("organisation-", i))
		require.Less(t, bin, uint32(Bins))
		seen[bin]++
	}
	require.Len(t, seen, Bins)
	for bin, n := range seen {
		require.InDelta(t, 100, n, 50, "bin %d", bin)
	}
}

func TestGatherBeginsWithTheMedian(t *testing.T) {
	r, ok := Reading{Sensor: SENSOR_KIND_BACKLOG, Category: "x"}.Gather(ofEach(3, "1", "9", "2"), DefaultParams(), 7)
	require.True(t, ok)
	want := Reading{
		Sensor: SENSOR_KIND_BACKLOG, Category: "x", Raw: fixed("2"), Value: fixed("2"), Confidence: r.Confidence, Samples: 9, Epoch: 7,
	}
	require.Equal(t, want.String(), r.String())
	require.Equal(t, "0.222222222222222222", r.Confidence.String())
}

func TestGatherGoesOnWithTheMean(t *testing.T) {
	p := DefaultParams()
	r, _ := Reading{Sensor: SENSOR_KIND_BACKLOG}.Gather(same(10, 1, "4"), p, 1)
	// One bin of ten says 100: it counts as 6.
	r, ok := r.Gather(append(same(9, 1, "5"), ofEach(1, "100")...), p, 2)
	require.True(t, ok)
	require.Equal(t, "5.100000000000000000", r.Raw.String())
	require.Equal(t, "4.330000000000000000", r.Value.String(), "4 and 0.3 of 1.1")
	require.True(t, r.Confidence.Equal(one))
}

func TestGatherWithoutSamples(t *testing.T) {
	before, _ := Reading{Sensor: SENSOR_KIND_SLA}.Gather(ofEach(3, "1"), DefaultParams(), 1)
	for _, none := range [][]Sample{nil, make([]Sample, Bins)} {
		r, ok := before.Gather(none, DefaultParams(), 2)
		require.False(t, ok)
		require.Equal(t, before, r)
		_, ok = Reading{Sensor: SENSOR_KIND_SLA}.Gather(none, DefaultParams(), 2)
		require.False(t, ok)
	}
}

// What one organisation alone says is no data, however much it says, unless the owner lets one be more than half.
func TestGatherWithOneBin(t *testing.T) {
	for limit, data := range map[uint32]bool{1_000: false, 5_000: false, 5_001: true, 10_000: true} {
		p := DefaultParams()
		p.OrganisationBps = limit
		none := Reading{Sensor: SENSOR_KIND_BACKLOG_AGE}
		r, ok := none.Gather(ofEach(1_000, "90"), p, 1)
		require.Equal(t, data, ok, limit)
		require.Equal(t, data, r != none, limit)

		before, _ := none.Gather(ofEach(1, "5", "6", "7"), p, 1)
		r, ok = before.Gather(ofEach(1_000, "7"), p, 2)
		require.Equal(t, data, ok, limit)
		require.Equal(t, data, r != before, limit)
		if data {
			require.Equal(t, "6.300000000000000000", r.Value.String())
			require.Equal(t, bps(limit).String(), r.Confidence.String())
		}
	}
}

// What two have made of a reading is not left to the many who come.
func TestGatherBeginsAnewWhenManyCome(t *testing.T) {
	p := DefaultParams()
	r := Reading{Sensor: SENSOR_KIND_BACKLOG_AGE}
	for epoch := range int64(50) {
		r, _ = r.Gather(ofEach(1, "90", "90"), p, epoch)
	}
	require.Equal(t, "90.000000000000000000", r.Value.String())
	require.Equal(t, "0.111111111111111111", r.Confidence.String())
	twice, _ := r.Gather(ofEach(1, "6", "6", "90"), p, 51)
	require.Equal(t, "0.222222222222222222", twice.Confidence.String())
	require.Equal(t, "89.600000000000000000", twice.Value.String(), "twice the confidence: it goes on, less 0.3 of two of three times 2")
	r, _ = r.Gather(append(same(12, 5, "6"), ofEach(1, "90")...), p, 51)
	require.Equal(t, "6.000000000000000000", r.Value.String(), "nine times: it begins anew")
}

// One who comes and goes as the tenth of ten does not say when a value begins anew.
func TestTheTenthDoesNotBeginItAnew(t *testing.T) {
	p := DefaultParams()
	r, _ := Reading{Sensor: SENSOR_KIND_BACKLOG_AGE}.Gather(same(9, 1, "4"), p, 0)
	require.Equal(t, "0.888888888888888888", r.Confidence.String())
	// All wait longer from now on; the median would be there at once.
	for epoch, want := range []string{"4.300000000000000000", "4.510000000000000000", "4.657000000000000000", "4.759900000000000000"} {
		bins := 9 + (epoch+1)%2
		r, _ = r.Gather(same(bins, 1, "5"), p, int64(epoch+1))
		require.Equal(t, want, r.Value.String(), "%d bins", bins)
	}
}

// Where a market grows by less than its double, what two have made of it fades with the mean.
func TestWhatFewHaveMadeFades(t *testing.T) {
	p := DefaultParams()
	r, _ := Reading{Sensor: SENSOR_KIND_BACKLOG_AGE}.Gather(ofEach(1, "8", "8"), p, 0)
	for epoch, others := range []int{2, 4, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9} {
		before := r.Value
		r, _ = r.Gather(append(same(others, 1, "6"), ofEach(1, "128")...), p, int64(epoch+1))
		require.True(t, r.Value.LT(before))
	}
	require.True(t, r.Confidence.Equal(one))
	require.True(t, r.Value.LT(fixed("6.24")), r.Value)
}

func TestGatherStandsWhatStateCanHold(t *testing.T) {
	most := ^uint64(0)
	for k := range SensorKind_name {
		kind := SensorKind(k)
		r, ok := Reading{Sensor: kind}.Gather([]Sample{
			{N: most, Sum: decoded(bytesOfOnes(38), false)}, {N: most}, {N: 1, Sum: decoded(bytesOfOnes(38), true)}, {N: most, Sum: one},
		}, DefaultParams(), 1)
		require.True(t, ok)
		require.Equal(t, most, r.Samples)
		require.True(t, r.Value.Equal(kind.bounded(r.Value)))
		r, _ = r.Gather(slices.Repeat([]Sample{{N: most, Sum: decoded(bytesOfOnes(38), false)}}, Bins), DefaultParams(), 2)
		require.True(t, r.Value.Equal(kind.bounded(r.Value)))
		taken := Reading{Sensor: kind}.Take(decoded(bytesOfOnes(39), true), DefaultParams(), 1)
		require.True(t, taken.Take(decoded(bytesOfOnes(39), false), DefaultParams(), 2).Value.Equal(kind.bounded(math.LegacyNewDec(128)).Mul(fixed("0.3"))))
		require.NotPanics(t, func() { taken.Take(math.LegacyDec{}, DefaultParams(), 3) })
	}
}

func TestTake(t *testing.T) {
	r := Reading{Sensor: SENSOR_KIND_POOL_LEVEL}.Take(fixed("20"), DefaultParams(), 3)
	want := Reading{
		Sensor: SENSOR_KIND_POOL_LEVEL, Raw: fixed("20"), Value: fixed("20"), Confidence: fixed("1"), Samples: 1, Epoch: 3,
	}
	require.Equal(t, want.String(), r.String())
	r = r.Take(fixed("10"), DefaultParams(), 4)
	require.Equal(t, "17.000000000000000000", r.Value.String())
	require.Equal(t, "10.000000000000000000", r.Raw.String())
	require.EqualValues(t, 4, r.Epoch)
}

func drawVotes(t *rapid.T, most int) []vote {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) vote {
		n := rapid.Uint64Range(1, ^uint64(0)).Draw(t, "n") >> rapid.IntRange(0, 63).Draw(t, "magnitude")
		return vote{n: max(n, 1), value: drawBetween(t, "value", 0, maxOctaves)}
	}), 1, most).Draw(t, "votes")
}

// TestWeigh: no bin weighs more than it may; those below the ceiling weigh as their samples do, and the ceiling is as high as can be.
func TestWeigh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		votes := drawVotes(t, Bins)
		limit := rapid.Int64Range(1, full).Draw(t, "limit")
		weights := weigh(votes, limit)
		total := math.ZeroInt()
		for _, w := range weights {
			require.True(t, w.IsPositive())
			total = total.Add(w)
		}
		if int64(len(votes))*limit < full {
			require.Equal(t, math.NewInt(int64(len(votes))), total, "all the same")
			return
		}
		var under []int
		for i, w := range weights {
			require.True(t, w.MulRaw(full).LTE(total.MulRaw(limit)), "%s of %s", w, total)
			if !w.MulRaw(full).Equal(total.MulRaw(limit)) {
				under = append(under, i)
			}
			for j, other := range weights {
				require.False(t, votes[i].n >= votes[j].n && w.LT(other), "more samples, less weight")
			}
		}
		for _, i := range under {
			require.Equal(t, weights[i].Mul(math.NewIntFromUint64(votes[under[0]].n)), weights[under[0]].Mul(math.NewIntFromUint64(votes[i].n)))
		}
	})
}

func TestWeighByHand(t *testing.T) {
	votes := []vote{{n: 100}, {n: 6}, {n: 4}, {n: 30}}
	// At 40 %: c = 0.4 · 40 / (1 - 0.4) = 26.7, above which 30 is too: c = 0.4 · 10 / (1 - 0.8) = 20.
	weights := weigh(votes, 4_000)
	require.Equal(t, "[40000 12000 8000 40000]", fmt.Sprint(weights))
}

func TestConfidence(t *testing.T) {
	for _, tc := range []struct {
		bins  int
		limit int64
		want  string
	}{
		{1, 1_000, "0.1"},
		{2, 1_000, "0.111111111111111111"},
		{3, 1_000, "0.222222222222222222"},
		{9, 1_000, "0.888888888888888888"},
		{10, 1_000, "1"},
		{64, 1_000, "1"},
		{1, 10_000, "1"},
		{1, 5_000, "0.5"},
		{2, 5_000, "1"},
		{3, 3_000, "0.857142857142857142"},
		{4, 3_000, "1"},
		{64, 1, "0.006300630063006300"},
	} {
		require.Equal(t, fixed(tc.want).String(), confidenceOf(tc.bins, tc.limit).String(), "%d bins at %d", tc.bins, tc.limit)
	}
}

func drawSamples(t *rapid.T, k SensorKind) []Sample {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Sample {
		n := rapid.Uint64Range(0, 1_000).Draw(t, "n")
		top := int64(maxOctaves)
		if k.IsShare() {
			top = 1
		}
		return Sample{N: n, Sum: drawBetween(t, "mean", 0, top).MulInt64(int64(n))}
	}), 0, Bins).Draw(t, "samples")
}

// TestGatherHasNoOrder: which bin is first does not matter, and nothing that is given is changed.
func TestGatherHasNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawSensor(t)
		p := DefaultParams()
		p.OrganisationBps = rapid.Uint32Range(1, full).Draw(t, "limit")
		before := Reading{Sensor: k}
		for epoch := range int64(3) {
			samples := drawSamples(t, k)
			given := fmt.Sprint(samples, before)
			r, ok := before.Gather(samples, p, epoch)
			other, okOther := before.Gather(rapid.Permutation(samples).Draw(t, "order"), p, epoch)
			require.Equal(t, ok, okOther)
			require.Equal(t, r.String(), other.String())
			require.Equal(t, given, fmt.Sprint(samples, before))
			before = r
		}
	})
}

// game is one organisation against the others: which of them have data, and what the one says, changes from epoch to epoch.
type game struct {
	params Params
	kind   SensorKind
	top    int64
	r      Reading
}

func drawGame(t *rapid.T) *game {
	g := &game{params: DefaultParams(), kind: SENSOR_KIND_BACKLOG_AGE, top: maxOctaves}
	if rapid.Bool().Draw(t, "share") {
		g.kind, g.top = SENSOR_KIND_SLA, 1
	}
	g.r.Sensor = g.kind
	g.params.OrganisationBps = rapid.SampledFrom([]uint32{500, 1_000, 2_000, 3_000, 4_500}).Draw(t, "limit")
	g.params.SmoothingBps = rapid.SampledFrom([]uint32{100, 3_000, 10_000}).Draw(t, "smoothing")
	return g
}

// TestGatherOneAgainstTheOthers: where all others are there in every epoch and measure the same, whatever one does and whenever, it moves the
// error of an input by no more than the bound.
func TestGatherOneAgainstTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGame(t)
		scale := g.kind.Reach().Mul(drawBetween(t, "scale", 1, 4))
		bound := ManipulationBound(g.params, scale, g.kind).Add(fixed("0.000000000001"))
		truth := drawBetween(t, "truth", 0, g.top)
		others := rapid.SampledFrom([]int{0, 1, 2, 3, 5, 8, 9, 10, 19, 40}).Draw(t, "others")
		for epoch := range int64(rapid.IntRange(1, 60).Draw(t, "epochs")) {
			samples := same(others, 7, truth.String())
			if rapid.IntRange(0, 5).Draw(t, "present") > 0 {
				n := rapid.Uint64Range(1, 1_000).Draw(t, "many")
				samples = append(samples, Sample{N: n, Sum: drawBetween(t, "lie", 0, g.top).MulInt64(int64(n))})
			}
			var ok bool
			if g.r, ok = g.r.Gather(samples, g.params, epoch); !ok {
				continue
			}
			e := clamp(g.r.Value.Sub(truth).Quo(scale), minusOne, one).Mul(g.r.Confidence)
			require.True(t, e.Abs().LTE(bound), "%d others, epoch %d: error %s, bound %s", others, epoch, e, bound)
		}
	})
}

// TestGatherStaysNearTheRange: where the others differ, one carries the value no further than cap/(1 - cap) · Reach out of what they
// measure, at once and for ever.
func TestGatherStaysNearTheRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := drawGame(t)
		limit := bps(g.params.OrganisationBps)
		beyond := g.kind.Reach().Mul(limit).Quo(one.Sub(limit)).Add(fixed("0.000000000001"))
		enough := rapid.IntRange(full/int(g.params.OrganisationBps)+1, Bins-1).Draw(t, "others")
		for epoch := range int64(30) {
			var samples []Sample
			low, high := math.LegacyNewDec(g.top), math.LegacyZeroDec()
			if epoch > 0 {
				// The past of a moving mean is part of what was measured.
				low, high = math.LegacyMinDec(low, g.r.Value), math.LegacyMaxDec(high, g.r.Value)
			}
			for range enough {
				m := drawBetween(t, "mean", 0, g.top)
				n := rapid.Uint64Range(1, 100).Draw(t, "n")
				samples = append(samples, Sample{N: n, Sum: m.MulInt64(int64(n))})
				low, high = math.LegacyMinDec(low, m), math.LegacyMaxDec(high, m)
			}
			samples = append(samples, Sample{N: 1_000, Sum: drawBetween(t, "lie", 0, g.top).MulInt64(1_000)})
			if epoch == 0 {
				g.r, _ = g.r.Gather(samples, g.params, epoch)
				require.True(t, g.r.Value.GTE(low) && g.r.Value.LTE(high), "the median is one of the others', or between them")
				continue
			}
			g.r, _ = g.r.Gather(samples, g.params, epoch)
			require.True(t, g.r.Value.GTE(low.Sub(beyond)) && g.r.Value.LTE(high.Add(beyond)))
		}
	})
}

// The bound is met: there is a lie that does what the bound allows, and no more.
func TestGatherSteadyShift(t *testing.T) {
	p := DefaultParams()
	r, _ := Reading{Sensor: SENSOR_KIND_BACKLOG}.Gather(same(19, 1, "10"), p, 0)
	for epoch := range int64(300) {
		r, _ = r.Gather(append(same(19, 1, "10"), ofEach(1_000, "128")...), p, epoch)
	}
	shift := r.Value.Sub(fixed("10"))
	require.True(t, shift.Sub(fixed("0.222222222222222222")).Abs().LT(fixed("0.000000000001")), shift)
}

func TestTypicalNext(t *testing.T) {
	p := DefaultParams()
	var none Typical
	require.Equal(t, none, none.Next(nil, p))
	first := Typical{Category: "x"}.Next(ofEach(2, "20", "22", "60"), p)
	require.Equal(t, &Typical{Category: "x", Payout: fixed("22")}, &first)
	require.Equal(t, first, first.Next(make([]Sample, 3), p))
	// 30 is 8 above: two of them count, 0.3 of these.
	require.Equal(t, "22.600000000000000000", first.Next(same(10, 1, "30"), p).Payout.String())
	require.Equal(t, "21.400000000000000000", first.Next(same(10, 1, "3"), p).Payout.String())
	// Two move a ninth of that, one that is alone nothing, unless it may be more than half.
	require.Equal(t, "22.066666666666666667", first.Next(same(2, 1_000, "100"), p).Payout.String())
	require.Equal(t, first, first.Next(same(1, 1_000, "100"), p))
	require.Equal(t, none, none.Next(same(1, 1_000, "100"), p))
	p.OrganisationBps = 10_000
	require.Equal(t, "22.600000000000000000", first.Next(same(1, 1_000, "100"), p).Payout.String())
	p = DefaultParams()
	// One of many moves nothing.
	require.Equal(t, first.Payout.String(), first.Next(append(same(10, 1, "22"), ofEach(9_999, "128")...), p).Payout.String())
}

func TestTypicalCounts(t *testing.T) {
	measured, err := SENSOR_KIND_SPEND.Measure(fixed("1000000"))
	require.NoError(t, err)
	typical := Typical{Payout: measured}
	for amount, want := range map[int64]bool{1: false, 500_000: false, 930_000: false, 935_000: true, 999_999: true, 1_000_000: true, 1 << 62: true} {
		got, err := typical.Counts(math.NewInt(amount))
		require.NoError(t, err)
		require.Equal(t, want, got, amount)
		got, err = Typical{}.Counts(math.NewInt(amount))
		require.NoError(t, err)
		require.True(t, got, "there is no median yet")
	}
	got, err := typical.Counts(math.NewIntFromBigInt(decoded(bytesOfOnes(32), false).BigInt()))
	require.NoError(t, err)
	require.True(t, got)
	_, err = typical.Counts(math.NewInt(-1))
	require.Error(t, err)
}

// When prices fall, what is paid now counts again within a few epochs.
func TestTypicalComesDownToNewPrices(t *testing.T) {
	p := DefaultParams()
	before, err := SENSOR_KIND_SPEND.Measure(fixed("4000000"))
	require.NoError(t, err)
	now, err := SENSOR_KIND_SPEND.Measure(fixed("1000000"))
	require.NoError(t, err)
	typical := Typical{Payout: before}
	epochs := 0
	for {
		counts, err := typical.Counts(math.NewInt(1_000_000))
		require.NoError(t, err)
		if counts {
			break
		}
		typical = typical.Next(same(12, 1, now.String()), p)
		epochs++
		require.Less(t, epochs, 20)
	}
	require.Equal(t, 9, epochs)
}

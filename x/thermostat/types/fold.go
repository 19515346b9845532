package types

import (
	"encoding/binary"
	"slices"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/preimage"
)

// This file turns what the bins have collected into readings.

// Bins is the number of bins: an organisation is in one of them. Honest organisations of a large market share bins of a
// sixty-fourth of it, far below what one may weigh.
const Bins = 64

// binDomain keeps a bin apart from every other hash of this chain.
const binDomain = "agijobs/thermostat/bin/v1"

// Sample is what one bin adds to a sensor: how many, and the sum of what they measured.
type Sample struct {
	N   uint64
	Sum math.LegacyDec
}

// BinOf returns the bin of a group: an organisation's id, or an address. It is a hash, so that nobody has another bin for the asking.
// What a delegate posts for its sponsors is theirs: one who is the delegate of several holds the bin of each.
func BinOf(group string) uint32 {
	var f preimage.Fields
	f.Text(binDomain)
	f.Text(group)
	return binary.BigEndian.Uint32(f.Sum()) % Bins
}

// Gather makes the reading of a sensor that organisations share in. It returns false, and the reading as it was, without samples,
// and where only one bin has any: see enough.
//
// Each bin has one vote, the mean of its samples, and weighs as many as it has samples, but no more than organisation_bps. The
// value goes towards the weighted mean of the votes by smoothing_bps; a vote counts as at most Reach away from the value. So one
// bin cannot carry the value further than cap/(1 - cap) · Reach out of the range of what the others measure.
//
// Where there are too few bins for that bound they weigh the same, and the confidence is so much less that the bound holds for
// the error. When the confidence more than doubles, the value begins anew with the median of the votes, as a first one does: what
// very few have made of it is not left to the many who come. When it rises by less the value goes on, and what fewer have made of it
// fades with the mean: otherwise one who comes and goes would say when it begins anew.
func (r Reading) Gather(samples []Sample, p Params, epoch int64) (Reading, bool) {
	votes := r.Sensor.votes(samples)
	if !p.enough(votes) {
		return r, false
	}
	weights := weigh(votes, p.cap())
	confidence := confidenceOf(len(votes), p.cap())
	if r.isNew() || confidence.GT(r.Confidence.MulInt64(2)) {
		r.Raw = median(votes, weights)
		r.Value = r.Raw
	} else {
		r.Raw = mean(votes, weights, r.Value, r.Sensor.Reach())
		r.Value = approach(r.Value, r.Raw, p.SmoothingBps)
	}
	r.Confidence, r.Epoch, r.Samples = confidence, epoch, 0
	for _, v := range votes {
		r.Samples += min(v.n, ^uint64(0)-r.Samples)
	}
	return r, true
}

// Take makes the reading of a sensor that nobody shares in: a balance, a sum. raw is in the sensor's measure.
func (r Reading) Take(raw math.LegacyDec, p Params, epoch int64) Reading {
	raw = r.Sensor.bounded(raw)
	if r.isNew() {
		r.Value = raw
	}
	r.Value = approach(r.Value, raw, p.SmoothingBps)
	r.Raw, r.Confidence, r.Samples, r.Epoch = raw, math.LegacyOneDec(), 1, epoch
	return r
}

// isNew tells whether there was never any data.
func (r Reading) isNew() bool { return r.Samples == 0 || r.Value.IsNil() || r.Confidence.IsNil() }

// typicalSlack is how far below the median a payout still counts, in doublings: a tenth, 7 %. When prices fall, the median comes
// down to them but never quite reaches them, and they would count for nothing as long.
var typicalSlack = math.LegacyNewDecWithPrec(1, 1)

// Next moves the median of payouts by those of the jobs that got their first agent in an epoch: each bin's mean of log2(1 + payout).
// It stays where only one bin has any, moves by at most two doublings an epoch, and by less where there are few.
func (t Typical) Next(samples []Sample, p Params) Typical {
	votes := SENSOR_KIND_SPEND.votes(samples)
	if !p.enough(votes) {
		return t
	}
	now := median(votes, weigh(votes, p.cap()))
	if t.Payout.IsNil() || !t.Payout.IsPositive() {
		t.Payout = now
		return t
	}
	reach := SENSOR_KIND_SPEND.Reach()
	step := clamp(now.Sub(t.Payout), reach.Neg(), reach).Mul(confidenceOf(len(votes), p.cap()))
	t.Payout = t.Payout.Add(bps(p.SmoothingBps).Mul(step))
	return t
}

// Counts tells whether a payout is not below the median, or by so little that it makes no difference. All count while there is none.
func (t Typical) Counts(payout math.Int) (bool, error) {
	if t.Payout.IsNil() || !t.Payout.IsPositive() {
		return true, nil
	}
	if payout.IsNil() {
		return false, nil
	}
	measured, err := SENSOR_KIND_SPEND.Measure(math.LegacyNewDecFromInt(payout))
	if err != nil {
		return false, err
	}
	return measured.Add(typicalSlack).GTE(t.Payout), nil
}

// vote is what one bin with samples says.
type vote struct {
	n     uint64
	value math.LegacyDec
}

// votes returns what the bins with samples say.
func (k SensorKind) votes(samples []Sample) []vote {
	var list []vote
	for _, s := range samples {
		if s.N == 0 {
			continue
		}
		sum := s.Sum
		if sum.IsNil() {
			sum = math.LegacyZeroDec()
		}
		list = append(list, vote{n: s.N, value: k.bounded(sum.QuoInt(math.NewIntFromUint64(s.N)))})
	}
	return list
}

// cap returns the most that one organisation weighs, in basis points.
func (p Params) cap() int64 { return min(int64(p.OrganisationBps), full) }

// enough tells whether votes are data. What one organisation alone says is none, unless the owner lets one be more than half of what
// is measured: in a market of one employer.
func (p Params) enough(votes []vote) bool {
	return len(votes) > 1 || len(votes) == 1 && p.cap() > full/2
}

// full is the whole in basis points.
const full = 10_000

// weigh returns what each vote weighs, so that none weighs more than limit (basis points) of the sum: in proportion to its
// samples up to a ceiling, the highest that does it. Where there are too few votes for that, all weigh the same.
//
// With the m largest at the ceiling c and the rest, of sum S, below it, c is limit·(m·c + S), so c = limit·S/(1 - m·limit). The
// smallest m for which no other is above c is the answer. All weights are multiplied by 1 - m·limit: they are whole numbers and exact.
func weigh(votes []vote, limit int64) []math.Int {
	weights := make([]math.Int, len(votes))
	if int64(len(votes))*limit < full {
		for i := range weights {
			weights[i] = math.OneInt()
		}
		return weights
	}
	largest := make([]uint64, len(votes))
	rest := math.ZeroInt()
	for i, v := range votes {
		largest[i] = v.n
		rest = rest.Add(math.NewIntFromUint64(v.n))
	}
	slices.Sort(largest)
	slices.Reverse(largest)
	m, free := 0, int64(full)
	for math.NewIntFromUint64(largest[m]).MulRaw(free).GT(rest.MulRaw(limit)) {
		rest = rest.Sub(math.NewIntFromUint64(largest[m]))
		m, free = m+1, free-limit
	}
	for i, v := range votes {
		weights[i] = math.MinInt(math.NewIntFromUint64(v.n).MulRaw(free), rest.MulRaw(limit))
	}
	return weights
}

// confidenceOf returns how much of an error a number of bins may make, where one may make limit (basis points) of it.
//
// One of K bins that weigh the same carries the value by Reach/(K - 1), one at the limit by limit/(1 - limit) · Reach. The
// confidence is what makes the two the same; of a bin that is alone, where that is data, the limit.
func confidenceOf(bins int, limit int64) math.LegacyDec {
	if int64(bins)*limit >= full {
		return math.LegacyOneDec()
	}
	return math.LegacyMaxDec(math.LegacyNewDec(int64(bins-1)*limit).QuoInt64(full-limit), math.LegacyNewDec(limit).QuoInt64(full))
}

// median returns the least vote that half of the weight is not above.
func median(votes []vote, weights []math.Int) math.LegacyDec {
	order := make([]int, len(votes))
	total := math.ZeroInt()
	for i := range order {
		order[i] = i
		total = total.Add(weights[i])
	}
	// Equal votes may stand in any order: the answer is the same.
	slices.SortStableFunc(order, func(a, b int) int { return votes[a].value.BigInt().Cmp(votes[b].value.BigInt()) })
	sum := math.ZeroInt()
	for _, i := range order {
		sum = sum.Add(weights[i])
		if sum.MulRaw(2).GTE(total) {
			return votes[i].value
		}
	}
	return votes[order[len(order)-1]].value
}

// mean returns the weighted mean of votes that count as at most reach away from a centre.
func mean(votes []vote, weights []math.Int, centre, reach math.LegacyDec) math.LegacyDec {
	sum, total := math.LegacyZeroDec(), math.ZeroInt()
	low, high := centre.Sub(reach), centre.Add(reach)
	for i, v := range votes {
		sum = sum.Add(clamp(v.value, low, high).MulInt(weights[i]))
		total = total.Add(weights[i])
	}
	return sum.QuoInt(total)
}

// approach moves a moving mean towards what is new by a weight in basis points.
func approach(value, latest math.LegacyDec, weight uint32) math.LegacyDec {
	return value.Add(bps(weight).Mul(latest.Sub(value)))
}

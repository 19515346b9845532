package types

import "cosmossdk.io/math"

// This file turns what the bins have collected into readings.

// Bins is the number of bins: an organisation is in one of them. Honest organisations of a large market share bins of a
// sixty-fourth of it, far below what one may weigh.
const Bins = 64

// Sample is what one bin adds to a sensor: how many, and the sum of what they measured.
type Sample struct {
	N   uint64
	Sum math.LegacyDec
}

// BinOf returns the bin of a group: an organisation's id, or an address.
func BinOf(group string) uint32 { panic("not written yet") }

// Gather makes the reading of a sensor that organisations share in. It returns false, and the reading as it was, without samples.
func (r Reading) Gather(samples []Sample, p Params, epoch int64) (Reading, bool) {
	panic("not written yet")
}

// Take makes the reading of a sensor that nobody shares in: a balance, a sum. raw is in the sensor's measure.
func (r Reading) Take(raw math.LegacyDec, p Params, epoch int64) Reading { panic("not written yet") }

// NextTypical moves the median of payouts by those of the postings of an epoch: each bin's mean of log2(1 + payout).
func (t Typical) Next(samples []Sample, p Params) Typical { panic("not written yet") }

// Counts tells whether a payout is not below the median.
func (t Typical) Counts(payout math.Int) (bool, error) { panic("not written yet") }

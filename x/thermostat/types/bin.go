package types

import (
	"cosmossdk.io/math"
)

// This file is what a bin adds up, and what its sums say to each sensor.

// Enter puts a job that is open since a moment (market time, ms) into the backlog.
func (b *Bin) Enter(sinceMs int64) {
	b.Open++
	b.SinceSum = b.SinceSum.AddRaw(sinceMs)
}

// Leave takes a job that was open since a moment out of it.
func (b *Bin) Leave(sinceMs int64) {
	if b.Open <= 1 {
		b.Open, b.SinceSum = 0, math.ZeroInt()
		return
	}
	b.Open--
	b.SinceSum = b.SinceSum.SubRaw(sinceMs)
}

// Post counts a posting that has got its first agent by its payout. What is only posted, and may be cancelled for nothing, says
// nothing of prices.
func (b *Bin) Post(payout math.Int) error {
	size, err := SENSOR_KIND_SPEND.Measure(math.LegacyNewDecFromInt(payout))
	if err != nil {
		return err
	}
	b.Posted++
	b.PayoutSum = b.PayoutSum.Add(size)
	return nil
}

// Assign counts a job that has waited for its agent.
func (b *Bin) Assign(waitMs int64) error {
	wait, err := SENSOR_KIND_TIME_TO_ASSIGNMENT.Measure(seconds(waitMs))
	if err != nil {
		return err
	}
	b.Assigned++
	b.WaitSum = b.WaitSum.Add(wait)
	return nil
}

// Submit counts work by whether it came in time.
func (b *Bin) Submit(onTime bool) {
	b.Submitted++
	if onTime {
		b.OnTime++
	}
}

// Decide counts a first verdict by how long it took.
func (b *Bin) Decide(lagMs int64) error {
	lag, err := SENSOR_KIND_VALIDATION_LAG.Measure(seconds(lagMs))
	if err != nil {
		return err
	}
	b.Verdicts++
	b.LagSum = b.LagSum.Add(lag)
	return nil
}

// Seat counts a seat by whether it did its work.
func (b *Bin) Seat(absent bool) {
	b.Seats++
	if absent {
		b.Absent++
	}
}

// Judge counts work that was judged.
func (b *Bin) Judge(j Judged) {
	b.Judged++
	if j.Rejected {
		b.Rejected++
	}
	if j.Disputed {
		b.Disputed++
	}
	if j.Overturned {
		b.Overturned++
	}
}

// NextEpoch returns the bin of the epoch that begins: what is open stays.
func (b Bin) NextEpoch() Bin {
	next := NewBin(b.Category, b.Number)
	next.Open, next.SinceSum = b.Open, b.SinceSum
	return next
}

// Sample returns what the bin has to say to a sensor, at a moment (market time, ms). N is 0 where it has nothing.
func (b Bin) Sample(sensor SensorKind, nowMs int64) (Sample, error) {
	switch sensor {
	case SENSOR_KIND_TIME_TO_ASSIGNMENT:
		return Sample{N: b.Assigned, Sum: b.WaitSum}, nil
	case SENSOR_KIND_BACKLOG_AGE:
		return b.age(nowMs)
	case SENSOR_KIND_BACKLOG:
		return b.backlog()
	case SENSOR_KIND_SLA:
		return counted(b.Submitted, b.OnTime), nil
	case SENSOR_KIND_REJECTION_RATE:
		return counted(b.Judged, b.Rejected), nil
	case SENSOR_KIND_VALIDATION_LAG:
		return Sample{N: b.Verdicts, Sum: b.LagSum}, nil
	case SENSOR_KIND_ABSENCE_RATE:
		return counted(b.Seats, b.Absent), nil
	case SENSOR_KIND_OVERTURN_RATE:
		return counted(b.Judged, b.Overturned), nil
	case SENSOR_KIND_DISPUTE_RATE:
		return counted(b.Judged, b.Disputed), nil
	default:
		return Sample{Sum: math.LegacyZeroDec()}, nil
	}
}

// Payouts returns what the bin's postings that have got an agent say of what is paid.
func (b Bin) Payouts() Sample { return Sample{N: b.Posted, Sum: b.PayoutSum} }

// age: each of the bin's open jobs is as old as they are on average.
func (b Bin) age(nowMs int64) (Sample, error) {
	if b.Open == 0 {
		return Sample{Sum: math.LegacyZeroDec()}, nil
	}
	n := math.NewIntFromUint64(b.Open)
	// A job may have been offered after the fold began.
	total := math.MaxInt(math.ZeroInt(), n.MulRaw(nowMs).Sub(b.SinceSum))
	mean := math.LegacyNewDecFromInt(total).QuoInt(n).QuoInt64(1_000)
	age, err := SENSOR_KIND_BACKLOG_AGE.Measure(mean)
	if err != nil {
		return Sample{}, err
	}
	return Sample{N: b.Open, Sum: age.MulInt(n)}, nil
}

// backlog is one sample, however many jobs are open: the sensor's mean is then what is open in a typical bin, which nobody
// can raise by more than he can any other sensor. A sum would grow with whoever posts most.
func (b Bin) backlog() (Sample, error) {
	if b.Open == 0 {
		return Sample{Sum: math.LegacyZeroDec()}, nil
	}
	open, err := SENSOR_KIND_BACKLOG.Measure(math.LegacyNewDecFromInt(math.NewIntFromUint64(b.Open)))
	return Sample{N: 1, Sum: open}, err
}

func counted(n, of uint64) Sample {
	return Sample{N: n, Sum: math.LegacyNewDecFromInt(math.NewIntFromUint64(of))}
}

// seconds turns milliseconds into seconds; a time that is less than none is none.
func seconds(ms int64) math.LegacyDec { return math.LegacyNewDecWithPrec(max(0, ms), 3) }

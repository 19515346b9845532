package types

import "cosmossdk.io/math"

// MaxSeats bounds a committee: every seat is a draw, two messages and a slash or a fee at the end.
const MaxSeats = 99

// SeatLock returns what one of seats locks for a payout, in base units: max(min_seat_lock, payout · seat_lock_bps /
// 10,000 / seats), rounded down.
func (p Params) SeatLock(payout math.Int, seats uint32) math.Int {
	if seats == 0 {
		return p.MinSeatLock
	}
	return math.MaxInt(p.MinSeatLock, bpsOf(payout, p.SeatLockBps).QuoRaw(int64(seats)))
}

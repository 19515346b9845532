package types

import (
	"fmt"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxExcluded bounds the parties that a round excludes: employer, agent, contributors and who answers for them.
const MaxExcluded = 64

// Live returns how many seats of the round are taken by somebody who has not been found absent.
func (r Round) Live() uint32 { return r.Seats - r.Missing }

// DueMs returns when the chain closes the window in force (market time, ms): its end, or the next try if closing failed.
func (r Round) DueMs() int64 { return max(r.ClosesMs, r.RetryMs) }

// Validate returns an error if the request is out of bounds. JobID, pool and version are checked against the state.
func (o OpenRound) Validate() error {
	if err := validateRoundID(o.JobID, o.Rung); err != nil {
		return err
	}
	if o.Seats == 0 || o.Seats > MaxSeats || o.Seats%2 == 0 {
		return ErrInvalidRound.Wrapf("%d seats: it must be an odd number up to %d", o.Seats, MaxSeats)
	}
	if o.SeatLock.IsNil() || !o.SeatLock.IsPositive() || o.SeatLock.BigInt().BitLen() > MaxAmountBits {
		return ErrInvalidRound.Wrapf("seat lock %s must be above 0 and have at most %d bits", o.SeatLock, MaxAmountBits)
	}
	if len(o.Excluded) > MaxExcluded || len(o.ExcludedOrganisations) > MaxExcluded {
		return ErrInvalidRound.Wrapf("at most %d addresses and organisations can be excluded", MaxExcluded)
	}
	for _, address := range o.Excluded {
		if _, err := sdk.AccAddressFromBech32(address); err != nil {
			return ErrInvalidAddress.Wrapf("excluded %q: %s", address, err)
		}
	}
	return validateRequiredChecks(o.Checks)
}

// CommitAllowed returns an error unless the seat may commit at now (market time, ms). The window is half-open: a
// commitment at the millisecond of its end is late.
func (r Round) CommitAllowed(seat Seat, now int64) error {
	switch seat.Status {
	case SEAT_STATUS_DRAWN:
	case SEAT_STATUS_ABSENT:
		return ErrSeatAbsent.Wrapf("job %d, rung %d", r.JobId, r.Rung)
	default:
		return ErrCommitted.Wrapf("job %d, rung %d", r.JobId, r.Rung)
	}
	if r.Status != ROUND_STATUS_COMMIT {
		return ErrCommitWindow.Wrapf("job %d, rung %d: it is %s", r.JobId, r.Rung, r.Status)
	}
	if now >= r.ClosesMs {
		return ErrCommitWindow.Wrapf("job %d took commitments until %s, %s ago", r.JobId, clock(r.ClosesMs), apart(r.ClosesMs, now))
	}
	return nil
}

// RevealAllowed returns an error unless the seat may reveal at now (market time, ms).
func (r Round) RevealAllowed(seat Seat, now int64) error {
	switch seat.Status {
	case SEAT_STATUS_COMMITTED:
	case SEAT_STATUS_REVEALED:
		return ErrRevealed.Wrapf("job %d, rung %d", r.JobId, r.Rung)
	case SEAT_STATUS_WITHHELD:
		return ErrRevealWindow.Wrapf("job %d: the seat did not reveal in time", r.JobId)
	default:
		return ErrNotCommitted.Wrapf("job %d, rung %d", r.JobId, r.Rung)
	}
	switch r.Status {
	case ROUND_STATUS_DRAWING:
		return ErrRevealWindow.Wrapf("job %d takes reveals after its missing seats are drawn again (in block %d) and have had their commit window",
			r.JobId, r.DrawHeight)
	case ROUND_STATUS_COMMIT:
		return ErrRevealWindow.Wrapf("job %d takes reveals from %s, in %s, or as soon as every seat has committed",
			r.JobId, clock(r.ClosesMs), apart(now, r.ClosesMs))
	case ROUND_STATUS_REVEAL:
		if now < r.ClosesMs {
			return nil
		}
		return ErrRevealWindow.Wrapf("job %d took reveals until %s, %s ago", r.JobId, clock(r.ClosesMs), apart(r.ClosesMs, now))
	}
	return ErrRevealWindow.Wrapf("job %d, rung %d: it is %s", r.JobId, r.Rung, r.Status)
}

// clock shows market time to the second.
func clock(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02 15:04:05") }

// apart shows the seconds from one time to another, rounded up: "in 1 s" is not over yet.
func apart(from, to int64) string {
	return fmt.Sprintf("%d s", max(0, (to-from+999)/1000))
}

// CanUnjail returns an error while the jail time is not over at now (market time, ms).
func (v Validator) CanUnjail(now int64) error {
	if now < v.JailedUntilMs {
		return ErrStillJailed.Wrapf("until %s, for %s", clock(v.JailedUntilMs), apart(now, v.JailedUntilMs))
	}
	return nil
}

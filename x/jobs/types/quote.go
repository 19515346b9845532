package types

import (
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// QuoteInput is all that the price of a job depends on.
type QuoteInput struct {
	Params   Params
	Category Category
	Prices   Prices
	// Payout in base units, at most MaxAmount.
	Payout math.Int
	// WorkDuration in whole milliseconds of market time.
	WorkDuration time.Duration
	// RequestedSeats is the employer's wish for a larger committee; 0: none.
	RequestedSeats uint32
}

// NewQuote says what a posting costs and what it makes the seats and the agent risk:
//
//	seats          = max(the category's table at the payout, requested)
//	seat_fee       = max(payout · validation_fee_bps / seats, min_seat_fee)
//	validation_fee = seats · seat_fee
//	protocol_fee   = payout · protocol_fee_bps
//	bond           = min(payout, bond_cap, b + b · work_duration / max_duration), b = max(payout · bond_bps, bond_min)
//
// all floored: what a floor drops was never asked of anybody. A raise is a quote on the new payout. SeatLock stays zero:
// it is x/validation's. Errors: ErrPayout, ErrDuration, ErrSeats, ErrPrices.
func NewQuote(in QuoteInput) (Quote, error) {
	if err := in.validate(); err != nil {
		return Quote{}, err
	}
	seats := max(in.Category.SeatsFor(in.Payout), in.RequestedSeats)
	if err := oddSeats("committee", seats); err != nil {
		return Quote{}, err
	}
	seatFee := share(in.Payout, in.Prices.ValidationFeeBps).QuoRaw(int64(seats))
	seatFee = math.MaxInt(seatFee, in.Params.MinSeatFee)
	escrow := Escrow{
		Payout:        in.Payout,
		ValidationFee: seatFee.MulRaw(int64(seats)),
		ProtocolFee:   share(in.Payout, in.Prices.ProtocolFeeBps),
	}
	return Quote{
		Escrow:   escrow,
		Total:    escrow.Total(),
		Seats:    seats,
		SeatFee:  seatFee,
		SeatLock: math.ZeroInt(),
		Bond:     agentBond(in),
	}, nil
}

func (in QuoteInput) validate() error {
	if in.Payout.IsNil() || !in.Payout.IsPositive() {
		return errorsmod.Wrap(ErrPayout, "it must be at least 1 base unit")
	}
	limit := math.MinInt(in.Category.MaxPayout, MaxAmount())
	if in.Payout.GT(limit) {
		return errorsmod.Wrapf(ErrPayout, "%s is above %s, the most in category %s", in.Payout, limit, in.Category.Slug)
	}
	if in.Prices.ValidationFeeBps > BpsDenominator || in.Prices.ProtocolFeeBps > BpsDenominator {
		return errorsmod.Wrapf(ErrPrices, "validation %d bps, protocol %d bps", in.Prices.ValidationFeeBps, in.Prices.ProtocolFeeBps)
	}
	if err := validSeatLockBps(in.Prices.SeatLockBps); err != nil {
		return err
	}
	if in.RequestedSeats != 0 {
		if err := oddSeats("requested", in.RequestedSeats); err != nil {
			return err
		}
	}
	return firstError(
		duration("work_duration", in.WorkDuration),
		within("work_duration", in.WorkDuration, in.Category.MinWorkDuration, in.Category.MaxWorkDuration),
	)
}

// agentBond grows with the time for which an agent can keep the job from others: up to double for the longest work.
func agentBond(in QuoteInput) math.Int {
	base := math.MaxInt(share(in.Payout, in.Params.BondBps), in.Params.BondMin)
	forTime := base.MulRaw(in.WorkDuration.Milliseconds()).QuoRaw(in.Category.MaxWorkDuration.Milliseconds())
	bond := base.Add(forTime)
	return math.MinInt(math.MinInt(in.Payout, in.Params.BondCap), bond)
}

// MaxSeatLockBps: five times what x/validation asks. More would leave large committees without anybody who can pay it.
const MaxSeatLockBps = 5 * BpsDenominator

// validSeatLockBps: never less than x/validation asks, for that is what keeps votes honest. Terms of before the rate have 0,
// which is the whole.
func validSeatLockBps(bps uint32) error {
	if bps != 0 && (bps < BpsDenominator || bps > MaxSeatLockBps) {
		return errorsmod.Wrapf(ErrPrices, "a seat locks %d bps of what is asked; use %d to %d", bps, BpsDenominator, MaxSeatLockBps)
	}
	return nil
}

// SeatLockOf is what a seat of a job locks, of what x/validation asks. Floored.
func (t Terms) SeatLockOf(asked math.Int) math.Int {
	if t.SeatLockBps == 0 {
		return asked
	}
	return share(asked, t.SeatLockBps)
}

package types

import (
	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// Outputs are the outputs of the loops in basis points; nil where no loop turns an actuator, or none has made a step yet.
type Outputs struct{ Reward, ValidationFee, ProtocolFee, SeatLock math.LegacyDec }

// OutputsOf returns the outputs behind the prices of a category: those of the whole market and the category's own.
func OutputsOf(market, category Turned) Outputs {
	return Outputs{
		Reward: orNil(category.Reward), ValidationFee: orNil(market.ValidationFee),
		ProtocolFee: orNil(market.ProtocolFee), SeatLock: orNil(market.SeatLock),
	}
}

// Equal tells whether two are the same outputs.
func (t Turned) Equal(other Turned) bool {
	same := func(a, b *math.LegacyDec) bool { return a == nil && b == nil || a != nil && b != nil && a.Equal(*b) }
	return same(t.Reward, other.Reward) && same(t.ValidationFee, other.ValidationFee) &&
		same(t.ProtocolFee, other.ProtocolFee) && same(t.SeatLock, other.SeatLock)
}

func orNil(output *math.LegacyDec) math.LegacyDec {
	if output == nil {
		return math.LegacyDec{}
	}
	return *output
}

// Prices are what the outputs make of the owner's parameters: the reward is added, the others multiply. Floored, and held
// within the bounds of x/jobs; a seat never locks less than x/validation asks. Without any output they are the parameters.
func (o Outputs) Prices(category jobstypes.Category, params jobstypes.Params) jobstypes.Prices {
	return jobstypes.Prices{
		BonusBps:         whole(decOf(category.BonusBps).Add(orNeutral(o.Reward, 0)), 0, jobstypes.MaxBonusBps),
		ValidationFeeBps: times(params.ValidationFeeBps, o.ValidationFee, jobstypes.MaxValidationFeeBps),
		ProtocolFeeBps:   times(params.ProtocolFeeBps, o.ProtocolFee, jobstypes.MaxProtocolFeeBps),
		SeatLockBps:      whole(orNeutral(o.SeatLock, MaxBps), MinSeatLock, MaxSeatLock),
	}
}

// times multiplies a parameter by an output.
func times(param uint32, output math.LegacyDec, most uint32) uint32 {
	return whole(decOf(param).Mul(orNeutral(output, MaxBps)).QuoInt64(MaxBps), 0, most)
}

func orNeutral(output math.LegacyDec, neutral uint32) math.LegacyDec {
	if output.IsNil() {
		return decOf(neutral)
	}
	return output
}

// whole floors a number within bounds.
func whole(v math.LegacyDec, low, high uint32) uint32 {
	return uint32(clamp(v, decOf(low), decOf(high)).TruncateInt64())
}

package types

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// drawRuling draws any ruling that the chain can make.
func drawRuling(t *rapid.T) Ruling {
	r := Ruling{
		Outcome: Outcome(rapid.IntRange(1, 5).Draw(t, "outcome")),
		Basis:   RulingBasis(rapid.IntRange(1, 8).Draw(t, "basis")),
	}
	switch r.Outcome {
	case OUTCOME_SPLIT:
		r.SplitBps, r.Blameless = rapid.Uint32Range(0, BpsDenominator).Draw(t, "split"), true
	case OUTCOME_CANCELLED:
		r.Unjudgeable = rapid.Bool().Draw(t, "unjudgeable")
	case OUTCOME_FAILED, OUTCOME_COMPLETED:
		r.Blameless = rapid.Bool().Draw(t, "blameless")
	}
	return r
}

// drawSettlement draws a job that was really quoted, and any end of it.
func drawSettlement(t *rapid.T) SettleInput {
	p := drawParams(t)
	category := testCategory()
	category.MaxPayout = MaxAmount()
	quote, err := NewQuote(QuoteInput{
		Params: p, Category: category, Prices: fixedPrices(p), Payout: drawAmount(t, 1, "payout"),
		WorkDuration:   time.Duration(rapid.Int64Range(1_000, category.MaxWorkDuration.Milliseconds()).Draw(t, "work ms")) * time.Millisecond,
		RequestedSeats: rapid.SampledFrom([]uint32{0, 1, 3, 9, MaxSeats}).Draw(t, "requested"),
	})
	require.NoError(t, err)
	in := SettleInput{
		Params: p, Escrow: quote.Escrow, Bond: quote.Bond, SeatFee: quote.SeatFee,
		Owed:            rapid.Uint32Range(0, 3*MaxSeats).Draw(t, "owed"),
		TreasuryBalance: drawAmount(t, 0, "treasury"),
		Ruling:          drawRuling(t),
		Incentives:      drawIncentives(t, quote.Escrow),
		Program:         rapid.Bool().Draw(t, "program"),
	}
	in.BeyondFee = math.MaxInt(in.Incentives.Total().Sub(in.Escrow.ProtocolFee), math.ZeroInt())
	if rapid.Bool().Draw(t, "nothing beyond the fee") {
		in.BeyondFee = math.ZeroInt()
	}
	if rapid.Bool().Draw(t, "no bond") {
		in.Bond = math.ZeroInt()
	}
	return in
}

// drawIncentives draws what a job may hold of the pool by any rates.
func drawIncentives(t *rapid.T, e Escrow) Incentives {
	bps := func(label string, high uint32) math.Int {
		return share(e.Payout, rapid.OneOf(rapid.Just(uint32(0)), rapid.Uint32Range(0, high)).Draw(t, label))
	}
	return Incentives{Bonus: bps("bonus", MaxBonusBps), Boost: bps("boost", maxBoostBps)}
}

// What comes in goes out, to the unit, and nobody gets more than the rules allow.
func TestSettlementConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		plan, err := PlanSettlement(in)
		require.NoError(t, err)

		requireBalance(t, in, plan)
		requireAgent(t, in, plan)
		requireIncentives(t, in, plan)
		requireSeats(t, in, plan)
		requirePublic(t, in, plan)
	})
}

func requireBalance(t *rapid.T, in SettleInput, plan Plan) {
	requireInt(t, in.Escrow.Total().Add(in.Bond).Add(in.Incentives.Total()).Add(plan.Shortfall), plan.MoneyIn)
	requireInt(t, plan.MoneyIn, plan.Out())

	lines := math.ZeroInt()
	for _, line := range plan.Lines {
		require.True(t, line.Amount.IsPositive(), "%v", line)
		lines = lines.Add(line.Amount)
	}
	requireInt(t, plan.MoneyIn, lines)
	for _, amount := range []math.Int{
		plan.ToAgent, plan.ToEmployer, plan.ToProgram, plan.ToTreasury, plan.ToIncentives, plan.Burn, plan.BondReturned, plan.SeatPay, plan.Shortfall,
	} {
		require.False(t, amount.IsNegative())
	}
	again, err := PlanSettlement(in)
	require.NoError(t, err)
	require.Equal(t, plan, again, "a plan depends on its input alone")
}

func requireAgent(t *rapid.T, in SettleInput, plan Plan) {
	work := plan.ToAgent.Sub(in.Incentives.Total().Sub(plan.ToIncentives))
	require.True(t, work.LTE(in.Escrow.Payout))
	require.True(t, plan.BondReturned.LTE(in.Bond))
	slashed := in.Bond.Sub(plan.BondReturned)
	switch in.Ruling.Outcome {
	case OUTCOME_COMPLETED:
		requireInt(t, in.Escrow.Payout, work)
		require.True(t, slashed.IsZero())
	case OUTCOME_FAILED:
		require.True(t, plan.ToAgent.IsZero())
		require.True(t, slashed.MulRaw(BpsDenominator).LTE(in.Bond.MulRaw(int64(in.Params.RejectSlashBps))))
	case OUTCOME_EXPIRED:
		require.True(t, plan.ToAgent.IsZero())
		require.True(t, slashed.MulRaw(BpsDenominator).LTE(in.Bond.MulRaw(int64(in.Params.ExpirySlashBps))))
	default:
		require.True(t, slashed.IsZero())
	}
	if in.Ruling.Blameless {
		require.True(t, slashed.IsZero(), "without a verdict nobody is slashed")
	}
}

// requireIncentives: without leave to go beyond it, bonus and boost never pay back more than the protocol fee that is really
// paid, so employer and agent together never gain by them; what is not paid returns to the pool.
func requireIncentives(t *rapid.T, in SettleInput, plan Plan) {
	paid := sumOf(plan, ReceiverAgent, ReasonBonus).Add(sumOf(plan, ReceiverAgent, ReasonBoost))
	requireInt(t, in.Incentives.Total(), paid.Add(plan.ToIncentives))
	feePaid := sumOf(plan, ReceiverTreasury, ReasonProtocolFee).Add(sumOf(plan, ReceiverBurn, ReasonProtocolFee))
	switch in.Ruling.Outcome {
	case OUTCOME_COMPLETED:
		requireInt(t, math.MinInt(in.Incentives.Total(), feePaid.Add(in.BeyondFee)), paid)
	case OUTCOME_SPLIT:
		require.True(t, paid.LTE(feePaid), "%s of a fee of %s", paid, feePaid)
	default:
		require.True(t, paid.IsZero())
	}
}

func requireSeats(t *rapid.T, in SettleInput, plan Plan) {
	require.Equal(t, in.Owed, plan.Seats)
	require.True(t, plan.SeatPay.LTE(in.SeatFee))
	require.True(t, plan.Shortfall.LTE(in.Params.ShortfallCap))
	require.True(t, plan.Shortfall.LTE(in.TreasuryBalance))

	owed := in.SeatFee.MulRaw(int64(in.Owed))
	if owed.LTE(in.Escrow.ValidationFee) {
		require.True(t, plan.Shortfall.IsZero(), "the treasury adds nothing to a purse that suffices")
	}
	if in.Owed > 0 && plan.SeatPay.LT(in.SeatFee) {
		short := plan.Shortfall.Equal(math.MinInt(in.Params.ShortfallCap, in.TreasuryBalance))
		require.True(t, short, "seats are reduced only when the treasury may add no more")
		left := in.Escrow.ValidationFee.Add(plan.Shortfall).Sub(plan.SeatPay.MulRaw(int64(in.Owed)))
		require.True(t, left.LT(math.NewInt(int64(in.Owed))), "only the remainder of the division is kept back")
	}
}

func requirePublic(t *rapid.T, in SettleInput, plan Plan) {
	fee, slashed := in.Escrow.ProtocolFee, in.Bond.Sub(plan.BondReturned)
	require.True(t, plan.Burn.MulRaw(BpsDenominator).LTE(fee.Add(slashed).MulRaw(int64(in.Params.BurnBps))))
	// The treasury gets at most the fee, the slash and what the division among the seats leaves.
	most := fee.Add(slashed).AddRaw(int64(in.Owed))
	require.True(t, plan.ToTreasury.Add(plan.Burn).LTE(most))
	// The employer never gets more than it locked and its share of the slash.
	compensation := share(slashed, in.Params.SlashToEmployerBps)
	back, none := plan.ToEmployer, plan.ToProgram
	if in.Program {
		back, none = none, back
	}
	require.True(t, none.IsZero(), "what returns of an escrow goes to where it came from")
	require.True(t, back.LTE(in.Escrow.Total().Add(compensation)))
	if in.Ruling.Outcome == OUTCOME_EXPIRED && in.Owed == 0 {
		requireInt(t, in.Escrow.Total().Add(compensation), back)
	}
}

// A relisted assignment's slash takes nothing but the bond and gives all of it away.
func TestBondSlashConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, bond := drawParams(t), drawAmount(t, 0, "bond")
		bps := rapid.Uint32Range(0, BpsDenominator).Draw(t, "bps")
		toEmployer, toTreasury, burn, returned := PlanBondSlash(p, bond, bps)
		for _, part := range []math.Int{toEmployer, toTreasury, burn, returned} {
			require.False(t, part.IsNegative())
		}
		requireInt(t, bond, toEmployer.Add(toTreasury).Add(burn).Add(returned))
		more, _, _, _ := PlanBondSlash(p, bond, min(bps+1, BpsDenominator))
		require.True(t, more.GTE(toEmployer), "a higher rate never compensates less")
	})
}

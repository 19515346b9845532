package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// What the money table means for those who choose by it.

// planFor settles the same job with another ruling.
func planFor(t require.TestingT, in SettleInput, ruling Ruling) Plan {
	in.Ruling = ruling
	plan, err := PlanSettlement(in)
	require.NoError(t, err)
	return plan
}

func verdict(outcome Outcome) Ruling { return Ruling{Outcome: outcome, Basis: RULING_BASIS_VERDICT} }

func ended(basis RulingBasis) Ruling { return Ruling{Outcome: OUTCOME_EXPIRED, Basis: basis} }

func agentsShare(p Plan) math.Int { return p.ToAgent.Add(p.BondReturned) }

// Good work pays best, an honest return of the job is no worse than silence, and silence no worse than bad work.
func TestAgentPrefersGoodWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		order := []Plan{
			planFor(t, in, verdict(OUTCOME_COMPLETED)),
			planFor(t, in, Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: 5_000}),
			planFor(t, in, ended(RULING_BASIS_REVOKED)),
			planFor(t, in, ended(RULING_BASIS_SURRENDER)),
			planFor(t, in, ended(RULING_BASIS_DEADLINE)),
			planFor(t, in, verdict(OUTCOME_FAILED)),
		}
		for i := 1; i < len(order); i++ {
			require.True(t, agentsShare(order[i-1]).GTE(agentsShare(order[i])), "step %d", i)
		}
	})
}

// A larger share of a SPLIT never pays the agent less or the employer more, and its ends are those of the table.
func TestSplitIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		// Beyond the fee only COMPLETED pays.
		in.BeyondFee = math.ZeroInt()
		low := rapid.Uint32Range(0, BpsDenominator-1).Draw(t, "low")
		high := rapid.Uint32Range(low+1, BpsDenominator).Draw(t, "high")
		split := func(bps uint32) Plan {
			return planFor(t, in, Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: bps})
		}
		less, more := split(low), split(high)
		require.True(t, less.ToAgent.LTE(more.ToAgent))
		require.True(t, less.ToEmployer.Add(less.ToProgram).GTE(more.ToEmployer.Add(more.ToProgram)))
		require.True(t, less.ToIncentives.GTE(more.ToIncentives))
		require.Equal(t, planFor(t, in, verdict(OUTCOME_COMPLETED)).Lines, split(BpsDenominator).Lines)
		require.True(t, split(0).ToAgent.IsZero())
	})
}

// A seat's fee does not depend on how it voted, only on having voted with the final outcome; and no seat gains by the
// agent's slash.
func TestSeatsHaveNoSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		want := planFor(t, in, verdict(OUTCOME_COMPLETED))
		for _, ruling := range []Ruling{
			verdict(OUTCOME_FAILED),
			{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_VERDICT, Unjudgeable: true},
			{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: 5_000},
		} {
			plan := planFor(t, in, ruling)
			requireInt(t, want.SeatPay, plan.SeatPay)
			requireInt(t, want.Shortfall, plan.Shortfall)
		}
		in.Bond = math.ZeroInt()
		requireInt(t, want.SeatPay, planFor(t, in, verdict(OUTCOME_FAILED)).SeatPay)
	})
}

// An employer that nobody has served has everything back to the unit.
func TestWithdrawnOfferCostsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		in.Bond, in.Owed = math.ZeroInt(), 0
		owner := in.escrowOwner()
		for _, basis := range []RulingBasis{RULING_BASIS_EMPLOYER, RULING_BASIS_AUTHORITY, RULING_BASIS_LAPSED} {
			plan := planFor(t, in, Ruling{Outcome: OUTCOME_CANCELLED, Basis: basis})
			requireInt(t, in.Escrow.Total(), sumOf(plan, owner, ReasonRefund))
			requireInt(t, in.Incentives.Total(), plan.ToIncentives)
			for _, line := range plan.Lines {
				require.Contains(t, []Receiver{owner, ReceiverIncentives}, line.To)
			}
		}
	})
}

// Everything adds up at the smallest amounts too, where every floor bites: each amount from 0 to 3 and all outcomes.
func TestSettlementOfDust(t *testing.T) {
	rulings := []Ruling{
		verdict(OUTCOME_COMPLETED),
		verdict(OUTCOME_FAILED),
		{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_DEFAULT, Blameless: true},
		ended(RULING_BASIS_DEADLINE),
		ended(RULING_BASIS_SURRENDER),
		{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_EMPLOYER},
		{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_VERDICT, Unjudgeable: true},
		{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: 3_333},
	}
	p := DefaultParams()
	p.ShortfallCap = math.NewInt(2)
	for n := range int64(4 * 4 * 4 * 4 * 4 * 4) {
		digit := func(i int) math.Int { return math.NewInt(n >> (2 * i) & 3) }
		for _, ruling := range rulings {
			in := SettleInput{
				Params: p, Escrow: Escrow{Payout: digit(0), ValidationFee: digit(1), ProtocolFee: digit(2)},
				Bond: digit(3), SeatFee: digit(4), Owed: uint32(digit(5).Int64()), TreasuryBalance: digit(0), Ruling: ruling,
			}
			plan, err := PlanSettlement(in)
			if err != nil || !plan.Out().Equal(plan.MoneyIn) {
				t.Fatalf("%v of %+v: %v", plan, in, err)
			}
		}
	}
}

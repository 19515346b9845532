package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"
)

// What those who watch the market hear of a settlement.

// movedFlows is a Moved in plain numbers.
type movedFlows struct{ paid, incentives, fee, burnt, refunded int64 }

func (f movedFlows) require(t require.TestingT, m Moved) {
	require.Equal(t, f, movedFlows{m.Paid.Int64(), m.Incentives.Int64(), m.Fee.Int64(), m.Burnt.Int64(), m.Refunded.Int64()})
}

// The job of settleInput with a bonus of 15, a boost of 10 and contributors who share 30 %: what was paid for the work does not
// depend on how many share it, and neither seats nor slashes are in it.
func TestMovedOfEachOutcome(t *testing.T) {
	for _, tc := range []struct {
		name   string
		ruling Ruling
		owed   uint32
		want   movedFlows
	}{
		// A fee of 21: 10 burnt, 11 to the treasury. Incentives: 21 within the fee and 2 beyond it.
		{"completed", Ruling{Outcome: OUTCOME_COMPLETED}, 3, movedFlows{1_000, 23, 11, 10, 0}},
		{"completed, a seat short", Ruling{Outcome: OUTCOME_COMPLETED}, 2, movedFlows{1_000, 23, 11, 10, 30}},
		// Half of the bond of 101 is slashed: 25 are the employer's, of the other 25 12 are burnt.
		{"failed", Ruling{Outcome: OUTCOME_FAILED}, 3, movedFlows{0, 0, 0, 12, 1_021}},
		{"failed without a verdict", Ruling{Outcome: OUTCOME_FAILED, Blameless: true}, 0, movedFlows{0, 0, 0, 0, 1_111}},
		// A fifth of it is slashed: 10 are the employer's, of the other 10 5 are burnt.
		{"expired", ended(RULING_BASIS_DEADLINE), 0, movedFlows{0, 0, 0, 5, 1_111}},
		{"cancelled", Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_EMPLOYER}, 0, movedFlows{0, 0, 0, 0, 1_111}},
		{"unjudgeable", Ruling{Outcome: OUTCOME_CANCELLED, Unjudgeable: true}, 3, movedFlows{100, 0, 0, 0, 921}},
		// A third: 333 of the payout, 6 of the fee with 3 of them burnt, 4 and 1 of 15 and 6 within the fee.
		{"split", Ruling{Outcome: OUTCOME_SPLIT, SplitBps: 3_333, Blameless: true}, 3, movedFlows{333, 5, 3, 3, 1_111 - 90 - 333 - 6}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, shared := range [][]Contributor{nil, sharers(2_000, 1_000)} {
				for _, program := range []bool{false, true} {
					in := settleInput(tc.ruling, tc.owed)
					in.Incentives = Incentives{Bonus: math.NewInt(15), Boost: math.NewInt(10)}
					in.BeyondFee, in.Contributors, in.Program = math.NewInt(2), shared, program
					plan, err := PlanSettlement(in)
					require.NoError(t, err)
					tc.want.require(t, plan.Moved(in.Incentives))
				}
			}
		})
	}
}

// A bond of a dispute is nobody's pay and no refund, whoever has it in the end.
func TestMovedLeavesDisputesAlone(t *testing.T) {
	for _, by := range []Receiver{ReceiverAgent, ReceiverEmployer} {
		for _, outcome := range []Outcome{OUTCOME_COMPLETED, OUTCOME_FAILED, OUTCOME_SPLIT} {
			in := settleInput(Ruling{Outcome: outcome}, 3)
			plan, err := PlanSettlement(in)
			require.NoError(t, err)
			in.Disputes = []LockedDispute{{By: by, Bond: math.NewInt(210), Rung: 1}}
			disputed, err := PlanSettlement(in)
			require.NoError(t, err)
			require.Equal(t, plan.Moved(NoIncentives()), disputed.Moved(NoIncentives()))
		}
	}
}

// Whatever way a job takes, what is said to have moved is what the plan moves.
func TestMovedAgreesWithThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawSettlement(t)
		if rapid.Bool().Draw(t, "ladder") {
			c := newClimb(t)
			c.play()
			in = c.input()
		}
		in.Contributors = drawContributors(t)
		plan, err := PlanSettlement(in)
		require.NoError(t, err)
		m := plan.Moved(in.Incentives)

		for _, amount := range []math.Int{m.Paid, m.Incentives, m.Fee, m.Burnt, m.Refunded} {
			require.False(t, amount.IsNegative())
		}
		forWork := plan.ToAgent.Add(plan.ToContributors).Sub(sumOf(plan, ReceiverAgent, ReasonForfeit)).Sub(sumOf(plan, ReceiverAgent, ReasonDisputeBond))
		requireInt(t, forWork, m.Paid.Add(m.Incentives))
		requireInt(t, in.Incentives.Total(), m.Incentives.Add(plan.ToIncentives))
		requireInt(t, paidByRuling(in), m.Paid)
		requireInt(t, plan.Burn, m.Burnt)
		owner := in.escrowOwner()
		requireInt(t, sumOf(plan, owner, ReasonRefund), m.Refunded)
		// Of the escrow: what was paid, the fee, what came back; the rest was the validation fee, which the seats have.
		fee := m.Fee.Add(sumOf(plan, ReceiverBurn, ReasonProtocolFee))
		seats := in.Escrow.Total().Sub(m.Paid).Sub(fee).Sub(m.Refunded)
		require.True(t, !seats.IsNegative() && seats.LTE(in.Escrow.ValidationFee), "%s of %s", seats, in.Escrow.ValidationFee)
		if in.Owed == 0 {
			require.True(t, seats.IsZero())
		}
	})
}

// paidByRuling is what a ruling pays for the work.
func paidByRuling(in SettleInput) math.Int {
	switch {
	case in.Ruling.Outcome == OUTCOME_COMPLETED:
		return in.Escrow.Payout
	case in.Ruling.Outcome == OUTCOME_SPLIT:
		return share(in.Escrow.Payout, in.Ruling.SplitBps)
	case in.Ruling.Outcome == OUTCOME_CANCELLED && in.Ruling.Unjudgeable:
		return share(in.Escrow.Payout, in.Params.UnjudgeableCompensationBps)
	default:
		return math.ZeroInt()
	}
}

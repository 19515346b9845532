package types

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

// Worked numbers of jobs that climbed: 1,000 with fees of 90 and 21, a bond of 101, seats of 30. A second committee of seven
// costs a bond of 210, a panel of five 150, the council 40. The treasury adds at most 50.
func TestSettlementOfDisputes(t *testing.T) {
	dispute := func(by Receiver, bond int64) LockedDispute { return LockedDispute{By: by, Bond: math.NewInt(bond)} }
	employer := func(bond int64) LockedDispute { return dispute(ReceiverEmployer, bond) }
	agent := func(bond int64) LockedDispute { return dispute(ReceiverAgent, bond) }
	by := func(basis RulingBasis, outcome Outcome) Ruling { return Ruling{Outcome: outcome, Basis: basis} }
	split := func(bps uint32) Ruling {
		return Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_VERDICT, SplitBps: bps, Blameless: true}
	}
	unjudgeable := Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_VERDICT, Unjudgeable: true}
	for _, tc := range []struct {
		name     string
		ruling   Ruling
		disputes []LockedDispute
		owed     uint32
		change   func(*SettleInput)
		want     flows
	}{
		{
			"the employer disputes in vain: its bond pays the second committee",
			verdict(OUTCOME_COMPLETED),
			[]LockedDispute{employer(210)},
			3 + 7, nil,
			flows{agent: 1_000, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"two of seven saw it its way: what they are not paid is the agent's",
			verdict(OUTCOME_COMPLETED),
			[]LockedDispute{employer(210)},
			3 + 5, nil,
			flows{agent: 1_060, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"the employer was right: its bond returns whole, the treasury helps as far as it may",
			verdict(OUTCOME_FAILED),
			[]LockedDispute{employer(210)},
			6, nil,
			// 90 + 50 for six seats: 23 each, 2 remain.
			flows{employer: 1_000 + 21 + 25 + 210, treasury: 13 + 2, burn: 12, bond: 51, seat: 23, shortfall: 50},
		},
		{
			"there and back: the panel says what the first committee said",
			verdict(OUTCOME_COMPLETED),
			[]LockedDispute{employer(210), agent(150)},
			3 + 5, nil,
			flows{agent: 1_000 + 60 + 150, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"there, and the panel upholds it",
			verdict(OUTCOME_FAILED),
			[]LockedDispute{employer(210), agent(150)},
			7 + 5, nil,
			// 90 + 150 + 50 for twelve seats: 24 each, 2 remain.
			flows{employer: 1_000 + 21 + 25 + 210, treasury: 13 + 2, burn: 12, bond: 51, seat: 24, shortfall: 50},
		},
		{
			"divided: both bonds pay the seats",
			split(5_000),
			[]LockedDispute{employer(210), agent(150)},
			3 + 7 + 5, nil,
			flows{agent: 500, employer: 511, treasury: 5, burn: 5, bond: 101, seat: 30},
		},
		{
			"divided, two seats did not reveal: what is left of the last bond is its owner's",
			split(5_000),
			[]LockedDispute{employer(210), agent(150)},
			3 + 7 + 3, nil,
			flows{agent: 560, employer: 511, treasury: 5, burn: 5, bond: 101, seat: 30},
		},
		{
			"unjudgeable again",
			unjudgeable,
			[]LockedDispute{employer(210)},
			3 + 7, nil,
			flows{agent: 100, employer: 921, bond: 101, seat: 30},
		},
		{
			"unjudgeable again, one of the first three saw it otherwise: its fee pays the second committee",
			unjudgeable,
			[]LockedDispute{agent(210)},
			2 + 7, nil,
			flows{agent: 100 + 30, employer: 921, bond: 101, seat: 30},
		},
		{
			"the council overrules everybody: all three bonds return, no seat is owed",
			by(RULING_BASIS_COUNCIL, OUTCOME_FAILED),
			[]LockedDispute{employer(210), employer(150), employer(40)},
			0, nil,
			flows{employer: 1_000 + 21 + 25 + 90 + 400, treasury: 13, burn: 12, bond: 51},
		},
		{
			"the council agrees with everybody: the last bond is the agent's",
			by(RULING_BASIS_COUNCIL, OUTCOME_COMPLETED),
			[]LockedDispute{employer(210), employer(150), employer(40)},
			3 + 7 + 5, nil,
			flows{agent: 1_040, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"the council is silent: the last verdict stands, and the bonds count as under it",
			by(RULING_BASIS_DEFAULT, OUTCOME_COMPLETED),
			[]LockedDispute{employer(210), employer(150), employer(40)},
			3 + 7 + 5, nil,
			flows{agent: 1_040, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"a canary: who was right is paid, the rest is its owners'",
			Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_CANARY, Canary: rejected},
			[]LockedDispute{employer(210)},
			7, nil,
			flows{employer: 1_021 + 90, bond: 101, seat: 30},
		},
		{
			"a contest costs nothing",
			verdict(OUTCOME_COMPLETED),
			[]LockedDispute{employer(0)},
			3, nil,
			flows{agent: 1_000, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"a bond that was never set",
			verdict(OUTCOME_COMPLETED),
			[]LockedDispute{{By: ReceiverEmployer}},
			3, nil,
			flows{agent: 1_000, treasury: 11, burn: 10, bond: 101, seat: 30},
		},
		{
			"the employer took the work: no round, no fee",
			by(RULING_BASIS_ACCEPTED, OUTCOME_COMPLETED),
			nil, 0, nil,
			flows{agent: 1_000, employer: 90, treasury: 11, burn: 10, bond: 101},
		},
		{
			"an empty treasury pays no winner's seats",
			verdict(OUTCOME_FAILED),
			[]LockedDispute{employer(210)},
			7, func(in *SettleInput) { in.TreasuryBalance = math.ZeroInt() },
			// 90 for seven seats: 12 each, 6 remain.
			flows{employer: 1_256, treasury: 19, burn: 12, bond: 51, seat: 12},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := settleInput(tc.ruling, tc.owed)
			in.Disputes = tc.disputes
			if tc.change != nil {
				tc.change(&in)
			}
			plan, err := PlanSettlement(in)
			require.NoError(t, err)
			tc.want.require(t, plan)
			requireInt(t, plan.MoneyIn, plan.Out())
			in = in.normal()
			locked := in.Escrow.Total().Add(in.Bond)
			for _, d := range in.Disputes {
				locked = locked.Add(d.Bond)
			}
			requireInt(t, locked.Add(plan.Shortfall), plan.MoneyIn)
		})
	}
}

// The lines tell a bond that returns from one that is lost.
func TestLinesOfDisputes(t *testing.T) {
	in := settleInput(verdict(OUTCOME_COMPLETED), 8)
	in.Disputes = []LockedDispute{{By: ReceiverEmployer, Bond: math.NewInt(210)}, {By: ReceiverAgent, Bond: math.NewInt(150)}}
	plan, err := PlanSettlement(in)
	require.NoError(t, err)
	line := func(to Receiver, amount int64, reason string) PlanLine {
		return PlanLine{To: to, Amount: math.NewInt(amount), Reason: reason}
	}
	require.Equal(t, []PlanLine{
		line(ReceiverSeats, 240, ReasonSeatFee),
		line(ReceiverAgent, 60, ReasonForfeit),
		line(ReceiverAgent, 150, ReasonDisputeBond),
		line(ReceiverAgent, 1_000, ReasonPayout),
		line(ReceiverBurn, 10, ReasonProtocolFee),
		line(ReceiverTreasury, 11, ReasonProtocolFee),
		line(ReceiverStake, 101, ReasonBond),
	}, plan.Lines)
}

func TestSettlementRefusesDisputes(t *testing.T) {
	for name, dispute := range map[string]LockedDispute{
		"a negative bond": {By: ReceiverAgent, Bond: math.NewInt(-1)},
		"nobody's bond":   {Bond: math.OneInt()},
		"a judge's bond":  {By: ReceiverSeats, Bond: math.OneInt()},
	} {
		t.Run(name, func(t *testing.T) {
			in := settleInput(verdict(OUTCOME_COMPLETED), 3)
			in.Disputes = []LockedDispute{dispute}
			_, err := PlanSettlement(in)
			require.ErrorIs(t, err, ErrSettlement)
		})
	}
}

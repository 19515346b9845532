package types

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

// settleInput is a job of 1,000 with fees of 90 and 21, a bond of 101 and three seats of 30.
func settleInput(ruling Ruling, owed uint32) SettleInput {
	if ruling.Basis == RULING_BASIS_UNSPECIFIED {
		ruling.Basis = RULING_BASIS_VERDICT
	}
	p := DefaultParams()
	p.ShortfallCap = math.NewInt(50)
	return SettleInput{
		Params:          p,
		Escrow:          Escrow{Payout: math.NewInt(1_000), ValidationFee: math.NewInt(90), ProtocolFee: math.NewInt(21)},
		Bond:            math.NewInt(101),
		SeatFee:         math.NewInt(30),
		Owed:            owed,
		TreasuryBalance: math.NewInt(1_000_000),
		Ruling:          ruling,
	}
}

// flows is a plan in plain numbers.
type flows struct {
	agent, employer, treasury, burn, bond, seat, shortfall int64
}

func (f flows) require(t require.TestingT, plan Plan) {
	require.Equal(t, f, flows{
		plan.ToAgent.Int64(), plan.ToEmployer.Int64(), plan.ToTreasury.Int64(), plan.Burn.Int64(),
		plan.BondReturned.Int64(), plan.SeatPay.Int64(), plan.Shortfall.Int64(),
	})
}

// Bonus and boost under each outcome: 15 and 10 on a fee of 21, of which the bonus comes first.
func TestSettlementOfIncentives(t *testing.T) {
	split := Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: 3_333, Blameless: true}
	for _, tc := range []struct {
		name         string
		ruling       Ruling
		beyond       int64
		bonus, boost int64
	}{
		{"completed, within the fee", Ruling{Outcome: OUTCOME_COMPLETED}, 0, 15, 6},
		{"completed, all of it", Ruling{Outcome: OUTCOME_COMPLETED}, 4, 15, 10},
		{"completed, part of what is beyond", Ruling{Outcome: OUTCOME_COMPLETED}, 3, 15, 9},
		{"completed, with leave for more than there is", Ruling{Outcome: OUTCOME_COMPLETED}, 1_000, 15, 10},
		{"split, within the fee only", split, 4, 4, 1},
		{"split of everything", Ruling{Outcome: OUTCOME_SPLIT, SplitBps: 10_000}, 4, 15, 6},
		{"split of nothing", Ruling{Outcome: OUTCOME_SPLIT}, 4, 0, 0},
		{"failed", Ruling{Outcome: OUTCOME_FAILED}, 4, 0, 0},
		{"expired", ended(RULING_BASIS_DEADLINE), 4, 0, 0},
		{"surrendered", ended(RULING_BASIS_SURRENDER), 4, 0, 0},
		{"unjudgeable", Ruling{Outcome: OUTCOME_CANCELLED, Unjudgeable: true}, 4, 0, 0},
		{"cancelled", Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_EMPLOYER}, 4, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := settleInput(tc.ruling, 0)
			in.Incentives = Incentives{Bonus: math.NewInt(15), Boost: math.NewInt(10)}
			in.BeyondFee = math.NewInt(tc.beyond)
			plan, err := PlanSettlement(in)
			require.NoError(t, err)
			require.Equal(t, []int64{tc.bonus, tc.boost, 15 - tc.bonus, 10 - tc.boost}, []int64{
				sumOf(plan, ReceiverAgent, ReasonBonus).Int64(), sumOf(plan, ReceiverAgent, ReasonBoost).Int64(),
				sumOf(plan, ReceiverIncentives, ReasonBonus).Int64(), sumOf(plan, ReceiverIncentives, ReasonBoost).Int64(),
			})
			require.Equal(t, 25-tc.bonus-tc.boost, plan.ToIncentives.Int64())
			requireInt(t, plan.MoneyIn, plan.Out())
		})
	}
	in := settleInput(Ruling{Outcome: OUTCOME_COMPLETED}, 0)
	in.Incentives.Boost = math.NewInt(-1)
	_, err := PlanSettlement(in)
	requireErr(t, err, ErrSettlement, "boost is -1")
}

// Of a program's job all that returns of the escrow, and the employer's share of a slash, goes to the program; the bonds of
// disputes go to whoever gave or won them.
func TestSettlementOfAProgramsJob(t *testing.T) {
	for _, tc := range []struct {
		name              string
		ruling            Ruling
		program, employer int64
	}{
		// 90 of validation fee, three seats of 30; slash of the bond of 101: 50, 25 to the employer's side.
		{"completed", Ruling{Outcome: OUTCOME_COMPLETED}, 0, 0},
		{"failed", Ruling{Outcome: OUTCOME_FAILED}, 1_021 + 25, 40 + 40},
		{"cancelled", Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_EMPLOYER}, 1_021, 40},
		{"split", Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: 5_000}, 500 + 11, 40},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := settleInput(tc.ruling, 3)
			in.Program = true
			in.Disputes = []LockedDispute{{By: ReceiverEmployer, Bond: math.NewInt(40), Rung: 1}, {By: ReceiverAgent, Bond: math.NewInt(40), Rung: 2}}
			plan, err := PlanSettlement(in)
			require.NoError(t, err)
			require.Equal(t, []int64{tc.program, tc.employer}, []int64{plan.ToProgram.Int64(), plan.ToEmployer.Int64()})
			in.Program = false
			own, err := PlanSettlement(in)
			require.NoError(t, err)
			require.True(t, own.ToProgram.IsZero())
			requireInt(t, own.ToEmployer, plan.ToProgram.Add(plan.ToEmployer))
		})
	}
}

func TestPlanSettlement(t *testing.T) {
	completed := Ruling{Outcome: OUTCOME_COMPLETED}
	cancelled := Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_EMPLOYER}
	split := func(bps uint32) Ruling {
		return Ruling{Outcome: OUTCOME_SPLIT, Basis: RULING_BASIS_DEFAULT, SplitBps: bps, Blameless: true}
	}
	expired := func(basis RulingBasis) Ruling { return Ruling{Outcome: OUTCOME_EXPIRED, Basis: basis} }
	noBond := func(in *SettleInput) { in.Bond = math.ZeroInt() }

	for _, tc := range []struct {
		name   string
		ruling Ruling
		owed   uint32
		change func(*SettleInput)
		want   flows
	}{
		// 21 of protocol fee: 10 burnt, 11 to the treasury.
		{"completed, all seats agreed", completed, 3, nil, flows{agent: 1_000, treasury: 11, burn: 10, bond: 101, seat: 30}},
		{"completed, one seat less", completed, 2, nil, flows{agent: 1_000, employer: 30, treasury: 11, burn: 10, bond: 101, seat: 30}},
		{"completed, nobody owed", completed, 0, nil, flows{agent: 1_000, employer: 90, treasury: 11, burn: 10, bond: 101}},
		{
			"completed, nothing burnt", completed, 3, func(in *SettleInput) { in.Params.BurnBps = 0 },
			flows{agent: 1_000, treasury: 21, bond: 101, seat: 30},
		},
		{
			"completed, all burnt", completed, 3, func(in *SettleInput) { in.Params.BurnBps = 10_000 },
			flows{agent: 1_000, burn: 21, bond: 101, seat: 30},
		},

		// 101 of bond at 50 %: 50 slashed, 25 to the employer, 12 burnt, 13 to the treasury.
		{"failed", Ruling{Outcome: OUTCOME_FAILED}, 3, nil, flows{employer: 1_046, treasury: 13, burn: 12, bond: 51, seat: 30}},
		{
			"failed by default, last verdict stands",
			Ruling{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_DEFAULT},
			3, nil,
			flows{employer: 1_046, treasury: 13, burn: 12, bond: 51, seat: 30},
		},
		{
			"failed without a verdict slashes nobody",
			Ruling{Outcome: OUTCOME_FAILED, Basis: RULING_BASIS_DEFAULT, Blameless: true},
			1, nil,
			flows{employer: 1_081, bond: 101, seat: 30},
		},
		{
			"failed, whole slash to the employer",
			Ruling{Outcome: OUTCOME_FAILED},
			3, func(in *SettleInput) { in.Params.SlashToEmployerBps = 10_000 },
			flows{employer: 1_071, bond: 51, seat: 30},
		},

		// 20 % of 101: 20 slashed, 10 to the employer, 5 burnt, 5 to the treasury.
		{"expired", expired(RULING_BASIS_DEADLINE), 0, nil, flows{employer: 1_121, treasury: 5, burn: 5, bond: 81}},
		// 5 % of 101: 5 slashed, 2 to the employer, 1 burnt, 2 to the treasury.
		{"surrendered", expired(RULING_BASIS_SURRENDER), 0, nil, flows{employer: 1_113, treasury: 2, burn: 1, bond: 96}},
		{"revoked", expired(RULING_BASIS_REVOKED), 0, nil, flows{employer: 1_111, bond: 101}},
		{"rerouted", expired(RULING_BASIS_REROUTED), 0, nil, flows{employer: 1_111, bond: 101}},

		{"cancelled by the employer", cancelled, 0, noBond, flows{employer: 1_111}},
		{"lapsed", Ruling{Outcome: OUTCOME_CANCELLED, Basis: RULING_BASIS_LAPSED}, 0, noBond, flows{employer: 1_111}},
		{"cancelled, bond unset", cancelled, 0, func(in *SettleInput) { in.Bond = math.Int{} }, flows{employer: 1_111}},
		{
			"unjudgeable",
			Ruling{Outcome: OUTCOME_CANCELLED, Unjudgeable: true},
			3, nil,
			flows{agent: 100, employer: 921, bond: 101, seat: 30},
		},

		{"split in halves", split(5_000), 2, nil, flows{agent: 500, employer: 541, treasury: 5, burn: 5, bond: 101, seat: 30}},
		// 33.33 %: 333 of 999.9 floored, 6 of the protocol fee.
		{"split with remainders", split(3_333), 0, nil, flows{agent: 333, employer: 772, treasury: 3, burn: 3, bond: 101}},
		{"split, nothing to the agent", split(0), 0, nil, flows{employer: 1_111, bond: 101}},
		{"split, all to the agent", split(10_000), 0, nil, flows{agent: 1_000, employer: 90, treasury: 11, burn: 10, bond: 101}},

		// Seats of two committees: 5 · 30 = 150 owed, 90 in the purse.
		{"shortfall at the cap", completed, 5, nil, flows{agent: 1_000, treasury: 11, burn: 10, bond: 101, seat: 28, shortfall: 50}},
		{"shortfall below the cap", completed, 4, nil, flows{agent: 1_000, treasury: 11, burn: 10, bond: 101, seat: 30, shortfall: 30}},
		{
			"shortfall bounded by the balance", completed, 5, func(in *SettleInput) { in.TreasuryBalance = math.NewInt(7) },
			// 97 for five seats: 19 each, 2 remain.
			flows{agent: 1_000, treasury: 13, burn: 10, bond: 101, seat: 19, shortfall: 7},
		},
		{
			"empty treasury", completed, 4, func(in *SettleInput) { in.TreasuryBalance = math.Int{} },
			flows{agent: 1_000, treasury: 13, burn: 10, bond: 101, seat: 22},
		},
		{"one seat short of all money", completed, 1, func(in *SettleInput) {
			in.Escrow.ValidationFee, in.TreasuryBalance = math.ZeroInt(), math.ZeroInt()
		}, flows{agent: 1_000, treasury: 11, burn: 10, bond: 101}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := settleInput(tc.ruling, tc.owed)
			if tc.change != nil {
				tc.change(&in)
			}
			plan, err := PlanSettlement(in)
			require.NoError(t, err)
			tc.want.require(t, plan)
			require.Equal(t, tc.owed, plan.Seats)
			requireInt(t, plan.MoneyIn, plan.Out())
			requireInt(t, in.normal().Escrow.Total().Add(orZero(in.Bond)).Add(plan.Shortfall), plan.MoneyIn)
		})
	}
}

// The lines are what events show: in a fixed order, none of zero, and together all of the money.
func TestPlanLines(t *testing.T) {
	plan, err := PlanSettlement(settleInput(Ruling{Outcome: OUTCOME_FAILED}, 2))
	require.NoError(t, err)
	line := func(to Receiver, amount int64, reason string) PlanLine {
		return PlanLine{To: to, Amount: math.NewInt(amount), Reason: reason}
	}
	require.Equal(t, []PlanLine{
		line(ReceiverSeats, 60, ReasonSeatFee),
		line(ReceiverEmployer, 30, ReasonRefund),
		line(ReceiverEmployer, 1_000, ReasonRefund),
		line(ReceiverEmployer, 21, ReasonRefund),
		line(ReceiverEmployer, 25, ReasonSlash),
		line(ReceiverTreasury, 13, ReasonSlash),
		line(ReceiverBurn, 12, ReasonSlash),
		line(ReceiverStake, 51, ReasonBond),
	}, plan.Lines)
}

func TestPlanSettlementRefuses(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*SettleInput)
		err    error
	}{
		{"no ruling", func(in *SettleInput) { in.Ruling = Ruling{} }, ErrRuling},
		{"no basis", func(in *SettleInput) { in.Ruling.Basis = 0 }, ErrRuling},
		{"more than all to the agent", func(in *SettleInput) { in.Ruling.Outcome, in.Ruling.SplitBps = OUTCOME_SPLIT, 10_001 }, ErrRuling},
		{"negative payout", func(in *SettleInput) { in.Escrow.Payout = math.NewInt(-1) }, ErrSettlement},
		{"negative validation fee", func(in *SettleInput) { in.Escrow.ValidationFee = math.NewInt(-1) }, ErrSettlement},
		{"negative protocol fee", func(in *SettleInput) { in.Escrow.ProtocolFee = math.NewInt(-1) }, ErrSettlement},
		{"negative bond", func(in *SettleInput) { in.Bond = math.NewInt(-1) }, ErrSettlement},
		{"negative seat fee", func(in *SettleInput) { in.SeatFee = math.NewInt(-1) }, ErrSettlement},
		{"negative treasury", func(in *SettleInput) { in.TreasuryBalance = math.NewInt(-1) }, ErrSettlement},
		{"negative cap", func(in *SettleInput) { in.Params.ShortfallCap = math.NewInt(-1) }, ErrSettlement},
		{"burn beyond the fee", func(in *SettleInput) { in.Params.BurnBps = 20_000 }, ErrSettlement},
		{"employer's share beyond the slash", func(in *SettleInput) {
			in.Ruling.Outcome, in.Params.SlashToEmployerBps = OUTCOME_FAILED, 20_000
		}, ErrSettlement},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := settleInput(Ruling{Outcome: OUTCOME_COMPLETED}, 3)
			tc.change(&in)
			plan, err := PlanSettlement(in)
			require.ErrorIs(t, err, tc.err)
			require.Empty(t, plan.Lines)
		})
	}
}

// A job settles by the version that it keeps even if later software would not accept those parameters any more.
func TestPlanSettlementKeepsOldTerms(t *testing.T) {
	in := settleInput(Ruling{Outcome: OUTCOME_EXPIRED, Basis: RULING_BASIS_DEADLINE}, 0)
	in.Params.ExpirySlashBps = in.Params.RejectSlashBps + 1
	require.Error(t, in.Params.Validate())
	_, err := PlanSettlement(in)
	require.NoError(t, err)
}

// A plan that does not add up is never returned.
func TestLedgerRefuses(t *testing.T) {
	l := newLedger()
	l.take(math.NewInt(10))
	l.pay(ReceiverAgent, math.NewInt(9), ReasonPayout)
	_, err := l.close()
	require.ErrorIs(t, err, ErrSettlement)
	require.ErrorContains(t, err, "10 in, 9 out")

	l.pay(ReceiverBurn, math.NewInt(2), ReasonSlash)
	_, err = l.close()
	require.ErrorContains(t, err, "10 in, 11 out")

	l.pay(ReceiverTreasury, math.NewInt(-1), ReasonRemainder)
	_, err = l.close()
	require.ErrorContains(t, err, "treasury would get -1 as remainder")
}

// Contributions are consumed in order; bonds of disputes will join behind the validation fee.
func TestPurseConsumesInOrder(t *testing.T) {
	p := purse{contributions: []contribution{
		{left: math.NewInt(10), owner: ReceiverEmployer},
		{left: math.NewInt(5), owner: ReceiverAgent},
	}}
	require.Equal(t, int64(15), p.total().Int64())
	p.consume(math.NewInt(4))
	require.Equal(t, int64(6), p.contributions[0].left.Int64())
	require.Equal(t, int64(5), p.contributions[1].left.Int64())
	p.consume(math.NewInt(8))
	require.True(t, p.contributions[0].left.IsZero())
	require.Equal(t, int64(3), p.contributions[1].left.Int64())
}

func TestPlanBondSlash(t *testing.T) {
	p := DefaultParams()
	for _, tc := range []struct {
		bond                                   int64
		bps                                    uint32
		toEmployer, toTreasury, burn, returned int64
	}{
		{bond: 0, bps: 5_000},
		{bond: 101, bps: 0, returned: 101},
		{bond: 101, bps: 5_000, toEmployer: 25, toTreasury: 13, burn: 12, returned: 51},
		{bond: 101, bps: 10_000, toEmployer: 50, toTreasury: 26, burn: 25},
		{bond: 101, bps: 99_999, toEmployer: 50, toTreasury: 26, burn: 25},
		{bond: 1, bps: 9_999, returned: 1},
		{bond: 1, bps: 10_000, toTreasury: 1},
	} {
		toEmployer, toTreasury, burn, returned := PlanBondSlash(p, math.NewInt(tc.bond), tc.bps)
		require.Equal(t, []int64{tc.toEmployer, tc.toTreasury, tc.burn, tc.returned},
			[]int64{toEmployer.Int64(), toTreasury.Int64(), burn.Int64(), returned.Int64()}, "%+v", tc)
	}
	_, _, _, returned := PlanBondSlash(p, math.Int{}, 5_000)
	require.True(t, returned.IsZero())
}

func TestSlashRates(t *testing.T) {
	p := DefaultParams()
	for basis, want := range map[RulingBasis]uint32{
		RULING_BASIS_DEADLINE: p.ExpirySlashBps, RULING_BASIS_SURRENDER: p.SurrenderSlashBps, RULING_BASIS_REVOKED: 0, RULING_BASIS_REROUTED: 0,
		RULING_BASIS_DECLINED: 0,
	} {
		require.Equal(t, want, AssignmentSlashBps(p, basis))
		require.Equal(t, want, Ruling{Outcome: OUTCOME_EXPIRED, Basis: basis}.BondSlashBps(p))
	}
	require.Equal(t, p.RejectSlashBps, Ruling{Outcome: OUTCOME_FAILED}.BondSlashBps(p))
	for _, r := range []Ruling{
		{Outcome: OUTCOME_FAILED, Blameless: true}, {Outcome: OUTCOME_COMPLETED}, {Outcome: OUTCOME_CANCELLED}, {Outcome: OUTCOME_SPLIT},
	} {
		require.Zero(t, r.BondSlashBps(p), "%v", r)
	}
}

package types

import (
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// Receiver is who gets a line of a settlement.
type Receiver string

const (
	ReceiverAgent    Receiver = "agent"
	ReceiverEmployer Receiver = "employer"
	ReceiverTreasury Receiver = "treasury"
	ReceiverBurn     Receiver = "burn"
	// ReceiverSeats: Plan.Seats seats get Plan.SeatPay each.
	ReceiverSeats Receiver = "seats"
	// ReceiverStake: the agent's free stake.
	ReceiverStake Receiver = "stake"
	// ReceiverContributor: the line names which.
	ReceiverContributor Receiver = "contributor"
	// ReceiverIncentives: the pool that bonus and boost came from.
	ReceiverIncentives Receiver = "incentives"
	// ReceiverProgram: the budget that the escrow came from; the money stays in the module.
	ReceiverProgram Receiver = "program"
)

// Reasons of the lines of a settlement, as events show them.
const (
	ReasonPayout       = "payout"
	ReasonRefund       = "refund"
	ReasonSeatFee      = "seat_fee"
	ReasonProtocolFee  = "protocol_fee"
	ReasonSlash        = "slash"
	ReasonCompensation = "compensation"
	ReasonBond         = "bond"
	ReasonRemainder    = "remainder"
	ReasonContribution = "contribution"
	ReasonBonus        = "bonus"
	ReasonBoost        = "boost"
	// ReasonDisputeBond: back to whoever disputed; ReasonForfeit: to the side that was right.
	ReasonDisputeBond = "dispute_bond"
	ReasonForfeit     = "forfeit"
)

// SettleInput is all that the end of a job's money depends on. Amounts are in base units.
type SettleInput struct {
	// Params are those of the version that the job keeps.
	Params Params
	Escrow Escrow
	// Bond of the agent that is still locked in this job; zero or nil if none.
	Bond math.Int
	// Disputes are the bonds of the disputes by which the job climbed, by rung.
	Disputes []LockedDispute
	// SeatFee of the terms.
	SeatFee math.Int
	// Owed counts the seats of any rung that are owed the seat fee: those that revealed with the final outcome, and under
	// SPLIT, EXPIRED and CANCELLED without UNJUDGEABLE those that revealed.
	Owed uint32
	// TreasuryBalance bounds what the treasury adds.
	TreasuryBalance math.Int
	Ruling          Ruling
	// Contributors share in what the agent is paid.
	Contributors []Contributor
	// Incentives are what the job holds of the pool.
	Incentives Incentives
	// BeyondFee bounds what of them is paid beyond the protocol fee; zero or nil where nothing is.
	BeyondFee math.Int
	// Program: the escrow came out of a program's budget, and what returns of it goes there. Bonds of disputes are their owners'.
	Program bool
}

// PlanLine is one movement of money.
type PlanLine struct {
	To     Receiver
	Amount math.Int
	Reason string
	// Contributor is the address of a ReceiverContributor.
	Contributor string
}

// Plan says who gets what. MoneyIn = ToAgent + ToContributors + ToEmployer + ToProgram + ToTreasury + ToIncentives + Burn +
// BondReturned + SeatPay · Seats.
type Plan struct {
	ToAgent, ToEmployer, ToTreasury, Burn math.Int
	// ToContributors is the sum of their lines.
	ToContributors math.Int
	// ToProgram goes back to the budget of the job's program, and ToIncentives to the pool.
	ToProgram, ToIncentives math.Int
	// BondReturned goes back to the agent's free stake.
	BondReturned math.Int
	// SeatPay is what each of Seats gets.
	SeatPay math.Int
	Seats   uint32
	// Shortfall is taken from the treasury. It is part of MoneyIn.
	Shortfall math.Int
	// MoneyIn = escrow + bond + bonds of disputes + incentives + shortfall.
	MoneyIn math.Int
	// Lines are the movements in the order in which they were decided, without those of zero.
	Lines []PlanLine
}

// Moved sums up for those who watch the market what became of the money of a job that held incentives.
func (p Plan) Moved(held Incentives) Moved {
	m := Moved{Incentives: held.Total().Sub(p.ToIncentives), Fee: math.ZeroInt(), Burnt: p.Burn, Refunded: math.ZeroInt()}
	m.Paid = m.Incentives.Neg()
	for _, line := range p.Lines {
		switch line.Reason {
		case ReasonPayout, ReasonContribution, ReasonCompensation, ReasonBonus, ReasonBoost:
			if line.To == ReceiverAgent || line.To == ReceiverContributor {
				m.Paid = m.Paid.Add(line.Amount)
			}
		case ReasonProtocolFee:
			if line.To == ReceiverTreasury {
				m.Fee = m.Fee.Add(line.Amount)
			}
		case ReasonRefund:
			m.Refunded = m.Refunded.Add(line.Amount)
		}
	}
	return m
}

// PlanSettlement divides the money of a job that has its ruling, by the table in the module's README. It returns
// ErrRuling for a ruling that the table does not know, ErrSettlement for amounts that cannot be, or if what goes out is
// not what came in: then nothing may be paid.
func PlanSettlement(in SettleInput) (Plan, error) {
	in = in.normal()
	if err := in.validate(); err != nil {
		return Plan{}, err
	}
	l := newLedger()
	l.take(in.Escrow.Total())
	l.take(in.Bond)
	for _, d := range in.Disputes {
		l.take(d.Bond)
	}
	l.take(in.Incentives.Total())

	l.settleSeats(in)
	l.returnDisputes(in)
	l.settlePayout(in)
	l.settleIncentives(in)
	l.settleProtocolFee(in)
	l.settleBond(in)
	return l.close()
}

// normal replaces amounts that were never set by zero.
func (in SettleInput) normal() SettleInput {
	in.Escrow.Payout = orZero(in.Escrow.Payout)
	in.Escrow.ValidationFee = orZero(in.Escrow.ValidationFee)
	in.Escrow.ProtocolFee = orZero(in.Escrow.ProtocolFee)
	in.Bond = orZero(in.Bond)
	in.SeatFee = orZero(in.SeatFee)
	in.TreasuryBalance = orZero(in.TreasuryBalance)
	in.Params.ShortfallCap = orZero(in.Params.ShortfallCap)
	in.Incentives = Incentives{Bonus: orZero(in.Incentives.Bonus), Boost: orZero(in.Incentives.Boost)}
	in.BeyondFee = orZero(in.BeyondFee)
	disputes := in.Disputes
	in.Disputes = nil
	for _, d := range disputes {
		in.Disputes = append(in.Disputes, LockedDispute{By: d.By, Bond: orZero(d.Bond), Rung: d.Rung, Owed: d.Owed})
	}
	return in
}

// validate leaves the bounds of the parameters alone: a version that was in force when the job was posted must settle it
// for ever, whatever later software thinks of it. Rates beyond the whole end in a negative line, which the ledger refuses.
func (in SettleInput) validate() error {
	for _, amount := range []struct {
		name string
		math.Int
	}{
		{"payout", in.Escrow.Payout},
		{"validation fee", in.Escrow.ValidationFee},
		{"protocol fee", in.Escrow.ProtocolFee},
		{"bond", in.Bond},
		{"seat fee", in.SeatFee},
		{"treasury balance", in.TreasuryBalance},
		{"shortfall cap", in.Params.ShortfallCap},
		{"bonus", in.Incentives.Bonus},
		{"boost", in.Incentives.Boost},
		{"part beyond the fee", in.BeyondFee},
	} {
		if amount.IsNegative() {
			return errorsmod.Wrapf(ErrSettlement, "%s is %s", amount.name, amount.Int)
		}
	}
	for i, d := range in.Disputes {
		if d.Bond.IsNegative() || (d.By != ReceiverEmployer && d.By != ReceiverAgent) {
			return errorsmod.Wrapf(ErrSettlement, "dispute %d of %q has a bond of %s", i, d.By, d.Bond)
		}
	}
	return in.Ruling.Validate()
}

// escrowOwner is who has back what is not paid of the escrow, and the employer's share of a slash: the program that has paid
// for the job, else the employer.
func (in SettleInput) escrowOwner() Receiver {
	if in.Program {
		return ReceiverProgram
	}
	return ReceiverEmployer
}

// settlePayout: the payout follows the outcome.
func (l *ledger) settlePayout(in SettleInput) {
	payout, toAgent, reason := in.Escrow.Payout, math.ZeroInt(), ReasonPayout
	switch in.Ruling.Outcome {
	case OUTCOME_COMPLETED:
		toAgent = payout
	case OUTCOME_SPLIT:
		toAgent = share(payout, in.Ruling.SplitBps)
	case OUTCOME_CANCELLED:
		if in.Ruling.Unjudgeable {
			toAgent, reason = share(payout, in.Params.UnjudgeableCompensationBps), ReasonCompensation
		}
	}
	l.payWork(in.Contributors, toAgent, reason)
	// Whose the escrow was has the remainder of each division.
	l.pay(in.escrowOwner(), payout.Sub(toAgent), ReasonRefund)
}

// settleIncentives: bonus and boost follow the payout and are shared like it. What is not paid of them returns to the pool,
// the remainder of each division too.
func (l *ledger) settleIncentives(in SettleInput) {
	paid := in.incentivesPaid()
	l.payWork(in.Contributors, paid.Bonus, ReasonBonus)
	l.payWork(in.Contributors, paid.Boost, ReasonBoost)
	l.pay(ReceiverIncentives, in.Incentives.Bonus.Sub(paid.Bonus), ReasonBonus)
	l.pay(ReceiverIncentives, in.Incentives.Boost.Sub(paid.Boost), ReasonBoost)
}

// incentivesPaid: beyond the protocol fee only COMPLETED pays anything, for only a completed job counts against its pair.
func (in SettleInput) incentivesPaid() Incentives {
	switch in.Ruling.Outcome {
	case OUTCOME_COMPLETED:
		return in.Incentives.upTo(in.Escrow.ProtocolFee.Add(in.BeyondFee))
	case OUTCOME_SPLIT:
		within := in.Incentives.upTo(in.Escrow.ProtocolFee)
		return Incentives{Bonus: share(within.Bonus, in.Ruling.SplitBps), Boost: share(within.Boost, in.Ruling.SplitBps)}
	default:
		return NoIncentives()
	}
}

// settleProtocolFee: it is due in the measure in which the work was paid; burn_bps of it is burnt.
func (l *ledger) settleProtocolFee(in SettleInput) {
	fee, due := in.Escrow.ProtocolFee, math.ZeroInt()
	switch in.Ruling.Outcome {
	case OUTCOME_COMPLETED:
		due = fee
	case OUTCOME_SPLIT:
		due = share(fee, in.Ruling.SplitBps)
	}
	burn := share(due, in.Params.BurnBps)
	l.pay(ReceiverBurn, burn, ReasonProtocolFee)
	l.pay(ReceiverTreasury, due.Sub(burn), ReasonProtocolFee)
	l.pay(in.escrowOwner(), fee.Sub(due), ReasonRefund)
}

// settleBond slashes the agent's bond at the rate of the ruling and returns the rest to its stake.
func (l *ledger) settleBond(in SettleInput) {
	toEmployer, toTreasury, burn, returned := PlanBondSlash(in.Params, in.Bond, in.Ruling.BondSlashBps(in.Params))
	l.pay(in.escrowOwner(), toEmployer, ReasonSlash)
	l.pay(ReceiverTreasury, toTreasury, ReasonSlash)
	l.pay(ReceiverBurn, burn, ReasonSlash)
	l.pay(ReceiverStake, returned, ReasonBond)
}

// BondSlashBps returns the share of the agent's bond that a ruling slashes. FAILED without a verdict slashes nothing: a
// committee that did not come to one is not the agent's fault. Nor is a revocation or a reroute.
func (r Ruling) BondSlashBps(params Params) uint32 {
	switch r.Outcome {
	case OUTCOME_FAILED:
		if r.Blameless {
			return 0
		}
		return params.RejectSlashBps
	case OUTCOME_EXPIRED:
		return AssignmentSlashBps(params, r.Basis)
	default:
		return 0
	}
}

// AssignmentSlashBps returns the share of the bond that is slashed when an assignment ends without a submission, whether
// the job expires or is offered again.
func AssignmentSlashBps(params Params, basis RulingBasis) uint32 {
	switch basis {
	case RULING_BASIS_SURRENDER:
		return params.SurrenderSlashBps
	case RULING_BASIS_REVOKED, RULING_BASIS_REROUTED, RULING_BASIS_DECLINED:
		return 0
	default:
		return params.ExpirySlashBps
	}
}

// RerouteCompensation returns what an agent whose job is rerouted gets of the treasury, in base units:
// min(payout · reroute_compensation_bps, the treasury's balance), floored.
func RerouteCompensation(params Params, payout, treasury math.Int) math.Int {
	return math.MinInt(share(orZero(payout), params.RerouteCompensationBps), math.MaxInt(orZero(treasury), math.ZeroInt()))
}

// PlanBondSlash divides a bond of which bps are slashed: slash_to_employer_bps of the slashed part go to the employer,
// burn_bps of the rest are burnt, the treasury has what is left of it and the agent's stake what is not slashed. Every
// division is floored: the remainder of the slash stays with the agent, that of the employer's share and of the burn
// with the treasury. The four parts make up the bond.
func PlanBondSlash(params Params, bond math.Int, bps uint32) (toEmployer, toTreasury, burn, returned math.Int) {
	bond = orZero(bond)
	slashed := share(bond, min(bps, BpsDenominator))
	toEmployer = share(slashed, params.SlashToEmployerBps)
	rest := slashed.Sub(toEmployer)
	burn = share(rest, params.BurnBps)
	return toEmployer, rest.Sub(burn), burn, bond.Sub(slashed)
}

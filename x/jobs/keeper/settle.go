package keeper

import (
	"context"
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// This file holds all money that leaves the module. It runs in EndBlock only.

// settle moves all money of a job that has its ruling and ends it. Everything happens or nothing: the caller runs it in
// a branch of the state. The order matters: a seat's fee and slash are judged before anything is pruned, and subscribers
// hear of a job that has ended.
func (k *Keeper) settle(ctx sdk.Context, job types.Job) error {
	if job.Ruling == nil {
		return errorsmod.Wrapf(types.ErrSettlement, "job %d has no ruling", job.Id)
	}
	judged, err := k.judge(ctx, job)
	if err != nil {
		return err
	}
	paid, err := k.settleMoney(ctx, job, judged)
	if err != nil {
		return err
	}
	if err := k.end(ctx, &job); err != nil {
		return err
	}
	if job.Status == types.JOB_STATUS_COMPLETED {
		if err := k.certify(ctx, job); err != nil {
			return err
		}
	}
	err = typedevent.Emit(ctx, &types.EventJobSettled{
		JobId: job.Id, Status: job.Status, Ruling: *job.Ruling, Employer: job.Employer, Agent: job.Agent,
		MoneyIn: paid.moneyIn, Payments: paid.payments,
	})
	if err != nil {
		return err
	}
	if err := k.releaseApplications(ctx, job, "offer_ended"); err != nil {
		return err
	}
	// The program's books are a part of the settlement: should they fail, it is tried again.
	if err := k.jobEnded(ctx, job); err != nil {
		return err
	}
	settled := types.Settled{Job: job, Seats: judged, Slashed: paid.slashed, Moved: paid.moved}
	if settled.Sponsor, err = k.payingSponsor(ctx, job); err != nil {
		return err
	}
	err = k.tell(ctx, job.Id, func(ctx sdk.Context, h types.JobHooks) error { return h.AfterJobSettled(ctx, settled) })
	if err != nil {
		return err
	}
	k.beside(ctx, job.Id, "roster", func(ctx sdk.Context) error { return k.scoreChanged(ctx, job) })
	if job.Submission == nil {
		return nil
	}
	return k.validation.SettleSeats(ctx, job.Id, judged)
}

// certify mints the certificate of a COMPLETED job.
func (k *Keeper) certify(ctx context.Context, job types.Job) error {
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	if err != nil {
		return err
	}
	owner, err := k.certificateOwner(ctx, job)
	if err != nil {
		return err
	}
	return k.certificates.Mint(ctx, job, owner, category.BoundCertificates)
}

// judge asks what the ruling means for the seats. A job without a submission never had a round.
func (k *Keeper) judge(ctx context.Context, job types.Job) ([]validationtypes.SeatJudgement, error) {
	if job.Submission == nil {
		return nil, nil
	}
	return k.validation.Judge(ctx, job.Id, types.FinalVerdictOf(*job.Ruling))
}

// end gives a job its terminal status. The escrow's amounts stay in the record: they say what was paid.
func (k *Keeper) end(ctx sdk.Context, job *types.Job) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	action, err := types.SettleAction(job.Ruling.Outcome)
	if err != nil {
		return err
	}
	job.SettledMs, job.SettledHeight = now, ctx.BlockHeight()
	return k.step(ctx, job, action, noDeadline)
}

// receipt says what a settlement moved.
type receipt struct {
	moneyIn  math.Int
	slashed  math.Int
	moved    types.Moved
	payments []types.Payment
}

// settleMoney carries out the plan of a settlement and checks it against the module account's balance: what the job held
// and what the treasury added is what went out, to the unit.
func (k *Keeper) settleMoney(ctx context.Context, job types.Job, judged []validationtypes.SeatJudgement) (receipt, error) {
	seats := owedSeats(judged)
	plan, err := k.plan(ctx, job, judged)
	if err != nil {
		return receipt{}, err
	}
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return receipt{}, err
	}
	if err := k.carryOut(ctx, job, plan, seats); err != nil {
		return receipt{}, err
	}
	held := job.Escrow.Total().Add(job.LockedBond()).Add(job.LockedDisputes()).Add(job.LockedIncentives()).
		Sub(plan.BondReturned).Sub(plan.ToProgram)
	if err := k.balanceFell(ctx, before, held); err != nil {
		return receipt{}, errorsmod.Wrapf(err, "job %d", job.Id)
	}
	slashed := job.LockedBond().Sub(plan.BondReturned)
	return receipt{moneyIn: plan.MoneyIn, slashed: slashed, moved: plan.Moved(job.HeldIncentives()), payments: payments(job, plan, seats)}, nil
}

func (k *Keeper) plan(ctx context.Context, job types.Job, judged []validationtypes.SeatJudgement) (types.Plan, error) {
	params, err := k.ParamsOf(ctx, job.Terms.ParamsVersion)
	if err != nil {
		return types.Plan{}, err
	}
	treasury, err := k.purse.TreasuryBalance(ctx)
	if err != nil {
		return types.Plan{}, err
	}
	beyondFee, err := k.incentivesDue(ctx, job)
	if err != nil {
		return types.Plan{}, err
	}
	var owed uint32
	disputes := job.DisputeBonds()
	for _, seat := range judged {
		if !seat.Agreed {
			continue
		}
		owed++
		// A rung is reached by one dispute at most.
		if at := slices.IndexFunc(disputes, func(d types.LockedDispute) bool { return d.Rung == seat.Rung }); at >= 0 {
			disputes[at].Owed++
		}
	}
	return types.PlanSettlement(types.SettleInput{
		Params: params, Escrow: job.Escrow, Bond: job.LockedBond(), Disputes: disputes, SeatFee: job.Terms.SeatFee,
		Owed: owed, TreasuryBalance: treasury, Ruling: *job.Ruling, Contributors: job.Contributors,
		Incentives: job.HeldIncentives(), BeyondFee: beyondFee, Program: job.Program != 0,
	})
}

// carryOut makes the plan's movements.
func (k *Keeper) carryOut(ctx context.Context, job types.Job, plan types.Plan, seats []sdk.AccAddress) error {
	if err := k.purse.FromTreasury(ctx, plan.Shortfall); err != nil {
		return err
	}
	if plan.ToProgram.IsPositive() {
		if err := k.creditProgram(ctx, job, plan.ToProgram); err != nil {
			return err
		}
	}
	employer, err := sdk.AccAddressFromBech32(job.Employer)
	if err != nil {
		return err
	}
	out := []money.Payment{{To: employer, Amount: plan.ToEmployer}}
	for _, seat := range seats {
		out = append(out, money.Payment{To: seat, Amount: plan.SeatPay})
	}
	contributors, err := contributionsIn(plan)
	if err != nil {
		return err
	}
	out = append(append(out, contributors...), money.Payment{To: money.TreasuryAddress(), Amount: plan.ToTreasury},
		money.Payment{To: money.IncentivesAddress(), Amount: plan.ToIncentives})
	var agent sdk.AccAddress
	// The plan of a job without an agent has nothing for one; balanceFell refuses it otherwise.
	if job.Agent != "" {
		if agent, err = sdk.AccAddressFromBech32(job.Agent); err != nil {
			return err
		}
		out = append(out, money.Payment{To: agent, Amount: plan.ToAgent})
	}
	if err := k.purse.PayOutAll(ctx, out...); err != nil {
		return err
	}
	if err := k.purse.Burn(ctx, plan.Burn); err != nil || agent == nil {
		return err
	}
	return k.unlockBond(ctx, agent, job.LockedBond(), plan.BondReturned)
}

// balanceFell checks that the module account holds expected less than before.
func (k *Keeper) balanceFell(ctx context.Context, before, expected math.Int) error {
	now, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	if fell := before.Sub(now); !fell.Equal(expected) {
		return errorsmod.Wrapf(types.ErrSettlement, "the module account fell by %s instead of %s", fell, expected)
	}
	return nil
}

// owedSeats lists the validators who are owed a seat fee, in order of rung and draw.
func owedSeats(judged []validationtypes.SeatJudgement) []sdk.AccAddress {
	var seats []sdk.AccAddress
	for _, seat := range judged {
		if seat.Agreed {
			seats = append(seats, seat.Validator)
		}
	}
	return seats
}

// payments spells a plan out for the event.
func payments(job types.Job, plan types.Plan, seats []sdk.AccAddress) []types.Payment {
	var list []types.Payment
	for _, line := range plan.Lines {
		to := string(line.To)
		switch line.To {
		case types.ReceiverAgent:
			to = job.Agent
		case types.ReceiverEmployer:
			to = job.Employer
		case types.ReceiverTreasury:
			to = money.Treasury
		case types.ReceiverIncentives:
			to = money.Incentives
		case types.ReceiverContributor:
			to = line.Contributor
		case types.ReceiverSeats:
			for _, seat := range seats {
				list = append(list, types.Payment{To: seat.String(), Amount: plan.SeatPay, Reason: line.Reason})
			}
			continue
		}
		list = append(list, types.Payment{To: to, Amount: line.Amount, Reason: line.Reason})
	}
	return list
}

// bondSlash is the division of a bond when an assignment ends without a submission.
type bondSlash struct {
	bond, toEmployer, toTreasury, burn, returned math.Int
}

// total is what the agent loses.
func (s bondSlash) total() math.Int { return s.bond.Sub(s.returned) }

// slashOf divides the bond of an assignment by the rate of the job's ruling.
func slashOf(params types.Params, job types.Job) bondSlash {
	s := bondSlash{bond: job.Terms.Bond}
	bps := types.AssignmentSlashBps(params, job.Ruling.Basis)
	s.toEmployer, s.toTreasury, s.burn, s.returned = types.PlanBondSlash(params, s.bond, bps)
	return s
}

// payBondSlash settles the bond alone: the job goes on and keeps its escrow. The employer's share is the program's that has
// paid for the job.
func (k *Keeper) payBondSlash(ctx context.Context, job types.Job, agent sdk.AccAddress, s bondSlash) error {
	employer, err := sdk.AccAddressFromBech32(job.Employer)
	if err != nil {
		return err
	}
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	fell := s.total()
	if job.Program != 0 && s.toEmployer.IsPositive() {
		err, fell = k.creditProgram(ctx, job, s.toEmployer), fell.Sub(s.toEmployer)
	} else {
		err = k.purse.PayOut(ctx, employer, s.toEmployer)
	}
	if err != nil {
		return err
	}
	if err := k.purse.ToTreasury(ctx, s.toTreasury); err != nil {
		return err
	}
	if err := k.purse.Burn(ctx, s.burn); err != nil {
		return err
	}
	if err := k.unlockBond(ctx, agent, s.bond, s.returned); err != nil {
		return err
	}
	return k.balanceFell(ctx, before, fell)
}

// moveIncentives takes an amount out of the incentives pool, or gives one back that is negative. What a job holds of the pool
// lies in the module account.
func (k *Keeper) moveIncentives(ctx context.Context, amount math.Int) error {
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	if amount.IsNegative() {
		err = k.purse.ToIncentives(ctx, amount.Neg())
	} else {
		err = k.purse.FromIncentives(ctx, amount)
	}
	if err != nil {
		return err
	}
	return k.balanceFell(ctx, before, amount.Neg())
}

// compensate pays an agent whose job is rerouted reroute_compensation_bps of the payout out of the treasury, up to its
// balance, and returns what it paid. The escrow is not touched: the employer asked for nothing.
func (k *Keeper) compensate(ctx context.Context, params types.Params, job types.Job, agent sdk.AccAddress) (math.Int, error) {
	if job.Ruling.Basis != types.RULING_BASIS_REROUTED {
		return math.ZeroInt(), nil
	}
	treasury, err := k.purse.TreasuryBalance(ctx)
	if err != nil {
		return math.Int{}, err
	}
	amount := types.RerouteCompensation(params, job.Escrow.Payout, treasury)
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return math.Int{}, err
	}
	if err := k.purse.FromTreasury(ctx, amount); err != nil {
		return math.Int{}, err
	}
	if err := k.purse.PayOut(ctx, agent, amount); err != nil {
		return math.Int{}, err
	}
	return amount, k.balanceFell(ctx, before, math.ZeroInt())
}

// refundExcess gives back what a job costs less than its escrow held: to its employer, or to its program, whose money stays
// here. job has its new escrow already.
func (k *Keeper) refundExcess(ctx sdk.Context, job types.Job, amount math.Int) error {
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	if job.Program != 0 {
		if err := k.creditProgram(ctx, job, amount); err != nil {
			return err
		}
		return k.balanceFell(ctx, before, math.ZeroInt())
	}
	employer, err := sdk.AccAddressFromBech32(job.Employer)
	if err != nil {
		return err
	}
	if err := k.purse.PayOut(ctx, employer, amount); err != nil {
		return err
	}
	return k.balanceFell(ctx, before, amount)
}

// payWithdrawal pays out stake that has been taken from an agent's record already.
func (k *Keeper) payWithdrawal(ctx sdk.Context, agent sdk.AccAddress, amount math.Int) error {
	if err := k.purse.PayOut(ctx, agent, amount); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventStakeWithdrawn{Agent: agent.String(), Amount: amount})
}

// payOutStake pays out an agent's whole free stake.
func (k *Keeper) payOutStake(ctx sdk.Context, agent sdk.AccAddress) error {
	stake, err := k.StakeOf(ctx, agent)
	if err != nil || stake.Free.IsZero() {
		return err
	}
	_, err = k.changeStake(ctx, agent, func(s *types.AgentStake) { s.Free = math.ZeroInt() })
	if err != nil {
		return err
	}
	return k.payWithdrawal(ctx, agent, stake.Free)
}

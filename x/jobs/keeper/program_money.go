package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// This file holds the movements of allotments. The money lies in the module account; all that leaves it is endProgram's.

// setAllotment writes what a delegate may still spend.
func (k *Keeper) setAllotment(ctx context.Context, program uint64, delegate sdk.AccAddress, left math.Int) error {
	return k.programs.allotments.Set(ctx, collections.Join(program, delegate), types.Allotment{
		ProgramId: program, Delegate: delegate.String(), Left: left,
	})
}

// allot divides the budget of a new program: what no delegate has is the sponsor's own.
func (k *Keeper) allot(ctx context.Context, program uint64, sponsor sdk.AccAddress, budget math.Int, delegates []types.Allotment) error {
	for _, d := range delegates {
		delegate, err := partyOf(d.Delegate)
		if err != nil {
			return err
		}
		taken, err := k.programs.allotments.Has(ctx, collections.Join(program, delegate))
		if err != nil {
			return err
		}
		// Two addresses may stand for one party.
		if taken || delegate.Equals(sponsor) {
			return errorsmod.Wrapf(types.ErrDelegate, "%s has an allotment already; the sponsor's own is what nobody else has", delegate)
		}
		if err := k.setAllotment(ctx, program, delegate, d.Left); err != nil {
			return err
		}
		budget = budget.Sub(d.Left)
	}
	return k.setAllotment(ctx, program, sponsor, budget)
}

// SetAllotment says what a delegate may spend from now on; the sponsor's own allotment gives or takes the difference.
func (k *Keeper) SetAllotment(ctx sdk.Context, sponsor sdk.AccAddress, msg *types.MsgSetAllotment) error {
	program, err := k.sponsorsProgram(ctx, msg.ProgramId, sponsor)
	if err != nil {
		return err
	}
	delegate, err := partyOf(msg.Delegate)
	if err != nil {
		return err
	}
	if delegate.Equals(sponsor) {
		return errorsmod.Wrap(types.ErrDelegate, "the sponsor's own allotment is what nobody else has; add to it with: tx jobs fund-program")
	}
	was, err := k.allotmentOf(ctx, program.Id, delegate)
	if errors.Is(err, types.ErrDelegate) {
		was, err = types.Allotment{Left: math.ZeroInt()}, k.roomForDelegate(ctx, program.Id, msg)
	}
	if err != nil {
		return err
	}
	if err := k.draw(ctx, program.Id, sponsor, msg.Left.Sub(was.Left)); err != nil {
		return err
	}
	if msg.Left.IsZero() {
		err = k.programs.allotments.Remove(ctx, collections.Join(program.Id, delegate))
	} else {
		err = k.setAllotment(ctx, program.Id, delegate, msg.Left)
	}
	if err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventAllotmentSet{
		Allotment: types.Allotment{ProgramId: program.Id, Delegate: delegate.String(), Left: msg.Left},
	})
}

// roomForDelegate refuses to end a delegation that is not there, and more allotments than one block can pay back.
func (k *Keeper) roomForDelegate(ctx context.Context, program uint64, msg *types.MsgSetAllotment) error {
	if msg.Left.IsZero() {
		return errorsmod.Wrapf(types.ErrDelegate, "%s in program %d", msg.Delegate, program)
	}
	all, err := k.allotmentsOf(ctx, program)
	if err == nil && len(all) >= types.MaxAllotments {
		err = errorsmod.Wrapf(types.ErrAllotment, "program %d has %d, the most there may be; end one with an allotment of 0", program, len(all))
	}
	return err
}

// allotmentsOf returns the allotments of a program; there are at most MaxAllotments.
func (k *Keeper) allotmentsOf(ctx context.Context, program uint64) (list []types.Allotment, err error) {
	err = k.programs.allotments.Walk(ctx, collections.NewPrefixedPairRange[uint64, sdk.AccAddress](program),
		func(_ allotmentKey, allotment types.Allotment) (bool, error) {
			list = append(list, allotment)
			return false, nil
		})
	return list, err
}

// leftOf sums what nobody has spent of a program.
func (k *Keeper) leftOf(ctx context.Context, program uint64) (math.Int, error) {
	sum := math.ZeroInt()
	all, err := k.allotmentsOf(ctx, program)
	for _, a := range all {
		sum = sum.Add(a.Left)
	}
	return sum, err
}

// allotmentsHeld is what the module account holds for programs: the sum of all allotments.
func (k *Keeper) allotmentsHeld(ctx context.Context) (math.Int, error) {
	sum := math.ZeroInt()
	err := k.programs.allotments.Walk(ctx, nil, func(_ allotmentKey, a types.Allotment) (bool, error) {
		sum = sum.Add(a.Left)
		return false, nil
	})
	return sum, err
}

// draw takes an amount out of an allotment; a negative one is put in.
func (k *Keeper) draw(ctx context.Context, program uint64, delegate sdk.AccAddress, amount math.Int) error {
	allotment, err := k.allotmentOf(ctx, program, delegate)
	if err != nil {
		return err
	}
	left := allotment.Left.Sub(amount)
	if left.IsNegative() {
		return errorsmod.Wrapf(types.ErrAllotment, "%s is left to %s in program %d, %s is needed", allotment.Left, delegate, program, amount)
	}
	return k.setAllotment(ctx, program, delegate, left)
}

// credit puts an amount into an allotment.
func (k *Keeper) credit(ctx context.Context, program uint64, delegate sdk.AccAddress, amount math.Int) error {
	return k.draw(ctx, program, delegate, amount.Neg())
}

// takeEscrow takes in what a job costs: from its employer, or out of the employer's allotment of the program.
func (k *Keeper) takeEscrow(ctx context.Context, employer sdk.AccAddress, program uint64, amount math.Int) error {
	if program == 0 {
		return k.purse.TakeIn(ctx, employer, amount)
	}
	return k.draw(ctx, program, employer, amount)
}

// takeRaise takes in what a raise of a job's payout adds to its escrow. A program counts it in EndBlock.
func (k *Keeper) takeRaise(ctx sdk.Context, employer sdk.AccAddress, job types.Job, payout, extra math.Int) error {
	if err := k.raisable(ctx, job, payout); err != nil {
		return err
	}
	if err := k.takeEscrow(ctx, employer, job.Program, extra); err != nil || job.Program == 0 {
		return err
	}
	return k.journal.Append(ctx, raised(job, extra))
}

// creditProgram gives what a job returns to its program: to the allotment of who posted it, or to the sponsor's where that
// delegation or the program has ended. The money stays in the module. What comes from an OPEN job (a price below its payout)
// has left its escrow; what comes otherwise is the end of a job or a slashed bond. EndBlock only.
func (k *Keeper) creditProgram(ctx context.Context, job types.Job, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	program, err := k.changeProgram(ctx, job.Program, func(p *types.Program) {
		if job.Status == types.JOB_STATUS_OPEN {
			p.Release(amount)
			return
		}
		p.Credit(amount)
		if job.Status != types.JOB_STATUS_SETTLING {
			p.Balance()
		}
	})
	if err != nil {
		return err
	}
	poster, err := sdk.AccAddressFromBech32(job.Employer)
	if err != nil {
		return err
	}
	if program.Status != types.PROGRAM_STATUS_CLOSED {
		err := k.credit(ctx, program.Id, poster, amount)
		if !errors.Is(err, types.ErrDelegate) {
			return err
		}
	}
	return k.creditSponsor(ctx, program, amount)
}

// creditSponsor puts an amount into the sponsor's own allotment. One that is gone, with a program that ended too early by
// a fault, is made anew: a settlement never fails for it, and MsgCloseProgram pays it out.
func (k *Keeper) creditSponsor(ctx context.Context, program types.Program, amount math.Int) error {
	sponsor, err := sdk.AccAddressFromBech32(program.Sponsor)
	if err != nil {
		return err
	}
	err = k.credit(ctx, program.Id, sponsor, amount)
	if errors.Is(err, types.ErrDelegate) {
		return k.setAllotment(ctx, program.Id, sponsor, amount)
	}
	return err
}

// endProgram pays what is left of a program that is over to its sponsor. EndBlock only.
func (k *Keeper) endProgram(ctx sdk.Context, id uint64) error {
	program, err := k.Program(ctx, id)
	if err != nil || !program.Over() {
		return err
	}
	sponsor, err := sdk.AccAddressFromBech32(program.Sponsor)
	if err != nil {
		return err
	}
	all, err := k.allotmentsOf(ctx, id)
	if err != nil || len(all) == 0 {
		return err
	}
	rest := math.ZeroInt()
	for _, a := range all {
		delegate, err := sdk.AccAddressFromBech32(a.Delegate)
		if err != nil {
			return err
		}
		if err := k.programs.allotments.Remove(ctx, collections.Join(id, delegate)); err != nil {
			return err
		}
		rest = rest.Add(a.Left)
	}
	if err := k.payBack(ctx, sponsor, rest); err != nil {
		return err
	}
	program.Returned = program.Returned.Add(rest)
	if err := k.programs.programs.Set(ctx, id, program); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventProgramEnded{
		ProgramId: id, Sponsor: program.Sponsor, Returned: rest, Spent: program.Spent,
	})
}

// payBack pays the rest of a budget, and checks what left the module account.
func (k *Keeper) payBack(ctx context.Context, sponsor sdk.AccAddress, rest math.Int) error {
	before, err := k.purse.Balance(ctx)
	if err != nil {
		return err
	}
	if err := k.purse.PayOut(ctx, sponsor, rest); err != nil {
		return err
	}
	return k.balanceFell(ctx, before, rest)
}

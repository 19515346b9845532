package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// This file reserves what a job may earn beyond its payout. All of it runs in EndBlock and reads a fixed number of things
// for each job; the limits are types.IncentiveInput's, the caps of the epoch incentive_epoch.go's.

// reserveBonus takes the bonus of a new job out of the pool, as far as the job's own fee covers it and the pool reaches. What
// goes beyond the fee waits for an agent: an offer that nobody takes must not keep it from others. EndBlock only.
func (k *Keeper) reserveBonus(ctx sdk.Context, job types.Job) error {
	asked := types.NoIncentives()
	if asked.Bonus = job.BonusAsked(); !asked.Bonus.IsPositive() || !job.EarnsIncentives() {
		return nil
	}
	pool, err := k.purse.IncentivesBalance(ctx)
	if err != nil {
		return err
	}
	// Who will work is not known yet: the pair is asked for at the assignment.
	grant := types.IncentiveInput{
		Asked: asked, Available: pool, Fee: job.Escrow.ProtocolFee, EpochLeft: math.ZeroInt(), OrganisationLeft: math.ZeroInt(),
	}.Grant()
	return k.holdIncentives(ctx, &job, asked, grant)
}

// reserveRest makes an assigned job hold all that it may: the whole bonus by its terms and the boost of its agent, out of the
// pool as it is now. It gives back what the agent may not have of a bonus that is held already. EndBlock only.
func (k *Keeper) reserveRest(ctx sdk.Context, job types.Job) error {
	if !job.EarnsIncentives() {
		return nil
	}
	boost, err := k.boostAsked(ctx, job)
	if err != nil {
		return err
	}
	held := job.HeldIncentives()
	// After an award at a lower price the bonus is less than what is held.
	asked := types.Incentives{Bonus: job.BonusAsked(), Boost: boost}
	if !asked.Total().IsPositive() && !held.Total().IsPositive() {
		return nil
	}
	in := types.IncentiveInput{
		Asked: asked, Fee: job.Escrow.ProtocolFee, EpochLeft: math.ZeroInt(), OrganisationLeft: math.ZeroInt(),
	}
	pool, err := k.purse.IncentivesBalance(ctx)
	if err != nil {
		return err
	}
	in.Available = held.Total().Add(pool)
	if in.EarlierGains, in.SameGroup, err = k.pairOf(ctx, job); err != nil {
		return err
	}
	if in.MayExceedFee, err = k.mayExceedFee(ctx, job); err != nil {
		return err
	}
	if !in.MayExceedFee {
		return k.holdIncentives(ctx, &job, asked, in.Grant())
	}
	book, err := k.incentiveBook(ctx, job)
	if err != nil {
		return err
	}
	in.EpochLeft, in.OrganisationLeft = book.left()
	grant := in.Grant()
	if err := k.enterInBook(ctx, book, grant.BeyondFee); err != nil {
		return err
	}
	return k.holdIncentives(ctx, &job, asked, grant)
}

// returnRest gives back to the pool what a job holds for its assignment when that ends: the boost and what goes beyond the
// fee, which no longer counts in the caps of the epoch either. What the fee covers of the bonus stays. EndBlock only.
func (k *Keeper) returnRest(ctx sdk.Context, job *types.Job) error {
	if job.BeyondFee().IsPositive() {
		// Whoever gave the job up must not have used up what others may have. It is a matter of the caps alone, and must not
		// keep the assignment from ending.
		k.follow(ctx, *job, "incentives", k.strikeFromBook)
	}
	held, kept := job.HeldIncentives(), job.KeptIncentives()
	back := types.Incentives{Bonus: held.Bonus.Sub(kept.Bonus), Boost: held.Boost.Sub(kept.Boost)}
	if !back.Total().IsPositive() {
		return nil
	}
	if err := k.moveIncentives(ctx, back.Total().Neg()); err != nil {
		return err
	}
	job.Incentives = &kept
	return emitReturned(ctx, *job, back, types.ReturnAssignmentEnded)
}

// boostAsked returns what the best of the agent's credentials is worth by the job's category.
func (k *Keeper) boostAsked(ctx context.Context, job types.Job) (math.Int, error) {
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	if err != nil || len(category.Boosts) == 0 {
		return math.ZeroInt(), err
	}
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return math.Int{}, err
	}
	for _, boost := range category.BoostsFrom() {
		has, err := k.identity.HasCredential(ctx, agent, boost.Credential)
		if err != nil {
			return math.Int{}, err
		}
		if has {
			return job.BoostAsked(boost.Bps), nil
		}
	}
	return math.ZeroInt(), nil
}

// holdIncentives makes a job hold what it was granted, and reports what it has got now, of what the rates would have added to
// what it held, and what it has given back.
func (k *Keeper) holdIncentives(ctx sdk.Context, job *types.Job, asked types.Incentives, grant types.Grant) error {
	held := job.HeldIncentives()
	if err := k.moveIncentives(ctx, grant.Total().Sub(held.Total())); err != nil {
		return err
	}
	job.Incentives = &grant.Incentives
	if err := k.Jobs.Set(ctx, job.Id, *job); err != nil {
		return err
	}
	wanted, got, back := types.NoIncentives(), types.NoIncentives(), types.NoIncentives()
	wanted.Bonus, _ = difference(held.Bonus, asked.Bonus)
	wanted.Boost, _ = difference(held.Boost, asked.Boost)
	got.Bonus, back.Bonus = difference(held.Bonus, grant.Bonus)
	got.Boost, back.Boost = difference(held.Boost, grant.Boost)
	if wanted.Total().IsPositive() {
		err := typedevent.Emit(ctx, &types.EventIncentivesReserved{
			JobId: job.Id, Bonus: got.Bonus, Boost: got.Boost, Asked: wanted.Total(), Limit: grant.Limit,
		})
		if err != nil {
			return err
		}
	}
	if !back.Total().IsPositive() {
		return nil
	}
	return emitReturned(ctx, *job, back, types.ReturnLimit)
}

// difference returns by how much an amount has grown or fallen.
func difference(from, to math.Int) (more, less math.Int) {
	return math.MaxInt(to.Sub(from), math.ZeroInt()), math.MaxInt(from.Sub(to), math.ZeroInt())
}

func emitReturned(ctx sdk.Context, job types.Job, back types.Incentives, reason string) error {
	return typedevent.Emit(ctx, &types.EventIncentivesReturned{
		JobId: job.Id, Bonus: back.Bonus, Boost: back.Boost, Reason: reason,
	})
}

// incentivesDue returns what may be paid of a job's incentives beyond its protocol fee. It asks for the pair again: of jobs
// that ran side by side each was assigned before the others counted.
func (k *Keeper) incentivesDue(ctx context.Context, job types.Job) (math.Int, error) {
	if !job.BeyondFee().IsPositive() || job.Ruling.Outcome != types.OUTCOME_COMPLETED {
		return math.ZeroInt(), nil
	}
	mayExceedFee, err := k.mayExceedFee(ctx, job)
	// Contributors would have the money without being asked for their pair or their organisation's share of the pool.
	if err != nil || !mayExceedFee || len(job.Contributors) > 0 {
		return math.ZeroInt(), err
	}
	earlier, same, err := k.pairOf(ctx, job)
	if err != nil || same {
		return math.ZeroInt(), err
	}
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	if err != nil {
		return math.Int{}, err
	}
	return math.MinInt(job.BeyondFee(), job.MostBeyondFee(category, earlier)), nil
}

// pairOf returns how many gains the groups of the employer's side and of the agent have shared, the most of any, and whether
// two are one. A sponsor who pays through many delegates is the same one each time.
func (k *Keeper) pairOf(ctx context.Context, job types.Job) (earlier uint32, same bool, err error) {
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return 0, false, err
	}
	side, err := k.employersSide(ctx, job)
	if err != nil {
		return 0, false, err
	}
	for _, address := range side {
		addr, err := sdk.AccAddressFromBech32(address)
		if err != nil {
			return 0, false, err
		}
		gains, one, err := k.scores.EarlierGains(ctx, addr, agent)
		if err != nil || one {
			return 0, one, err
		}
		earlier = max(earlier, gains)
	}
	return earlier, false, nil
}

// mayExceedFee: beyond the fee only a job that the chain assigns earns anything, in a program that the authority has approved
// for it. Whoever chooses its agent could otherwise pay a friend out of the pool.
func (k *Keeper) mayExceedFee(ctx context.Context, job types.Job) (bool, error) {
	if job.Mode() != types.ASSIGNMENT_MODE_DISPATCH || job.NarrowedByPoster() {
		return false, nil
	}
	return k.incentiveProgram(ctx, job)
}

// incentiveProgram tells whether the authority lets the job's program pay beyond the protocol fee.
func (k *Keeper) incentiveProgram(ctx context.Context, job types.Job) (bool, error) {
	if k.incentives.approved == nil {
		return false, nil
	}
	return k.incentives.approved(ctx, job)
}

func (k *Keeper) incentivesInvariants() []invariant.Invariant {
	return []invariant.Invariant{{Name: "jobs/incentives", Check: k.checkIncentives}}
}

package keeper

import (
	"context"
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// PostJob takes the escrow and offers a job. The terms are those in force now and stay the job's to its end.
func (k *Keeper) PostJob(ctx sdk.Context, employer sdk.AccAddress, msg *types.MsgPostJob) (types.Job, error) {
	category, err := k.postable(ctx, employer, msg)
	if err != nil {
		return types.Job{}, err
	}
	terms, quote, err := k.newTerms(ctx, category, msg.Payout, msg.WorkDuration, msg.Seats)
	if err != nil {
		return types.Job{}, err
	}
	if quote.Total.GT(msg.ExpectedTotal) {
		return types.Job{}, errorsmod.Wrapf(types.ErrEscrowAbove, "it is %s, expected_total is %s", quote.Total, msg.ExpectedTotal)
	}
	id, err := k.nextID(ctx)
	if err != nil {
		return types.Job{}, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Job{}, err
	}
	if err := k.takeEscrow(ctx, employer, msg.Program, quote.Total); err != nil {
		return types.Job{}, err
	}
	job := newJob(id, now, employer, category, msg)
	job.Terms, job.Escrow = terms, quote.Escrow
	if err := k.enter(ctx, &job); err != nil {
		return types.Job{}, err
	}
	if err := k.journal.Append(ctx, posted(job)); err != nil {
		return types.Job{}, err
	}
	return job, typedevent.Emit(ctx, &types.EventJobPosted{
		JobId: job.Id, Employer: job.Employer, Category: job.Category, Status: job.Status, Payout: job.Escrow.Payout,
		Escrowed: quote.Total, SpecUri: job.Spec.Uri, SpecSha256: job.Spec.Sha256, DeadlineMs: job.DeadlineMs,
	})
}

// newJob is a posting as a record, without its money.
func newJob(id uint64, nowMs int64, employer sdk.AccAddress, category types.Category, msg *types.MsgPostJob) types.Job {
	requirements := msg.Requirements
	requirements.MinScore = requirements.Score()
	return types.Job{
		Id: id, Employer: employer.String(), Title: msg.Title, Category: msg.Category, Tags: msg.Tags, Spec: msg.Spec,
		Requirements: requirements, WorkDuration: msg.WorkDuration, OpenFor: msg.OpenFor, BlockedFor: msg.BlockedFor,
		RelistsLeft: msg.Relists, PostedMs: nowMs, Review: msg.ReviewMode(), Checks: category.ChecksWith(msg.ExtraChecks), Invited: msg.Invited,
		Assignment: msg.AssignmentMode(), AwardRule: msg.AwardRule, Priority: types.PriorityOf(msg.Priority), Program: msg.Program,
		Label: msg.Label, DependsOn: msg.DependsOn, RoyaltyBps: msg.RoyaltyBps, Rights: msg.Rights,
	}
}

// enter offers a new job, or keeps it waiting for those that it depends on.
func (k *Keeper) enter(ctx context.Context, job *types.Job) error {
	blocked, err := k.enterProgram(ctx, job)
	if err != nil {
		return err
	}
	if !blocked {
		return k.offer(ctx, job, types.ActionPost)
	}
	return k.step(ctx, job, types.ActionPostBlocked, after(job.PostedMs, *job.BlockedFor))
}

// offer opens a job for agents: a new one, one that no longer waits, one that is offered again. It is the one way to OPEN.
func (k *Keeper) offer(ctx context.Context, job *types.Job, action types.Action) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	job.OfferedMs = now
	if job.Mode() == types.ASSIGNMENT_MODE_DISPATCH {
		job.DispatchDueMs, job.DispatchTries = now, 0
	}
	return k.step(ctx, job, action, after(now, job.OpenFor))
}

// postable returns the category of a posting, or says why the employer may not post this.
func (k *Keeper) postable(ctx context.Context, employer sdk.AccAddress, msg *types.MsgPostJob) (types.Category, error) {
	if err := k.identity.Authorize(ctx, employer, identitytypes.ROLE_EMPLOYER); err != nil {
		return types.Category{}, err
	}
	category, err := k.CategoryInForce(ctx, msg.Category)
	if err != nil {
		return category, err
	}
	if !category.Open {
		return category, errorsmod.Wrapf(types.ErrCategoryClosed, "%q", category.Slug)
	}
	participant, err := k.identity.Participant(ctx, employer)
	if err != nil {
		return category, err
	}
	if err := k.organisationAllowed(ctx, category, participant); err != nil {
		return category, err
	}
	if err := k.invitable(ctx, participant, category, msg.Invited); err != nil {
		return category, err
	}
	if err := category.AllowsURI(msg.Spec.Uri); err != nil {
		return category, err
	}
	if msg.OpenFor > category.MaxOpenFor {
		return category, errorsmod.Wrapf(types.ErrDuration, "open_for is %s, at most %s in category %s",
			msg.OpenFor, category.MaxOpenFor, category.Slug)
	}
	return category, k.inProgram(ctx, employer, category, msg)
}

// organisationAllowed refuses members of organisations of a kind that the category is not open to.
func (k *Keeper) organisationAllowed(ctx context.Context, category types.Category, p identitytypes.Participant) error {
	if p.OrganisationId == "" {
		return nil
	}
	organisation, err := k.identity.Organisation(ctx, p.OrganisationId)
	if err != nil {
		return err
	}
	return category.AllowsOrganisation(organisation.Kind)
}

// newTerms quotes a posting under the rules in force and snapshots them.
func (k *Keeper) newTerms(
	ctx context.Context, category types.Category, payout math.Int, work time.Duration, seats uint32,
) (types.Terms, types.Quote, error) {
	version, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return types.Terms{}, types.Quote{}, err
	}
	prices, err := k.policy.Prices(ctx, category, params)
	if err != nil {
		return types.Terms{}, types.Quote{}, err
	}
	review, err := k.validation.ReviewVersion(ctx)
	if err != nil {
		return types.Terms{}, types.Quote{}, err
	}
	terms := types.Terms{
		ParamsVersion: version, CategoryRevision: category.Revision, ReviewVersion: review,
		ValidationFeeBps: prices.ValidationFeeBps, ProtocolFeeBps: prices.ProtocolFeeBps, RequestedSeats: seats, BonusBps: prices.BonusBps,
		SeatLockBps: prices.SeatLockBps,
	}
	quote, err := k.quote(ctx, params, category, &terms, payout, work)
	return terms, quote, err
}

// quote computes the money of a job under terms that are already chosen, and writes it into them.
func (k *Keeper) quote(
	ctx context.Context, params types.Params, category types.Category, terms *types.Terms, payout math.Int, work time.Duration,
) (types.Quote, error) {
	quote, err := types.NewQuote(types.QuoteInput{
		Params: params, Category: category, Payout: payout, WorkDuration: work, RequestedSeats: terms.RequestedSeats,
		Prices: types.Prices{
			ValidationFeeBps: terms.ValidationFeeBps, ProtocolFeeBps: terms.ProtocolFeeBps, SeatLockBps: terms.SeatLockBps,
		},
	})
	if err != nil {
		return quote, err
	}
	quote.SeatLock, err = k.lockOf(ctx, *terms, payout, quote.Seats)
	if err != nil {
		return quote, err
	}
	terms.Seats, terms.SeatFee, terms.SeatLock, terms.Bond = quote.Seats, quote.SeatFee, quote.SeatLock, quote.Bond
	return quote, nil
}

// nextID returns the id of the slot's next job or program, or ErrJobID if one has it.
func (k *Keeper) nextID(ctx sdk.Context) (uint64, error) {
	slot, n, err := k.journal.Count(ctx)
	if err != nil {
		return 0, err
	}
	id, err := types.NewJobID(ctx.BlockHeight(), slot, n)
	if err != nil {
		return 0, err
	}
	// The genesis refuses jobs and programs of blocks to come, so no id is there twice. One that were would take the place of a job
	// and lock its money for ever.
	taken, err := k.Jobs.Has(ctx, id)
	if err == nil && !taken {
		taken, err = k.programs.programs.Has(ctx, id)
	}
	if err == nil && taken {
		err = errorsmod.Wrapf(types.ErrJobID, "id %d exists already; send it again in the next block", id)
	}
	return id, err
}

// RaisePayout raises the payout of an OPEN job to payout and returns what was taken for it. Everything that follows from
// the payout is computed anew from the job's own terms, but for the bonus, which stays what it was; the raise is refused where
// the job would not have been accepted so.
func (k *Keeper) RaisePayout(
	ctx sdk.Context, employer sdk.AccAddress, id uint64, payout, expectedExtra math.Int,
) (math.Int, error) {
	job, err := k.employersJob(ctx, id, employer)
	if err != nil {
		return math.Int{}, err
	}
	if _, err := k.waiting(ctx, job, types.ActionRaise); err != nil {
		return math.Int{}, err
	}
	if err := k.identity.Authorize(ctx, employer, identitytypes.ROLE_EMPLOYER); err != nil {
		return math.Int{}, err
	}
	if !payout.GT(job.Escrow.Payout) {
		return math.Int{}, errorsmod.Wrapf(types.ErrRaise, "it is %s now", job.Escrow.Payout)
	}
	params, category, err := k.rulesOf(ctx, job)
	if err != nil {
		return math.Int{}, err
	}
	before := job.Terms
	job.Terms.BonusBps = job.BonusBpsAfterRaise(payout)
	quote, err := k.quote(ctx, params, category, &job.Terms, payout, job.WorkDuration)
	if err != nil {
		return math.Int{}, err
	}
	types.KeepSeats(before, &job.Terms, &quote)
	extra := quote.Total.Sub(job.Escrow.Total())
	if extra.IsNegative() {
		// A larger committee divides the fee anew; the floor of each seat's share may eat up a raise of a few units.
		return math.Int{}, errorsmod.Wrapf(types.ErrRaise, "the escrow would fall by %s; raise by more", extra.Neg())
	}
	if extra.GT(expectedExtra) {
		return math.Int{}, errorsmod.Wrapf(types.ErrEscrowAbove, "it grows by %s, expected_extra is %s", extra, expectedExtra)
	}
	if err := k.takeRaise(ctx, employer, job, payout, extra); err != nil {
		return math.Int{}, err
	}
	job.Escrow = quote.Escrow
	if err := k.step(ctx, &job, types.ActionRaise, job.DeadlineMs); err != nil {
		return math.Int{}, err
	}
	return extra, typedevent.Emit(ctx, &types.EventPayoutRaised{
		JobId: job.Id, Employer: job.Employer, Payout: job.Escrow.Payout, Extra: extra, Status: job.Status,
	})
}

// rulesOf returns the parameters and the category that a job was posted under.
func (k *Keeper) rulesOf(ctx context.Context, job types.Job) (types.Params, types.Category, error) {
	params, err := k.ParamsOf(ctx, job.Terms.ParamsVersion)
	if err != nil {
		return params, types.Category{}, err
	}
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	return params, category, err
}

// employersJob returns a job of employer.
func (k *Keeper) employersJob(ctx context.Context, id uint64, employer sdk.AccAddress) (types.Job, error) {
	job, err := k.Job(ctx, id)
	if err == nil && job.Employer != employer.String() {
		err = errorsmod.Wrapf(types.ErrNotEmployer, "job %d belongs to %s", id, job.Employer)
	}
	return job, err
}

// agentsJob returns a job that agent holds.
func (k *Keeper) agentsJob(ctx context.Context, id uint64, agent sdk.AccAddress) (types.Job, error) {
	job, err := k.Job(ctx, id)
	if err == nil && job.Agent != agent.String() {
		err = errorsmod.Wrapf(types.ErrNotAgent, "job %d", id)
	}
	return job, err
}

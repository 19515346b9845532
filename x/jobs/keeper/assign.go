package keeper

import (
	"context"
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Eligible says why agent may not take a job now, or apply for it; nil means that a claim is refused for want of money at
// most, an application for that and for its price. The messages and the query ask it alike.
func (k *Keeper) Eligible(ctx context.Context, job types.Job, agent sdk.AccAddress) error {
	if _, err := k.waiting(ctx, job, types.ActionClaim); err != nil {
		return err
	}
	if err := k.suitable(ctx, job, agent); err != nil {
		return err
	}
	if job.Mode() == types.ASSIGNMENT_MODE_SELECTION {
		return k.roomToApply(ctx, job, agent)
	}
	return nil
}

// suitable says why agent may not work on job, whatever way it is assigned.
func (k *Keeper) suitable(ctx context.Context, job types.Job, agent sdk.AccAddress) error {
	employers, err := k.employersSide(ctx, job)
	if err != nil {
		return err
	}
	if slices.Contains(employers, agent.String()) {
		return errorsmod.Wrapf(types.ErrOwnJob, "job %d", job.Id)
	}
	if err := k.identity.Authorize(ctx, agent, identitytypes.ROLE_AGENT); err != nil {
		return err
	}
	if err := k.kindAndOrganisation(ctx, job, agent); err != nil {
		return err
	}
	score, err := k.scores.Score(ctx, agent, identitytypes.ROLE_AGENT)
	if err != nil {
		return err
	}
	if need := job.Requirements.Score(); score.LT(need) {
		return errorsmod.Wrapf(types.ErrScore, "it is %s, job %d requires %s", score, job.Id, need)
	}
	if err := k.tierAllows(ctx, job, agent); err != nil {
		return err
	}
	return k.roomForAnother(ctx, agent)
}

func (k *Keeper) kindAndOrganisation(ctx context.Context, job types.Job, agent sdk.AccAddress) error {
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	if err != nil {
		return err
	}
	participant, err := k.identity.Participant(ctx, agent)
	if err != nil {
		return err
	}
	if err := category.AllowsAgent(participant.Kind); err != nil {
		return err
	}
	if err := job.Requirements.AllowsAgent(participant.Kind); err != nil {
		return err
	}
	if err := k.organisationAllowed(ctx, category, participant); err != nil {
		return err
	}
	if err := k.qualified(ctx, job, category, agent, participant); err != nil {
		return err
	}
	if category.SameOrganisation {
		return nil
	}
	employers, err := k.employersParties(ctx, job)
	if err != nil {
		return err
	}
	for _, employer := range employers {
		if err := apart(job, employer, participant); err != nil {
			return err
		}
	}
	return nil
}

// apart refuses an agent who is on the side of an employer.
func apart(job types.Job, employer, agent identitytypes.Participant) error {
	if who := answers(employer); who == answers(agent) {
		return errorsmod.Wrapf(types.ErrOwnJob, "job %d: %s answers for employer and agent", job.Id, who)
	}
	if agent.OrganisationId != "" && employer.OrganisationId == agent.OrganisationId {
		return errorsmod.Wrapf(types.ErrSameOrganisation, "%q", employer.OrganisationId)
	}
	return nil
}

// answers returns who answers for what a participant does: an AI agent's responsible participant, otherwise itself.
func answers(p identitytypes.Participant) string {
	if p.Responsible != "" {
		return p.Responsible
	}
	return p.Address
}

// roomForAnother bounds the jobs that an agent holds at once. The bound is about the agent, not about one job: it is
// that of its tier, by the parameters in force.
func (k *Keeper) roomForAnother(ctx context.Context, agent sdk.AccAddress) error {
	most, err := k.activeJobsOf(ctx, agent)
	if err != nil {
		return err
	}
	stake, err := k.StakeOf(ctx, agent)
	if err != nil {
		return err
	}
	if stake.ActiveJobs >= most {
		return errorsmod.Wrapf(types.ErrTooManyActive, "%d of %d", stake.ActiveJobs, most)
	}
	return nil
}

// ClaimJob gives an OPEN job to agent and locks the bond.
func (k *Keeper) ClaimJob(ctx sdk.Context, agent sdk.AccAddress, id uint64) (types.Job, error) {
	job, err := k.Job(ctx, id)
	if err != nil {
		return job, err
	}
	if err := inMode(job, types.ASSIGNMENT_MODE_CLAIM); err != nil {
		return job, err
	}
	if err := k.Eligible(ctx, job, agent); err != nil {
		return job, err
	}
	if err := k.lockBond(ctx, agent, job.Terms.Bond); err != nil {
		return job, err
	}
	if err := k.assign(ctx, &job, agent); err != nil {
		return job, err
	}
	return job, k.journal.Append(ctx, assigned(job, agent))
}

// inMode refuses jobs that find their agent in another way.
func inMode(job types.Job, mode types.AssignmentMode) error {
	if is := job.Mode(); is != mode {
		return errorsmod.Wrapf(types.ErrWrongMode, "job %d is %s; %s", job.Id, is, types.HowToTake(is))
	}
	return nil
}

// assign gives an OPEN job to an agent whose bond is locked. What follows from it in EndBlock (incentives, roster, subscribers)
// is afterAssigned's.
func (k *Keeper) assign(ctx sdk.Context, job *types.Job, agent sdk.AccAddress) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	job.Agent, job.AssignedMs, job.WorkDeadlineMs = agent.String(), now, after(now, job.WorkDuration)
	if err := k.step(ctx, job, types.ActionClaim, job.WorkDeadlineMs); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventJobAssigned{
		JobId: job.Id, Agent: job.Agent, Bond: job.Terms.Bond, DeadlineMs: job.DeadlineMs, Status: job.Status,
	})
}

// ExtendJob gives the agent more time and returns the new deadline (market time in ms). All time from assignment on is
// bounded by the category, since the bond was priced for no more.
func (k *Keeper) ExtendJob(ctx sdk.Context, employer sdk.AccAddress, id uint64, extra time.Duration) (int64, error) {
	job, err := k.employersJob(ctx, id, employer)
	if err != nil {
		return 0, err
	}
	if _, err := k.waiting(ctx, job, types.ActionExtend); err != nil {
		return 0, err
	}
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	if err != nil {
		return 0, err
	}
	latest := after(job.AssignedMs, category.MaxWorkDuration)
	extended := after(job.WorkDeadlineMs, extra)
	if extended > latest {
		return 0, errorsmod.Wrapf(types.ErrDuration, "category %s gives at most %s from assignment; %d ms are left to give",
			category.Slug, category.MaxWorkDuration, latest-job.WorkDeadlineMs)
	}
	job.WorkDeadlineMs = extended
	if err := k.step(ctx, &job, types.ActionExtend, extended); err != nil {
		return 0, err
	}
	return extended, ctx.EventManager().EmitTypedEvent(&types.EventJobExtended{
		JobId: job.Id, Employer: job.Employer, DeadlineMs: extended, Status: job.Status,
	})
}

// party returns the participant behind an address of a job.
func (k *Keeper) party(ctx context.Context, address string) (identitytypes.Participant, error) {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return identitytypes.Participant{}, errorsmod.Wrap(types.ErrAddress, err.Error())
	}
	return k.identity.Participant(ctx, addr)
}

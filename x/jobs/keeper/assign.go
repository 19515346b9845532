package keeper

import (
	"context"
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Eligible says why agent may not take a job now, or apply for it; nil means that a claim is refused for want of money at
// most, an application for that and for its price. The messages and the query ask it alike.
func (k *Keeper) Eligible(ctx context.Context, job types.Job, agent sdk.AccAddress) error {
	_, err := k.eligible(ctx, job, agent)
	return err
}

// taker is an agent who may take a job, as it was read when that was asked.
type taker struct {
	agent sdk.AccAddress
	stake types.AgentStake
	nowMs int64
}

func (k *Keeper) eligible(ctx context.Context, job types.Job, agent sdk.AccAddress) (t taker, err error) {
	t.agent = agent
	if t.nowMs, err = k.waiting(ctx, job, types.ActionClaim); err != nil {
		return t, err
	}
	if t.stake, err = k.suitable(ctx, job, agent); err != nil {
		return t, err
	}
	if job.Mode() == types.ASSIGNMENT_MODE_SELECTION {
		return t, k.roomToApply(ctx, job, t)
	}
	return t, nil
}

// suitable says why agent may not work on job, whatever way it is assigned. It returns the agent's stake, which it had to read.
func (k *Keeper) suitable(ctx context.Context, job types.Job, agent sdk.AccAddress) (stake types.AgentStake, err error) {
	employers, err := k.employersSide(ctx, job)
	if err != nil {
		return stake, err
	}
	if slices.Contains(employers, agent.String()) {
		return stake, errorsmod.Wrapf(types.ErrOwnJob, "job %d", job.Id)
	}
	participant, err := k.identity.Authorized(ctx, agent, identitytypes.ROLE_AGENT)
	if err != nil {
		return stake, err
	}
	if err := k.kindAndOrganisation(ctx, job, employers, agent, participant); err != nil {
		return stake, err
	}
	standing, err := k.standing(ctx, agent)
	if err != nil {
		return stake, err
	}
	if need := job.Requirements.Score(); standing.score.LT(need) {
		return stake, errorsmod.Wrapf(types.ErrScore, "it is %s, job %d requires %s", standing.score, job.Id, need)
	}
	if err := standing.allows(job); err != nil {
		return stake, err
	}
	if stake, err = k.StakeOf(ctx, agent); err != nil {
		return stake, err
	}
	return stake, roomForAnother(stake, standing.activeJobs())
}

func (k *Keeper) kindAndOrganisation(
	ctx context.Context, job types.Job, employersSide []string, agent sdk.AccAddress, participant identitytypes.Participant,
) error {
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
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
	employers, err := k.parties(ctx, employersSide)
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
func roomForAnother(stake types.AgentStake, most uint32) error {
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
	t, err := k.eligible(ctx, job, agent)
	if err != nil {
		return job, err
	}
	if err := k.lockBond(ctx, agent, t.stake, job.Terms.Bond); err != nil {
		return job, err
	}
	if err := k.assign(ctx, &job, agent, t.nowMs); err != nil {
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
func (k *Keeper) assign(ctx sdk.Context, job *types.Job, agent sdk.AccAddress, now int64) error {
	job.Agent, job.AssignedMs, job.WorkDeadlineMs = agent.String(), now, after(now, job.WorkDuration)
	if err := k.step(ctx, job, types.ActionClaim, job.WorkDeadlineMs); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventJobAssigned{
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
	return extended, typedevent.Emit(ctx, &types.EventJobExtended{
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

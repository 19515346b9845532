package keeper

import (
	"context"
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// NameContributors replaces the contributors of an ASSIGNED job. Whoever had agreed agrees anew: the others' shares may
// have changed.
func (k *Keeper) NameContributors(ctx sdk.Context, agent sdk.AccAddress, id uint64, list []types.Contributor) error {
	job, err := k.agentsJob(ctx, id, agent)
	if err != nil {
		return err
	}
	if err := k.underWork(ctx, job, "name contributors"); err != nil {
		return err
	}
	if err := k.mayContribute(ctx, job, list); err != nil {
		return err
	}
	job.Contributors = list
	if err := k.setStatus(ctx, &job, job.Status, job.DeadlineMs); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventContributorsNamed{JobId: job.Id, Agent: job.Agent, Contributors: list})
}

// AcceptContribution notes that a contributor agrees to its share.
func (k *Keeper) AcceptContribution(ctx sdk.Context, contributor sdk.AccAddress, id uint64, shareBps uint32) error {
	job, err := k.Job(ctx, id)
	if err != nil {
		return err
	}
	if err := job.Agree(contributor.String(), shareBps); err != nil {
		return err
	}
	if err := k.underWork(ctx, job, "accept a contribution"); err != nil {
		return err
	}
	if err := k.setStatus(ctx, &job, job.Status, job.DeadlineMs); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventContributionAccepted{
		JobId: job.Id, Contributor: contributor.String(), ShareBps: shareBps,
	})
}

// underWork refuses what belongs between assignment and submission.
func (k *Keeper) underWork(ctx context.Context, job types.Job, action string) error {
	if job.Status != types.JOB_STATUS_ASSIGNED {
		return errorsmod.Wrapf(types.ErrWrongStatus, "job %d: %s in status %s", job.Id, action, job.Status)
	}
	_, err := k.waiting(ctx, job, types.ActionSubmit)
	return err
}

// mayContribute checks what of a list of contributors depends on the state: each may start work as an agent now, none is
// on the employer's side, and they do not come from everywhere.
func (k *Keeper) mayContribute(ctx context.Context, job types.Job, list []types.Contributor) error {
	category, err := k.CategoryOf(ctx, job.Category, job.Terms.CategoryRevision)
	if err != nil {
		return err
	}
	employers, err := k.employersParties(ctx, job)
	if err != nil {
		return err
	}
	var organisations []string
	for _, c := range list {
		participant, err := k.contributor(ctx, job, category, c)
		if err != nil {
			return err
		}
		for _, employer := range employers {
			if err := otherSide(category, employer, participant); err != nil {
				return err
			}
		}
		if err := k.barsCouncil(ctx, c.Address); err != nil {
			return err
		}
		// Somebody without an organisation counts as one.
		organisation := participant.OrganisationId
		if organisation == "" {
			organisation = participant.Address
		}
		organisations = appendNew(organisations, organisation)
	}
	if len(organisations) > types.MaxContributorOrganisations {
		return errorsmod.Wrapf(types.ErrContributors, "they come from %d organisations, at most %d are allowed",
			len(organisations), types.MaxContributorOrganisations)
	}
	return nil
}

// contributor returns the participant behind a contributor who may start work as an agent in the category.
func (k *Keeper) contributor(
	ctx context.Context, job types.Job, category types.Category, c types.Contributor,
) (identitytypes.Participant, error) {
	if c.Address == job.Agent {
		return identitytypes.Participant{}, errorsmod.Wrap(types.ErrContributors, "the agent has what is left of the pay; name the others")
	}
	addr, err := sdk.AccAddressFromBech32(c.Address)
	if err != nil {
		return identitytypes.Participant{}, errorsmod.Wrap(types.ErrAddress, err.Error())
	}
	participant, err := k.identity.Authorized(ctx, addr, identitytypes.ROLE_AGENT)
	if err != nil {
		return participant, err
	}
	// Otherwise an agent would lend its name to whom the category or the employer keeps out.
	for _, allows := range []func(identitytypes.ParticipantKind) error{category.AllowsAgent, job.Requirements.AllowsAgent} {
		if err := allows(participant.Kind); err != nil {
			return participant, err
		}
	}
	if err := k.credentialed(ctx, job, category, addr); err != nil {
		return participant, err
	}
	return participant, k.organisationAllowed(ctx, category, participant)
}

// otherSide refuses contributors on the employer's side: he would pay himself, and shape who judges. Colleagues of his may
// contribute where they could take the job.
func otherSide(category types.Category, employer, contributor identitytypes.Participant) error {
	if who := answers(employer); who == answers(contributor) {
		return errorsmod.Wrapf(types.ErrContributors, "%s: %s answers for the employer too", contributor.Address, who)
	}
	same := employer.OrganisationId != "" && employer.OrganisationId == contributor.OrganisationId
	if same && !category.SameOrganisation {
		return errorsmod.Wrapf(types.ErrContributors, "%s belongs to the employer's organisation %q", contributor.Address, employer.OrganisationId)
	}
	return nil
}

// contributorsReady refuses a submission before every contributor has agreed, and one whose contributors would keep too
// much of the pool's weight from judging it: nobody shapes a committee by naming people.
func (k *Keeper) contributorsReady(ctx context.Context, job types.Job, params types.Params, category types.Category) error {
	if len(job.Contributors) == 0 {
		return nil
	}
	if err := job.AllAgreed(); err != nil {
		return err
	}
	agents, err := k.withResponsible(ctx, []string{job.Agent})
	if err != nil {
		return err
	}
	named, err := k.withResponsible(ctx, contributorsOf(job))
	if err != nil {
		return err
	}
	var addresses, organisations []string
	for _, participant := range named {
		// Who judges nothing of the agent's anyway is kept from nothing by being named.
		if !slices.ContainsFunc(agents, func(a identitytypes.Participant) bool { return related(a, participant) }) {
			addresses = appendNew(addresses, participant.Address)
			organisations = appendNew(organisations, participant.OrganisationId)
		}
	}
	var asked []string
	for _, rung := range params.Ladder {
		pool := rung.PoolFor(category)
		if rung.Kind == types.RUNG_KIND_COUNCIL || slices.Contains(asked, pool) {
			continue
		}
		asked = append(asked, pool)
		excluded, total, err := k.validation.ExcludedWeight(ctx, pool, addresses, organisations)
		if err != nil {
			return err
		}
		if err := types.WithinExclusion(excluded, total, params.ContributorExclusionBps); err != nil {
			return errorsmod.Wrapf(err, "pool %s", pool)
		}
	}
	return nil
}

// related tells whether two are one, or of one organisation.
func related(a, b identitytypes.Participant) bool {
	return a.Address == b.Address || a.OrganisationId != "" && a.OrganisationId == b.OrganisationId
}

// contributorsOf lists the addresses of those who have a share in a job's work.
func contributorsOf(job types.Job) []string {
	var list []string
	for _, c := range job.Contributors {
		list = append(list, c.Address)
	}
	return list
}

// contributionsIn lists what a plan pays to contributors. What has become of their standing since does not matter: money that was
// promised is paid to everybody, as it is to the agent.
func contributionsIn(plan types.Plan) (list []money.Payment, err error) {
	for _, line := range plan.Lines {
		if line.To != types.ReceiverContributor {
			continue
		}
		addr, err := sdk.AccAddressFromBech32(line.Contributor)
		if err != nil {
			return nil, err
		}
		list = append(list, money.Payment{To: addr, Amount: line.Amount})
	}
	return list, nil
}

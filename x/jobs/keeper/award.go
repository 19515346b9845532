package keeper

import (
	"errors"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Award gives an OPEN job of SELECTION to an applicant at the price that the employer has seen. An award moves money, so the
// message only records to whom, by a deadline that is due now; EndBlock of the same block assigns the job.
func (k *Keeper) Award(ctx sdk.Context, employer, agent sdk.AccAddress, msg *types.MsgAward) error {
	job, err := k.employersJob(ctx, msg.JobId, employer)
	if err != nil {
		return err
	}
	if err := inMode(job, types.ASSIGNMENT_MODE_SELECTION); err != nil {
		return err
	}
	now, err := k.waiting(ctx, job, types.ActionClaim)
	if err != nil {
		return err
	}
	if err := k.identity.Authorize(ctx, employer, identitytypes.ROLE_EMPLOYER); err != nil {
		return err
	}
	a, err := k.application(ctx, job.Id, agent)
	if err != nil {
		return err
	}
	if !a.Price.Equal(msg.Price) {
		return errorsmod.Wrapf(types.ErrOtherPrice, "job %d: %s asks %s, the award names %s", job.Id, a.Agent, a.Price, msg.Price)
	}
	if _, err := k.suitable(ctx, job, agent); err != nil {
		return err
	}
	job.Awarded = a.Agent
	if err := k.setStatus(ctx, &job, job.Status, dueAt(now)); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventJobAwarded{
		JobId: job.Id, Agent: a.Agent, Price: a.Price, Refunded: math.ZeroInt(),
	})
}

// selectionDue acts on an OPEN job of SELECTION whose deadline has come: an award of its employer, or the rule's. It
// tells whether the job has been assigned or is offered on; otherwise it lapses. EndBlock only.
func (k *Keeper) selectionDue(ctx sdk.Context, job *types.Job) (done bool, err error) {
	if job.Awarded != "" {
		if done, err := k.carryOutAward(ctx, job); err != nil || done {
			return done, err
		}
	}
	if job.Awarding() != types.AWARD_RULE_LOWEST_PRICE {
		return false, nil
	}
	candidates, err := k.candidates(ctx, *job)
	if err != nil {
		return false, err
	}
	for _, c := range candidates {
		agent, err := sdk.AccAddressFromBech32(c.Agent)
		if err != nil {
			return false, err
		}
		if _, err := k.suitable(ctx, *job, agent); err != nil {
			continue
		}
		return true, k.assignAwarded(ctx, job, c.Application, agent, true)
	}
	return false, nil
}

// candidates are the applicants for a job in the order of the rule.
func (k *Keeper) candidates(ctx sdk.Context, job types.Job) ([]types.Candidate, error) {
	list, err := k.applicationsFor(ctx, job.Id)
	if err != nil {
		return nil, err
	}
	candidates := make([]types.Candidate, 0, len(list))
	for _, a := range list {
		agent, err := sdk.AccAddressFromBech32(a.Agent)
		if err != nil {
			return nil, err
		}
		score, err := k.scores.Score(ctx, agent, identitytypes.ROLE_AGENT)
		if err != nil {
			return nil, err
		}
		candidates = append(candidates, types.Candidate{Application: a, Score: score})
	}
	types.SortCandidates(candidates)
	return candidates, nil
}

// carryOutAward assigns a job to whom its employer has awarded it. Where that cannot be any more, the award is void and the
// job is offered on until its deadline of before; where that has passed too, it is not done.
func (k *Keeper) carryOutAward(ctx sdk.Context, job *types.Job) (done bool, err error) {
	agent, err := sdk.AccAddressFromBech32(job.Awarded)
	if err != nil {
		return false, err
	}
	a, err := k.application(ctx, job.Id, agent)
	if err != nil && !errors.Is(err, types.ErrNoApplication) {
		return false, err
	}
	if err == nil {
		_, err = k.suitable(ctx, *job, agent)
	}
	if err == nil {
		return true, k.assignAwarded(ctx, job, a, agent, false)
	}
	if err := typedevent.Emit(ctx, &types.EventAwardVoid{JobId: job.Id, Agent: job.Awarded, Reason: err.Error()}); err != nil {
		return false, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return false, err
	}
	job.Awarded, job.FailedSettlements = "", 0
	deadlineMs := after(job.OfferedMs, job.OpenFor)
	if now >= deadlineMs {
		return false, nil
	}
	return true, k.setStatus(ctx, job, job.Status, deadlineMs)
}

// assignAwarded assigns a job at an application's price: what that leaves of payout and protocol fee goes back at once, the
// application's bond is the job's, and the other applications end.
func (k *Keeper) assignAwarded(ctx sdk.Context, job *types.Job, a types.Application, agent sdk.AccAddress, byRule bool) error {
	excess := job.Reprice(a)
	if err := k.refundExcess(ctx, *job, excess); err != nil {
		return err
	}
	if err := k.closeApplication(ctx, a, func(s *types.AgentStake) { s.ActiveJobs++ }); err != nil {
		return err
	}
	if err := k.endApplications(ctx, job.Id, types.ApplicationOtherAwarded); err != nil {
		return err
	}
	job.Applications, job.Awarded, job.FailedSettlements = 0, "", 0
	err := typedevent.Emit(ctx, &types.EventJobAwarded{
		JobId: job.Id, Agent: a.Agent, Price: a.Price, ByRule: byRule, Refunded: excess,
	})
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	if err := k.assign(ctx, job, agent, now); err != nil {
		return err
	}
	return k.afterAssigned(ctx, *job, agent)
}

package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var _ jobstypes.JobHooks = (*Keeper)(nil)

// HookName implements JobHooks.
func (*Keeper) HookName() string { return types.ModuleName }

// AfterJobPosted implements JobHooks: the employer's record counts it. A posting earns nothing.
func (k *Keeper) AfterJobPosted(ctx context.Context, job jobstypes.Job) error {
	employer, err := party(job, "employer", job.Employer)
	if err != nil {
		return err
	}
	return k.changeRecord(ctx, employer, identitytypes.ROLE_EMPLOYER, func(r *types.Record) { r.Posted++ })
}

// AfterJobUnblocked implements JobHooks: a job that is offered earns nothing.
func (*Keeper) AfterJobUnblocked(context.Context, jobstypes.Job) error { return nil }

// AfterVerdict implements JobHooks: votes count when the job has ended.
func (*Keeper) AfterVerdict(context.Context, jobstypes.Job) error { return nil }

// AfterJobAssigned implements JobHooks: the employer's record counts how long it took. An assignment earns nothing.
func (k *Keeper) AfterJobAssigned(ctx context.Context, job jobstypes.Job) error {
	employer, err := party(job, "employer", job.Employer)
	if err != nil {
		return err
	}
	return k.changeRecord(ctx, employer, identitytypes.ROLE_EMPLOYER, func(r *types.Record) { r.Award(job) })
}

// AfterWorkSubmitted implements JobHooks; a submission counts when its job has ended, and that of a canary never.
func (*Keeper) AfterWorkSubmitted(context.Context, jobstypes.Job) error { return nil }

// AfterAssignmentEnded takes points from an agent who let the time run out or gave the job back. A revocation, a reroute or
// a declined dispatch is no fault of the work.
func (k *Keeper) AfterAssignmentEnded(ctx context.Context, ended jobstypes.AssignmentEnded) error {
	var reason types.LossReason
	switch ended.Basis {
	case jobstypes.RULING_BASIS_DEADLINE:
		reason = types.LOSS_REASON_EXPIRED
	case jobstypes.RULING_BASIS_SURRENDER:
		reason = types.LOSS_REASON_SURRENDERED
	default:
		return nil
	}
	s, err := k.settlement(ctx, ended.Job)
	if err != nil {
		return err
	}
	agent, err := s.open(ctx, ended.Agent, identitytypes.ROLE_AGENT)
	if err != nil {
		return err
	}
	agent.count(func(r *types.Record) {
		r.EndAssignment(ended.Basis)
		r.Slash(ended.Slashed)
	})
	if err := s.lose(ctx, agent, reason); err != nil {
		return err
	}
	return agent.close(ctx)
}

// AfterJobSettled scores agent, employer and seats of a settled job. An EXPIRED job's agents have lost their points when
// their assignments ended; SPLIT and CANCELLED say nothing of the agent's work.
func (k *Keeper) AfterJobSettled(ctx context.Context, settled jobstypes.Settled) error {
	job := settled.Job
	if job.Ruling == nil {
		return types.ErrInvalidJob.Wrapf("job %d is settled without a ruling", job.Id)
	}
	s, err := k.settlement(ctx, job)
	if err != nil {
		return err
	}
	if job.Ruling.Basis != jobstypes.RULING_BASIS_CANARY {
		if err := s.parties(ctx, settled); err != nil {
			return err
		}
	}
	for _, seat := range settled.Seats {
		if err := s.seat(ctx, seat); err != nil {
			return err
		}
	}
	return nil
}

// settlement is one job being scored.
type settlement struct {
	scoring
	job jobstypes.Job
}

func (k *Keeper) settlement(ctx context.Context, job jobstypes.Job) (settlement, error) {
	category := job.Category
	if types.Unjudged(job) {
		category = ""
	}
	s, err := k.scoring(ctx, job.Id, category)
	return settlement{scoring: s, job: job}, err
}

// parties scores the agent, if the job ended with one, and the employer.
func (s settlement) parties(ctx context.Context, settled jobstypes.Settled) error {
	employer, err := party(s.job, "employer", s.job.Employer)
	if err != nil {
		return err
	}
	var d deal
	if s.job.Ruling.Outcome == jobstypes.OUTCOME_COMPLETED {
		agent, err := party(s.job, "agent", s.job.Agent)
		if err != nil {
			return err
		}
		side := []sdk.AccAddress{employer}
		if settled.Sponsor != nil {
			side = append(side, settled.Sponsor)
		}
		if d, err = s.k.dealing(ctx, s.params, s.now, agent, side...); err != nil {
			return err
		}
		if err := s.k.gained(ctx, s.params, s.now, d); err != nil {
			return err
		}
	}
	if s.job.Submission != nil || s.job.Ruling.Outcome == jobstypes.OUTCOME_COMPLETED || s.job.Ruling.Outcome == jobstypes.OUTCOME_FAILED {
		if err := s.agent(ctx, d.Dealing, settled); err != nil {
			return err
		}
	}
	return s.employer(ctx, employer, d.Dealing)
}

// agent scores who handed the work in.
func (s settlement) agent(ctx context.Context, d types.Dealing, settled jobstypes.Settled) error {
	addr, err := party(s.job, "agent", s.job.Agent)
	if err != nil {
		return err
	}
	a, err := s.open(ctx, addr, identitytypes.ROLE_AGENT)
	if err != nil {
		return err
	}
	a.count(func(r *types.Record) {
		r.End(s.job)
		r.Submit(s.job)
		r.Slash(settled.Slashed)
	})
	switch s.job.Ruling.Outcome {
	case jobstypes.OUTCOME_COMPLETED:
		err = s.gain(ctx, a, func() (types.Change, error) { return s.params.AgentGain(types.WorkOf(s.job), d) })
	case jobstypes.OUTCOME_FAILED:
		if reason, blamed := types.FailureOf(s.job); blamed {
			err = s.lose(ctx, a, reason)
		}
	}
	if err != nil {
		return err
	}
	return s.finish(ctx, a)
}

func (s settlement) employer(ctx context.Context, addr sdk.AccAddress, d types.Dealing) error {
	a, err := s.open(ctx, addr, identitytypes.ROLE_EMPLOYER)
	if err != nil {
		return err
	}
	a.count(func(r *types.Record) { r.End(s.job) })
	if s.job.Ruling.Outcome == jobstypes.OUTCOME_COMPLETED {
		err = s.gain(ctx, a, func() (types.Change, error) { return s.params.EmployerGain(s.job.Escrow.Payout, d) })
		if err != nil {
			return err
		}
	}
	return s.finish(ctx, a)
}

// finish counts a side's disputes, of which the lost ones cost it points once, and writes its account.
func (s settlement) finish(ctx context.Context, a *account) error {
	disputed := types.DisputesOf(s.job, a.record.Address)
	a.count(func(r *types.Record) {
		r.DisputesWon += disputed.Won
		r.DisputesLost += disputed.Lost
	})
	if disputed.Lost > 0 {
		if err := s.lose(ctx, a, types.LOSS_REASON_DISPUTE_LOST); err != nil {
			return err
		}
	}
	return a.close(ctx)
}

// seat scores one seat.
func (s settlement) seat(ctx context.Context, seat validationtypes.SeatJudgement) error {
	effect := types.EffectOf(seat, *s.job.Ruling)
	if effect == (types.SeatEffect{}) {
		return nil
	}
	a, err := s.open(ctx, seat.Validator, identitytypes.ROLE_VALIDATOR)
	if err != nil {
		return err
	}
	a.count(func(r *types.Record) { r.CountSeat(effect, seat) })
	if effect.Agreed {
		err = s.gain(ctx, a, func() (types.Change, error) { return s.params.ValidatorGain(s.job.Escrow.Payout) })
	} else {
		err = s.lose(ctx, a, effect.Loss)
	}
	if err != nil {
		return err
	}
	return a.close(ctx)
}

// gain adds what a rule gives.
func (s settlement) gain(ctx context.Context, a *account, rule func() (types.Change, error)) error {
	c, err := rule()
	if err != nil {
		return err
	}
	return a.apply(ctx, c)
}

// lose takes off what a failure costs.
func (s settlement) lose(ctx context.Context, a *account, reason types.LossReason) error {
	c, err := s.params.Loss(s.job.Escrow.Payout, reason)
	if err != nil {
		return err
	}
	return a.apply(ctx, c)
}

func party(job jobstypes.Job, name, address string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, types.ErrInvalidJob.Wrapf("%s of job %d: %s", name, job.Id, err)
	}
	return addr, nil
}

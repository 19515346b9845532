package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Reasons of gains in events.
const (
	reasonCompleted = "completed"
	reasonEmployed  = "employed"
	reasonAgreed    = "agreed"
)

var _ jobstypes.JobHooks = (*Keeper)(nil)

// HookName implements JobHooks.
func (*Keeper) HookName() string { return types.ModuleName }

// AfterJobPosted implements JobHooks; a posting earns nothing.
func (*Keeper) AfterJobPosted(context.Context, jobstypes.Job) error { return nil }

// AfterJobAssigned implements JobHooks; an assignment earns nothing.
func (*Keeper) AfterJobAssigned(context.Context, jobstypes.Job) error { return nil }

// AfterWorkSubmitted implements JobHooks; a submission earns nothing before its verdict.
func (*Keeper) AfterWorkSubmitted(context.Context, jobstypes.Job) error { return nil }

// AfterAssignmentEnded takes points from an agent who let the time run out or gave the job back. A revocation or a reroute
// is no fault of the work.
func (k *Keeper) AfterAssignmentEnded(ctx context.Context, ended jobstypes.AssignmentEnded) error {
	s, err := k.settlement(ctx, ended.Job)
	if err != nil {
		return err
	}
	switch ended.Basis {
	case jobstypes.RULING_BASIS_DEADLINE:
		return s.lose(ctx, ended.Agent, identitytypes.ROLE_AGENT, types.LOSS_REASON_EXPIRED)
	case jobstypes.RULING_BASIS_SURRENDER:
		return s.lose(ctx, ended.Agent, identitytypes.ROLE_AGENT, types.LOSS_REASON_SURRENDERED)
	default:
		return nil
	}
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
	switch job.Ruling.Outcome {
	case jobstypes.OUTCOME_COMPLETED:
		err = s.completed(ctx)
	case jobstypes.OUTCOME_FAILED:
		err = s.failed(ctx)
	}
	if err != nil {
		return err
	}
	for _, seat := range settled.Seats {
		if err := s.seat(ctx, seat); err != nil {
			return err
		}
	}
	return nil
}

// settlement is one job being scored under the parameters of the block.
type settlement struct {
	k      *Keeper
	params types.Params
	job    jobstypes.Job
}

func (k *Keeper) settlement(ctx context.Context, job jobstypes.Job) (settlement, error) {
	params, err := k.Params.Get(ctx)
	return settlement{k: k, params: params, job: job}, err
}

func (s settlement) completed(ctx context.Context) error {
	agent, err := s.party("agent", s.job.Agent)
	if err != nil {
		return err
	}
	employer, err := s.party("employer", s.job.Employer)
	if err != nil {
		return err
	}
	work := types.Work{
		Payout: s.job.Escrow.Payout,
		UsedMs: s.job.SubmittedMs - s.job.AssignedMs,
		// The time as posted: an extension would otherwise buy its agent a better speed.
		AllowedMs: s.job.WorkDuration.Milliseconds(),
	}
	// The quality is the one that approving judges found: who rejected the work scored its faults.
	if approval := s.job.Approval(); approval != nil {
		work.Quality = approval.Quality
	}
	if s.job.Ruling.Basis == jobstypes.RULING_BASIS_ACCEPTED {
		// Nobody but the employer has looked: speed that nobody has judged earns nothing.
		work.UsedMs = work.AllowedMs
	}
	err = s.win(ctx, agent, identitytypes.ROLE_AGENT, reasonCompleted, func(score math.LegacyDec) (math.LegacyDec, error) {
		return s.params.AgentGain(score, work)
	})
	if err != nil {
		return err
	}
	return s.win(ctx, employer, identitytypes.ROLE_EMPLOYER, reasonEmployed, func(score math.LegacyDec) (math.LegacyDec, error) {
		return s.params.EmployerGain(score, s.job.Escrow.Payout)
	})
}

func (s settlement) failed(ctx context.Context) error {
	agent, err := s.party("agent", s.job.Agent)
	if err != nil {
		return err
	}
	return s.lose(ctx, agent, identitytypes.ROLE_AGENT, types.LOSS_REASON_REJECTED)
}

// seat scores one seat by what it did, not by what it was slashed: a slash rate may be zero, and ABSENT seats were slashed
// long ago.
func (s settlement) seat(ctx context.Context, seat validationtypes.SeatJudgement) error {
	switch seat.Status {
	case validationtypes.SEAT_STATUS_ABSENT:
		return s.lose(ctx, seat.Validator, identitytypes.ROLE_VALIDATOR, types.LOSS_REASON_ABSENT)
	case validationtypes.SEAT_STATUS_WITHHELD:
		return s.lose(ctx, seat.Validator, identitytypes.ROLE_VALIDATOR, types.LOSS_REASON_WITHHELD)
	case validationtypes.SEAT_STATUS_REVEALED:
		// A test of the judges earns nobody a score: who sets it could raise his friends with it.
		if seat.Agreed && s.job.Ruling.Basis == jobstypes.RULING_BASIS_CANARY {
			return nil
		}
		if seat.Agreed {
			return s.win(ctx, seat.Validator, identitytypes.ROLE_VALIDATOR, reasonAgreed,
				func(score math.LegacyDec) (math.LegacyDec, error) {
					return s.params.ValidatorGain(score, s.job.Escrow.Payout)
				})
		}
		if s.job.Ruling.Blameless {
			return nil
		}
		return s.lose(ctx, seat.Validator, identitytypes.ROLE_VALIDATOR, types.LOSS_REASON_WRONG_VOTE)
	default:
		return nil
	}
}

// win adds what gain returns for the present score.
func (s settlement) win(
	ctx context.Context, addr sdk.AccAddress, role identitytypes.Role, reason string,
	gain func(score math.LegacyDec) (math.LegacyDec, error),
) error {
	score, err := s.k.load(ctx, s.params, addr, role)
	if err != nil {
		return err
	}
	by, err := gain(score.Value)
	if err != nil {
		return err
	}
	score.Gains++
	return s.k.store(ctx, s.params, addr, score, score.Value.Add(by), s.job.Id, reason)
}

// lose takes off what a failure costs.
func (s settlement) lose(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role, reason types.LossReason) error {
	score, err := s.k.load(ctx, s.params, addr, role)
	if err != nil {
		return err
	}
	by, err := s.params.Loss(s.job.Escrow.Payout, reason)
	if err != nil {
		return err
	}
	score.Losses++
	return s.k.store(ctx, s.params, addr, score, score.Value.Sub(by), s.job.Id, types.LossName(reason))
}

func (s settlement) party(name, address string) (sdk.AccAddress, error) {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return nil, types.ErrInvalidJob.Wrapf("%s of job %d: %s", name, s.job.Id, err)
	}
	return addr, nil
}

package types

import (
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// LockedBond is the agent's bond that is still locked in the job: the terms' from assignment to the end of the
// assignment or of the job, zero otherwise. A job that is offered again has no agent.
func (j Job) LockedBond() math.Int {
	if j.Agent == "" || j.Status.Terminal() {
		return math.ZeroInt()
	}
	return orZero(j.Terms.Bond)
}

// LockedEscrow is what the job holds of the employer's money: the escrow until it has ended, zero then.
func (j Job) LockedEscrow() math.Int {
	if j.Status.Terminal() {
		return math.ZeroInt()
	}
	return j.Escrow.Total()
}

// submitted lists the statuses that only work that was handed in reaches.
var submitted = []JobStatus{
	inReview, employerReview, approved, rejected, unjudgeable, divided, council, JOB_STATUS_COMPLETED, JOB_STATUS_FAILED, JOB_STATUS_SPLIT,
}

// Validate checks that a job of the state agrees with itself; genesis checks what it refers to.
func (j Job) Validate() error {
	for _, check := range []func() error{
		j.validateFacts, j.validateMoney, j.validateParties, j.validateStatus, j.validateEnd, j.validateRounds, j.validateDisputes,
		j.validateAssignment, j.validateProgram, j.validateIncentives,
	} {
		if err := check(); err != nil {
			return errorsmod.Wrapf(err, "job %d", j.Id)
		}
	}
	return nil
}

func (j Job) validateFacts() error {
	if !validJobID(j.Id) {
		return errorsmod.Wrap(ErrJobID, "no block could have given it")
	}
	if err := firstError(
		text("title", j.Title, 1, maxTitle, false),
		validSlug("category", j.Category),
		validateTags(j.Tags),
		j.Spec.validate("spec"),
		j.Requirements.Validate(),
		duration("work_duration", j.WorkDuration),
		duration("open_for", j.OpenFor),
		j.validateReview(),
		j.validateChecks(),
		validateInvited(j.Invited),
		j.validateContributors(),
	); err != nil {
		return err
	}
	if j.RelistsLeft > maxRelists {
		return errorsmod.Wrapf(ErrRelists, "%d left", j.RelistsLeft)
	}
	return nil
}

func (j Job) validateMoney() error {
	if err := firstError(
		positive("payout", j.Escrow.Payout),
		notNegativeUnbounded("validation_fee", j.Escrow.ValidationFee),
		notNegativeUnbounded("protocol_fee", j.Escrow.ProtocolFee),
		notNegativeUnbounded("seat_fee", j.Terms.SeatFee),
		notNegativeUnbounded("seat_lock", j.Terms.SeatLock),
		notNegative("bond", j.Terms.Bond),
		oddSeats("seats", j.Terms.Seats),
		validSeatLockBps(j.Terms.SeatLockBps),
	); err != nil {
		return err
	}
	if want := j.Terms.SeatFee.MulRaw(int64(j.Terms.Seats)); !want.Equal(j.Escrow.ValidationFee) {
		return errorsmod.Wrapf(ErrAmount, "validation_fee %s is not seats · seat_fee = %s", j.Escrow.ValidationFee, want)
	}
	return nil
}

// notNegativeUnbounded checks an amount that the chain has computed from bounded ones.
func notNegativeUnbounded(name string, amount math.Int) error {
	if amount.IsNil() || amount.IsNegative() {
		return errorsmod.Wrapf(ErrAmount, "%s must be set and not negative", name)
	}
	return nil
}

func (j Job) validateParties() error {
	if err := storedAddress("employer", j.Employer); err != nil {
		return err
	}
	if j.Agent == "" {
		if j.Status == assigned || slices.Contains(submitted, j.Status) {
			return errorsmod.Wrapf(ErrAddress, "%s without an agent", j.Status)
		}
		return nil
	}
	if j.Status == open || j.Status == blocked {
		return errorsmod.Wrapf(ErrAddress, "%s with an agent", j.Status)
	}
	return storedAddress("agent", j.Agent)
}

// validateStatus: each status that x/jobs waits in has exactly one deadline, every other none.
func (j Job) validateStatus() error {
	if _, known := JobStatus_name[int32(j.Status)]; !known || j.Status == JOB_STATUS_UNSPECIFIED {
		return errorsmod.Wrapf(ErrWrongStatus, "unknown status %d", j.Status)
	}
	switch {
	case j.Status.Waiting() && j.DeadlineMs <= 0:
		return errorsmod.Wrapf(ErrWrongStatus, "%s with deadline %d", j.Status, j.DeadlineMs)
	case !j.Status.Waiting() && j.DeadlineMs != 0:
		return errorsmod.Wrapf(ErrWrongStatus, "%s with deadline %d", j.Status, j.DeadlineMs)
	}
	if j.Submission == nil {
		if slices.Contains(submitted, j.Status) {
			return errorsmod.Wrapf(ErrSubmission, "%s without a submission", j.Status)
		}
		return nil
	}
	return j.Submission.Validate()
}

// validateEnd: a job has a ruling from SETTLING on, and it ends as ruled. An assignment that was given back has one too,
// until the EndBlocker has offered the job again or settled it.
func (j Job) validateEnd() error {
	if j.Status != settling && !j.Status.Terminal() {
		if j.Ruling != nil && (j.Status != assigned || j.Ruling.Outcome != OUTCOME_EXPIRED) {
			return errorsmod.Wrapf(ErrRuling, "%s with a ruling", j.Status)
		}
		return nil
	}
	if j.Ruling == nil {
		return errorsmod.Wrapf(ErrRuling, "%s without a ruling", j.Status)
	}
	if err := j.Ruling.Validate(); err != nil {
		return err
	}
	end, err := j.Ruling.EndStatus()
	if err != nil {
		return err
	}
	if j.Status.Terminal() && j.Status != end {
		return errorsmod.Wrapf(ErrRuling, "%s, ruled %s", j.Status, j.Ruling.Outcome)
	}
	return j.validateRuled()
}

// validateRuled: there is somebody to get what the ruling gives, and work to be judged. Otherwise the job could never settle.
func (j Job) validateRuled() error {
	cancelled := j.Ruling.Outcome == OUTCOME_CANCELLED && !j.Ruling.Unjudgeable
	if j.Agent == "" && !cancelled {
		return errorsmod.Wrapf(ErrRuling, "ruled %s without an agent", j.Ruling.Outcome)
	}
	if j.Submission == nil && !cancelled && j.Ruling.Outcome != OUTCOME_EXPIRED {
		return errorsmod.Wrapf(ErrRuling, "ruled %s without a submission", j.Ruling.Outcome)
	}
	return nil
}

// EndStatus returns the terminal status that a ruling leads to.
func (r Ruling) EndStatus() (JobStatus, error) {
	action, err := SettleAction(r.Outcome)
	if err != nil {
		return JOB_STATUS_UNSPECIFIED, err
	}
	return Next(JOB_STATUS_SETTLING, action)
}

// Validate checks address and amounts.
func (s AgentStake) Validate() error {
	return firstError(
		storedAddress("agent", s.Agent),
		notNegativeUnbounded("free", s.Free),
		notNegativeUnbounded("locked", s.Locked),
	)
}

package types

import (
	"strconv"

	errorsmod "cosmossdk.io/errors"
)

// Action is anything that changes, or is only allowed in, a job's status.
type Action int

const (
	// ActionPost offers a job; ActionPostBlocked posts one that waits for others first.
	ActionPost Action = iota
	ActionPostBlocked
	// ActionUnblock: all dependencies have completed.
	ActionUnblock
	// ActionClaim: an agent takes the job.
	ActionClaim
	// ActionRaise: the employer raises the payout.
	ActionRaise
	// ActionCancel, ActionDelist and ActionLapse end a job that nobody has taken: by its employer, by the authority, by
	// its deadline.
	ActionCancel
	ActionDelist
	ActionLapse
	// ActionSubmit: the agent hands in the result; ActionSubmitToEmployer where the employer reviews first.
	ActionSubmit
	ActionSubmitToEmployer
	// ActionAcceptWork: the employer takes the result; ActionEmployerSilent: his time for it has passed.
	ActionAcceptWork
	ActionEmployerSilent
	// ActionContest: the employer does not take the result; a committee judges.
	ActionContest
	// ActionExtend: the employer gives more time.
	ActionExtend
	// ActionRelist offers the job again while relists remain, after a surrender or a missed deadline.
	ActionRelist
	// ActionSurrender and ActionExpire end an assignment with no relist left.
	ActionSurrender
	ActionExpire
	// ActionRevoke: the agent's participation was revoked. The job is offered again and uses up no relist.
	ActionRevoke
	// ActionReroute: the authority takes the job back from an agent without fault. It uses up no relist either.
	ActionReroute
	// ActionDecline: the agent does not take what the chain has assigned to it. It uses up no relist either.
	ActionDecline
	// The results of a round.
	ActionVerdictApproved
	ActionVerdictRejected
	ActionVerdictUnjudgeable
	ActionVerdictDivided
	// ActionNoVerdict: the ladder has ended without a ruling of its own; the default ruling applies.
	ActionNoVerdict
	// ActionNextRung: a dispute, or a rung without a verdict, moves the job up the ladder.
	ActionNextRung
	// ActionConvene: the last rung is left to the council; ActionRule is the council's word.
	ActionConvene
	ActionRule
	// ActionAccept: the side that the verdict went against accepts it.
	ActionAccept
	// ActionOpenCanary: the job was a test of its judges.
	ActionOpenCanary
	// ActionChallengeEnds: nobody challenged the verdict in time.
	ActionChallengeEnds
	// The settlement, by outcome. Nothing else acts on SETTLING.
	ActionSettleCompleted
	ActionSettleFailed
	ActionSettleExpired
	ActionSettleCancelled
	ActionSettleSplit

	actionEnd
)

var actionNames = [actionEnd]string{
	"post", "post blocked", "unblock", "claim", "raise payout", "cancel", "delist", "lapse", "submit", "submit to employer",
	"accept work", "employer silent", "contest", "extend", "relist",
	"surrender", "expire", "revoke", "reroute", "decline", "verdict approved", "verdict rejected", "verdict unjudgeable", "verdict divided", "no verdict",
	"next rung", "convene council", "rule", "accept verdict", "open canary", "challenge window ends", "settle completed",
	"settle failed", "settle expired", "settle cancelled", "settle split",
}

// String names the action in errors.
func (a Action) String() string {
	if a < 0 || a >= actionEnd {
		return "action " + strconv.Itoa(int(a))
	}
	return actionNames[a]
}

const (
	none        = JOB_STATUS_UNSPECIFIED
	blocked     = JOB_STATUS_BLOCKED
	open        = JOB_STATUS_OPEN
	assigned    = JOB_STATUS_ASSIGNED
	inReview    = JOB_STATUS_IN_REVIEW
	approved    = JOB_STATUS_APPROVED
	rejected    = JOB_STATUS_REJECTED
	unjudgeable = JOB_STATUS_UNJUDGEABLE
	council     = JOB_STATUS_COUNCIL
	settling    = JOB_STATUS_SETTLING

	employerReview = JOB_STATUS_EMPLOYER_REVIEW
	divided        = JOB_STATUS_DIVIDED
)

// transitions is the whole life of a job. What is not in it is refused.
var transitions = map[Action]map[JobStatus]JobStatus{
	ActionPost:        {none: open},
	ActionPostBlocked: {none: blocked},
	ActionUnblock:     {blocked: open},

	ActionClaim:  {open: assigned},
	ActionRaise:  {open: open},
	ActionCancel: {blocked: settling, open: settling},
	ActionDelist: {blocked: settling, open: settling},
	ActionLapse:  {blocked: settling, open: settling},

	ActionSubmit: {assigned: inReview},

	ActionSubmitToEmployer: {assigned: employerReview},
	ActionAcceptWork:       {employerReview: settling},
	ActionEmployerSilent:   {employerReview: settling},
	ActionContest:          {employerReview: inReview},

	ActionExtend:    {assigned: assigned},
	ActionRelist:    {assigned: open},
	ActionSurrender: {assigned: settling},
	ActionExpire:    {assigned: settling},
	ActionRevoke:    {assigned: open},
	ActionReroute:   {assigned: open},
	ActionDecline:   {assigned: open},

	ActionVerdictApproved:    {inReview: approved},
	ActionVerdictRejected:    {inReview: rejected},
	ActionVerdictUnjudgeable: {inReview: unjudgeable},
	ActionVerdictDivided:     {inReview: divided},
	ActionNoVerdict:          {inReview: settling, council: settling},
	ActionNextRung:           {inReview: inReview, approved: inReview, rejected: inReview, unjudgeable: inReview, divided: inReview},
	ActionConvene:            {inReview: council, approved: council, rejected: council, unjudgeable: council, divided: council},
	ActionRule:               {council: settling},
	ActionAccept:             {approved: settling, rejected: settling, unjudgeable: settling, divided: settling},
	ActionOpenCanary:         {approved: settling, rejected: settling, unjudgeable: settling, divided: settling},
	ActionChallengeEnds:      {approved: settling, rejected: settling, unjudgeable: settling, divided: settling},

	ActionSettleCompleted: {settling: JOB_STATUS_COMPLETED},
	ActionSettleFailed:    {settling: JOB_STATUS_FAILED},
	ActionSettleExpired:   {settling: JOB_STATUS_EXPIRED},
	ActionSettleCancelled: {settling: JOB_STATUS_CANCELLED},
	ActionSettleSplit:     {settling: JOB_STATUS_SPLIT},
}

// Next returns the status that an action leads to, or ErrWrongStatus where the action is not allowed.
func Next(status JobStatus, action Action) (JobStatus, error) {
	next, ok := transitions[action][status]
	if !ok {
		return status, errorsmod.Wrapf(ErrWrongStatus, "%s in status %s", action, status)
	}
	return next, nil
}

// Terminal tells whether the job has ended and all its money has moved.
func (s JobStatus) Terminal() bool {
	switch s {
	case JOB_STATUS_COMPLETED, JOB_STATUS_FAILED, JOB_STATUS_EXPIRED, JOB_STATUS_CANCELLED, JOB_STATUS_SPLIT:
		return true
	default:
		return false
	}
}

// Waiting tells whether x/jobs keeps a deadline for the status. It does in every status that is not terminal, except in
// IN_REVIEW, where the round's deadline in x/validation is the one.
func (s JobStatus) Waiting() bool {
	switch s {
	case blocked, open, assigned, employerReview, approved, rejected, unjudgeable, divided, council, settling:
		return true
	default:
		return false
	}
}

// SettleAction returns the action that ends a job with an outcome.
func SettleAction(outcome Outcome) (Action, error) {
	switch outcome {
	case OUTCOME_COMPLETED:
		return ActionSettleCompleted, nil
	case OUTCOME_FAILED:
		return ActionSettleFailed, nil
	case OUTCOME_EXPIRED:
		return ActionSettleExpired, nil
	case OUTCOME_CANCELLED:
		return ActionSettleCancelled, nil
	case OUTCOME_SPLIT:
		return ActionSettleSplit, nil
	default:
		return 0, errorsmod.Wrapf(ErrRuling, "outcome %s", outcome)
	}
}

package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/agijobs/agijobs/internal/localnode"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// councilRuling: two committees reject wrong work, a panel that does not look approves it; the council has the last word.
func councilRuling(ctx context.Context, r *run) error {
	if err := r.submitted(ctx, agent1, []string{"--flip"}, nil, nil, times(panelSeats, approveBlindly)); err != nil {
		return err
	}
	for rung := range uint32(2) {
		if err := r.dispute(ctx, agent1, rung, jobstypes.JOB_STATUS_REJECTED, jobstypes.DISPUTE_REASON_MEETS_SPEC); err != nil {
			return err
		}
	}
	if err := r.dispute(ctx, ministry, 2, jobstypes.JOB_STATUS_APPROVED, jobstypes.DISPUTE_REASON_FAILS_SPEC); err != nil {
		return err
	}
	return r.rule(ctx, jobstypes.OUTCOME_FAILED, "one figure of the result is wrong")
}

// rule lets two of three officials rule.
func (r *run) rule(ctx context.Context, outcome jobstypes.Outcome, reason string) error {
	proposed, err := r.must(ctx, official1, "tx", "jobs", "rule", r.jobText(), strings.ToLower(outcomeName(outcome)), reason,
		"--title", "Ruling", "--summary", reason, "--deposit", "1"+r.accountant.denom)
	if err != nil {
		return err
	}
	id, _, err := localnode.Proposal(proposed.out)
	if err != nil {
		return err
	}
	for _, member := range []string{official1, official2} {
		if _, err := r.approve(ctx, member, id); err != nil {
			return err
		}
	}
	if err := r.settled(ctx); err != nil {
		return err
	}
	ruled := all[*jobstypes.EventCouncilRuled](r)
	ok := len(ruled) == 1 && ruled[0].Ruling.Basis == jobstypes.RULING_BASIS_COUNCIL && ruled[0].Ruling.Outcome == outcome
	seen := "no ruling"
	if len(ruled) == 1 {
		seen = rulingText(ruled[0].Ruling)
	}
	r.step("the council", ok, "rules by proposal "+id, "the ruling of two of three officials stands: "+outcomeName(outcome), seen)
	return nil
}

// silentCouncil: the agent climbs to the end against two right verdicts, and the council never answers.
func silentCouncil(ctx context.Context, r *run) error {
	if err := r.submitted(ctx, agent1, []string{"--flip"}, times(firstSeats, approveBlindly)); err != nil {
		return err
	}
	if err := r.dispute(ctx, ministry, 0, jobstypes.JOB_STATUS_APPROVED, jobstypes.DISPUTE_REASON_FAILS_SPEC); err != nil {
		return err
	}
	for _, rung := range []uint32{1, 2} {
		if err := r.dispute(ctx, agent1, rung, jobstypes.JOB_STATUS_REJECTED, jobstypes.DISPUTE_REASON_OTHER); err != nil {
			return err
		}
	}
	if err := r.settled(ctx); err != nil {
		return err
	}
	job, err := r.client.Jobs().Job(ctx, &jobstypes.QueryJobRequest{JobId: r.job})
	if err != nil {
		return err
	}
	ruling := job.Job.Ruling
	ok := ruling != nil && ruling.Basis == jobstypes.RULING_BASIS_DEFAULT && ruling.Outcome == jobstypes.OUTCOME_FAILED && !ruling.Blameless
	seen := "no ruling"
	if ruling != nil {
		seen = rulingText(*ruling)
	}
	r.step("the council", ok, "says nothing until its time is over", "the last verdict stands, for the agent and for the seats: FAILED by DEFAULT", seen)
	return nil
}

func rulingText(r jobstypes.Ruling) string {
	text := fmt.Sprintf("%s by %s", outcomeName(r.Outcome), without(r.Basis.String(), "RULING_BASIS_"))
	if r.Blameless {
		text += ", blameless"
	}
	return text
}

func outcomeName(o jobstypes.Outcome) string { return without(o.String(), "OUTCOME_") }

// reasonWord writes a reason as the command line reads it.
func reasonWord(r jobstypes.DisputeReason) string {
	return strings.ReplaceAll(strings.ToLower(without(r.String(), "DISPUTE_REASON_")), "_", "-")
}

// ruling are the messages of a dispute that the council ends.
var ruling = slices.Concat(disputing, governing)

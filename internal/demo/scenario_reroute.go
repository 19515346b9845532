package demo

import (
	"context"
	"fmt"
	"strings"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/localnode"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// reroute: an agent keeps silent, the council takes the job from it, another agent does it.
func reroute(ctx context.Context, r *run) error {
	if err := r.post(ctx); err != nil {
		return err
	}
	if err := r.act(ctx, "agent", agent1, "--job", r.jobText(), "--idle"); err != nil {
		return err
	}
	proposed, err := r.must(ctx, official1, "tx", "jobs", "reroute-job", r.jobText(), "no answer to the ministry's questions",
		"--title", "Reroute", "--summary", "The agent keeps silent", "--deposit", "1"+r.accountant.denom)
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
	ended := all[*jobstypes.EventAssignmentEnded](r)
	seen := "nothing"
	ok := false
	if len(ended) == 1 {
		e := ended[0]
		ok = e.Agent == r.addresses[agent1] && e.Basis == jobstypes.RULING_BASIS_REROUTED && e.Slashed.IsZero() && e.Status == jobstypes.JOB_STATUS_OPEN
		seen = fmt.Sprintf("%s, slashed %s, compensation %s, the job is %s", strings.ToLower(without(e.Basis.String(), "RULING_BASIS_")),
			r.print.teller.money(e.Slashed), r.print.teller.money(e.Compensation), statusName(e.Status))
	}
	r.step("the council", ok, "reroutes the job by proposal "+id, "the agent leaves without a slash and with a compensation; the job is OPEN again", seen)
	if err := r.act(ctx, "agent", agent2, "--job", r.jobText()); err != nil {
		return err
	}
	if err := r.settled(ctx); err != nil {
		return err
	}
	settled := all[*jobstypes.EventJobSettled](r)
	r.step(agent2, len(settled) == 1 && settled[0].Status == jobstypes.JOB_STATUS_COMPLETED, "claims the job and does it", "COMPLETED", statusName(settled[0].Status))
	return nil
}

// owedRerouted: as if the second agent had been the first; the treasury compensates the one who had to leave.
func owedRerouted(t terms) expectation {
	out := owedCompleted(t)
	out.agents = map[string]math.Int{
		agent1: bps(t.job.Escrow.Payout, t.params.RerouteCompensationBps), agent2: t.job.Escrow.Payout,
	}
	return out
}

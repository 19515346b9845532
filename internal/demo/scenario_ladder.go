package demo

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// disputing is the message of the scenarios in which somebody climbs the ladder.
var disputing = []string{"/agijobs.jobs.v1.MsgDispute"}

// overturned: right work is rejected by a first committee that does not look; seven others do.
func overturned(ctx context.Context, r *run) error {
	if err := r.submitted(ctx, agent2, nil, times(firstSeats, rejectBlindly)); err != nil {
		return err
	}
	if err := r.dispute(ctx, agent2, 0, jobstypes.JOB_STATUS_REJECTED, jobstypes.DISPUTE_REASON_MEETS_SPEC); err != nil {
		return err
	}
	return r.stands(ctx, 1, jobstypes.JOB_STATUS_APPROVED)
}

// upheld: wrong work is rejected, and again, where one of seven judges does not look.
func upheld(ctx context.Context, r *run) error {
	if err := r.submitted(ctx, agent1, []string{"--flip"}, nil, times(1, approveBlindly)); err != nil {
		return err
	}
	if err := r.dispute(ctx, agent1, 0, jobstypes.JOB_STATUS_REJECTED, jobstypes.DISPUTE_REASON_MEETS_SPEC); err != nil {
		return err
	}
	return r.stands(ctx, 1, jobstypes.JOB_STATUS_REJECTED)
}

// panelSplit: the appeal comes to no verdict, so that the job is before the moderators without anybody's bond.
func panelSplit(ctx context.Context, r *run) error {
	panel := []order{splitAt(8_000), splitAt(3_000), splitAt(6_000), splitAt(5_000), rejectBlindly}
	if err := r.submitted(ctx, agent1, []string{"--flip"}, nil, times(4, approveBlindly), panel); err != nil {
		return err
	}
	if err := r.dispute(ctx, agent1, 0, jobstypes.JOB_STATUS_REJECTED, jobstypes.DISPUTE_REASON_OTHER); err != nil {
		return err
	}
	return r.stands(ctx, 2, jobstypes.JOB_STATUS_DIVIDED)
}

// submitted posts the job, lays the orders out by rung, and lets the agent hand its work in.
func (r *run) submitted(ctx context.Context, agent string, how []string, rungs ...[]order) error {
	if err := r.post(ctx); err != nil {
		return err
	}
	for rung, list := range rungs {
		if err := r.orders(uint32(rung), list...); err != nil { // #nosec G115 -- a few rungs
			return err
		}
	}
	return r.act(ctx, "agent", agent, append([]string{"--job", r.jobText()}, how...)...)
}

// verdict waits for what a rung finds; anything but the status that the scenario needs ends it.
func (r *run) verdict(ctx context.Context, rung uint32, status jobstypes.JobStatus) error {
	var found *jobstypes.EventVerdictRecorded
	err := r.until(ctx, fmt.Sprintf("the verdict of rung %d", rung), func() bool {
		for _, e := range all[*jobstypes.EventVerdictRecorded](r) {
			if e.JobId == r.job && e.Verdict.Rung == rung {
				found = e
			}
		}
		return found != nil
	})
	if err == nil && found.Status != status {
		err = fmt.Errorf("rung %d found %s, not %s", rung, statusName(found.Status), statusName(status))
	}
	return err
}

// stands waits for a verdict that nobody disputes, and for the settlement.
func (r *run) stands(ctx context.Context, rung uint32, status jobstypes.JobStatus) error {
	if err := r.verdict(ctx, rung, status); err != nil {
		return err
	}
	return r.settled(ctx)
}

// dispute waits for a rung's verdict and takes it up the ladder: by the public command line, for the bond that the chain
// asks for.
func (r *run) dispute(ctx context.Context, name string, rung uint32, against jobstypes.JobStatus, reason jobstypes.DisputeReason) error {
	evidence, err := r.evidence(name, rung)
	if err != nil {
		return err
	}
	if err := r.verdict(ctx, rung, against); err != nil {
		return err
	}
	quote, err := r.client.Jobs().DisputeQuote(ctx, &jobstypes.QueryDisputeQuoteRequest{JobId: r.job})
	if err != nil {
		return fmt.Errorf("dispute quote: %w", err)
	}
	_, err = r.must(ctx, name, "tx", "jobs", "dispute", r.jobText(), reasonWord(reason), evidence, quote.Bond.String())
	return err
}

// evidence puts a document of a party into the library and names it as the command line reads it.
func (r *run) evidence(name string, rung uint32) (string, error) {
	text := []byte(fmt.Sprintf("What %s holds against the word of rung %d on job %d.\n", name, rung, r.job))
	uri := fmt.Sprintf("%sevidence/%d-%d-%s.md", base, r.job, rung, name)
	if err := libraryOf(r.home).put(uri, text); err != nil {
		return "", err
	}
	named, err := json.Marshal(map[string]string{"uri": uri, "sha256": base64.StdEncoding.EncodeToString(sha256sum(text))})
	return string(named), err
}

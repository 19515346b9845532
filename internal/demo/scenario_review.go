package demo

import (
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/math"

	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// reviewing are the messages of an employer who looks at a result first.
var reviewing = []string{"/agijobs.jobs.v1.MsgAcceptWork", "/agijobs.jobs.v1.MsgContest"}

// employerReview: three results are before the employer. It says nothing to the first, accepts the second, and contests the
// third, which a committee then judges.
func employerReview(ctx context.Context, r *run) error {
	if err := r.submitted(ctx, agent2, nil); err != nil {
		return err
	}
	silent := r.job
	if err := r.submitted(ctx, agent2, nil); err != nil {
		return err
	}
	accepted := r.job
	if _, err := r.must(ctx, ministry, "tx", "jobs", "accept-work", r.jobText()); err != nil {
		return err
	}
	if err := r.submitted(ctx, agent1, []string{"--flip"}); err != nil {
		return err
	}
	evidence, err := r.evidence(ministry, 0)
	if err != nil {
		return err
	}
	_, err = r.must(ctx, ministry, "tx", "jobs", "contest", r.jobText(), reasonWord(jobstypes.DISPUTE_REASON_FAILS_SPEC), evidence)
	if err != nil {
		return err
	}
	if err := r.stands(ctx, 0, jobstypes.JOB_STATUS_REJECTED); err != nil {
		return err
	}
	if err := r.unjudged(ctx, silent, "says nothing to job %d until its time is over"); err != nil {
		return err
	}
	return r.unjudged(ctx, accepted, "accepts job %d")
}

// unjudged holds a job that the employer took against what must be true of it: no judge was ever asked.
func (r *run) unjudged(ctx context.Context, id uint64, did string) error {
	err := r.until(ctx, "the job to be taken", func() bool {
		return slices.ContainsFunc(all[*jobstypes.EventJobSettled](r), func(e *jobstypes.EventJobSettled) bool { return e.JobId == id })
	})
	if err != nil {
		return err
	}
	job, err := r.client.Jobs().Job(ctx, &jobstypes.QueryJobRequest{JobId: id})
	if err != nil {
		return err
	}
	certified, err := r.client.Certificates().Certificate(ctx, &certificatestypes.QueryCertificateRequest{JobId: id})
	if err != nil {
		return fmt.Errorf("certificate of job %d: %w", id, err)
	}
	rounds := slices.ContainsFunc(all[*validationtypes.EventRoundOpened](r), func(e *validationtypes.EventRoundOpened) bool { return e.JobId == id })
	back := r.back(id)
	ok := job.Job.Status == jobstypes.JOB_STATUS_COMPLETED && job.Job.Ruling.Basis == jobstypes.RULING_BASIS_ACCEPTED && !rounds &&
		certified.Owner == r.addresses[ministry] && back.Equal(job.Job.Escrow.ValidationFee)
	r.step(ministry, ok, fmt.Sprintf(did, id),
		"COMPLETED by ACCEPTED without a round, a certificate, and the validation fee of "+r.print.teller.money(job.Job.Escrow.ValidationFee)+" back",
		fmt.Sprintf("%s, rounds: %t, certificate: %s, back: %s", rulingText(*job.Job.Ruling), rounds, r.print.teller.name(certified.Owner), r.print.teller.money(back)))
	return nil
}

// back is what a job's settlement paid the employer.
func (r *run) back(id uint64) math.Int {
	sum := math.ZeroInt()
	for _, e := range all[*jobstypes.EventJobSettled](r) {
		for _, p := range e.Payments {
			if e.JobId == id && p.To == r.addresses[ministry] {
				sum = sum.Add(p.Amount)
			}
		}
	}
	return sum
}

const (
	// vagueFolder holds a spec that nobody can judge.
	vagueFolder = "vague"
	vagueSpec   = "# Study on the future of work\n\nWrite something good about it. We will know it when we see it.\n"
)

// unjudgeable: the spec does not say what done means; every judge says so.
func unjudgeable(ctx context.Context, r *run) error {
	if err := libraryOf(r.home).put(base+vagueFolder+"/spec.md", []byte(vagueSpec)); err != nil {
		return err
	}
	if err := r.submitted(ctx, agent2, []string{"--guess"}); err != nil {
		return err
	}
	return r.stands(ctx, 0, jobstypes.JOB_STATUS_UNJUDGEABLE)
}

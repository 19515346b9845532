package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/examples/work/task"
	"github.com/agijobs/agijobs/pkg/client"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// programJobs lists the jobs of a program in the order of their ids.
func programJobs(ctx context.Context, c *client.Client, program uint64) ([]jobstypes.Job, error) {
	jobs, err := client.AllPages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobstypes.Job, *query.PageResponse, error) {
		r, err := c.Jobs().Jobs(ctx, &jobstypes.QueryJobsRequest{Program: program, Pagination: page})
		return r.GetJobs(), r.GetPagination(), err
	})
	if err != nil {
		return nil, fmt.Errorf("jobs of program %d: %w", program, err)
	}
	slices.SortFunc(jobs, func(a, b jobstypes.Job) int {
		if a.Id < b.Id {
			return -1
		}
		return 1
	})
	return jobs, nil
}

// labelsOf lists the labels of a program's jobs, each once, in the order in which they were posted first.
func labelsOf(jobs []jobstypes.Job) []string {
	var labels []string
	for _, j := range jobs {
		if !slices.Contains(labels, j.Label) {
			labels = append(labels, j.Label)
		}
	}
	return labels
}

// completed finds the job that has done what a label asks for.
func completed(jobs []jobstypes.Job, label string) (jobstypes.Job, bool) {
	i := slices.IndexFunc(jobs, func(j jobstypes.Job) bool { return j.Label == label && j.Status == jobstypes.JOB_STATUS_COMPLETED })
	if i < 0 {
		return jobstypes.Job{}, false
	}
	return jobs[i], true
}

// readResults reads the results of the jobs that a job depends on, each held against the hash in its certificate.
func (p *participant) readResults(ctx context.Context, job jobstypes.Job, a assignment) (assignment, error) {
	jobs, err := programJobs(ctx, p.client, job.Program)
	if err != nil {
		return a, err
	}
	var parts []task.Part
	for _, label := range job.DependsOn {
		source, done := completed(jobs, label)
		if !done {
			return a, fmt.Errorf("job %d: %s has not completed", job.Id, label)
		}
		r, err := p.client.Certificates().Certificate(ctx, &certificatestypes.QueryCertificateRequest{JobId: source.Id})
		if err != nil {
			return a, fmt.Errorf("certificate of %s: %w", label, err)
		}
		result, err := p.library.fetch(r.Certificate.Result)
		if err != nil {
			return a, err
		}
		parts = append(parts, task.Part{Label: label, Content: string(result)})
		a.sources = append(a.sources, source.Id)
	}
	slices.Sort(a.sources)
	a.input, err = task.Bundle(parts)
	return a, err
}

// A ticket is a file that the director lays out; who takes it does once what it says with the job of that label.
const (
	ticketFlip    = "flip"
	ticketDecline = "decline"
	ticketMiss    = "miss"
)

func ticketFile(home, kind, label string) string {
	return filepath.Join(home, "ticket-"+kind+"-"+label)
}

// ticket lays one out.
func (r *run) ticket(kind, label string) error {
	return os.WriteFile(ticketFile(r.home, kind, label), nil, 0o600)
}

// missing tells whether this agent leaves a job lying, by a ticket.
func (p *participant) missing(job jobstypes.Job) bool {
	if _, err := os.Stat(p.ticketOf(ticketMiss, job)); err == nil {
		return true
	}
	return p.takes(ticketMiss, job)
}

func (p *participant) ticketOf(kind string, job jobstypes.Job) string {
	return filepath.Join(keyFolder(p.home, p.name), fmt.Sprintf("%s-%d", kind, job.Id))
}

// takes takes a ticket if there is one. A rename is atomic: exactly one process gets it.
func (p *participant) takes(kind string, job jobstypes.Job) bool {
	return os.Rename(ticketFile(p.home, kind, job.Label), p.ticketOf(kind, job)) == nil
}

package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// stewardship is how a sponsor looks after its program.
type stewardship struct {
	program uint64
	// labels is how many must have completed before the program is closed.
	labels int
	// applicants is for how many it waits before it awards a job to the cheapest.
	applicants uint32
}

func stewardCmd() *cobra.Command {
	var (
		flags participantFlags
		s     stewardship
	)
	cmd := &cobra.Command{
		Use:   "steward",
		Short: "Award, accept, and close the program when all is done",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error { return p.tend(ctx, s) })
		},
	}
	flags.add(cmd)
	cmd.Flags().Uint64Var(&s.program, "program", 0, "program to look after")
	cmd.Flags().IntVar(&s.labels, "labels", 1, "how many labels must have completed before the program is closed")
	cmd.Flags().Uint32Var(&s.applicants, "applicants", 1, "for how many applications to wait")
	return cmd
}

// tend does what there is to do, in one transaction for each look at the program.
func (p *participant) tend(ctx context.Context, s stewardship) error {
	acted := map[string]bool{}
	for {
		jobs, err := programJobs(ctx, p.client, s.program)
		if err != nil {
			return unlessEnded(ctx, err)
		}
		done := 0
		for _, label := range labelsOf(jobs) {
			if _, ok := completed(jobs, label); ok {
				done++
			}
		}
		if done >= s.labels {
			_, err := p.account.Send(ctx, &jobstypes.MsgCloseProgram{Sponsor: p.account.Address(), ProgramId: s.program})
			return unlessEnded(ctx, err)
		}
		if err := p.attend(ctx, s, jobs, acted); err != nil {
			return unlessEnded(ctx, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(poll):
		}
	}
}

func (p *participant) attend(ctx context.Context, s stewardship, jobs []jobstypes.Job, acted map[string]bool) error {
	var messages []sdk.Msg
	for _, job := range jobs {
		once := fmt.Sprintf("%d %s %d", job.Id, job.Status, job.OfferedMs)
		if acted[once] {
			continue
		}
		message, err := p.respond(ctx, s, job)
		if err != nil {
			return err
		}
		if message != nil {
			messages, acted[once] = append(messages, message), true
		}
	}
	if len(messages) == 0 {
		return nil
	}
	_, err := p.account.Send(ctx, messages...)
	return err
}

// respond is what the sponsor does about a job now: it takes what it has looked at or what a committee has approved, so that
// nobody waits for the end of a window, and awards to the cheapest. nil: nothing.
func (p *participant) respond(ctx context.Context, s stewardship, job jobstypes.Job) (sdk.Msg, error) {
	me := p.account.Address()
	switch job.Status {
	case jobstypes.JOB_STATUS_EMPLOYER_REVIEW:
		return &jobstypes.MsgAcceptWork{Employer: me, JobId: job.Id}, nil
	case jobstypes.JOB_STATUS_APPROVED:
		return &jobstypes.MsgAcceptVerdict{Sender: me, JobId: job.Id}, nil
	case jobstypes.JOB_STATUS_OPEN:
		if job.Assignment != jobstypes.ASSIGNMENT_MODE_SELECTION || job.Applications < s.applicants {
			return nil, nil
		}
		best, err := cheapest(ctx, p.client, job.Id)
		if err != nil {
			return nil, err
		}
		return &jobstypes.MsgAward{Employer: me, JobId: job.Id, Agent: best.Agent, Price: best.Price}, nil
	}
	return nil, nil
}

// cheapest finds the application with the lowest price, of equal ones the first.
func cheapest(ctx context.Context, c *client.Client, job uint64) (best jobstypes.Application, err error) {
	list, err := applications(ctx, c, job)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("nobody applies for job %d", job)
	}
	for i, a := range list {
		if i == 0 || a.Price.LT(best.Price) {
			best = a
		}
	}
	return best, err
}

func applications(ctx context.Context, c *client.Client, job uint64) ([]jobstypes.Application, error) {
	return client.AllPages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobstypes.Application, *query.PageResponse, error) {
		r, err := c.Jobs().Applications(ctx, &jobstypes.QueryApplicationsRequest{JobId: job, Pagination: page})
		return r.GetApplications(), r.GetPagination(), err
	})
}

package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// shift is how an agent works in a program until it is closed.
type shift struct {
	program uint64
	// slot of so many agents: who takes a job that anybody may claim. Agents that raced for each would only pay for refusals.
	slot, of int
	// categories to be available for, with a standing stake in AGI and room for so many jobs at once.
	categories []string
	deposit    int64
	capacity   uint32
	// discount in basis points of the payout is what an application leaves.
	discount uint32
}

func workerCmd() *cobra.Command {
	var (
		flags participantFlags
		s     shift
	)
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Work in a program until it is closed: claim, apply, be available, hand in",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error { return p.toil(ctx, s) })
		},
	}
	flags.add(cmd)
	cmd.Flags().Uint64Var(&s.program, "program", 0, "program to work in")
	cmd.Flags().IntVar(&s.slot, "slot", 0, "which of the agents this is, from 0")
	cmd.Flags().IntVar(&s.of, "of", 1, "how many agents there are")
	cmd.Flags().StringSliceVar(&s.categories, "category", nil, "category to be available for")
	cmd.Flags().Int64Var(&s.deposit, "deposit", 0, "standing stake in AGI")
	cmd.Flags().Uint32Var(&s.capacity, "capacity", 10, "jobs at once")
	cmd.Flags().Uint32Var(&s.discount, "discount", 0, "basis points below the payout, when applying")
	return cmd
}

// toil does what there is to do, in one transaction for each look at the program.
func (p *participant) toil(ctx context.Context, s shift) error {
	if err := p.announce(ctx, s); err != nil {
		return err
	}
	acted := map[string]bool{}
	for {
		program, err := p.client.Jobs().Program(ctx, &jobstypes.QueryProgramRequest{ProgramId: s.program})
		if err == nil && program.Program.Status == jobstypes.PROGRAM_STATUS_CLOSED {
			return p.leave(ctx, s)
		}
		if err == nil {
			err = p.lookAround(ctx, s, acted)
		}
		if err != nil {
			return unlessEnded(ctx, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(poll):
		}
	}
}

// unlessEnded: a call that was cut off by the end of the demo is no failure.
func unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// announce puts the stake down and stands in the rosters.
func (p *participant) announce(ctx context.Context, s shift) error {
	if len(s.categories) == 0 {
		return nil
	}
	_, err := p.account.Send(ctx,
		&jobstypes.MsgDepositStake{Agent: p.account.Address(), Amount: math.NewInt(s.deposit * agi)},
		&jobstypes.MsgDeclareAvailability{
			Agent: p.account.Address(), Categories: s.categories, Capacity: s.capacity, MinPayout: math.ZeroInt(),
		})
	if err != nil {
		return fmt.Errorf("availability: %w", err)
	}
	return nil
}

func (p *participant) leave(ctx context.Context, s shift) error {
	if len(s.categories) == 0 {
		return nil
	}
	_, err := p.account.Send(ctx, &jobstypes.MsgEndAvailability{Agent: p.account.Address()})
	return unlessEnded(ctx, err)
}

func (p *participant) lookAround(ctx context.Context, s shift, acted map[string]bool) error {
	jobs, err := programJobs(ctx, p.client, s.program)
	if err != nil {
		return err
	}
	labels := labelsOf(jobs)
	var messages []sdk.Msg
	for _, job := range jobs {
		once := fmt.Sprintf("%d %s %d", job.Id, job.Status, job.OfferedMs)
		if acted[once] {
			continue
		}
		message, err := p.next(ctx, s, job, slices.Index(labels, job.Label))
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
	_, err = p.account.Send(ctx, messages...)
	return err
}

// next is what this agent does about a job now; nil: nothing.
func (p *participant) next(ctx context.Context, s shift, job jobstypes.Job, place int) (sdk.Msg, error) {
	me := p.account.Address()
	switch {
	case job.Status == jobstypes.JOB_STATUS_OPEN && job.Assignment == jobstypes.ASSIGNMENT_MODE_SELECTION:
		price := job.Escrow.Payout.Sub(bps(job.Escrow.Payout, s.discount))
		return &jobstypes.MsgApply{Agent: me, JobId: job.Id, Price: price, MaxBond: price}, nil
	case job.Status == jobstypes.JOB_STATUS_OPEN && job.Assignment != jobstypes.ASSIGNMENT_MODE_DISPATCH && place%s.of == s.slot:
		return &jobstypes.MsgClaimJob{Agent: me, JobId: job.Id}, nil
	case job.Agent != me:
		return nil, nil
	case job.Status == jobstypes.JOB_STATUS_REJECTED:
		return &jobstypes.MsgAcceptVerdict{Sender: me, JobId: job.Id}, nil
	case job.Status == jobstypes.JOB_STATUS_ASSIGNED && job.Ruling == nil:
		return p.fulfil(ctx, job)
	}
	return nil, nil
}

// fulfil does the work, unless a ticket says otherwise.
func (p *participant) fulfil(ctx context.Context, job jobstypes.Job) (sdk.Msg, error) {
	me := p.account.Address()
	if p.takes(ticketDecline, job) {
		return &jobstypes.MsgDeclineJob{Agent: me, JobId: job.Id}, p.notes.say("declines %s", job.Label)
	}
	if p.missing(job) {
		return nil, nil
	}
	submission, err := p.submission(ctx, job, manner{flip: p.takes(ticketFlip, job)})
	return &jobstypes.MsgSubmitWork{Agent: me, JobId: job.Id, Submission: submission}, err
}

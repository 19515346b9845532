package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// offer is what an employer posts.
type offer struct {
	folder, title string
	// payout in AGI.
	payout int64
	work   time.Duration
	// relists of the job.
	relists uint32
	// review: the employer looks at the result first.
	review bool
}

func employerCmd() *cobra.Command {
	var (
		flags  participantFlags
		o      offer
		cancel uint64
	)
	cmd := &cobra.Command{
		Use:   "employer",
		Short: "Post a job from an example, or cancel one",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error {
				if cancel != 0 {
					_, err := p.account.Send(ctx, &jobstypes.MsgCancelJob{Employer: p.account.Address(), JobId: cancel})
					return err
				}
				return p.post(ctx, o)
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&o.folder, "folder", "", "folder of the example")
	cmd.Flags().StringVar(&o.title, "title", "", "title of the job")
	cmd.Flags().Int64Var(&o.payout, "payout", 0, "payout in AGI")
	cmd.Flags().DurationVar(&o.work, "work", time.Minute, "work duration")
	cmd.Flags().Uint32Var(&o.relists, "relists", 0, "how often an expired assignment is offered again")
	cmd.Flags().BoolVar(&o.review, "review", false, "look at the result first, and have a committee judge it only if contested")
	cmd.Flags().Uint64Var(&cancel, "cancel", 0, "job to cancel")
	return cmd
}

// openFor is how long the demo's jobs wait for an agent.
const openFor = time.Hour

func (p *participant) post(ctx context.Context, o offer) error {
	uri := base + o.folder + "/spec.md"
	spec, err := p.library.get(uri)
	if err != nil {
		return err
	}
	payout := math.NewInt(o.payout * agi)
	quote, err := p.client.Jobs().Quote(ctx, &jobstypes.QueryQuoteRequest{
		Category: category, Payout: payout.String(), WorkDuration: &o.work,
	})
	if err != nil {
		return fmt.Errorf("quote: %w", err)
	}
	review := jobstypes.REVIEW_MODE_COMMITTEE
	if o.review {
		review = jobstypes.REVIEW_MODE_EMPLOYER
	}
	result, err := p.account.Send(ctx, &jobstypes.MsgPostJob{
		Employer: p.account.Address(), Title: o.title, Category: category, Tags: []string{"demo"}, Spec: document(uri, spec),
		Payout: payout, WorkDuration: o.work, OpenFor: openFor, Relists: o.relists, ExpectedTotal: quote.Quote.Total,
		Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()}, Review: review,
	})
	if err != nil {
		return err
	}
	var posted jobstypes.MsgPostJobResponse
	if err := client.Responses(result, &posted); err != nil {
		return err
	}
	return p.notes.send(note{From: p.name, JobID: posted.JobId})
}

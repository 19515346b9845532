package demo

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func agentCmd() *cobra.Command {
	var (
		flags participantFlags
		job   uint64
		idle  bool
		flip  bool
		// assigned: the job has been claimed before.
		assigned bool
	)
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Claim a job, do the work and submit the result",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error {
				if assigned {
					return p.work(ctx, job, flip)
				}
				if _, err := p.account.Send(ctx, &jobstypes.MsgClaimJob{Agent: p.account.Address(), JobId: job}); err != nil {
					return err
				}
				if idle {
					return p.notes.say("does nothing")
				}
				return p.work(ctx, job, flip)
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().Uint64Var(&job, "job", 0, "job to take")
	cmd.Flags().BoolVar(&idle, "idle", false, "claim and never submit")
	cmd.Flags().BoolVar(&assigned, "assigned", false, "the job is claimed already: only do the work")
	cmd.Flags().BoolVar(&flip, "flip", false, "flip one byte of the result before handing it in")
	return cmd
}

func (p *participant) work(ctx context.Context, id uint64, flip bool) error {
	job, err := p.job(ctx, id)
	if err != nil {
		return err
	}
	a, err := p.read(job)
	if err != nil {
		return err
	}
	result, err := a.kind.Do(a.spec, a.input)
	if err != nil {
		return err
	}
	if err := p.notes.say("reads %d bytes of spec and %d of input, works out a result of %d bytes (%s)",
		len(a.spec), len(a.input), len(result), a.kind.Name); err != nil {
		return err
	}
	if flip {
		at := spoil(result)
		if err := p.notes.say("flips one byte of the result, at %d of %d", at, len(result)); err != nil {
			return err
		}
	}
	uri := fmt.Sprintf("%sresults/%d.json", base, id)
	if err := p.library.put(uri, result); err != nil {
		return err
	}
	submission := jobstypes.Submission{Result: document(uri, result), Note: "result of " + a.kind.Name}
	if err := p.declareModel(ctx, &submission); err != nil {
		return err
	}
	_, err = p.account.Send(ctx, &jobstypes.MsgSubmitWork{Agent: p.account.Address(), JobId: id, Submission: submission})
	return err
}

// declareModel names the model that an AI agent was admitted with.
func (p *participant) declareModel(ctx context.Context, s *jobstypes.Submission) error {
	r, err := p.client.Identity().Participant(ctx, &identitytypes.QueryParticipantRequest{Address: p.account.Address()})
	if err != nil {
		return err
	}
	if r.Participant.ModelId != "" {
		s.ModelId, s.ModelHash = r.Participant.ModelId, modelHash(r.Participant.ModelId)
	}
	return nil
}

// spoil flips the lowest bit of the last digit of the first number behind the middle: the result stays readable and says
// something wrong.
func spoil(result []byte) int {
	digit := func(i int) bool { return i < len(result) && '0' <= result[i] && result[i] <= '9' }
	at := len(result) / 2
	for i := at; i < len(result); i++ {
		if digit(i) && !digit(i+1) {
			at = i
			break
		}
	}
	result[at] ^= 1
	return at
}

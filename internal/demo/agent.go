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
		how   manner
		// assigned: the job has been claimed before.
		assigned bool
	)
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Claim a job, do the work and submit the result",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error {
				if assigned {
					return p.work(ctx, job, how)
				}
				if _, err := p.account.Send(ctx, &jobstypes.MsgClaimJob{Agent: p.account.Address(), JobId: job}); err != nil {
					return err
				}
				if idle {
					return p.notes.say("does nothing")
				}
				return p.work(ctx, job, how)
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().Uint64Var(&job, "job", 0, "job to take")
	cmd.Flags().BoolVar(&idle, "idle", false, "claim and never submit")
	cmd.Flags().BoolVar(&assigned, "assigned", false, "the job is claimed already: only do the work")
	cmd.Flags().BoolVar(&how.flip, "flip", false, "flip one byte of the result before handing it in")
	cmd.Flags().BoolVar(&how.guess, "guess", false, "hand in something although the spec does not say what is asked for")
	return cmd
}

// manner is how an agent works.
type manner struct{ flip, guess bool }

// guessed is the result of an agent that could only guess.
const guessed = "A summary, as far as it could be understood what was wanted.\n"

func (p *participant) work(ctx context.Context, id uint64, how manner) error {
	job, err := p.job(ctx, id)
	if err != nil {
		return err
	}
	result, note := []byte(guessed), "a guess"
	if how.guess {
		err = p.notes.say("cannot tell what the spec asks for and hands in a guess")
	} else {
		result, note, err = p.workOut(job, how)
	}
	if err != nil {
		return err
	}
	uri := fmt.Sprintf("%sresults/%d.json", base, id)
	if err := p.library.put(uri, result); err != nil {
		return err
	}
	submission := jobstypes.Submission{Result: document(uri, result), Note: note}
	if err := p.declareModel(ctx, &submission); err != nil {
		return err
	}
	_, err = p.account.Send(ctx, &jobstypes.MsgSubmitWork{Agent: p.account.Address(), JobId: id, Submission: submission})
	return err
}

// workOut does what the spec asks for.
func (p *participant) workOut(job jobstypes.Job, how manner) (result []byte, note string, err error) {
	a, err := p.read(job)
	if err != nil {
		return nil, "", err
	}
	if result, err = a.kind.Do(a.spec, a.input); err != nil {
		return nil, "", err
	}
	if err := p.notes.say("reads %d bytes of spec and %d of input, works out a result of %d bytes (%s)",
		len(a.spec), len(a.input), len(result), a.kind.Name); err != nil {
		return nil, "", err
	}
	if how.flip {
		at := spoil(result)
		if err := p.notes.say("flips one byte of the result, at %d of %d", at, len(result)); err != nil {
			return nil, "", err
		}
	}
	return result, "result of " + a.kind.Name, nil
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

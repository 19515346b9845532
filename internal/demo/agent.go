package demo

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func agentCmd() *cobra.Command {
	var (
		flags participantFlags
		jobs  []uint
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
				if !assigned {
					if err := p.claim(ctx, jobs); err != nil {
						return err
					}
				}
				if idle {
					return p.notes.say("does nothing")
				}
				return p.workAll(ctx, jobs, how)
			})
		},
	}
	flags.add(cmd)
	cmd.Flags().UintSliceVar(&jobs, "job", nil, "job to take; several in one transaction")
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

func (p *participant) claim(ctx context.Context, jobs []uint) error {
	var messages []sdk.Msg
	for _, id := range jobs {
		messages = append(messages, &jobstypes.MsgClaimJob{Agent: p.account.Address(), JobId: uint64(id)})
	}
	_, err := p.account.Send(ctx, messages...)
	return err
}

func (p *participant) workAll(ctx context.Context, jobs []uint, how manner) error {
	var messages []sdk.Msg
	for _, id := range jobs {
		job, err := p.job(ctx, uint64(id))
		if err != nil {
			return err
		}
		submission, err := p.submission(ctx, job, how)
		if err != nil {
			return err
		}
		messages = append(messages, &jobstypes.MsgSubmitWork{Agent: p.account.Address(), JobId: job.Id, Submission: submission})
	}
	_, err := p.account.Send(ctx, messages...)
	return err
}

// submission does the work, lays the result out and says what it was made of.
func (p *participant) submission(ctx context.Context, job jobstypes.Job, how manner) (jobstypes.Submission, error) {
	out := jobstypes.Submission{Note: "a guess"}
	result := []byte(guessed)
	var err error
	if how.guess {
		err = p.notes.say("cannot tell what the spec asks for and hands in a guess")
	} else {
		result, err = p.workOut(ctx, job, how, &out)
	}
	if err != nil {
		return out, err
	}
	uri := fmt.Sprintf("%sresults/%d.json", base, job.Id)
	if err := p.library.put(uri, result); err != nil {
		return out, err
	}
	out.Result = document(uri, result)
	return out, p.declareModel(ctx, &out)
}

// workOut does what the spec asks for, and notes what it is and what it builds on.
func (p *participant) workOut(ctx context.Context, job jobstypes.Job, how manner, s *jobstypes.Submission) ([]byte, error) {
	a, err := p.read(ctx, job)
	if err != nil {
		return nil, err
	}
	result, err := a.kind.Do(a.spec, a.input)
	if err != nil {
		return nil, err
	}
	s.Note, s.DataSources, s.Certificates = "result of "+a.kind.Name, a.data, a.sources
	if err := p.notes.say("reads %d bytes of spec and %d of input, works out a result of %d bytes (%s)",
		len(a.spec), len(a.input), len(result), a.kind.Name); err != nil {
		return nil, err
	}
	if how.flip {
		at := spoil(result)
		if err := p.notes.say("flips one byte of the result, at %d of %d", at, len(result)); err != nil {
			return nil, err
		}
	}
	return result, nil
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

package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/examples/work"
	"github.com/agijobs/agijobs/examples/work/task"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/client/sealed"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func validatorCmd() *cobra.Command {
	var (
		flags participantFlags
		pool  string
	)
	cmd := &cobra.Command{
		Use:   "validator",
		Short: "Bond, join the pool, and do every duty as it comes",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error { return p.judge(ctx, pool) })
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&pool, "pool", validationtypes.GeneralPool, "pool to join")
	return cmd
}

// judge bonds once and then does duties until the director is gone.
func (p *participant) judge(ctx context.Context, pool string) error {
	_, err := p.account.Send(ctx,
		&validationtypes.MsgBond{Validator: p.account.Address(), Amount: math.NewInt(stake * agi)},
		&validationtypes.MsgJoinPool{Validator: p.account.Address(), Pool: pool})
	if err != nil {
		return err
	}
	for {
		r, err := p.client.Validation().Duties(ctx, &validationtypes.QueryDutiesRequest{Address: p.account.Address()})
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		default:
			if err := p.doAll(ctx, r.Duties); err != nil && ctx.Err() == nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(poll):
		}
	}
}

// doAll does the duties that are due, in one transaction: a judge who sits on ten committees signs once.
func (p *participant) doAll(ctx context.Context, duties []validationtypes.Duty) error {
	var messages []sdk.Msg
	for _, duty := range duties {
		message, err := p.do(ctx, duty)
		if err != nil {
			return err
		}
		if message != nil {
			messages = append(messages, message)
		}
	}
	if len(messages) == 0 {
		return nil
	}
	_, err := p.account.Send(ctx, messages...)
	return err
}

// do prepares one duty; nil: there is nothing to do now.
func (p *participant) do(ctx context.Context, d validationtypes.Duty) (sdk.Msg, error) {
	absent, err := p.absent(d.JobId)
	if err != nil || absent {
		return nil, err
	}
	switch {
	case d.Status == validationtypes.ROUND_STATUS_COMMIT && d.SeatStatus == validationtypes.SEAT_STATUS_DRAWN:
		return p.commit(ctx, d)
	case d.Status == validationtypes.ROUND_STATUS_REVEAL && d.SeatStatus == validationtypes.SEAT_STATUS_COMMITTED:
		return p.reveal(ctx, d)
	}
	return nil, nil
}

// absenceTicket is a file that the director lays out; the validator who takes it stays away from that job.
func absenceTicket(home string) string { return filepath.Join(home, "absence-ticket") }

// absent takes the ticket if there is one, and remembers for which job it was taken.
func (p *participant) absent(job uint64) (bool, error) {
	mine := filepath.Join(keyFolder(p.home, p.name), "absent-"+strconv.FormatUint(job, 10))
	if _, err := os.Stat(mine); err == nil {
		return true, nil
	}
	// A rename is atomic: exactly one process gets the ticket.
	err := os.Rename(absenceTicket(p.home), mine)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, p.notes.say("is drawn and stays away")
}

func (p *participant) key(ctx context.Context, d validationtypes.Duty) (sealed.Key, error) {
	id, err := p.client.ChainID(ctx)
	return sealed.Key{ChainID: id, Validator: p.address(), JobID: d.JobId, Rung: d.Rung}, err
}

func (p *participant) votes() sealed.Store { return sealed.NewStore(keyFolder(p.home, p.name)) }

// commit recomputes the work, seals the vote on disk and only then makes the commitment.
func (p *participant) commit(ctx context.Context, d validationtypes.Duty) (sdk.Msg, error) {
	key, err := p.key(ctx, d)
	if err != nil {
		return nil, err
	}
	vote, err := p.votes().Load(key)
	if errors.Is(err, sealed.ErrNotFound) {
		vote, err = p.seal(ctx, d, key)
	}
	if err != nil {
		return nil, err
	}
	return &validationtypes.MsgCommitVote{Validator: p.account.Address(), JobId: d.JobId, Rung: d.Rung, Commitment: vote.Commitment}, nil
}

// seal makes up the judge's mind, by an order if there is one, and seals the vote on disk.
func (p *participant) seal(ctx context.Context, d validationtypes.Duty, key sealed.Key) (sealed.Vote, error) {
	ordered, blind, err := p.order(d)
	if err != nil {
		return sealed.Vote{}, err
	}
	vote, text, did := validationtypes.Vote{Verdict: ordered.Verdict, SplitBps: ordered.SplitBps},
		"# No check\n\nThe judge voted as it was told to.\n", "does not look at the work and seals a vote: "+ordered.String()
	if !blind {
		report, err := p.check(ctx, key.JobID)
		if err != nil {
			return sealed.Vote{}, err
		}
		vote.Verdict, vote.Score = voteOf(report.Verdict), report.Score
		text, did = report.Text, "has recomputed the result and sealed a vote"
		if report.Verdict == task.UnjudgeableSpec {
			did = "cannot tell what the spec asks for and has sealed a vote"
		}
	}
	vote.ReportUri, vote.ReportHash = fmt.Sprintf("%sreports/%d-%s.md", base, key.JobID, p.name), sha256sum([]byte(text))
	if err := p.library.put(vote.ReportUri, []byte(text)); err != nil {
		return sealed.Vote{}, err
	}
	box, err := sealed.Seal(key, vote)
	if err != nil {
		return sealed.Vote{}, err
	}
	if _, err := p.votes().Save(box); err != nil {
		return sealed.Vote{}, err
	}
	return box, p.notes.say("%s", did)
}

// check judges by spec, input and result as the chain names them.
func (p *participant) check(ctx context.Context, id uint64) (work.Report, error) {
	job, err := p.job(ctx, id)
	if err != nil {
		return work.Report{}, err
	}
	if job.Submission == nil {
		return work.Report{}, fmt.Errorf("job %d has no submission", id)
	}
	a, err := p.read(ctx, job)
	if err != nil {
		return task.BadSpec(job.Title, err), nil
	}
	if !slices.Equal(a.sources, job.Submission.Certificates) {
		return lineageBroken(job, a.sources), nil
	}
	result, err := p.library.fetch(job.Submission.Result)
	if err != nil {
		return task.BadResult(job.Title, err), nil
	}
	return a.kind.Check(a.spec, a.input, result)
}

// lineageBroken: work that builds on others' must name exactly the certificates of what it builds on.
func lineageBroken(job jobstypes.Job, sources []uint64) work.Report {
	return work.Report{Verdict: task.Reject, Text: fmt.Sprintf("# Check of %s\n\nThe result builds on the certificates %v and names %v.\n",
		job.Title, sources, job.Submission.Certificates)}
}

func voteOf(v task.Verdict) validationtypes.VoteVerdict {
	switch v {
	case task.Approve:
		return validationtypes.VOTE_VERDICT_APPROVE
	case task.UnjudgeableSpec:
		return validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC
	case task.UnjudgeableResult:
		return validationtypes.VOTE_VERDICT_UNJUDGEABLE_RESULT
	}
	return validationtypes.VOTE_VERDICT_REJECT
}

func (p *participant) reveal(ctx context.Context, d validationtypes.Duty) (sdk.Msg, error) {
	key, err := p.key(ctx, d)
	if err != nil {
		return nil, err
	}
	vote, err := p.votes().Load(key)
	if err != nil {
		return nil, err
	}
	return &validationtypes.MsgRevealVote{
		Validator: p.account.Address(), JobId: d.JobId, Rung: d.Rung, Vote: vote.Vote, Salt: vote.Salt,
	}, nil
}

package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"

	"github.com/agijobs/agijobs/pkg/client"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Emitted are the events of one transaction, or of the end of the block, where Tx is empty.
type Emitted struct {
	Tx     string
	Events []abci.Event
}

// Blocks is a Source that tells which transaction an event is of.
type Blocks interface {
	Source
	Emitted(ctx context.Context, height int64) ([]Emitted, error)
}

// Emitted implements Blocks.
func (n Node) Emitted(ctx context.Context, height int64) ([]Emitted, error) {
	service := cmtservice.NewServiceClient(n)
	results, err := service.GetBlockResults(ctx, &cmtservice.GetBlockResultsRequest{Height: height})
	if err != nil {
		return nil, stored(fmt.Sprintf("events of block %d", height), err)
	}
	var list []Emitted
	if len(results.TxsResults) > 0 {
		block, err := service.GetBlockByHeight(ctx, &cmtservice.GetBlockByHeightRequest{Height: height})
		if err != nil {
			return nil, stored(fmt.Sprintf("block %d", height), err)
		}
		for i, tx := range results.TxsResults {
			list = append(list, Emitted{Tx: fmt.Sprintf("%X", cmttypes.Tx(block.SdkBlock.Data.Txs[i]).Hash()), Events: tx.Events})
		}
	}
	end := Emitted{}
	for _, e := range results.FinalizeBlockEvents {
		end.Events = append(end.Events, *e)
	}
	return append(list, end), nil
}

// Story is everything that became of a job.
type Story struct {
	ChainID string `json:"chain_id"`
	JobID   uint64 `json:"job_id,string"`
	Status  string `json:"status"`
	// Result is whether the money adds up and nothing is missing.
	Result Result  `json:"result"`
	Checks []Check `json:"checks"`
	Steps  []Step  `json:"steps"`
	// Money that came in and went out, in base units, in order.
	Money []Flow `json:"money"`
	In    string `json:"in"`
	Out   string `json:"out"`
	// Remainder is in less out, and what it is.
	Remainder   string `json:"remainder"`
	RemainderIs string `json:"remainder_is"`
	// Rounds with seats and votes, as of the block before they were forgotten; Job and Certificate as they are now.
	Job         *jobstypes.Job                              `json:"job"`
	Rounds      []validationtypes.QueryRoundResponse        `json:"rounds"`
	Certificate *certificatestypes.QueryCertificateResponse `json:"certificate"`
}

// Step is one event of the job.
type Step struct {
	Height int64 `json:"height,string"`
	// Tx is its transaction; empty: the end of the block.
	Tx         string            `json:"tx"`
	Event      string            `json:"event"`
	Attributes map[string]string `json:"attributes"`
}

// scanned is how many blocks are read without asking the node's index first.
const scanned = 2_000

// perHeight is how many slots and messages a job's id has room for within its block.
const perHeight = 100_000_000

// Job tells the story of a job.
func Job(ctx context.Context, source Blocks, id uint64, progress func(string, ...any)) (*Story, error) {
	got, err := jobstypes.NewQueryClient(source).Job(ctx, &jobstypes.QueryJobRequest{JobId: id})
	if err != nil {
		return nil, fmt.Errorf("job %d: %w", id, err)
	}
	s := &Story{JobID: id, Status: got.Job.Status.String(), Result: Verified, Job: &got.Job, Checks: []Check{}, Steps: []Step{}, Money: []Flow{}}
	first := int64(id / perHeight) // #nosec G115 -- a height
	header, err := source.Header(ctx, first)
	if err != nil {
		return nil, err
	}
	s.ChainID = header.ChainID
	heights, how, err := s.heights(ctx, source, first)
	if err != nil {
		return nil, err
	}
	l := &ledger{job: s.Job}
	for i, h := range heights {
		progress("reading block %d (%d of %d)", h, i+1, len(heights))
		blocks, err := source.Emitted(ctx, h)
		if err != nil {
			return nil, err
		}
		for _, emitted := range blocks {
			if err := s.take(l, h, emitted); err != nil {
				return nil, err
			}
		}
	}
	s.add(Check{What: "events", Result: s.complete(), How: how})
	s.balance(l)
	return s, s.people(ctx, source)
}

func (s *Story) add(c Check) {
	s.Checks = append(s.Checks, c)
	s.Result = worse(s.Result, c.Result)
}

// complete tells whether the first and, of a job that has ended, the last event are there.
func (s *Story) complete() Result {
	has := func(name string) bool {
		return slices.ContainsFunc(s.Steps, func(x Step) bool { return x.Event == name })
	}
	if !has("agijobs.jobs.v1.EventJobPosted") || (s.Job.Status.Terminal() && !has("agijobs.jobs.v1.EventJobSettled")) {
		return Refuted
	}
	return Verified
}

// heights of the blocks to read: all from the posting to the settlement, or what the node's index knows where those are many.
func (s *Story) heights(ctx context.Context, source Source, first int64) ([]int64, string, error) {
	last, err := source.Latest(ctx)
	if err != nil {
		return nil, "", err
	}
	if s.Job.SettledHeight > 0 {
		last = s.Job.SettledHeight
	}
	var later []int64
	beyond := ""
	if last-first > scanned || s.Job.SettledHeight > 0 {
		found, err := indexed(ctx, source, s.JobID)
		if err == nil && len(found) > 0 && last-first > scanned {
			return found, fmt.Sprintf("in %d blocks, by the node's index", len(found)), nil
		}
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		for _, h := range found {
			if h > last {
				later = append(later, h)
			}
		}
		beyond = fmt.Sprintf(", and %d later ones by the node's index", len(later))
		if err != nil {
			beyond = ", and no later ones: the node's index gives no answer"
		}
	}
	var all []int64
	for h := first; h <= last; h++ {
		all = append(all, h)
	}
	return append(all, later...), fmt.Sprintf("blocks %d to %d, one by one%s", first, last, beyond), nil
}

// take notes what a block says of the job.
func (s *Story) take(l *ledger, height int64, emitted Emitted) error {
	l.aid = math.ZeroInt()
	for _, e := range emitted.Events {
		if concerns(e, s.JobID) {
			s.Steps = append(s.Steps, stepOf(e, height, emitted.Tx))
			if err := l.take(height, emitted.Tx, e); err != nil {
				return fmt.Errorf("block %d: %w", height, err)
			}
		}
		if err := l.watch(e); err != nil {
			return fmt.Errorf("block %d: %w", height, err)
		}
	}
	return nil
}

func stepOf(e abci.Event, height int64, tx string) Step {
	step := Step{Height: height, Tx: tx, Event: e.Type, Attributes: map[string]string{}}
	for _, a := range e.Attributes {
		if a.Key != "mode" && a.Key != "msg_index" {
			step.Attributes[a.Key] = plain(a.Value)
		}
	}
	return step
}

// concerns tells whether an event of the chain's own modules is about a job.
func concerns(e abci.Event, job uint64) bool {
	if !strings.HasPrefix(e.Type, "agijobs.") {
		return false
	}
	id := strconv.Quote(strconv.FormatUint(job, 10))
	return slices.ContainsFunc(e.Attributes, func(a abci.EventAttribute) bool {
		return a.Key == "job_id" && a.Value == id || strings.Contains(a.Value, `"job_id":`+id)
	})
}

// plain is an attribute without the quotes of a JSON string.
func plain(value string) string {
	var text string
	if err := json.Unmarshal([]byte(value), &text); err != nil {
		return value
	}
	return text
}

// people reads rounds, votes and certificate.
func (s *Story) people(ctx context.Context, source Source) error {
	at := ctx
	if s.Job.SettledHeight > 1 {
		at = client.AtHeight(ctx, s.Job.SettledHeight-1) // they are forgotten with the settlement
	}
	rounds, err := validationtypes.NewQueryClient(source).Rounds(at, &validationtypes.QueryRoundsRequest{JobId: s.JobID})
	if err != nil {
		s.add(Check{What: "rounds", Result: NotContradicted, How: "rounds and votes are in the events; their state cannot be read: " + stored("rounds", err).Error()})
	} else {
		s.Rounds = rounds.Rounds
	}
	if s.Job.Status != jobstypes.JOB_STATUS_COMPLETED {
		return nil
	}
	s.Certificate, err = certificatestypes.NewQueryClient(source).Certificate(ctx, &certificatestypes.QueryCertificateRequest{JobId: s.JobID})
	if err != nil {
		s.add(Check{What: "certificate", Result: Refuted, How: err.Error()})
	} else {
		s.add(Check{What: "certificate", Result: Verified, How: "the completed job has one"})
	}
	return nil
}

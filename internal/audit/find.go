package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// record is one draw as its event has it, and where the event is.
type record struct {
	height int64
	// earlier are the events of the block before the draw's own, all those of the block.
	earlier, all []abci.Event
	event        validationtypes.EventCommitteeDrawn
	// empty: nobody was seated, and found is what EventCommitteeNotDrawn says.
	empty bool
	found uint32
}

// recordsOf returns the draws of a job in a block.
func recordsOf(height int64, events []abci.Event, jobID uint64) ([]record, error) {
	var list []record
	for i, e := range events {
		r := record{height: height, earlier: events[:i], all: events}
		switch e.Type {
		case proto.MessageName(&validationtypes.EventCommitteeDrawn{}):
			event, err := parse[*validationtypes.EventCommitteeDrawn](e)
			if err != nil {
				return nil, err
			}
			r.event = *event
		case proto.MessageName(&validationtypes.EventCommitteeNotDrawn{}):
			event, err := parse[*validationtypes.EventCommitteeNotDrawn](e)
			if err != nil {
				return nil, err
			}
			r.empty, r.found = true, event.Found
			r.event = validationtypes.EventCommitteeDrawn{
				JobId: event.JobId, Rung: event.Rung, Attempt: event.Attempt, Pool: event.Pool, Seed: event.Seed,
				TotalWeight: event.TotalWeight, Wanted: event.Wanted, Looks: event.Looks, LooksCut: event.LooksCut,
			}
		default:
			continue
		}
		if r.event.JobId == jobID {
			list = append(list, r)
		}
	}
	return list, nil
}

func parse[T proto.Message](e abci.Event) (T, error) {
	var none T
	// Beside the fields there is an attribute that is no JSON: where the event comes from.
	e.Attributes = slices.DeleteFunc(slices.Clone(e.Attributes), func(a abci.EventAttribute) bool { return a.Key == "mode" || a.Key == "msg_index" })
	msg, err := sdk.ParseTypedEvent(e)
	if err != nil {
		return none, fmt.Errorf("event %s: %w", e.Type, err)
	}
	typed, ok := msg.(T)
	if !ok {
		return none, fmt.Errorf("event %s is a %T", e.Type, msg)
	}
	return typed, nil
}

// find returns all draws of a job in order. It asks the node's index first; where there is none, or where it lacks a draw, it
// reads the events of every block from the submission on.
func (a *auditor) find(ctx context.Context) ([]record, Check, error) {
	check := Check{What: "draws found"}
	due, last, err := a.expected(ctx)
	if err != nil {
		return nil, check, err
	}
	heights, err := a.indexed(ctx)
	if err != nil && ctx.Err() != nil {
		return nil, check, err
	}
	records, err := a.read(ctx, heights)
	if err == nil && len(records) > 0 && lacking(records, due) == "" {
		check.Result, check.How = Verified, "by the node's index of events, and none is missing that its rounds tell of"
		return records, check, nil
	}
	first := a.job.SubmittedHeight
	var all []int64
	for h := first; h <= last; h++ {
		all = append(all, h)
	}
	records, err = a.read(ctx, all)
	if err != nil {
		return nil, check, fmt.Errorf("the node's index does not have all draws of job %d, and its blocks from the submission on cannot be read: %w", a.job.Id, err)
	}
	check.Result, check.How = Verified, fmt.Sprintf("in the events of blocks %d to %d, and none is missing that the rounds tell of", first, last)
	if gap := lacking(records, due); gap != "" {
		check.Result, check.How = Refuted, fmt.Sprintf("blocks %d to %d: %s", first, last, gap)
	}
	return records, check, nil
}

// expected returns how many draws each rung has had at the least, by its rounds in the state, and the last block that can hold one.
// Rounds are forgotten when their job is settled: then they are read as of the block before.
func (a *auditor) expected(ctx context.Context) (draws map[uint32]uint32, last int64, err error) {
	if last, err = a.source.Latest(ctx); err != nil {
		return nil, 0, err
	}
	at := last
	if a.job.SettledHeight > 0 {
		last, at = a.job.SettledHeight, a.job.SettledHeight-1
	}
	got, err := validationtypes.NewQueryClient(a.source).Rounds(client.AtHeight(ctx, at), &validationtypes.QueryRoundsRequest{JobId: a.job.Id})
	if err != nil {
		return nil, 0, stored(fmt.Sprintf("rounds of job %d after block %d", a.job.Id, at), err)
	}
	draws = map[uint32]uint32{}
	for _, r := range got.Rounds {
		draws[r.Round.Rung] = r.Round.Attempt
		if r.Round.Status != validationtypes.ROUND_STATUS_DRAWING {
			draws[r.Round.Rung]++
		}
	}
	return draws, last, nil
}

// lacking says which draw is missing.
func lacking(records []record, due map[uint32]uint32) string {
	var rungs []uint32
	for rung := range due {
		rungs = append(rungs, rung)
	}
	slices.Sort(rungs)
	for _, rung := range rungs {
		for attempt := range due[rung] {
			if !slices.ContainsFunc(records, func(r record) bool { return r.event.Rung == rung && r.event.Attempt == attempt }) {
				return fmt.Sprintf("the state tells of a draw of rung %d, attempt %d, and there is no event of it", rung, attempt)
			}
		}
	}
	return ""
}

// indexed returns the heights that the node's index knows.
func (a *auditor) indexed(ctx context.Context) ([]int64, error) {
	var heights []int64
	for _, kind := range []proto.Message{&validationtypes.EventCommitteeDrawn{}, &validationtypes.EventCommitteeNotDrawn{}} {
		found, err := a.source.Search(ctx, fmt.Sprintf(`%s.job_id='"%d"'`, proto.MessageName(kind), a.job.Id))
		if err != nil {
			return nil, err
		}
		heights = append(heights, found...)
	}
	slices.Sort(heights)
	return slices.Compact(heights), nil
}

// read returns the draws in blocks.
func (a *auditor) read(ctx context.Context, heights []int64) ([]record, error) {
	var list []record
	for i, h := range heights {
		a.progress("reading the events of block %d (%d of %d)", h, i+1, len(heights))
		events, err := a.source.Events(ctx, h)
		if err != nil {
			return nil, err
		}
		found, err := recordsOf(h, events, a.job.Id)
		if err != nil {
			return nil, fmt.Errorf("block %d: %w", h, err)
		}
		list = append(list, found...)
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].height < list[j].height })
	return list, nil
}

// loadJob reads the job.
func (a *auditor) loadJob(ctx context.Context, id uint64) error {
	got, err := jobstypes.NewQueryClient(a.source).Job(ctx, &jobstypes.QueryJobRequest{JobId: id})
	if err != nil {
		return fmt.Errorf("job %d: %w", id, err)
	}
	a.job = got.Job
	if a.job.SubmittedHeight == 0 {
		return fmt.Errorf("job %d: %w", id, ErrNoDraw)
	}
	return nil
}

// ErrNoDraw says that a job has had no draw.
var ErrNoDraw = errors.New("nothing has been drawn for it yet: a committee is drawn three blocks after the work is handed in")

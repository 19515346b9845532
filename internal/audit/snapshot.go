package audit

import (
	"context"
	"fmt"
	"slices"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/pkg/client"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// snapshot is the state that a draw saw, as far as it can be read. A draw runs in EndBlock of x/validation, before anything else of
// that EndBlock but the beacon. So of x/validation's own records it saw those after the block before, with what the transactions and
// the earlier draws of its block did to them; and it saw x/identity, the pools and the parameters as they are after its block,
// because nothing that runs after it changes those.
type snapshot struct {
	record record
	height int64
	header Header

	round types.Round
	// others are the seats of the job's rounds before the draw; seated those that it gave out, as the state has them.
	others  []types.Seat
	seated  []string
	members []types.Leaf
	pool    types.Pool
	// current are the parameters in force, review those that the job keeps.
	current, review types.Params
	identity        identitytypes.Params
	block           blockFacts
}

// membersPage is the most that a node gives at once.
const membersPage = 500

func (a *auditor) load(ctx context.Context, r record, header Header) (*snapshot, error) {
	s := &snapshot{record: r, height: r.height, header: header}
	before, after := client.AtHeight(ctx, r.height-1), client.AtHeight(ctx, r.height)
	for _, step := range []struct {
		height int64
		what   string
		run    func() error
	}{
		{r.height - 1, "round", func() error { return a.loadRounds(before, s) }},
		{r.height - 1, "leaves of the pool", func() error { return a.loadMembers(before, s) }},
		{r.height, "seats", func() error { return a.loadSeats(after, s) }},
		{r.height, "rules", func() error { return a.loadRules(after, s) }},
		{r.height, "earlier draws of the block", func() error { return a.loadBlock(after, s) }},
	} {
		if err := step.run(); err != nil {
			return nil, stored(fmt.Sprintf("%s after block %d", step.what, step.height), err)
		}
	}
	return s, nil
}

func (a *auditor) loadRounds(ctx context.Context, s *snapshot) error {
	got, err := types.NewQueryClient(a.source).Rounds(ctx, &types.QueryRoundsRequest{JobId: a.job.Id})
	if err != nil {
		return err
	}
	found := false
	for _, r := range got.Rounds {
		s.others = append(s.others, r.Seats...)
		if r.Round.Rung == s.record.event.Rung {
			s.round, found = r.Round, true
		}
	}
	if !found {
		return fmt.Errorf("job %d has no round on rung %d", a.job.Id, s.record.event.Rung)
	}
	return nil
}

func (a *auditor) loadMembers(ctx context.Context, s *snapshot) error {
	request := &types.QueryPoolMembersRequest{Id: s.record.event.Pool, Pagination: &query.PageRequest{Limit: membersPage}}
	for {
		got, err := types.NewQueryClient(a.source).PoolMembers(ctx, request)
		if err != nil {
			return err
		}
		s.members = append(s.members, got.Members...)
		a.progress("reading the leaves of pool %s: %d", s.record.event.Pool, len(s.members))
		if got.Pagination == nil || len(got.Pagination.NextKey) == 0 {
			return nil
		}
		request.Pagination = &query.PageRequest{Key: got.Pagination.NextKey, Limit: membersPage}
	}
}

// loadSeats reads the seats that the state has of this draw, in their order. A round that found nobody may be gone with its job.
func (a *auditor) loadSeats(ctx context.Context, s *snapshot) error {
	got, err := types.NewQueryClient(a.source).Rounds(ctx, &types.QueryRoundsRequest{JobId: a.job.Id})
	if err != nil {
		return err
	}
	for _, r := range got.Rounds {
		if r.Round.Rung != s.record.event.Rung {
			continue
		}
		for _, seat := range r.Seats {
			if !slices.ContainsFunc(s.others, func(o types.Seat) bool { return o.Rung == seat.Rung && o.Validator == seat.Validator }) {
				s.seated = append(s.seated, seat.Validator)
			}
		}
	}
	return nil
}

func (a *auditor) loadRules(ctx context.Context, s *snapshot) error {
	validation, identity := types.NewQueryClient(a.source), identitytypes.NewQueryClient(a.source)
	pool, err := validation.Pool(ctx, &types.QueryPoolRequest{Id: s.record.event.Pool})
	if err != nil {
		return err
	}
	current, err := validation.Params(ctx, &types.QueryParamsRequest{})
	if err != nil {
		return err
	}
	review, err := validation.Params(ctx, &types.QueryParamsRequest{Version: s.round.ReviewVersion})
	if err != nil {
		return err
	}
	params, err := identity.Params(ctx, &identitytypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	s.pool, s.current, s.review, s.identity = pool.Pool, current.Params, review.Params, params.Params
	return nil
}

package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/pkg/client"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// assemble starts the judges that a scenario needs beyond those at work, each a process with its own key.
func (d *director) assemble(ctx context.Context, s scenario) error {
	if !s.climbs {
		return nil
	}
	if err := d.seat(ctx, validationtypes.GeneralPool, judges(cast())); err != nil {
		return err
	}
	return d.seat(ctx, moderatorsPool, moderators(cast()))
}

// seat starts those of a pool's judges that are not at work, and waits until all of them can be drawn.
func (d *director) seat(ctx context.Context, pool string, names []string) error {
	started := 0
	for _, name := range names {
		if d.judging[name] {
			continue
		}
		if _, err := d.crew.start("validator", name, "--pool", pool); err != nil {
			return err
		}
		d.judging[name] = true
		started++
	}
	if started == 0 {
		return nil
	}
	d.print.line(d.height(), line{who: "(demo)", what: fmt.Sprintf("%d judges of the pool %s start, each a process with its own key", started, pool)})
	var failed error
	err := d.until(ctx, "the judges to be drawable", func() bool {
		var n int
		n, failed = d.drawable(ctx, pool)
		return failed != nil || n >= len(names)
	})
	return errors.Join(err, failed)
}

// drawable counts the members of a pool whose weight counts already.
func (d *director) drawable(ctx context.Context, pool string) (int, error) {
	members, err := client.AllPages(ctx, func(ctx context.Context, page *query.PageRequest) ([]validationtypes.Leaf, *query.PageResponse, error) {
		r, err := d.client.Validation().PoolMembers(ctx, &validationtypes.QueryPoolMembersRequest{Id: pool, Pagination: page})
		return r.GetMembers(), r.GetPagination(), err
	})
	return len(members), err
}

// moderatorsPool is the pool of the ladder's panel.
const moderatorsPool = "moderators"

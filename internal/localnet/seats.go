package localnet

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/demo"
	"github.com/agijobs/agijobs/pkg/client"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// GasPrice is what the nodes ask.
func GasPrice() string { return app.MinGasPrice + sovereigntypes.DefaultCurrency().Base }

// SeatJudges bonds all judges and waits until committees can be drawn from them. It may be called again after a failure.
func (n *Net) SeatJudges(ctx context.Context) error {
	c, err := client.Dial(n.Members[0].GRPC, client.Options{GasPrice: GasPrice(), Patience: patience})
	if err != nil {
		return err
	}
	err = n.seatJudges(ctx, c)
	if err := errors.Join(err, c.Close()); err != nil {
		return err
	}
	n.Seated = true
	return n.save()
}

func (n *Net) seatJudges(ctx context.Context, c *client.Client) error {
	ring, err := n.Keyring()
	if err != nil {
		return err
	}
	names := demo.Judges()
	errs := make([]error, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() {
			signer, err := client.FromKeyring(ring, name)
			if err != nil {
				errs[i] = err
				return
			}
			errs[i] = seat(ctx, c.Account(signer), c)
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("judges: %w", err)
	}
	for limit := time.Now().Add(patience); ; {
		drawable, err := poolSize(ctx, c)
		if err != nil || drawable >= len(names) {
			return err
		}
		if time.Now().After(limit) {
			return fmt.Errorf("only %d of %d judges can be drawn after %s", drawable, len(names), patience)
		}
		time.Sleep(tick)
	}
}

// seat bonds a judge who has not bonded yet.
func seat(ctx context.Context, a *client.Account, c *client.Client) error {
	r, err := c.Validation().Validators(ctx, &validationtypes.QueryValidatorsRequest{Pagination: &query.PageRequest{Limit: 100}})
	if err != nil {
		return err
	}
	for _, v := range r.Validators {
		if v.Address == a.Address() {
			return nil
		}
	}
	_, err = a.Send(ctx,
		&validationtypes.MsgBond{Validator: a.Address(), Amount: math.NewInt(demo.JudgeStake)},
		&validationtypes.MsgJoinPool{Validator: a.Address(), Pool: validationtypes.GeneralPool})
	return err
}

func poolSize(ctx context.Context, c *client.Client) (int, error) {
	members, err := client.AllPages(ctx, func(ctx context.Context, page *query.PageRequest) ([]validationtypes.Leaf, *query.PageResponse, error) {
		r, err := c.Validation().PoolMembers(ctx, &validationtypes.QueryPoolMembersRequest{Id: validationtypes.GeneralPool, Pagination: page})
		return r.GetMembers(), r.GetPagination(), err
	})
	return len(members), err
}

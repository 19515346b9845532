package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// incentiveState is the state of bonuses and boosts.
type incentiveState struct {
	// epoch is the last one in which anything was reserved beyond fees, organisations what of it was for whose agents.
	epoch         collections.Item[types.IncentiveEpoch]
	organisations collections.Map[string, types.OrganisationIncentive]
	// approved tells whether the program of a job may pay beyond the protocol fee. Without it none may.
	approved func(ctx context.Context, job types.Job) (bool, error)
}

func newIncentiveState(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) incentiveState {
	return incentiveState{
		epoch: collections.NewItem(sb, prefixIncentiveEpoch, "incentive_epoch", codec.CollValue[types.IncentiveEpoch](cdc)),
		organisations: collections.NewMap(sb, prefixOrganisationIncentives, "organisation_incentives", collections.StringKey,
			codec.CollValue[types.OrganisationIncentive](cdc)),
	}
}

// incentiveBook is what the caps of the present epoch know of a job's agent.
type incentiveBook struct {
	params       types.Params
	epoch        types.IncentiveEpoch
	organisation types.OrganisationIncentive
}

// left returns what the caps leave.
func (b incentiveBook) left() (epoch, organisation math.Int) {
	return b.params.IncentiveEpochCap.Sub(b.epoch.Reserved), b.params.OrganisationCap(b.epoch).Sub(b.organisation.Reserved)
}

// incentiveEpoch returns the present epoch. One in which nothing was reserved yet begins with the pool as it is now, so that
// money that comes into an empty pool counts at once.
func (k *Keeper) incentiveEpoch(ctx context.Context, params types.Params) (types.IncentiveEpoch, error) {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.IncentiveEpoch{}, err
	}
	number := params.IncentiveEpochAt(now)
	epoch, err := k.incentives.epoch.Get(ctx)
	if err == nil && epoch.Number == number {
		return epoch, nil
	}
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return epoch, err
	}
	pool, err := k.purse.IncentivesBalance(ctx)
	return types.IncentiveEpoch{Number: number, Pool: pool, Reserved: math.ZeroInt()}, err
}

// incentiveBook opens the book of the present epoch at the group of a job's agent.
func (k *Keeper) incentiveBook(ctx context.Context, job types.Job) (incentiveBook, error) {
	_, params, err := k.ParamsInForce(ctx)
	if err != nil {
		return incentiveBook{}, err
	}
	epoch, err := k.incentiveEpoch(ctx, params)
	if err != nil {
		return incentiveBook{}, err
	}
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return incentiveBook{}, err
	}
	group, err := k.scores.Group(ctx, agent)
	if err != nil {
		return incentiveBook{}, err
	}
	organisation, err := k.incentives.organisations.Get(ctx, group)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return incentiveBook{}, err
	}
	if err != nil || organisation.Epoch != epoch.Number {
		organisation = types.OrganisationIncentive{Organisation: group, Epoch: epoch.Number, Reserved: math.ZeroInt()}
	}
	return incentiveBook{params: params, epoch: epoch, organisation: organisation}, nil
}

// enterInBook counts what a job has got beyond its fee.
func (k *Keeper) enterInBook(ctx context.Context, book incentiveBook, beyond math.Int) error {
	if beyond.IsZero() {
		return nil
	}
	book.epoch.Reserved = book.epoch.Reserved.Add(beyond)
	book.organisation.Reserved = book.organisation.Reserved.Add(beyond)
	if err := k.incentives.epoch.Set(ctx, book.epoch); err != nil {
		return err
	}
	return k.incentives.organisations.Set(ctx, book.organisation.Organisation, book.organisation)
}

// strikeFromBook takes back what was counted for an assignment of the present epoch.
func (k *Keeper) strikeFromBook(ctx sdk.Context, job types.Job) error {
	book, err := k.incentiveBook(ctx, job)
	if err != nil {
		return err
	}
	if book.params.IncentiveEpochAt(job.AssignedMs) != book.epoch.Number {
		return nil
	}
	// Who has changed the organisation since takes nothing out of the new one's count.
	return k.enterInBook(ctx, book, math.MinInt(job.BeyondFee(), book.organisation.Reserved).Neg())
}

// checkIncentives: what the organisations have of the epoch sums up to what was reserved in it.
func (k *Keeper) checkIncentives(ctx sdk.Context) error {
	epoch, err := k.incentives.epoch.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	sum := math.ZeroInt()
	err = k.incentives.organisations.Walk(ctx, nil, func(_ string, o types.OrganisationIncentive) (bool, error) {
		if o.Epoch == epoch.Number {
			sum = sum.Add(o.Reserved)
		}
		return false, nil
	})
	if err == nil && !sum.Equal(epoch.Reserved) {
		err = fmt.Errorf("epoch %d has reserved %s, its organisations %s", epoch.Number, epoch.Reserved, sum)
	}
	return err
}

// initIncentives writes the part of the genesis.
func (k *Keeper) initIncentives(ctx context.Context, gs types.GenesisState) error {
	if gs.IncentiveEpoch == nil {
		return nil
	}
	if err := k.incentives.epoch.Set(ctx, *gs.IncentiveEpoch); err != nil {
		return err
	}
	for _, o := range gs.OrganisationIncentives {
		if err := k.incentives.organisations.Set(ctx, o.Organisation, o); err != nil {
			return err
		}
	}
	return nil
}

// exportIncentives reads it. What organisations had in epochs that are over counts for nothing any more.
func (k *Keeper) exportIncentives(ctx context.Context, gs *types.GenesisState) error {
	epoch, err := k.incentives.epoch.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	gs.IncentiveEpoch = &epoch
	return k.incentives.organisations.Walk(ctx, nil, func(_ string, o types.OrganisationIncentive) (bool, error) {
		if o.Epoch == epoch.Number {
			gs.OrganisationIncentives = append(gs.OrganisationIncentives, o)
		}
		return false, nil
	})
}

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// This file turns what was counted into readings, once per epoch. What it reads depends on the number of bins, never on that
// of jobs. A sensor without data keeps its reading, whose epoch says how old it is.

// sensorsOfCategory and sensorsOfMarket are those that organisations share in, in the order in which they are read. The SLA
// of the whole market is what employers feel.
var (
	sensorsOfCategory = []types.SensorKind{
		types.SENSOR_KIND_TIME_TO_ASSIGNMENT, types.SENSOR_KIND_BACKLOG_AGE, types.SENSOR_KIND_BACKLOG, types.SENSOR_KIND_SLA,
		types.SENSOR_KIND_REJECTION_RATE,
	}
	sensorsOfMarket = []types.SensorKind{
		types.SENSOR_KIND_SLA, types.SENSOR_KIND_VALIDATION_LAG, types.SENSOR_KIND_ABSENCE_RATE, types.SENSOR_KIND_OVERTURN_RATE,
		types.SENSOR_KIND_DISPUTE_RATE,
	}
)

// senseCategory measures a category and begins its next epoch.
func (k *Keeper) senseCategory(ctx sdk.Context, params types.Params, fold types.Fold, category string) error {
	s, err := k.sensing(ctx, params, fold, category)
	if err != nil {
		return err
	}
	if err := s.gather(ctx, sensorsOfCategory); err != nil {
		return err
	}
	if err := s.takeInt(ctx, types.SENSOR_KIND_SPEND, s.flows.Spend); err != nil {
		return err
	}
	capacity, err := k.jobs.FreeCapacity(ctx, category)
	if err != nil {
		return err
	}
	if err := s.take(ctx, types.SENSOR_KIND_FREE_CAPACITY, capacity); err != nil {
		return err
	}
	if err := s.typical(ctx); err != nil {
		return err
	}
	return s.close(ctx)
}

// senseMarket measures the whole market and begins its next epoch. Who needs the flows of the one that ends reads them before.
func (k *Keeper) senseMarket(ctx sdk.Context, params types.Params, fold types.Fold) error {
	s, err := k.sensing(ctx, params, fold, "")
	if err != nil {
		return err
	}
	if err := s.gather(ctx, sensorsOfMarket); err != nil {
		return err
	}
	for _, flow := range []struct {
		sensor types.SensorKind
		amount math.Int
	}{
		{types.SENSOR_KIND_FEE_INCOME, s.flows.Fees},
		{types.SENSOR_KIND_BONUS_PAID, s.flows.Bonuses},
		{types.SENSOR_KIND_EMISSION, s.flows.Emitted},
		{types.SENSOR_KIND_ACTIVE_AGENTS, math.NewIntFromUint64(s.flows.Agents)},
	} {
		if err := s.takeInt(ctx, flow.sensor, flow.amount); err != nil {
			return err
		}
	}
	if err := s.balances(ctx); err != nil {
		return err
	}
	return s.close(ctx)
}

// sensing is one category, or the whole market, being measured.
type sensing struct {
	k        *Keeper
	params   types.Params
	fold     types.Fold
	category string
	bins     []types.Bin
	flows    types.Flows
	readings []types.Reading
}

func (k *Keeper) sensing(ctx context.Context, params types.Params, fold types.Fold, category string) (*sensing, error) {
	s := &sensing{k: k, params: params, fold: fold, category: category}
	err := k.Bins.Walk(ctx, collections.NewPrefixedPairRange[string, uint32](category),
		func(_ collections.Pair[string, uint32], b types.Bin) (bool, error) {
			s.bins = append(s.bins, b)
			return false, nil
		})
	if err != nil {
		return nil, err
	}
	s.flows, err = k.flows(ctx, category)
	return s, err
}

// gather reads sensors that organisations share in.
func (s *sensing) gather(ctx context.Context, sensors []types.SensorKind) error {
	for _, sensor := range sensors {
		var samples []types.Sample
		for _, b := range s.bins {
			sample, err := b.Sample(sensor, s.fold.BeganMs)
			if err != nil {
				return err
			}
			if sample.N > 0 {
				samples = append(samples, sample)
			}
		}
		before, err := s.reading(ctx, sensor)
		if err != nil {
			return err
		}
		now, ok := before.Gather(samples, s.params, s.fold.Epoch)
		if !ok {
			continue
		}
		if err := s.set(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

// take reads a sensor that nobody shares in, from its natural value.
func (s *sensing) take(ctx context.Context, sensor types.SensorKind, natural math.LegacyDec) error {
	raw, err := sensor.Measure(natural)
	if err != nil {
		return err
	}
	before, err := s.reading(ctx, sensor)
	if err != nil {
		return err
	}
	return s.set(ctx, before.Take(raw, s.params, s.fold.Epoch))
}

func (s *sensing) takeInt(ctx context.Context, sensor types.SensorKind, natural math.Int) error {
	return s.take(ctx, sensor, math.LegacyNewDecFromInt(natural))
}

// balances reads the pool's and the treasury's, and how long the latter lasts.
func (s *sensing) balances(ctx context.Context) error {
	denom, err := s.k.books.Denom(ctx)
	if err != nil {
		return err
	}
	pool := s.k.bank.GetBalance(ctx, money.IncentivesAddress(), denom).Amount
	treasury := s.k.bank.GetBalance(ctx, money.TreasuryAddress(), denom).Amount
	if err := s.takeInt(ctx, types.SENSOR_KIND_POOL_LEVEL, pool); err != nil {
		return err
	}
	if err := s.takeInt(ctx, types.SENSOR_KIND_TREASURY_LEVEL, treasury); err != nil {
		return err
	}
	// What the treasury loses is known from the second fold on.
	monitor, err := s.k.Monitor.Get(ctx)
	if err != nil || !monitor.Known {
		return err
	}
	runway, known := monitor.Next(s.params, s.flows.Dissipated, s.flows.Delivered, treasury).Runway()
	if !known {
		return nil
	}
	return s.take(ctx, types.SENSOR_KIND_TREASURY_RUNWAY, runway)
}

// typical moves the typical payout by the postings that got their first agent in the epoch.
func (s *sensing) typical(ctx context.Context) error {
	var samples []types.Sample
	for _, b := range s.bins {
		if payouts := b.Payouts(); payouts.N > 0 {
			samples = append(samples, payouts)
		}
	}
	if len(samples) == 0 {
		return nil
	}
	before, err := s.k.Typicals.Get(ctx, s.category)
	if errors.Is(err, collections.ErrNotFound) {
		before, err = types.Typical{Category: s.category}, nil
	}
	if err != nil {
		return err
	}
	next := before.Next(samples, s.params)
	if next.Payout.IsNil() {
		return nil
	}
	return s.k.Typicals.Set(ctx, s.category, next)
}

// close begins the next epoch of the bins and of the flows, and reports.
func (s *sensing) close(ctx sdk.Context) error {
	for _, b := range s.bins {
		key, next := collections.Join(b.Category, b.Number), b.NextEpoch()
		var err error
		if next.Open == 0 {
			err = s.k.Bins.Remove(ctx, key)
		} else {
			err = s.k.Bins.Set(ctx, key, next)
		}
		if err != nil {
			return err
		}
	}
	if err := s.k.Flows.Remove(ctx, s.category); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventSensed{
		Epoch: s.fold.Epoch, Category: s.category, Readings: s.readings, AtMs: s.fold.BeganMs,
	})
}

// reading returns what a sensor said last, or one that has said nothing.
func (s *sensing) reading(ctx context.Context, sensor types.SensorKind) (types.Reading, error) {
	r, err := s.k.Readings.Get(ctx, collections.Join(s.category, int32(sensor)))
	if errors.Is(err, collections.ErrNotFound) {
		zero := math.LegacyZeroDec()
		return types.Reading{Sensor: sensor, Category: s.category, Raw: zero, Value: zero, Confidence: zero}, nil
	}
	return r, err
}

func (s *sensing) set(ctx context.Context, r types.Reading) error {
	s.readings = append(s.readings, r)
	return s.k.Readings.Set(ctx, collections.Join(s.category, int32(r.Sensor)), r)
}

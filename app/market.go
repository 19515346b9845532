package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/metrics" // state-ok: it is told what happens and tells nobody who computes state
	"github.com/agijobs/agijobs/internal/money"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
)

// watchedEntries caps every list that a look at the market reads: some tens of milliseconds, at most every ten seconds.
const watchedEntries = 10_000

// WatchMarket has the market looked at whenever the node's metrics are read, until the application is closed.
func (app *App) WatchMarket() error {
	stop, err := metrics.Watch(app.lookAtMarket)
	if err != nil {
		return err
	}
	app.unwatch = stop
	return nil
}

// lookAtMarket reads the last committed state as a query does: beside the blocks, never in one.
func (app *App) lookAtMarket() (metrics.Market, error) {
	ctx, err := app.CreateQueryContext(0, false)
	if err != nil {
		return metrics.Market{}, err
	}
	m := metrics.Market{Height: ctx.BlockHeight()}
	clock, err := app.Sovereign.Clock(ctx)
	if err != nil {
		return m, err
	}
	m.Behind = time.Duration(clock.BlockTimeMs-clock.NowMs) * time.Millisecond
	for _, look := range []func(sdk.Context, int64, *metrics.Market) error{app.lookAtJobs, app.lookAtRounds, app.lookAtMoney, app.lookAtLoops} {
		if err := look(ctx, clock.NowMs, &m); err != nil {
			return m, err
		}
	}
	return m, nil
}

func (app *App) lookAtJobs(ctx sdk.Context, now int64, m *metrics.Market) error {
	c, err := app.Jobs.Census(ctx, now, watchedEntries)
	if err != nil {
		return err
	}
	m.Jobs = map[string]int64{}
	for status, n := range c.Jobs { // state-ok: each goes into a map
		m.Jobs[label(status.String(), "JOB_STATUS_")] = n
	}
	m.Held, m.Owed, m.Complete, m.Stuck = c.Held, c.Owed, c.Complete, c.Stuck
	m.Queues = map[string]int64{"jobs": c.Due, "dispatch": c.Dispatch}
	if c.OldestDueMs > 0 {
		m.OldestDue = time.Duration(now-c.OldestDueMs) * time.Millisecond
	}
	return nil
}

func (app *App) lookAtRounds(ctx sdk.Context, now int64, m *metrics.Market) (err error) {
	m.Queues["draws"], m.Queues["closes"], m.Judges, err = app.Validation.Census(ctx, ctx.BlockHeight(), now, watchedEntries)
	return err
}

func (app *App) lookAtMoney(ctx sdk.Context, _ int64, m *metrics.Market) error {
	denom, err := app.Sovereign.Denom(ctx)
	if err != nil {
		return err
	}
	m.Balances = map[string]math.Int{}
	for _, name := range []string{money.Treasury, money.Incentives} {
		m.Balances[name] = app.Bank.GetBalance(ctx, app.Account.GetModuleAddress(name), denom).Amount
	}
	records, err := app.Sovereign.Records(ctx)
	if err != nil {
		return err
	}
	m.Minted, m.Burned = map[string]math.Int{}, map[string]math.Int{}
	for _, r := range records {
		m.Minted[r.Module], m.Burned[r.Module] = r.Minted, r.Burned
	}
	return nil
}

func (app *App) lookAtLoops(ctx sdk.Context, _ int64, m *metrics.Market) error {
	fold, err := app.Thermostat.Fold.Get(ctx)
	if err != nil {
		return err
	}
	m.Frozen = fold.Frozen
	if fold.Alarm {
		m.Alarms++
	}
	err = upTo(ctx, app.Thermostat.States, func(s thermostattypes.LoopState) {
		m.Outputs = append(m.Outputs, metrics.Value{Name: s.LoopId, Category: s.Category, Value: s.Output})
	})
	if err != nil {
		return err
	}
	var unreadable error
	err = upTo(ctx, app.Thermostat.Readings, func(r thermostattypes.Reading) {
		natural, err := r.Sensor.Natural(r.Value)
		unreadable = errors.Join(unreadable, err)
		m.Sensors = append(m.Sensors, metrics.Value{Name: label(r.Sensor.String(), "SENSOR_KIND_"), Category: r.Category, Value: natural})
	})
	if err := errors.Join(err, unreadable); err != nil {
		return err
	}
	return upTo(ctx, app.Thermostat.Temperatures, func(t thermostattypes.Temperature) {
		m.Temperatures = append(m.Temperatures, metrics.Value{Name: label(t.Kind.String(), "TEMPERATURE_KIND_"), Category: t.Category, Value: t.Value})
		if t.Alarm {
			m.Alarms++
		}
	})
}

// upTo hands over the values of a map, in the order of their keys, up to the cap.
func upTo[K, V any](ctx context.Context, list collections.Map[K, V], use func(V)) error {
	n := 0
	return list.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		use(v)
		n++
		return n >= watchedEntries, nil
	})
}

func label(name, prefix string) string { return strings.ToLower(strings.TrimPrefix(name, prefix)) }

package keeper

import (
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// What an alarm is about.
const (
	alarmTemperature = "temperature"
	alarmHamiltonian = "hamiltonian"
)

// setTemperature writes a temperature that was reckoned from data, and tells when it has left its band or has come back.
func (k *Keeper) setTemperature(ctx sdk.Context, params types.Params, epoch int64, kind types.TemperatureKind, category string, value math.LegacyDec) error {
	key := collections.Join(int32(kind), category)
	before, err := k.Temperatures.Get(ctx, key)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	before.Kind, before.Category = kind, category
	t, turned := before.Next(params, value, epoch)
	if err := k.Temperatures.Set(ctx, key, t); err != nil {
		return err
	}
	if err := emit(ctx, &types.EventTemperature{Temperature: t, Epoch: epoch}); err != nil {
		return err
	}
	if !turned {
		return nil
	}
	low, high := params.TemperatureBand()
	return emit(ctx, &types.EventAlarm{
		What: alarmTemperature, Kind: kind, Category: category, Value: value, Low: low, High: high, Active: t.Alarm, Epoch: epoch,
	})
}

// meanTemperatures ends a fold: the system and the agents are as hot as the categories that had data, on average.
func (k *Keeper) meanTemperatures(ctx sdk.Context, params types.Params, fold types.Fold) error {
	mean, known := fold.Mean()
	if !known {
		return nil
	}
	for _, kind := range []types.TemperatureKind{types.TEMPERATURE_KIND_SYSTEM, types.TEMPERATURE_KIND_AGENT} {
		if err := k.setTemperature(ctx, params, fold.Epoch, kind, "", mean); err != nil {
			return err
		}
	}
	return nil
}

// watchMarket moves the means of what the market dissipates and delivers on by the flows of the epoch, and tells when the
// Hamiltonian has left its band or has come back.
func (k *Keeper) watchMarket(ctx sdk.Context, params types.Params, fold *types.Fold, flows types.Flows) error {
	denom, err := k.books.Denom(ctx)
	if err != nil {
		return err
	}
	m, err := k.Monitor.Get(ctx)
	if err != nil {
		return err
	}
	treasury := k.bank.GetBalance(ctx, money.TreasuryAddress(), denom).Amount
	m = m.Next(params, flows.Dissipated, flows.Delivered, treasury)
	if err := k.Monitor.Set(ctx, m); err != nil {
		return err
	}
	err = emit(ctx, &types.EventHamiltonian{
		Epoch: fold.Epoch, Dissipated: m.Dissipated, Delivered: m.Delivered, Value: m.Hamiltonian(),
	})
	if err != nil {
		return err
	}
	ratio, alarm := m.Alarm(params)
	if alarm == fold.Alarm {
		return nil
	}
	fold.Alarm = alarm
	return emit(ctx, &types.EventAlarm{
		What: alarmHamiltonian, Value: ratio, Low: math.LegacyOneDec().Neg(), High: params.HamiltonianHigh(), Active: alarm, Epoch: fold.Epoch,
	})
}

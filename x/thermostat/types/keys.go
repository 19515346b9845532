package types

import "cosmossdk.io/collections"

const (
	// ModuleName is the name of the module, of its store and of its module account.
	ModuleName = "thermostat"
	// StoreKey names the module's store.
	StoreKey = ModuleName
)

// Prefixes of the store. Never reuse one.
var (
	ParamsPrefix = collections.NewPrefix(0)
	// LoopsPrefix: id -> Loop.
	LoopsPrefix = collections.NewPrefix(1)
	// StatesPrefix: (loop, category) -> LoopState.
	StatesPrefix = collections.NewPrefix(2)
	// StepsPrefix: (loop, category, sequence) -> Step.
	StepsPrefix = collections.NewPrefix(3)
	// ReadingsPrefix: (category, sensor) -> Reading; category empty: of the whole market.
	ReadingsPrefix = collections.NewPrefix(4)
	// BinsPrefix: (category, number) -> Bin.
	BinsPrefix = collections.NewPrefix(5)
	// WatchesPrefix: job -> Watch.
	WatchesPrefix = collections.NewPrefix(6)
	// FlowsPrefix: category -> Flows of the epoch that runs; empty: of the whole market.
	FlowsPrefix = collections.NewPrefix(7)
	// TypicalsPrefix: category -> Typical.
	TypicalsPrefix = collections.NewPrefix(8)
	// TemperaturesPrefix: (kind, category) -> Temperature.
	TemperaturesPrefix = collections.NewPrefix(9)
	// MonitorPrefix: Monitor.
	MonitorPrefix = collections.NewPrefix(10)
	// FoldPrefix: Fold.
	FoldPrefix = collections.NewPrefix(11)
	// SeenPrefix: agent -> the last epoch in which it got a job.
	SeenPrefix = collections.NewPrefix(12)
	// TurnsPrefix: (actuator, category) -> the loop that turns it. Follows from the loops.
	TurnsPrefix = collections.NewPrefix(13)
	// RemovedPrefix: the loops that were taken out, but whose steps are still there.
	RemovedPrefix = collections.NewPrefix(14)
	// TurnedPrefix: category -> Turned; empty: of the whole market. Follows from loops and states.
	TurnedPrefix = collections.NewPrefix(15)
)

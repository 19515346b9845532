// Package thermosim lets the control loops of x/thermostat run against a model of a market: the same code for each step as on the chain,
// fed with what the chain's sensors would see of the model. It is a tool of officials, off the chain; floats are allowed here, and
// equal scenarios with equal seeds give equal runs.
//
//	market.go, labour.go, judges.go, till.go  the plants
//	random.go    chance
//	scenario.go  what happens
//	sense.go     what the sensors see
//	run.go       plants and loops together
//	assess.go    overshoot, settling time, steady error, saturation
//	report.go    tables and curves
package thermosim

import (
	"fmt"
	"math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// Run is a scenario with loops, played to its end.
type Run struct {
	Scenario Scenario
	Loops    []types.Loop
	// Left are the ids of loops that the model has nothing for: other categories' REWARD loops.
	Left   []string
	Epochs []Epoch
}

// Epoch is what was in an epoch. Times are in hours, money is in AGI; what was not measured is no number.
type Epoch struct {
	Number int
	// Prices that held in it; Steps the loops made at its end, one for each of the run's loops.
	Prices Prices
	Steps  []types.Step

	TimeToAssignment, BacklogAge, ValidationLag float64
	Absence, Overturn                           float64
	Open, Posted, Withdrawn, Completed          int
	Agents, Busy, Validators, Away              float64
	Treasury, Pool, Bonuses, Runway             float64
}

// pilot is a loop with its state.
type pilot struct {
	loop  types.Loop
	state types.LoopState
}

// Play plays a scenario.
func Play(s Scenario, loops []types.Loop) (Run, error) {
	if err := s.Validate(); err != nil {
		return Run{}, err
	}
	pilots, left, err := choose(loops, s.Market.Category)
	if err != nil {
		return Run{}, err
	}
	run := Run{Scenario: s, Left: left}
	for _, p := range pilots {
		run.Loops = append(run.Loops, p.loop)
	}
	w, senses := newWorld(s.Market, s.Seed), newSenses(s.Params.chain())
	prices := Neutral()
	for number := range s.Epochs {
		w.strikeTills(s, number)
		seen := w.epoch(s.Params.Epoch, prices, s.weather(number))
		epoch := w.record(number, prices, seen)
		if err := senses.take(w, seen, int64(number)+1, prices.Emission, &epoch); err != nil {
			return Run{}, err
		}
		if epoch.Steps, err = senses.step(pilots, int64(number)+1); err != nil {
			return Run{}, err
		}
		run.Epochs = append(run.Epochs, epoch)
		prices = pricesOf(pilots, s)
	}
	return run, nil
}

// choose takes the loops that have something to turn here.
func choose(loops []types.Loop, category string) (pilots []*pilot, left []string, err error) {
	own := false
	for _, l := range loops {
		own = own || l.Actuator == types.ACTUATOR_REWARD && l.Category == category
	}
	turned := map[types.Actuator]string{}
	for _, l := range loops {
		if err := l.Validate(); err != nil {
			return nil, nil, err
		}
		if l.Actuator == types.ACTUATOR_REWARD && (own && l.Category == "" || l.Category != "" && l.Category != category) {
			left = append(left, l.Id)
			continue
		}
		if other, taken := turned[l.Actuator]; taken {
			return nil, nil, fmt.Errorf("loops %s and %s turn the same thing", other, l.Id)
		}
		turned[l.Actuator] = l.Id
		for _, in := range l.Inputs {
			if !modelled[in.Sensor] {
				return nil, nil, fmt.Errorf("loop %s: the model has no %s", l.Id, in.Sensor)
			}
			if in.Category != "" && in.Category != category {
				return nil, nil, fmt.Errorf("loop %s measures category %s; the model's is %s (market.category of the scenario)", l.Id, in.Category, category)
			}
		}
		steered := ""
		if l.Actuator == types.ACTUATOR_REWARD {
			steered = category
		}
		pilots = append(pilots, &pilot{l, types.NewLoopState(l, steered)})
	}
	return pilots, left, nil
}

// pricesOf turns outputs into prices, within what x/jobs allows whatever the loops say.
func pricesOf(pilots []*pilot, s Scenario) Prices {
	p := Neutral()
	for _, at := range pilots {
		out := natural(at.state.Output) / 10_000
		switch at.loop.Actuator {
		case types.ACTUATOR_REWARD:
			p.Bonus = math.Min(out, 1)
		case types.ACTUATOR_VALIDATION_FEE:
			p.ValidationFee = atMost(out, s.Market.ValidationFee, 0.5)
		case types.ACTUATOR_PROTOCOL_FEE:
			p.ProtocolFee = atMost(out, s.Market.ProtocolFee, 0.2)
		case types.ACTUATOR_SEAT_LOCK:
			p.SeatLock = out
		case types.ACTUATOR_EMISSION:
			p.Emission = out * s.Params.MaxEmission
		}
	}
	return p
}

// atMost bounds a multiple so that what it multiplies stays below the most.
func atMost(multiple, of, most float64) float64 {
	if multiple*of > most {
		return most / of
	}
	return multiple
}

// strikeTills sets the balances that events of this epoch set.
func (w *world) strikeTills(s Scenario, epoch int) {
	for _, e := range s.Events {
		if e.From == epoch {
			set(&w.till.treasury, e.Treasury)
			set(&w.till.pool, e.Pool)
		}
	}
}

func (w *world) record(number int, p Prices, seen observed) Epoch {
	return Epoch{
		Number: number, Prices: p, Open: len(w.labour.open), Posted: seen.posted, Withdrawn: seen.withdrawn, Completed: seen.completed,
		Agents: w.labour.agents, Busy: float64(len(w.labour.ends)), Validators: w.judges.willing, Away: w.judges.away,
		Treasury: w.till.treasury, Pool: w.till.pool, Bonuses: seen.bonuses,
	}
}

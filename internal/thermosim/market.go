package thermosim

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Market describes the reference market. Every number is an assumption that whoever tunes for a real market should replace by
// what that one has shown. Rates are per hour, money is in AGI.
type Market struct {
	// Category is its slug: a REWARD loop of this category is preferred to one of all categories.
	Category string `yaml:"category" json:"category"`

	// Arrivals of jobs, each with this payout. Elasticity of demand with respect to what a job costs: payout and fees.
	Arrivals         float64 `yaml:"arrivals_per_hour" json:"arrivals_per_hour"`
	Payout           float64 `yaml:"payout" json:"payout"`
	DemandElasticity float64 `yaml:"demand_elasticity" json:"demand_elasticity"`
	// Patience in hours: an offer that nobody has taken by then is withdrawn.
	Patience float64 `yaml:"patience_hours" json:"patience_hours"`

	// Agents at normal pay; hours that a job takes one of them, and that one with nothing to do takes to find a job.
	Agents float64 `yaml:"agents" json:"agents"`
	Work   float64 `yaml:"work_hours" json:"work_hours"`
	Search float64 `yaml:"search_hours" json:"search_hours"`
	// SupplyElasticity with respect to what an agent earns in an hour, and the time constant with which agents follow.
	SupplyElasticity float64 `yaml:"supply_elasticity" json:"supply_elasticity"`
	SupplyLag        float64 `yaml:"supply_lag_hours" json:"supply_lag_hours"`
	// BonusLimit is the most that a job's bonus may be, by its payout. x/jobs pays more than the protocol fee only in programs
	// that are approved for it.
	BonusLimit float64 `yaml:"bonus_limit" json:"bonus_limit"`

	// Validators at the normal fee; seats of a job; hours that a vote takes one of them.
	Validators float64 `yaml:"validators" json:"validators"`
	Seats      int     `yaml:"seats" json:"seats"`
	Judging    float64 `yaml:"judging_hours" json:"judging_hours"`
	// Turnaround is hours from submission to verdict where everybody votes and nobody has to wait; Window that where somebody stays away.
	Turnaround float64 `yaml:"turnaround_hours" json:"turnaround_hours"`
	Window     float64 `yaml:"window_hours" json:"window_hours"`
	// Challenge is hours from verdict to settlement: what a seat did is known to the sensors only then.
	Challenge float64 `yaml:"challenge_hours" json:"challenge_hours"`
	// Absence and Overturn are the shares of seats that stay away and of verdicts that do not stand, in good times.
	Absence  float64 `yaml:"absence" json:"absence"`
	Overturn float64 `yaml:"overturn" json:"overturn"`
	// FeeElasticity of validators to the fee of a seat and the time constant of newcomers; LockElasticity: what dearer seats cost in
	// validators; CareElasticity: what they bring in care.
	FeeElasticity  float64 `yaml:"fee_elasticity" json:"fee_elasticity"`
	JoinLag        float64 `yaml:"join_lag_hours" json:"join_lag_hours"`
	LockElasticity float64 `yaml:"lock_elasticity" json:"lock_elasticity"`
	CareElasticity float64 `yaml:"care_elasticity" json:"care_elasticity"`
	// Reservation is the multiple of the fee at which the last striker is back: they are spread evenly between 1 and this. ReturnLag is
	// the time constant with which they come and go.
	Reservation float64 `yaml:"reservation_fee" json:"reservation_fee"`
	ReturnLag   float64 `yaml:"return_lag_hours" json:"return_lag_hours"`

	// ValidationFee and ProtocolFee by the payout, and the part of the protocol fee that is burnt.
	ValidationFee float64 `yaml:"validation_fee" json:"validation_fee"`
	ProtocolFee   float64 `yaml:"protocol_fee" json:"protocol_fee"`
	Burn          float64 `yaml:"burn" json:"burn"`
	// Treasury and Pool at the beginning, and what the treasury spends in an hour.
	Treasury float64 `yaml:"treasury" json:"treasury"`
	Spending float64 `yaml:"spending_per_hour" json:"spending_per_hour"`
	Pool     float64 `yaml:"pool" json:"pool"`
}

// DefaultMarket is the reference market: half of the agents' time and a sixth of the judges' is used, the treasury slowly loses, the pool
// is where the default loops want it.
func DefaultMarket() Market {
	return Market{
		Category: "reference",
		Arrivals: 20, Payout: 5, DemandElasticity: 1.5, Patience: 72,
		Agents: 160, Work: 4, Search: 0.5, SupplyElasticity: 1.5, SupplyLag: 12, BonusLimit: 1,
		Validators: 180, Seats: 3, Judging: 0.5, Turnaround: 2, Window: 13, Challenge: 24, Absence: 0.005, Overturn: 0.02,
		FeeElasticity: 1, JoinLag: 72, LockElasticity: 0.25, CareElasticity: 1, Reservation: 2, ReturnLag: 12,
		ValidationFee: 0.08, ProtocolFee: 0.02, Burn: 0.5,
		Treasury: 3_000, Spending: 1.5, Pool: 10_000,
	}
}

// mostArrivals and mostAgents bound a run to seconds.
const (
	mostArrivals = 2_000
	mostAgents   = 1_000_000
)

// Validate refuses what the model has no meaning for.
func (m Market) Validate() error {
	type bound struct {
		name        string
		v, from, to float64
	}
	inf := math.MaxFloat64
	for _, b := range []bound{
		{"arrivals_per_hour", m.Arrivals, 0.1, mostArrivals},
		{"payout", m.Payout, 0.000001, inf},
		{"demand_elasticity", m.DemandElasticity, 0, 10},
		{"patience_hours", m.Patience, 1, 8_760},
		{"agents", m.Agents, 1, mostAgents},
		{"work_hours", m.Work, step, 8_760},
		{"search_hours", m.Search, step, 8_760},
		{"supply_elasticity", m.SupplyElasticity, 0, 10},
		{"supply_lag_hours", m.SupplyLag, 1, 8_760},
		{"bonus_limit", m.BonusLimit, 0, 1},
		{"validators", m.Validators, 1, mostAgents},
		{"seats", float64(m.Seats), 1, 21},
		{"judging_hours", m.Judging, step, 8_760},
		{"turnaround_hours", m.Turnaround, step, m.Window},
		{"window_hours", m.Window, step, 720},
		{"challenge_hours", m.Challenge, 0, 720},
		{"absence", m.Absence, 0, 1},
		{"overturn", m.Overturn, 0, 1},
		{"fee_elasticity", m.FeeElasticity, 0, 10},
		{"join_lag_hours", m.JoinLag, 1, 8_760},
		{"lock_elasticity", m.LockElasticity, 0, 10},
		{"care_elasticity", m.CareElasticity, 0, 10},
		{"reservation_fee", m.Reservation, 1.000001, 100},
		{"return_lag_hours", m.ReturnLag, 1, 8_760},
		{"validation_fee", m.ValidationFee, 0, 0.5},
		{"protocol_fee", m.ProtocolFee, 0, 0.2},
		{"burn", m.Burn, 0, 1},
		{"treasury", m.Treasury, 0, inf},
		{"spending_per_hour", m.Spending, 0, inf},
		{"pool", m.Pool, 0, inf},
	} {
		// Written so that what is no number fails too.
		if !(b.v >= b.from && b.v <= b.to) {
			return fmt.Errorf("market: %s is %v; it must be %v to %v", b.name, b.v, b.from, b.to)
		}
	}
	if load := m.Arrivals * m.Work / m.Agents; load >= 1 {
		return fmt.Errorf("market: %v jobs an hour of %v hours are more than %v agents can do even in good times", m.Arrivals, m.Work, m.Agents)
	}
	return nil
}

// step of the plants in hours: a multiple of it is an epoch.
const step = 1.0 / 12

// Prices are what the loops turn, as multiples and shares.
type Prices struct {
	// Bonus by the payout.
	Bonus float64 `json:"bonus"`
	// ValidationFee, ProtocolFee and SeatLock multiply what the parameters say.
	ValidationFee float64 `json:"validation_fee"`
	ProtocolFee   float64 `json:"protocol_fee"`
	SeatLock      float64 `json:"seat_lock"`
	// Emission of the epoch.
	Emission float64 `json:"emission"`
}

// Neutral are the prices without loops.
func Neutral() Prices { return Prices{ValidationFee: 1, ProtocolFee: 1, SeatLock: 1} }

// weather is what happens to a market from outside.
type weather struct {
	demand, strike, spending, overturn float64
}

// observed is what an epoch has shown, as the chain's sensors see it: sums of log2(1 + seconds), and counts.
type observed struct {
	assigned   int
	waitSum    float64
	verdicts   int
	lagSum     float64
	seats      int
	absent     int
	judged     int
	overturned int

	posted, withdrawn, completed int
	spend, fees, bonuses         float64
}

// world is a market that runs.
type world struct {
	Market
	random *random
	labour labour
	judges judges
	till   till
	now    float64
	seen   observed
}

func newWorld(m Market, seed uint64) *world {
	w := &world{Market: m, random: &random{state: seed}}
	w.labour.agents, w.labour.rest = m.Agents, m.Arrivals*m.Work/m.Agents
	w.labour.used = w.labour.rest
	w.labour.ends = slices.Repeat([]work{{}}, int(m.Arrivals*m.Work))
	for i := range w.labour.ends {
		w.labour.ends[i].end = w.random.share() * m.Work
	}
	w.judges.willing = m.Validators
	w.till.treasury, w.till.pool = m.Treasury, m.Pool
	return w
}

// epoch runs an epoch and returns what it has shown.
func (w *world) epoch(length time.Duration, p Prices, at weather) observed {
	w.seen = observed{}
	w.till.mint(p.Emission)
	for range int(math.Round(length.Hours() / step)) {
		w.work(p, at)
		w.judge(p, at)
		w.spend(at)
		w.now += step
	}
	return w.seen
}

// log2Seconds is the measure of the chain for a time: log2(1 + seconds).
func log2Seconds(hours float64) float64 { return math.Log2(1 + math.Max(0, hours)*3_600) }

// toward moves a value to where it tends with a time constant (first-order lag).
func toward(v, target, constant float64) float64 {
	return v + (target-v)*(1-math.Exp(-step/constant))
}

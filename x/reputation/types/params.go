package types

import (
	"time"

	"cosmossdk.io/math"
)

// Bounds of the parameters. Reasons are in the README's table.
const (
	// MaxBps is the whole in basis points.
	MaxBps = 10_000
	// MaxUnitPoints keeps every product of the formula far within a LegacyDec.
	MaxUnitPoints = 1_000_000
	// MaxLossBps is ten times the base points: more than one failure should ever cost.
	MaxLossBps = 100_000
	// CapPerPoint: the cap is at least this many times unit_points, so that no single small job fills a score.
	CapPerPoint = 10
	// AdjustFraction: one correction is at most cap / AdjustFraction.
	AdjustFraction = 10
	// MinHalfLife: a score that halves more than once a day says nothing of anybody's past.
	MinHalfLife = 24 * time.Hour
	// MaxSpan of half-life and window is ten years: more is the same as none.
	MaxSpan = 87_600 * time.Hour
	// MinPairWindow is long against what a job takes.
	MinPairWindow = time.Hour
	// MaxProbationJobs is more than anybody needs to be known.
	MaxProbationJobs = 1_000
	// MaxHistory bounds what one participant's history holds, and what Explain reads.
	MaxHistory = 1_000
	// MaxReranks bounds what one EndBlock moves; each is three writes.
	MaxReranks = 10_000
)

var (
	// MinCap leaves a score enough steps to rank by.
	MinCap = math.NewInt(1_000)
	// MaxCap keeps scores readable and the formula's products small.
	MaxCap = math.NewInt(1_000_000_000_000)
	// MaxUnit is far above any payout that would earn a point.
	MaxUnit = math.NewIntWithDecimal(1, 24)
)

// lossReasons lists all reasons in their order.
var lossReasons = []LossReason{
	LOSS_REASON_REJECTED,
	LOSS_REASON_EXPIRED,
	LOSS_REASON_SURRENDERED,
	LOSS_REASON_WRONG_VOTE,
	LOSS_REASON_WITHHELD,
	LOSS_REASON_ABSENT,
	LOSS_REASON_OVERTURNED,
	LOSS_REASON_DISPUTE_LOST,
}

// DefaultParams returns the parameters of a new chain.
func DefaultParams() Params {
	return Params{
		Cap:          math.NewInt(100_000),
		Unit:         math.NewInt(1_000_000),
		UnitPoints:   100,
		SpeedBps:     2_500,
		ValidatorBps: 2_000,
		EmployerBps:  1_000,
		Losses: []LossWeight{
			{Reason: LOSS_REASON_REJECTED, WeightBps: 20_000},
			{Reason: LOSS_REASON_EXPIRED, WeightBps: 15_000},
			{Reason: LOSS_REASON_SURRENDERED, WeightBps: 5_000},
			{Reason: LOSS_REASON_WRONG_VOTE, WeightBps: 4_000},
			{Reason: LOSS_REASON_WITHHELD, WeightBps: 6_000},
			{Reason: LOSS_REASON_ABSENT, WeightBps: 3_000},
			{Reason: LOSS_REASON_OVERTURNED, WeightBps: 15_000},
			{Reason: LOSS_REASON_DISPUTE_LOST, WeightBps: 5_000},
		},
		HalfLife:           2 * 365 * 24 * time.Hour,
		PairWindow:         90 * 24 * time.Hour,
		ProbationThreshold: math.NewInt(100),
		ProbationJobs:      5,
		HistoryLength:      50,
		ReranksPerBlock:    200,
	}
}

// Validate checks each parameter and the relations between them.
func (p Params) Validate() error {
	if err := within("cap", p.Cap, MinCap, MaxCap); err != nil {
		return err
	}
	if err := within("unit", p.Unit, math.OneInt(), MaxUnit); err != nil {
		return err
	}
	if p.UnitPoints < 1 || p.UnitPoints > MaxUnitPoints {
		return ErrInvalidParams.Wrapf("unit_points is %d; use 1 to %d", p.UnitPoints, MaxUnitPoints)
	}
	if least := math.NewInt(CapPerPoint).MulRaw(int64(p.UnitPoints)); p.Cap.LT(least) {
		return ErrInvalidParams.Wrapf("cap is %s; with unit_points %d use at least %s", p.Cap, p.UnitPoints, least)
	}
	for _, rate := range []struct {
		name string
		bps  uint32
	}{{"speed_bps", p.SpeedBps}, {"validator_bps", p.ValidatorBps}, {"employer_bps", p.EmployerBps}} {
		if rate.bps > MaxBps {
			return ErrInvalidParams.Wrapf("%s is %d; use 0 to %d", rate.name, rate.bps, MaxBps)
		}
	}
	if err := p.validateLosses(); err != nil {
		return err
	}
	if err := p.validateTimes(); err != nil {
		return err
	}
	return p.validateLimits()
}

func (p Params) validateTimes() error {
	if p.HalfLife != 0 && (p.HalfLife < MinHalfLife || p.HalfLife > MaxSpan) {
		return ErrInvalidParams.Wrapf("half_life is %s; use 0s (scores do not decay), or %s to %s", p.HalfLife, MinHalfLife, MaxSpan)
	}
	if p.PairWindow < MinPairWindow || p.PairWindow > MaxSpan {
		return ErrInvalidParams.Wrapf("pair_window is %s; use %s to %s", p.PairWindow, MinPairWindow, MaxSpan)
	}
	return nil
}

func (p Params) validateLimits() error {
	if err := within("probation_threshold", p.ProbationThreshold, math.ZeroInt(), p.Cap); err != nil {
		return err
	}
	for _, limit := range []struct {
		name  string
		value uint32
		most  uint32
	}{
		{"probation_jobs", p.ProbationJobs, MaxProbationJobs},
		{"history_length", p.HistoryLength, MaxHistory},
		{"reranks_per_block", p.ReranksPerBlock, MaxReranks},
	} {
		if limit.value < 1 || limit.value > limit.most {
			return ErrInvalidParams.Wrapf("%s is %d; use 1 to %d", limit.name, limit.value, limit.most)
		}
	}
	return nil
}

func (p Params) validateLosses() error {
	if len(p.Losses) != len(lossReasons) {
		return ErrInvalidParams.Wrapf("losses has %d rows; give one row for each of the %d reasons", len(p.Losses), len(lossReasons))
	}
	for i, row := range p.Losses {
		if row.Reason != lossReasons[i] {
			return ErrInvalidParams.Wrapf("losses row %d is %s; sort by reason: expected %s", i, row.Reason, lossReasons[i])
		}
		if row.WeightBps > MaxLossBps {
			return ErrInvalidParams.Wrapf("weight of %s is %d bps; use 0 to %d", row.Reason, row.WeightBps, MaxLossBps)
		}
	}
	// Giving a job back, voting and committing must never cost more than staying silent: whoever sees a loss coming would
	// otherwise choose silence. Work that judges have approved was no worse than work that none did; and to dispute a verdict
	// must not cost more than to take it, or nobody would dispute a wrong one.
	for _, order := range [][2]LossReason{
		{LOSS_REASON_SURRENDERED, LOSS_REASON_EXPIRED},
		{LOSS_REASON_WRONG_VOTE, LOSS_REASON_WITHHELD},
		{LOSS_REASON_ABSENT, LOSS_REASON_WITHHELD},
		{LOSS_REASON_OVERTURNED, LOSS_REASON_REJECTED},
		{LOSS_REASON_DISPUTE_LOST, LOSS_REASON_REJECTED},
	} {
		if p.lossBps(order[0]) > p.lossBps(order[1]) {
			return ErrInvalidParams.Wrapf("weight of %s (%d bps) is above that of %s (%d bps); lower it",
				order[0], p.lossBps(order[0]), order[1], p.lossBps(order[1]))
		}
	}
	return nil
}

// lossBps returns the weight of a reason; 0 for one that has no row.
func (p Params) lossBps(reason LossReason) uint32 {
	for _, row := range p.Losses {
		if row.Reason == reason {
			return row.WeightBps
		}
	}
	return 0
}

// MaxAdjust is the largest correction of one message.
func (p Params) MaxAdjust() math.Int { return p.Cap.QuoRaw(AdjustFraction) }

func within(name string, v, lo, hi math.Int) error {
	if v.IsNil() {
		return ErrInvalidParams.Wrapf("%s is missing; use %s to %s", name, lo, hi)
	}
	if v.LT(lo) || v.GT(hi) {
		return ErrInvalidParams.Wrapf("%s is %s; use %s to %s", name, v, lo, hi)
	}
	return nil
}

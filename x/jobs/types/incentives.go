package types

import (
	"math/big"
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// This file holds the rules of bonuses and boosts.

const (
	// MaxBonusBps: a bonus at most doubles the pay.
	MaxBonusBps = BpsDenominator
	// maxBoosts: each is one more read at every assignment.
	maxBoosts = 8
	// maxBoostBps: a credential is worth at most half of the work.
	maxBoostBps = 5_000
	// maxHalvings: amounts are below 2^256, so more leave nothing.
	maxHalvings = 256
)

// What cut a job's incentives, as events name it.
const (
	LimitNone         = "none"
	LimitPool         = "pool"
	LimitFee          = "fee"
	LimitPair         = "pair"
	LimitEpoch        = "epoch"
	LimitOrganisation = "organisation"
)

// Reasons why incentives return to the pool outside a settlement.
const (
	ReturnAssignmentEnded = "assignment_ended"
	ReturnLimit           = "limit"
)

// NoIncentives are a bonus and a boost of zero.
func NoIncentives() Incentives { return Incentives{Bonus: math.ZeroInt(), Boost: math.ZeroInt()} }

// Total is bonus + boost.
func (i Incentives) Total() math.Int { return orZero(i.Bonus).Add(orZero(i.Boost)) }

// upTo returns what is left within a total: the bonus comes first.
func (i Incentives) upTo(most math.Int) Incentives {
	bonus := math.MinInt(i.Bonus, most)
	return Incentives{Bonus: bonus, Boost: math.MinInt(i.Boost, most.Sub(bonus))}
}

// HeldIncentives returns what a job's record says that it holds, or held when it ended, of the pool.
func (j Job) HeldIncentives() Incentives {
	if j.Incentives == nil {
		return NoIncentives()
	}
	return Incentives{Bonus: orZero(j.Incentives.Bonus), Boost: orZero(j.Incentives.Boost)}
}

// LockedIncentives returns what a job holds of the incentives pool, in base units; nothing once it has ended.
func (j Job) LockedIncentives() math.Int {
	if j.Status.Terminal() {
		return math.ZeroInt()
	}
	return j.HeldIncentives().Total()
}

// EarnsIncentives tells whether a job may get any: work that only its employer looks at earns none, and what is about to settle
// gets no more.
func (j Job) EarnsIncentives() bool {
	return j.Review != REVIEW_MODE_EMPLOYER && j.Status != settling && !j.Status.Terminal()
}

// KeptIncentives is what a job that nobody works on may keep of what it holds: the bonus, as far as its own protocol fee
// covers it.
func (j Job) KeptIncentives() Incentives {
	return Incentives{Bonus: math.MinInt(j.HeldIncentives().Bonus, orZero(j.Escrow.ProtocolFee)), Boost: math.ZeroInt()}
}

// BonusBpsAfterRaise is the rate that gives the bonus of now on a higher payout, floored: whoever posts little in a time of
// high bonuses and raises it later has earned the bonus of little.
func (j Job) BonusBpsAfterRaise(payout math.Int) uint32 {
	return uint32(j.BonusAsked().MulRaw(BpsDenominator).Quo(payout).Uint64())
}

// BonusAsked is the bonus by the rate of the terms and the payout of now.
func (j Job) BonusAsked() math.Int {
	return share(orZero(j.Escrow.Payout), min(j.Terms.BonusBps, MaxBonusBps))
}

// BoostAsked is the boost by a rate.
func (j Job) BoostAsked(bps uint32) math.Int { return share(orZero(j.Escrow.Payout), bps) }

// BeyondFee is the part of what the job holds that its protocol fee does not cover.
func (j Job) BeyondFee() math.Int {
	return math.MaxInt(j.HeldIncentives().Total().Sub(orZero(j.Escrow.ProtocolFee)), math.ZeroInt())
}

// MostBeyondFee bounds what a job is paid beyond its protocol fee when employer and agent have shared earlier gains: what the
// highest rates would give beyond it, divided by 2^earlier. It is asked at the settlement, for jobs that run side by side
// have all been assigned before any of them counts.
func (j Job) MostBeyondFee(category Category, earlier uint32) math.Int {
	var best uint32
	for _, boost := range category.Boosts {
		best = max(best, boost.Bps)
	}
	most := j.BonusAsked().Add(j.BoostAsked(best)).Sub(orZero(j.Escrow.ProtocolFee))
	return halved(math.MaxInt(most, math.ZeroInt()), earlier)
}

// halved returns amount / 2^times, floored.
func halved(amount math.Int, times uint32) math.Int {
	return math.NewIntFromBigInt(new(big.Int).Rsh(amount.BigInt(), uint(min(times, maxHalvings))))
}

// IncentiveInput is all that a reservation depends on. Amounts are in base units.
type IncentiveInput struct {
	// Asked is what the rates give.
	Asked Incentives
	// Available is what the job holds already and what the pool could add.
	Available math.Int
	// Fee is the job's protocol fee.
	Fee math.Int
	// MayExceedFee: the chain assigns the job, in a program that the authority has approved for it.
	MayExceedFee bool
	// SameGroup: one organisation employs and works, or one participant answers for both; EarlierGains of the two groups.
	SameGroup    bool
	EarlierGains uint32
	// EpochLeft and OrganisationLeft bound the part beyond the fee.
	EpochLeft, OrganisationLeft math.Int
}

// Grant is what a job gets.
type Grant struct {
	Incentives
	// BeyondFee is the part of it that the protocol fee does not cover.
	BeyondFee math.Int
	// Limit is the last one that cut it.
	Limit string
}

// Grant applies the limits: the pool, the fee, then of what goes beyond the fee the pair's halving and the caps of the epoch.
// It never fails: an empty pool gives less, or nothing.
func (in IncentiveInput) Grant() Grant {
	total, limit := in.Asked.Total(), LimitNone
	cut := func(most math.Int, by string) {
		if most.LT(total) {
			total, limit = math.MaxInt(most, math.ZeroInt()), by
		}
	}
	beyond := func() math.Int { return math.MaxInt(total.Sub(in.Fee), math.ZeroInt()) }

	if in.SameGroup {
		cut(math.ZeroInt(), LimitPair)
	}
	cut(in.Available, LimitPool)
	if !in.MayExceedFee {
		cut(in.Fee, LimitFee)
	}
	cut(in.Fee.Add(halved(beyond(), in.EarlierGains)), LimitPair)
	if beyond().IsPositive() {
		cut(in.Fee.Add(math.MaxInt(in.EpochLeft, math.ZeroInt())), LimitEpoch)
		cut(in.Fee.Add(math.MaxInt(in.OrganisationLeft, math.ZeroInt())), LimitOrganisation)
	}
	return Grant{Incentives: in.Asked.upTo(total), BeyondFee: beyond(), Limit: limit}
}

// OrganisationCap is the most that agents of one organisation get beyond fees in an epoch.
func (p Params) OrganisationCap(epoch IncentiveEpoch) math.Int {
	return share(orZero(epoch.Pool), p.IncentiveOrganisationBps)
}

// IncentiveEpochAt returns the number of the epoch of a moment (market time in ms).
func (p Params) IncentiveEpochAt(ms int64) int64 { return ms / p.IncentiveEpoch.Milliseconds() }

// validateIncentives checks what a record says of its incentives. More than the fee is for jobs that the chain assigns. One
// that nobody works on holds it only in states of before, when the whole bonus was reserved at the posting: its next
// assignment or its end puts that right.
func (j Job) validateIncentives() error {
	if j.Incentives == nil {
		return nil
	}
	if err := firstError(
		notNegativeUnbounded("bonus", j.Incentives.Bonus),
		notNegativeUnbounded("boost", j.Incentives.Boost),
	); err != nil {
		return err
	}
	switch total := j.HeldIncentives().Total(); {
	case total.IsPositive() && j.Review == REVIEW_MODE_EMPLOYER:
		return errorsmod.Wrapf(ErrIncentives, "%s under EMPLOYER review, which earns none", total)
	case j.Incentives.Boost.IsPositive() && j.Agent == "":
		return errorsmod.Wrapf(ErrIncentives, "a boost of %s without an agent", j.Incentives.Boost)
	case j.BeyondFee().IsPositive() && j.Mode() != ASSIGNMENT_MODE_DISPATCH:
		return errorsmod.Wrapf(ErrIncentives, "%s, more than the protocol fee of %s", total, j.Escrow.ProtocolFee)
	}
	return nil
}

// validateIncentives checks the epoch of a genesis: its sum is that of the organisations, sorted, each once.
func (gs GenesisState) validateIncentives() error {
	if gs.IncentiveEpoch == nil {
		if len(gs.OrganisationIncentives) > 0 {
			return errorsmod.Wrap(ErrIncentives, "organisation_incentives without an incentive_epoch")
		}
		return nil
	}
	epoch := *gs.IncentiveEpoch
	if err := firstError(
		notNegativeUnbounded("pool of the epoch", epoch.Pool),
		notNegativeUnbounded("reserved in the epoch", epoch.Reserved),
	); err != nil {
		return err
	}
	sum, before := math.ZeroInt(), ""
	for _, o := range gs.OrganisationIncentives {
		if err := notNegativeUnbounded("reserved for "+o.Organisation, o.Reserved); err != nil {
			return err
		}
		if o.Organisation <= before || o.Epoch != epoch.Number {
			return errorsmod.Wrapf(ErrIncentives, "%q of epoch %d after %q; sort by organisation, each once, all of epoch %d",
				o.Organisation, o.Epoch, before, epoch.Number)
		}
		sum, before = sum.Add(o.Reserved), o.Organisation
	}
	if !sum.Equal(epoch.Reserved) {
		return errorsmod.Wrapf(ErrIncentives, "the organisations' parts sum to %s, the epoch has %s", sum, epoch.Reserved)
	}
	return nil
}

// validateIncentives checks the category's bonus and boosts.
func (c Category) validateIncentives() error {
	if err := atMost("bonus_bps", c.BonusBps, MaxBonusBps); err != nil {
		return err
	}
	if len(c.Boosts) > maxBoosts {
		return errorsmod.Wrapf(ErrIncentives, "%d boosts, at most %d are allowed", len(c.Boosts), maxBoosts)
	}
	for i, boost := range c.Boosts {
		if err := identitytypes.ValidateCredentialTypeID(boost.Credential); err != nil {
			return err
		}
		if err := between("bps of a boost", boost.Bps, 1, maxBoostBps); err != nil {
			return err
		}
		if i > 0 && boost.Credential <= c.Boosts[i-1].Credential {
			return errorsmod.Wrapf(ErrIncentives, "boost of %q after %q; sort by credential, each once", boost.Credential, c.Boosts[i-1].Credential)
		}
	}
	return nil
}

// BoostsFrom lists a category's boosts, the best first; of equal ones the first by credential.
func (c Category) BoostsFrom() []Boost {
	best := slices.Clone(c.Boosts)
	slices.SortStableFunc(best, func(a, b Boost) int { return int(b.Bps) - int(a.Bps) })
	return best
}

// NarrowedByPoster tells whether the posting itself says who may work on the job, beyond what its category says: then the
// draw may have one agent to choose from, and the poster has chosen him.
func (j Job) NarrowedByPoster() bool {
	r := j.Requirements
	return len(j.Invited) > 0 || len(r.Credentials) > 0 || len(r.AgentKinds) > 0 || r.Score().IsPositive()
}

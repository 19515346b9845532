package types

import (
	"fmt"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// maxGenesisLeaf bounds the leaves that a genesis can skip, each of which is written as free: 2^24 members of one pool are
// more than a draw tree's weights allow for.
const maxGenesisLeaf = 1 << 24

// DefaultGenesis returns the state of a new chain: the default parameters and two pools without members, the general one and
// the moderators'.
func DefaultGenesis() *GenesisState {
	return &GenesisState{
		Params:          []ParamsVersion{{Version: 1, Params: DefaultParams()}},
		Pools:           []Pool{DefaultPool(), DefaultModerators()},
		NextUnbondingId: 1,
	}
}

// Validate returns an error if a part is out of bounds, appears twice, refers to something that is missing, or if sums
// do not match.
func (g GenesisState) Validate() error {
	c := genesisCheck{
		pools:      make(map[string]bool),
		validators: make(map[string]*validatorSums),
		rounds:     make(map[string]*roundSums),
		seen:       make(map[string]bool),
	}
	for _, check := range []func(GenesisState) error{
		c.params, c.allPools, c.allValidators, c.unbondings, c.leaves, c.weightChanges, c.allRounds, c.seats, c.sums, c.beacons, c.councilSlashes, c.canaries,
	} {
		if err := check(g); err != nil {
			return ErrInvalidGenesis.Wrap(err.Error())
		}
	}
	return nil
}

// Stake returns what the module account must hold: all stake and unbonding stake and the slashes that are held, in base
// units.
func (g GenesisState) Stake() math.Int {
	sum := g.HeldSlashes()
	for _, v := range g.Validators {
		sum = sum.Add(v.Backing())
	}
	return sum
}

// validatorSums is what the parts of the state say of one validator.
type validatorSums struct {
	record    Validator
	unbonding math.Int
	open      uint32
	held      bool
	locked    math.Int
	seats     uint32
}

// roundSums is what the seats say of one round.
type roundSums struct {
	record              Round
	live, seats         uint32
	committed, revealed uint32
}

// genesisCheck remembers what has been seen. Its maps are looked up, never walked.
type genesisCheck struct {
	versions   uint64
	pools      map[string]bool
	validators map[string]*validatorSums
	rounds     map[string]*roundSums
	seen       map[string]bool
}

// once returns an error if what has been seen before.
func (c *genesisCheck) once(format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	if c.seen[what] {
		return fmt.Errorf("%s appears twice", what)
	}
	c.seen[what] = true
	return nil
}

func (c *genesisCheck) params(g GenesisState) error {
	if len(g.Params) == 0 {
		return fmt.Errorf("parameters are missing")
	}
	for i, p := range g.Params {
		if p.Version != uint64(i)+1 {
			return fmt.Errorf("version %d of the parameters must be %d: list all, ascending from 1", p.Version, i+1)
		}
		if err := p.Params.Validate(); err != nil {
			return fmt.Errorf("version %d: %w", p.Version, err)
		}
	}
	c.versions = uint64(len(g.Params))
	return nil
}

func (c *genesisCheck) allPools(g GenesisState) error {
	for _, p := range g.Pools {
		if err := p.Validate(); err != nil {
			return err
		}
		if err := c.once("pool %s", p.Id); err != nil {
			return err
		}
		c.pools[p.Id] = true
	}
	return nil
}

func (c *genesisCheck) allValidators(g GenesisState) error {
	for _, v := range g.Validators {
		if err := validateAddress(v.Address); err != nil {
			return err
		}
		if err := c.once("validator %s", v.Address); err != nil {
			return err
		}
		if err := c.validator(v); err != nil {
			return fmt.Errorf("validator %s: %w", v.Address, err)
		}
		c.validators[v.Address] = &validatorSums{record: v, unbonding: math.ZeroInt(), locked: math.ZeroInt()}
	}
	return nil
}

func (c *genesisCheck) validator(v Validator) error {
	for _, amount := range []math.Int{v.Stake, v.Unbonding, v.Locked, v.DrawableStake} {
		if err := notNegative(amount); err != nil {
			return err
		}
	}
	if v.Locked.GT(v.Backing()) {
		return fmt.Errorf("locked %s is above stake and unbonding stake %s", v.Locked, v.Backing())
	}
	if v.JailedUntilMs < 0 {
		return fmt.Errorf("jailed_until_ms is negative")
	}
	if v.WrongVoteMs < 0 || (v.WrongVotes == 0 && v.WrongVoteMs != 0) {
		return fmt.Errorf("wrong_vote_ms %d does not go with %d wrong votes", v.WrongVoteMs, v.WrongVotes)
	}
	if len(v.Pools) > MaxPoolsPerValidator {
		return fmt.Errorf("it is in more than %d pools", MaxPoolsPerValidator)
	}
	for i, pool := range v.Pools {
		if !c.pools[pool] {
			return fmt.Errorf("pool %s is unknown", pool)
		}
		if i > 0 && v.Pools[i-1] >= pool {
			return fmt.Errorf("pools must be sorted and distinct")
		}
	}
	return nil
}

func (c *genesisCheck) unbondings(g GenesisState) error {
	if g.NextUnbondingId == 0 {
		return fmt.Errorf("next_unbonding_id must be at least 1")
	}
	for _, u := range g.Unbondings {
		if err := c.once("unbonding %d", u.Id); err != nil {
			return err
		}
		v, ok := c.validators[u.Validator]
		if !ok {
			return fmt.Errorf("unbonding %d: validator %s is unknown", u.Id, u.Validator)
		}
		if u.Id == 0 || u.Id >= g.NextUnbondingId {
			return fmt.Errorf("unbonding %d must be below next_unbonding_id %d", u.Id, g.NextUnbondingId)
		}
		if u.Amount.IsNil() || !u.Amount.IsPositive() {
			return fmt.Errorf("unbonding %d: amount %s must be above 0", u.Id, u.Amount)
		}
		if u.DueAt.Before(u.MaturesAt) {
			return fmt.Errorf("unbonding %d: it is due before it matures", u.Id)
		}
		v.unbonding = v.unbonding.Add(u.Amount)
		v.open++
		v.held = v.held || u.Held
	}
	return nil
}

func (c *genesisCheck) leaves(g GenesisState) error {
	for i, l := range g.Leaves {
		if !c.pools[l.Pool] || c.validators[l.Validator] == nil {
			return fmt.Errorf("leaf %d of pool %s: pool or validator %s is unknown", l.Index, l.Pool, l.Validator)
		}
		if err := c.once("leaf %d of pool %s", l.Index, l.Pool); err != nil {
			return err
		}
		if err := c.once("leaf of %s in pool %s", l.Validator, l.Pool); err != nil {
			return err
		}
		if l.Weight == 0 || l.Index > maxGenesisLeaf {
			return fmt.Errorf("leaf %d of pool %s has no weight, or its index is above %d", l.Index, l.Pool, maxGenesisLeaf)
		}
		if err := validateOrganisation(l.Organisation); err != nil {
			return fmt.Errorf("leaf %d of pool %s: %w", l.Index, l.Pool, err)
		}
		if i > 0 && (g.Leaves[i-1].Pool > l.Pool || (g.Leaves[i-1].Pool == l.Pool && g.Leaves[i-1].Index > l.Index)) {
			return fmt.Errorf("leaf %d of pool %s: leaves must be sorted by pool and index", l.Index, l.Pool)
		}
	}
	return nil
}

func (c *genesisCheck) weightChanges(g GenesisState) error {
	for _, w := range g.WeightChanges {
		if err := c.once("weight change of %s at height %d", w.Validator, w.Height); err != nil {
			return err
		}
		if c.validators[w.Validator] == nil {
			return fmt.Errorf("weight change: validator %s is unknown", w.Validator)
		}
		if w.Height <= 0 {
			return fmt.Errorf("weight change of %s: height %d must be above 0", w.Validator, w.Height)
		}
		if err := notNegative(w.Stake); err != nil {
			return fmt.Errorf("weight change of %s: %w", w.Validator, err)
		}
		if err := validateOrganisation(w.Organisation); err != nil {
			return fmt.Errorf("weight change of %s: %w", w.Validator, err)
		}
		for i, p := range w.Weights {
			if !c.pools[p.Pool] || p.Weight == 0 || (i > 0 && w.Weights[i-1].Pool >= p.Pool) {
				return fmt.Errorf("weight change of %s: pools must exist, be sorted and have a weight", w.Validator)
			}
		}
	}
	return nil
}

func (c *genesisCheck) beacons(g GenesisState) error {
	for i, b := range g.Beacons {
		if len(b.Value) != HashLen {
			return fmt.Errorf("beacon of height %d must have %d bytes", b.Height, HashLen)
		}
		if b.Height <= 0 || (i > 0 && g.Beacons[i-1].Height >= b.Height) {
			return fmt.Errorf("beacons must have ascending heights above 0")
		}
	}
	return nil
}

func notNegative(amount math.Int) error {
	if amount.IsNil() || amount.IsNegative() {
		return fmt.Errorf("amount %s is missing or negative", amount)
	}
	return nil
}

// validateOrganisation: empty for none, else an id as x/identity gives it.
func validateOrganisation(id string) error {
	if id == "" {
		return nil
	}
	return identitytypes.ValidateSlug(id)
}

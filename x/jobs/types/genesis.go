package types

import (
	"cmp"
	"maps"
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"
)

// DefaultCategory is the slug of the category that a new chain starts with.
const DefaultCategory = "general"

// DefaultGenesis has the default parameters as version 1 and one open category that suits most work.
func DefaultGenesis() *GenesisState {
	return &GenesisState{
		Params:     []ParamsVersion{{Version: 1, Params: DefaultParams()}},
		Categories: []Category{defaultCategory()},
	}
}

func defaultCategory() Category {
	return Category{
		Slug:            DefaultCategory,
		Title:           "General work",
		Open:            true,
		MaxPayout:       math.NewInt(100_000_000).MulRaw(agi),
		MinWorkDuration: time.Second,
		MaxWorkDuration: 90 * 24 * time.Hour,
		MaxOpenFor:      90 * 24 * time.Hour,
		// More at stake, more judges: see the table of x/validation's README for what a wrong verdict costs.
		Seats: []SeatTier{
			{MinPayout: math.ZeroInt(), Seats: 3},
			{MinPayout: math.NewInt(10_000).MulRaw(agi), Seats: 5},
			{MinPayout: math.NewInt(1_000_000).MulRaw(agi), Seats: 7},
		},
		Pool: "general",
		// A file on somebody's own disk is no place that judges can read: file:// is left out.
		AllowedUriPrefixes: []string{"https://", "ipfs://"},
		Revision:           1,
	}
}

// Validate checks every object, their order, what they refer to and the sums of the stakes. What other modules hold
// (balances, rounds) is checked by the invariants of the running app.
func (gs GenesisState) Validate() error {
	for _, check := range []func() error{
		gs.validateParams, gs.validateCategories, gs.validateJobs, gs.validateStakes, gs.validatePrograms, gs.validateSelection, gs.validateDispatch,
		gs.validateIncentives,
	} {
		if err := check(); err != nil {
			return errorsmod.Wrap(ErrGenesis, err.Error())
		}
	}
	return nil
}

// validateParams: every version from 1 on, ascending.
func (gs GenesisState) validateParams() error {
	if len(gs.Params) == 0 {
		return errorsmod.Wrap(ErrParams, "no version")
	}
	for i, v := range gs.Params {
		if v.Version != uint64(i)+1 {
			return errorsmod.Wrapf(ErrUnknownVersion, "version %d in place %d; every version from 1 on is needed, ascending", v.Version, i+1)
		}
		if err := v.Params.Validate(); err != nil {
			return errorsmod.Wrapf(err, "version %d", v.Version)
		}
	}
	return nil
}

// validateCategories: ascending by slug, every revision of each from 1 on.
func (gs GenesisState) validateCategories() error {
	var before Category
	for _, c := range gs.Categories {
		want := uint64(1)
		switch cmp.Compare(c.Slug, before.Slug) {
		case 0:
			want = before.Revision + 1
		case -1:
			return errorsmod.Wrapf(ErrCategory, "%s after %s; sort by slug", c.Slug, before.Slug)
		}
		if c.Revision != want {
			return errorsmod.Wrapf(ErrUnknownRevision, "%s revision %d, want %d; every revision from 1 on is needed, ascending", c.Slug, c.Revision, want)
		}
		if err := c.Validate(); err != nil {
			return errorsmod.Wrapf(err, "%s revision %d", c.Slug, c.Revision)
		}
		before = c
	}
	return nil
}

// validateJobs: ascending by id, hence unique, and every job's rules are there.
func (gs GenesisState) validateJobs() error {
	revisions := map[string]uint64{}
	for _, c := range gs.Categories {
		revisions[c.Slug] = c.Revision
	}
	var before uint64
	for _, j := range gs.Jobs {
		if j.Id <= before {
			return errorsmod.Wrapf(ErrJobID, "%d after %d; sort by id, each once", j.Id, before)
		}
		before = j.Id
		if err := j.Validate(); err != nil {
			return err
		}
		if v := j.Terms.ParamsVersion; v < 1 || v > uint64(len(gs.Params)) {
			return errorsmod.Wrapf(ErrUnknownVersion, "job %d keeps version %d", j.Id, v)
		}
		if r := j.Terms.CategoryRevision; r < 1 || r > revisions[j.Category] {
			return errorsmod.Wrapf(ErrUnknownRevision, "job %d keeps revision %d of category %s", j.Id, r, j.Category)
		}
		if err := j.validateLadder(gs.Params[j.Terms.ParamsVersion-1].Params.Ladder); err != nil {
			return err
		}
	}
	return nil
}

// validateStakes: ascending by address is not asked for, since the store sorts by bytes and not by bech32; each agent
// stands once, and has locked what his jobs that are not settled and his applications have locked.
func (gs GenesisState) validateStakes() error {
	locked, active := gs.sumOfJobs()
	for _, a := range gs.Applications {
		locked[a.Agent] = orZero(locked[a.Agent]).Add(orZero(a.Bond))
	}
	seen := map[string]bool{}
	for _, s := range gs.Stakes {
		if err := s.Validate(); err != nil {
			return err
		}
		if seen[s.Agent] {
			return errorsmod.Wrapf(ErrStake, "%s stands twice", s.Agent)
		}
		seen[s.Agent] = true
		if want := orZero(locked[s.Agent]); !s.Locked.Equal(want) {
			return errorsmod.Wrapf(ErrStake, "%s has locked %s, the bonds of its jobs and applications sum to %s", s.Agent, s.Locked, want)
		}
		if s.ActiveJobs != active[s.Agent] {
			return errorsmod.Wrapf(ErrStake, "%s has %d active jobs, %d are assigned to it", s.Agent, s.ActiveJobs, active[s.Agent])
		}
	}
	for _, agent := range slices.Sorted(maps.Keys(locked)) {
		// A stake of nothing is not kept: an agent whose jobs are in review and cost no bond needs none.
		if !seen[agent] && (locked[agent].IsPositive() || active[agent] > 0) {
			return errorsmod.Wrapf(ErrStake, "%s has jobs and no stake", agent)
		}
	}
	return nil
}

// sumOfJobs adds up what the jobs that have not ended say of each agent: bonds still locked, and jobs in ASSIGNED.
func (gs GenesisState) sumOfJobs() (locked map[string]math.Int, active map[string]uint32) {
	locked, active = map[string]math.Int{}, map[string]uint32{}
	for _, j := range gs.Jobs {
		if j.Agent == "" || j.Status.Terminal() {
			continue
		}
		locked[j.Agent] = orZero(locked[j.Agent]).Add(j.LockedBond())
		if j.Status == assigned {
			active[j.Agent]++
		}
	}
	return locked, active
}

package types

import (
	"crypto/sha256"
	"slices"
	"time"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/internal/preimage"
	"github.com/agijobs/agijobs/internal/sortition"
)

// This file holds the rules of DISPATCH: rosters, weights, standing, the queue.

const (
	// FullStanding is where everybody begins, in bps of the weight.
	FullStanding = BpsDenominator
	// minStanding: a hundredth of the weight is seldom drawn, and enough to come back.
	minStanding = 100
	// RosterBase is what an agent without a score weighs, and rosterScoreCap the most that a score adds: the best is drawn
	// ten times as often as a newcomer, who must be able to begin.
	RosterBase     = 1_000
	rosterScoreCap = 9_000
	// scorePerWeight points of score add 1 to the weight.
	scorePerWeight = 10
	// maxRosterCategories: each is a leaf to change whenever the agent's weight does.
	maxRosterCategories = 8
	// maxCapacity is that of max_active_jobs: more can never be held at once.
	maxCapacity = maxActiveJobs
	// maxPassed bounds what a job remembers; with at most 3 relists and free declines the oldest are forgotten.
	maxPassed = 8
	// maxRetryDoublings: the retry waits at most 32 times dispatch_retry.
	maxRetryDoublings = 5
	// maxGenesisLeaf bounds the places that a genesis may leave empty below its highest one.
	maxGenesisLeaf = 1 << 24
)

// dispatchDomain keeps a seed apart from every other hash of this chain.
const dispatchDomain = "agijobs/dispatch/v1"

// DispatchSeed returns the seed of a job's draw: SHA-256 over length-prefixed fields (see internal/preimage). Previous and
// current are the beacons of the block before and of the block of the draw: who cancels a job or hides its stake in that
// block does not know yet who is drawn.
func DispatchSeed(jobID uint64, try uint32, previous, current []byte) [32]byte {
	var f preimage.Fields
	f.Text(dispatchDomain)
	f.Number(jobID)
	f.Number(uint64(try))
	f.Bytes(previous)
	f.Bytes(current)
	return sha256.Sum256(f)
}

// RosterWeight is what an agent weighs in its rosters: (1,000 + a tenth of its score, at most 9,000) scaled by its
// standing, at least 1; nothing while it holds as many jobs as it has said, however it got them.
func RosterWeight(score math.Int, standingBps, active, capacity uint32) uint64 {
	if active >= capacity {
		return 0
	}
	earned := math.MinInt(math.MaxInt(orZero(score), math.ZeroInt()).QuoRaw(scorePerWeight), math.NewInt(rosterScoreCap))
	return max((RosterBase+earned.Uint64())*uint64(standingBps)/BpsDenominator, 1)
}

// LowerStanding takes bps of a standing away; never the last hundredth.
func LowerStanding(standing, bps uint32) uint32 {
	return max(standing-uint32(uint64(standing)*uint64(bps)/BpsDenominator), minStanding)
}

// RaiseStanding brings back bps of what is missing to a full standing, rounded up, so that it is reached in the end.
func RaiseStanding(standing, bps uint32) uint32 {
	missing := uint64(FullStanding - min(standing, FullStanding))
	return uint32(FullStanding - missing + (missing*uint64(bps)+BpsDenominator-1)/BpsDenominator)
}

// DispatchRetry is how long a job waits after its n-th try in vain: it doubles from the first on, to 32 times.
func DispatchRetry(params Params, tries uint32) time.Duration {
	return params.DispatchRetry << min(max(tries, 1)-1, maxRetryDoublings)
}

// Reasons for which a standing changes, as EventStandingChanged says them.
const (
	StandingDeclined    = "declined"
	StandingMissed      = "missed"
	StandingSurrendered = "surrendered"
	StandingSubmitted   = "submitted"
)

// EndAssignment counts the end of a dispatched assignment and lowers the standing for it. It returns why, and nothing where
// the agent is not to blame.
func (a *Availability) EndAssignment(params Params, basis RulingBasis) (reason string) {
	switch basis {
	case RULING_BASIS_DECLINED:
		a.Declined++
		a.StandingBps = LowerStanding(a.StandingBps, params.DeclineStandingBps)
		return StandingDeclined
	case RULING_BASIS_DEADLINE, RULING_BASIS_SURRENDER:
		a.Missed++
		a.StandingBps = LowerStanding(a.StandingBps, params.MissStandingBps)
		if basis == RULING_BASIS_SURRENDER {
			return StandingSurrendered
		}
		return StandingMissed
	default:
		return ""
	}
}

// Dispatched tells whether the chain finds the job's agents.
func (j Job) Dispatched() bool { return j.Mode() == ASSIGNMENT_MODE_DISPATCH }

// Queued tells whether the job waits in the queue of those that the chain is to assign.
func (j Job) Queued() bool { return j.Dispatched() && j.Status == JOB_STATUS_OPEN }

// PassBy has dispatch leave out an agent whose assignment ended by its own doing, or whom the authority took off. The
// oldest of nine is forgotten.
func (j *Job) PassBy(agent string, basis RulingBasis) {
	if !j.Dispatched() || basis == RULING_BASIS_REVOKED || slices.Contains(j.Passed, agent) {
		return
	}
	j.Passed = append(slices.Clone(j.Passed), agent)
	if over := len(j.Passed) - maxPassed; over > 0 {
		j.Passed = j.Passed[over:]
	}
}

// DeclinableUntil is the market time in ms from which an assignment can only be surrendered.
func (j Job) DeclinableUntil(params Params) int64 {
	return j.AssignedMs + params.DeclineWindow.Milliseconds()
}

// validateDispatch checks what a record says of its dispatch.
func (j Job) validateDispatch() error {
	if !j.Dispatched() && len(j.Passed) > 0 {
		return errorsmod.Wrapf(ErrDispatch, "passed in a job of %s", j.Mode())
	}
	if len(j.Passed) > maxPassed {
		return errorsmod.Wrapf(ErrDispatch, "%d agents have passed, at most %d are kept", len(j.Passed), maxPassed)
	}
	for i, agent := range j.Passed {
		if err := storedAddress("passed", agent); err != nil {
			return err
		}
		if slices.Contains(j.Passed[:i], agent) {
			return errorsmod.Wrapf(ErrDispatch, "%s has passed twice", agent)
		}
	}
	if j.DispatchDueMs < 0 || (!j.Queued() && (j.DispatchDueMs != 0 || j.DispatchTries != 0)) {
		return errorsmod.Wrapf(ErrDispatch, "%s, %s: try %d due at %d", j.Mode(), j.Status, j.DispatchTries, j.DispatchDueMs)
	}
	return nil
}

// Validate checks an availability of the state: one that has ended keeps standing and counters, and no places.
func (a Availability) Validate() error {
	if err := firstError(
		storedAddress("agent", a.Agent),
		atMost("capacity", a.Capacity, maxCapacity),
		notNegative("min_payout", a.MinPayout),
		between("standing_bps", a.StandingBps, minStanding, FullStanding),
	); err != nil {
		return err
	}
	if (a.Capacity == 0) != (len(a.Places) == 0) || len(a.Places) > maxRosterCategories {
		return errorsmod.Wrapf(ErrAvailability, "%s: capacity %d in %d rosters", a.Agent, a.Capacity, len(a.Places))
	}
	if a.Dispatched < a.Declined || a.Dispatched-a.Declined < a.Missed || a.DeclaredMs < 0 {
		return errorsmod.Wrapf(ErrAvailability, "%s: %d jobs dispatched, %d declined, %d missed, declared at %d",
			a.Agent, a.Dispatched, a.Declined, a.Missed, a.DeclaredMs)
	}
	for i, place := range a.Places {
		if err := validSlug("category", place.Category); err != nil {
			return err
		}
		if i > 0 && a.Places[i-1].Category >= place.Category {
			return errorsmod.Wrapf(ErrAvailability, "%s: sort the places by category, each once", a.Agent)
		}
		if place.Leaf >= sortition.MaxLeaves {
			return errorsmod.Wrapf(ErrAvailability, "%s: leaf %d", a.Agent, place.Leaf)
		}
	}
	return nil
}

// PlaceIn returns the agent's leaf in a category's roster.
func (a Availability) PlaceIn(category string) (leaf uint64, found bool) {
	at := slices.IndexFunc(a.Places, func(p Place) bool { return p.Category == category })
	if at < 0 {
		return 0, false
	}
	return a.Places[at].Leaf, true
}

// validateDispatch checks the availabilities of a genesis: each agent once, each leaf one agent's, and categories that exist.
func (gs GenesisState) validateDispatch() error {
	known, agents := map[string]bool{}, map[string]bool{}
	for _, c := range gs.Categories {
		known[c.Slug] = true
	}
	holders := map[Place]string{}
	for _, a := range gs.Availabilities {
		if err := a.Validate(); err != nil {
			return err
		}
		if agents[a.Agent] {
			return errorsmod.Wrapf(ErrAvailability, "%s stands twice", a.Agent)
		}
		agents[a.Agent] = true
		for _, place := range a.Places {
			if !known[place.Category] {
				return errorsmod.Wrapf(ErrUnknownCategory, "%q, in which %s stands", place.Category, a.Agent)
			}
			if place.Leaf >= maxGenesisLeaf {
				return errorsmod.Wrapf(ErrAvailability, "%s: leaf %d of %s; number them from 0", a.Agent, place.Leaf, place.Category)
			}
			if other, taken := holders[place]; taken {
				return errorsmod.Wrapf(ErrAvailability, "%s and %s both have leaf %d of %s", other, a.Agent, place.Leaf, place.Category)
			}
			holders[place] = a.Agent
		}
	}
	return nil
}

// Takes tells whether an agent takes a job by its own word, and has the bond in its free stake. Whether it may is the
// keeper's question.
func (a Availability) Takes(job Job, stake AgentStake) bool {
	return stake.ActiveJobs < a.Capacity && stake.Free.GTE(job.Terms.Bond) && job.Escrow.Payout.GTE(a.MinPayout) &&
		!slices.Contains(job.Passed, a.Agent)
}

// FreeCapacity is how many jobs an agent would still take.
func (a Availability) FreeCapacity(stake AgentStake) uint32 {
	return a.Capacity - min(stake.ActiveJobs, a.Capacity)
}

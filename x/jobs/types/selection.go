package types

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// This file holds the rules of SELECTION: applications, prices, awards.

const (
	// MaxApplications that stand for one job: one block ends them all, and whoever awards reads them all.
	MaxApplications = 50
	// MaxStandingApplications of one agent: its revocation ends them all in one block.
	MaxStandingApplications = 100
)

// Why an application has ended, as events show it.
const (
	ApplicationWithdrawn    = "withdrawn"
	ApplicationOtherAwarded = "other_awarded"
	ApplicationOfferEnded   = "offer_ended"
	ApplicationRevoked      = "revoked"
)

// BondAt is the bond of whoever does the job for a price: that of a job with such a payout. The price is at least 1 base
// unit and at most the payout.
func (j Job) BondAt(params Params, category Category, price math.Int) math.Int {
	return agentBond(QuoteInput{Params: params, Category: category, Payout: price, WorkDuration: j.WorkDuration})
}

// leastPriceParts: an application is for a tenth of the payout at least.
const leastPriceParts = 10

// LeastPrice is the lowest price of an application, in base units: payout / 10. A price of next to nothing would lock next
// to nothing: one could fill the places of others' offers with it, or win by the rule and sit.
func (j Job) LeastPrice() math.Int { return j.Escrow.Payout.QuoRaw(leastPriceParts) }

// Reprice makes the price of an application the job's payout and returns what payout and protocol fee were above those of
// the price. Seats, their fees and locks stay those of the posting: a cheap offer makes the work no easier to judge.
func (j *Job) Reprice(a Application) (excess math.Int) {
	before := j.Escrow.Total()
	j.Escrow.Payout = a.Price
	j.Escrow.ProtocolFee = share(a.Price, j.Terms.ProtocolFeeBps)
	j.Terms.Bond = a.Bond
	return before.Sub(j.Escrow.Total())
}

// KeepSeats has a raise never shrink the committee: after an award the payout may be below the one that the seats were
// computed for. before are the job's terms until now; terms and quote are those on the new payout.
func KeepSeats(before Terms, terms *Terms, quote *Quote) {
	switch cmp.Compare(quote.Seats, before.Seats) {
	case -1:
		terms.Seats, terms.SeatFee, terms.SeatLock = before.Seats, before.SeatFee, before.SeatLock
	case 0:
		terms.SeatFee, terms.SeatLock = math.MaxInt(terms.SeatFee, before.SeatFee), math.MaxInt(terms.SeatLock, before.SeatLock)
	}
	quote.Seats, quote.SeatFee, quote.SeatLock = terms.Seats, terms.SeatFee, terms.SeatLock
	quote.Escrow.ValidationFee = terms.SeatFee.MulRaw(int64(terms.Seats))
	quote.Total = quote.Escrow.Total()
}

// Candidate is an application with what the rule for the award asks of its agent.
type Candidate struct {
	Application
	Score math.Int
}

// SortCandidates puts those first whom AWARD_RULE_LOWEST_PRICE prefers: the lowest price, then the highest score, then the
// earliest application. The address makes the order total.
func SortCandidates(list []Candidate) {
	slices.SortFunc(list, func(a, b Candidate) int {
		return cmp.Or(
			compareInts(a.Price, b.Price),
			compareInts(b.Score, a.Score),
			cmp.Compare(a.AppliedMs, b.AppliedMs),
			cmp.Compare(a.Agent, b.Agent),
		)
	})
}

func compareInts(a, b math.Int) int { return a.BigInt().Cmp(b.BigInt()) }

// validateSelection checks what a record says of applications and awards.
func (j Job) validateSelection() error {
	if j.Mode() != ASSIGNMENT_MODE_SELECTION {
		if j.AwardRule != AWARD_RULE_UNSPECIFIED || j.Applications != 0 || j.Awarded != "" {
			return errorsmod.Wrapf(ErrAssignment, "%s with award_rule %s, %d applications, awarded to %q", j.Mode(), j.AwardRule, j.Applications, j.Awarded)
		}
		return nil
	}
	if _, known := AwardRule_name[int32(j.AwardRule)]; !known {
		return errorsmod.Wrapf(ErrAssignment, "unknown award_rule %d", j.AwardRule)
	}
	if j.Applications > MaxApplications {
		return errorsmod.Wrapf(ErrApplicationsFull, "%d of %d", j.Applications, MaxApplications)
	}
	if j.Applications > 0 && !j.holdsApplications() {
		return errorsmod.Wrapf(ErrAssignment, "%s with %d applications", j.Status, j.Applications)
	}
	if j.Awarded == "" {
		return nil
	}
	if j.Status != open {
		return errorsmod.Wrapf(ErrAssignment, "%s and awarded to %s", j.Status, j.Awarded)
	}
	return storedAddress("awarded", j.Awarded)
}

// holdsApplications: they stand while the job is offered, and until an offer that has ended is settled.
func (j Job) holdsApplications() bool {
	return j.Mode() == ASSIGNMENT_MODE_SELECTION && (j.Status == open || j.Status == settling && j.Agent == "")
}

// validateSelection checks the applications of a genesis against its jobs and stakes. That their bonds are locked is part of
// validateStakes.
func (gs GenesisState) validateSelection() error {
	jobs := map[uint64]Job{}
	for _, j := range gs.Jobs {
		jobs[j.Id] = j
	}
	ofJob, ofAgent := map[uint64]uint32{}, map[string]uint32{}
	for i, a := range gs.Applications {
		if err := a.validate(jobs); err != nil {
			return errorsmod.Wrapf(err, "application of %s for job %d", a.Agent, a.JobId)
		}
		if i > 0 && !gs.Applications[i-1].before(a) {
			return errorsmod.Wrapf(ErrAssignment, "application of %s for job %d: sort by job and agent, each once", a.Agent, a.JobId)
		}
		ofJob[a.JobId]++
		ofAgent[a.Agent]++
	}
	for _, j := range gs.Jobs {
		if j.Applications != ofJob[j.Id] {
			return errorsmod.Wrapf(ErrAssignment, "job %d counts %d applications, %d stand", j.Id, j.Applications, ofJob[j.Id])
		}
	}
	return gs.validateApplicants(ofAgent)
}

// validateApplicants: each agent's stake counts its applications.
func (gs GenesisState) validateApplicants(standing map[string]uint32) error {
	for _, s := range gs.Stakes {
		if s.Applications != standing[s.Agent] {
			return errorsmod.Wrapf(ErrStake, "%s counts %d applications, %d stand", s.Agent, s.Applications, standing[s.Agent])
		}
		if s.Applications > MaxStandingApplications {
			return errorsmod.Wrapf(ErrTooManyApplications, "%s has %d of %d", s.Agent, s.Applications, MaxStandingApplications)
		}
		delete(standing, s.Agent)
	}
	for _, agent := range slices.Sorted(maps.Keys(standing)) {
		return errorsmod.Wrapf(ErrStake, "%s has applications and no stake", agent)
	}
	return nil
}

func (a Application) validate(jobs map[uint64]Job) error {
	job, found := jobs[a.JobId]
	if !found {
		return ErrJobNotFound
	}
	if !job.holdsApplications() {
		return errorsmod.Wrapf(ErrAssignment, "the job is %s, %s", job.Mode(), job.Status)
	}
	if err := firstError(storedAddress("agent", a.Agent), positive("price", a.Price), notNegative("bond", a.Bond)); err != nil {
		return err
	}
	if a.Price.GT(job.Escrow.Payout) {
		return errorsmod.Wrapf(ErrPrice, "it is %s, the payout is %s", a.Price, job.Escrow.Payout)
	}
	if a.Bond.GT(a.Price) {
		return errorsmod.Wrapf(ErrApplicationBond, "%s is above the price of %s", a.Bond, a.Price)
	}
	if a.AppliedMs < 0 {
		return errorsmod.Wrapf(ErrAssignment, "applied_ms is %d", a.AppliedMs)
	}
	return nil
}

// before tells whether a lies before b in the store, which sorts by the bytes of addresses. Both are valid.
func (a Application) before(b Application) bool {
	if a.JobId != b.JobId {
		return a.JobId < b.JobId
	}
	first, err := sdk.AccAddressFromBech32(a.Agent)
	if err != nil {
		return false
	}
	second, err := sdk.AccAddressFromBech32(b.Agent)
	return err == nil && bytes.Compare(first, second) < 0
}
